"""All units of a round scored as their books stand now: together, as a block's best values and its ranks ask for.

What was worked out stays in memory until a book, the register or the round is another; then only the units whose books
changed are read again. So a page may ask for it with every request.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, select

from engine.block import UnitResult
from engine.book.criteria import Criteria
from engine.book.entries import VIEWS, View, counts
from engine.book.sheet import Header, Sheet, open_sheet
from engine.facts.units import UnitFacts
from engine.ranking import place
from engine.score import Scored
from engine.service.books import header_of, load_sheets
from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.registry import round_of
from engine.service.rounds import among_others, best_of
from engine.store import tables as t
from engine.store.journal import Journal
from engine.totals import Totals

#: Rounds that are kept in memory: this year's, last year's, and what people leaf through.
_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """A round. Days are ISO texts; ``set_number`` is the number of its set among those of the year."""

    year: int
    name: str
    state: str
    opens: str | None
    closes: str | None
    closed_at: int | None
    evidence_required: bool
    set_id: int
    set_number: int

    @property
    def is_open(self) -> bool:
        """Whether its scores may still change; one that is paused will go on."""
        return self.state != "closed"


@dataclass(frozen=True, slots=True)
class Member:
    """A unit of a round.

    ``ended``: the last day of one that was gone before the year was over; it is scored, and not ranked. ``came_from``:
    the other units that it was made of in this year. ``tick`` and ``action``: where its book stands; 0 where there is
    none, because nothing was said of it.
    """

    header: Header
    ended: str | None
    came_from: tuple[str, ...]
    tick: int = 0
    action: str = ""

    @property
    def code(self) -> str:
        """Its code."""
        return self.header.code


Sheets = Mapping[View, Sheet]


@dataclass(frozen=True, slots=True)
class RoundScores:
    """The units of a round, by code, scored in both views. ``sheets`` are their books, ``results`` what counts."""

    info: RoundInfo
    criteria: Criteria
    members: Mapping[str, Member]
    sheets: Mapping[str, Sheets]
    results: Mapping[View, Mapping[str, UnitResult]]
    #: The kept best values of a block of a closed round, by view and unit (JSON).
    best: Mapping[tuple[View, str], Mapping[str, Any]]


@dataclass(slots=True)
class _Memory:
    """What is kept of the rounds of one office, the one that was not asked for longest first."""

    rounds: dict[int, RoundScores] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_MEMORIES: "WeakKeyDictionary[Journal, _Memory]" = WeakKeyDictionary()


def round_scores(office: Office, connection: Connection, year: int) -> RoundScores:
    """The units of a year's round. Raises ``NotFound`` where the year has no round."""
    info = round_info(connection, year)
    members = members_of(connection, info)
    memory = _MEMORIES.setdefault(office.journal, _Memory())
    with memory.lock:
        known = memory.rounds.pop(year, None)
        if known is not None:
            memory.rounds[year] = known
    if known is not None and (known.info, known.members) == (info, members):
        return known
    found = _worked_out(office, connection, info, members, known)
    with memory.lock:
        memory.rounds.pop(year, None)
        memory.rounds[year] = found
        while len(memory.rounds) > _ROUNDS:
            memory.rounds.pop(next(iter(memory.rounds)))
    return found


# ---- The round and who is in it


def round_info(connection: Connection, year: int) -> RoundInfo:
    """A year's round. Raises ``NotFound``."""
    row = round_of(connection, year)
    if row is None:
        raise NotFound("round", str(year))
    number = connection.execute(select(t.sets.c.number).where(t.sets.c.id == row.set_id)).scalar_one()
    return RoundInfo(
        year=row.year,
        name=row.name,
        state=row.state,
        opens=row.opens,
        closes=row.closes,
        closed_at=row.closed_at,
        evidence_required=bool(row.evidence_required),
        set_id=row.set_id,
        set_number=number,
    )


def years_with_rounds(connection: Connection) -> list[int]:
    """The years that have a round, the newest first."""
    return list(connection.execute(select(t.rounds.c.year).order_by(t.rounds.c.year.desc())).scalars())


