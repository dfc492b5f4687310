"""What a value is: an exact one, «trống», or not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final


class Special(Enum):
    """The two values that are no values.

    ``EMPTY`` is «trống», declared as none. ``UNKNOWN`` is what a missing fact or a quotient by 0 leaves behind:
    whatever really needs it is undecided.
    """

    EMPTY = "empty"
    UNKNOWN = "unknown"


EMPTY: Final = Special.EMPTY
UNKNOWN: Final = Special.UNKNOWN

Known = Fraction | date | bool | str | frozenset[str]
Value = Known | Special

#: The answer of a condition; ``UNKNOWN`` is the third truth value of Kleene.
Answer = bool | Special


def as_number(value: Value) -> Fraction:
    """A value that its type says is a number."""
    if not isinstance(value, Fraction):
        raise TypeError(f"not a number: {value!r}")
    return value


def read_date(text: str) -> date:
    """``31/12/2020`` or ``2020-12-31``."""
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def round_down(value: Fraction, places: int) -> Fraction:
    """The greatest multiple of the last place that is not above the value."""
    scale = 10**places
    return Fraction((value * scale).__floor__(), scale)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """«Rounding is half up»: 86,845 at two places is 86,85."""
    return round_down(value + Fraction(1, 2 * 10**places), places)


def as_decimal(value: Fraction, places: int) -> Decimal:
    """An exact decimal of a value that has no more than so many places."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {places} places")
    return Decimal(scaled.numerator).scaleb(-places)


def all_of(answers: list[Answer]) -> Answer:
    """Kleene's «and»: false as soon as one is false, whatever else is unknown."""
    if any(answer is False for answer in answers):
        return False
    return UNKNOWN if UNKNOWN in answers else True


def any_of(answers: list[Answer]) -> Answer:
    """Kleene's «or»: true as soon as one is true, whatever else is unknown."""
    if any(answer is True for answer in answers):
        return True
    return UNKNOWN if UNKNOWN in answers else False


def opposite(answer: Answer) -> Answer:
    """Kleene's «not»."""
    return UNKNOWN if answer is UNKNOWN else answer is False
