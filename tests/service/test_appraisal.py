"""What appraisers and the end of a round do to both views."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import text

from engine.service.appraisal import approve_not_applicable, correct, decide, enter_council
from engine.service.books import enter
from engine.service.errors import Conflict, Invalid, NotFound
from engine.service.intake import place_of, receive
from engine.service.office import Office
from engine.service.record import latest_score, verify
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.rounds import close_round, rebind_round
from engine.service.submissions import check
from engine.store.database import Database
from engine.store.journal import Action
from tests.book.tables import SET_WITH_TABLES
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, UNTRUSTED, event, office_on


def points(office: Office, view: str = "appraised", unit: str = "so-a") -> tuple[str, str]:
    """Points and highest points that are still possible."""
    with office.read() as connection:
        row = latest_score(connection, unit, 2021, view)  # type: ignore[arg-type]
    assert row is not None
    return row.points, row.high


def leaf(changes: object, number: str) -> str | None:
    for change in changes:  # type: ignore[attr-defined]
        if change.view == "appraised":
            for one in change.as_answer()["leaves"]:
                if one["number"] == number:
                    return str(one["new"])
    return None


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return office_on(book_database, tmp_path)


def test_acceptance_brings_a_fact_into_the_appraisers_view(office: Office) -> None:
    receive(office, UNTRUSTED, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 2})])
    assert points(office, "declared")[0] == "2"
    assert points(office)[0] == "0"
    changes = decide(office, "SNV", "fact", _entries(office), True)
    assert leaf(changes, "1.1.7") == "1"
    changes = decide(office, "SNV", "fact", _entries(office)[:1], False, "không có căn cứ")
    assert leaf(changes, "1.1.7") == "0.004"  # 2 of at most 1000
    assert points(office, "declared")[0] == "2"
    assert verify(office) == []


def test_a_rejection_needs_a_reason_and_entries_that_are_there(office: Office) -> None:
    receive(office, UNTRUSTED, [event("e1", "so-a", NOON, facts={"muc_tieu": 4})])
    with pytest.raises(Conflict):
        decide(office, "SNV", "fact", _entries(office), False, " ")
    with pytest.raises(NotFound):
        decide(office, "SNV", "fact", [10**6], True)


def test_a_correction_stands_until_a_newer_entry(office: Office) -> None:
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 2})])
    assert leaf(correct(office, "SNV", "so-a", 2021, {"da_lam": 4}, "đếm lại"), "1.1.7") == "2"
    receive(office, SYSTEM, [event("e2", "so-a", NOON + 1, facts={"da_lam": 3})])
    assert points(office)[0] == "3"
    assert points(office, "declared")[0] == "2.5"
    assert verify(office) == []


def test_council_and_approval(office: Office) -> None:
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 4})])
    assert leaf(enter_council(office, "HĐ", "so-a", 2021, "1.1.8", "0.75", "xét hồ sơ"), "1.1.8") == "0.75"
    with pytest.raises(Invalid):
        enter_council(office, "HĐ", "so-a", 2021, "1.1.8", "0.8", "bước sai")
    with pytest.raises(NotFound):
        enter_council(office, "HĐ", "so-a", 2021, "9.9", "1", "không có")
    assert leaf(enter_council(office, "HĐ", "so-a", 2021, "1.1.8", None, "rút lại"), "1.1.8") == "0"
    approve_not_applicable(office, "SNV", "so-a", 2021, "1.1.9", "không có đối tượng")
    assert points(office)[1] == "11"
    approve_not_applicable(office, "SNV", "so-a", 2021, "1.1.9", "có đối tượng", holds=False)
    assert points(office)[1] == "12"
    assert verify(office) == []


def test_facts_that_contradict_each_other_wait(office: Office) -> None:
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 2})])
    receive(office, SYSTEM, [event("e2", "so-a", NOON + 1, facts={"muc_tieu": 3})])
    assert points(office)[0] == "2.333"
    (outcome,) = receive(office, SYSTEM, [event("e3", "so-a", NOON + 2, facts={"da_lam": 9})])
    assert outcome.status == 202
    assert points(office)[0] == "0"
    receive(office, SYSTEM, [event("e4", "so-a", NOON + 3, facts={"muc_tieu": 9})])
    assert points(office)[0] == "3"
    assert verify(office) == []


def test_what_comes_before_its_unit_or_round_waits(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    (outcome,) = receive(office, SYSTEM, [event("e1", "so-c", NOON, facts={"muc_tieu": 4, "da_lam": 4})])
    assert (outcome.status, outcome.state) == (202, "pending_subject")
    register_unit(office, "test", UnitRecord("so-c", "Sở C", "sở"))
    assert points(office, unit="so-c")[0] == "3"
    (again,) = receive(office, SYSTEM, [event("e1", "so-c", NOON, facts={"muc_tieu": 4, "da_lam": 4})])
    assert again.state == "duplicate"
    assert verify(office) == []


def test_an_impossible_event_is_kept_aside(office: Office) -> None:
    (outcome,) = receive(
        office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 5000, "co_gi": 1, "da_lam": "x"})]
    )
    assert (outcome.status, outcome.state) == (422, "quarantined")
    assert {one["pointer"] for one in outcome.answer["errors"]} == {
        "/data/facts/muc_tieu",
        "/data/facts/co_gi",
        "/data/facts/da_lam",
    }
    (again,) = receive(
        office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 5000, "co_gi": 1, "da_lam": "x"})]
    )
    assert (again.status, again.answer) == (outcome.status, outcome.answer)


def test_columns_that_the_set_does_not_declare_are_not_kept(office: Office) -> None:
    row = {"mã": "H1", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "số_ngày": 3, "xin_lỗi": False}
    named = {**row, "họ_tên": "Nguyễn Văn A"}
    (outcome,) = receive(office, SYSTEM, [event("e1", "so-a", NOON, table="hồ_sơ", rows=[named])])
    assert outcome.answer["ignored"] == ["hồ_sơ.họ_tên"]
    with office.read() as connection:
        cells = connection.execute(text("SELECT cells FROM table_rows")).scalars().all()
    assert not any("Nguyễn" in one for one in cells)


def test_closing_settles_everything(office: Office) -> None:
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 3})])
    assert points(office)[1] != points(office)[0]
    close_round(office, "SNV", 2021)
    assert points(office) == ("2.5", "2.5")
    (late,) = receive(office, SYSTEM, [event("e2", "so-a", NOON, facts={"da_lam": 4})])
    assert late.state == "pending_subject"
    with pytest.raises(Conflict):
        close_round(office, "SNV", 2021)
    assert points(office) == ("2.5", "2.5")
    assert verify(office) == []


def test_nothing_enters_a_round_while_it_is_being_closed(office: Office) -> None:
    """An event that found the round open is in before it closes; the last score is the final one."""
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 3})])
    found_open, closer = Event(), Thread(target=lambda: close_round(office, "SNV", 2021))
    late = event("e2", "so-a", NOON + 1, facts={"da_lam": 4}).submission
    assert late is not None

    def work(action: Action) -> None:
        place, _ = place_of(action.connection, late)
        assert place is not None
        found_open.set()
        sleep(0.3)  # the other one is at the round's door by now
        checked = check(office.set_of(action.connection, place.set_id), late, SYSTEM)
        enter(action, office, place, checked.entries, checked.rows, cause="e2")

    sender = Thread(target=lambda: office.journal.act("test", "test", "so-a", work))
    sender.start()
    assert found_open.wait(60)
    closer.start()
    sender.join()
    closer.join()
    assert points(office) == ("3", "3")
    assert verify(office) == []


def test_a_corrected_set_scores_the_round_again(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    row = {"mã": "H1", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "số_ngày": 3, "xin_lỗi": True}
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4, "da_lam": 2})])
    receive(office, SYSTEM, [event("e2", "so-a", NOON, table="hồ_sơ", rows=[row])])
    corrected = SET_WITH_TABLES.replace("theo tỷ lệ t\n", "theo tỷ lệ t từ 80%\n").replace(
        "đặt nguong = 10", "đặt nguong = 2"
    )
    before = points(office)
    rebind_round(office, "SNV", 2021, put_set(book_database, corrected, number=2))
    assert points(office) != before
    receive(office, SYSTEM, [event("e3", "so-a", NOON + 1, facts={"da_lam": 4})])
    assert verify(office) == []
    with pytest.raises(Conflict):
        open_round(office, "SNV", 1)


def _entries(office: Office) -> list[int]:
    with office.read() as connection:
        return list(connection.execute(text("SELECT id FROM facts ORDER BY id")).scalars())
