"""The heart: entries go into a unit's book, and both views are scored again where they are touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from engine.book.card import Card, card_of, next_card
from engine.book.criteria import Criteria
from engine.book.entries import VIEWS, WITHDRAWN, Entry, RowEntry, View, counts, standing
from engine.book.sheet import Header, Sheet, Subject, change_sheet, is_alike, open_sheet
from engine.book.tables import RowChange, TableState, change_table, empty_table
from engine.service.office import Office
from engine.service.scores import ScoreChange, add_scores
from engine.store import ledger
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import COUNT, HOLES


@dataclass(frozen=True, slots=True)
class Book:
    """A unit's book in memory: both views scored. True while the book's last action is ``action``."""

    tick: int
    action: str
    set_id: int
    header: Header
    sheets: Mapping[View, Sheet]
    cards: Mapping[View, Card]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a round that is open: where entries go."""

    header: Header
    year: int
    set_id: int

    @property
    def unit(self) -> str:
        """The unit's code."""
        return self.header.code


def header_of(unit: Any, *, evidence_required: bool) -> Header:
    """The header of a registered unit's book."""
    return Header(unit.code, unit.name, unit.block, bool(unit.ranked), evidence_required)


def enter(
    action: Action,
    office: Office,
    place: Place,
    entries: Sequence[Entry] = (),
    rows: Sequence[RowEntry] = (),
    *,
    cause: str,
) -> list[ScoreChange]:
    """Append entries and rows to a book, and score what they touch. Gives what changed, view by view."""
    connection, unit, year = action.connection, place.header.code, place.year
    tick, last = ledger.lock_book(connection, unit, year)
    book = _current(connection, office, place, tick, last)
    before = _versions(connection, unit, year, rows)
    ledger.add_entries(action, unit, year, tick + 1, entries)
    ledger.add_rows(action, unit, year, tick + 1, rows)
    changes = {
        view: (
            _newer(book.sheets[view], entries, view),
            _changed_tables(connection, book.sheets[view], place, view, entries, before, rows),
        )
        for view in VIEWS
    }
    ledger.put_figures(
        connection,
        [
            ((unit, year, view, table), _figures(book.sheets[view].tables.get(table)), _figures(state))
            for view, (_, tables) in changes.items()
            for table, state in tables.items()
        ],
    )
    sheets = _changed_sheets(book.sheets, changes)
    return _settle(action, office, place, book, sheets, tick + 1, cause)


def reopen(action: Action, office: Office, place: Place, *, cause: str) -> list[ScoreChange]:
    """Score a book from the beginning: after a decision, or under another set."""
    connection, unit, year = action.connection, place.header.code, place.year
    tick, last = ledger.lock_book(connection, unit, year)
    old = office.remembered((unit, year))
    if old is not None and not _is_current(old, tick, last):
        old = None
    sheets = load_sheets(connection, office.set_of(connection, place.set_id), place.header, year)
    stored = ledger.figures_of(connection, unit, year)
    places = {*stored, *((view, table) for view, sheet in sheets.items() for table in sheet.tables)}
    ledger.put_figures(
        connection,
        [
            (
                (unit, year, view, table),
                stored.get((view, table), {}),
                _figures(sheets[view].tables.get(table)),
            )
            for view, table in sorted(places)
        ],
    )
    if old is None:  # what was is not known any more: the score is then kept whole
        blank = _blank(office.set_of(connection, place.set_id), place.header)
        old = Book(0, last, place.set_id, place.header, blank, _cards(blank))
    return _settle(action, office, place, old, sheets, tick + 1, cause)


def _settle(
    action: Action,
    office: Office,
    place: Place,
    book: Book,
    sheets: Mapping[View, Sheet],
    tick: int,
    cause: str,
) -> list[ScoreChange]:
    """Keep the scores that changed, advance the book, and remember it."""
    unit, year = place.header.code, place.year
    cards = _cards(sheets, None if book.set_id != place.set_id else book)
    model = office.set_of(action.connection, place.set_id).model
    changes = [
        ScoreChange(
            unit=unit,
            year=year,
            view=view,
            version=tick,
            set_id=place.set_id,
            places=model.decimal_places,
            before=book.cards[view],
            after=cards[view],
            first=book.tick == 0 or book.set_id != place.set_id,
        )
        for view in VIEWS
    ]
    kept = add_scores(action, changes, model, cause=cause)
    ledger.advance_book(action, unit, year, tick)
    office.remember((unit, year), Book(tick, action.identity, place.set_id, place.header, sheets, cards))
    return kept


# ---- Loading


