"""Completion, meaning and declaration: all from the tables of the language and from what the text declares."""

import pytest

from admin.editor.complete import Completions, completions
from admin.editor.hover import definition, hover
from admin.editor.meanings import MEANINGS
from spec.catalogue import FUNCTIONS
from spec.forms import FORMS
from spec.keywords import BY_TERMINAL, KEYWORDS, word
from spec.printing import print_source
from spec.source import Source
from tests.editor.texts import SMALL, at, decomposed, units

LEAF = SMALL[: SMALL.index('\nkiểm thử "Đúng hạn"')]


def after(line: str, text: str = LEAF) -> Completions:
    """What may be written at the end of a line in the last leaf."""
    whole = text + line
    return completions(whole, units(whole))


def labels(found: Completions) -> list[str]:
    return [one.label for one in found.options]


# ---- Words of the language


def test_at_the_beginning_of_a_line_each_statement_is_offered_with_its_form() -> None:
    found = {one.label: one for one in after("  ").options}
    for keyword in KEYWORDS:
        if keyword.head and keyword.vi:
            option = found[keyword.vi]
            assert option.detail == FORMS[keyword.terminal].vi
            assert option.info == MEANINGS[keyword.terminal].vi
    assert labels(after("  "))[0] in {word(terminal) for terminal in ("ACHIEVED", "ADD", "OTHERWISE", "WHEN")}


def test_each_function_is_offered_with_its_help() -> None:
    found = {one.label: one for one in after("  đạt khi ").options}
    for function in FUNCTIONS.values():
        if BY_TERMINAL[function.terminal].vi:
            option = found[word(function.terminal)]
            assert (option.kind, option.info) == ("function", function.help.vi)
            assert option.text == word(function.terminal) + "("


def test_words_are_completed_from_their_beginning_without_marks_too() -> None:
    assert labels(after("  khong tinh")) == ["không tính điểm khi"]
    option = after("  không t").options[0]
    assert (option.label, option.start) == ("không tính điểm khi", units(LEAF) + 2)


def test_only_what_fits_is_offered() -> None:
    assert set(labels(after("  cộng 0,5 "))) == {"khi", "mỗi"}
    assert "mỗi" not in labels(after("  đạt khi "))
    assert labels(after('  đạt khi muc = nhe vì "không ')) == []
    assert labels(after("  # đ")) == []
    assert labels(after("dữ kiện ")) == []


def test_an_english_text_is_completed_in_english() -> None:
    english = print_source(Source("", LEAF), "en")[0]
    assert english is not None
    assert "no points when" in labels(after("  no", english))
    assert "không tính điểm khi" not in labels(after("  ", english))


# ---- Names


def test_facts_come_with_meaning_unit_and_type() -> None:
    option = next(one for one in after("  đạt khi so_").options if one.label == "so_hs")
    assert option.detail == "số nguyên từ 1"
    assert option.info == "Hồ sơ đã giải quyết; đơn vị tính: hồ sơ; nguồn: một cửa; khai báo ở dòng 4"


def test_a_fact_is_found_by_its_meaning() -> None:
    assert "so_hs" in labels(after("  đạt khi giải"))


def test_names_are_those_of_the_place() -> None:
    assert labels(after("  đạt khi muc = "))[:2] == ["nang", "nhe"]
    assert labels(after("  đạt khi noi có ")) == ["mot_cua", "web"]
    assert labels(after("  đạt khi bien_che.")) == ["co_mat", "giao"]
    assert labels(after("  trừ 1 mỗi đếm(hồ_sơ với "))[:3] == ["hẹn", "mã", "trả"]
    assert "hồ_sơ" in labels(after("  trừ 1 mỗi đếm("))
    assert "hồ_sơ" not in labels(after("  đạt khi "))
    assert labels(after("  đạt khi điểm(")) == ["1.1.1", "1.1.2", "1.2.1"]
    assert {"1.1.1", "tổng", "xếp hạng"} <= set(labels(after('kiểm thử "x"\n  thì ')))
    assert "so_hs" in labels(after('kiểm thử "x"\n  cho '))


