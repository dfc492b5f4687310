"""From a draft to a round that is scored, what subscribers hear of it, and events that a person takes up again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from engine.service.errors import Conflict, Gone, Invalid, NotFound, SetRefused
from engine.service.intake import OFFICE, receive, replay_quarantined, submit
from engine.service.office import Office
from engine.service.record import latest_score, verify
from engine.service.registry import UnitRecord, draft_set, open_round, publish_set, register_unit
from engine.service.retention import expire
from engine.service.rounds import close_round
from engine.service.sources import set_subscription, subscribe
from engine.service.submissions import Submission
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.vault import Vault
from tests.service.offices import NOON, SYSTEM, event, office_on
from tests.webhooks.serving import SMALL

_TEXT = SMALL.read_text(encoding="utf-8")
_SECRET = "whsec_" + "A" * 32


@pytest.fixture
def empty(book_database: Database, tmp_path: Path) -> Office:
    return Office(Journal(book_database), Vault([Fernet.generate_key().decode()]), tmp_path)


def told(office: Office) -> list[tuple[str, Any]]:
    """The messages in the outbox: type and data."""
    with office.read() as connection:
        rows = connection.execute(text("SELECT type, body FROM outbox ORDER BY id")).all()
    return [(row.type, json.loads(bytes(row.body))["data"]) for row in rows]


def test_a_draft_comes_into_force_and_is_superseded(empty: Office) -> None:
    subscribe(empty, "admin", "https://example.test/", _SECRET, types=("set.*",))
    first = draft_set(empty, "biên soạn", _TEXT)
    with pytest.raises(Conflict):
        open_round(empty, "SNV", first)
    publish_set(empty, "ban hành", first, "2021-01-01")
    with pytest.raises(Conflict):
        publish_set(empty, "ban hành", first)
    second = draft_set(empty, "biên soạn", _TEXT.replace("Bộ nhỏ", "Bộ nhỏ, sửa"))
    publish_set(empty, "ban hành", second)
    with empty.read() as connection:
        states = connection.execute(text("SELECT number, state FROM sets ORDER BY number")).all()
    assert [tuple(one) for one in states] == [(1, "superseded"), (2, "published")]
    assert [type_ for type_, _ in told(empty)] == ["set.published", "set.published"]
    open_round(empty, "SNV", second)
    assert verify(empty) == []


def test_a_set_with_an_error_or_a_scenario_that_fails_is_not_published(empty: Office) -> None:
    with pytest.raises(SetRefused):
        draft_set(empty, "biên soạn", _TEXT.replace("1.1.2", "1.1.1"))
    scenario = '\nkiểm thử "sai"\n  cho co_ke_hoach = có\n  thì 1.1.2 = 0\n'
    number = draft_set(empty, "biên soạn", _TEXT + scenario)
    with pytest.raises(SetRefused, match="sai"):
        publish_set(empty, "ban hành", number)
    with pytest.raises(NotFound):
        publish_set(empty, "ban hành", 999)


def test_a_unit_that_succeeds_others_ends_them(empty: Office) -> None:
    register_unit(empty, "SNV", UnitRecord("cu", "Sở cũ", "sở"))
    register_unit(empty, "SNV", UnitRecord("moi", "Sở mới", "sở", "2021-03-01", succeeds=("cu",)))
    with empty.read() as connection:
        ends = connection.execute(text("SELECT valid_to FROM units WHERE code = 'cu'")).scalar_one()
    assert ends == "2021-02-28"
    with pytest.raises(Conflict):
        register_unit(empty, "SNV", UnitRecord("x", "X", "sở", "2021-03-01", "2021-02-01"))


def test_subscribers_hear_what_they_asked_for(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    subscribe(office, "admin", "https://thin.test/", _SECRET, types=("score.changed",), units=("so-b",))
    full = subscribe(office, "admin", "https://full.test/", _SECRET, full=True)
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 4})])
    assert [data["points"]["new"] for _, data in told(office)] == ["3", "3"]
    set_subscription(office, "admin", full, "disabled")
    receive(office, SYSTEM, [event("e2", "so-b", NOON, facts={"muc_tieu": 4})])
    assert all("points" not in data for _, data in told(office)[2:])
    assert len(told(office)) == 4
    with pytest.raises(NotFound):
        set_subscription(office, "admin", 999, "active")


def test_a_quarantined_event_is_taken_up_again(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    wrong = event("e1", "so-a", NOON, facts={"muc_tiêu": 4})
    assert receive(office, SYSTEM, [wrong])[0].state == "quarantined"
    assert wrong.submission is not None
    mended = replace(wrong.submission, facts={"muc_tieu": 4})
    with office.read() as connection:
        number = connection.execute(text("SELECT id FROM inbox")).scalar_one()
    assert replay_quarantined(office, "admin", number, lambda _row: mended).state == "applied"
    with pytest.raises(NotFound):
        replay_quarantined(office, "admin", number, lambda _row: mended)
    assert receive(office, SYSTEM, [wrong])[0].status == 200
    assert verify(office) == []


def test_a_quarantined_event_whose_body_is_gone(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    wrong = event("e1", "so-a", NOON, facts={"muc_tiêu": 4})
    assert receive(office, SYSTEM, [wrong])[0].state == "quarantined"
    expired = expire(office, "admin", office.journal.clock() + 10 * 365 * 24 * 3600 * 1_000_000)
    assert expired.events == 0  # its round is still open
    close_round(office, "admin", 2021)
    assert expire(office, "admin", office.journal.clock() + 10 * 365 * 24 * 3600 * 1_000_000).events == 1
    with office.read() as connection:
        number = connection.execute(text("SELECT id FROM inbox")).scalar_one()
    with pytest.raises(Gone):
        replay_quarantined(office, "admin", number, lambda row: row.raw.decode())


def test_the_office_submits_without_an_inbox(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    said = Submission("import/1", "so-a", 2021, NOON, facts={"muc_tieu": 4, "da_lam": 4})
    assert submit(office, "văn thư", OFFICE, said)
    with office.read() as connection:
        row = latest_score(connection, "so-a", 2021, "appraised")
    assert row is not None
    assert row.points == "3"
    with pytest.raises(Invalid):
        submit(office, "văn thư", OFFICE, replace(said, event="import/2", facts={"khong_co": 1}))
    with pytest.raises(NotFound):
        submit(office, "văn thư", OFFICE, replace(said, event="import/3", unit="so-z"))
