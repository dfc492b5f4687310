"""Abstract values: every concrete value that a filling of the holes could give is inside.

``needs`` names what would settle a value; it is empty for what is settled.
"""

from dataclasses import dataclass
from fractions import Fraction

Bound = Fraction | int | None  # None: no bound on that side
Needs = frozenset[str]

NOTHING: Needs = frozenset()

#: What a quotient by 0 names as its reason.
ZERO_DIVISOR = "mẫu số bằng 0"


@dataclass(frozen=True, slots=True)
class Range:
    """A number or a day (as its ordinal).

    ``present``: it may be a number, between ``low`` and ``high``; ``empty``: it may be trống; ``undefined``: it may
    have no value at all, a quotient by 0.
    """

    low: Bound = None
    high: Bound = None
    present: bool = True
    empty: bool = False
    undefined: bool = False
    needs: Needs = NOTHING

    @property
    def settled(self) -> bool:
        """Whether it is one number."""
        return (
            self.present
            and not (self.empty or self.undefined)
            and self.low is not None
            and self.low == self.high
        )

    @property
    def surely_empty(self) -> bool:
        """Whether it can only be trống."""
        return self.empty and not (self.present or self.undefined)


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition: true, false, or open (None)."""

    value: bool | None
    needs: Needs = NOTHING


TRUE, FALSE = Truth(True), Truth(False)


@dataclass(frozen=True, slots=True)
class Options:
    """A choice, a text or a yes/no fact: the values it may have (None: any), and whether it may be trống."""

    values: frozenset[object] | None
    empty: bool = False
    needs: Needs = NOTHING


@dataclass(frozen=True, slots=True)
class Codes:
    """A subset: the codes it surely has, those it may have, and whether it may be (or is) trống."""

    surely: frozenset[str]
    maybe: frozenset[str]
    present: bool = True
    empty: bool = False
    needs: Needs = NOTHING


Abstract = Range | Truth | Options | Codes


def number(value: Fraction | int) -> Range:
    """One known number."""
    return Range(value, value)


def lowest(*bounds: Bound) -> Bound:
    """The lowest of lower bounds; none if one of them is none."""
    known = [bound for bound in bounds if bound is not None]
    return min(known) if len(known) == len(bounds) and known else None


def highest(*bounds: Bound) -> Bound:
    """The highest of upper bounds; none if one of them is none."""
    known = [bound for bound in bounds if bound is not None]
    return max(known) if len(known) == len(bounds) and known else None


def hull(ranges: list[Range]) -> Range:
    """The smallest range around several; none at all is trống."""
    with_number = [one for one in ranges if one.present]
    return Range(
        lowest(*(one.low for one in with_number)) if with_number else None,
        highest(*(one.high for one in with_number)) if with_number else None,
        present=bool(with_number),
        empty=any(one.empty for one in ranges) or not ranges,
        undefined=any(one.undefined for one in ranges),
        needs=NOTHING.union(*(one.needs for one in ranges)),
    )


def both(left: Range, right: Range, low: Bound, high: Bound) -> Range:
    """The result of arithmetic on two values: present only if both are, trống if one is, whatever the other is."""
    if left.surely_empty or right.surely_empty:
        return Range(present=False, empty=True, needs=left.needs | right.needs)
    return Range(
        low,
        high,
        present=left.present and right.present,
        empty=left.empty or right.empty,
        undefined=left.undefined or right.undefined,
        needs=left.needs | right.needs,
    )


def add(left: Range, right: Range) -> Range:
    """The sum."""
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return both(left, right, low, high)


def negate(value: Range) -> Range:
    """The value with the other sign."""
    low = None if value.high is None else -value.high
    high = None if value.low is None else -value.low
    return both(value, value, low, high)


def multiply(left: Range, right: Range) -> Range:
    """The product."""
    products = [_times(a, b) for a in _ends(left) for b in _ends(right)]
    finite = [product for product in products if isinstance(product, int | Fraction)]
    low = None if "-" in products else min(finite, default=0)
    high = None if "+" in products else max(finite, default=0)
    return both(left, right, low, high)


_End = Fraction | int | str  # "-" and "+" are the infinities


def _ends(value: Range) -> tuple[_End, _End]:
    return ("-" if value.low is None else value.low, "+" if value.high is None else value.high)


def _times(a: _End, b: _End) -> _End:
    if isinstance(a, str) or isinstance(b, str):
        signs = _sign(a) * _sign(b)
        return 0 if signs == 0 else "+" if signs > 0 else "-"
    return a * b


def _sign(end: _End) -> int:
    if isinstance(end, str):
        return 1 if end == "+" else -1
    return (end > 0) - (end < 0)


def divide(left: Range, right: Range) -> Range:
    """The quotient; undefined where the divisor may be 0."""
    if not right.present or left.surely_empty:
        return both(left, right, None, None)
    low, high = right.low, right.high
    may_be_zero = (low is None or low <= 0) and (high is None or high >= 0)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return multiply(left, _reciprocal(right, low, high))
    assert may_be_zero
    if low == 0 == high:
        return Range(
            None,
            None,
            present=False,
            empty=left.empty or right.empty,
            undefined=True,
            needs=left.needs | right.needs,
        )
    if low == 0 and high != 0:
        inverse = both(right, right, 0 if high is None else Fraction(1) / high, None)
    elif high == 0:
        inverse = both(right, right, None, 0 if low is None else Fraction(1) / low)
    else:
        inverse = both(right, right, None, None)
    found = multiply(left, inverse)
    return Range(found.low, found.high, found.present, found.empty, True, found.needs)


def _reciprocal(value: Range, low: Bound, high: Bound) -> Range:
    new_low = 0 if high is None else Fraction(1) / high
    new_high = 0 if low is None else Fraction(1) / low
    return both(value, value, new_low, new_high)
