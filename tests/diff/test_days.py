"""Days belong to a year: those of the set's own year are the same day in both sets."""

from __future__ import annotations

import pytest

from spec.diff import Comparison, compare
from tests.diff.comparing import leaf, version


def criteria(year: int, rule: str, domain: str = "") -> str:
    return (
        f'bộ tiêu chí "Bộ"\nnăm {year}\ndữ kiện d: ngày{domain}\nlĩnh vực 1 "Một" 1 điểm\n'
        f'thành phần 1.1 "Một một" 1 điểm\n  {rule}\n'
    )


def over_the_years(old: str, new: str, domain: str = "", new_domain: str | None = None) -> Comparison:
    """A rule in 2020, and what became of it in 2021."""
    later = domain if new_domain is None else new_domain
    return compare(version(criteria(2020, old, domain)), version(criteria(2021, new, later)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("đạt khi d đến hết 15/01", "đạt khi d đến hết 15/01"),
        ("đạt khi d đến hết 15/01/2020", "đạt khi d đến hết 15/01"),
        ("đạt khi d đến hết 15/01/2020", "đạt khi d đến hết 15/01/2021"),
        ("đạt khi d từ 01/12/2019 đến hết 31/01", "đạt khi d từ 01/12/2020 đến hết 31/01"),
        ("đạt khi d đến hết 31/01/2021", "đạt khi d đến hết 31/01/2022"),
        ("đạt khi d đến hết 15/01 + 5", "đạt khi d đến hết 15/01 + 5"),
    ],
)
def test_the_same_day_of_each_year_is_no_change(old: str, new: str) -> None:
    comparison = over_the_years(old, new)
    assert [one.kind for one in comparison.settings] == ["year_changed"]
    assert not leaf(comparison, "1.1").changes
    assert leaf(comparison, "1.1").comparable == comparison.comparable == "yes"


def test_the_same_day_of_each_year_bounds_a_fact() -> None:
    rule = "đạt khi d trước 15/03"
    assert not over_the_years(rule, rule, " từ 01/01 đến 31/12").facts
    (fact,) = over_the_years(rule, rule, " từ 01/01", " từ 02/01").facts
    assert [one.text() for one in fact.changes] == ["d: nay nhận từ 02/01 (trước: từ 01/01)"]


def test_another_day_is_a_change() -> None:
    (change,) = leaf(over_the_years("đạt khi d đến hết 15/01", "đạt khi d đến hết 20/01"), "1.1").changes
    assert (change.kind, change.grade.word) == ("condition_changed", "minor")
    assert (change.was, change.now) == ("2020-01-15", "2021-01-20")


@pytest.mark.parametrize(
    "rule",
    [
        "đạt khi d đến hết 15/01/2020",
        "khi d đến hết 15/01/2020: 1\n  còn lại: 0",
        "không tính điểm khi d sau 15/01/2020",
        "đặt hạn = 15/01/2020 + 1\n  đạt khi d trước hạn",
    ],
)
def test_a_day_whose_year_nobody_moved_is_pointed_out(rule: str) -> None:
    (change,) = leaf(over_the_years(rule, rule), "1.1").changes
    assert (change.kind, change.grade.word) == ("day_stayed", "minor")
    assert "15/01/2020" in change.text()
    assert change.old[0].text == change.new[0].text


def test_within_one_year_nothing_is_pointed_out() -> None:
    text = criteria(2020, "đạt khi d đến hết 15/01/2019")
    assert compare(version(text), version(text)).is_empty
