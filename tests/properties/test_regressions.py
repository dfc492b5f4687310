"""The smallest cases of what the properties have found, so that each of them stays mended."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from engine.block import UnitResult, score_units
from engine.session import LoadedSet, Refused, read_facts
from spec import load_text
from tests.properties.agreement import differences
from tests.properties.cases import load, read, scored
from tests.properties.reach import escapes
from tests.reference import score_document

_HEAD = 'bộ tiêu chí "Thử"\nnăm 2020\nlàm tròn 1 chữ số\n'


def _set(rules: str, facts: str, settings: str = "", maximum: int = 10) -> LoadedSet:
    """A set of one leaf."""
    leaf = f'lĩnh vực 1 "Một" {maximum} điểm\nthành phần 1.1 "Một" {maximum} điểm'
    return load(f"{_HEAD}{settings}\n{facts}\n{leaf}\n{rules}\n")


def _document(*units: dict[str, Any]) -> dict[str, Any]:
    return {
        "year": 2020,
        "units": [{"code": f"u{number}", "block": "sở", **unit} for number, unit in enumerate(units, 1)],
    }


def _one(loaded: LoadedSet, *, close: bool = False, **unit: Any) -> UnitResult:
    return scored(loaded, _document(unit), close=close)[0]


def _range(result: UnitResult) -> tuple[int, int]:
    return result.totals.low, result.totals.high


def _agrees(loaded: LoadedSet, **unit: Any) -> None:
    document = _document(unit)
    assert not differences(scored(loaded, document), score_document(loaded.model, document))


# ---- Ledger


def test_an_addition_whose_points_cannot_be_read_explains_no_loss() -> None:
    """Neither where they are trống nor where they are missing; the loss stays with the base."""
    loaded = _set(
        "tính điểm a\ncộng b khi co_c",
        "dữ kiện a: số\ndữ kiện b: số hoặc trống\ndữ kiện co_c: có/không",
    )
    _agrees(loaded, facts={"a": 4, "b": None, "co_c": False})
    _agrees(loaded, facts={"a": 4, "co_c": False})
    _agrees(loaded, facts={"a": 4, "b": 2, "co_c": False})


# ---- Compiled program


_ROWS = "dữ kiện a: số nguyên\ndữ kiện hs: bảng (x: số nguyên; y: số nguyên)"


@pytest.mark.parametrize(
    "rule",
    [
        "đạt khi đếm(hs với n > 0 và x > 5) = 1",
        "đạt khi tồn tại(hs với n > 1 và x < 5)",
        "đạt khi mọi(hs đều n > 0 và x = y)",
        "tính điểm (tổng(hs.y với n > 0 và x > 5) + a) × 1,0",
    ],
)
def test_a_definition_that_goes_through_rows_leaves_the_row_around_it_alone(rule: str) -> None:
    loaded = _set(f"đặt n = đếm(hs với x + y > a + 1)\n{rule}", _ROWS)
    rows = [{"x": 9, "y": 1}, {"x": 1, "y": 1}]
    _agrees(loaded, facts={"a": 0}, tables={"hs": rows})
    _agrees(loaded, facts={"a": 0}, tables={"hs": rows[::-1]})


def test_definitions_that_use_one_another_twice_compile_at_once() -> None:
    chain = "\n".join(f"đặt d{number} = d{number - 1} + d{number - 1}" for number in range(1, 24))
    loaded = _set("đạt khi d23 > 8388607", f"dữ kiện a: số nguyên\nđặt d0 = a\n{chain}")
    assert _one(loaded, facts={"a": 1}).totals.points == 100


# ---- Bounds


_NUMBERS = "dữ kiện a: số hoặc trống\ndữ kiện b: số\ndữ kiện c: số nguyên"


@pytest.mark.parametrize(
    ("rules", "facts", "filling"),
    [
        # What may be trống may also be more than the maximum, and a deduction then costs nothing.
        ("tính điểm a\ntrừ b mỗi c", {"b": 3, "c": 1}, {"a": 50}),
        # What may be trống may also be below 0, and an addition then does not help.
        ("tính điểm a\ncộng b mỗi c", {"b": 3, "c": 1}, {"a": -50}),
        ("tính điểm b / c × điểm tối đa\ncộng 3 khi b < 0", {"b": -90}, {"c": 1}),
        # What has no bound outweighs whatever is known.
        ("tính điểm b\ncộng 1 mỗi c", {"b": -500_000}, {"c": 600_000}),
        ("tính điểm b\ncộng 1 mỗi c", {"c": 500_000}, {"b": -600_000}),
        ("tính điểm 1,0 × c\ntrừ 1 mỗi b", {"c": 500_000}, {"b": 600_000}),
        ("khi c > 0: 10\ncòn lại: a\ntrừ 1 mỗi b", {"b": 5}, {"c": 0, "a": 99}),
    ],
)
def test_bounds_reach_beyond_the_maximum(rules: str, facts: dict[str, Any], filling: dict[str, Any]) -> None:
    loaded = _set(rules, _NUMBERS)
    whole = {"a": 0, "b": 0, "c": 0, **facts, **filling}
    known = {name: value for name, value in whole.items() if name not in filling}
    before, after = scored(loaded, _document({"facts": known})), scored(loaded, _document({"facts": whole}))
    assert not escapes(before, after)
    _agrees(loaded, facts=whole)


@pytest.mark.parametrize("last", [{"a": None}, {"a": 2}, {"a": 70}])
def test_a_bonus_that_may_be_empty_has_no_bounds(last: dict[str, Any]) -> None:
    settings = 'điểm thưởng "A" 1 mỗi a\ntổng được vượt 10\ndữ kiện a: số nguyên từ 2 hoặc trống'
    loaded = _set("đạt khi co_b", "dữ kiện co_b: có/không", settings)
    before = scored(loaded, _document({"facts": {"co_b": True}}))
    after = scored(loaded, _document({"facts": {"co_b": True, **last}}))
    assert before[0].totals.low == 100
    assert not escapes(before, after)


def test_a_bonus_is_rounded_like_a_leaf() -> None:
    settings = 'điểm thưởng "A" 0,5 mỗi a\ntổng được vượt 10\ndữ kiện a: số'
    loaded = _set("đạt khi co_b", "dữ kiện co_b: có/không", settings)
    assert _one(loaded, facts={"co_b": True, "a": "0.5"}).totals.points == 103
    _agrees(loaded, facts={"co_b": True, "a": "0.5"})


def test_a_band_that_hangs_on_a_missing_fact_is_provisional() -> None:
    bands = 'xếp loại "Tốt" từ 80% khi co_a\nxếp loại "Khá" từ 50%\ndữ kiện co_a: có/không'
    loaded = _set("đạt khi co_b", "dữ kiện co_b: có/không", bands)
    open_ = _one(loaded, facts={"co_b": True})
    closed = _one(loaded, facts={"co_b": True}, close=True)
    low = _one(loaded, facts={"co_b": False})
    bands_found = [one.totals.band.name if one.totals.band else None for one in (open_, closed, low)]
    assert bands_found == ["Khá", "Khá", None]
    assert [one.totals.provisional for one in (open_, closed, low)] == [True, False, False]


def test_the_best_value_is_asked_for_anew_each_time() -> None:
    """A unit that was scored alone does not keep its own value as the best of a block."""
    loaded = _set("đạt khi b >= tốt nhất(b)", "dữ kiện b: số nguyên từ 0")
    units = read(loaded, _document({"facts": {"b": 3}}, {}))
    assert score_units(loaded.program, units[:1])[0].totals.points == 100
    assert _range(score_units(loaded.program, units)[0]) == (0, 100)


# ---- Language


@pytest.mark.parametrize("condition", ["a <= 15/01", "15/01 >= a"])
def test_an_unknown_name_beside_a_day_is_told(condition: str) -> None:
    text = f'{_HEAD}lĩnh vực 1 "Một" 1 điểm\nthành phần 1.1 "Một" 1 điểm\nđạt khi {condition}\n'
    model, found = load_text(text)
    assert model is None
    assert [one.code for one in found] == ["N003"]


@pytest.mark.parametrize(
    "line", ["ràng buộc b <= tốt nhất(b)", "cảnh báo b <= m", "dữ kiện d: số từ 0 đến m"]
)
def test_what_judges_one_unit_cannot_ask_the_block(line: str) -> None:
    facts = f"dữ kiện b: số\nđặt m = tốt nhất(b)\n{line}"
    model, found = load_text(
        f'{_HEAD}{facts}\nlĩnh vực 1 "Một" 1 điểm\nthành phần 1.1 "Một" 1 điểm\nđạt khi b >= m\n'
    )
    assert model is None
    assert "N020" in [one.code for one in found]


# ---- Facts


def _codes(loaded: LoadedSet, **unit: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(loaded, _document(unit))
    return [one.code for one in refused.value.diagnostics]


def test_a_leaf_is_spoken_of_once() -> None:
    loaded = _set('mã mot\nminh chứng "Báo cáo"\nđạt khi co_b', "dữ kiện co_b: có/không")
    assert _codes(loaded, evidence={"1.1": ["A"], "mot": ["B"]}) == ["F002"]


def test_last_years_record_is_read_like_this_years() -> None:
    facts = "dữ kiện r: bản ghi (x: số nguyên; y: số nguyên)"
    loaded = _set("đạt khi r.x > năm trước(r.x) và r.y > 0", facts)
    assert _codes(loaded, previous={"r": 5}) == ["F010"]
    assert _codes(loaded, previous={"r": {"z": 5}}) == ["F024"]
    assert _one(loaded, facts={"r": {"x": 1, "y": 1}}, previous={"r": None}).totals.points == 0


def test_a_name_in_two_spellings_is_one_name() -> None:
    loaded = _set('đạt khi mức = "tốt"', "dữ kiện mức: văn bản")
    loose = unicodedata.normalize("NFD", "mức"), unicodedata.normalize("NFD", "tốt")
    assert _one(loaded, facts={loose[0]: loose[1]}).totals.points == 100
    twice = json.dumps(_document({"facts": {"mức": "tốt", loose[0]: "kém"}})).encode()
    with pytest.raises(Refused) as refused:
        read_facts(loaded, twice, "facts.json")
    assert [one.code for one in refused.value.diagnostics] == ["F002"]
