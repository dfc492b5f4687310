"""The value of an expression, by the meaning that spec/model/expressions.py and docs/language.md give.

Two rules run through everything. «Arithmetic with it is trống»: one trống operand makes the result trống. And what
is not known leaves unknown whatever really needs it, while «a condition whose known part already decides it is
decided».
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from spec.model import CriteriaSet, Leaf
from spec.model import expressions as ex
from tests.reference import tables
from tests.reference.facts import Row, UnitFacts
from tests.reference.values import (
    EMPTY,
    UNKNOWN,
    Answer,
    Known,
    Special,
    Value,
    all_of,
    any_of,
    as_number,
    opposite,
)

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "<>": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def _nothing_to_read(name: str) -> Value:
    raise LookupError(f"{name} cannot be read here")


@dataclass(frozen=True)
class Scope:
    """All that an expression can see: the unit, its own leaf, the rows around it, and what others came to."""

    criteria: CriteriaSet
    unit: UnitFacts
    leaf: Leaf | None = None
    rows: tuple[tuple[str, Row], ...] = ()
    points_of: Callable[[str], Value] = _nothing_to_read
    best: Callable[[str], Value] = _nothing_to_read
    ratio_of: Callable[[str], Value] = _nothing_to_read
    lowest_area: Callable[[], Value] = lambda: _nothing_to_read("the lowest area")

    def inside(self, table: str, row: Row) -> Scope:
        """The same scope within one more row."""
        return replace(self, rows=(*self.rows, (table, row)))


def evaluate(node: ex.Expression, scope: Scope) -> Value:
    """The value of any expression: here those that are read somewhere."""
    match node:
        case ex.Number():
            return Fraction(node.value)
        case ex.DateLiteral() | ex.Truth() | ex.Text() | ex.Code():
            return node.value
        case ex.FactValue():
            return scope.unit.fact(node.name, node.field)
        case ex.PreviousValue():
            return scope.unit.previous(node.name, node.field)
        case ex.BestValue():
            return scope.best(node.name)
        case ex.ColumnValue():
            table, row = scope.rows[-1 - node.depth]
            return scope.unit.cell(table, row, node.column)
        case ex.DefinitionValue():
            return _definition(node, scope)
        case ex.LeafPoints():
            return scope.points_of(node.leaf)
        case ex.MaximumPoints():
            assert scope.leaf is not None
            return Fraction(scope.leaf.maximum)
        case ex.PointRatio():
            return scope.ratio_of(node.number)
        case ex.LowestArea():
            return scope.lowest_area()
        case _:
            return _computed(node, scope)


def _computed(node: ex.Expression, scope: Scope) -> Value:
    """The value of an expression that is made of others."""
    match node:
        case ex.Sum():
            return _sum(node, scope)
        case ex.Product():
            return _product(node, scope)
        case ex.Extreme():
            return extreme(node.function, [evaluate(value, scope) for value in node.values])
        case ex.Floor():
            return _applied(lambda value: Fraction(value.__floor__()), evaluate(node.value, scope))
        case ex.SubsetSize():
            return _applied(lambda codes: Fraction(len(codes)), evaluate(node.subset, scope))
        case ex.Aggregate():
            return tables.aggregate(node, scope)
        case ex.Listing():
            raise LookupError("a listing belongs to reasons")
        case _:
            return condition(node, scope)


def condition(node: ex.Expression, scope: Scope) -> Answer:
    """Whether a condition holds. A trống answer (a yes/no fact declared as none) is false: «`có` with it is false»."""
    match node:
        case ex.Compare():
            return _compare(node.operator, evaluate(node.left, scope), evaluate(node.right, scope))
        case ex.Between():
            return _between(node, scope)
        case ex.Membership():
            return _member(node, evaluate(node.subset, scope))
        case ex.Emptiness():
            value = evaluate(node.value, scope)
            return UNKNOWN if value is UNKNOWN else (value is EMPTY) != node.negated
        case ex.Not():
            return opposite(condition(node.value, scope))
        case ex.And():
            return all_of([condition(value, scope) for value in node.values])
        case ex.Or():
            return any_of([condition(value, scope) for value in node.values])
        case ex.Exists():
            return tables.exists(node, scope)
        case ex.Every():
            return tables.every(node, scope)
        case _:
            value = evaluate(node, scope)
            if value is EMPTY:
                return False
            assert isinstance(value, bool) or value is UNKNOWN
            return value


def _compare(operator: str, left: Value, right: Value) -> Answer:
    """«Any comparison … with it is false, also `<>`», even with a value that is not known."""
    if EMPTY in (left, right):
        return False
    if UNKNOWN in (left, right):
        return UNKNOWN
    return _COMPARISONS[operator](left, right)


def _between(node: ex.Between, scope: Scope) -> Answer:
    """Both comparisons hold; one that does not decides, also where the other bound is not known."""
    value = evaluate(node.value, scope)
    low = _compare(">=" if node.low_inclusive else ">", value, evaluate(node.low, scope))
    high = _compare("<=" if node.high_inclusive else "<", value, evaluate(node.high, scope))
    return all_of([low, high])


def _member(node: ex.Membership, subset: Value) -> Answer:
    """«`có` with it is false»: a trống subset neither has nor lacks a code."""
    if subset is UNKNOWN:
        return UNKNOWN
    if subset is EMPTY:
        return False
    assert isinstance(subset, frozenset)
    return (node.code in subset) != node.negated


def _definition(node: ex.DefinitionValue, scope: Scope) -> Value:
    """«`đặt` is evaluated only where it is read»: as if it were written there, outside of any row."""
    if node.scope == "leaf":
        assert scope.leaf is not None
        definitions = scope.leaf.definitions
    else:
        definitions = scope.criteria.definitions
    definition = next(one for one in definitions if one.name == node.name)
    return evaluate(definition.value, replace(scope, rows=()))


def _sum(node: ex.Sum, scope: Scope) -> Value:
    """Terms from left to right; a date and days make a date, two dates make days."""
    values = [evaluate(term.value, scope) for term in node.terms]
    if EMPTY in values:
        return EMPTY
    if UNKNOWN in values:
        return UNKNOWN
    total: Value = Fraction(0)
    for term, value in zip(node.terms, values, strict=True):
        total = _added(total, value, 1 if term.sign == "+" else -1)
    return total


def _added(total: Value, value: Value, sign: int) -> Value:
    if isinstance(total, date):
        if isinstance(value, date):
            return Fraction((total - value).days)
        return total + timedelta(days=sign * int(as_number(value)))
    if isinstance(value, date):
        return value + timedelta(days=int(as_number(total)))
    return as_number(total) + sign * as_number(value)


def _product(node: ex.Product, scope: Scope) -> Value:
    """Factors from left to right; «a quotient by 0 … is still reached»: it has no value."""
    values = [evaluate(factor.value, scope) for factor in node.factors]
    if EMPTY in values:
        return EMPTY
    if UNKNOWN in values:
        return UNKNOWN
    product = Fraction(1)
    for factor, value in zip(node.factors, values, strict=True):
        number = as_number(value)
        if factor.operator == "*":
            product *= number
        elif number == 0:
            return UNKNOWN
        else:
            product /= number
    return product


def extreme(function: str, values: list[Value]) -> Value:
    """The greatest or smallest; «trống ones are passed over, and all trống is trống»."""
    if UNKNOWN in values:
        return UNKNOWN
    there: list[Any] = [value for value in values if value is not EMPTY]
    if not there:
        return EMPTY
    largest: Known = max(there) if function == "greatest" else min(there)
    return largest


def _applied(function: Callable[[Any], Value], value: Value) -> Value:
    return value if isinstance(value, Special) else function(value)
