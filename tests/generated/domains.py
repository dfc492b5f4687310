"""Domains of facts, worded as decisions word them, and what interval they leave."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from spec.model import ValueType
from tests.generated.written import Interval, day, number, percentage

COUNT, NUMBER, RATIO, DATE = ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO, ValueType.DATE

#: The smallest difference between two values of a type.
STEPS = {COUNT: Fraction(1), NUMBER: Fraction(1, 100), RATIO: Fraction(1, 1000), DATE: Fraction(1)}


def literal(type_: ValueType, value: Fraction, year: int) -> str:
    """A value of a type as the language writes it."""
    if type_ is DATE:
        return day(date.fromordinal(int(value)), year)
    return percentage(value) if type_ is RATIO else number(value)


def middle_of_year(year: int) -> Fraction:
    """A date in the middle of what is usual."""
    return Fraction(date(year, 6, 30).toordinal())


def _two_bounds(random: Random, type_: ValueType, year: int) -> tuple[Fraction, Fraction]:
    if type_ is COUNT:
        low = Fraction(random.choice((0, 0, 0, 1, 1, 2)))
        return low, low + random.choice((3, 4, 9, 12, 20))
    if type_ is NUMBER:
        low = Fraction(random.choice((0, 0, 5, 25)), 10)
        return low, low + Fraction(random.choice((25, 100, 1000)), 10)
    if type_ is RATIO:
        return Fraction(0), Fraction(random.choice((100, 100, 100, 150)), 100)
    first = date(year, 1, 1).toordinal() + random.choice((-40, 0, 0, 31))
    return Fraction(first), Fraction(first + random.choice((59, 180, 364)))


def constant_domain(random: Random, type_: ValueType, year: int) -> tuple[str, Interval]:
    """A domain between constants, or none at all."""
    low, high = _two_bounds(random, type_, year)
    step = STEPS[type_]
    a, b = literal(type_, low, year), literal(type_, high, year)
    choices = [
        (f"từ {a} đến {b}", Interval(low, high)),
        (f"từ {a} đến dưới {b}", Interval(low, high - step)),
        (f"trên {a} đến {b}", Interval(low + step, high)),
        (f"từ {a}", Interval(low)),
        (f"từ {a} trở lên", Interval(low)),
        (f"trên {a}", Interval(low + step)),
        (f"không quá {b}", Interval(None, high)),
        ("", Interval()),
    ]
    if type_ is DATE:
        choices[:3] = [(f"từ {a} đến hết {b}", Interval(low, high))]
        choices += [
            (f"trước {b}", Interval(None, high - step)),
            (f"sau {a}", Interval(low + step)),
            ("", Interval()),
        ]
    elif type_ is COUNT:
        choices += [("từ 0", Interval(Fraction(0))), (f"ít nhất {a}", Interval(low))] * 2
    return random.choice(choices)


def fact_domain(
    random: Random, type_: ValueType, other: str, around: Interval, year: int
) -> tuple[str, Interval]:
    """A domain that another fact bounds; it never comes out empty, whatever that fact is."""
    choices = [
        (f"không quá {other}", Interval(None, around.high)),
        (f"từ {other}", Interval(around.low, None)),
    ]
    if around.low is not None:
        low = literal(type_, around.low, year)
        choices += [(f"từ {low} đến {other}", around)] * 3
    if around.high is not None:
        high = literal(type_, around.high, year)
        choices.append((f"từ {other} đến {high}", around))
    return random.choice(choices)
