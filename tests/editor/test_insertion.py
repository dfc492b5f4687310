"""Guided insertion: each form of rule, filled in as its example says, is what the formatter prints and checks clean."""

import json

import pytest

from admin.editor.annex import annex
from admin.editor.diagnose import diagnose
from admin.editor.edits import applied
from admin.editor.format import format_text
from admin.editor.guided.answers import name_of
from admin.editor.insertion import FORMS, Inserted, catalogue, fields_of, insert, offer
from engine.program import compile_set
from spec import load_text
from spec.printing import print_source
from spec.source import Source
from tests.editor.texts import decomposed
from tests.forms.test_forms import FORMS as FORM_CODES

SET = """\
bộ tiêu chí "Thử"
năm 2021

dữ kiện co_kh: có/không "Có kế hoạch"
dữ kiện so_a: số nguyên từ 0 "Hồ sơ đã nhận"
dữ kiện so_b: số nguyên từ 0 đến so_a "Hồ sơ đúng hạn"

lĩnh vực 1 "Một" 1 điểm

tiêu chí 1.1 "Một một" 1 điểm

thành phần 1.1.1 "Kế hoạch" 1 điểm
  đạt khi co_kh

lĩnh vực 2 "Hai" 2 điểm

thành phần 2.1 "Ngay dưới lĩnh vực" 2 điểm
  không phát sinh khi so_a = 0
  theo tỷ lệ so_b / so_a
"""
_ENGLISH = print_source(Source("", SET), "en")[0]
assert _ENGLISH is not None
TABLES = {"vi": SET, "en": _ENGLISH}


def answers(code: str, **more: str) -> dict[str, str]:
    """The example of a form, put somewhere."""
    form = FORMS[code]
    found = {"name": "Thành phần mới", "maximum": "1", "raise": "1", **form.answers()}
    if form.makes != "set":
        found["parent"] = "1" if form.makes == "criterion" else "1.1"
    if code == "F38":
        found |= {"left": "so_b", "right": "so_a"}
    return {**found, **more}


def put(code: str, text: str = SET, **more: str) -> Inserted:
    found = insert(text, code, answers(code, **more))
    assert not found.errors, found.errors
    return found


def complaints(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in diagnose(text)]


def test_there_is_a_form_for_each_form_of_rule() -> None:
    assert list(FORMS) == FORM_CODES


@pytest.mark.parametrize("text", TABLES.values(), ids=list(TABLES))
@pytest.mark.parametrize("code", FORM_CODES)
def test_each_form_is_what_the_formatter_prints_and_checks_clean(code: str, text: str) -> None:
    found = put(code, text)
    assert format_text(found.text).text == found.text
    assert complaints(found.text) == []
    assert applied(text, found.edits) == found.text
    assert found.text.splitlines()[found.line - 1] in found.written


@pytest.mark.parametrize("code", FORM_CODES)
def test_each_form_can_be_put_twice_and_after_another(code: str) -> None:
    once = put(code).text
    twice = insert(once, code, answers(code, name="Lần hai"))
    assert not twice.errors
    repeated = [one for one in complaints(twice.text) if one[0] not in ("C018", "C028")]  # two bands alike
    assert repeated == []


@pytest.mark.parametrize("code", FORM_CODES)
def test_each_form_can_be_put_into_a_text_without_facts_and_into_a_decomposed_one(code: str) -> None:
    typed = decomposed(SET)
    found = insert(typed, code, answers(code))
    data = typed.encode("utf-16-le")
    for edit in sorted(found.edits, key=lambda one: -one.start):
        data = data[: 2 * edit.start] + edit.text.encode("utf-16-le") + data[2 * edit.end :]
    after = data.decode("utf-16-le")
    assert [one for one in diagnose(after) if one.severity != "note"] == []


