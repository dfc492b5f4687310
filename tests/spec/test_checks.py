"""Proofs on a whole set that goldens do not show: what is told, and what is rightly not."""

from __future__ import annotations

import pytest

from spec import load_text
from spec.checks.cycles import circular, evaluation_order
from spec.model import CriteriaSet

_HEAD = 'bộ tiêu chí "Thử"\nnăm 2020\n'


def codes(text: str) -> list[str]:
    return [one.code for one in load_text(_HEAD + text)[1]]


def leaf(
    rules: str, facts: str = "dữ kiện a: số nguyên từ 0 đến 12\ndữ kiện t: tỷ lệ\n", points: str = "1"
) -> str:
    lines = "".join(f"  {rule.strip()}\n" for rule in rules.split("|"))
    outline = (
        f'lĩnh vực 1 "A" {points} điểm\ntiêu chí 1.1 "B" {points} điểm\nthành phần 1.1.1 "C" {points} điểm\n'
    )
    used = "".join(
        line for line in facts.splitlines(keepends=True) if f" {line.split()[2][:-1]} " in f" {rules} "
    )
    return used + outline + lines


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("khi t >= 90%: 1 | khi t >= 50%: 0,5 | còn lại: 0", []),
        ("khi t từ 90% trở lên: 1 | khi t từ 50% đến dưới 90%: 0,5 | khi t dưới 50%: 0", []),
        ("khi t từ 90% trở lên: 1 | khi t từ 50% đến dưới 90%: 0,5", ["C005"]),
        ("khi t > 90%: 1 | khi t < 90%: 0", ["C028", "C005"]),
        ("khi t > 90%: 1 | khi t <= 90%: 0 | còn lại: 0", ["C006"]),
        ("khi t >= 50%: 1 | khi t >= 50%: 0 | còn lại: 0", ["C006"]),
        ("khi t >= 50%: 1 | khi t = 70%: 0 | còn lại: 0", ["C006"]),
        ("khi t > 50%: 1 | khi t = 50%: 0 | còn lại: 0", []),
        ("khi t < 50%: 0 | khi t >= 20%: 1 | còn lại: 0", ["C026", "C006"]),
        ("khi t < 50%: 0 | khi t >= 20%: 1", ["C026"]),
        ("còn lại: 1 | khi t >= 50%: 1", ["C016", "C006"]),
    ],
)
def test_tiers(rules: str, expected: list[str]) -> None:
    assert codes(leaf(rules)) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a > 12", ["C020"]),
        ("a >= 0", ["C020"]),
        ("a < 0", ["C020"]),
        ("a từ 13 đến 20", ["C020"]),
        ("a từ 0 đến 12", ["C020"]),
        ("a >= 0 và a >= 5", []),
        ("a > 12 hoặc a > 5", []),
        ("a > 12 và a > 5", ["C020"]),
        ("không a > 12", ["C020"]),
        ("a > 11", []),
        ("a = 12", []),
        ("b < 0", []),
        ("c > 10", []),
        ("c < 1", ["C020"]),
        ("d >= 0", []),
        ("d < 0", ["C020"]),
        ("r.x > 5", ["C020"]),
        ("a + 1 > 20", ["C020"]),
        ("a + 1 > 12", []),
        ("c > a", ["C020"]),
    ],
)
def test_conditions_that_the_domains_decide(condition: str, expected: list[str]) -> None:
    facts = (
        "dữ kiện a: số nguyên từ 0 đến 12\ndữ kiện b: số nguyên\ndữ kiện c: số nguyên từ 1 đến a\n"
        "dữ kiện d: số nguyên từ 0 hoặc trống\ndữ kiện r: bản ghi (x: số nguyên từ 0 đến 5)\n"
    )
    outline = 'lĩnh vực 1 "A" 1 điểm\ntiêu chí 1.1 "B" 1 điểm\nthành phần 1.1.1 "C" 1 điểm\n'
    found = codes(facts + outline + f"  đạt khi {condition}\n")
    # A condition that never holds leaves the maximum out of reach (C014) too.
    assert [code for code in found if code not in ("C008", "C014")] == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("cộng 0,5 khi a > 1 | cộng 0,5 khi a > 2", []),
        ("cộng 0,5 khi a > 1 | cộng 0,25 khi a > 2", ["C014"]),
        ("cộng 0,25 mỗi a không quá 1", []),
        ("cộng 0,25 mỗi a không quá 0,5", ["C014"]),
        ("cộng 0,25 mỗi a", ["C023"]),
        ("khi a > 1: 0,5 | còn lại: 0 | cộng 0,5 khi a > 2", []),
        ("khi a > 1: điểm tối đa | còn lại: 0", []),
        ("khi a > 1: 0,5 | còn lại: 0 | không phát sinh khi a = 0", ["C014"]),
        ("trừ 0,5 khi a > 1", []),
        ("tối đa 2 khi a > 1", ["C003"]),
        ("hội đồng chấm bước 0,25", []),
        ("hội đồng chấm bước 0,4", ["C018"]),
        ("hội đồng chấm bước 0", ["C018"]),
        ("trừ 0,5 mỗi a không quá -1", ["C017"]),
    ],
)
def test_points(rules: str, expected: list[str]) -> None:
    assert codes(leaf(rules)) == expected


