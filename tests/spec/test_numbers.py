"""Numbers and days: exact, and refused where they could be read in two ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from spec.resolve import numbers
from spec.resolve.scope import Context
from spec.source import Source
from spec.tokens import Token


def context() -> Context:
    return Context(Source("tệp", "x" * 100), year=2020)


def token(text: str, terminal: str = "NUMBER") -> Token:
    return Token(terminal, text, 0, len(text), 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17,5", "17.5"),
        ("17.5", "17.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1,234", "1.234"),
        ("1234", "1234"),
        ("1.23", "1.23"),
        ("1.2345", "1.2345"),
        ("007", "7"),
        ("0", "0"),
        ("86,845", "86.845"),
    ],
)
def test_values(text: str, value: str) -> None:
    around = context()
    assert numbers.decimal(token(text), around) == Decimal(value)
    assert around.diagnostics == []


def test_both_marks_are_the_same_number() -> None:
    assert numbers.decimal(token("17,5"), context()) == numbers.decimal(token("17.5"), context())


def test_percentages_are_ratios() -> None:
    for text in ("12,5%", "12.5%", "12,5 %"):
        assert numbers.decimal(token(text, "PERCENTAGE"), context()) == Decimal("0.125")


@pytest.mark.parametrize(
    ("text", "code", "suggestions"),
    [
        ("1.234", "P006", ("1234", "1,234")),
        ("12.345", "P006", ("12345", "12,345")),
        ("1.234.567", "P006", ("1234567",)),
        ("1.234,5", "P013", ("1234,5",)),
        ("1,234.5", "P013", ("1234,5",)),
        ("1,5,5", "P013", ()),
        ("1.2.3", "P013", ()),
        ("1" * 41, "P013", ()),
    ],
)
def test_refusals(text: str, code: str, suggestions: tuple[str, ...]) -> None:
    around = context()
    assert numbers.decimal(token(text), around) is None
    assert [(one.code, one.suggestions) for one in around.diagnostics] == [(code, suggestions)]


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("0", 0), ("9", 9), ("3,0", 3)])
def test_places(text: str, value: int) -> None:
    assert numbers.whole(token(text), context(), 9) == value


@pytest.mark.parametrize("text", ["10", "2,5"])
def test_places_that_are_none(text: str) -> None:
    around = context()
    assert numbers.whole(token(text), around, 9) is None
    assert [one.code for one in around.diagnostics] == ["T018"]


def test_days() -> None:
    assert numbers.full_date(token("31/12/2019"), context()) == date(2019, 12, 31)
    assert numbers.day_of_year(token("29/2"), context()) == date(2020, 2, 29)
    assert numbers.day_of_year(token("01/01"), context()) == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("31/02", ("29/02",)),
        ("31/4", ("30/04",)),
        ("0/5", ("31/05",)),
        ("12/31/2020", ("31/12/2020",)),
        ("29/02/2021", ("28/02/2021",)),
        ("31/13", ()),
        ("31/12/0000", ("31/12/0000",)),
    ],
)
def test_days_that_do_not_exist(text: str, suggestions: tuple[str, ...]) -> None:
    around = context()
    read = numbers.full_date if text.count("/") == 2 else numbers.day_of_year
    assert read(token(text), around) is None
    (finding,) = around.diagnostics
    assert finding.code == "T010"
    assert finding.suggestions == suggestions


def test_numbers_as_they_are_written() -> None:
    assert [numbers.shown(Decimal(text)) for text in ("1.50", "100", "0.125", "0")] == [
        "1,5",
        "100",
        "0,125",
        "0",
    ]