def test_a_definition_counts_in_its_leaf_below_its_line() -> None:
    inside = SMALL.replace("  theo tỷ lệ t từ 80%", "  đạt khi \n  theo tỷ lệ t từ 80%")
    place = at(inside, "  đạt khi \n", 10)
    assert "t" in labels(completions(inside, place))
    assert "t" not in labels(after("  đạt khi "))
    above = SMALL.replace("  đặt t = ", "  đạt khi \n  đặt t = ")
    assert "t" not in labels(completions(above, at(above, "  đạt khi \n", 10)))


def test_braces_of_a_reason_hold_expressions() -> None:
    assert "so_hs" in labels(after('  đạt khi muc = nhe vì "có {so_'))
    whole = LEAF + '  đạt khi muc = nhe vì "có {} hồ sơ"'
    assert "dung_han" in labels(completions(whole, at(whole, "{}", 1)))


def test_a_decomposed_text_is_completed_at_its_own_places() -> None:
    typed = decomposed(LEAF + "  không tí")
    option = completions(typed, units(typed)).options[0]
    assert option.label == "không tính điểm khi"
    assert option.start == units(decomposed(LEAF)) + 2


# ---- Meaning and declaration

PLACES = [
    ("so_hs (", "so_hs – dữ kiện", 4),
    ("muc = nhe", "muc – dữ kiện", 6),
    ("nhe và", "nhe – mã", 6),
    ("trả > hẹn", "trả – cột", 8),
    ("hẹn) vì", "hẹn – cột", 8),
    ("co_mat > bien", "co_mat – cột", 9),
    ("t từ 80%", "t – định nghĩa", 17),
    ("t})", "t – định nghĩa", 17),
    ("1.1.1) = 0", "1.1.1 – thành phần", 16),
]


@pytest.mark.parametrize(("words", "title", "line"), PLACES, ids=[one[0] for one in PLACES])
@pytest.mark.parametrize("typed", [SMALL, decomposed(SMALL)], ids=["composed", "decomposed"])
def test_meaning_and_declaration_of_names(typed: str, words: str, title: str, line: int) -> None:
    same = decomposed(words) if typed != SMALL else words
    if words == "so_hs (":
        same = "so_hs}"
    place = units(typed[: typed.rindex(same)])
    meaning, declared = hover(typed, place), definition(typed, place)
    assert meaning is not None
    assert meaning.title == title
    assert meaning.start <= place < meaning.end
    assert declared is not None
    assert declared.line == line


def test_the_meaning_of_a_fact_is_all_that_was_declared() -> None:
    meaning = hover(SMALL, at(SMALL, "so_hs\n  theo"))
    assert meaning is not None
    assert meaning.lines == (
        "Hồ sơ đã giải quyết",
        "số nguyên từ 1",
        "Đơn vị tính: hồ sơ",
        "Nguồn: một cửa",
        "Khai báo ở dòng 4",
        "Dùng ở 5 dòng",
    )


def test_the_meaning_of_words_and_functions() -> None:
    meaning = hover(SMALL, at(SMALL, "theo tỷ lệ"))
    assert meaning is not None
    assert meaning.lines[:2] == (MEANINGS["PROPORTION"].vi, f"Mẫu: {FORMS['PROPORTION'].vi}")
    function = hover(SMALL, at(SMALL, "đếm("), "en")
    assert function is not None
    assert function.lines[0] == FUNCTIONS["COUNT"].help.en


def test_where_nothing_of_the_language_stands_nothing_is_meant() -> None:
    text = SMALL + "# so_hs\n"
    for words in ("Hồ sơ đã giải", "# so_hs", "Sở Nội vụ"):
        assert hover(text, at(text, words, 3)) is None
        assert definition(text, at(text, words, 3)) is None


def test_every_statement_has_a_meaning() -> None:
    assert {keyword.terminal for keyword in KEYWORDS if keyword.head} <= set(MEANINGS)
    assert set(MEANINGS) <= set(BY_TERMINAL)
