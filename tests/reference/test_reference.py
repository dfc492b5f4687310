"""What the reference interpreter does, sentence by sentence, on sets small enough to be scored by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from spec import load_text
from spec.model import CriteriaSet
from tests.generated import fill_holes, generate_facts, generate_set
from tests.reference import LeafResult, UnitResult, score_document

_FACTS = """
dữ kiện a: số nguyên
dữ kiện b: số nguyên
dữ kiện t: tỷ lệ
dữ kiện có_a: có/không
dữ kiện có_b: có/không hoặc trống
dữ kiện ngày_a: ngày hoặc trống
dữ kiện mức: lựa chọn (nhẹ; nặng) hoặc trống
dữ kiện nơi: tập con (mạng; bảng_tin) hoặc trống
dữ kiện hồ_sơ: bảng khóa mã (mã: văn bản; hạn: ngày; trả: ngày hoặc trống; tiền: số)
"""


def load(text: str) -> CriteriaSet:
    """A set free of errors; it need not be provable: what a quotient by 0 comes to is asked here, for one."""
    model, diagnostics = load_text(text, prove=False)
    assert model is not None, diagnostics
    return model


def one_leaf(rules: str, maximum: str = "1", places: int = 2) -> CriteriaSet:
    """A set of one leaf, whose first rule stands on line 16."""
    return load(
        f'bộ tiêu chí "Thử"\nnăm 2020\nlàm tròn {places} chữ số{_FACTS}'
        f'lĩnh vực 1 "Một" {maximum} điểm\n'
        f'tiêu chí 1.1 "Một" {maximum} điểm\n'
        f'thành phần 1.1.1 "Một" {maximum} điểm\n{rules}\n'
    )


def unit_of(model: CriteriaSet, closed: bool = False, **unit: Any) -> UnitResult:
    document = {"year": model.year, "units": [{"code": "u1", "name": "Một", "block": "sở", **unit}]}
    return score_document(model, document, closed=closed)[0]


def leaf_of(rules: str, maximum: str = "1", places: int = 2, **facts: Any) -> LeafResult:
    return unit_of(one_leaf(rules, maximum, places), facts=facts).leaves["1.1.1"]


def shown(leaf: LeafResult) -> tuple[str, str | None, list[tuple[str, int]]]:
    """Status, points, and losses with the line counted from the leaf's first rule."""
    losses = [(f"{loss.points.normalize():f}", loss.line - 15) for loss in leaf.losses]
    return leaf.status, None if leaf.points is None else f"{leaf.points.normalize():f}", losses


# ---- Bases ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "facts", "expected"),
    [
        ("đạt khi a > 3", {"a": 4}, ("full", "1", [])),
        ("đạt khi a > 3", {"a": 3}, ("zero", "0", [("1", 1)])),
        ("khi a > 3: 1\nkhi a > 1: 0,5\ncòn lại: 0", {"a": 2}, ("partial", "0.5", [("0.5", 2)])),
        ("khi a > 3: 1\nkhi a > 1: 0,5\ncòn lại: 0", {"a": 0}, ("zero", "0", [("1", 3)])),
        ("theo tỷ lệ a / b", {"a": 2, "b": 3}, ("partial", "0.67", [("0.33", 1)])),
        ("theo tỷ lệ a / b", {"a": 4, "b": 3}, ("full", "1", [])),
        ("theo tỷ lệ t từ 90%", {"t": "90"}, ("partial", "0.9", [("0.1", 1)])),
        ("theo tỷ lệ t từ 90%", {"t": "89.99"}, ("zero", "0", [("1", 1)])),
        ("tính điểm 0,1 × a", {"a": 25}, ("full", "1", [])),
        ("tính điểm 0,1 × a", {"a": -5}, ("zero", "0", [("1", 1)])),
        ("trừ 0,3 mỗi a", {"a": 2}, ("partial", "0.4", [("0.6", 1)])),
        ("trừ 0,3 mỗi a", {"a": 9}, ("zero", "0", [("1", 1)])),
        ("trừ 0,3 mỗi a", {"a": -9}, ("full", "1", [])),
        ("trừ 0,3 mỗi a không quá 0,5", {"a": 9}, ("partial", "0.5", [("0.5", 1)])),
        ("cộng 0,6 khi có_a\ncộng 0,4 khi a > 0", {"có_a": False, "a": 1}, ("partial", "0.4", [("0.6", 1)])),
        ("cộng 0,25 mỗi a", {"a": 3}, ("partial", "0.75", [("0.25", 1)])),
    ],
)
def test_a_base(rules: str, facts: dict[str, Any], expected: Any) -> None:
    assert shown(leaf_of(rules, **facts)) == expected


def test_the_council_enters_points() -> None:
    model = one_leaf("mã hội-đồng\nhội đồng chấm bước 0,25")
    assert unit_of(model, council={"1.1.1": {"points": "0.75"}}).leaves["1.1.1"].points == Decimal("0.75")
    assert unit_of(model, council={"hội-đồng": {"points": 1}}).leaves["1.1.1"].status == "full"
    assert unit_of(model).leaves["1.1.1"].status == "pending"


# ---- Order of evaluation and losses --------------------------------------------------------------------


def test_order_is_fixed_whatever_the_order_of_lines() -> None:
    rules = "tối đa 0,5 khi có_a\ntrừ 0,1 mỗi b\ntheo tỷ lệ t\nkhông tính điểm khi a < 0"
    assert shown(leaf_of(rules, có_a=True, b=1, t=80, a=0)) == (
        "partial",
        "0.5",
        [("0.2", 3), ("0.1", 2), ("0.2", 1)],
    )
    assert shown(leaf_of(rules, có_a=True, b=1, t=80, a=-1)) == ("zero", "0", [("1", 4)])


def test_a_gate_goes_before_nothing_arose() -> None:
    rules = "đạt khi có_a\nkhông phát sinh khi a = 0\nkhông tính điểm khi b > 0"
    assert shown(leaf_of(rules, có_a=False, a=0, b=0)) == ("full", "1", [])
    assert shown(leaf_of(rules, có_a=False, a=0, b=1)) == ("zero", "0", [("1", 3)])


def test_losses_are_measured_inside_the_maximum() -> None:
    """1,5 points of 1 are cut to 1; the deduction then takes 0,2 of what shows."""
    rules = "tính điểm 0,5 × a\ntrừ 0,7 khi có_a"
    assert shown(leaf_of(rules, a=3, có_a=True)) == ("partial", "0.8", [("0.2", 2)])


def test_what_no_addition_explains_is_lost_at_the_base() -> None:
    rules = "theo tỷ lệ t\ncộng 0,1 khi có_a"
    assert shown(leaf_of(rules, t=50, có_a=False)) == ("partial", "0.5", [("0.4", 1), ("0.1", 2)])
    assert shown(leaf_of(rules, t=50, có_a=True)) == ("partial", "0.6", [("0.4", 1)])
    assert shown(leaf_of(rules, t=95, có_a=True)) == ("full", "1", [])


def test_the_missing_last_units_go_to_the_largest_remainders() -> None:
    """2/3 is left of 1, then 1/3: the two losses of a third are 0,34 and 0,33 beside 0,33 points."""
    rules = "theo tỷ lệ a / b\ntrừ 0,5 × a / b × điểm tối đa khi có_a"
    assert shown(leaf_of(rules, a=2, b=3, có_a=False)) == ("partial", "0.67", [("0.33", 1)])
    assert shown(leaf_of(rules, a=2, b=3, có_a=True)) == ("partial", "0.33", [("0.34", 1), ("0.33", 2)])


@pytest.mark.parametrize(("t", "points"), [("86.845", "0.8685"), ("86.844", "0.8684"), ("12.345", "0.1235")])
def test_rounding_is_half_up(t: str, points: str) -> None:
    assert shown(leaf_of("theo tỷ lệ t", places=4, t=t))[1] == points


# ---- trống, missing, no value --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("ngày_a đến hết 15/01", False),
        ("ngày_a <> 15/01", False),
        ("ngày_a là trống", True),
        ("ngày_a không trống", False),
        ("không ngày_a đến hết 15/01", True),
        ("mức = nhẹ", False),
        ("mức <> nhẹ", False),
        ("nơi có mạng", False),
        ("nơi không có mạng", False),
        ("có_b", False),
        ("không có_b", True),
        ("có_b <> có", False),
        ("ngày_a + 5 > 01/01", False),
        ("đếm(nơi) = 0", False),
        ("lớn nhất(ngày_a; 01/02/2020) = 01/02", True),
    ],
)
def test_comparing_empty_is_false(condition: str, holds: bool) -> None:
    leaf = leaf_of(f"đạt khi {condition}", ngày_a=None, mức=None, nơi=None, có_b=None)
    assert leaf.status == ("full" if holds else "zero")


