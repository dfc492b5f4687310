"""What stands beside the text: outline, annex with totals, scenarios, differences; and the formatter's edits."""

from itertools import pairwise

from admin.editor.annex import annex
from admin.editor.compare import differences
from admin.editor.edits import applied
from admin.editor.format import format_text
from admin.editor.outline import outline
from admin.editor.scenarios import scenarios
from spec import sets_folder
from spec.printing import print_source
from spec.source import Source
from tests.editor.texts import SMALL, decomposed


def test_the_outline_is_by_number() -> None:
    (area,) = outline(SMALL)
    assert [(one.level, one.number, one.name, str(one.maximum), one.line) for one in area.all()] == [
        ("area", "1", "Một", "3", 11),
        ("criterion", "1.1", "Giải quyết", "2", 14),
        ("leaf", "1.1.1", "Đúng hạn", "1", 16),
        ("leaf", "1.1.2", "Mức độ", "1", 20),
        ("criterion", "1.2", "Hồ sơ", "1", 24),
        ("leaf", "1.2.1", "Trả đúng hẹn", "1", 26),
    ]


def test_the_outline_of_a_text_with_errors_is_what_can_be_read() -> None:
    text = SMALL.replace('"Mức độ" 1 điểm', '"Mức độ" một điểm').replace("tiêu chí 1.2", "tieu chi 1.2")
    (area,) = outline(text + 'lĩnh vực\nthành phần 9.9.9 "Lạc" 1 điểm\n')[:1]
    assert [(one.number, one.maximum is None) for one in area.all()] == [
        ("1", False),
        ("1.1", False),
        ("1.1.1", False),
        ("1.1.2", True),
        ("1.2", False),
        ("1.2.1", False),
    ]


def test_the_annex_has_the_rules_as_written_and_who_appraises() -> None:
    found = annex(SMALL)
    rows = {row.number: row for row in found.rows}
    assert [rule.text for rule in rows["1.1.2"].rules] == [
        "khi muc = nhe và noi có web: 1",
        'còn lại: 0 vì "{muc}"',
    ]
    assert (rows["1.1.2"].appraised_by, rows["1.2.1"].appraised_by) == ("Sở Nội vụ", "Văn phòng")
    assert (rows["1.1.1"].line, rows["1.1.1"].last) == (16, 18)
    assert found.leaves == 3


def test_rows_and_lines_are_in_step() -> None:
    found = annex((sets_folder() / "so-2021.tieuchi").read_text(encoding="utf-8"))
    ends = [(row.line, row.last) for row in found.rows]
    assert ends == sorted(ends)
    assert all(last < line for (_, last), (line, _) in pairwise(ends))
    assert found.total.fits
    assert all(area.fits for area in found.areas)


def test_totals_say_what_does_not_add_up() -> None:
    found = annex(SMALL.replace('"Đúng hạn" 1 điểm', '"Đúng hạn" 1,5 điểm'))
    assert [(one.number, one.sum, one.wanted, one.fits) for one in found.areas] == [("1", "3,5", "3", False)]
    assert (found.total.sum, found.total.wanted, found.total.fits) == ("3,5", "100", False)
    assert [(row.number, row.sum) for row in found.rows if not row.fits] == [("1.1", "2,5")]


def test_scenarios_say_what_came_out() -> None:
    found = scenarios(SMALL)
    assert found.ran
    assert (found.passed, found.failed) == (1, 1)
    wrong = found.scenarios[1]
    assert (wrong.name, wrong.state, wrong.line) == ("Sai", "failed", 36)
    (expected,) = wrong.expected
    assert expected.wanted == "0,5 điểm"
    assert expected.got.startswith("0 điểm")
    assert SMALL[expected.start :].startswith("thì 1.1.1 = 0,5")


def test_scenarios_of_a_text_with_errors_are_not_run() -> None:
    assert not scenarios(SMALL.replace("muc = nhe", "muc = nh")).ran


def test_scenarios_whose_facts_cannot_be_say_why() -> None:
    found = scenarios(SMALL.replace("cho dung_han = 9", "cho dung_han = 11"))
    assert found.scenarios[0].state == "refused"
    assert found.scenarios[0].findings[0].message


def test_differences_are_told_by_area_with_their_lines() -> None:
    found = differences(SMALL, SMALL.replace("từ 80%", "từ 90%"))
    assert found is not None
    (group,) = found.groups
    item, what_reads_it = group.changes
    assert what_reads_it.about == "1.2.1 Trả đúng hẹn"
    assert (group.title, item.about, item.line) == ("Lĩnh vực 1. Một", "1.1.1 Đúng hạn", 16)
    assert "90%" in item.text
    assert ("80%" in item.was[0], "90%" in item.now[0]) == (True, True)


def test_no_differences() -> None:
    found = differences(SMALL, SMALL)
    assert found is not None
    assert (found.figures, found.groups) == (("Không có gì thay đổi.",), ())


def test_differences_of_a_text_with_errors_are_not_told() -> None:
    assert differences(SMALL, "năm") is None


def test_formatting_is_the_formatter_s_text_in_few_edits() -> None:
    messy = SMALL.replace("  đặt t = dung_han / so_hs", "đặt   t=dung_han/so_hs").replace(
        "\n\ntiêu chí", "\ntiêu chí"
    )
    found = format_text(messy)
    assert found.text == SMALL == print_source(Source("", messy))[0]
    assert applied(messy, found.edits) == SMALL
    assert sum(len(edit.text) for edit in found.edits) < 100


def test_formatting_composes_letters() -> None:
    typed = decomposed(SMALL)
    found = format_text(typed)
    (edit,) = found.edits
    assert found.text == edit.text == SMALL


def test_what_cannot_be_read_is_not_formatted() -> None:
    found = format_text(SMALL + "cái này không phải\n")
    assert found.text is None
    assert found.findings[0].line == SMALL.count("\n") + 1