def _current(connection: Connection, office: Office, place: Place, tick: int, last: str) -> Book:
    """The book in memory where it is still true, else the one in the database."""
    book: Book | None = office.remembered((place.header.code, place.year))
    if book is not None and _is_current(book, tick, last) and _is_at(book, place):
        return book
    criteria = office.set_of(connection, place.set_id)
    sheets = load_sheets(connection, criteria, place.header, place.year, by_figures=True)
    return Book(tick, last, place.set_id, place.header, sheets, _cards(sheets))


def _is_current(book: Book, tick: int, action: str) -> bool:
    """Whether a book in memory is what the database holds; an action that was rolled back may have left its own."""
    return (book.tick, book.action) == (tick, action)


def _is_at(book: Book, place: Place) -> bool:
    return (book.set_id, book.header) == (place.set_id, place.header)


def _cards(sheets: Mapping[View, Sheet], before: Book | None = None) -> dict[View, Card]:
    """The cards of both views; what was scored once is one card. ``before``: the book under the same set."""
    found: dict[View, Card] = {}
    for view, sheet in sheets.items():
        if sheet.scored is sheets[VIEWS[0]].scored and found:
            found[view] = found[VIEWS[0]]
        elif before is None:
            found[view] = card_of(sheet.scored)
        else:
            found[view] = next_card(before.cards[view], before.sheets[view].scored, sheet.scored)
    return found


def _blank(criteria: Criteria, header: Header) -> dict[View, Sheet]:
    """The book of a unit of which nothing is known yet."""
    return {view: open_sheet(criteria, header, view, {}, {}) for view in VIEWS}


def load_sheets(
    connection: Connection,
    criteria: Criteria,
    header: Header,
    year: int,
    *,
    until: int | None = None,
    by_figures: bool = False,
) -> dict[View, Sheet]:
    """A book scored from its entries, as known at a tick; tables by their kept figures if that is wanted."""
    loader = _Loader(connection, criteria, header, year, until, by_figures=by_figures)
    declared, appraised = VIEWS
    (standing_, tables), (other, others) = loader.view(declared), loader.view(appraised)
    sheet = open_sheet(criteria, header, declared, standing_, tables)
    if tables == others and is_alike(standing_, other):
        return {declared: sheet, appraised: replace(sheet, view=appraised)}
    return {declared: sheet, appraised: open_sheet(criteria, header, appraised, other, others)}


class _Loader:
    """Reads a book once, for both views."""

    def __init__(
        self,
        connection: Connection,
        criteria: Criteria,
        header: Header,
        year: int,
        until: int | None,
        *,
        by_figures: bool,
    ) -> None:
        self.connection = connection
        self.criteria = criteria
        self.header = header
        self.year = year
        self.until = until
        self.entries = list(ledger.entries_of(connection, header.code, year, until=until))
        self.stored = ledger.figures_of(connection, header.code, year) if by_figures else {}
        self.spoken = [
            table
            for table in sorted(criteria.keyed)
            if ledger.is_spoken_of(connection, header.code, year, table, until)
        ]

    def view(self, view: View) -> tuple[dict[Subject, Entry], dict[str, TableState]]:
        """What counts in one view: the entries by their subject, and the keyed tables that are declared."""
        stand = standing(self.entries, view)
        declared = {name for kind, name in stand if kind == "table" and name in self.criteria.keyed}
        tables = {name: empty_table(self.criteria, name) for name in declared}
        for table in self.spoken:
            state = self._from_figures(view, table)
            if state is None:
                state = rows_as_table(
                    self.connection, self.criteria, self.header.code, self.year, view, table, until=self.until
                )
            if state is not None:
                tables[table] = state
        return stand, tables

    def _from_figures(self, view: View, table: str) -> TableState | None:
        """The state as it is kept; None where rows are needed."""
        figures, stored = self.criteria.kept.figures.get(table), self.stored.get((view, table))
        if stored is None or figures is None or stored[HOLES]:
            return None
        if any(figure.identity not in stored for figure in figures):
            return None
        amounts = {figure.identity: stored[figure.identity] for figure in figures}
        return TableState(amounts, int(stored[COUNT]))


def rows_as_table(
    connection: Connection,
    criteria: Criteria,
    unit: str,
    year: int,
    view: View,
    table: str,
    *,
    until: int | None = None,
) -> TableState | None:
    """The state worked out from all rows; None where no row counts in the view at all."""
    cells = rows_that_count(connection, unit, year, view, table, until=until)
    return None if cells is None else table_of(criteria, table, cells)


