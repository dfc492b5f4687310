"""Last year's facts as «năm trước» of the round that opens: which are taken over, which are named and left out."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from engine.service.appraisal import correct, decide
from engine.service.books import units_with_books
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.record import latest_score, verify
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.rounds import close_round
from engine.service.sources import SourceRecord, add_source
from engine.service.submissions import Speaker
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.ledger import entries_of
from engine.store.vault import Vault
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, UNTRUSTED, event

HEAD = """bộ tiêu chí "So sánh"
năm {year}
áp dụng cho sở
làm tròn 3 chữ số
"""
OLD = (
    HEAD.format(year=2021)
    + """
dữ kiện so: số nguyên từ 0 đến 1000 đơn vị tính "hồ sơ"
dữ kiện phan: số nguyên từ 0 đến so
dữ kiện ngan_sach: số từ 0 đơn vị tính "triệu đồng"
dữ kiện muc: lựa chọn (cao; thap)
dữ kiện ngay: ngày hoặc trống
dữ kiện da_doi: văn bản
dữ kiện khong_doc: số nguyên từ 0
dữ kiện ghi: bản ghi (
  a: số nguyên từ 0;
  b: số từ 0)
dữ kiện hồ_sơ: bảng khóa mã (
  mã: văn bản)

lĩnh vực 1 "A" 2 điểm
tiêu chí 1.1 "A" 2 điểm
thành phần 1.1.1 "A" 1 điểm
  đạt khi so > 0
thành phần 1.1.2 "B" 1 điểm
  đạt khi đếm(hồ_sơ) > 0
"""
)
NEW = (
    HEAD.format(year=2022)
    + """
dữ kiện so: số nguyên từ 0 đến 100 đơn vị tính "hồ sơ"
dữ kiện phan: số nguyên từ 0 đến so
dữ kiện ngan_sach: số từ 0 đơn vị tính "tỷ đồng"
dữ kiện muc: lựa chọn (cao; vua)
dữ kiện ngay: ngày hoặc trống
dữ kiện da_doi: số nguyên từ 0
dữ kiện khong_doc: số nguyên từ 0
dữ kiện moi: số nguyên từ 0
dữ kiện ghi: bản ghi (
  a: số nguyên từ 0;
  b: số từ 0)

lĩnh vực 1 "A" 8 điểm
tiêu chí 1.1 "A" 8 điểm
thành phần 1.1.1 "A" 1 điểm
  đạt khi so > năm trước(so)
thành phần 1.1.2 "B" 1 điểm
  đạt khi phan > năm trước(phan)
thành phần 1.1.3 "C" 1 điểm
  đạt khi ngan_sach > năm trước(ngan_sach)
thành phần 1.1.4 "D" 1 điểm
  đạt khi muc = năm trước(muc)
thành phần 1.1.5 "E" 1 điểm
  đạt khi năm trước(ngay) là trống
thành phần 1.1.6 "F" 1 điểm
  đạt khi da_doi > năm trước(da_doi)
thành phần 1.1.7 "G" 1 điểm
  đạt khi moi > năm trước(moi)
thành phần 1.1.8 "H" 1 điểm
  đạt khi ghi.a > năm trước(ghi.a)
"""
)

_NUMBERS = count(1)


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    """An office with last year's round, in which nothing was said yet."""
    office = Office(Journal(book_database), Vault([Fernet.generate_key().decode()]), tmp_path)
    add_source(office, "test", SourceRecord(SYSTEM.code, SYSTEM.name), "whsec_" + "A" * 32)
    for unit in ("so-a", "so-b"):
        register_unit(office, "test", UnitRecord(unit, f"Sở {unit}", "sở"))
    open_round(office, "SNV", put_set(book_database, OLD))
    return office


def say(office: Office, year: int = 2021, unit: str = "so-a", speaker: Speaker = SYSTEM, **said: Any) -> None:
    at = said.pop("at", NOON)
    made = event(f"e{next(_NUMBERS)}", unit, at, **said)
    assert made.submission is not None
    (outcome,) = receive(office, speaker, [replace(made, submission=replace(made.submission, year=year))])
    assert outcome.state in ("applied", "pending_subject"), outcome


def open_new(office: Office, *, previous: bool = True) -> dict[str, Any]:
    """Open this year's round; what its audit entry says of last year."""
    open_round(office, "SNV", put_set(office.database, NEW, 2), previous=previous)
    with office.read() as connection:
        query = text("SELECT detail FROM audit WHERE what = 'round.opened' ORDER BY seq DESC")
        detail = json.loads(connection.execute(query).scalars().first() or "")
    found: dict[str, Any] = detail.get("previous", {})
    return found


def copied(office: Office, unit: str = "so-a") -> dict[str, Any]:
    """The entries of «năm trước» in this year's book."""
    with office.read() as connection:
        entries = list(entries_of(connection, unit, 2022))
    assert all(entry.accepted for entry in entries)
    assert {entry.source for entry in entries} <= {"sổ năm 2021"}
    return {entry.name: json.loads(entry.value) for entry in entries if entry.kind == "previous"}


def points(office: Office, view: str, unit: str = "so-a") -> str:
    with office.read() as connection:
        row = latest_score(connection, unit, 2022, view)  # type: ignore[arg-type]
    assert row is not None
    return str(row.points)


