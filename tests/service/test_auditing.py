"""The audit chain as those who read it see it, and that a changed byte of it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from engine.service import auditing
from engine.service.auditing import (
    Asked,
    ChainCheck,
    Entry,
    all_entries,
    check_chain,
    entries,
    entry,
    timeline,
)
from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.paging import Place
from engine.service.retention import set_retention
from engine.service.sources import SourceRecord, change_source, set_source
from engine.store.database import Database
from tests.service.offices import DAY, Clock, office_on


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(book_database: Database, tmp_path: Path, clock: Clock) -> Office:
    found = office_on(book_database, tmp_path)
    found.journal.clock = clock
    return found


def found(office: Office, place: Place | None = None, **asked: Any) -> list[Entry]:
    with office.read() as connection:
        return entries(connection, Asked(**asked), place or Place()).items


def check(office: Office, last: int | None = None) -> ChainCheck:
    with office.read() as connection:
        return check_chain(connection, last)


def tamper(office: Office, statement: str) -> None:
    """Change what may never be changed, as somebody would who has the database in hand."""
    with office.database.engine.begin() as connection:
        if office.database.kind == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(text(statement))


# ---- Reading


def test_entries_newest_first_by_pages(office: Office) -> None:
    for months in range(1, 6):
        set_retention(office, "an", months)
    whole = [one.seq for one in found(office)]
    assert whole == sorted(whole, reverse=True)
    with office.read() as connection:
        first = entries(connection, Asked(), Place(rows=3))
        second = entries(connection, Asked(), Place(before=first.older, rows=3))
        back = entries(connection, Asked(), Place(after=second.newer, rows=3))
    assert [one.seq for one in first.items + second.items] == whole[:6]
    assert back.items == first.items
    assert (first.newer, back.newer) == (None, None)


def test_what_is_asked_for(office: Office, clock: Clock) -> None:
    set_retention(office, "an", 12)
    clock.at += DAY
    middle = clock.at
    set_source(office, "binh", "mot-cua", "suspended")
    clock.at += DAY
    set_source(office, "an", "mot-cua", "active")

    def told(**asked: Any) -> list[str]:
        return [one.what for one in found(office, **asked) if one.who != "test"]

    assert told() == ["source.active", "source.suspended", "setting.changed"]
    assert told(who="an") == ["source.active", "setting.changed"]
    assert told(what="source") == ["source.active", "source.suspended"]
    assert told(what="source.suspended") == ["source.suspended"]
    assert told(what="sour") == []
    assert told(what="s%") == []
    assert told(subject="mot-cua", who="binh") == ["source.suspended"]
    assert told(since=middle) == ["source.active", "source.suspended"]
    assert told(until=middle) == ["setting.changed"]
    assert told(since=middle, until=middle + DAY) == ["source.suspended"]
    assert told(who="' OR 1=1 --") == []


def test_one_entry_tells_before_and_after(office: Office) -> None:
    change_source(office, "an", SourceRecord("mot-cua", "Một cửa {{7*7}}", per_minute=5))
    newest = found(office)[0]
    with office.read() as connection:
        one = entry(connection, newest.seq)
        with pytest.raises(NotFound):
            entry(connection, 10**9)
    assert one == newest
    assert (one.who, one.kind, one.subject) == ("an", "source", "mot-cua")
    assert one.changes == {"name": ("một cửa", "Một cửa {{7*7}}"), "per_minute": (600, 5)}


def test_an_entry_that_tells_of_no_change(office: Office) -> None:
    set_retention(office, "an", 12)
    assert found(office)[0].changes is None
    assert found(office)[0].detail == {"from": 24, "to": 12}


def test_the_entries_of_one_object(office: Office) -> None:
    set_source(office, "an", "mot-cua", "suspended")
    set_retention(office, "an", 12)
    with office.read() as connection:
        whats = [one.what for one in timeline(connection, "source", "mot-cua")]
        assert timeline(connection, "unit", "mot-cua") == []
        assert len(timeline(connection, "source", "mot-cua", rows=1)) == 1
    assert whats == ["source.suspended", "source.added"]


def test_the_entries_of_one_object_are_found_without_going_through_those_of_events(office: Office) -> None:
    set_source(office, "an", "mot-cua", "suspended")
    words = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[office.database.kind]
    plans: list[str] = []

    def explained(connection: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if "FROM audit" in statement:
            own = cursor.connection.cursor()
            own.execute(words + statement, parameters)
            plans.append(" ".join(map(str, own.fetchall())))

    with office.read() as connection:
        if office.database.kind == "postgresql":  # a table of two rows is read whole
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(connection, "before_cursor_execute", explained)
        assert timeline(connection, "source", "mot-cua")
        assert entries(connection, Asked(subject="mot-cua", what="events"), Place()).items == []
    by_index = ["ix_audit_subject_seq" in plan for plan in plans]
    assert by_index == [True, False]


def test_all_of_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for months in range(1, 8):
        set_retention(office, "an", months)
    monkeypatch.setattr(auditing, "MOST_ROWS", 2)
    read = all_entries(office, Asked(who="an"))
    first = next(read)
    set_retention(office, "an", 24)
    rest = list(read)
    assert [one.detail["to"] for one in [first, *rest]] == [7, 6, 5, 4, 3, 2, 1]
    assert list(all_entries(office, Asked(who="khong-co"))) == []


# ---- Whole


def test_a_whole_chain(office: Office) -> None:
    newest = found(office)[0]
    assert check(office) == ChainCheck(newest.seq, newest.seq, newest.at)
    assert check(office).is_whole
    assert check(office, 2) == ChainCheck(2, newest.seq, newest.at)
    assert check(office, 10_000).count == newest.seq


def test_an_empty_chain_is_whole(book_database: Database, tmp_path: Path) -> None:
    with book_database.read() as connection:
        assert check_chain(connection) == ChainCheck(0, None, None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = 'binh' WHERE seq = 3",
        "UPDATE audit SET detail = '{}' WHERE seq = 3",
        "UPDATE audit SET at = at + 1 WHERE seq = 3",
        "UPDATE audit SET hash = previous WHERE seq = 3",
        "UPDATE audit SET previous = hash WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
    ],
)
def test_a_changed_byte_is_found(office: Office, change: str) -> None:
    set_retention(office, "an", 12)
    tamper(office, change)
    broken = check(office)
    assert (broken.is_whole, broken.broken, broken.count, broken.seq) == (False, 3, 2, 2)
    assert check(office, 1).is_whole, "the last entry by itself is as it was"


def test_an_end_that_is_missing_is_found(office: Office) -> None:
    newest = found(office)[0].seq
    tamper(office, f"DELETE FROM audit WHERE seq = {newest}")  # noqa: S608
    assert check(office).broken == newest
    assert check(office, 1).broken == newest


def test_a_long_chain_is_gone_through_in_parts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "_BATCH", 2)
    for months in range(1, 4):
        set_retention(office, "an", months)
    newest = found(office)[0].seq
    assert check(office).count == newest
    tamper(office, "DELETE FROM audit WHERE seq = 5")
    assert check(office).broken == 5
