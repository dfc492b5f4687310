"""Callables for the conditions that sets mostly consist of, each without a call to another callable.

``comparison``, ``emptiness`` and ``negation`` recognise them and return None for everything else, which then goes the
general way. All numbers stay exact: a quotient is compared by cross-multiplication, a fraction by the integers it is
made of.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.compile.undecided import Undecided
from engine.rounding import exact
from spec.model import expressions as e

if TYPE_CHECKING:
    from engine.compile.expressions import Compiled, Compiler, Values

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(node: e.Compare, compiler: Compiler) -> Compiled | None:
    """A comparison of a plain value or a quotient with a constant, or of two columns."""
    right = compiler.inline(node.right)
    match right:
        case e.Number(value=value):
            return _with_number(node, exact(value), compiler)
        case e.DateLiteral(value=day):
            return _with_day(node, day.toordinal(), compiler)
        case e.Code(value=code):
            return _with_code(node, code, compiler)
        case e.ColumnValue():
            return _columns(node, right, compiler)
        case _:
            return _slots(node, compiler)


def _slots(node: e.Compare, compiler: Compiler) -> Compiled | None:
    """Two plain facts."""
    left, right, holds = compiler.slot(node.left), compiler.slot(node.right), OPERATORS[node.operator]
    return None if left is None or right is None else lambda f: holds(f[left], f[right])


# ---- Against constants


def _with_number(node: e.Compare, constant: Fraction | int, compiler: Compiler) -> Compiled | None:
    slot = compiler.slot(node.left)
    if slot is not None:
        if compiler.is_count(node.left):
            return _count(node.operator, slot, constant)
        return _fraction(node.operator, slot, constant)
    if isinstance(node.left, e.ColumnValue) and not node.left.nullable:
        return _cell_with_number(node.operator, *compiler.cell(node.left), constant)
    nullable = compiler.any_slot(node.left)
    if nullable is not None:
        return _nullable(node.operator, nullable, constant)
    quotient = compiler.quotient_slots(node.left)
    return None if quotient is None else _quotient(node.operator, *quotient, constant)


def _count(symbol: str, slot: int, constant: Fraction | int) -> Compiled:
    if symbol == ">=":
        return lambda f: f[slot] >= constant
    if symbol == ">":
        return lambda f: f[slot] > constant
    if symbol == "=":
        return lambda f: f[slot] == constant
    holds = OPERATORS[symbol]
    return lambda f: holds(f[slot], constant)


def _fraction(symbol: str, slot: int, constant: Fraction | int) -> Compiled:
    """A decimal fact: comparing Fractions costs ten times as much as comparing the integers they are made of."""
    p, q, holds = constant.numerator, constant.denominator, OPERATORS[symbol]

    def compare(f: Values) -> bool:
        value = f[slot]
        return holds(value.numerator * q, p * value.denominator)

    return compare


def _cell_with_number(symbol: str, row: int, column: int, constant: Fraction | int) -> Compiled:
    if symbol == "<=":
        return lambda f: f[row][column] <= constant
    if symbol == ">=":
        return lambda f: f[row][column] >= constant
    holds = OPERATORS[symbol]
    return lambda f: holds(f[row][column], constant)


def _quotient(symbol: str, over: int, under: int, constant: Fraction | int) -> Compiled:
    """A / b against p / q as a × q against p × b, which needs no division while b is positive."""
    p, q, holds = constant.numerator, constant.denominator, OPERATORS[symbol]

    def compare(f: Values) -> bool:
        divisor = f[under]
        if divisor > 0:
            return holds(f[over] * q, p * divisor)
        if divisor == 0:
            raise Undecided
        return holds(-f[over] * q, -p * divisor)

    return compare


def between(node: e.Between, compiler: Compiler) -> Compiled | None:
    """A plain count, or a quotient of two facts, between two constants."""
    low, high = compiler.inline(node.low), compiler.inline(node.high)
    if not (isinstance(low, e.Number) and isinstance(high, e.Number)):
        return None
    above = e.Compare(
        type=node.type, operator=">=" if node.low_inclusive else ">", left=node.value, right=low
    )
    below = e.Compare(
        type=node.type, operator="<=" if node.high_inclusive else "<", left=node.value, right=high
    )
    first, second = comparison(above, compiler), comparison(below, compiler)
    if first is None or second is None:
        return None
    return lambda f: first(f) and second(f)


def _with_day(node: e.Compare, day: int, compiler: Compiler) -> Compiled | None:
    found = compiler.any_slot(node.left)
    return None if found is None else _nullable(node.operator, found, day)


def _nullable(symbol: str, slot: int, constant: Fraction | int) -> Compiled:
    holds = OPERATORS[symbol]

    def compare(f: Values) -> bool:
        value = f[slot]
        return value is not None and holds(value, constant)

    return compare


def _with_code(node: e.Compare, code: str, compiler: Compiler) -> Compiled | None:
    if node.operator not in ("=", "<>") or node.left.nullable:
        return None
    equal = node.operator == "="
    if isinstance(node.left, e.ColumnValue):
        row, column = compiler.cell(node.left)
        return lambda f: (f[row][column] == code) is equal
    slot = compiler.slot(node.left)
    return None if slot is None else lambda f: (f[slot] == code) is equal


# ---- Columns


def emptiness(node: e.Emptiness, compiler: Compiler) -> Compiled | None:
    """A column or a plain fact that is, or is not, trống."""
    negated = node.negated
    if isinstance(node.value, e.ColumnValue):
        row, column = compiler.cell(node.value)
        return lambda f: (f[row][column] is None) is not negated
    slot = compiler.any_slot(node.value)
    return None if slot is None else lambda f: (f[slot] is None) is not negated


def negation(node: e.Not, compiler: Compiler) -> Compiled | None:
    """A column or a plain fact that is not so; what is trống is not so either."""
    if isinstance(node.value, e.ColumnValue):
        row, column = compiler.cell(node.value)
        return lambda f: not f[row][column]
    slot = compiler.any_slot(node.value)
    return None if slot is None else lambda f: not f[slot]


def _columns(node: e.Compare, right: e.ColumnValue, compiler: Compiler) -> Compiled | None:
    if not isinstance(node.left, e.ColumnValue):
        return None
    (row, column), (other_row, other_column) = compiler.cell(node.left), compiler.cell(right)
    holds = OPERATORS[node.operator]
    if not (node.left.nullable or right.nullable):
        return lambda f: holds(f[row][column], f[other_row][other_column])

    def compare(f: Values) -> bool:
        a, b = f[row][column], f[other_row][other_column]
        return a is not None and b is not None and holds(a, b)

    return compare
