"""What an expression comes to on one way through a leaf: a quotient of two linear forms, trống, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from spec.proofs.linear import ONE, ZERO, Form, Number, constant


@dataclass(frozen=True, slots=True)
class Ratio:
    """``top`` / ``bottom``; the bottom is above 0 wherever the value is used."""

    top: Form
    bottom: Form = ONE

    @property
    def is_constant(self) -> bool:
        """Whether it is one number."""
        return self.top.is_constant and self.bottom.is_constant

    @property
    def number(self) -> Number:
        """The number that a constant is."""
        return self.top.constant if self.bottom is ONE else Fraction(self.top.constant) / self.bottom.constant


@dataclass(frozen=True, slots=True)
class Empty:
    """Trống."""


@dataclass(frozen=True, slots=True)
class NoValue:
    """A quotient by 0; ``line`` is where it is written. 0 where it is the points of a leaf that is pending."""

    line: int


EMPTY: Final = Empty()
Value = Ratio | Empty | NoValue


def whole(value: Number) -> Ratio:
    """A number."""
    return Ratio(constant(value))


NOTHING: Final = Ratio(ZERO)


def scaled(value: Ratio, factor: Number) -> Ratio:
    """The value times a number."""
    return Ratio(value.top.times(factor), value.bottom)
