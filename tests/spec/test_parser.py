"""The grammar and the tree: no ambiguity, one node for each rule, mending of plain mistakes."""

from __future__ import annotations

import dataclasses
import re
from importlib import resources

import pytest

from spec import syntax
from spec.forms import FORMS, FUNCTION_WORDS
from spec.keywords import BY_TERMINAL, KEYWORDS
from spec.misspelt import SYNONYMS
from spec.parser import Statement, grammar, parse, parse_expression
from spec.source import Source, Span


def statements(text: str) -> tuple[list[Statement], list[str]]:
    found, diagnostics = parse(Source("tệp", text))
    return found, [one.code for one in diagnostics]


def node(text: str) -> syntax.Node:
    (statement,), codes = statements(text)
    assert codes == []
    assert statement.node is not None
    return statement.node


def test_the_grammar_is_not_ambiguous() -> None:
    assert grammar(strict=True).options.strict


def test_every_terminal_is_declared_and_has_words() -> None:
    text = resources.files("spec").joinpath("grammar.lark").read_text(encoding="utf-8")
    declared = set(" ".join(re.findall(r"^%declare (.*)$", text, re.MULTILINE)).split())
    signs = {"LPAR", "RPAR", "COLON", "SEMICOLON", "COMMA", "DOT", "EQ", "NE", "LT", "LE", "GT", "GE"}
    signs |= {"QUESTION", "PLUS", "MINUS", "TIMES", "DIVIDE"}
    values = {"STRING", "NUMBER", "PERCENTAGE", "OUTLINE_NUMBER", "DATE", "DAY_MONTH", "NAME", "KEY_TEXT"}
    assert declared - signs - values == set(BY_TERMINAL)


def test_every_head_has_a_form_that_is_a_statement() -> None:
    assert {row.terminal for row in KEYWORDS if row.head} == set(FORMS)
    for terminal, form in FORMS.items():
        for text in (form.vi, form.en):
            for one in re.split(r"; (?:hoặc: |or: )?", re.sub(r" \((?:hoặc|or).*\)", "", text)):
                (statement,), codes = statements(
                    one.replace("điều kiện", "điều_kiện").replace("condition", "c")
                )
                assert codes == [], one
                assert statement.line.head == terminal


def test_synonyms_and_functions_name_terminals() -> None:
    assert set(SYNONYMS) <= {*BY_TERMINAL, "EQ"}
    assert set(FUNCTION_WORDS.values()) <= set(BY_TERMINAL)
    for words in SYNONYMS.values():
        assert words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('bộ tiêu chí "A"', syntax.SetHeader),
        ("năm 2020", syntax.Year),
        ('áp dụng cho sở; "ban"', syntax.AppliesTo),
        ("so theo số chính xác", syntax.CompareExact),
        ('xếp loại "A" từ 90% khi a > 1', syntax.Band),
        ('điểm phạt "A" 1 khi a vì "b"', syntax.Penalty),
        ("dữ kiện a: bảng khóa b và c (b: số; c: ngày hoặc trống)", syntax.Fact),
        ("ràng buộc a > 1", syntax.Constraint),
        ("cảnh báo a > 1", syntax.Warning_),
        ('lĩnh vực 1 "A" 1 điểm', syntax.Area),
        ("mã a-b", syntax.Key),
        ("đặt a = b và c", syntax.Definition),
        ("khi a: 1", syntax.Tier),
        ("còn lại: 0", syntax.Otherwise),
        ("theo tỷ lệ a từ 90% trở lên", syntax.Proportion),
        ("hội đồng chấm bước 0,5", syntax.Council),
        ("cộng 1 mỗi a không quá 2 điểm", syntax.Addition),
        ("không áp dụng khi được duyệt", syntax.NotApplicable),
        ('minh chứng "A" khi b', syntax.Evidence),
        ("cho a (b: 1; c: có)", syntax.Given),
        ("thì 1.1 đang chờ", syntax.Expected),
    ],
)
def test_statements(text: str, kind: type[syntax.Node]) -> None:
    found = node(text)
    assert type(found) is kind
    assert found.span.start == 0
    assert found.span.end == len(text)