def table_of(criteria: Criteria, table: str, cells: Mapping[str, str]) -> TableState:
    """The state of a table with these rows (JSON of their cells, by key)."""
    changes = [RowChange(key, None, one) for key, one in cells.items()]
    state = change_table(criteria, table, replace(empty_table(criteria, table), rows=None), changes)
    # Rows are kept where figures do not do: a table that is computed anew, or one with a missing cell.
    needed = table not in criteria.kept.figures or state.holes
    return replace(state, rows=cells if needed else None)


def rows_that_count(
    connection: Connection, unit: str, year: int, view: View, table: str, *, until: int | None = None
) -> dict[str, str] | None:
    """The cells (JSON) of each row of a table in a view, by key; None where no row was ever part of it."""
    return cells_that_count(ledger.rows_of(connection, unit, year, table, until=until), view)


def cells_that_count(versions: Iterable[RowEntry], view: View) -> dict[str, str] | None:
    """The cells of the rows that count of one table, by key; None where no version is part of the view."""
    stand = standing((row for row in versions if counts(row, view)), view)
    if not stand:
        return None
    return {key: row.cells for (_, key), row in stand.items() if row.cells != WITHDRAWN}


# ---- What an entry changes


def _changed_sheets(
    sheets: Mapping[View, Sheet],
    changes: Mapping[View, tuple[Mapping[Subject, Entry | None], Mapping[str, TableState]]],
) -> dict[View, Sheet]:
    """Both views with the entries and tables that are new in each; what they have in common is scored once."""
    declared, appraised = VIEWS
    found = {declared: change_sheet(sheets[declared], *changes[declared])}
    is_one = sheets[declared].scored is sheets[appraised].scored and changes[declared] == changes[appraised]
    if is_one and not any(kind == "evidence" for kind, _ in changes[declared][0]):
        found[appraised] = replace(found[declared], view=appraised)
    else:
        found[appraised] = change_sheet(sheets[appraised], *changes[appraised])
    return found


def _newer(sheet: Sheet, entries: Iterable[Entry], view: View) -> dict[tuple[str, str], Entry | None]:
    """The entries that count from now on."""
    found: dict[tuple[str, str], Entry | None] = {}
    for subject, entry in standing(entries, view).items():
        other = sheet.standing.get(subject)
        if other is None or other.order.key < entry.order.key:
            found[subject] = entry
    return found


def _versions(
    connection: Connection, unit: str, year: int, rows: Sequence[RowEntry]
) -> dict[str, list[RowEntry]]:
    """The versions that the ledger has of the rows that new versions are about, by table."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        keys.setdefault(row.table, set()).add(row.key)
    return {
        table: ledger.versions_of(connection, unit, year, table, sorted(wanted))
        for table, wanted in keys.items()
    }


def _changed_tables(
    connection: Connection,
    sheet: Sheet,
    place: Place,
    view: View,
    entries: Iterable[Entry],
    before: Mapping[str, list[RowEntry]],
    rows: Sequence[RowEntry],
) -> dict[str, TableState]:
    """The keyed tables that are other than before, or declared for the first time."""
    criteria = sheet.criteria
    found: dict[str, TableState] = {}
    for entry in entries:
        if entry.kind == "table" and counts(entry, view) and entry.name not in sheet.tables:
            found[entry.name] = empty_table(criteria, entry.name)
    for table, versions in before.items():
        new = [row for row in rows if row.table == table and counts(row, view)]
        if not new:
            continue
        was, is_now = standing(versions, view), standing([*versions, *new], view)
        changes = [
            RowChange(key, _cells(was.get((table, key))), _cells(row))
            for (_, key), row in is_now.items()
            if was.get((table, key)) is not row
        ]
        base = found.get(table) or sheet.tables.get(table) or empty_table(criteria, table)
        state = change_table(criteria, table, base, changes)
        if state.holes and state.rows is None:
            unit, year = place.header.code, place.year
            state = rows_as_table(connection, criteria, unit, year, view, table) or state
        elif not state.holes and table in criteria.kept.figures:
            state = replace(state, rows=None)
        if state != sheet.tables.get(table):
            found[table] = state
    return found


def _cells(row: RowEntry | None) -> str | None:
    return None if row is None or row.cells == WITHDRAWN else row.cells


def _figures(state: TableState | None) -> dict[str, Any]:
    """The figures as they are kept; none of a table that is not declared."""
    return {} if state is None else {**state.figures, COUNT: state.count, HOLES: state.holes}


def units_with_books(connection: Connection, year: int) -> list[str]:
    """The units that have a book in a year."""
    return list(
        connection.execute(
            select(t.books.c.unit).where(t.books.c.year == year).order_by(t.books.c.unit)
        ).scalars()
    )
