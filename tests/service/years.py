"""Offices with a round, or two in a row, whose sets are small enough to work their points out by hand."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from engine.demo.show import FACTS
from engine.service.importing import import_facts
from engine.service.intake import OFFICE, submit
from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.submissions import Speaker, Submission
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.vault import Vault
from spec import sets_folder
from tests.in_force import put_set
from tests.service.offices import NOON

SET = """bộ tiêu chí "Hai năm"
năm {year}
áp dụng cho sở, huyện
làm tròn 3 chữ số
xếp loại "Tốt" từ 80%

dữ kiện a: số nguyên từ 0 đến 100 đơn vị tính "việc" "Việc được giao"
dữ kiện b: số nguyên từ 0 đến a đơn vị tính "việc" "Việc đã làm"
dữ kiện c: có/không "Có kế hoạch"
dữ kiện d: số nguyên từ 0 đến 1000 "Hồ sơ mới"

lĩnh vực 1 "Điều hành" 6 điểm
tiêu chí 1.1 "Nhiệm vụ" 6 điểm
thành phần 1.1.1 "Hoàn thành nhiệm vụ" 4 điểm
  mã nhiem-vu
  không áp dụng khi a = 0
  theo tỷ lệ b / a
thành phần 1.1.2 "Kế hoạch" 2 điểm
  mã ke-hoach
  đạt khi c vì "chưa có kế hoạch"
lĩnh vực 2 "Thủ tục" 4 điểm
tiêu chí 2.1 "Hồ sơ" 4 điểm
thành phần 2.1.1 "So với đơn vị tốt nhất" 4 điểm
  mã tot-nhat
  không tính điểm khi tốt nhất(d) = 0
  theo tỷ lệ d / tốt nhất(d) vì "{{d}}, cao nhất {{tốt nhất(d)}}"
"""

_NUMBERS = count(1)


def set_of(year: int, *changes: tuple[str, str]) -> str:
    """The set of a year, with some of its text replaced."""
    text = SET.format(year=year)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def empty_office(database: Database, folder: Path) -> Office:
    """An office without anything."""
    return Office(Journal(database), Vault([Fernet.generate_key().decode()]), folder)


def demo_office(database: Database, folder: Path) -> Office:
    """The 22 departments of 2020, as the demo has them."""
    office = empty_office(database, folder)
    text = (sets_folder() / "so-2020.tieuchi").read_text(encoding="utf-8")
    open_round(office, "SNV", put_set(database, text))
    import_facts(office, "SNV", FACTS.read_bytes(), FACTS.name, register=True)
    return office


def small_office(database: Database, folder: Path, *units: str, text: str | None = None) -> Office:
    """An office with the round of 2021; units whose codes begin with «huyen» are of that block."""
    office = empty_office(database, folder)
    for unit in units:
        block = "huyện" if unit.startswith("huyen") else "sở"
        register_unit(office, "SNV", UnitRecord(unit, f"Đơn vị {unit}", block, "2000-01-01"))
    open_round(office, "SNV", put_set(database, text or set_of(2021)))
    return office


#: Somebody whose word counts only when it is accepted.
ANYBODY = Speaker("don-vi", "đơn vị", trusted=False)


def say(
    office: Office, unit: str, year: int = 2021, at: int = 0, *, speaker: Speaker = OFFICE, **facts: Any
) -> None:
    """Facts of a unit, ``at`` microseconds after noon of 1 June of the year."""
    instant = NOON + (year - 2021) * 365 * 24 * 3600 * 1_000_000 + at
    submit(office, "SNV", speaker, Submission(f"e{next(_NUMBERS)}", unit, year, instant, facts=facts))
