"""Exact rounding and exact decimal text. Half is always rounded up (away from the lower neighbour)."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


def half_up(value: Fraction | int, places: int) -> int:
    """The value in units of 10^-places, rounded half up: 86,845 at 2 places is 8685."""
    scaled: Fraction | int = value * 10**places
    if isinstance(scaled, int):
        return scaled
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


def text(units: int, places: int) -> str:
    """A whole number of units of 10^-places as a decimal string without superfluous zeros: 11364 at 3 is 11.364."""
    if places == 0 or units == 0:
        return str(units)
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(places + 1, "0")
    fraction = digits[-places:].rstrip("0")
    return f"{sign}{digits[:-places]}.{fraction}" if fraction else f"{sign}{digits[:-places]}"


def units(value: Decimal, places: int) -> int:
    """A decimal that is a multiple of 10^-places in those units."""
    return int(value.scaleb(places))


@lru_cache(maxsize=4096)
def exact(value: Decimal) -> Fraction | int:
    """A decimal as the exact number that arithmetic works on; whole ones as ints, which are faster.

    The numbers of a set come again and again.
    """
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction
