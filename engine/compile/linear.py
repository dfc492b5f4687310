"""Quotients of sums of counts, such as a survey's (A × 100% + B × 60%) / (A + B), in whole numbers.

The constants are brought to one denominator beforehand, so that scoring adds and multiplies integers only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from engine.rounding import exact
from spec.model import expressions as e
from spec.model.expressions import ValueType

if TYPE_CHECKING:
    from engine.compile.expressions import Compiler, Values


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of constants × counts."""

    coefficients: dict[int, Fraction]
    constant: Fraction = Fraction(0)

    def scaled(self, factor: Fraction) -> Linear:
        """Everything times a constant."""
        return Linear({slot: c * factor for slot, c in self.coefficients.items()}, self.constant * factor)

    def plus(self, other: Linear) -> Linear:
        """The sum of two."""
        slots = {**self.coefficients}
        for slot, coefficient in other.coefficients.items():
            slots[slot] = slots.get(slot, Fraction(0)) + coefficient
        return Linear(slots, self.constant + other.constant)


def linear(node: e.Expression, compiler: Compiler) -> Linear | None:
    """An expression as a sum of constants × counts; None if it is none."""
    node = compiler.inline(node)
    match node:
        case e.Number(value=value):
            return Linear({}, Fraction(exact(value)))
        case e.FactValue(type=ValueType.COUNT | ValueType.NUMBER | ValueType.RATIO, nullable=False):
            slot = compiler.slot(node)
            return None if slot is None else Linear({slot: Fraction(1)})
        case e.Sum(terms=terms):
            return _sum(terms, compiler)
        case e.Product(factors=factors) if not node.nullable:
            return _product(factors, compiler)
        case _:
            return None


def _sum(terms: tuple[e.Term, ...], compiler: Compiler) -> Linear | None:
    total = Linear({})
    for term in terms:
        part = linear(term.value, compiler)
        if part is None:
            return None
        total = total.plus(part if term.sign == "+" else part.scaled(Fraction(-1)))
    return total


def _product(factors: tuple[e.Factor, ...], compiler: Compiler) -> Linear | None:
    result = Linear({}, Fraction(1))
    for factor in factors:
        part = linear(factor.value, compiler)
        if part is None:
            return None
        if not part.coefficients:
            if factor.operator == "/" and part.constant == 0:
                return None
            result = result.scaled(part.constant if factor.operator == "*" else 1 / part.constant)
        elif factor.operator == "*" and not result.coefficients:
            result = part.scaled(result.constant)
        else:
            return None
    return result


WholeQuotient = tuple[Callable[["Values"], int], Callable[["Values"], int]]


def whole_quotient(node: e.Expression, compiler: Compiler) -> WholeQuotient | None:
    """Numerator and denominator of a quotient of two linear sums, as whole numbers with the same sign rules."""
    node = compiler.inline(node)
    if not isinstance(node, e.Product) or len(node.factors) != 2 or node.factors[1].operator != "/":
        return None
    over, under = (linear(factor.value, compiler) for factor in node.factors)
    if over is None or under is None:
        return None
    denominators = [
        c.denominator for part in (over, under) for c in (*part.coefficients.values(), part.constant)
    ]
    scale = Fraction(lcm(*denominators))
    return _whole(over.scaled(scale)), _whole(under.scaled(scale))


def _whole(part: Linear) -> Callable[[Values], int]:
    terms = [(slot, int(coefficient)) for slot, coefficient in part.coefficients.items() if coefficient]
    constant = int(part.constant)
    if len(terms) == 1 and not constant and terms[0][1] == 1:
        only = terms[0][0]
        return lambda f: f[only]

    match terms:  # the lengths that occur, without a loop
        case [(a, p), (b, q)]:
            return lambda f: constant + p * f[a] + q * f[b]
        case [(a, p), (b, q), (c, r)]:
            return lambda f: constant + p * f[a] + q * f[b] + r * f[c]
        case [(a, p), (b, q), (c, r), (d, s)]:
            return lambda f: constant + p * f[a] + q * f[b] + r * f[c] + s * f[d]
        case _:
            pass

    def whole(f: Values) -> int:
        total = constant
        for slot, coefficient in terms:
            total += coefficient * f[slot]
        return total

    return whole
