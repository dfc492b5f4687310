"""Lines of tokens: longest phrase first, parentheses, heads that end them, dates and numbers."""

from __future__ import annotations

import pytest

from spec.lexer import tokenise, tokenise_fragment
from spec.source import Source, Span
from spec.tokens import Token


def tokens(text: str) -> list[tuple[str, str]]:
    lines, _ = tokenise(Source("tệp", text))
    return [(token.type, str(token)) for line in lines for token in line.tokens]


def types(text: str) -> str:
    return " ".join(terminal for terminal, _ in tokens(text))


def codes(text: str) -> list[str]:
    return [finding.code for finding in tokenise(Source("tệp", text))[1]]


@pytest.mark.parametrize(
    ("text", "terminals"),
    [
        ("tổng không quá 100", "TOTAL_LIMIT NUMBER"),
        ("tổng điểm thưởng không quá 3 điểm", "BONUS_LIMIT NUMBER POINTS"),
        ("tổng(a.b)", "TOTAL LPAR NAME DOT NAME RPAR"),
        ("không áp dụng khi được duyệt", "NOT_APPLICABLE APPROVED"),
        ("thì 1.1 không áp dụng", "THEN NUMBER IS_NOT_APPLICABLE"),
        ("không có", "LACKS"),
        ("không trống", "NOT_EMPTY"),
        ("x không quá 5", "NAME AT_MOST NUMBER"),
        ("không x", "NOT NAME"),
        ("từ 1 đến dưới 5", "FROM NUMBER TO_BELOW NUMBER"),
        ("từ 1 đến hết 15/01", "FROM NUMBER TO_END DAY_MONTH"),
        ("từ 1 đến 5", "FROM NUMBER TO NUMBER"),
        ("tỷ lệ điểm(3)", "POINT_RATIO LPAR NUMBER RPAR"),
        ("điểm tối đa", "MAXIMUM_POINTS"),
        ("điểm(3.4.2)", "POINTS LPAR OUTLINE_NUMBER RPAR"),
        ("có/không", "YES_NO"),
        ("có / không", "YES_NO"),
        ("yes/no", "YES_NO"),
        ("bộ TIÊU chí", "SET"),
        ("lĩnh vực thấp nhất", "LOWEST_AREA"),
        ("lĩnh vực 1", "AREA NUMBER"),
        ("mã tthc-dung.han/1", "KEY KEY_TEXT"),
        ("bảng khóa mã (mã: văn bản)", "TABLE KEYED NAME LPAR NAME COLON TEXT RPAR"),
        ("a.mã", "NAME DOT NAME"),
        ("31/12/2020 31/12 3/4/5", "DATE DAY_MONTH NUMBER DIVIDE DAY_MONTH"),
        ("a/1/2", "NAME DIVIDE DAY_MONTH"),
        ("1/2%", "NUMBER DIVIDE PERCENTAGE"),
        ("3.4.2 3.4 17,5 17.5 90% 12,5 %", "OUTLINE_NUMBER NUMBER NUMBER NUMBER PERCENTAGE PERCENTAGE"),
        ("6_thang 6 _x a1", "NAME NUMBER NAME NAME"),
        ("a<=b>=c<>d", "NAME LE NAME GE NAME NE NAME"),
        ("  # chỉ là ghi chú", ""),
        ("a # ghi chú", "NAME"),
        ('"a # b" "c"', "STRING STRING"),
        ("khixyz tổngcộng", "NAME NAME"),
    ],
)
def test_terminals(text: str, terminals: str) -> None:
    assert types(text) == terminals
    assert codes(text) == []


def test_the_text_of_strings() -> None:
    assert tokens(r""""a \"b\" \\ c" “d 'e'” «f "g"»""") == [
        ("STRING", r'a "b" \ c'),
        ("STRING", "d 'e'"),
        ("STRING", 'f "g"'),
    ]