def test_a_broken_line_keeps_checks_quiet_about_its_leaf_only() -> None:
    found = codes(
        "dữ kiện a: số nguyên\n"
        'lĩnh vực 1 "A" 3 điểm\ntiêu chí 1.1 "B" 3 điểm\n'
        'thành phần 1.1.1 "C" 1 điểm\n  khi a > : 1\n'
        'thành phần 1.1.2 "D" 1 điểm\n  khi a > 1: 2\n'
    )
    assert found == ["C001", "P002", "C003"]


def test_a_heading_that_cannot_be_read_leaves_other_sums_alone() -> None:
    found = codes(
        'lĩnh vực 1 "A" 5 điểm\ntiêu chí 1.1 "B" 2 điểm\nthành phần "C" 1 điểm\n  hội đồng chấm\n'
        'lĩnh vực 2 "A" 5 điểm\ntiêu chí 2.1 "B" 2 điểm\nthành phần 2.1.1 "C" 2 điểm\n  hội đồng chấm\n'
    )
    assert found == ["P002", "C001"]


def test_a_use_in_a_broken_line_is_a_use() -> None:
    text = leaf("đạt khi a > 5 và", facts="dữ kiện a: số nguyên\ndữ kiện b: số nguyên\n")
    assert codes(text) == ["P003"]
    assert codes("dữ kiện b: số nguyên\n" + text) == ["C008", "P003"]


# ---- Circles and order


def model(uses: dict[int, str]) -> CriteriaSet:
    text = f'lĩnh vực 1 "A" {len(uses)} điểm\ntiêu chí 1.1 "B" {len(uses)} điểm\n'
    for number, rule in uses.items():
        text += f'thành phần 1.1.{number} "C" 1 điểm\n  {rule}\n'
    made, found = load_text(_HEAD + text)
    assert made is not None, [one.as_text() for one in found]
    return made


def test_leaves_come_after_those_they_read_and_else_in_file_order() -> None:
    council = "hội đồng chấm"
    made = model({1: "tính điểm điểm(1.1.3)", 2: council, 3: "tính điểm điểm(1.1.4)", 4: council, 5: council})
    assert [leaf.number for leaf in evaluation_order(made)] == ["1.1.2", "1.1.4", "1.1.3", "1.1.1", "1.1.5"]
    assert [leaf.number for leaf in evaluation_order(model({1: council, 2: council}))] == ["1.1.1", "1.1.2"]


def test_a_circle_has_no_order() -> None:
    made = model({1: "hội đồng chấm", 2: "tính điểm điểm(1.1.1)"})
    (area,) = made.areas
    (criterion,) = area.criteria
    first, second = criterion.leaves
    turned = first.model_copy(update={"rules": tuple(second.rules), "number": "1.1.1"})
    broken = made.model_copy(
        update={
            "areas": (
                area.model_copy(update={"criteria": (criterion.model_copy(update={"leaves": (turned,)}),)}),
            )
        }
    )
    with pytest.raises(ValueError, match=r"1\.1\.1"):
        evaluation_order(broken)


def test_what_leads_into_a_circle() -> None:
    assert circular({"a": ["b"], "b": ["a"], "c": ["a"], "d": []}) == {"a", "b", "c"}
    assert circular({"a": ["b"], "b": []}) == set()
