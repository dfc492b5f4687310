"""Hostile and accidental input: a clear diagnostic, never a traceback; ``make bench`` tells how soon."""

from __future__ import annotations

import pytest

from spec import load_bytes, load_text
from spec.checks.cycles import evaluation_order
from spec.diagnostics import MAX_FINDINGS, Diagnostic
from spec.source import MAX_BYTES, MAX_DEPTH, MAX_LINES
from tests.spec import hostile
from tests.spec.hostile import BAD_LINES, LEAF, LONG_STATEMENTS, NO_TEXT, VALID

pytestmark = [
    pytest.mark.no_cover,  # measuring coverage slows every line of the language down several times
    pytest.mark.usefixtures("no_hang"),
]


def found_in(data: bytes | str) -> list[Diagnostic]:
    """What is found; every finding can be shown."""
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    _, found = load_bytes(text, "tệp")
    for one in found:
        assert one.as_text("vi")
        assert one.as_text("en")
        assert one.as_json()["range"]["start"]["line"] >= 1
    return found


def codes(found: list[Diagnostic]) -> list[str]:
    return [one.code for one in found if one.severity != "warning"]


# ---- The file


def test_a_file_over_the_limit_of_bytes() -> None:
    found = found_in(hostile.TOO_MANY_BYTES)
    assert codes(found) == ["S002"]
    assert found[0].arguments["limit"] == 1_048_576


def test_a_file_of_exactly_the_limit_of_bytes_is_read() -> None:
    data = VALID.encode() + b"#" * (MAX_BYTES - len(VALID.encode()))
    assert len(data) == MAX_BYTES
    assert found_in(data) == []
    assert codes(found_in(data + b"#")) == ["S002"]


def test_the_limit_of_lines() -> None:
    rest = MAX_LINES - VALID.count("\n")
    assert found_in(VALID + "\n" * rest) == []
    assert found_in(VALID + "# x\n" * (rest - 1) + "# no end of line") == []
    assert codes(found_in(VALID + "\n" * (rest + 1))) == ["S003"]
    assert codes(found_in(VALID + "\n" * rest + "#")) == ["S003"]


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_is_no_text(name: str) -> None:
    data, code, position = NO_TEXT[name]
    found = found_in(data)
    assert codes(found) == [code]
    assert found[0].start is not None
    assert (found[0].start.line, found[0].start.column) == position


def test_random_bytes() -> None:
    assert all(found_in(data) for data in hostile.random_bytes())


def test_random_characters() -> None:
    assert all(found_in(data) for data in hostile.random_characters())


def test_many_short_runs_of_marks() -> None:
    assert found_in(hostile.short_runs_of_marks())


# ---- One statement


@pytest.mark.parametrize("name", LONG_STATEMENTS)
def test_one_long_statement(name: str) -> None:
    expression, code = LONG_STATEMENTS[name]
    found = found_in(hostile.long_statement(expression))
    assert code in codes(found)
    assert len(found) <= 2 * MAX_FINDINGS + 2


def test_depth_up_to_the_limit_is_fine() -> None:
    depth = MAX_DEPTH - 5
    assert found_in(LEAF + "đạt khi " + "(" * depth + "a > 0" + ")" * depth + "\n") == []
    assert codes(found_in(LEAF + "đạt khi " + "không " * depth + "a > 0\n")) == []


def test_a_statement_of_as_many_tokens_as_are_allowed() -> None:
    found = found_in(hostile.as_many_tokens_as_are_allowed())
    assert set(codes(found)) <= {"C029"}  # that many codes are not gone through one by one


def test_texts_with_very_many_odd_words_only_warn() -> None:
    found = found_in(hostile.odd_words())
    assert codes(found) == []
    assert {one.code for one in found} == {"S009"}


# ---- Very many statements


@pytest.mark.parametrize("line", BAD_LINES)
def test_very_many_bad_lines(line: str) -> None:
    found = found_in(hostile.bad_lines(line))
    assert 0 < len(found) <= 3 * MAX_FINDINGS
    if sum(one.severity == "error" for one in found) >= MAX_FINDINGS:
        assert "P012" in codes(found)


def test_only_so_many_findings_are_told() -> None:
    found = found_in(LEAF + "xyz abc\n" * 5000)
    assert codes(found) == ["P001"] * MAX_FINDINGS + ["P012"]
    assert found[-1].severity == "note"
    assert found[-1].arguments["limit"] == MAX_FINDINGS


def test_very_many_misspelt_names_among_very_many_facts() -> None:
    found = found_in(hostile.misspelt_names())
    first = next(one for one in found if one.code == "N003")
    assert "so_ho_so_0" in first.suggestions


@pytest.mark.parametrize("of_a_leaf", [False, True])
def test_a_chain_of_definitions_is_cut_where_it_is_too_deep(of_a_leaf: bool) -> None:
    found = found_in(hostile.chain_of_definitions(of_a_leaf=of_a_leaf))
    assert codes(found).count("S010") == 1


# ---- Sets of as many lines as are allowed


def test_a_valid_set_of_very_many_leaves() -> None:
    assert set(codes(found_in(hostile.very_many_leaves()))) <= {"C029"}


def test_a_valid_set_of_very_many_facts() -> None:
    found = found_in(hostile.very_many_facts())
    assert {one.code for one in found} <= {"C008", "C029", "P012"}


def test_very_many_leaves_that_use_each_other() -> None:
    count = 3000
    text = hostile.leaves_that_use_each_other(count)
    assert set(codes(found_in(text))) <= {"C029"}
    model, _ = load_text(text, prove=False)
    assert model is not None
    assert [leaf.number for leaf in evaluation_order(model)] == [f"1.1.{i}" for i in range(count, 0, -1)]


def test_a_long_circle_is_told_once() -> None:
    assert codes(found_in(hostile.long_circle())) == ["C007"]
