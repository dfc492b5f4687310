"""Which scores can be compared: class by class, leaf by leaf, and for the set as a whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spec.diff.summary import summary
from tests.diff.comparing import BASE, compared, edited, leaf

_CARE = ("từ 90% vì", "từ 95% vì")
_MAXIMA = (
    ('"Hội đồng" 4', '"Hội đồng" 3,5'),
    ('"Trả đúng hẹn" 6', '"Trả đúng hẹn" 6,5'),
)


@pytest.mark.parametrize(
    ("edits", "comparable"),
    [
        ((('"Chấp hành"', '"Chấp hành tốt"'),), "yes"),
        ((_CARE,), "with_care"),
        (_MAXIMA, "no"),
        ((_CARE, *_MAXIMA), "no"),
        ((("làm tròn 3", "làm tròn 2"),), "with_care"),
        ((("quy đổi tổng", "quy đổi theo lĩnh vực"),), "no"),
        ((("so_hs < 100000", "so_hs < 200000"),), "yes"),
    ],
)
def test_totals_are_as_comparable_as_the_heaviest_change(
    edits: tuple[tuple[str, str], ...], comparable: str
) -> None:
    assert compared(*edits).comparable == comparable


def test_the_figures_of_a_comparison() -> None:
    found = summary(compared(_CARE, *_MAXIMA, ('"Chấp hành"', '"Chấp hành tốt"')))
    assert dict(found.statuses) == {"added": 0, "removed": 0, "changed": 3, "reworded": 1, "unchanged": 4}
    assert (found.major, found.minor, found.moved, found.changed) == (2, 1, 0, 4)
    assert dict(found.leaves) == {"yes": 5, "with_care": 1, "no": 2}
    assert dict(found.points) == {"yes": Decimal(7), "with_care": Decimal(3), "no": Decimal(10)}


def test_a_definition_under_another_name_changes_nothing() -> None:
    comparison = compared(
        ("đặt t = so_dung_han", "đặt ty_le = so_dung_han"),
        ("theo tỷ lệ t từ", "theo tỷ lệ ty_le từ"),
        ("hồ sơ đúng hạn ({t})", "hồ sơ đúng hạn ({ty_le})"),
    )
    assert leaf(comparison, "1.2.1").comparable == "yes"
    assert {one.kind for one in leaf(comparison, "1.2.1").changes} == {"rewritten"}


def test_a_definition_is_told_beside_facts_that_are_read_elsewhere() -> None:
    comparison = compared(
        ("đặt t = so_dung_han / so_hs", "đặt t = (so_dung_han + 1) / so_hs"),
        ("  theo tỷ lệ t từ", "  không tính điểm khi nop_cham\n  theo tỷ lệ t từ"),
    )
    kinds = [one.kind for one in leaf(comparison, "1.2.1").changes]
    assert kinds == ["facts_changed", "definition_changed", "gate_added"]


def test_one_part_of_a_rule_is_not_told_because_of_another() -> None:
    """The points of a tier become a parameter of the same value while its condition reads something else."""
    tiers = """đặt giao = bien_che.co_mat + 1
  khi giao trên 9: 0
  khi giao trên 5: 0,5
  còn lại: 1"""
    base = edited(
        ("đặt dinh_muc = 4\n", "đặt nua = 0,5\n"),
        ('đạt khi bien_che.co_mat không quá dinh_muc vì "vượt biên chế"', tiers),
    )
    comparison = compared((".co_mat + 1", ".co_mat + 2"), ("trên 5: 0,5", "trên 5: nua"), text=base)
    assert [one.kind for one in leaf(comparison, "1.2.2").changes] == ["definition_changed"]


def test_conditions_in_another_order_are_the_same() -> None:
    assert compared(('tra > hen và loai = "A"', 'loai = "A" và tra > hen')).is_empty
    formula = "điểm(1.1.2) + điểm tối đa × muc_dat × 0,7"
    either, way = f"nhỏ nhất({formula}; điểm tối đa)", f"nhỏ nhất(điểm tối đa; {formula})"
    assert compared((either, way)).is_empty


def test_rules_in_another_order_are_the_same_but_for_tiers() -> None:
    rules = (
        '  trừ 0,25 mỗi so_loi không quá 1 vì "{so_loi} lỗi"\n',
        '  trừ 0,5 khi nop_cham vì "nộp chậm"\n',
    )
    assert compared(("".join(rules), "".join(rules[::-1]))).is_empty


def test_spelling_is_no_change() -> None:
    respelt = edited(
        ("công bố 2 chữ số", "công  bố 2 chữ số thập phân  # như năm trước"),
        ("trừ 0,25 mỗi", "trừ 0.250 mỗi"),
        ("từ 90% vì", "từ 90,0% trở lên vì"),
        ('"Bộ mẫu"', "«Bộ mẫu»"),
    )
    assert compared((BASE, respelt)).is_empty


def test_a_leaf_changes_with_what_it_reads() -> None:
    """The points of another leaf, a parameter, a fact."""
    other = compared(("cộng 0,5 khi noi_dung có san_pham", "cộng 0,5 khi noi_dung có kinh_phi"))
    assert leaf(other, "1.1.2").comparable == leaf(other, "1.2.3").comparable == "no"
    parameter = compared(("dinh_muc = 4", "dinh_muc = 5"))
    assert leaf(parameter, "1.2.2").comparable == "with_care"
    fact = compared(("co_mat: số nguyên từ 0", "co_mat: số nguyên từ 1"))
    assert leaf(fact, "1.2.2").comparable == "with_care"
    beside = compared(("giao: số nguyên từ 0", "giao: số nguyên từ 1"))
    assert leaf(beside, "1.2.2").comparable == "yes"


def test_the_hash_of_a_leaf_does_not_hang_on_its_number() -> None:
    moved = leaf(compared(("thành phần 1.2.3", "thành phần 1.2.9")), "1.2.9")
    assert moved.old_hash == moved.new_hash
    assert moved.comparable == "yes"
