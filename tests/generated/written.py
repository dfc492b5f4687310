"""Expressions as text, with what is needed to put them together: how tightly they bind, how far they reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction


class Binding(IntEnum):
    """How tightly an expression holds together; what binds less tightly needs parentheses around it."""

    OR = 0
    AND = 1
    NOT = 2
    RELATION = 3
    SUM = 4
    PRODUCT = 5
    ATOM = 6


@dataclass(frozen=True)
class Interval:
    """Between what a number (or, as a day count, a date) can lie; None is without limit."""

    low: Fraction | None = None
    high: Fraction | None = None

    def __add__(self, other: Interval) -> Interval:
        """Of a sum."""
        return Interval(_add(self.low, other.low), _add(self.high, other.high))

    def __neg__(self) -> Interval:
        """Of the opposite."""
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
        )

    def __sub__(self, other: Interval) -> Interval:
        """Of a difference."""
        return self + -other

    @property
    def never_negative(self) -> bool:
        """Whether it starts at 0 or above."""
        return self.low is not None and self.low >= 0

    def times(self, other: Interval) -> Interval:
        """Of a product; only worked out where nothing is negative."""
        if not (self.never_negative and other.never_negative):
            return Interval()
        return Interval(_multiply(self.low, other.low), _multiply(self.high, other.high))

    def over(self, other: Interval) -> Interval:
        """Of a quotient; only worked out where nothing is negative."""
        if not (self.never_negative and other.never_negative):
            return Interval()
        low = self.low / other.high if self.low is not None and other.high else Fraction(0)
        high = self.high / other.low if self.high is not None and other.low else None
        return Interval(low, high)

    def joined(self, other: Interval) -> Interval:
        """Of either of two."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high)


def _add(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


def _multiply(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left * right


#: Without limits.
ANYTHING = Interval()


@dataclass(frozen=True)
class Written:
    """One expression. ``nullable`` says that it can be trống, ``literal`` that it is written as a plain number."""

    text: str
    binding: Binding = Binding.ATOM
    interval: Interval = ANYTHING
    nullable: bool = False
    literal: bool = False

    def inside(self, binding: Binding) -> str:
        """The text where something that binds as tightly as this is needed."""
        return self.text if self.binding >= binding else f"({self.text})"

    def named(self, name: str) -> Written:
        """The same value under the name of a definition."""
        return replace(self, text=name, binding=Binding.ATOM, literal=False)


def number(value: Fraction | Decimal | int) -> str:
    """A number with a decimal comma."""
    return plain(Fraction(value)).replace(".", ",")


def plain(value: Fraction) -> str:
    """A number with a decimal point, as a facts document writes it."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return f"{Decimal((value * 10**places).numerator).scaleb(-places):f}"


def percentage(ratio: Fraction) -> str:
    """A ratio as a percentage."""
    return number(ratio * 100) + "%"


def day(value: date, year: int) -> str:
    """A date; the set's own year need not be written."""
    if value.year == year and value.day % 2:
        return f"{value.day:02}/{value.month:02}"
    return f"{value.day:02}/{value.month:02}/{value.year}"
