"""What each kind of line must be seen to do before it counts as touched."""

import pytest

from engine.scenarios.coverage import coverage
from tests.scenarios.running import ran

HEAD = """
dữ kiện a: số nguyên từ 0
dữ kiện b: có/không
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Ví dụ" 1 điểm
"""


def untouched(text: str) -> dict[str, list[bool]]:
    """The lines that no scenario touches, as written, with what they were not seen to do."""
    program, checked, source = ran(text)
    lines = coverage(program, checked, source)
    return {line.written: sorted(line.missing) for line in lines if not line.touched}


def scenario(*given: str, then: str = "1.1 = 0") -> str:
    """A scenario; whether what it expects comes out does not matter here."""
    lines = [f"  cho {one}" for one in given]
    return "\n".join(['kiểm thử "T"', *lines, f"  thì {then}", ""])


ZERO, ONE, TEN = scenario("a = 0"), scenario("a = 1"), scenario("a = 10")


@pytest.mark.parametrize(
    ("rules", "scenarios", "wanted"),
    [
        # Both outcomes.
        ("đạt khi a > 5", ONE, {"đạt khi a > 5": [True]}),
        ("đạt khi a > 5", TEN, {"đạt khi a > 5": [False]}),
        ("đạt khi a > 5", ONE + TEN, {}),
        ("theo tỷ lệ a / 10 từ 50%", TEN, {"theo tỷ lệ a / 10 từ 50%": [False]}),
        ("theo tỷ lệ a / 10 từ 50%", ONE, {"theo tỷ lệ a / 10 từ 50%": [True]}),
        ("theo tỷ lệ a / 10", ZERO, {}),
        # The line that gives the points.
        ("khi a > 5: 1\nkhi a > 1: 0,5\ncòn lại: 0", TEN, {"khi a > 1: 0,5": [True], "còn lại: 0": [True]}),
        ("khi a > 5: 1\nkhi a > 1: 0,5\ncòn lại: 0", ONE, {"khi a > 5: 1": [True], "khi a > 1: 0,5": [True]}),
        ("tính điểm a × 0,1", ONE, {}),
        # What fires.
        ("trừ 0,5 mỗi a", ZERO, {"trừ 0,5 mỗi a": [True]}),
        ("trừ 0,5 mỗi a", ONE, {}),
        ("cộng 1 khi a > 5", ONE, {"cộng 1 khi a > 5": [True]}),
        ("cộng 1 khi a > 5", TEN, {}),
        ("theo tỷ lệ a / 10\ntối đa 0,5 khi a > 5", ONE, {"tối đa 0,5 khi a > 5": [True]}),
        ("theo tỷ lệ a / 10\ntối đa 0,5 khi a > 5", TEN, {}),
        # What ends a leaf keeps the lines after it from deciding.
        ("không tính điểm khi a = 0\ntrừ 0,1 khi a < 5", ZERO, {"trừ 0,1 khi a < 5": [True]}),
        ("không tính điểm khi a = 0\ntrừ 0,1 khi a < 5", ONE, {"không tính điểm khi a = 0": [True]}),
        ("không phát sinh khi a = 0\ntrừ 0,1 khi a < 5", ZERO, {"trừ 0,1 khi a < 5": [True]}),
        ("không áp dụng khi a = 0\nkhông tính điểm khi a < 5", ZERO, {"không tính điểm khi a < 5": [True]}),
        ("không tính điểm khi a < 5\nkhông tính điểm khi a < 3", ZERO, {"không tính điểm khi a < 3": [True]}),
    ],
)
def test_lines_of_a_leaf(rules: str, scenarios: str, wanted: dict[str, list[bool]]) -> None:
    assert untouched(f"{HEAD}{rules}\n{scenarios}") == wanted


def test_a_document_counts_where_it_is_not_there() -> None:
    rules = 'minh chứng "A"\nminh chứng "B" khi a > 5\ntrừ 0,5 mỗi a\n'
    a, b = 'minh chứng "A"', 'minh chứng "B" khi a > 5'
    deduction = "trừ 0,5 mỗi a"

    def of(*given: str) -> set[str]:
        return set(untouched(HEAD + rules + scenario(*given)))

    assert of("a = 1", "minh chứng 1.1 đã nộp") == {a, b}
    assert of("a = 1", 'minh chứng 1.1 "A" bị bác') == {b, deduction}
    assert of("a = 1", 'minh chứng 1.1 "A" còn thiếu') == {b, deduction}
    assert of("a = 1", 'minh chứng 1.1 "B" còn thiếu') == {a, b}  # it is not asked for
    assert of("a = 9", 'minh chứng 1.1 "B" còn thiếu') == {a, deduction}


def test_approvals_and_the_council() -> None:
    rules = "không áp dụng khi được duyệt\nhội đồng chấm\n"
    assert untouched(HEAD + rules + scenario("được duyệt 1.1")) == {"hội đồng chấm": [True]}
    assert untouched(HEAD + rules + scenario("hội đồng chấm 1.1 = 1")) == {
        "không áp dụng khi được duyệt": [True]
    }
    assert len(untouched(HEAD + rules + scenario("a = 1"))) == 2


def test_what_is_open_decides_nothing() -> None:
    rules = "không tính điểm khi b\nđạt khi a > 5\n"
    assert untouched(HEAD + rules + scenario("a = 1")) == {
        "không tính điểm khi b": [True],
        "đạt khi a > 5": [False, True],
    }


def test_a_scenario_counts_only_for_the_leaves_of_which_it_expects_something() -> None:
    text = """
dữ kiện a: số nguyên từ 0
lĩnh vực 1 "Một" 2 điểm
thành phần 1.1 "Một" 1 điểm
  trừ 0,5 mỗi a
thành phần 1.2 "Hai" 1 điểm
  trừ 0,25 mỗi a
"""
    assert set(untouched(text + scenario("a = 1", then="1.1 = 0,5"))) == {"trừ 0,25 mỗi a"}
    assert set(untouched(text + scenario("a = 1", then="tổng = 0"))) == {"trừ 0,25 mỗi a", "trừ 0,5 mỗi a"}


def test_bands_bonuses_and_penalties() -> None:
    head = """
xếp loại "Tốt" từ 80%
xếp loại "Khá" từ 0%
điểm thưởng "Thưởng" 0,5 mỗi a
điểm phạt "Phạt" 0,5 khi b
tổng được vượt 1 điểm
"""
    bonus, penalty = 'điểm thưởng "Thưởng" 0,5 mỗi a', 'điểm phạt "Phạt" 0,5 khi b'
    good, fair = 'xếp loại "Tốt" từ 80%', 'xếp loại "Khá" từ 0%'

    def of(*given: str, then: str) -> set[str]:
        return set(untouched(head + HEAD + "đạt khi a < 5\n" + scenario(*given, then=then))) - {
            "đạt khi a < 5"
        }

    assert of("a = 0", "b = không", then='xếp loại = "Tốt"') == {bonus, penalty, fair}
    assert of("a = 1", "b = có", then="tổng = 1") == {good, fair}
    assert of("a = 5", "b = có", then="tổng = 1") == {good, fair}
    assert of("a = 1", "b = có", then="1.1 = 1") == {bonus, penalty, good, fair}
    assert of("a = 1", then="tổng đang chờ") == {penalty, good, fair}


def test_scenarios_with_wrong_facts_touch_nothing() -> None:
    assert untouched(HEAD + "trừ 0,5 mỗi a\n" + scenario("a = -1")) == {"trừ 0,5 mỗi a": [True]}
