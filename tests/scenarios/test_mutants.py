"""Which mutants there are: exact lists for small rules."""

import pytest

from engine.scenarios.mutants import Mutant, mutants_of, mutants_of_set
from tests.scenarios.running import loaded

HEAD = """
dữ kiện a: số nguyên từ 0
dữ kiện t: tỷ lệ
dữ kiện x: số từ 0
dữ kiện d: ngày hoặc trống
dữ kiện c: lựa chọn (p; q)
dữ kiện s: tập con (p; q)
dữ kiện b: có/không
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Ví dụ" 1 điểm
"""


def told(mutant: Mutant) -> str:
    """A mutant in a few words."""
    change = mutant.change
    return "bỏ dòng" if change.kind == "removed" else f"{change.before.vi} → {change.after.vi}"


def mutants(rules: str) -> list[str]:
    """The mutants of a leaf."""
    model, _ = loaded(HEAD + rules)
    return [told(one) for one in mutants_of(next(model.leaves))]


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ("đạt khi a >= 5", ["a từ 5 trở lên → a trên 5", "5 → 4", "5 → 6"]),
        ("đạt khi a > 10", ["a trên 10 → a từ 10 trở lên", "10 → 9", "10 → 11"]),
        ("đạt khi a <= 5", ["a không quá 5 → a dưới 5", "5 → 4", "5 → 6"]),
        ("đạt khi a < 5", ["a dưới 5 → a không quá 5", "5 → 4", "5 → 6"]),
        ("đạt khi a = 5", ["a = 5 → a <> 5", "5 → 4", "5 → 6"]),
        ("đạt khi a <> 5", ["a <> 5 → a = 5", "5 → 4", "5 → 6"]),
        ("đạt khi t từ 90% trở lên", ["t từ 90% trở lên → t trên 90%", "90% → 89%", "90% → 91%"]),
        ("đạt khi t > 62,5%", ["t trên 62,5% → t từ 62,5% trở lên", "62,5% → 62,4%", "62,5% → 62,6%"]),
        ("đạt khi x > 0,125", ["x trên 0,125 → x từ 0,125 trở lên", "0,125 → 0,124", "0,125 → 0,126"]),
        (
            "đạt khi d đến hết 31/01",
            [
                "d đến hết 31/01/2020 → d trước 31/01/2020",
                "31/01/2020 → 30/01/2020",
                "31/01/2020 → 01/02/2020",
            ],
        ),
        (
            "đạt khi t từ 10% đến dưới 20%",
            [
                "t từ 10% đến dưới 20% → t trên 10% đến dưới 20%",
                "t từ 10% đến dưới 20% → t từ 10% đến 20%",
                "10% → 9%",
                "10% → 11%",
                "20% → 19%",
                "20% → 21%",
            ],
        ),
        ("đạt khi c = p", ["c = p → c <> p"]),
        ("đạt khi b = có", ["b = có → b <> có"]),
        ("đạt khi s có p", ["s có p → s không có p"]),
        ("đạt khi d là trống", ["d là trống → d không trống"]),
        ("đạt khi không b", ["không b → b"]),
        ("đạt khi b và d không trống", ["và → hoặc", "d không trống → d là trống"]),
        ("đạt khi b hoặc d không trống", ["hoặc → và", "d không trống → d là trống"]),
        ("trừ 0,5 mỗi a không quá 0,2", ["0,5 → 0,25", "0,5 → 0,75", "0,2 → 0,45"]),
        ("theo tỷ lệ t từ 80%", ["80% → 79%", "80% → 81%"]),
        ("theo tỷ lệ a / 12", ["12 → 11", "12 → 13"]),
    ],
)
def test_one_line(rules: str, wanted: list[str]) -> None:
    assert mutants(rules) == ["bỏ dòng", *wanted]


def test_points_of_tiers() -> None:
    assert mutants("khi b: 1\nkhi a > 0: 0,125\ncòn lại: 0") == [
        "bỏ dòng",
        "1 → 0,75",
        "1 → 1,25",
        "bỏ dòng",
        "a trên 0 → a từ 0 trở lên",
        "0 → -1",
        "0 → 1",
        "0,125 → 0,375",
        "bỏ dòng",
        "0 → 0,25",
    ]


def test_definitions_are_changed_but_never_left_out() -> None:
    found = mutants("đặt n = a - 5\nđặt ít = n < 3\nđạt khi ít")
    assert found == ["5 → 4", "5 → 6", "n dưới 3 → n không quá 3", "3 → 2", "3 → 4", "bỏ dòng"]


def test_reasons_evidence_and_the_step_of_the_council_give_no_points() -> None:
    assert mutants('minh chứng "A"\nđạt khi b vì "{a + 5}"') == ["bỏ dòng", "bỏ dòng"]
    assert mutants("hội đồng chấm bước 0,5") == ["bỏ dòng"]


def test_mutants_are_the_leaf_with_one_line_changed() -> None:
    model, _ = loaded(HEAD + "khi a > 5: 1\ncòn lại: 0")
    leaf = next(model.leaves)
    for one in mutants_of(leaf):
        assert one.leaf is not None
        assert one.leaf != leaf
        if one.change.kind == "removed":
            assert len(one.leaf.rules) == len(leaf.rules) - 1
            continue
        different = [new.line for new, old in zip(one.leaf.rules, leaf.rules, strict=True) if new != old]
        assert different == [one.line]


def test_outside_of_the_leaves() -> None:
    model, source = loaded(
        '\nxếp loại "Tốt" từ 80% khi tỷ lệ điểm(1) > 50%\nđiểm thưởng "Thưởng" 0,5 khi b\ntổng được vượt 1 điểm\n'
        "đặt mốc = 5\n" + HEAD + "đạt khi a > mốc"
    )
    found = [(one.line, told(one)) for one in mutants_of_set(model, source)]
    assert found == [
        (3, "bỏ dòng"),
        (3, "80% → 79%"),
        (3, "80% → 81%"),
        (3, "… trên 50% → … từ 50% trở lên"),
        (3, "50% → 49%"),
        (3, "50% → 51%"),
        (4, "bỏ dòng"),
        (4, "0,5 → 0,25"),
        (4, "0,5 → 0,75"),
        (6, "5 → 4"),
        (6, "5 → 6"),
    ]
