"""What one event about one dossier costs where the unit has a thousand of them, and where it has a million.

A book is filled many rows at once, through the store, with the figures that are kept over them; it is held to one that
grew by events. The two take turns with the same events.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.book.criteria import Criteria
from engine.book.entries import VIEWS, Order, RowEntry
from engine.book.tables import RowChange, change_table, empty_table
from engine.service.books import _current, _settle, load_sheets
from engine.service.intake import Event, place_of, receive
from engine.service.office import Office
from engine.service.record import latest_score, verify
from engine.service.submissions import Speaker, Submission
from engine.store import ledger
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import COUNT, HOLES, canonical
from tests.bench.record import JUNE, SOURCE, TABLE, YEAR, dossier, make_office, unit_code

#: How many times as long an event may take among many as among few.
AIM = 1.5
FEW, MANY = 1_000, 1_000_000
ROUNDS = 400
_WARM = 20
_AT_ONCE = 50_000
#: Dossiers repeat after so many, but for their keys.
_KINDS = 30
_UNIT = unit_code(0)
_SPEAKER = Speaker(SOURCE.code, SOURCE.name, trusted=True)


def compare() -> None:
    """Print what an event costs among few and among many."""
    _hold()
    with ExitStack() as stack:
        offices = {count: _office(stack) for count in (FEW, MANY)}
        start = time.perf_counter()
        for count, office in offices.items():
            fill(office, count)
        filling = time.perf_counter() - start
        times: dict[int, list[float]] = {count: [] for count in offices}
        for number in range(ROUNDS + _WARM):
            for count, office in offices.items():
                event = _event(number, count)
                start = time.perf_counter()
                found = receive(office, _SPEAKER, [event])
                times[count].append(time.perf_counter() - start)
                assert found[0].state == "applied", found
    few, many = (statistics.median(times[count][_WARM:]) * 1e3 for count in (FEW, MANY))
    print("one event about one dossier, from the service to the disk (SQLite)")
    print(f"  among {FEW:9,}             {few:6.2f} ms")
    print(
        f"  among {MANY:9,}             {many:6.2f} ms, {many / few:.2f} times as long "
        f"(aim: at most {AIM:g}; filled in {filling:.0f} s)"
    )


def _office(stack: ExitStack) -> Office:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    office = make_office(Path(folder), 1)
    stack.callback(office.database.close)
    return office


def _event(number: int, stored: int) -> Event:
    """In turn a dossier after all others, one among them, one that is there in a new version, and one among them."""
    somewhere = (number * 7919) % stored
    row = dossier(number)
    if number % 4 == 0:
        row["mã"] = f"H{stored + number:08}"
    elif number % 4 == 2:
        row["mã"] = f"H{somewhere:08}"
    else:
        row["mã"] = f"H{somewhere:08}-{number}"
    return _upserted(f"one-{number}", JUNE + 1_000_000_000 + number, [row])


def _upserted(name: str, at: int, rows: list[dict[str, Any]]) -> Event:
    said = Submission(f"{SOURCE.code}/{name}", _UNIT, YEAR, at, table=TABLE, rows=rows)
    digest = f"{name:0>64}"
    return Event(SOURCE.code, name, "dossiers.upserted", digest, digest, canonical(rows).encode(), said)


# ---- Filling


def fill(office: Office, count: int) -> None:
    """Give the first unit so many dossiers, many at once."""
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        office.journal.act("bench", "filled", _UNIT, partial(_fill, office, numbers))


def _fill(office: Office, numbers: range, action: Action) -> None:
    """What ``enter`` does, but for the sums: what a row adds is worked out once for all of its kind."""
    connection = action.connection
    said = Submission(f"bench/{numbers.start}", _UNIT, YEAR, JUNE + 1)
    place, missing = place_of(connection, said)
    assert place is not None, missing
    criteria = office.set_of(connection, place.set_id)
    tick, last = ledger.lock_book(connection, _UNIT, YEAR)
    before = _current(connection, office, place, tick, last)
    ledger.add_rows(action, _UNIT, YEAR, tick + 1, [_row(number, said.order) for number in numbers])
    added = _added(criteria, numbers)
    stored = ledger.figures_of(connection, _UNIT, YEAR)
    for view in VIEWS:
        were = stored[view, TABLE]
        are = {name: amount + added[name] for name, amount in were.items()}
        ledger.put_figures(connection, [((_UNIT, YEAR, view, TABLE), were, are)])
    sheets = load_sheets(connection, criteria, place.header, YEAR, by_figures=True)
    _settle(action, office, place, before, sheets, tick + 1, said.event)


def _row(number: int, order: Order) -> RowEntry:
    row = dossier(number)
    return RowEntry(TABLE, canonical([row["mã"]]), canonical(row), order, SOURCE.code, accepted=True)


def _added(criteria: Criteria, numbers: range) -> dict[str, Any]:
    """What rows add to the figures of their table."""
    found: dict[str, Any] = {}
    for kind in range(_KINDS):
        times = len([number for number in numbers if number % _KINDS == kind])
        one = RowChange("", None, canonical(dossier(kind)))
        state = change_table(criteria, TABLE, empty_table(criteria, TABLE), [one])
        for name, amount in {**state.figures, COUNT: state.count, HOLES: state.holes}.items():
            found[name] = found.get(name, 0) + times * amount
    return found


def _hold(count: int = 200) -> None:
    """A book that was filled is the book that events would have made, to the last figure, and it verifies."""
    with ExitStack() as stack:
        filled, grown = _office(stack), _office(stack)
        fill(filled, count)
        for number in range(count):
            receive(grown, _SPEAKER, [_upserted(f"e{number}", JUNE + 1, [dossier(number)])])
        assert _held(filled) == _held(grown)
        assert not (faults := verify(filled)), faults


def _held(office: Office) -> list[Any]:
    """What a book comes to."""
    rows = t.table_rows.c
    query = select(rows.table_name, rows.key, rows.cells, rows.source, rows.accepted).order_by(rows.key)
    with office.read() as connection:
        scores = [latest_score(connection, _UNIT, YEAR, view) for view in VIEWS]
        assert all(scores)
        return [
            ledger.figures_of(connection, _UNIT, YEAR),
            [tuple(row) for row in connection.execute(query)],
            [(score.points, score.percent, score.digest) for score in scores if score],
        ]


if __name__ == "__main__":
    compare()
