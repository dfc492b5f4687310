"""One value of a declaration, drawn at random but fond of the edges."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from spec.model import CriteriaSet, Fact, ValueType
from tests.generated.domains import STEPS, middle_of_year
from tests.generated.ranges import on_axis
from tests.generated.walk import Constants, constants
from tests.generated.written import plain

#: How far from its limits a value without limits may be drawn.
_REACH = {
    ValueType.COUNT: Fraction(15),
    ValueType.NUMBER: Fraction(40),
    ValueType.RATIO: Fraction(1),
    ValueType.DATE: Fraction(200),
}
_TEXTS = ("A1", "Số 2/KH", "H1", "H2", "H3", "Quyết định 15")

Limits = tuple[Fraction | None, Fraction | None]


class Drawing:
    """Draws values in the form of a facts document.

    A ``careful`` one seldom leaves anything trống or 0, so that most leaves can be scored.
    """

    def __init__(self, criteria: CriteriaSet, random: Random, *, careful: bool = False) -> None:
        self.criteria = criteria
        self.random = random
        self.careful = careful
        self.constants: Constants = constants(criteria)
        self._places: dict[tuple[str, ValueType], list[int]] = {}

    def value(self, fact: Fact, limits: Limits) -> Any:
        """A value inside its limits, or trống where that is a value."""
        if fact.nullable and self.is_empty():
            return None
        if fact.type in STEPS:
            return self.written(fact.type, self._point(fact, limits))
        if fact.type is ValueType.BOOLEAN:
            return self.random.random() < 0.5
        codes = [code.code for code in fact.codes]
        if fact.type is ValueType.CHOICE:
            return self.random.choice(codes)
        if fact.type is ValueType.SUBSET:
            size = self.random.choice((0, len(codes), self.random.randint(0, len(codes))))
            return self.random.sample(codes, size)
        compared = [one for one in self.constants.get(fact.name, []) if isinstance(one, str)]
        return self.random.choice([*_TEXTS, *compared])

    def is_empty(self) -> bool:
        """Whether a value that can be trống is so this time."""
        return self.random.random() < (0.03 if self.careful else 0.25)

    def _point(self, fact: Fact, limits: Limits) -> Fraction:
        """A point of the fact's grid: often a limit, a constant that it is compared with, or one beside it."""
        low, high = self._range(fact.type, limits)
        step = STEPS[fact.type]
        first, last = -(-low // step), high // step
        if self.careful and first <= 0 < last:
            first, low = 1, step
        if first > last:
            raise ValueError(f"no value of {fact.name} fits between {low} and {high}")
        if self.random.random() < 0.5:
            beside = (place + shift for place in self._compared(fact) for shift in (-1, 0, 0, 1))
            able = [place for place in beside if first <= place <= last]
            return self.random.choice([*able, first, last]) * step
        if self.random.random() < 0.5 and fact.type is not ValueType.DATE:
            last = min(last, first + 6)
        return self.random.randint(int(first), int(last)) * step

    def _compared(self, fact: Fact) -> list[int]:
        """The constants that a fact is compared with, and 0, as whole numbers of its steps, for fractions are slow."""
        known = self._places.get((fact.name, fact.type))
        if known is None:
            compared = [on_axis(one) for one in self.constants.get(fact.name, [])]
            places = [point / STEPS[fact.type] for point in [*compared, Fraction(0)] if point is not None]
            known = [int(place) for place in places if place.denominator == 1]
            self._places[fact.name, fact.type] = known
        return known

    def _range(self, type_: ValueType, limits: Limits) -> tuple[Fraction, Fraction]:
        """Limits on both sides, near to what is usual where the declaration sets none."""
        low, high = limits
        reach = _REACH[type_]
        middle = middle_of_year(self.criteria.year) if type_ is ValueType.DATE else Fraction(0)
        if low is None and high is None:
            low = middle - (reach if type_ is ValueType.DATE else 3 * STEPS[type_])
        if low is None:
            assert high is not None
            low = min(high, middle) - reach
        return low, low + reach if high is None else high

    def written(self, type_: ValueType, point: Fraction) -> Any:
        """A point of the axis as a facts document writes it."""
        if type_ is ValueType.DATE:
            day = date.fromordinal(int(point))
            return (
                day.isoformat() if self.random.random() < 0.5 else f"{day.day:02}/{day.month:02}/{day.year}"
            )
        if type_ is ValueType.RATIO:
            point *= 100
        if point.denominator == 1 and self.random.random() < 0.9:
            return int(point)
        return plain(point)
