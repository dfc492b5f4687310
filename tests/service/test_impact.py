"""Whom a draft would hit, held against the engine's own score of the same facts under it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select

from engine.block import UnitResult, best_values, score_units
from engine.book.card import card_of
from engine.impact.days import moved
from engine.impact.result import Impact, UnitImpact
from engine.ranking import place
from engine.rounding import text as written
from engine.score import score
from engine.service.errors import NotFound, SetRefused
from engine.service.impact import draft_criteria, fact_years, impact, impact_of, usual_year
from engine.service.importing import import_facts
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.rounds import close_round
from engine.session import LoadedSet, read_facts
from engine.store import tables as t
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.vault import Vault
from engine.totals import Totals
from tests.book.tables import SET_WITH_TABLES, tables_document
from tests.in_force import put_set
from tests.service.offices import NOON, UNTRUSTED, event, office_on

SET = """bộ tiêu chí "Thử"
năm 2021
áp dụng cho sở
làm tròn 3 chữ số
công bố 2 chữ số
quy đổi tổng
xếp hạng liền
xếp loại "Tốt" từ 80%
xếp loại "Khá" từ 50%

dữ kiện so: số nguyên từ 0 đến 1000 "số việc"
dữ kiện xong: số nguyên từ 0 đến so "việc xong"
dữ kiện tien: số từ 0 đơn vị tính "triệu đồng" "tiền"
dữ kiện muc: lựa chọn (cao; vua; thap) "mức"
dữ kiện ngay_kh: ngày hoặc trống "ngày kế hoạch"
dữ kiện ghi: bản ghi (
  a: số nguyên từ 0 "phần a";
  b: ngày hoặc trống "phần b") "ghi"
dữ kiện hop: bảng (
  ngay: ngày;
  du: có/không) "họp"
dữ kiện hồ_sơ: bảng khóa mã (
  mã: văn bản;
  trả: ngày hoặc trống;
  xin_lỗi: có/không) "hồ sơ"

lĩnh vực 1 "Việc" 6 điểm
tiêu chí 1.1 "Việc" 6 điểm
thành phần 1.1.1 "Tỷ lệ" 2 điểm
  mã ty-le
  không phát sinh khi so = 0
  đặt t = xong / so
  theo tỷ lệ t từ 50%
thành phần 1.1.2 "Nhiều nhất" 2 điểm
  mã nhieu-nhat
  đạt khi xong >= 0,5 * tốt nhất(xong)
thành phần 1.1.3 "Kế hoạch" 1 điểm
  mã ke-hoach
  minh chứng "Kế hoạch"
  đạt khi ngay_kh đến hết 15/01
thành phần 1.1.4 "Mức" 1 điểm
  mã muc
  khi muc = cao: 1
  khi muc = vua: 0,5
  còn lại: 0

lĩnh vực 2 "Hồ sơ" 6 điểm
tiêu chí 2.1 "Hồ sơ" 6 điểm
thành phần 2.1.1 "Tiền" 1 điểm
  mã tien
  đạt khi tien >= 100
thành phần 2.1.2 "Ghi" 1 điểm
  mã ghi
  đạt khi ghi.a >= 2 và ghi.b đến hết 30/06
thành phần 2.1.3 "Họp" 1 điểm
  mã hop
  đạt khi đếm(hop với ngay từ 01/01 đến hết 30/06 và du) >= 1
thành phần 2.1.4 "Xin lỗi" 2 điểm
  mã xin-loi
  trừ 0,5 mỗi đếm(hồ_sơ với trả sau 30/06 và không xin_lỗi)
thành phần 2.1.5 "Hội đồng" 1 điểm
  mã hoi-dong
  hội đồng chấm bước 0,25
