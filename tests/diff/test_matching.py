"""Which leaf is which: by key, by number, by name; and leaves that were split or merged."""

from __future__ import annotations

import pytest

from spec.diff import compare
from tests.diff.comparing import compared, leaf, version

_HEAD = 'bộ tiêu chí "Bộ"\nnăm 2020\n'
_LEAF = 'thành phần {number} "{name}" 1 điểm\n{key}  hội đồng chấm\n'


def criteria(*leaves: tuple[str, str, str]) -> str:
    """A set with leaves of one point: number, name, key."""
    body = "".join(
        _LEAF.format(number=number, name=name, key=f"  mã {key}\n" if key else "")
        for number, name, key in leaves
    )
    return f'{_HEAD}lĩnh vực 1 "Lĩnh vực" {len(leaves)} điểm\n{body}'


def matched(old: str, new: str) -> dict[str, tuple[str | None, str | None]]:
    """For each leaf that is there now its number before, and how it was recognised; a leaf that is gone is «−»."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for one in compare(version(old), version(new)).leaves:
        name = one.new.number if one.new else f"−{one.present.number}"
        found[name] = (one.old.number if one.old else None, one.matched)
    return found


def test_a_key_goes_before_number_and_name() -> None:
    old = criteria(("1.1", "Báo cáo", "bao-cao"), ("1.2", "Kế hoạch", "ke-hoach"))
    new = criteria(("1.1", "Kế hoạch", "bao-cao"), ("1.2", "Báo cáo", "ke-hoach"))
    assert matched(old, new) == {"1.1": ("1.1", "key"), "1.2": ("1.2", "key")}


def test_a_key_is_followed_to_another_number() -> None:
    old = criteria(("1.1", "Báo cáo", "bao-cao"), ("1.2", "Kế hoạch", "ke-hoach"))
    new = criteria(("1.1", "Kế hoạch", "ke-hoach"), ("1.2", "Báo cáo", "bao-cao"))
    assert matched(old, new) == {"1.1": ("1.2", "key"), "1.2": ("1.1", "key")}


def test_without_keys_the_number_counts_where_the_name_is_like_it() -> None:
    old = criteria(("1.1", "Báo cáo năm", ""), ("1.2", "Kế hoạch năm", ""))
    new = criteria(("1.1", "Báo cáo quý", ""), ("1.2", "Kế hoạch quý", ""))
    assert matched(old, new) == {"1.1": ("1.1", "number"), "1.2": ("1.2", "number")}


def test_leaves_that_one_more_pushed_down_are_followed_by_name() -> None:
    old = criteria(("1.1", "Báo cáo định kỳ", ""), ("1.2", "Kiểm tra nội bộ", ""))
    new = criteria(
        ("1.1", "Tuyên truyền", ""), ("1.2", "Báo cáo định kỳ", ""), ("1.3", "Kiểm tra nội bộ", "")
    )
    assert matched(old, new) == {
        "1.1": (None, None),
        "1.2": ("1.1", "name"),
        "1.3": ("1.2", "name"),
    }


def test_without_a_key_the_number_is_the_key() -> None:
    old, new = criteria(("1.1", "Báo cáo", "")), criteria(("1.1", "Kiểm tra nội bộ", ""))
    assert matched(old, new) == {"1.1": ("1.1", "number")}
    given = criteria(("1.1", "Kiểm tra nội bộ", "kiem-tra"))
    assert matched(old, given) == {"1.1": ("1.1", "number")}


def test_two_keys_that_differ_are_two_rules_unless_the_name_says_otherwise() -> None:
    old = criteria(("1.1", "Báo cáo định kỳ", "a"))
    assert matched(old, criteria(("1.1", "Kiểm tra nội bộ", "b"))) == {
        "1.1": (None, None),
        "−1.1": ("1.1", None),
    }
    assert matched(old, criteria(("1.1", "Báo cáo định kỳ", "b"))) == {"1.1": ("1.1", "number")}


def test_marks_and_case_of_a_name_count_nothing() -> None:
    old, new = criteria(("1.1", "Báo cáo ĐỊNH KỲ", "")), criteria(("1.2", "báo cáo định ky", ""))
    assert matched(old, new) == {"1.2": ("1.1", "name")}


def test_leaves_stand_in_the_order_of_the_annex() -> None:
    old = criteria(("1.2", "Hai", "hai"), ("1.10", "Mười", "muoi"), ("1.3", "Ba", "ba"))
    new = criteria(("1.10", "Mười", "muoi"), ("1.2", "Hai", "hai"))
    found = [one.present.number for one in compare(version(old), version(new)).leaves]
    assert found == ["1.2", "1.3", "1.10"]


def test_a_long_list_of_other_names_is_compared_in_time() -> None:
    """Beyond some size likeness is not looked for; keys and numbers still are."""
    old = criteria(*((f"1.{n}", f"Báo cáo {n} về việc {n}", f"cu-{n}") for n in range(1, 700)))
    new = criteria(*((f"1.{n}", f"Kiểm tra {n} lần {n}", f"moi-{n}") for n in range(1, 700)))
    assert len(compare(version(old), version(new)).leaves) == 2 * 699


def test_areas_are_followed_by_name() -> None:
    comparison = compared(
        ('lĩnh vực 2 "Đánh giá"', 'lĩnh vực 3 "Đánh giá"'),
        ('thành phần 2.1 "Hội đồng"', 'thành phần 3.1 "Hội đồng"'),
        ('thành phần 2.2 "Trả đúng hẹn"', 'thành phần 3.2 "Trả đúng hẹn"'),
    )
    assert [(one.present.number, [c.kind for c in one.changes]) for one in comparison.areas] == [
        ("1", []),
        ("3", ["moved"]),
    ]
    assert leaf(comparison, "3.1").matched == "key"
    assert comparison.comparable == "yes"


@pytest.mark.parametrize(
    "label", ["trong đó đã xử lý", ""], ids=["a label that another fact has too", "no label"]
)
def test_a_fact_is_not_taken_for_another_by_what_many_are_called(label: str) -> None:
    def criteria_with(name: str) -> str:
        said = f' "{label}"' if label else ""
        return (
            f"{_HEAD}dữ kiện {name}: số nguyên từ 0{said}\ndữ kiện b: số nguyên từ 0{said}\n"
            f'lĩnh vực 1 "Một" 2 điểm\nthành phần 1.1 "Một một" 2 điểm\n'
            f"  trừ 0,5 mỗi {name}\n  trừ 0,25 mỗi b\n"
        )

    comparison = compare(version(criteria_with("a")), version(criteria_with("c")))
    assert {one.present.name: [c.kind for c in one.changes] for one in comparison.facts} == {
        "c": ["fact_added"],
        "a": ["fact_removed"],
    }
    assert leaf(comparison, "1.1").comparable == "no"
