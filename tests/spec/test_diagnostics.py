"""Findings: the JSON of the contract, the picture in text, suggestions, and how many are told."""

from __future__ import annotations

import json
import re
import string

import pytest
from click.testing import CliRunner

from cli import main
from spec import load_text
from spec.diagnostics import (
    MAX_FINDINGS,
    MESSAGES,
    Bilingual,
    Diagnostic,
    Message,
    add,
    at,
    has_errors,
    in_order,
    is_full,
    plain,
    register,
    similar,
)
from spec.source import Position, Source, Span, normalise

_LEAF = 'bộ tiêu chí "Thử"\nnăm 2020\nlĩnh vực 1 "A" 1 điểm\ntiêu chí 1.1 "B" 1 điểm\nthành phần 1.1.1 "C" 1 điểm\n'


def only(text: str) -> Diagnostic:
    (finding,) = load_text(text, "bộ.tieuchi")[1]
    return finding


# ---- JSON


def test_json_is_that_of_the_contract() -> None:
    finding = only(_LEAF + "  đạt khi điểm(1.1.9) > 0,5\n")
    assert finding.as_json() == {
        "code": "N009",
        "severity": "error",
        "message": "không có thành phần 1.1.9 trong bộ tiêu chí",
        "hint": "sửa lại số thứ tự của thành phần",
        "file": "bộ.tieuchi",
        "range": {"start": {"line": 6, "column": 16}, "end": {"line": 6, "column": 21}},
        "suggestions": ["1.1.1"],
        "example": [],
    }
    assert finding.as_json("en")["message"] == "there is no subcriterion 1.1.9 in the set"


def test_a_finding_without_a_place_has_a_range_too() -> None:
    made = Diagnostic("N024", "tệp", arguments={"form": "x"})
    assert made.as_json()["range"] == {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}}
    assert made.as_text().startswith("tệp: lỗi N024: ")


def test_the_command_line_prints_the_same_in_utf_8(tmp_path: object) -> None:
    path = tmp_path / "bộ tiêu chí.tieuchi"  # type: ignore[operator]
    path.write_text(_LEAF + "  khí co_kh: 1\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--format", "json"])
    assert result.exit_code == 1
    found = json.loads(result.stdout_bytes.decode("utf-8"))["diagnostics"]
    assert found == [one.as_json() for one in load_text(path.read_text(encoding="utf-8"), str(path))[1]]
    assert "khí" in result.stdout_bytes.decode("utf-8")
    assert {"code", "severity", "message", "hint", "file", "range", "suggestions", "example"} == set(found[0])


# ---- Text


@pytest.mark.parametrize("form", [str, lambda text: __import__("unicodedata").normalize("NFD", text)])
def test_the_underline_stands_under_what_it_means(form: object) -> None:
    text = _LEAF + "\tđạt khi có_kế_hoạch và kế_hoạch_năm > 95\n"
    findings = load_text(form(text))[1]  # type: ignore[operator]
    assert len(findings) == 2
    for finding, name in zip(findings, ("có_kế_hoạch", "kế_hoạch_năm"), strict=True):
        _, line, under, *_ = finding.as_text().split("\n")
        start = under.index("^")
        assert line[start : start + under.count("^")] == name


def test_every_underline_is_as_long_as_its_range() -> None:
    finding = only(_LEAF + "  đạt khi điểm(1.1.9) > 0,5\n")
    place, line, under, hint, suggestion = finding.as_text().split("\n")
    assert place == "bộ.tieuchi:6:16: lỗi N009: không có thành phần 1.1.9 trong bộ tiêu chí"
    assert line == "    6 |   đạt khi điểm(1.1.9) > 0,5"
    assert under == " " * 23 + "^^^^^"
    assert hint == "  = sửa lại số thứ tự của thành phần"
    assert suggestion == "  = có phải: «1.1.1»?"
    assert finding.as_text("en").split("\n")[-1] == "  = did you mean: «1.1.1»?"


def test_a_suggestion_that_the_hint_names_is_not_repeated() -> None:
    assert "có phải" not in only(_LEAF + "  đạt khi 1.1.1 > 0,5\n").as_text()


def test_a_range_over_lines_is_underlined_to_the_end_of_the_first() -> None:
    source = Source("tệp", "ab cd\nef")
    made = at(source, Span(3, 8), "N022")
    assert made.end == Position(2, 3)
    assert made.as_text().split("\n")[1:3] == ["    1 | ab cd", "           ^^"]