"""

UNITS = tuple(f"so-{letter}" for letter in "abcdefgh")


def document(random: Random, year: int = 2021, units: Iterable[str] = UNITS) -> dict[str, Any]:
    """A facts file, drawn by chance; here and there something is not declared."""
    return {"year": year, "units": [_unit(random, code, year) for code in units]}


def _unit(random: Random, code: str, year: int) -> dict[str, Any]:
    so = random.randrange(0, 20)
    facts: dict[str, Any] = {
        "so": so,
        "xong": random.randrange(0, so + 1),
        "tien": random.randrange(50, 150),
        "muc": random.choice(("cao", "vua", "thap")),
        "ngay_kh": random.choice((None, _day(random, year))),
        "ghi": {"a": random.randrange(5), "b": random.choice((None, _day(random, year)))},
    }
    if random.random() < 0.3:
        del facts[random.choice(("xong", "tien", "muc", "ngay_kh", "ghi"))]
    unit: dict[str, Any] = {"code": code, "name": f"Sở {code}", "block": "sở", "facts": facts}
    unit["tables"] = {
        "hop": [
            {"ngay": _day(random, year), "du": random.random() < 0.8} for _ in range(random.randrange(4))
        ],
        "hồ_sơ": [
            {
                "mã": f"H{number}",
                "trả": random.choice((None, _day(random, year))),
                "xin_lỗi": random.random() < 0.5,
            }
            for number in range(random.randrange(8))
        ],
    }
    if random.random() < 0.7:
        unit["council"] = {"2.1.5": {"points": "0.5", "reason": "xét", "by": "HĐ"}}
    return unit


def _day(random: Random, year: int) -> str:
    return date(year, random.randrange(1, 13), random.randrange(1, 29)).isoformat()


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    """An office with the set in force and an open round, in which nothing was said yet."""
    office = Office(Journal(book_database), Vault([Fernet.generate_key().decode()]), tmp_path)
    open_round(office, "SNV", put_set(book_database, SET))
    return office


def put(office: Office, facts: dict[str, Any]) -> None:
    import_facts(office, "văn thư", json.dumps(facts).encode(), "thử", register=True)


def under(office: Office, draft: str, year: int = 2021, view: Any = "appraised") -> Impact:
    with office.read() as connection:
        return impact(office, connection, draft_criteria(draft), year, view)


def scored(draft: str, facts: dict[str, Any], *, closed: bool = False) -> dict[str, UnitResult]:
    """The same facts, scored under a draft as ``chamdiem score`` does; ``closed``: with settled best values alone."""
    criteria = draft_criteria(draft)
    program = criteria.program
    units = read_facts(LoadedSet(criteria.model, program), json.dumps(facts).encode(), "thử")
    if not closed:
        return {one.unit.code: one for one in score_units(program, units)}
    best_values(program, units, close=True)
    found = [score(program, unit) for unit in units]
    totals = [Totals(one) for one in found]
    parts = zip(found, totals, place(program, totals), strict=True)
    return {one[0].unit.code: UnitResult(*one) for one in parts}


def figures(result: UnitResult) -> tuple[Any, ...]:
    totals = result.totals
    published = totals.published(totals.percent)
    return (
        *(Decimal(written(one, totals.program.places)) for one in (totals.points, totals.low, totals.high)),
        None if published is None else Decimal(written(published, totals.program.model.published_places)),
        totals.band.name if totals.band else None,
        result.placed.rank,
    )


def new_figures(unit: UnitImpact) -> tuple[Any, ...]:
    new = unit.new
    return new.points, new.low, new.high, new.percent, new.band, new.rank


def old_figures(unit: UnitImpact) -> tuple[Any, ...]:
    old = unit.old
    return old.points, old.low, old.high, old.percent, old.band, old.rank


def hold(found: Impact, before: dict[str, UnitResult], after: dict[str, UnitResult]) -> None:
    """An impact is what scoring both sets gives, unit by unit and leaf by leaf."""
    assert {unit.code for unit in found.units} == set(after)
    for unit in found.units:
        was, now = before[unit.code], after[unit.code]
        assert old_figures(unit) == figures(was), unit.code
        assert new_figures(unit) == figures(now), unit.code
        changed = {(one.leaf.old, one.leaf.new): one for one in unit.leaves}
        for position, leaf in enumerate(now.scored.program.leaves):
            other = was.scored.program.position(leaf.key)
            points = Fraction(now.scored.outcomes[position][0], 10**now.scored.program.places)
            if other is None:
                continue
            old = was.scored.program.leaves[other]
            old_points = Fraction(was.scored.outcomes[other][0], 10**was.scored.program.places)
            change = changed.get((old.number, leaf.number))
            assert points - old_points == (0 if change is None else Fraction(change.difference)), leaf.number
    exact = [
        after[unit.code].totals.percent - before[unit.code].totals.percent  # type: ignore[operator]
        for unit in found.units
        if after[unit.code].totals.percent is not None and before[unit.code].totals.percent is not None
    ]
    assert exact == sorted(exact)


# ---- The same facts under both


@pytest.mark.parametrize("seed", range(4))
def test_the_same_set_changes_nothing(office: Office, seed: int) -> None:
    facts = document(Random(seed))
    put(office, facts)
    found = under(office, SET)
    hold(found, scored(SET, facts), scored(SET, facts))
    assert found.counts.unaffected == found.counts.units == len(UNITS)
    assert (found.counts.other_rank, found.counts.other_band) == (0, 0)
    assert (found.leaves, found.left, found.assumed) == ((), (), ())


DRAFTS = {
    "threshold": SET.replace("theo tỷ lệ t từ 50%", "theo tỷ lệ t từ 90%"),
    "best": SET.replace("0,5 * tốt nhất(xong)", "0,9 * tốt nhất(xong)"),
    "deadline": SET.replace("ngay_kh đến hết 15/01", "ngay_kh đến hết 15/10"),
    "rows": SET.replace("hồ_sơ với trả sau 30/06 và không xin_lỗi", "hồ_sơ với trả sau 31/03"),
    "points": SET.replace("khi muc = vua: 0,5", "khi muc = vua: 0,25"),
    "bands": SET.replace('"Khá" từ 50%', '"Khá" từ 60%'),
    "places": SET.replace("làm tròn 3 chữ số", "làm tròn 2 chữ số").replace("từ 50%", "từ 60%"),
    "bonus": SET.replace('xếp loại "Tốt"', 'điểm thưởng "Thêm" 0,5 khi muc = cao\nxếp loại "Tốt"', 1),
    "renumbered": SET.replace("1.1.4", "1.1.9").replace("1.1.3", "1.1.4").replace("1.1.9", "1.1.3"),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_over_the_same_facts(office: Office, name: str) -> None:
    facts = document(Random(11))
    put(office, facts)
    found = under(office, DRAFTS[name])
    before, after = scored(SET, facts), scored(DRAFTS[name], facts)
    hold(found, before, after)
    counts = found.counts
    assert counts.loses + counts.gains + counts.open + counts.unaffected == counts.units
    assert counts.other_rank == sum(before[code].placed.rank != after[code].placed.rank for code in after)
    assert sum(one.total for one in found.leaves) == sum(
        (leaf.difference for unit in found.units for leaf in unit.leaves), Decimal(0)
    )


def test_a_threshold_hits_exactly_those_below_it(office: Office) -> None:
    facts = document(Random(5))
    for number, unit in enumerate(facts["units"]):
        unit["facts"] = {**unit["facts"], "so": 10, "xong": 3 + number % 8}
    put(office, facts)
    found = under(office, DRAFTS["threshold"])
    hit = {unit["code"] for unit in facts["units"] if 5 <= unit["facts"]["xong"] < 9}
    assert {unit.code for unit in found.units if unit.effect == "loses"} == hit
    assert {unit.code for unit in found.units if unit.effect in ("gains", "open")} == set()
    (leaf,) = found.leaves
    assert (leaf.leaf.key, leaf.units, leaf.loses, leaf.gains) == ("ty-le", len(hit), len(hit), 0)
    assert found.units[0].leaves[0].effect == "loses"
    assert found.units[0].points == min(unit.points for unit in found.units)


def test_a_renumbered_leaf_is_the_same(office: Office) -> None:
    put(office, document(Random(6)))
    found = under(office, DRAFTS["renumbered"])
    assert found.counts.unaffected == len(UNITS)


@pytest.mark.parametrize("seed", range(3))
def test_tables_that_are_kept_as_figures_and_those_that_are_not(
    book_database: Database, tmp_path: Path, seed: int
) -> None:
    """A figure that both sets ask for is taken as it is kept, any other comes from the rows."""
    office = office_on(book_database, tmp_path)
    units = []
    random = Random(seed)
    for code in ("so-a", "so-b"):
        unit = tables_document(random)
        facts = unit["facts"]
        facts["muc_tieu"] = max(facts.get("muc_tieu", 9), 3)
        facts["da_lam"] = min(facts.get("da_lam", 0), facts["muc_tieu"])
        units.append({"code": code, "name": code, "block": "sở", **unit})
    facts_file = {"year": 2021, "units": units}
    put(office, facts_file)
    draft = SET_WITH_TABLES.replace("nguong = 10", "nguong = 5").replace(
        "trả không quá hẹn_trả", "trả trước hẹn_trả"
    )
    before, after = scored(SET_WITH_TABLES, facts_file), scored(draft, facts_file)
    hold(under(office, SET_WITH_TABLES), before, before)
    hold(under(office, draft), before, after)


# ---- Facts of another year


@pytest.mark.parametrize("draft", ["same", "rows"])
def test_days_of_last_year_are_held_against_this_years_deadlines(office: Office, draft: str) -> None:
    facts = document(Random(8))
    put(office, facts)
    of_next_year = {"same": SET, **DRAFTS}[draft].replace("năm 2021", "năm 2022")
    found = under(office, of_next_year)
    assert (found.year_of_facts, found.year, found.years, found.clipped) == (2021, 2022, 1, 0)
    hold(found, scored(SET, facts), scored(of_next_year, _next_year(facts)))
    if draft == "same":
        assert found.counts.unaffected == len(UNITS)


def _next_year(facts: Any) -> Any:
    """The same file with every day a year later."""
    if isinstance(facts, dict):
        return {name: _next_year(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [_next_year(one) for one in facts]
    if facts == 2021:
        return 2022
    return facts.replace("2021-", "2022-") if isinstance(facts, str) else facts


def test_a_day_that_the_other_year_has_not(book_database: Database, tmp_path: Path) -> None:
    office = Office(Journal(book_database), Vault([Fernet.generate_key().decode()]), tmp_path)
    leap = SET.replace("năm 2021", "năm 2020")
    open_round(office, "SNV", put_set(book_database, leap))
    facts = document(Random(9), 2020)
    facts["units"][0]["facts"]["ngay_kh"] = "29/02/2020"
    facts["units"][1]["facts"]["ghi"] = {"a": 2, "b": "2020-02-29"}
    put(office, facts)
    found = under(office, SET, 2020)
    assert (found.years, found.clipped) == (1, 2)
    assert found.counts.unaffected == len(UNITS)
    assert moved(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert moved(date(2020, 2, 29), 4) == date(2024, 2, 29)


# ---- What does not fit


def test_what_the_draft_cannot_take_is_left_out_and_named(office: Office) -> None:
    facts = document(Random(12))
    for unit in facts["units"]:
        unit["facts"] |= {"so": 10, "xong": 7, "tien": 120, "muc": "vua", "ngay_kh": "2021-01-05"}
        unit["facts"]["ghi"] = {"a": 3, "b": None}
        unit["council"] = {"2.1.5": {"points": "0.25", "reason": "xét", "by": "HĐ"}}
    put(office, facts)
    draft = (
        SET.replace('tien: số từ 0 đơn vị tính "triệu đồng"', 'tien: số từ 0 đơn vị tính "tỷ đồng"')
        .replace("muc: lựa chọn (cao; vua; thap)", "muc: lựa chọn (cao; kha; thap)")
        .replace("khi muc = vua: 0,5", "khi muc = kha: 0,5")
        .replace("so: số nguyên từ 0 đến 1000", "so: số nguyên từ 0 đến 5")
        .replace("a: số nguyên từ 0", "a: có/không")
        .replace("ghi.a >= 2 và ghi.b", "ghi.a và ghi.b")
        .replace("hội đồng chấm bước 0,25", "hội đồng chấm bước 0,5")
        .replace("ngay_kh: ngày hoặc trống", "co_kh: có/không")
        .replace("đạt khi ngay_kh đến hết 15/01", "đạt khi co_kh")
        .replace("hồ_sơ: bảng khóa mã (", "hồ_sơ: bảng (")
    )
    found = under(office, draft)
    left = {(one.name, one.reason): one.units for one in found.left}
    assert left == {
        ("tien", "unit"): UNITS,
        ("muc", "unfit"): UNITS,
        ("so", "outside"): UNITS,
        ("ghi.a", "type"): UNITS,
        ("ngay_kh", "gone"): UNITS,
        ("hồ_sơ", "key"): UNITS,
        ("2.1.5", "unfit"): UNITS,
    }
    assert [(one.name, one.reason, one.leaves) for one in found.missing] == [
        ("tien", "unit", ("2.1.1",)),
        ("co_kh", "new", ("1.1.3",)),
        ("ghi.a", "type", ("2.1.2",)),
        ("hồ_sơ", "key", ("2.1.4",)),
    ]
    assert next(one.label for one in found.missing if one.name == "ghi.a") == "phần a"
    pending = {leaf.leaf.new for unit in found.units for leaf in unit.leaves if leaf.effect == "open"}
    assert {"1.1.3", "1.1.4", "2.1.1", "2.1.4", "2.1.5"} <= pending
    assert all(unit.new.pending for unit in found.units)
    assert all(unit.new.low <= unit.new.points <= unit.new.high for unit in found.units)


def test_what_nobody_has_declared_is_named(office: Office) -> None:
    facts = document(Random(13))
    for unit in facts["units"]:
        unit["facts"].pop("tien", None)
    put(office, facts)
    found = under(office, SET)
    assert [(one.name, one.reason) for one in found.missing] == [("tien", "undeclared")]
    assert found.counts.unaffected == len(UNITS)


def test_a_leaf_that_hangs_on_missing_facts_is_open_and_no_loss(office: Office) -> None:
    facts = {"year": 2021, "units": [_full("so-a"), _full("so-b")]}
    put(office, facts)
    added = SET.replace("2 điểm\n  mã ty-le", "1 điểm\n  mã ty-le").replace(
        "thành phần 1.1.2", 'thành phần 1.1.5 "Mới" 1 điểm\n  mã moi\n  đạt khi co_moi\nthành phần 1.1.2'
    )
    found = under(office, added.replace("dữ kiện tien", 'dữ kiện co_moi: có/không "mới"\ndữ kiện tien'))
    assert {unit.effect for unit in found.units} == {"open"}
    change = next(one for one in found.units[0].leaves if one.leaf.new == "1.1.5")
    assert (change.old_points, change.effect) == (None, "open")
    assert (change.low, change.high) == (Decimal(0), Decimal(1))
    less = SET.replace('"Tỷ lệ" 2 điểm', '"Tỷ lệ" 1 điểm').replace('"Mức" 1 điểm', '"Mức" 2 điểm')
    less = less.replace("1.1.4 ", "1.1.4 ").replace("khi muc = cao: 1", "khi muc = cao: 2")
    sure = under(office, less)
    assert {unit.effect for unit in sure.units} == {"unaffected"}  # one point less, and one more


def _full(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": code,
        "block": "sở",
        "facts": {
            "so": 10,
            "xong": 10,
            "tien": 100,
            "muc": "cao",
            "ngay_kh": "2021-01-05",
            "ghi": {"a": 2, "b": "2021-05-01"},
        },
        "tables": {"hop": [{"ngay": "2021-02-01", "du": True}], "hồ_sơ": []},
        "council": {"2.1.5": {"points": "1", "reason": "xét", "by": "HĐ"}},
    }


def test_another_rule_over_missing_facts_is_open(office: Office) -> None:
    unit = _full("so-a")
    del unit["facts"]["tien"]
    put(office, {"year": 2021, "units": [unit]})
    found = under(office, SET.replace("tien >= 100", "tien >= 200"))
    assert found.units[0].effect == "open"
    (change,) = found.units[0].leaves
    assert (change.leaf.key, change.effect) == ("tien", "open")
    assert (change.low, change.high) == (Decimal(-1), Decimal(1))
    assert under(office, SET).units[0].effect == "unaffected"


def test_what_is_pending_in_both_hides_no_loss(office: Office) -> None:
    unit = _full("so-a")
    del unit["facts"]["tien"]
    put(office, {"year": 2021, "units": [unit]})
    (found,) = under(office, SET.replace("khi muc = cao: 1", "khi muc = cao: 0,75")).units
    assert (found.effect, found.points, found.new.pending) == ("loses", Decimal("-0.25"), True)


def test_documents_that_nobody_was_asked_for_cost_nothing(office: Office) -> None:
    units = [_full("so-a"), _full("so-b")]
    units[0]["evidence"] = {"1.1.3": [{"name": "KH 1", "accepted": True}]}
    put(office, {"year": 2021, "units": units})
    draft = SET.replace('minh chứng "Kế hoạch"', 'minh chứng "Kế hoạch năm"\n  minh chứng "Quyết định"')
    found = under(office, draft)
    assert found.counts.unaffected == 2
    assert [(one.leaf, one.document) for one in found.assumed] == [("1.1.3", "Quyết định")]


def test_a_block_that_the_draft_is_not_for(office: Office) -> None:
    put(office, document(Random(3)))
    found = under(office, SET.replace("áp dụng cho sở", "áp dụng cho xã"))
    assert found.counts.units == 0
    assert [one.code for one in found.left_units] == list(UNITS)


# ---- Rounds, views, years


def test_a_closed_round_is_tried_as_what_was_said_in_it(office: Office) -> None:
    facts = document(Random(11))
    put(office, facts)
    final = {one.unit: one.after for one in close_round(office, "SNV", 2021) if one.view == "appraised"}
    found = under(office, DRAFTS["best"])
    before = scored(SET, facts, closed=True)
    hold(found, before, scored(DRAFTS["best"], facts, closed=True))
    # Closing settles what the engine settles, and takes no certain point from anybody.
    for code, one in before.items():
        settled = score(one.scored.program, one.unit, close=True, best=one.scored.known)
        assert card_of(settled) == final[code]
    assert {unit.code: unit.old.points for unit in found.units} == {
        code: Decimal(card.figures.points) for code, card in final.items()
    }


def test_both_views(office: Office) -> None:
    put(office, {"year": 2021, "units": [_full("so-a")]})
    said = event("e1", "so-a", NOON + 10**15, facts={"muc": "thap"})
    assert receive_from_unit(office, said) == "applied"
    draft = SET.replace("khi muc = cao: 1", "khi muc = cao: 0,75")
    assert under(office, draft, view="appraised").units[0].effect == "loses"
    assert under(office, draft, view="declared").units[0].effect == "unaffected"


def receive_from_unit(office: Office, said: Any) -> str:
    from engine.service.sources import SourceRecord, add_source

    add_source(office, "test", SourceRecord(UNTRUSTED.code, UNTRUSTED.name), "whsec_" + "A" * 32)
    return receive(office, UNTRUSTED, [replace(said, source=UNTRUSTED.code)])[0].state


def test_the_years_to_choose_from(office: Office) -> None:
    with office.read() as connection:
        assert fact_years(connection) == []
        with pytest.raises(NotFound):
            impact(office, connection, draft_criteria(SET), 1999)
    put(office, document(Random(1)))
    with office.read() as connection:
        years = fact_years(connection)
    assert [(one.year, one.state, one.units) for one in years] == [(2021, "open", len(UNITS))]
    assert [usual_year(years, year) for year in (2020, 2021, 2022)] == [2021, 2021, 2021]
    assert usual_year([], 2021) is None
    both = [replace(years[0], year=2022), *years]
    assert [usual_year(both, year) for year in (2021, 2022, 2023)] == [2021, 2022, 2022]


def test_a_unit_that_is_gone_is_scored_and_not_ranked(office: Office) -> None:
    put(office, {"year": 2021, "units": [_full("so-a"), _full("so-b")]})
    register_unit(office, "SNV", UnitRecord("so-b", "so-b", "sở", "2021-01-01", "2021-06-30"))
    found = {unit.code: unit for unit in under(office, SET).units}
    assert (found["so-a"].new.rank, found["so-b"].new.rank, found["so-b"].places) == (1, None, None)


def test_a_unit_of_which_nothing_was_said_takes_no_place(office: Office) -> None:
    put(office, {"year": 2021, "units": [_full("so-a")]})
    register_unit(office, "SNV", UnitRecord("so-b", "so-b", "sở"))
    found = {unit.code: unit for unit in under(office, SET).units}
    assert (found["so-a"].old.rank, found["so-a"].new.rank) == (1, 1)
    assert (found["so-b"].old.rank, found["so-b"].new.rank, found["so-b"].places) == (None, None, None)


def test_nothing_is_written_and_progress_is_told(office: Office) -> None:
    put(office, document(Random(2)))
    identity = put_set(office.database, DRAFTS["best"], 2)
    told: list[tuple[int, int]] = []

    def stored() -> list[int]:
        with office.read() as connection:
            return [
                int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for table in (t.audit, t.facts, t.scores, t.figures, t.sets)
            ]

    before = stored()
    with office.read() as connection:
        found = impact_of(office, connection, identity, 2021, progress=lambda *done: told.append(done))
    assert stored() == before
    assert told == [(done, len(UNITS)) for done in range(len(UNITS) + 1)]
    assert found == under(office, DRAFTS["best"])


def test_a_draft_with_errors_has_no_impact() -> None:
    with pytest.raises(SetRefused):
        draft_criteria(SET.replace("1.1.2", "1.1.1"))
