"""Two years side by side, in percent; what cannot be compared says why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine.service.comparison import SideBySide, side_by_side
from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.store.database import Database
from tests.in_force import put_set
from tests.service.years import say, set_of, small_office


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    found = small_office(book_database, tmp_path, "so-a", "so-b", "huyen-d")
    for unit, done in (("so-a", 4), ("so-b", 2), ("huyen-d", 3)):
        say(found, unit, a=4, b=done, c=True, d=10)
    return found


def later(office: Office, year: int, *changes: tuple[str, str]) -> None:
    open_round(office, "SNV", put_set(office.database, set_of(year, *changes), year))
    for unit in ("so-a", "so-b"):
        say(office, unit, year, a=4, b=1, c=True, d=10)


def compared(office: Office, *years: int, block: str | None = None, unit: str | None = None) -> SideBySide:
    old, new = years
    with office.read() as connection:
        return side_by_side(office, connection, (old, new), "appraised", block=block, unit=unit)


def test_a_block_is_its_mean_and_a_unit_is_itself(office: Office) -> None:
    later(office, 2022)
    block = compared(office, 2021, 2022)
    assert (block.subject.block, block.subject.unit) == ("sở", None)
    assert [(one.number, one.old, one.new, one.difference) for one in block.pairs] == [
        (None, Decimal(90), Decimal(70), Decimal(-20)),
        ("1", Decimal("83.33"), Decimal(50), Decimal("-33.33")),
        ("2", Decimal(100), Decimal(100), Decimal(0)),
    ]
    unit = compared(office, 2021, 2022, unit="so-b")
    assert (unit.pairs[0].difference, unit.subject.name) == (Decimal(-10), "Đơn vị so-b")
    silent = compared(office, 2021, 2022, block="huyện")
    assert {one.obstacle for one in silent.pairs} == {"silent"}


def test_what_is_pending_is_compared_with_nothing(office: Office) -> None:
    open_round(office, "SNV", put_set(office.database, set_of(2022), 2))
    say(office, "so-a", 2022, a=4, b=4, c=True, d=10)
    say(office, "so-b", 2022, a=4, b=4, d=10)
    block = compared(office, 2021, 2022)
    assert [(one.number, one.new is not None, one.difference, one.obstacle) for one in block.pairs] == [
        (None, True, None, "pending"),
        ("1", True, None, "pending"),
        ("2", True, Decimal(0), ""),
    ]
    assert compared(office, 2021, 2022, unit="so-a").pairs[0].obstacle == ""
    assert compared(office, 2021, 2022, unit="so-b").pairs[0].obstacle == "pending"
    say(office, "so-b", 2022, c=False)
    assert {one.obstacle for one in compared(office, 2021, 2022).pairs} == {""}


def test_years_need_not_follow_one_another(office: Office) -> None:
    later(office, 2022)
    register_unit(office, "SNV", UnitRecord("so-a", "Sở A", "sở", "2022-05-01", succeeds=("so-x",)))
    later(office, 2023, ("đạt khi c vì", "đạt khi c và a > 2 vì"))
    unit = compared(office, 2021, 2023, unit="so-a")
    assert {one.obstacle for one in unit.pairs} == {"merged"}
    other = compared(office, 2021, 2023, unit="so-b").pairs
    assert [(one.comparable, one.obstacle) for one in other] == [
        ("with_care", ""),
        ("no", "criteria"),
        ("yes", ""),
    ]
    assert other[1].difference is None
    assert compared(office, 2022, 2023, unit="so-a").pairs[0].obstacle == ""


def test_what_is_not_there(office: Office) -> None:
    later(office, 2022)
    for asked in ({"unit": "so-x"}, {"block": "xã"}):
        with pytest.raises(NotFound):
            compared(office, 2021, 2022, **asked)
