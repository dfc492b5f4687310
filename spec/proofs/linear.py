"""Linear forms over numbered variables, and inequalities between them, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

Number = Fraction | int


class Form:
    """A sum of variables with coefficients, plus a constant. Immutable by convention."""

    __slots__ = ("coefficients", "constant")

    def __init__(self, coefficients: Mapping[int, Number], constant: Number = 0) -> None:
        """Take coefficients as they are: none of them is 0."""
        self.coefficients = coefficients
        self.constant = constant

    def plus(self, other: Form, factor: Number = 1) -> Form:
        """This form plus ``factor`` times another."""
        if not other.coefficients:
            return Form(self.coefficients, self.constant + factor * other.constant)
        found = dict(self.coefficients)
        for variable, coefficient in other.coefficients.items():
            value = found.get(variable, 0) + factor * coefficient
            if value:
                found[variable] = value
            else:
                found.pop(variable, None)
        return Form(found, self.constant + factor * other.constant)

    def times(self, factor: Number) -> Form:
        """The form scaled."""
        if not factor:
            return ZERO
        scaled = {variable: factor * value for variable, value in self.coefficients.items()}
        return Form(scaled, factor * self.constant)

    def renamed(self, names: Mapping[int, int]) -> Form:
        """The form with other variables in place of some."""
        return Form({names.get(one, one): value for one, value in self.coefficients.items()}, self.constant)

    def value(self, assignment: Mapping[int, Number]) -> Number:
        """What it comes to; every variable has a value."""
        return self.constant + sum(value * assignment[one] for one, value in self.coefficients.items())

    @property
    def is_constant(self) -> bool:
        """Whether it has no variables."""
        return not self.coefficients

    def same_as(self, other: Form) -> bool:
        """Whether the two are the same form."""
        return self.constant == other.constant and dict(self.coefficients) == dict(other.coefficients)


ZERO = Form({})
ONE = Form({}, 1)


def variable(index: int) -> Form:
    """A variable alone."""
    return Form({index: 1})


def constant(value: Number) -> Form:
    """A number."""
    return Form({}, value)


@dataclass(frozen=True, slots=True)
class Constraint:
    """Σ coefficient × variable + constant ≥ 0, or > 0 where it is strict; coefficients are coprime whole numbers."""

    terms: tuple[tuple[int, int], ...]
    constant: int
    strict: bool

    def opposite(self, integers: frozenset[int] | set[int]) -> Constraint:
        """What holds exactly where this does not."""
        return normalised(
            {variable: -value for variable, value in self.terms}, -self.constant, not self.strict, integers
        )

    def renamed(self, names: Mapping[int, int]) -> Constraint:
        """The constraint on other variables."""
        return Constraint(
            tuple(sorted((names.get(one, one), value) for one, value in self.terms)),
            self.constant,
            self.strict,
        )


def at_least_zero(form: Form, integers: set[int], *, strict: bool = False) -> Constraint:
    """Form ≥ 0, or > 0."""
    return normalised(form.coefficients, form.constant, strict, integers)


def normalised(
    coefficients: Mapping[int, Number], constant_: Number, strict: bool, integers: frozenset[int] | set[int]
) -> Constraint:
    """Whole, coprime coefficients; where all variables are whole numbers the constant is tightened to one too."""
    scale = 1
    for value in coefficients.values():
        if type(value) is not int:
            scale = lcm(scale, value.denominator)
    whole = {variable: int(value * scale) for variable, value in coefficients.items()}
    rest: Number = constant_ * scale
    divisor = gcd(*whole.values()) if whole else 1
    if divisor > 1:
        whole = {variable: value // divisor for variable, value in whole.items()}
        rest = Fraction(rest) / divisor
    if whole and all(one in integers for one in whole):
        # Σ is a whole number: Σ > −r means Σ ≥ ⌊−r⌋ + 1, Σ ≥ −r means Σ ≥ ⌈−r⌉.
        floor = rest.numerator // rest.denominator
        rest = floor - 1 if strict and floor == rest else floor
        strict = False
    elif type(rest) is not int and rest.denominator != 1:
        whole = {variable: value * rest.denominator for variable, value in whole.items()}
        rest = rest.numerator
    return Constraint(tuple(sorted(whole.items())), int(rest), strict)
