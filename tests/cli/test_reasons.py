"""Reasons that the author did not write, and how values look in those that he did."""

import json
from fractions import Fraction
from typing import Any

import pytest

from engine.block import score_units
from engine.output.json_form import report
from engine.program import compile_set
from engine.session import LoadedSet, read_facts
from engine.wording import percent_text
from spec import load_text
from spec.keywords import Language
from tests.cli.running import Files, document, unit

SET = """bộ tiêu chí "Lý do"
năm 2020
dữ kiện n: số nguyên từ 0 đến 10 "số lần"
dữ kiện m: số nguyên từ 1
dữ kiện co: có/không
dữ kiện ngay: ngày hoặc trống
dữ kiện loai: lựa chọn (a "loại A"; b)
dữ kiện bang: bảng (ma: văn bản; n: số nguyên)
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Một" 1 điểm
"""

FACTS: dict[str, Any] = {"n": 3, "m": 4, "co": False, "ngay": "2020-02-01", "loai": "a"}
TABLE = [{"ma": "x", "n": 1}, {"ma": "y", "n": 2}]


def reasons(
    rules: str, facts: dict[str, Any] | None = None, language: Language = "vi", **parts: Any
) -> list[str]:
    """The reasons of the leaf's losses."""
    model, found = load_text(SET + rules)
    assert model is not None, [one.as_text() for one in found]
    loaded = LoadedSet(model, compile_set(model))
    one = {"code": "u", "facts": {**FACTS, **(facts or {})}, "tables": {"bang": TABLE}, **parts}
    units = read_facts(loaded, _json(one), "")
    scored = report(loaded.program, score_units(loaded.program, units, close=False), language)
    return [loss["reason"] for loss in scored["units"][0]["leaves"][0]["losses"]]


def _json(one: dict[str, Any]) -> bytes:
    return json.dumps({"year": 2020, "units": [one]}).encode()


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("đạt khi co", "không thỏa «đạt khi co» (co = không)"),
        ("khi n > 5: 1\nkhi loai = a: 0,5\ncòn lại: 0", "thuộc mức «khi loai = a: 0,5» (loai = loại A)"),
        ("khi n > 5: 1\ncòn lại: 0", "thuộc mức «còn lại: 0»"),
        ("theo tỷ lệ n / m", "tính theo «theo tỷ lệ n / m» (n = 3, m = 4)"),
        ("theo tỷ lệ n / m từ 80%", "tính theo «theo tỷ lệ n / m từ 80%» (n = 3, m = 4) – dưới ngưỡng 80%"),
        ("tính điểm 0,1 × n", "tính theo «tính điểm 0,1 × n» (n = 3)"),
        (
            "cộng 1 khi ngay trước 01/02",
            "không được cộng đủ theo «cộng 1 khi ngay trước 01/02» (ngay = 01/02/2020)",
        ),
        ("trừ 0,1 mỗi n", "bị trừ theo «trừ 0,1 mỗi n» (n = 3)"),
        ("tối đa 0,5 khi n > 2", "bị giới hạn theo «tối đa 0,5 khi n > 2» (n = 3)"),
        ("không tính điểm khi n > 2", "«không tính điểm khi n > 2» (n = 3)"),
        ("trừ 0,1 mỗi đếm(bang)", "bị trừ theo «trừ 0,1 mỗi đếm(bang)»"),
    ],
)
def test_the_rule_stands_for_a_reason_with_the_facts_it_read(rules: str, reason: str) -> None:
    assert reasons(rules) == [reason]


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ('đạt khi co vì "{n} lần, {n / m}, {ngay}, {loai}, {co}"', "3 lần, 75%, 01/02/2020, loại A, không"),
        ('đạt khi co vì "{n / (n + m)}"', "42,857%"),
        ('đạt khi co vì "{{n}} = {ngay - 01/01}"', "{n} = 31"),
        ('đạt khi co vì "{liệt kê(bang.ma với n > 1)}; {liệt kê(bang.ma với n > 9)}"', "y; không có"),
        ('đạt khi co vì "{m / (n - 3)}"', "chưa tính được"),
        ('đạt khi co vì "{điểm tối đa}"', "1"),
    ],
)
def test_values_in_a_reason(rules: str, reason: str) -> None:
    assert reasons(rules) == [reason]


def test_a_threshold_is_named_only_where_it_was_missed() -> None:
    assert reasons('theo tỷ lệ n / m từ 50% vì "{n}/{m}"\ntrừ 1 mỗi n vì "trừ"') == ["3/4", "trừ"]
    assert reasons('theo tỷ lệ n / m từ 80% vì "{n}/{m}"') == ["3/4 – dưới ngưỡng 80%"]


def test_rejected_evidence() -> None:
    rules = 'minh chứng "Kế hoạch"\nđạt khi n > 0'
    evidence = {"1.1": [{"name": "12/KH", "accepted": False}]}
    assert reasons(rules, evidence=evidence) == ["minh chứng «Kế hoạch» không được chấp nhận: 12/KH"]
    english = reasons(rules, language="en", evidence=evidence)
    assert english == ["the evidence «Kế hoạch» was rejected: 12/KH"]


def test_what_was_not_there_when_the_round_was_closed(files: Files) -> None:
    one = unit(council=None)
    del one["facts"]["dem"]
    leaves = files.scored(document(one), "--close")["u1"]["leaves"]
    assert leaves["1.1.1"]["losses"][0]["reason"] == "khóa sổ: chưa có dem (số tháng)"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(40, 47), "85,106%"),
        (Fraction(1, 2), "50%"),
        (Fraction(799_996, 1_000_000), "79,9996%"),
        (Fraction(79_999_999, 100_000_000), "79,999999%"),
        (Fraction(800_004, 1_000_000), "80%"),
        (Fraction(0), "0%"),
        (Fraction(-1, 3), "-33,333%"),
    ],
)
def test_a_percentage_just_below_a_whole_one_does_not_look_like_it(ratio: Fraction, text: str) -> None:
    assert percent_text(ratio) == text


def test_cells_that_a_reason_does_not_read_need_not_be_declared() -> None:
    rule = '  đạt khi đếm(bang với n > 1) từ 2 trở lên vì "mới có {đếm(bang với n > 1)}"\n'
    assert reasons(rule, tables={"bang": [{"n": 1}, {"n": 2}]}) == ["mới có 1"]
