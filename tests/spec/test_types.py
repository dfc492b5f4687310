"""Which values go together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spec import load_text, types
from spec.diagnostics import Diagnostic
from spec.model.expressions import ValueType

_SET = """bộ tiêu chí "Thử"
năm 2020
dữ kiện dem: số nguyên
dữ kiện dem_2: số nguyên
dữ kiện so: số
dữ kiện ty_le: tỷ lệ
dữ kiện phan_tram: số đơn vị tính "%"
dữ kiện ngay: ngày
dữ kiện ngay_2: ngày hoặc trống
dữ kiện co: có/không
dữ kiện muc: lựa chọn (nhe "nhẹ"; nang "nặng")
dữ kiện tap: tập con (a "a"; b "b")
dữ kiện chu: văn bản
lĩnh vực 1 "A" 2 điểm
tiêu chí 1.1 "B" 2 điểm
thành phần 1.1.1 "C" 1 điểm
  {}
thành phần 1.1.2 "D" 1 điểm
  hội đồng chấm
"""


def found(line: str) -> list[Diagnostic]:
    """The errors of a line; whether its points stay in range is not asked here."""
    return [one for one in load_text(_SET.format(line), prove=False)[1] if one.severity == "error"]


def codes(line: str) -> list[str]:
    return [one.code for one in found(line)]


@pytest.mark.parametrize(
    "condition",
    [
        "dem > 5",
        "dem = so",
        "so >= 0,5",
        "ty_le > 95%",
        "95% < ty_le",
        "ty_le > 0",
        "phan_tram > 50%",
        "phan_tram = ty_le",
        "dem / dem_2 > 90%",
        "dem / so >= 0",
        "so / 2 > 1",
        "ty_le × dem > 1",
        "dem + 1 > dem_2 × 2",
        "ngay > 15/01",
        "15/01 < ngay",
        "ngay đến hết 31/12/2020",
        "ngay + 5 > ngay_2",
        "ngay - ngay_2 > 5",
        "ngay - 15/01 > 5",
        "15/01 + 5 > ngay",
        "co",
        "không co",
        "co = có",
        "co <> không",
        "muc = nhe",
        "nhe = muc",
        "muc <> nang",
        "tap có a",
        "tap không có b",
        "đếm(tap) > 1",
        'chu = "x"',
        "ngay_2 là trống",
        "ngay_2 không trống",
        "điểm(1.1.2) > 0,5",
        "điểm(1.1.2) >= 50% × điểm tối đa",
        "lớn nhất(dem; so; 3) > 1",
        "nhỏ nhất(ngay; ngay_2) < 31/12",
        "làm tròn xuống(so) = 1",
        "năm trước(ty_le) < ty_le",
        "tốt nhất(dem) = dem",
    ],
)
def test_conditions_that_go_together(condition: str) -> None:
    assert codes(f"đạt khi {condition}") == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("ty_le > 95", "T002"),
        ("ty_le > 0,95", "T002"),
        ("0,5 < dem / dem_2", "T002"),
        ("phan_tram từ 50 trở lên", "T002"),
        ("ty_le = dem", "T001"),
        ("ngay > 5", "T001"),
        ("ngay = muc", "T001"),
        ("co > 1", "T001"),
        ("co = 1", "T001"),
        ("chu > 1", "T001"),
        ('chu > "a"', "T001"),
        ("điểm(1.1.2) > 50%", "T001"),
        ("điểm(1.1.2) > ty_le", "T001"),
        ("dem + ngay > 1", "T003"),
        ("ngay + ngay_2 > ngay", "T003"),
        ("ty_le + dem > 1", "T003"),
        ("co + co > 1", "T003"),
        ("-chu = 1", "T003"),
        ("ngay × 2 > 1", "T004"),
        ("2 × co > 1", "T004"),
        ("chu / 2 > 1", "T004"),
        ("dem", "T005"),
        ("dem và co", "T005"),
        ("không so", "T005"),
        ("muc = nhee", "N012"),
        ('muc = "nhe"', "T020"),
        ("tap = a", "T021"),
        ("tap có c", "N012"),
        ("muc có nhe", "T009"),
        ("dem là trống", "T012"),
        ("co = true", "T024"),
        ("dem từ 5 đến 1", "T023"),
        ("ngay từ 31/12 đến hết 01/01", "T023"),
        ("ngay > 31/02", "T010"),
        ("tốt nhất(ngay) = ngay", "T014"),
        ("đếm(dem) > 1", "T011"),
        ("lớn nhất(dem) > 1", "T011"),
        ("lớn nhất(dem; ngay) > 1", "T011"),
    ],
)
def test_conditions_that_do_not(condition: str, code: str) -> None:
    assert codes(f"đạt khi {condition}") == [code]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tính điểm 0,5", []),
        ("tính điểm so", []),
        ("tính điểm ty_le × điểm tối đa", []),
        ("tính điểm ty_le × 1", []),
        ("tính điểm 0,25 × dem", []),
        ("tính điểm điểm(1.1.2) / 2", []),
        ("tính điểm dem", ["T006"]),
        ("tính điểm ty_le", ["T006"]),
        ("tính điểm 50%", ["T006"]),
        ("tính điểm ngay", ["T006"]),
        ("theo tỷ lệ ty_le từ 80%", []),
        ("theo tỷ lệ dem / dem_2", []),
        ("theo tỷ lệ dem", ["T007"]),
        ("theo tỷ lệ ty_le từ 80", ["T002"]),
        ("trừ 0,25 mỗi dem", []),
        ("trừ 0,25 mỗi ngay - ngay_2", []),
        ("trừ 0,25 mỗi so", []),
        ("trừ 0,25 mỗi ty_le", ["T008"]),
        ("trừ 0,25 mỗi co", ["T008"]),
    ],
)
def test_rules(line: str, expected: list[str]) -> None:
    assert codes(line) == expected


def test_a_missing_percent_is_suggested() -> None:
    assert found("đạt khi ty_le > 95")[0].suggestions == ("95%",)
    assert found("đạt khi ty_le > 0,95")[0].suggestions == ("95%", "0,95%")
    assert found("tính điểm ty_le")[0].suggestions == ("ty_le × điểm tối đa",)


def test_literals_fit_several_types() -> None:
    assert types.literal(Decimal(0)) == {ValueType.COUNT, ValueType.NUMBER, ValueType.POINTS, ValueType.RATIO}
    assert types.literal(Decimal(5)) == {ValueType.COUNT, ValueType.NUMBER, ValueType.POINTS}
    assert types.literal(Decimal("0.5")) == {ValueType.NUMBER, ValueType.POINTS}


def test_what_arithmetic_makes() -> None:
    assert (
        types.quotient(types.COUNT, types.COUNT, left_is_literal=False, right_is_literal=False) == types.RATIO
    )
    assert (
        types.product(types.RATIO, types.POINTS, left_is_literal=False, right_is_literal=False)
        == types.POINTS
    )
    assert (
        types.product(types.RATIO, types.COUNT, left_is_literal=False, right_is_literal=False) == types.NUMBER
    )
    assert (
        types.quotient(types.POINTS, types.COUNT, left_is_literal=False, right_is_literal=False)
        == types.POINTS
    )
    for other in (types.DATE, types.BOOLEAN):
        assert not types.product(
            other, types.literal(Decimal(2)), left_is_literal=False, right_is_literal=True
        )
        assert not types.quotient(
            other, types.literal(Decimal(2)), left_is_literal=False, right_is_literal=True
        )


def test_every_type_has_a_name() -> None:
    assert set(types.NAMES) == set(ValueType)
    assert types.name(types.RATIO).vi == "tỷ lệ"
    assert types.both(types.COUNT, types.DATE).vi == "số đếm cùng với ngày"
