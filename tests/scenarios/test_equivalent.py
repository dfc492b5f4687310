"""Mutants that change no points are told from those that do."""

import pytest

from engine.scenarios.equivalent import Equivalence
from engine.scenarios.mutants import mutants_of
from tests.scenarios.running import loaded

HEAD = """
dữ kiện a: số nguyên từ 0
dữ kiện n: số nguyên từ 1
dữ kiện p: số nguyên từ 0 đến n
dữ kiện d: ngày hoặc trống
dữ kiện b: có/không
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Ví dụ" 1 điểm
"""


def equivalents(rules: str) -> list[tuple[int, str]]:
    """The mutants that change no points: the line, counted from the heading, and what is put there."""
    model, _ = loaded(HEAD + rules)
    leaf = next(model.leaves)
    is_equivalent = Equivalence(model)
    return [
        (one.line - leaf.line, "bỏ" if one.change.kind == "removed" else one.change.after.vi)
        for one in mutants_of(leaf)
        if is_equivalent(one)
    ]


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        # Points beyond the maximum, a last line that gives nothing.
        ("khi b: 1\ncòn lại: 0", [(1, "1,25"), (2, "bỏ")]),
        ("khi b: 1\ncòn lại: 0\ncộng 0,5 khi a > 5", [(1, "1,25")]),
        ("khi b: 1\ncòn lại: 0\ntrừ 0,5 khi a > 5", [(2, "bỏ")]),
        # A bound that the line above has settled.
        ("khi a từ 10: 1\nkhi a từ 5 đến 9: 0,5\ncòn lại: 0", [(1, "1,25"), (2, "10"), (3, "bỏ")]),
        (
            "khi d đến hết 15/01: 1\nkhi d từ 16/01 đến hết 31/01: 0,5\ncòn lại: 0",
            [(1, "1,25"), (2, "15/01/2020"), (3, "bỏ")],
        ),
        # A bound that the domain settles: a share is never more than 100%, a count never below 0.
        ("khi p / n = 100%: 1\ncòn lại: 0", [(1, "1,25"), (2, "bỏ")]),
        ("đặt t = p / n\nkhi t >= 100%: 1\ncòn lại: 0", [(2, "1,25"), (3, "bỏ")]),
        ("không tính điểm khi a <= 0\ntrừ 0,1 mỗi a", []),
        ("không phát sinh khi a = 0\ntrừ 0,5 mỗi a", [(1, "bỏ"), (1, "-1")]),
        ("đạt khi a >= 1", []),
        ("theo tỷ lệ p / n từ 80%", []),
    ],
)
def test_leaves(rules: str, wanted: list[tuple[int, str]]) -> None:
    assert equivalents(rules) == wanted


def test_evidence_comes_after_what_ends_a_leaf() -> None:
    without, with_ = "không phát sinh khi a = 0\ntrừ 0,5 mỗi a", 'minh chứng "A"\n'
    assert equivalents(without) == [(1, "bỏ"), (1, "-1")]
    assert equivalents(with_ + without) == []  # without the line the document is waited for


def test_what_people_add_is_never_called_equivalent() -> None:
    assert (1, "bỏ") not in equivalents('minh chứng "A"\nđạt khi b')
    assert (1, "bỏ") not in equivalents("không áp dụng khi được duyệt\nđạt khi b")
    assert equivalents('đặt k = a > 5\nminh chứng "A" khi k\nđạt khi k') == []


def test_the_points_of_another_leaf_may_hang_on_evidence() -> None:
    other = 'thành phần 1.2 "Khác" 1 điểm\n{}khi a > 0: 1\ncòn lại: 0,5'
    rules = "không tính điểm khi điểm(1.2) = 0\ntrừ 0,1 mỗi a\n"
    head = HEAD.replace('"Một" 1', '"Một" 2')

    def found(evidence: str) -> list[str]:
        model, _ = loaded(head + rules + other.format(evidence))
        leaf = next(model.leaves)
        is_equivalent = Equivalence(model)
        return [
            one.change.after.vi
            for one in mutants_of(leaf)
            if one.line == leaf.line + 1 and is_equivalent(one)
        ]

    assert found("") == ["bỏ dòng này", "0,25"]
    assert found('minh chứng "A"\n') == []


def test_constraints_count() -> None:
    rules = "khi a = 0: 0\nkhi a + p >= 1: 1\ncòn lại: 0,5"
    model, _ = loaded('\nràng buộc a < 3 vì "ít"' + HEAD + rules)
    leaf = next(model.leaves)
    is_equivalent = Equivalence(model)
    found = {one.change.kind for one in mutants_of(leaf) if one.line == leaf.line + 3 and is_equivalent(one)}
    assert found == {"removed", "points"}  # «còn lại» is never reached
