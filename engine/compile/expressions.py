"""Conditions and formulas as callables: one compiling function per kind of expression.

Numbers are ints where whole and Fractions otherwise, days are ordinals, trống is None. A comparison with trống is
false; arithmetic with trống is trống. The most frequent shapes (a fact against a constant, a quotient of two facts
against a percentage) have a callable of their own, because most of a set consists of them.
"""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from engine.compile import fused, rows
from engine.compile.fused import OPERATORS
from engine.compile.undecided import Undecided
from engine.layout import UNSET, Layout
from engine.rounding import exact
from spec.model import expressions as e
from spec.model.expressions import ValueType

Values = list[Any]
Compiled = Callable[[Values], Any]


def constantly(value: Any) -> Compiled:
    """A callable that gives one value, whatever the facts are."""
    return lambda _facts: value


class Compiler:
    """Compiles the expressions of one scope: a leaf (by its number) or the set ("")."""

    def __init__(
        self,
        layout: Layout,
        scope: str,
        definitions: Mapping[tuple[str, str], e.Expression],
        uses: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self.layout = layout
        #: How often rules and definitions read each definition: one that is read once needs no keeping.
        self.uses = uses or {}
        self.scope = scope
        self.definitions = definitions
        #: The leaf's maximum, for «điểm tối đa».
        self.maximum: Fraction | int = 0
        #: Definitions that are compiled already: each may be read many times, by many others.
        self.known: dict[tuple[str, str], Compiled] = {}

    def compile(self, node: e.Expression) -> Compiled:
        """The callable of any expression."""
        compiled: Compiled = getattr(self, "_" + node.kind)(node)
        return compiled

    def inline(self, node: e.Expression) -> e.Expression:
        """The expression behind a chain of definitions, for recognising shapes."""
        while isinstance(node, e.DefinitionValue):
            node = self.definitions[self.scope if node.scope == "leaf" else "", node.name]
        return node

    def slot(self, node: e.Expression) -> int | None:
        """The place of a plain value that is never trống; None for anything else."""
        node = self.inline(node)
        if isinstance(node, e.FactValue) and not node.nullable:
            return self.layout.facts[node.name, node.field]
        return None

    def is_count(self, node: e.Expression) -> bool:
        """Whether a plain value is a whole number."""
        return self.inline(node).type is ValueType.COUNT

    def any_slot(self, node: e.Expression) -> int | None:
        """The place of a plain value, which may be trống; None for anything else."""
        node = self.inline(node)
        match node:
            case e.FactValue(name=name, field=part):
                return self.layout.facts[name, part]
            case e.PreviousValue(name=name, field=part):
                return self.layout.previous[name, part]
            case e.LeafPoints(leaf=leaf):
                return self.layout.leaf_points[leaf]
            case _:
                return None

    def quotient_slots(self, node: e.Expression) -> tuple[int, int] | None:
        """The places of a / b where both are plain values; None for anything else."""
        return self._quotient_of(node, self.slot)

    def nullable_quotient_slots(self, node: e.Expression) -> tuple[int, int] | None:
        """The places of a / b where both are plain values that may be trống; None for anything else."""
        return self._quotient_of(node, self.any_slot)

    def _quotient_of(
        self, node: e.Expression, place: Callable[[e.Expression], int | None]
    ) -> tuple[int, int] | None:
        node = self.inline(node)
        if isinstance(node, e.Product) and len(node.factors) == 2 and node.factors[1].operator == "/":
            over, under = place(node.factors[0].value), place(node.factors[1].value)
            if over is not None and under is not None:
                return over, under
        return None

    # ---- Values

    def _number(self, node: e.Number) -> Compiled:
        return constantly(exact(node.value))

    def _date(self, node: e.DateLiteral) -> Compiled:
        return constantly(node.value.toordinal())

    def _truth(self, node: e.Truth) -> Compiled:
        return constantly(node.value)

    def _text(self, node: e.Text) -> Compiled:
        return constantly(node.value)

    def _code(self, node: e.Code) -> Compiled:
        return constantly(node.value)

    def _fact(self, node: e.FactValue) -> Compiled:
        return operator.itemgetter(self.layout.facts[node.name, node.field])

    def _previous(self, node: e.PreviousValue) -> Compiled:
        return operator.itemgetter(self.layout.previous[node.name, node.field])

    def _best(self, node: e.BestValue) -> Compiled:
        return operator.itemgetter(self.layout.best[node.name])

    def _leaf_points(self, node: e.LeafPoints) -> Compiled:
        return operator.itemgetter(self.layout.leaf_points[node.leaf])

    def _column(self, node: e.ColumnValue) -> Compiled:
        row, column = self.cell(node)
        return lambda f: f[row][column]

    def _maximum_points(self, _node: e.MaximumPoints) -> Compiled:
        return constantly(self.maximum)

    def _definition(self, node: e.DefinitionValue) -> Compiled:
        """Worked out where it is first read, and kept for the rest of the scoring; constants stand in place."""
        constant = self.inline(node)
        if isinstance(constant, e.Number | e.DateLiteral):
            return self.compile(constant)
        scope = self.scope if node.scope == "leaf" else ""
        key = (scope, node.name)
        if key not in self.known:
            inner = Compiler(self.layout, scope, self.definitions, self.uses)
            inner.maximum, inner.known = self.maximum, self.known
            value = inner.compile(self.definitions[key])
            once = self.uses.get(key) == 1
            self.known[key] = value if once else self._kept(self.layout.definitions[key], value)
        return self.known[key]

    def _kept(self, slot: int, value: Compiled) -> Compiled:
        # What is defined may go through the rows of tables itself: the rows around the place come back after it.
        first, last = self.layout.size, self.layout.size + len(self.layout.rows)

        def definition(f: Values) -> Any:
            found = f[slot]
            if found is UNSET:
                rows = f[first:last]
                found = f[slot] = value(f)
                f[first:last] = rows
            return found

        return definition

    # ---- Arithmetic

    def _sum(self, node: e.Sum) -> Compiled:
        terms = [(1 if term.sign == "+" else -1, self.compile(term.value)) for term in node.terms]
        if node.nullable:
            return _nullable_sum(terms)
        if len(terms) == 2 and terms[0][0] == 1:
            (_, left), (sign, right) = terms
            if sign == -1 and isinstance(node.terms[0].value, e.Number):
                constant = exact(node.terms[0].value.value)
                return lambda f: constant - right(f)
            if sign == 1:
                return lambda f: left(f) + right(f)
            return lambda f: left(f) - right(f)
        return lambda f: sum(sign * term(f) for sign, term in terms)

    def _product(self, node: e.Product) -> Compiled:
        slots = self.quotient_slots(node)
        if slots is not None:
            return _plain_quotient(*slots)
        return _product([(factor.operator == "/", self.compile(factor.value)) for factor in node.factors])

    def _extreme(self, node: e.Extreme) -> Compiled:
        values = [self.compile(value) for value in node.values]
        pick: Callable[[Any], Any] = max if node.function == "greatest" else min

        def extreme(f: Values) -> Any:
            found = [value for value in (one(f) for one in values) if value is not None]
            return pick(found) if found else None

        return extreme

    def _floor(self, node: e.Floor) -> Compiled:
        value = self.compile(node.value)

        def floored(f: Values) -> Any:
            found = value(f)
            return None if found is None else floor(found)

        return floored

    def _subset_size(self, node: e.SubsetSize) -> Compiled:
        subset = self.compile(node.subset)

        def size(f: Values) -> Any:
            found = subset(f)
            return None if found is None else len(found)

        return size

    # ---- Conditions

    def condition(self, node: e.Expression) -> Compiled:
        """A condition as true or false: a fact that is trống counts as false."""
        compiled = self.compile(node)
        if node.nullable:
            return lambda f: compiled(f) is True
        return compiled

    def _compare(self, node: e.Compare) -> Compiled:
        found = fused.comparison(node, self)
        if found is not None:
            return found
        left, right, holds = self.compile(node.left), self.compile(node.right), OPERATORS[node.operator]
        if not (node.left.nullable or node.right.nullable):
            return lambda f: holds(left(f), right(f))

        def compare(f: Values) -> bool:
            a, b = left(f), right(f)
            return a is not None and b is not None and holds(a, b)

        return compare

    def cell(self, node: e.ColumnValue) -> tuple[int, int]:
        """Where the row of a column stands, and the column in it."""
        return self.layout.rows[node.table], self.layout.columns[node.table][node.column]

    def _between(self, node: e.Between) -> Compiled:
        found = fused.between(node, self)
        if found is not None:
            return found
        value, low, high = self.compile(node.value), self.compile(node.low), self.compile(node.high)
        above = OPERATORS[">=" if node.low_inclusive else ">"]
        below = OPERATORS["<=" if node.high_inclusive else "<"]

        def between(f: Values) -> bool:
            a, b, c = value(f), low(f), high(f)
            if a is None or b is None or c is None:
                return False
            return above(a, b) and below(a, c)

        return between

    def _membership(self, node: e.Membership) -> Compiled:
        subset, code, negated = self.compile(node.subset), node.code, node.negated
        slot = self.slot(node.subset)
        if slot is not None:
            if negated:
                return lambda f: code not in f[slot]
            return lambda f: code in f[slot]

        def membership(f: Values) -> bool:
            found = subset(f)
            return found is not None and (code in found) is not negated

        return membership

    def _emptiness(self, node: e.Emptiness) -> Compiled:
        found = fused.emptiness(node, self)
        if found is not None:
            return found
        value = self.compile(node.value)
        if node.negated:
            return lambda f: value(f) is not None
        return lambda f: value(f) is None

    def _not(self, node: e.Not) -> Compiled:
        found = fused.negation(node, self)
        if found is not None:
            return found
        value = self.condition(node.value)
        return lambda f: not value(f)

    def _and(self, node: e.And) -> Compiled:
        values = [self.condition(value) for value in node.values]
        if len(values) == 2:
            left, right = values
            return lambda f: left(f) and right(f)
        return lambda f: _all(values, f)

    def _or(self, node: e.Or) -> Compiled:
        values = [self.condition(value) for value in node.values]
        if len(values) == 2:
            left, right = values
            return lambda f: left(f) or right(f)

        def any_of(f: Values) -> bool:
            for value in values:  # noqa: SIM110 – a generator costs more than the loop
                if value(f):
                    return True
            return False

        return any_of

    # ---- Rows of tables

    def _rows(self, table: str, where: e.Expression | None) -> tuple[int, int, Compiled | None]:
        condition = None if where is None else self.condition(where)
        return self.layout.tables[table], self.layout.rows[table], condition

    def _exists(self, node: e.Exists) -> Compiled:
        table, row, where = self._rows(node.table, node.where)
        if where is None or node.where is None:
            return lambda f: bool(f[table])
        test = rows.row_test(node.where, node.table, self)
        if test is not None:
            return rows.exists(table, test)

        def exists(f: Values) -> bool:
            for found in f[table]:
                f[row] = found
                if where(f):
                    return True
            return False

        return exists

    def _every(self, node: e.Every) -> Compiled:
        table, row, where = self._rows(node.table, node.where)
        if where is None:
            pair = rows.every_pair(node.condition, node.table, self)
            test = rows.row_test(node.condition, node.table, self)
            if pair is not None or test is not None:
                return pair or rows.every(table, test)  # type: ignore[arg-type]
        condition = self.condition(node.condition)

        def every(f: Values) -> bool:
            for found in f[table]:
                f[row] = found
                if (where is None or where(f)) and not condition(f):
                    return False
            return True

        return every

    def _aggregate(self, node: e.Aggregate) -> Compiled:
        table, row, where = self._rows(node.table, node.where)
        test = None if node.where is None else rows.row_test(node.where, node.table, self)
        if node.column is None:
            return rows.count(table, test) if test is not None else _count_rows(table, row, where)
        column = self.layout.columns[node.table][node.column]
        if node.function == "count_distinct" and (test is not None or where is None):
            nullable = self.layout.table_facts[node.table].fields[column].nullable
            return rows.distinct(table, column, test, nullable=nullable)
        combine = _AGGREGATES[node.function]

        def aggregate(f: Values) -> Any:
            found = []
            for values in f[table]:
                f[row] = values
                if values[column] is not None and (where is None or where(f)):
                    found.append(values[column])
            return combine(found)

        return aggregate

    def _listing(self, node: e.Listing) -> Compiled:
        table, row, where = self._rows(node.table, node.where)
        column = self.layout.columns[node.table][node.column]

        def listing(f: Values) -> list[Any]:
            found = []
            for values in f[table]:
                f[row] = values
                if where is None or where(f):
                    found.append(values[column])
            return found

        return listing

    # ---- Results, in the conditions of bands: worked out by the scorer, not compiled

    def _point_ratio(self, node: e.PointRatio) -> Compiled:
        raise NotImplementedError("bands are decided by engine.totals")

    def _lowest_area(self, node: e.LowestArea) -> Compiled:
        raise NotImplementedError("bands are decided by engine.totals")


def _all(values: list[Compiled], f: Values) -> bool:
    for value in values:  # noqa: SIM110 – a generator costs more than the loop
        if not value(f):
            return False
    return True


def _nullable_sum(terms: list[tuple[int, Compiled]]) -> Compiled:
    def total(f: Values) -> Any:
        result: Any = 0
        for sign, term in terms:
            value = term(f)
            if value is None:
                return None
            result += sign * value
        return result

    return total


def _plain_quotient(over: int, under: int) -> Compiled:
    def quotient(f: Values) -> Any:
        divisor = f[under]
        if not divisor:
            raise Undecided
        return Fraction(f[over], divisor)

    return quotient


def _product(factors: list[tuple[bool, Compiled]]) -> Compiled:
    def product(f: Values) -> Any:
        values = [factor(f) for _, factor in factors]
        if None in values:
            return None
        result: Any = 1
        for (divides, _), value in zip(factors, values, strict=True):
            if not divides:
                result *= value
            elif value == 0:
                raise Undecided
            else:
                result = Fraction(result) / value
        return result

    return product


def _count_rows(table: int, row: int, where: Compiled | None) -> Compiled:
    if where is None:
        return lambda f: len(f[table])

    def count(f: Values) -> int:
        number = 0
        for found in f[table]:
            f[row] = found
            if where(f):
                number += 1
        return number

    return count


def _average(values: list[Any]) -> Any:
    if not values:
        raise Undecided
    return Fraction(sum(values)) / len(values)


_AGGREGATES: dict[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "count_distinct": lambda values: len(set(values)),
    "sum": sum,
    "average": _average,
    "greatest": lambda values: max(values, default=None),
    "smallest": lambda values: min(values, default=None),
}
