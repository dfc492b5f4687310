"""The register of units: what may be entered for which days, and that closed years stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.service.errors import Invalid, NotFound
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.record import latest_score, verify
from engine.service.registry import UnitRecord, open_round
from engine.service.rounds import close_round
from engine.service.sources import SourceRecord, add_source
from engine.service.standings import standings
from engine.service.units import all_units, enter_unit, first_day, one_unit
from engine.store.database import Database
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, event
from tests.service.years import say, set_of, small_office

NEW = UnitRecord("so-d", "Sở D", "sở", "2021-03-01")


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return small_office(book_database, tmp_path, "so-a", "so-b")


def enter(office: Office, unit: UnitRecord, *, new: bool = False) -> None:
    enter_unit(office, "quản trị", unit, new=new)


def records(office: Office, code: str) -> tuple[UnitRecord, ...]:
    with office.read() as connection:
        return one_unit(connection, code).records


def test_a_new_unit_and_what_becomes_of_it(office: Office) -> None:
    enter(office, NEW, new=True)
    assert records(office, "so-d") == (NEW,)
    mended = replace(NEW, name="Sở Đ")
    enter(office, mended)
    assert records(office, "so-d") == (mended,)
    later = replace(NEW, name="Sở Đ và E", valid_from="2021-07-01", ranked=False)
    enter(office, later)
    assert records(office, "so-d") == (later, mended)
    ended = replace(later, valid_to="2021-12-31")
    enter(office, ended)
    assert records(office, "so-d")[0] == ended
    with office.read() as connection:
        assert [one.code for one in all_units(connection)] == ["so-a", "so-b", "so-d"]
        with pytest.raises(NotFound):
            one_unit(connection, "so-x")
    assert list(verify(office)) == []


def test_units_that_become_one_end_the_day_before(office: Office) -> None:
    enter(office, replace(NEW, succeeds=("so-a", "so-b")), new=True)
    for code in ("so-a", "so-b"):
        (record,) = records(office, code)
        assert record.valid_to == "2021-02-28"
    # What was registered of it is mended without losing where it came from.
    enter(office, replace(NEW, name="Sở AB", succeeds=("so-a", "so-b")))
    assert records(office, "so-d")[0].succeeds == ("so-a", "so-b")


def test_what_waited_for_a_unit_is_applied(office: Office) -> None:
    add_source(office, "SNV", SourceRecord(SYSTEM.code, SYSTEM.name), "whsec_" + "B" * 32)
    (outcome,) = receive(office, SYSTEM, [event("e1", "so-d", NOON, facts={"a": 4, "b": 4})])
    assert outcome.state == "pending_subject"
    enter(office, NEW, new=True)
    with office.read() as connection:
        score = latest_score(connection, "so-d", 2021, "declared")
    assert score is not None
    assert score.points == "4"


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"code": "so-a"}, ["/code"]),
        ({"code": "so d"}, ["/code"]),
        ({"code": "so/d"}, ["/code"]),
        ({"code": "so-*"}, ["/code"]),
        ({"code": "x" * 101}, ["/code"]),
        ({"code": "so-d\u200b"}, ["/code"]),
        ({"code": "", "name": " ", "block": ""}, ["/code", "/name", "/block"]),
        ({"name": "Sở\nD"}, ["/name"]),
        ({"name": "S" * 301}, ["/name"]),
        ({"valid_to": "2021-02-28"}, ["/valid_to"]),
        ({"succeeds": ("so-x",)}, ["/succeeds"]),
        ({"succeeds": ("so-d",)}, ["/succeeds"]),
    ],
)
def test_what_is_no_unit(office: Office, change: dict[str, Any], places: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        enter(office, replace(NEW, **change), new=True)
    assert [flaw.pointer for flaw in refused.value.flaws] == places
    with office.read() as connection:
        assert len(all_units(connection)) == 2


def test_a_unit_is_there_before_it_is_changed(office: Office) -> None:
    with pytest.raises(NotFound):
        enter(office, NEW)
    enter(office, NEW, new=True)
    with pytest.raises(Invalid) as refused:  # there is something from a later day
        enter(office, replace(NEW, valid_from="2021-02-01"))
    assert [flaw.pointer for flaw in refused.value.flaws] == ["/valid_from"]
    with pytest.raises(Invalid):  # it is not there on the day before
        enter(office, UnitRecord("so-e", "Sở E", "sở", "2021-03-01", succeeds=("so-d",)), new=True)


def test_years_that_are_closed_stay_as_they_are(office: Office) -> None:
    for code in ("so-a", "so-b"):
        say(office, code, a=4, b=3, c=True, d=10)
    close_round(office, "SNV", 2021)
    with office.read() as connection:
        assert first_day(connection) == "2022-01-01"
        before = standings(office, connection, 2021).views
    for unit in (NEW, UnitRecord("so-d", "Sở D", "sở")):
        with pytest.raises(Invalid, match="khóa sổ"):
            enter(office, unit, new=True)
    with pytest.raises(Invalid, match="khóa sổ"):
        enter(office, UnitRecord("so-a", "Sở khác", "huyện", "2000-01-01"))
    enter(office, UnitRecord("so-a", "Sở khác", "huyện", "2022-01-01", ranked=False))
    enter(office, replace(NEW, valid_from="2022-01-01", succeeds=("so-b",)), new=True)
    with office.read() as connection:
        assert standings(office, connection, 2021).views == before
    open_round(office, "SNV", put_set(office.database, set_of(2022), 2))
    with office.read() as connection:
        found = standings(office, connection, 2022)
    assert list(found.views["declared"]) == ["so-a", "so-d"]
    assert found.of("declared", "so-a").result.unit.name == "Sở khác"
    assert list(verify(office)) == []
