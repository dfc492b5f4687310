"""A changed byte is found: in a fact, a row, a decision, a score, the chain, a set."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, text

from engine.caller import Caller, begin_call, end_call
from engine.service.appraisal import decide
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.record import verify
from engine.store.database import Database
from tests.service.offices import SYSTEM, draw_events, office_on

#: What is done behind the book's back, and what is found.
TAMPERING = {
    "a fact": ("UPDATE facts SET value = '999' WHERE id = (SELECT min(id) FROM facts)", "content"),
    "the source of a fact": (
        "UPDATE facts SET source = 'x' WHERE id = (SELECT min(id) FROM facts)",
        "content",
    ),
    "a row": ("UPDATE table_rows SET cells = 'null' WHERE id = (SELECT min(id) FROM table_rows)", "content"),
    "a fact that is gone": ("DELETE FROM facts WHERE id = (SELECT max(id) FROM facts)", "content"),
    "a decision": ("UPDATE decisions SET reason = 'x'", "content"),
    "points": ("UPDATE scores SET points = '11' WHERE id = (SELECT max(id) FROM scores)", "score"),
    "a loss": ("UPDATE scores SET changes = '[]' WHERE id = (SELECT min(id) FROM scores)", "score"),
    "who did it": ("UPDATE audit SET who = 'x' WHERE seq = 3", "chain"),
    "from where it came": ("UPDATE audit SET address = NULL WHERE address = '192.0.2.7'", "chain"),
    "in which request": ("UPDATE audit SET request = 'other' WHERE request = 'one'", "chain"),
    "where nobody was": ("UPDATE audit SET address = '192.0.2.7' WHERE address IS NULL", "chain"),
    "an entry that is gone": ("DELETE FROM audit WHERE seq = 4", "chain"),
    "the last entry": ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "chain"),
    "the set": ("UPDATE sets SET text = replace(text, '12 điểm', '12  điểm')", "set"),
    "a kept figure": ("UPDATE figures SET amount = '77' WHERE figure = 'count'", "figures"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_changed_byte_is_found(book_database: Database, tmp_path: Path, what: str) -> None:
    office = filled(book_database, tmp_path)
    assert verify(office) == []
    statement, fault = TAMPERING[what]
    _behind_its_back(book_database, statement)
    fresh = Office(office.journal, office.vault, office.evidence)  # with nothing in memory
    assert fault in {one.what for one in verify(fresh)}


def filled(database: Database, folder: Path) -> Office:
    """An office with events, and one that was rejected."""
    office = office_on(database, folder)
    call = begin_call(Caller("192.0.2.7", "one"))
    for one in draw_events(Random(3), 12):
        receive(office, SYSTEM, [one])
    end_call(call)
    with office.read() as connection:
        first = connection.execute(text("SELECT min(id) FROM facts")).scalar_one()
    decide(office, "thẩm định", "fact", [first], False, "sai nguồn")
    return office


def _behind_its_back(database: Database, statement: str) -> None:
    """Change it as someone would who owns the database: without the triggers that refuse it."""

    def work(connection: Connection) -> None:
        drop = _drop_triggers_sqlite if database.kind == "sqlite" else _disable_triggers_postgresql
        drop(connection)
        assert connection.execute(text(statement)).rowcount > 0

    database.write(work)


def _drop_triggers_sqlite(connection: Connection) -> None:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        connection.execute(text(f'DROP TRIGGER "{name}"'))


def _disable_triggers_postgresql(connection: Connection) -> None:
    connection.execute(text("SET session_replication_role = replica"))