def test_places_and_lines() -> None:
    lines, _ = tokenise(Source("tệp", "\n  đạt khi a\n"))
    (line,) = lines
    assert line.line == 2
    assert line.head == "ACHIEVED"
    assert line.span == Span(3, 12)
    assert [(token.start_pos, token.end_pos) for token in line.tokens] == [(3, 10), (11, 12)]


def test_a_statement_runs_on_inside_parentheses_only() -> None:
    lines, found = tokenise(Source("tệp", "đạt khi (a\nvà b\n)\nkhi a: 1\nvà b\n"))
    assert [len(line.tokens) for line in lines] == [6, 4, 2]
    assert found == []


@pytest.mark.parametrize(
    "head", ["còn lại: 0", "khi (a): 1", "thành phần 1.1 ", "dữ kiện a: số", "when a: 1"]
)
def test_a_head_ends_an_open_parenthesis(head: str) -> None:
    lines, found = tokenise(Source("tệp", f"đạt khi (a\nvà b\n{head}\n"))
    assert [line.damaged for line in lines] == [True, False]
    assert [one.code for one in found if one.code != "S012"] == ["S011"]


def test_a_line_may_begin_with_what_closes_a_parenthesis() -> None:
    lines, found = tokenise(Source("tệp", "trừ mỗi đếm(\n  a\n) khi b\nđạt khi (\n a) vì “x”\n"))
    assert [len(line.tokens) for line in lines] == [8, 6]
    assert found == []


def test_quotes_in_a_text_are_no_damage() -> None:
    assert codes('căn cứ "Theo «Kế hoạch» và «x»"') == []
    assert codes('căn cứ "tØnh §¾k N«ng"') == ["S005"]


def test_a_column_may_be_called_like_a_head() -> None:
    lines, found = tokenise(Source("tệp", "dữ kiện a: bảng (\n mã: văn bản;\n mã_2: số)\n"))
    assert len(lines) == 1
    assert found == []


def test_damage_is_stepped_over() -> None:
    assert types("đạt khi a $ b") == "ACHIEVED NAME NAME"
    assert types("đạt khi а") == "ACHIEVED NAME"
    assert tokens("đạt khi cо_kh")[-1] == ("NAME", "co_kh")
    assert tokens("đạt⟨ khi".replace("⟨", "\u200b")) == [("ACHIEVED", "đạt\u200b khi")]
    assert tokens("a)")[-1] == ("NAME", "a")
    assert tokens("31/12/20")[-1] == ("DATE", "31/12/2020")
    assert tokens("2020-12-31")[-1] == ("DATE", "31/12/2020")
    assert tokens("'a'")[-1] == ("STRING", "a")


def test_the_number_of_a_leaf_is_no_date() -> None:
    assert types("thành phần 1.1.2020") == "LEAF OUTLINE_NUMBER"
    assert types("điểm(1.1.1999)") == "POINTS LPAR OUTLINE_NUMBER RPAR"
    assert codes("thành phần 1.1.2020") == []
    assert codes("a > 1.1.2020") == ["S019"]


def test_the_table_of_most_keywords_is_the_files() -> None:
    assert codes("khi a: 1\nkhi b: 1\nwhen c: 1\n") == ["S012"]
    assert codes("when a: 1\nwhen b: 1\nkhi c: 1\n") == ["S012"]
    assert codes("when a and b: 1\n") == []


def test_fragments() -> None:
    source = Source("tệp", 'vì "{a + b} x"')
    line, found = tokenise_fragment(source, Span(5, 10))
    assert line is not None
    assert [token.type for token in line.tokens] == ["NAME", "PLUS", "NAME"]
    assert line.tokens[0].start_pos == 5
    assert found == []
    assert tokenise_fragment(source, Span(5, 5)) == (None, [])


def test_tokens_are_texts() -> None:
    name = Token("NAME", "a", 3, 4, 2)
    assert name == "a"
    assert name.span == Span(3, 4)
    assert name.line == 2