def test_a_date_may_be_written_either_way() -> None:
    for written in ("15/01/2020", "2020-01-15"):
        assert leaf_of("đạt khi ngày_a đến hết 15/01", ngày_a=written).status == "full"


@pytest.mark.parametrize(
    ("rules", "facts", "status"),
    [
        ("đạt khi a > 3", {}, "pending"),
        ("đạt khi có_a hoặc a > 3", {"có_a": True}, "full"),
        ("đạt khi có_a và a > 3", {"có_a": False}, "zero"),
        ("đạt khi a từ 5 đến b", {"a": 3}, "zero"),
        ("khi có_a: 1\nkhi a > 1: 0,5\ncòn lại: 0", {"có_a": True}, "full"),
        ("khi a > 1: 0,5\nkhi có_a: 1\ncòn lại: 0", {"có_a": True}, "pending"),
        ("đạt khi a > 3\nkhông tính điểm khi có_a", {"có_a": True}, "zero"),
        ("đạt khi có_a\nkhông tính điểm khi a > 3", {"có_a": True}, "pending"),
        ("đạt khi a > 3\nkhông phát sinh khi có_a", {"có_a": True}, "full"),
        ("đạt khi a > 3\nkhông áp dụng khi có_a", {"có_a": True}, "not_applicable"),
        ("theo tỷ lệ a / b", {"a": 0, "b": 0}, "pending"),
        ("đạt khi có_a hoặc a / b > 50%", {"a": 0, "b": 0, "có_a": True}, "full"),
        ("đạt khi trung bình(hồ_sơ.tiền) > 3", {}, "pending"),
        ("trừ 0,1 mỗi đếm(nơi)", {"nơi": None}, "pending"),
        ("tối đa 0,5 khi có_a\nđạt khi a > 3", {"a": 4}, "pending"),
        ("cộng 1 × a / b khi có_a\ncộng 1 khi không có_a", {"a": 1, "b": 0, "có_a": False}, "full"),
    ],
)
def test_only_what_is_needed_makes_a_leaf_pending(rules: str, facts: dict[str, Any], status: str) -> None:
    assert leaf_of(rules, **facts).status == status


# ---- Tables --------------------------------------------------------------------------------------------

_ROWS: list[dict[str, Any]] = [
    {"mã": "H1", "hạn": "01/03/2020", "trả": "05/03/2020", "tiền": "1.5"},
    {"mã": "H2", "hạn": "01/03/2020", "trả": "01/03/2020", "tiền": 2},
    {"mã": "H3", "hạn": "02/03/2020", "trả": None, "tiền": 4},
]


@pytest.mark.parametrize(
    "condition",
    [
        "đếm(hồ_sơ) = 3",
        "đếm(hồ_sơ với trả > hạn) = 1",
        "đếm(hồ_sơ.trả) = 2",
        "đếm khác nhau(hồ_sơ.hạn) = 2",
        "tổng(hồ_sơ.tiền) = 7,5",
        "trung bình(hồ_sơ.tiền với trả không trống) = 1,75",
        "lớn nhất(hồ_sơ.trả) = 05/03",
        "nhỏ nhất(hồ_sơ.tiền) = 1,5",
        "tồn tại(hồ_sơ với trả là trống)",
        "không mọi(hồ_sơ đều tiền < 4)",
        'mọi(hồ_sơ với tiền > 9 đều mã = "không có")',
        "tổng(hồ_sơ.tiền với tiền > 9) = 0",
    ],
)
def test_tables(condition: str) -> None:
    model = one_leaf(f"đạt khi {condition}")
    assert unit_of(model, tables={"hồ_sơ": _ROWS}).leaves["1.1.1"].status == "full"
    assert unit_of(model).leaves["1.1.1"].status == "pending"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("tồn tại(hồ_sơ với tiền > 1)", "full"),
        ("tồn tại(hồ_sơ với tiền > 9)", "pending"),
        ("mọi(hồ_sơ đều tiền > 2)", "zero"),
        ("đếm(hồ_sơ) = 3", "full"),
        ("đếm(hồ_sơ với tiền > 1) > 1", "pending"),
        ('tổng(hồ_sơ.tiền với mã = "H1") = 1,5', "full"),
    ],
)
def test_a_missing_column_matters_where_it_is_needed(condition: str, status: str) -> None:
    rows = [
        {name: value for name, value in row.items() if row["mã"] != "H2" or name != "tiền"} for row in _ROWS
    ]
    model = one_leaf(f"đạt khi {condition}")
    assert unit_of(model, tables={"hồ_sơ": rows}).leaves["1.1.1"].status == status