def years_of_unit(connection: Connection, unit: str) -> list[int]:
    """The years in whose rounds a unit is, the newest first."""
    years = years_with_rounds(connection)
    return [year for year in years if unit in members_of(connection, round_info(connection, year))]


def members_of(connection: Connection, info: RoundInfo) -> dict[str, Member]:
    """The units of a round by code: those that the year ends with, and those that ended in it and left a book."""
    last_day = f"{info.year}-12-31"
    books = {row.unit: row for row in connection.execute(select(t.books).where(t.books.c.year == info.year))}
    records: dict[str, list[Any]] = {}
    for row in connection.execute(select(t.units).order_by(t.units.c.valid_from)):
        records.setdefault(row.code, []).append(row)
    found: dict[str, Member] = {}
    for code, rows in sorted(records.items()):  # here, so that both databases give one order
        in_time = [row for row in rows if row.valid_from <= last_day] or rows[:1]
        record, book = in_time[-1], books.get(code)
        is_there = record.valid_from <= last_day and (record.valid_to is None or record.valid_to >= last_day)
        if not (is_there or book is not None):
            continue
        header = header_of(record, evidence_required=info.evidence_required)
        ended = None if is_there else record.valid_to
        stands = (book.tick, book.action) if book is not None else (0, "")
        found[code] = Member(header, ended, _came_from(in_time, info.year), *stands)
    return found


def _came_from(rows: Iterable[Any], year: int) -> tuple[str, ...]:
    """The other units that one was made of in a year."""
    new = [row for row in rows if f"{year}-01-01" <= row.valid_from <= f"{year}-12-31"]
    return tuple(
        sorted({code for row in new for code in json.loads(row.succeeds)} - {row.code for row in new})
    )


# ---- Scoring them


def _worked_out(
    office: Office,
    connection: Connection,
    info: RoundInfo,
    members: Mapping[str, Member],
    known: RoundScores | None,
) -> RoundScores:
    criteria = office.set_of(connection, info.set_id)
    reader = _Reader(office, connection, criteria, info, known)
    sheets = {code: reader.sheets_of(member) for code, member in members.items()}
    kept = {} if info.is_open else _kept_best(connection, info.year)
    best = {view: _best(criteria, members, sheets, view, kept) for view in VIEWS}
    results = {
        view: _results(criteria, members, {code: one[view] for code, one in sheets.items()}, best[view], info)
        for view in VIEWS
    }
    by_unit = {(view, code): found for view in VIEWS for code, found in best[view].items()}
    return RoundScores(info, criteria, members, sheets, results, by_unit)


@dataclass(slots=True)
class _Reader:
    """Reads the books of a round: from memory where they still stand so, else from the store."""

    office: Office
    connection: Connection
    criteria: Criteria
    info: RoundInfo
    known: RoundScores | None
    #: The book of a unit of which nothing was said: scored once, the same for all of them.
    blank: Sheets | None = None

    def sheets_of(self, member: Member) -> Sheets:
        """A unit's book; keyed tables by their figures."""
        found = self._known(member) or self._remembered(member)
        if found is not None:
            return found
        if member.tick == 0:
            return self._blank(member)
        return load_sheets(self.connection, self.criteria, member.header, self.info.year, by_figures=True)

    def _known(self, member: Member) -> Sheets | None:
        """As it was when the round was worked out before."""
        if self.known is None or self.known.info.set_id != self.info.set_id:
            return None
        before = self.known.members.get(member.code)
        if before is None or (before.tick, before.action) != (member.tick, member.action):
            return None
        sheets = self.known.sheets[member.code]
        return sheets if sheets[VIEWS[0]].header == member.header else None

    def _remembered(self, member: Member) -> Sheets | None:
        """As whoever wrote into it left it."""
        book = self.office.remembered((member.code, self.info.year))
        stands = (member.tick, member.action, self.info.set_id, member.header)
        if book is None or (book.tick, book.action, book.set_id, book.header) != stands:
            return None
        found: Sheets = book.sheets
        return found

    def _blank(self, member: Member) -> Sheets:
        if self.blank is None:
            self.blank = {view: open_sheet(self.criteria, member.header, view, {}, {}) for view in VIEWS}
        return {view: _named(sheet, member.header) for view, sheet in self.blank.items()}


