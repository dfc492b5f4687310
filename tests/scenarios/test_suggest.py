"""Scenarios that are proposed at thresholds: on the right side, ready to paste, and only where one is missing."""

import pytest

from engine.output.suggestions import suggestions_json, suggestions_text
from engine.program import compile_set
from engine.scenarios.run import run
from engine.scenarios.suggest import Suggestion, suggest
from spec import load_text
from tests.scenarios.running import NAME, loaded, ran

HEAD = """
dữ kiện a: số nguyên từ 0
dữ kiện n: số nguyên từ 1
dữ kiện p: số nguyên từ 0 đến n
dữ kiện x: số từ 0
dữ kiện d: ngày hoặc trống
dữ kiện s: tập con (q; r)
dữ kiện h: bảng (k: số nguyên từ 0; d: ngày)
lĩnh vực 1 "Một" 1 điểm
thành phần 1.1 "Ví dụ" 1 điểm
"""


def suggested(text: str) -> list[Suggestion]:
    """What is proposed for a set."""
    program, checked, _ = ran(text)
    return list(suggest(program, checked, "vi"))


def given(text: str) -> list[tuple[str, ...]]:
    """The facts of what is proposed."""
    return [one.given for one in suggested(text)]


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ("đạt khi a >= 5", ["a = 4", "a = 5", "a = 6"]),
        ("đạt khi a > 0", ["a = 0", "a = 1"]),
        ("đạt khi x >= 0,25", ["x = 0,24", "x = 0,25", "x = 0,26"]),
        ("đạt khi d đến hết 15/01", ["d = 14/01/2020", "d = 15/01/2020", "d = 16/01/2020"]),
        ("đạt khi đếm(s) >= 1", ["s = ()", "s = (q)", "s = (q; r)"]),
        ("khi a từ 3 đến dưới 9: 1\ncòn lại: 0", ["a = 2", "a = 3", "a = 4", "a = 8", "a = 9", "a = 10"]),
        ("đặt ít = a < 2\nđạt khi không ít", ["a = 1", "a = 2", "a = 3"]),
        ("trừ 0,25 mỗi a không quá 0,5", ["a = 1", "a = 2", "a = 3"]),
    ],
)
def test_one_fact(rules: str, wanted: list[str]) -> None:
    assert given(HEAD + rules) == [(f"cho {one}",) for one in wanted]


def test_a_share() -> None:
    assert given(HEAD + "theo tỷ lệ p / n từ 80%") == [
        ("cho n = 100", f"cho p = {part}") for part in (79, 80, 81)
    ]
    assert [one.side for one in suggested(HEAD + "khi p / n = 100%: 1\ncòn lại: 0")] == ["below", "at"]


def test_the_facts_get_past_the_lines_before() -> None:
    found = given(HEAD + "không tính điểm khi d là trống\nđạt khi a >= 5")
    assert all("cho d = trống" not in lines for lines in found)
    assert len(found) == 3


def test_sides_with_a_scenario_of_the_leaf_are_passed_over() -> None:
    text = (
        HEAD.replace('"Một" 1', '"Một" 2') + 'đạt khi a >= 5\nthành phần 1.2 "Khác" 1 điểm\nđạt khi a >= 5\n'
    )
    scenario = 'kiểm thử "T"\n cho a = 5\n thì 1.1 = 1\nkiểm thử "U"\n cho a = 3\n thì 1.1 = 0\n'
    found = suggested(text + scenario)
    assert [(one.leaf, one.side) for one in found] == [
        ("1.1", "below"),
        ("1.1", "above"),
        ("1.2", "below"),
        ("1.2", "at"),
        ("1.2", "above"),
    ]


def test_rows_of_tables_are_made() -> None:
    found = given(HEAD + "đạt khi đếm(h với k > 3) >= 1")
    assert found[0] == ("cho h ()",)
    assert [len(lines) for lines in found] == [1, 1, 2]


def test_nothing_where_nothing_is_compared() -> None:
    assert suggested(HEAD + "đạt khi s có q") == []
    assert suggestions_text([], "vi").startswith("# ngưỡng nào cũng đã có tình huống")


def test_what_is_proposed_can_be_pasted_and_filled_in() -> None:
    text = 'bộ tiêu chí "Bộ thử"\nnăm 2020' + HEAD + "không tính điểm khi a > 9\ntheo tỷ lệ p / n từ 80%\n"
    model, found = load_text(text, NAME, prove=False)
    assert model is not None
    proposed = list(suggest(compile_set(model), [], "vi"))
    pasted = text + suggestions_text(proposed, "vi")
    _, found = load_text(pasted, NAME, prove=False)
    assert [one.code for one in found if one.severity == "error"] == ["C021"] * len(proposed)
    whole, source = loaded(pasted.removeprefix('bộ tiêu chí "Bộ thử"\nnăm 2020').replace("= ?", "= 0"))
    checked = run(compile_set(whole), source)
    assert len(checked) == len(proposed)
    assert all(one.result is not None for one in checked)
    assert list(suggest(compile_set(whole), checked, "vi")) == []


def test_the_keywords_of_the_file() -> None:
    model, _ = load_text(
        """criteria set "S"
year 2020
fact a: whole number from 0
area 1 "A" 1 points
subcriterion 1.1 "L" 1 points
  achieved when a at least 5
""",
        NAME,
    )
    assert model is not None
    proposed = list(suggest(compile_set(model), [], "en"))
    assert suggestions_json(proposed, "en")[1] == {
        "leaf": "1.1",
        "line": 6,
        "value": "a",
        "bound": "5",
        "side": "at",
        "lines": ['test "1.1 line 6: a at 5"', "  given a = 5", "  then 1.1 = ?"],
    }