def test_precedence() -> None:
    found = node("đạt khi không a và b hoặc c > 1 + 2 × 3")
    assert isinstance(found, syntax.Achieved)
    either = found.condition
    assert isinstance(either, syntax.Disjunction)
    both, comparison = either.values
    assert isinstance(both, syntax.Conjunction)
    assert isinstance(both.values[0], syntax.Negation)
    assert isinstance(comparison, syntax.Comparison)
    assert isinstance(comparison.right, syntax.Sum)
    assert isinstance(comparison.right.operands[1], syntax.Product)


def test_bounds() -> None:
    bounds = {
        "từ 1": (True, True, False),
        "từ 1 trở lên": (True, True, False),
        "từ 1 trở xuống": (False, True, True),
        "ít nhất 1": (True, True, False),
        "trên 1": (True, False, False),
        "dưới 1": (False, True, False),
        "không quá 1": (False, True, True),
        "đến 1": (False, True, True),
        "từ 1 đến 2": (True, True, True),
        "từ 1 đến dưới 2": (True, True, False),
        "trên 1 đến 2": (True, False, True),
        "trên 1 đến dưới 2": (True, False, False),
        "trước 1": (False, True, False),
        "sau 1": (True, False, False),
    }
    for words, (has_low, low_inclusive, high_inclusive) in bounds.items():
        found = node(f"đạt khi a {words}")
        assert isinstance(found, syntax.Achieved)
        assert isinstance(found.condition, syntax.Between)
        made = found.condition.bounds
        assert (made.low is not None) == has_low, words
        if made.low is not None:
            assert made.low_inclusive == low_inclusive, words
        if made.high is not None:
            assert made.high_inclusive == high_inclusive, words


def test_nodes_are_dataclasses() -> None:
    for cls in vars(syntax).values():
        if isinstance(cls, type) and issubclass(cls, syntax.Node):
            assert dataclasses.is_dataclass(cls)


# ---- Mending


@pytest.mark.parametrize(
    ("text", "codes", "kind"),
    [
        ("khí a: 1", ["P014"], syntax.Tier),
        ('thanh phan 1.1.1 "A" 1 diem', ["P014", "P014"], syntax.Leaf),
        ('thành phần 1.1.1. "A" 1', ["P010", "P004"], syntax.Leaf),
        ('thành phần 1.1.1 "A" 1', ["P004"], syntax.Leaf),
        ("thành phần 1.1.1 A b 1 điểm", ["P011"], syntax.Leaf),
        ('mục 1.1.1 "A" 1 điểm', ["P001"], syntax.Leaf),
        ("còn lại 0", ["P005"], syntax.Otherwise),
        ("đạt khi a <> trống", ["P021"], syntax.Achieved),
        ("dữ kiện số hồ sơ: số nguyên", ["P009"], syntax.Fact),
        ("mã", ["P003"], None),
        ("tính điểm IF(a; b)", ["P018"], None),
        ("xyz", ["P001"], None),
    ],
)
def test_mending(text: str, codes: list[str], kind: type[syntax.Node] | None) -> None:
    (statement,), found = statements(text)
    assert found == codes
    assert type(statement.node) is (kind or type(None))


def test_what_is_mended_keeps_its_meaning() -> None:
    (statement,), _ = statements("dữ kiện số hồ sơ: so nguyen")
    assert isinstance(statement.node, syntax.Fact)
    assert statement.node.name == "số_hồ_sơ"
    (statement,), _ = statements("lĩnh vực XIV “A” 1 điểm")
    assert isinstance(statement.node, syntax.Area)
    assert statement.node.number == "14"


def test_two_statements_on_a_line_are_two_statements() -> None:
    found, codes = statements('đạt khi a minh chứng "B" minh chứng "C"')
    assert [type(one.node) for one in found] == [syntax.Achieved, syntax.Evidence, syntax.Evidence]
    assert codes == ["P022", "P022"]


def test_a_bad_line_hides_no_other() -> None:
    found, codes = statements("khi a 1\nxyz abc\nkhi (a: 1\ncòn lại: 0\n")
    assert codes == ["S011", "P005", "P001"]
    assert [one.node is None for one in found] == [False, True, True, False]


def test_expressions_of_reasons() -> None:
    source = Source("tệp", 'vì "{a + 1}{so hs}{}{a b c +}"')
    assert isinstance(parse_expression(source, Span(5, 10))[0], syntax.Sum)
    assert [one.code for one in parse_expression(source, Span(12, 17))[1]] == ["P009"]
    assert parse_expression(source, Span(19, 19)) == (None, [])