def test_one_table_is_looked_up_from_another() -> None:
    model = load(
        'bộ tiêu chí "Thử"\nnăm 2020\n'
        "dữ kiện báo_cáo: bảng (kỳ: văn bản; gửi: ngày)\n"
        "dữ kiện hạn_gửi: bảng (kỳ: văn bản; hạn: ngày)\n"
        'lĩnh vực 1 "Một" 1 điểm\ntiêu chí 1.1 "Một" 1 điểm\nthành phần 1.1.1 "Một" 1 điểm\n'
        "đạt khi mọi(báo_cáo đều tồn tại(hạn_gửi với kỳ = báo_cáo.kỳ và hạn >= báo_cáo.gửi))\n"
    )
    due = [{"kỳ": "quý I", "hạn": "2020-04-05"}]
    in_time = {"báo_cáo": [{"kỳ": "quý I", "gửi": "2020-04-05"}], "hạn_gửi": due}
    late = {"báo_cáo": [{"kỳ": "quý I", "gửi": "2020-04-06"}], "hạn_gửi": due}
    assert unit_of(model, tables=in_time).leaves["1.1.1"].status == "full"
    assert unit_of(model, tables=late).leaves["1.1.1"].status == "zero"


# ---- Evidence ------------------------------------------------------------------------------------------

_DOCUMENTS = 'đạt khi có_a\nminh chứng "Kế hoạch"\nminh chứng "Báo cáo" khi a > 0'


@pytest.mark.parametrize(
    ("evidence", "status", "losses"),
    [
        (None, "full", []),
        ({"1.1.1": ["Kế hoạch số 1", {"for": "Báo cáo", "name": "Số 2"}]}, "full", []),
        ({"1.1.1": ["Kế hoạch số 1"]}, "pending", []),
        ({"1.1.1": [{"for": "Báo cáo", "accepted": False}]}, "zero", [("1", 3)]),
        ({"1.1.1": ["Số 1", {"for": "Báo cáo", "accepted": False}, {"for": "Báo cáo"}]}, "full", []),
        ({}, "pending", []),
    ],
)
def test_evidence(evidence: Any, status: str, losses: list[tuple[str, int]]) -> None:
    said = {} if evidence is None else {"evidence": evidence}
    leaf = unit_of(one_leaf(_DOCUMENTS), facts={"có_a": True, "a": 1}, **said).leaves["1.1.1"]
    assert (leaf.status, shown(leaf)[2]) == (status, losses)


def test_closing_makes_a_missing_document_a_loss() -> None:
    leaf = unit_of(one_leaf(_DOCUMENTS), closed=True, facts={"có_a": True, "a": 0}, evidence={}).leaves[
        "1.1.1"
    ]
    assert shown(leaf) == ("zero", "0", [("1", 2)])


# ---- Last year, the block, other leaves ----------------------------------------------------------------


def test_last_year() -> None:
    model = one_leaf("khi a > năm trước(a): 1\nkhi năm trước(a) là trống: 0,5\ncòn lại: 0")
    assert unit_of(model, facts={"a": 5}, previous={"a": 4}).leaves["1.1.1"].points == 1
    assert unit_of(model, facts={"a": 5}, previous={"a": None}).leaves["1.1.1"].points == Decimal("0.5")
    assert unit_of(model, facts={"a": 5}).leaves["1.1.1"].status == "pending"


def test_the_best_of_the_block() -> None:
    model = one_leaf("theo tỷ lệ a / tốt nhất(a)")
    units = [
        {"code": "u1", "block": "sở", "facts": {"a": 3}},
        {"code": "u2", "block": "sở", "facts": {"a": 4}},
        {"code": "u3", "block": "huyện", "facts": {"a": 8}},
    ]
    results = score_document(model, {"year": 2020, "units": units})
    assert [result.leaves["1.1.1"].points for result in results] == [Decimal("0.75"), 1, 1]
    del units[1]["facts"]
    results = score_document(model, {"year": 2020, "units": units})
    assert [result.leaves["1.1.1"].status for result in results] == ["pending", "pending", "full"]
    results = score_document(model, {"year": 2020, "units": units}, closed=True)
    assert [result.leaves["1.1.1"].status for result in results] == ["full", "pending", "full"]


