"""What is kept for a time only: which bodies and files go when, what stays of them, and what may never change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from engine.service import retention
from engine.service.errors import Gone, Invalid
from engine.service.evidence import Document, attach_evidence, open_evidence, sweep_orphans
from engine.service.intake import Event, receive
from engine.service.office import Office
from engine.service.record import verify
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.retention import Expired, expire, retention_months, set_retention
from engine.service.rounds import close_round
from engine.store import files
from engine.store.database import Database
from tests.book.tables import SET_WITH_TABLES
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, event, office_on

REPORT = b"b\xc3\xa1o c\xc3\xa1o"
DOCUMENT = Document("tay/1", "so-a", 2021, NOON, "1.1.9", "bc.pdf")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = instant(2022, 1, 10)

    def __call__(self) -> int:
        self.at += 1
        return self.at


def instant(year: int, month: int, day: int, hour: int = 0) -> int:
    return round(datetime(year, month, day, hour, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(book_database: Database, tmp_path: Path, clock: Clock) -> Office:
    found = office_on(book_database, tmp_path / "minh chứng")
    found.journal.clock = clock
    return found


def send(office: Office, name: str = "e1", *, year: int = 2021, unit: str = "so-a", **said: Any) -> Event:
    made = event(name, unit, NOON, **(said or {"facts": {"muc_tieu": 4}}))
    assert made.submission is not None
    made = replace(made, raw=b'{"tin": 1}', submission=replace(made.submission, year=year))
    receive(office, SYSTEM, [made])
    return made


def attach(office: Office, year: int = 2021, content: bytes = REPORT, **other: Any) -> str:
    document = replace(DOCUMENT, year=year, event=f"tay/{year}", **other)
    return attach_evidence(office, "văn thư", SYSTEM, document, BytesIO(content)).sha256


def next_round(office: Office, year: int) -> None:
    open_round(
        office, "SNV", put_set(office.database, SET_WITH_TABLES.replace("năm 2021", f"năm {year}"), year)
    )


def bodies(office: Office, table: str = "inbox") -> list[bool]:
    """Whether each row still has its body."""
    with office.read() as connection:
        rows = connection.execute(text(f"SELECT raw FROM {table} ORDER BY id")).scalars()  # noqa: S608
        return [raw is not None for raw in rows]


def told(office: Office) -> list[dict[str, Any]]:
    """What the audit chain says of removals."""
    with office.read() as connection:
        query = "SELECT detail FROM audit WHERE what = 'retention.expired' ORDER BY seq"
        return [json.loads(detail) for detail in connection.execute(text(query)).scalars()]


NOTHING = Expired(0, 0, 0)
#: The round is closed on 1 March 2022.
CLOSED, OVER = instant(2022, 3, 1), instant(2024, 3, 2)


def close(office: Office, clock: Clock) -> None:
    clock.at = CLOSED
    close_round(office, "SNV", 2021)


# ---- When


def test_a_body_goes_two_years_after_its_round_was_closed(office: Office, clock: Clock) -> None:
    made = send(office)
    sha256 = attach(office)
    assert expire(office, "admin", instant(2040, 1, 1)) == NOTHING, "the round is open"
    close(office, clock)
    assert expire(office, "admin", instant(2024, 2, 28)) == NOTHING
    assert bodies(office) == [True]
    assert expire(office, "admin", OVER) == Expired(events=1, conflicts=0, files=1)
    assert bodies(office) == [False]
    assert not files.path_of(office.evidence, sha256).exists()
    with pytest.raises(Gone, match=r"bc\.pdf"):
        open_evidence(office, sha256)
    events, gone = told(office)
    assert events["removed"] == [{"source": "mot-cua", "id": "e1", "sha256": made.sha256}]
    assert (events["months"], events["count"]) == (24, 1)
    assert gone["removed"] == [sha256]
    assert verify(office) == []


def test_twice_is_the_same_as_once(office: Office, clock: Clock) -> None:
    send(office)
    attach(office)
    close(office, clock)
    expire(office, "admin", OVER)
    before = told(office)
    assert expire(office, "admin", OVER) == NOTHING
    assert told(office) == before
    assert verify(office) == []


def test_the_administrators_clock_is_the_offices(office: Office, clock: Clock) -> None:
    send(office)
    close(office, clock)
    assert expire(office, "admin") == NOTHING
    clock.at = OVER
    assert expire(office, "admin").events == 1


def test_what_stays_of_an_event(office: Office, clock: Clock) -> None:
    query = text("SELECT source, message_id, type, sha256, canonical, state, status, answer FROM inbox")
    send(office)
    with office.read() as connection:
        before = connection.execute(query).one()
    close(office, clock)
    expire(office, "admin", OVER)
    with office.read() as connection:
        assert connection.execute(query).one() == before


@pytest.mark.parametrize("name", ["khong_co", "muc_tieu"])  # one is quarantined
def test_what_is_of_a_round_goes_with_it(office: Office, clock: Clock, name: str) -> None:
    send(office, facts={name: 4})
    close(office, clock)
    assert expire(office, "admin", instant(2024, 2, 1)).events == 0, "two years after it came"
    assert expire(office, "admin", OVER).events == 1


def test_what_is_of_no_round_goes_two_years_after_it_came(office: Office) -> None:
    receive(office, SYSTEM, [replace(event("e1", "so-a", NOON), type="x.y", raw=b"{}", submission=None)])
    assert expire(office, "admin", instant(2024, 1, 9)).events == 0
    assert expire(office, "admin", instant(2024, 1, 11)).events == 1


def test_what_waits_for_its_unit_or_round_stays(office: Office, clock: Clock) -> None:
    send(office, "e1", year=2030)
    send(office, "e2", unit="so-c")
    close(office, clock)
    send(office, "e3", facts={"da_lam": 1})  # too late for its round
    assert expire(office, "admin", instant(2060, 1, 1)) == NOTHING
    assert bodies(office) == [True, True, True]
    next_round(office, 2030)
    register_unit(office, "SNV", UnitRecord("so-c", "Sở C", "sở"))
    with office.read() as connection:
        states = connection.execute(text("SELECT state FROM inbox ORDER BY id")).scalars().all()
    assert states == ["applied", "pending_subject", "pending_subject"]


def test_what_came_after_the_end_is_not_removed_at_once(office: Office, clock: Clock) -> None:
    close(office, clock)
    clock.at = instant(2025, 1, 1)
    late = replace(event("e1", "so-a", NOON), type="x.y", submission=None)
    receive(office, SYSTEM, [late])
    assert expire(office, "admin", instant(2026, 12, 31)) == NOTHING
    assert expire(office, "admin", instant(2027, 1, 2)).events == 1


# ---- The same event again


def test_a_repeated_event_is_still_known(office: Office, clock: Clock) -> None:
    made = send(office)
    other = replace(made, sha256="1" * 64, canonical="1" * 64, raw=b"other")
    assert receive(office, SYSTEM, [other])[0].status == 409
    close(office, clock)
    assert expire(office, "admin", OVER) == Expired(events=1, conflicts=1, files=0)
    assert (bodies(office), bodies(office, "conflicts")) == ([False], [False])
    clock.at = OVER
    (again,) = receive(office, SYSTEM, [made])
    assert (again.status, again.state) == (200, "duplicate")
    assert receive(office, SYSTEM, [other])[0].status == 409
    assert receive(office, SYSTEM, [replace(other, sha256="2" * 64, canonical="2" * 64)])[0].status == 409
    assert bodies(office) == [False]
    assert bodies(office, "conflicts") == [False, True]
    assert expire(office, "admin", instant(2026, 3, 1)) == NOTHING
    assert expire(office, "admin", instant(2026, 3, 3)).conflicts == 1
    assert verify(office) == []


def test_a_conflict_stays_as_long_as_what_it_conflicts_with(office: Office) -> None:
    waiting = send(office, year=2030)
    receive(office, SYSTEM, [replace(waiting, sha256="1" * 64, canonical="1" * 64)])
    assert expire(office, "admin", instant(2060, 1, 1)) == NOTHING


# ---- Files


def test_a_file_that_a_later_round_needs_stays(office: Office, clock: Clock) -> None:
    sha256 = attach(office)
    next_round(office, 2022)
    attach(office, 2022, name="bản cũ.pdf")
    close(office, clock)
    clock.at = instant(2023, 3, 1)
    close_round(office, "SNV", 2022)
    assert expire(office, "admin", OVER) == NOTHING
    assert verify(office) == []
    assert expire(office, "admin", instant(2025, 3, 2)).files == 1
    with pytest.raises(Gone):
        open_evidence(office, sha256)


def test_a_file_that_another_system_names_in_a_later_round_stays(office: Office, clock: Clock) -> None:
    sha256 = attach(office)
    next_round(office, 2022)
    send(office, year=2022, evidence=[{"leaf": "1.1.9", "name": "bc.pdf", "sha256": sha256}])
    close(office, clock)
    assert expire(office, "admin", OVER).files == 0


def test_a_removed_file_may_be_handed_in_again(office: Office, clock: Clock) -> None:
    sha256 = attach(office)
    close(office, clock)
    expire(office, "admin", OVER)
    clock.at = OVER
    next_round(office, 2024)
    assert attach(office, 2024) == sha256
    open_evidence(office, sha256).content.close()
    assert expire(office, "admin", OVER).files == 0
    assert verify(office) == []


def test_a_crash_after_the_commit_leaves_a_file_for_the_next_run(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = attach(office)
    close(office, clock)

    def crash(_office: Office) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_delete_files", crash)
        with pytest.raises(KeyboardInterrupt):
            expire(office, "admin", OVER)
    path = files.path_of(office.evidence, sha256)
    assert path.exists()
    assert verify(office) == []
    with pytest.raises(Gone):
        open_evidence(office, sha256)
    assert sweep_orphans(office, -10 * 365 * 24 * 3600 * 1_000_000) == 0, "its row is known"
    assert expire(office, "admin", OVER) == NOTHING
    assert not path.exists()
    assert verify(office) == []


def test_a_crash_before_the_commit_removes_nothing(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(office)
    sha256 = attach(office)
    close(office, clock)

    def crash(_action: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("engine.store.journal.seal", crash)
        with pytest.raises(KeyboardInterrupt):
            expire(office, "admin", OVER)
    assert bodies(office) == [True]
    open_evidence(office, sha256).content.close()


def test_a_file_that_cannot_be_deleted_is_told_and_tried_again(office: Office, clock: Clock) -> None:
    path = files.path_of(office.evidence, attach(office))
    close(office, clock)
    path.unlink()
    (path / "cản trở").mkdir(parents=True)  # what is no file cannot be deleted as one
    assert expire(office, "admin", OVER) == Expired(0, 0, 1, left=1)
    (path / "cản trở").rmdir()
    path.rmdir()
    path.write_bytes(REPORT)
    assert expire(office, "admin", OVER) == NOTHING
    assert not path.exists()


def test_many_go_a_few_at_a_time(office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        send(office, f"e{number}", facts={"da_lam": number})
        attach(office, content=bytes([number]), name=f"{number}.pdf")
    close(office, clock)
    assert expire(office, "admin", OVER) == Expired(events=5, conflicts=0, files=5)
    assert [one["count"] for one in told(office)] == [2, 2, 1, 2, 2, 1]
    assert [path for path in office.evidence.rglob("*") if path.is_file()] == []
    assert verify(office) == []


# ---- The setting


def test_another_time(office: Office, clock: Clock) -> None:
    with office.read() as connection:
        assert retention_months(connection) == 24
    for months in (60, 36):
        set_retention(office, "admin", months)
    send(office)
    close(office, clock)
    assert expire(office, "admin", OVER) == NOTHING
    assert expire(office, "admin", instant(2025, 3, 2)).events == 1
    with office.read() as connection:
        assert retention_months(connection) == 36
        query = text("SELECT detail FROM audit WHERE what = 'setting.changed' ORDER BY seq")
        details = [json.loads(detail) for detail in connection.execute(query).scalars()]
    assert details == [{"from": 24, "to": 60}, {"from": 60, "to": 36}]


@pytest.mark.parametrize("months", [0, -1, 601, True])
def test_a_time_that_cannot_be_meant(office: Office, months: int) -> None:
    with pytest.raises(Invalid, match="1 đến 600 tháng"):
        set_retention(office, "admin", months)


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ((2024, 3, 31), 1, (2024, 2, 29)),
        ((2023, 12, 31), 1, (2023, 11, 30)),
        ((2024, 1, 15), 1, (2023, 12, 15)),
        ((2024, 1, 15), 12, (2023, 1, 15)),
        ((2024, 2, 29), 24, (2022, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(
    now: tuple[int, int, int], months: int, then: tuple[int, int, int]
) -> None:
    assert retention._months_earlier(instant(*now, 5), months) == instant(*then, 5)


# ---- What may never change


def _send_conflict(office: Office) -> None:
    made = send(office)
    receive(office, SYSTEM, [replace(made, sha256="1" * 64, canonical="1" * 64)])


def _run(statement: str, connection: Connection) -> None:
    connection.execute(text(statement))


@pytest.mark.parametrize("table", ["inbox", "conflicts"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {} SET raw = sha256",
        "UPDATE {} SET raw = raw",
        "UPDATE {} SET sha256 = '0'",
        "UPDATE {} SET message_id = 'x'",
        "UPDATE {} SET source = 'x'",
        "UPDATE {} SET received_at = 0",
        "DELETE FROM {}",
    ],
)
def test_a_body_may_be_removed_and_nothing_else(office: Office, table: str, change: str) -> None:
    _send_conflict(office)
    statement = change.format(table)
    if office.database.kind == "postgresql":
        statement = statement.replace("raw = sha256", "raw = 'x'")
    with pytest.raises(IntegrityError, match=f"«{table}» is only ever added to"):
        office.database.write(partial(_run, statement))
    office.database.write(partial(_run, f"UPDATE {table} SET raw = NULL"))  # noqa: S608
    assert bodies(office, table) == [False]
