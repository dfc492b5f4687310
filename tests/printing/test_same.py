"""The last look before anything is written: does the new text say what the old one said?"""

from __future__ import annotations

import pytest

from spec.parser import parse
from spec.printing.same import Lines, difference
from spec.source import Source


def lines(text: str) -> Lines:
    source = Source("tệp", text)
    return Lines(source, tuple(statement.line for statement in parse(source)[0]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ĐẠT   KHI a≥1 # x\n", "đạt khi a >= 1  # x\n"),
        ("đạt khi a = 1.5 và b = có\n", "achieved when a = 1,5 and b = yes\n"),
        ('đạt khi a vì «{a*2} "b"»\n', 'đạt khi a vì "{a × 2} \\"b\\""\n'),
        ("áp dụng cho a, b\n", "áp dụng cho a; b\n"),
        ("# x\n\n\nđạt khi (\n# y\na)", "# x\nđạt khi (\n\n# y\na)\n"),
    ],
)
def test_spelling_and_layout_count_nothing(before: str, after: str) -> None:
    assert difference(lines(before), lines(after), "vi") is None


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("đạt khi a > 1\n", "đạt khi a >= 1\n", "> 1"),
        ("đạt khi a > 1,5\n", "đạt khi a > 1,50\n", "1,5"),
        ("đạt khi a\n", "đạt khi A\n", "a"),
        ("đạt khi a\nđạt khi b\n", "đạt khi a\n", "đạt khi b"),
        ("đạt khi (a)\n", "đạt khi a\n", "(a"),
        ("đạt khi a\n", "đạt khi a\nđạt khi b\n", "đạt khi a"),
        ('căn cứ "a"\n', 'căn cứ "A"\n', '"a"'),
        ('đạt khi a vì "{a + b}"\n', 'đạt khi a vì "{a - b}"\n', "+ b"),
        ('đạt khi a vì "{a} b"\n', 'đạt khi a vì "{a} B"\n', '"{a} b"'),
        ('đạt khi a vì "{a}"\n', 'đạt khi a vì "a"\n', 'a}"'),
        ("đạt khi a # x\n", "đạt khi a\n", "đạt khi a"),
        ("# x\nđạt khi a\n", "đạt khi a\n", "# x"),
        ("đạt khi (a # x\n)\n", "đạt khi (a # y\n)\n", "đạt khi (a # x"),
    ],
)
def test_anything_else_is_a_difference(before: str, after: str, place: str) -> None:
    found = difference(lines(before), lines(after), "en")
    assert found is not None
    assert found.code == "S023"
    assert found.start is not None
    start = before.split("\n")[found.start.line - 1][found.start.column - 1 :]
    assert start.startswith(place)