def test_points_of_another_leaf_are_rounded_and_may_be_empty() -> None:
    model = load(
        f'bộ tiêu chí "Thử"\nnăm 2020\nlàm tròn 1 chữ số{_FACTS}'
        'lĩnh vực 1 "Một" 2 điểm\ntiêu chí 1.1 "Một" 2 điểm\n'
        'thành phần 1.1.1 "Một" 1 điểm\nkhi điểm(1.1.2) là trống: 1\ncòn lại: điểm(1.1.2)\n'
        'thành phần 1.1.2 "Hai" 1 điểm\ntheo tỷ lệ t\nkhông áp dụng khi có_a\n'
    )
    result = unit_of(model, facts={"t": 55, "có_a": False})
    assert [leaf.points for leaf in result.leaves.values()] == [Decimal("0.6"), Decimal("0.6")]
    result = unit_of(model, facts={"có_a": True})
    assert [leaf.status for leaf in result.leaves.values()] == ["full", "not_applicable"]


def test_definitions_are_read_where_they_are_used() -> None:
    leaf = leaf_of("đặt x = a / b\nkhi có_a: 1\nkhi x > 50%: 0,5\ncòn lại: 0", a=1, b=0, có_a=True)
    assert leaf.status == "full"


# ---- Totals --------------------------------------------------------------------------------------------


def two_areas(settings: str) -> CriteriaSet:
    """Area 1 of 6 points (2 and 4), area 2 of 4 points; leaf 1.1.2 and area 2 can be not applicable."""
    return load(
        f'bộ tiêu chí "Thử"\nnăm 2020\n{settings}\n{_FACTS}'
        'lĩnh vực 1 "Một" 6 điểm\ntiêu chí 1.1 "Một" 6 điểm\n'
        'thành phần 1.1.1 "Một" 2 điểm\ntrừ 1 mỗi a\n'
        'thành phần 1.1.2 "Hai" 4 điểm\nđạt khi có_a\nkhông áp dụng khi được duyệt\n'
        'lĩnh vực 2 "Hai" 4 điểm\ntiêu chí 2.1 "Hai" 4 điểm\n'
        'thành phần 2.1.1 "Ba" 4 điểm\nmã ba\ntrừ 1 mỗi b\nkhông áp dụng khi được duyệt\n'
    )


@pytest.mark.parametrize(
    ("mode", "absent", "percent"),
    [
        ("tổng", (), Fraction(800, 10)),
        ("tổng", ("1.1.2",), Fraction(400, 6)),
        ("theo lĩnh vực", ("1.1.2",), Fraction(600, 10)),
        ("không", ("1.1.2",), Fraction(400, 10)),
        ("tổng", ("1.1.2", "ba"), Fraction(50)),
        ("theo lĩnh vực", ("1.1.2", "ba"), Fraction(50)),
        ("không", ("1.1.2", "ba"), Fraction(10)),
    ],
)
def test_what_is_not_applicable_leaves_the_base(
    mode: str, absent: tuple[str, ...], percent: Fraction
) -> None:
    approved = {name: {"reason": "Không có", "by": "A"} for name in absent}
    facts = {"a": 1, "b": 1, "có_a": True}
    result = unit_of(two_areas(f"quy đổi {mode}"), facts=facts, not_applicable=approved)
    assert result.total.percent == percent


def test_nothing_applicable_has_no_percent_and_no_rank() -> None:
    model = one_leaf("đạt khi có_a\nkhông áp dụng khi a = 0")
    total = unit_of(model, facts={"a": 0}).total
    assert (total.percent, total.published, total.rank, total.decided) == (None, None, None, True)


