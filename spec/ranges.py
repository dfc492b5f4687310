"""Ranges of one value, as conditions with constants cut them out of the line of numbers (or days)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from spec.model import expressions as e


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A place between two values: just below ``value`` (side 0) or just above it (side 1)."""

    value: Fraction
    side: int


#: From, to; None is infinity.
Range = tuple[Cut | None, Cut | None]

EVERYTHING: Range = (None, None)


def compared(condition: e.Expression) -> tuple[e.Expression, Range] | None:
    """The value that a condition compares with constants, and the range in which it holds."""
    match condition:
        case e.Compare(operator=operator, left=left, right=right) if (number := _constant(right)) is not None:
            below, above = Cut(number, 0), Cut(number, 1)
            ranges: dict[str, Range] = {
                ">=": (below, None),
                ">": (above, None),
                "<=": (None, above),
                "<": (None, below),
                "=": (below, above),
            }
            return (left, ranges[operator]) if operator in ranges else None
        case e.Between(value=value, low=low, high=high):
            start, end = _constant(low), _constant(high)
            if start is None or end is None:
                return None
            return value, (
                Cut(start, 0 if condition.low_inclusive else 1),
                Cut(end, 1 if condition.high_inclusive else 0),
            )
        case _:
            return None


def _constant(node: e.Expression) -> Fraction | None:
    if isinstance(node, e.Number):
        return Fraction(node.value)
    return Fraction(node.value.toordinal()) if isinstance(node, e.DateLiteral) else None


def common(one: Range, other: Range) -> Range | None:
    """What two ranges share; None if nothing."""
    low = max((cut for cut in (one[0], other[0]) if cut is not None), default=None)
    high = min((cut for cut in (one[1], other[1]) if cut is not None), default=None)
    return (low, high) if low is None or high is None or low < high else None


def without(one: Range, taken: Range) -> list[Range]:
    """What is left of a range, from the lowest on."""
    sides: list[Range] = []
    if taken[0] is not None:
        sides.append((None, taken[0]))
    if taken[1] is not None:
        sides.append((taken[1], None))
    return [part for side in sides if (part := common(one, side)) is not None]


def gaps(ranges: Iterable[Range]) -> list[Range]:
    """What is in none of the ranges."""
    left = [EVERYTHING]
    for taken in ranges:
        left = [part for one in left for part in without(one, taken)]
    return left


def between_whole(one: Range) -> Range:
    """The range cut between whole numbers, so that nothing lies between 1 and 2."""
    low, high = (None if cut is None else _before_whole(cut) for cut in one)
    return low, high


def _before_whole(cut: Cut) -> Cut:
    return Cut(Fraction(ceil(cut.value) if cut.side == 0 else floor(cut.value) + 1), 0)