def test_what_the_new_set_reads_is_taken_over(office: Office) -> None:
    facts = {"so": 40, "phan": 7, "ngay": None, "khong_doc": 3, "muc": "cao", "ghi": {"a": 1, "b": "2.50"}}
    say(office, facts=facts)
    close_round(office, "SNV", 2021)
    told = open_new(office)
    assert copied(office) == {
        "so": 40,
        "phan": 7,
        "ngay": None,
        "muc": "cao",
        "ghi": {"a": 1, "b": "2.50"},
    }
    assert (told["units"], told["values"]) == (1, 5)
    assert copied(office, "so-b") == {}
    say(office, 2022, facts={"so": 41, "phan": 8, "muc": "cao", "ghi": {"a": 1, "b": 0}})
    assert points(office, "appraised") == points(office, "declared") == "4"
    assert verify(office) == []


def test_facts_that_are_no_longer_the_same_are_named(office: Office) -> None:
    say(office, facts={"so": 1, "ngan_sach": 5, "da_doi": "x"})
    told = open_new(office)
    assert copied(office) == {"so": 1}
    assert told["left_out"]["facts"] == {"ngan_sach": "unit", "da_doi": "type", "moi": "new"}


def test_a_value_that_the_new_set_does_not_take_is_named_and_hinders_nothing(office: Office) -> None:
    say(office, facts={"so": 900, "phan": 5, "muc": "thap"})
    say(office, unit="so-b", facts={"so": 100, "muc": "cao"})
    told = open_new(office)
    assert copied(office) == {"phan": 5}
    assert copied(office, "so-b") == {"so": 100, "muc": "cao"}
    assert told["left_out"]["values"] == {"so-a": {"so": "outside", "muc": "unfit"}}
    assert verify(office) == []


def test_facts_that_contradict_each_other_are_named(office: Office) -> None:
    say(office, facts={"so": 9, "phan": 5})
    say(office, facts={"so": 3}, at=NOON + 1)
    told = open_new(office)
    assert copied(office) == {}
    assert told["left_out"]["values"] == {"so-a": {"so": "contradicts", "phan": "contradicts"}}


def test_it_is_what_the_appraisers_hold(office: Office) -> None:
    say(office, facts={"so": 9}, speaker=UNTRUSTED)
    say(office, facts={"phan": 1})
    say(office, facts={"muc": "cao"})
    correct(office, "SNV", "so-a", 2021, {"phan": 2}, "đếm lại")
    with office.read() as connection:
        query = text("SELECT id FROM facts WHERE name = 'muc'")
        number = connection.execute(query).scalar_one()
    decide(office, "SNV", "fact", [number], False, "không có căn cứ")
    open_new(office)
    assert copied(office) == {"phan": 2}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("as_of", [NOON, -2_208_988_800_000_000])  # 1900 is the earliest that comes in
def test_what_a_source_says_of_last_year_itself_counts(office: Office, when: str, as_of: int) -> None:
    say(office, facts={"so": 40})
    if when == "before":
        say(office, 2022, previous={"so": 10}, at=as_of)
    open_new(office)
    if when == "after":
        say(office, 2022, previous={"so": 10}, at=as_of)
    say(office, 2022, facts={"so": 11})
    assert points(office, "appraised") == "1"
    assert verify(office) == []


def test_a_unit_that_came_from_others_starts_without(office: Office) -> None:
    say(office, facts={"so": 1})
    say(office, unit="so-b", facts={"so": 2})
    register_unit(office, "test", UnitRecord("so-b", "Sở B", "sở", "2022-03-01", succeeds=("so-a",)))
    register_unit(office, "test", UnitRecord("so-c", "Sở C", "sở", "2022-03-01", succeeds=("so-a", "so-d")))
    told = open_new(office)
    assert copied(office) == copied(office, "so-b") == copied(office, "so-c") == {}
    assert told["left_out"]["units"] == {"so-a": "ended", "so-b": "merged", "so-c": "merged"}
    with office.read() as connection:
        assert units_with_books(connection, 2022) == []


def test_a_merger_of_last_year_is_in_last_years_book(office: Office) -> None:
    register_unit(office, "test", UnitRecord("so-c", "Sở C", "sở", "2021-03-01", succeeds=("so-a",)))
    say(office, unit="so-c", facts={"so": 5})
    open_new(office)
    assert copied(office, "so-c") == {"so": 5}


def test_a_unit_that_was_renamed_goes_on(office: Office) -> None:
    say(office, facts={"so": 5})
    register_unit(office, "test", UnitRecord("so-a", "Sở A mới", "sở", "2022-01-01"))
    open_new(office)
    assert copied(office) == {"so": 5}


def test_it_can_be_left_out(office: Office) -> None:
    say(office, facts={"so": 5})
    assert open_new(office, previous=False) == {}
    assert copied(office) == {}


def test_without_a_round_last_year_there_is_nothing(book_database: Database, tmp_path: Path) -> None:
    office = Office(Journal(book_database), Vault([Fernet.generate_key().decode()]), tmp_path)
    assert open_new(office) == {}
    assert verify(office) == []