@pytest.mark.parametrize("code", [code for code, form in FORMS.items() if form.makes == "leaf"])
def test_a_leaf_stands_after_the_last_of_its_criterion_and_points_add_up(code: str) -> None:
    found = annex(put(code, maximum="1").text)
    numbers = [row.number for row in found.rows]
    assert numbers == ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1"]
    assert all(row.fits for row in found.rows)
    assert [(one.sum, one.fits) for one in found.areas] == [("2", True), ("2", True)]


@pytest.mark.parametrize("code", [code for code, form in FORMS.items() if form.makes != "set"])
def test_a_new_leaf_can_be_scored(code: str) -> None:
    model, _ = load_text(put(code).text)
    assert model is not None
    assert compile_set(model).leaves


def test_what_belongs_to_every_leaf() -> None:
    found = put("F01", key="quy-che", appraised_by="Sở Tư pháp", evidence='Quy chế "mới"', reason="chưa {có}")
    leaf = found.written.split("\n\n")[1]
    assert leaf == (
        'thành phần 1.1.2 "Thành phần mới" 1 điểm\n'
        "  mã quy-che\n"
        '  thẩm định "Sở Tư pháp"\n'
        '  minh chứng "Quy chế \\"mới\\""\n'
        '  đạt khi ban_hanh_quy_che_lam_viec vì "chưa {{có}}"'
    )


def test_a_declared_fact_is_used_and_not_declared_again() -> None:
    found = put("F06", **{"whole": "so_a", "part": "so_b", "whole.label": "", "part.label": ""})
    assert "dữ kiện" not in found.written
    assert "theo tỷ lệ so_b / so_a" in found.written


def test_a_whole_that_can_be_zero_needs_an_answer() -> None:
    refused = insert(SET, "F06", answers("F06", whole="so_a", part="so_b", zero="never"))
    assert "zero" in refused.errors
    assert refused.text == SET


@pytest.mark.parametrize("zero", ["full", "out", "nothing", "never"])
def test_what_happens_without_any_cases(zero: str) -> None:
    assert complaints(put("F07", zero=zero).text) == []


def test_points_are_not_raised_where_that_is_not_wanted() -> None:
    found = put("F21", **{"raise": ""})
    assert [row.number for row in annex(found.text).rows if not row.fits] == ["1.1"]
    assert [one.fits for one in annex(found.text).areas] == [False, True]
    assert found.text.startswith(SET[: SET.index('\nlĩnh vực 2 "Hai"')])


def test_a_new_area() -> None:
    found = put("F30", parent="", area="Ba", maximum="0,5")
    rows = annex(found.text).rows
    assert [row.number for row in rows][-3:] == ["3", "3.1", "3.1.1"]
    assert [one.sum for one in annex(found.text).areas] == ["1", "2", "0,5"]


def test_a_setting_takes_the_place_of_the_one_that_there_is() -> None:
    once = put("F37", places="2").text
    again = put("F37", once, places="4").text
    assert again.count("làm tròn") == 1
    assert "làm tròn 4 chữ số" in again


def test_into_an_empty_text_a_set_can_be_begun() -> None:
    found = insert("", "F37", answers("F37"))
    assert found.text.strip() == "làm tròn 3 chữ số"


def test_two_columns_out_of_a_spreadsheet_will_do() -> None:
    found = put("F04", levels="6\t0,5\n1\t0,25")
    assert found.text == put("F04", levels="1: 0,25\n6: 0,5").text


def test_days_follow_each_other() -> None:
    found = put("F11", first="31/12/2020", later="28/02: 0,5\n30/06: 0,25")
    assert "đến hết 31/12/2020: 1" in found.written
    assert "từ 01/01 đến hết 28/02: 0,5" in found.written
    assert "từ 01/03 đến hết 30/06: 0,25" in found.written