@pytest.mark.parametrize(
    ("settings", "points"),
    [
        ('điểm thưởng "T" 1 mỗi a', 10),
        ('điểm thưởng "T" 1 mỗi a\ntổng được vượt 10', 12),
        ('điểm thưởng "T" 1 mỗi a không quá 1,5 điểm\ntổng được vượt 10', Fraction(23, 2)),
        ('điểm thưởng "T" 1 mỗi a\ntổng điểm thưởng không quá 1 điểm\ntổng được vượt 10', 11),
        ('điểm phạt "P" 3 mỗi a\ntổng điểm phạt không quá 4 điểm', 6),
        ('điểm thưởng "T" 2 khi có_a\nđiểm phạt "P" 0,5 khi có_a\ntổng không quá 11', 11),
        ('điểm phạt "P" 30 khi có_a', 0),
    ],
)
def test_bonus_and_penalty(settings: str, points: Fraction) -> None:
    model = load(
        f'bộ tiêu chí "Thử"\nnăm 2020\n{settings}\n{_FACTS}'
        'lĩnh vực 1 "Một" 10 điểm\ntiêu chí 1.1 "Một" 10 điểm\nthành phần 1.1.1 "Một" 10 điểm\nđạt khi có_a\n'
    )
    assert unit_of(model, facts={"a": 2, "có_a": True}).total.points == points


def test_bands_compare_the_published_percent() -> None:
    bands = 'xếp loại "Tốt" từ 80% khi lĩnh vực thấp nhất từ 70% trở lên\nxếp loại "Khá" từ 80%\nxếp loại "Kém" từ 0%'
    model = two_areas(f"công bố 0 chữ số\n{bands}")
    for a, b, band in ((0, 1, "Tốt"), (0, 2, "Khá"), (2, 2, "Kém")):
        assert unit_of(model, facts={"a": a, "b": b, "có_a": True}).band == band


@pytest.mark.parametrize(("setting", "band"), [("", "Tốt"), ("so theo số chính xác", None)])
def test_a_band_is_reached_by_rounding_unless_exact_figures_count(setting: str, band: str | None) -> None:
    model = load(
        f'bộ tiêu chí "Thử"\nnăm 2020\nlàm tròn 5 chữ số\ncông bố 2 chữ số\n{setting}\nxếp loại "Tốt" từ 90%{_FACTS}'
        'lĩnh vực 1 "Một" 1 điểm\ntiêu chí 1.1 "Một" 1 điểm\nthành phần 1.1.1 "Một" 1 điểm\ntheo tỷ lệ t\n'
    )
    result = unit_of(model, facts={"t": "89.995"})
    assert result.total.published == 90
    assert result.band == band


@pytest.mark.parametrize(
    ("method", "ranks", "rank_of"),
    [
        ("liền", [2, 1, 2, 3, None, 1], [3, 3, 3, 3, None, 1]),
        ("cách", [2, 1, 2, 4, None, 1], [4, 4, 4, 4, None, 1]),
        ("thứ tự", [2, 1, 3, 4, None, 1], [4, 4, 4, 4, None, 1]),
    ],
)
def test_ranks_within_a_block(method: str, ranks: list[int | None], rank_of: list[int | None]) -> None:
    model = two_areas(f"xếp hạng {method}")
    points = [1, 0, 1, 2, 0, 2]
    units: list[dict[str, Any]] = [
        {"code": f"u{i}", "block": "sở" if i < 5 else "huyện", "facts": {"a": n, "b": 0, "có_a": True}}
        for i, n in enumerate(points)
    ]
    units[4]["ranked"] = False
    results = score_document(model, {"year": 2020, "units": units})
    assert [result.total.rank for result in results] == ranks
    assert [result.total.rank_of for result in results] == rank_of
    assert [result.areas[0].rank for result in results] == ranks
    assert results[0].areas[1].rank == 1


# ---- Generated sets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_generated_sets_balance_and_holes_decide_nothing_wrongly(seed: int) -> None:
    """The ledger balances, and what is decided with holes in the facts stays so whatever fills them."""
    model = load(generate_set(seed))
    document = generate_facts(model, seed, units=2, holes=0.2)
    before = score_document(model, document)
    after = score_document(model, fill_holes(model, document, seed))
    for result in (*before, *after):
        for leaf in result.leaves.values():
            if leaf.points is not None and leaf.status != "not_applicable":
                assert leaf.points + sum(loss.points for loss in leaf.losses) == leaf.maximum
    for left, right in zip(before, after, strict=True):
        for number, leaf in left.leaves.items():
            filled = right.leaves[number]
            assert leaf.status == "pending" or (leaf.status, leaf.points) == (filled.status, filled.points)