def test_only_a_part_of_a_long_line_is_shown() -> None:
    source = Source("tệp", "x" * 1000 + " đây " + "y" * 1000)
    place = source.text.index("đây")
    _, line, under, *_ = at(source, Span(place, place + 3), "N022").as_text().split("\n")
    assert len(line) < 200
    assert line[under.index("^") : under.rindex("^") + 1] == "đây"
    _, line, under, *_ = at(source, Span(0, 2005), "N022").as_text().split("\n")
    assert len(under) == len(line) - 1  # the dots at the end are not the text's


def test_control_characters_are_shown_as_pictures() -> None:
    finding = load_text(_LEAF + "  đạt khi \x1b[31m\n")[1][0]
    assert "\x1b" not in finding.as_text()
    assert "␛" in finding.as_text()


def test_long_values_are_cut_in_sentences_and_whole_in_suggestions() -> None:
    name = "a" * 1000
    finding = only(_LEAF + f"  đạt khi {name}\n")
    assert len(finding.message()) < 250
    assert "…" in finding.message()


# ---- Messages


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_messages_are_complete_sentences_in_both_languages(code: str) -> None:
    message = MESSAGES[code]
    assert re.fullmatch(r"[SPNTCF]\d{3}", code)
    assert message.vi
    assert message.en
    assert bool(message.hint_vi) == bool(message.hint_en)
    for text in (message.vi, message.en, message.hint_vi, message.hint_en):
        assert not text.endswith((".", " ")), text
        assert text == normalise(text)
        assert "  " not in text
    assert fields(message.vi) == fields(message.en)
    assert fields(message.hint_vi) == fields(message.hint_en)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_a_code_stands_for_one_thing() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register({"P001": Message("error", "khác", "different")})


def test_values_that_differ_by_language() -> None:
    made = Diagnostic("P010", arguments={"found": Bilingual("a", "b"), "form": "x"})
    assert "«a»" in made.message()
    assert "«b»" in made.message("en")


# ---- Lists of findings


def test_order_and_repetition() -> None:
    source = Source("tệp", "abc\ndef")
    second, first = at(source, Span(4, 5), "N022"), at(source, Span(1, 2), "N022")
    assert in_order([second, first, second]) == [first, second]
    assert has_errors([first])
    assert not has_errors([])


def test_so_many_of_each_severity() -> None:
    source = Source("tệp", "abc")
    found: list[Diagnostic] = []
    error, warning = at(source, Span(0, 1), "N022"), at(source, Span(0, 1), "S021", character="x", word="y")
    assert [add(found, error) for _ in range(MAX_FINDINGS)].count(False) == 1
    assert is_full(found)
    assert not is_full(found, "warning")
    assert found[-1].code == "P012"
    assert not add(found, error)
    assert add(found, warning)
    assert len(found) == MAX_FINDINGS + 2


def test_a_set_with_very_many_warnings_is_still_a_set() -> None:
    lines = "".join(f'  minh chứng "Kế hoạ\u0441h {index}"\n' for index in range(300))
    model, found = load_text(_LEAF + "  hội đồng chấm\n" + lines)
    assert model is not None
    assert [one.code for one in found] == ["S009"] * MAX_FINDINGS + ["P012"]


# ---- Suggestions


def test_similar_names() -> None:
    names = ["so_ho_so", "so_ho_so_tre", "ngay_gui", "ĐơnVị"]
    assert similar("so_ho_soo", names)[0] == "so_ho_so"
    assert similar("số_hồ_sơ", names)[0] == "so_ho_so"
    assert similar("donvi", names) == ("ĐơnVị",)
    assert similar("xyz", names) == ()
    assert len(similar("a", ["a"] * 10)) == 3


def test_similar_among_very_many() -> None:
    names = [f"so_ho_so_{index}" for index in range(5000)]
    assert "so_ho_so_4321" in similar("so_ho_so_43211", names)
    assert similar("so_ho_sơ_4321", names)[0] == "so_ho_so_4321"
    assert similar("z" * 1_000_000, names) == ()


def test_plain_letters() -> None:
    assert plain("Điểm ĐẠT kế hoạch") == "diem dat ke hoach"