WRONG = [
    ("F01", {"name": ""}, "name"),
    ("F01", {"maximum": "một"}, "maximum"),
    ("F01", {"maximum": "0"}, "maximum"),
    ("F01", {"parent": "9.9"}, "parent"),
    ("F01", {"parent": "1"}, "parent"),
    ("F01", {"done.label": ""}, "done"),
    ("F01", {"done": "so_a"}, "done"),
    ("F01", {"key": "hai từ"}, "key"),
    ("F02", {"items": "Một\nmột"}, "items"),
    ("F02", {"items": "Một: 0,5\nHai: 0,3"}, "items"),
    ("F02", {"items": "a\nb\nc\nd\ne\nf\ng"}, "items"),
    ("F03", {"each": "2"}, "each"),
    ("F04", {"top": "1,5"}, "top"),
    ("F04", {"levels": "6: 0,5\n1: 0,75"}, "levels"),
    ("F04", {"levels": "15: 0,5"}, "levels"),
    ("F04", {"levels": "sáu"}, "levels"),
    ("F07", {"threshold": "120"}, "threshold"),
    ("F10", {"ceiling": "1"}, "ceiling"),
    ("F11", {"first": "31/02"}, "first"),
    ("F11", {"later": "10/01: 0,5"}, "later"),
    ("F12", {"periods": "Quý I: 99/99"}, "periods"),
    ("F15", {"levels": "Tốt: 90\nKém: 0"}, "levels"),
    ("F21", {"step": "0,3"}, "step"),
    ("F22", {"levels": "Không: 0,5\nNặng: 0"}, "levels"),
    ("F30", {"parent": "", "area": ""}, "parent"),
    ("F31", {"places": "12"}, "places"),
    ("F38", {"right": "", "number": ""}, "right"),
    ("F38", {"left": "không_có"}, "left"),
]


@pytest.mark.parametrize(("code", "more", "field"), WRONG, ids=[f"{one[0]} {one[1]}" for one in WRONG])
def test_what_is_wrong_is_said_at_its_field_in_both_languages(
    code: str, more: dict[str, str], field: str
) -> None:
    found = insert(SET, code, answers(code, **more))
    assert field in found.errors
    assert (found.text, found.edits) == (SET, ())
    assert insert(SET, code, answers(code, **more), "en").errors[field] != found.errors[field]


@pytest.mark.parametrize("code", FORM_CODES)
def test_no_answer_at_all_or_a_strange_one_is_refused_or_taken_never_a_crash(code: str) -> None:
    names = {one.name for one in fields_of(FORMS[code])}
    for strange in (
        "",
        "«",
        '"',
        "{",
        "}",
        "\\",
        "\x00",
        "1" * 500,
        "–1",
        "a: b: c",
        ";;;",
        "\n\n",
        "đạt khi",
        "😀",
    ):
        values = {**dict.fromkeys(names, strange), **{f"{name}.label": strange for name in names}}
        found = insert(SET, code, {**values, "parent": "1.1"})
        assert found.errors or found.text != SET
        if not found.errors:
            assert format_text(found.text).text == found.text


def test_the_offer_of_a_text() -> None:
    found = offer(SET)
    assert [number for number, _ in found.parents] == ["1.1", "2"]
    assert [number for number, _ in found.areas] == ["1", "2"]
    assert ("co_kh", "co_kh – Có kế hoạch") in {(name, label) for name, label, _ in found.facts}


def test_the_catalogue_is_plain_data_in_both_languages() -> None:
    vi, en = catalogue("vi"), catalogue("en")
    json.dumps([vi, en])
    for one, other in zip(vi, en, strict=True):
        assert one["title"] != other["title"]
        assert one["help"]
        assert one["example"]
        for field in one["fields"]:
            assert field["label"]


def test_names_of_facts_are_made_from_their_meaning() -> None:
    assert name_of("Số hồ sơ đúng hạn") == "so_ho_so_dung_han"
    assert name_of("6 tháng") == "6_thang"
    assert name_of("2021") == "so_2021"
    assert name_of("Year") == "so_year"
    assert name_of("…") == "so_lieu"
    assert len(name_of("một " * 50)) <= 40