def _named(sheet: Sheet, header: Header) -> Sheet:
    """The sheet of a unit of which as little is known as of another."""

    def own(unit: UnitFacts) -> UnitFacts:
        return replace(unit, code=header.code, name=header.name, block=header.block, ranked=header.ranked)

    scored = replace(sheet.scored, unit=own(sheet.scored.unit))
    return replace(sheet, header=header, plain=own(sheet.plain), scored=scored)


def _kept_best(connection: Connection, year: int) -> dict[tuple[str, str], dict[str, Any]]:
    """The block's best values that the final scores of a closed round were worked out with, by view and unit."""
    query = (
        select(t.scores.c.unit, t.scores.c.view, t.scores.c.best)
        .where(t.scores.c.year == year, t.scores.c.closed.is_(True))
        .order_by(t.scores.c.id)
    )
    return {(row.view, row.unit): json.loads(row.best) for row in connection.execute(query)}


def _best(
    criteria: Criteria,
    members: Mapping[str, Member],
    sheets: Mapping[str, Sheets],
    view: View,
    kept: Mapping[tuple[str, str], dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """By unit, the best values of its block: as they were kept, else over the books as they stand."""
    by_block: dict[str, dict[str, Any]] = {}
    if kept:
        for code, member in members.items():
            by_block.setdefault(member.header.block, {}).update(kept.get((view, code), {}))
    else:
        by_block = best_of(criteria.program, [one[view] for one in sheets.values()])
    return {
        code: kept.get((view, code), by_block.get(member.header.block, {}))
        for code, member in members.items()
    }


def _results(
    criteria: Criteria,
    members: Mapping[str, Member],
    sheets: Mapping[str, Sheet],
    best: Mapping[str, Mapping[str, Any]],
    info: RoundInfo,
) -> dict[str, UnitResult]:
    scored = [
        in_rank(
            standing_score(sheet, best[code], is_open=info.is_open),
            ranked=may_rank(info, members[code], sheet),
        )
        for code, sheet in sheets.items()
    ]
    totals = [Totals(one) for one in scored]
    placed = place(criteria.program, totals)
    parts: Sequence[tuple[Any, ...]] = list(zip(scored, totals, placed, strict=True))
    return {code: UnitResult(*part) for code, part in zip(sheets, parts, strict=True)}


def standing_score(sheet: Sheet, best: Mapping[str, Any], *, is_open: bool) -> Scored:
    """What a view comes to with its block's best values; in a round that is over, what is pending is lost."""
    if is_open and not best:
        return sheet.scored
    return among_others(sheet, best, close=not is_open)


def is_silent(sheet: Sheet) -> bool:
    """Whether nothing counts that was said of a unit, but for what last year's book says.

    Documents that nobody has accepted yet are on the sheet of the appraisers, too, and count for nothing there.
    """
    return not sheet.tables and not any(
        entry.kind != "previous" and counts(entry, sheet.view) for entry in sheet.standing.values()
    )


def is_waited_for(info: RoundInfo, sheet: Sheet) -> bool:
    """Whether nothing was said of a unit in a round that is open: then all of its points are still possible."""
    return info.is_open and is_silent(sheet)


def may_rank(info: RoundInfo, member: Member, sheet: Sheet) -> bool:
    """Whether a unit has a place: not one that is no more, nor one whose place would be by a 0 that nobody earned."""
    return member.ended is None and not is_waited_for(info, sheet)


def in_rank(scored: Scored, *, ranked: bool) -> Scored:
    """The unit, with a place among the others or without."""
    return scored if ranked else replace(scored, unit=replace(scored.unit, ranked=False))
