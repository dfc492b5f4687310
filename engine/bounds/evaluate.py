"""Expressions on abstract values: one function per kind of expression, the meaning of engine/compile in ranges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any, Protocol

from engine.bounds import rows
from engine.bounds.domains import Domains
from engine.bounds.values import (
    FALSE,
    NOTHING,
    TRUE,
    ZERO_DIVISOR,
    Abstract,
    Bound,
    Codes,
    Options,
    Range,
    Truth,
    add,
    divide,
    highest,
    hull,
    multiply,
    negate,
    number,
)
from engine.layout import MISSING, Layout
from engine.rounding import exact
from spec.model import expressions as e
from spec.model.criteria import Fact
from spec.model.expressions import NUMERIC, ValueType


class Results(Protocol):
    """The results that the condition of a band may ask for; None is not applicable."""

    def ratio_of(self, number: str) -> Fraction | None:
        """Points over maximum of an area, criterion or leaf."""

    def lowest_area(self) -> Fraction | None:
        """The lowest share among the areas."""


@dataclass(slots=True)
class Evaluator:
    """Evaluates the expressions of one unit; ``scope`` is the leaf's number, "" for the set.

    ``known`` are abstract values for places that no fact fills: the block's best values while units are missing,
    and the points of leaves that are not settled.
    """

    layout: Layout
    definitions: Mapping[tuple[str, str], e.Expression]
    values: list[Any]
    known: Mapping[int, Range]
    domains: Domains
    scope: str = ""
    maximum: Fraction | int = 0
    current: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    memo: dict[tuple[str, str], Abstract] = field(default_factory=dict)
    results: Results | None = None

    def evaluate(self, node: e.Expression) -> Abstract:
        """The abstract value of any expression."""
        found: Abstract = getattr(self, "_" + node.kind)(node)
        return found

    def number(self, node: e.Expression) -> Range:
        """The abstract value of an expression that is a number or a day."""
        found = self.evaluate(node)
        assert isinstance(found, Range), node
        return found

    def condition(self, node: e.Expression) -> Truth:
        """A condition; a yes/no fact that is trống counts as false."""
        found = self.evaluate(node)
        if isinstance(found, Truth):
            return found
        assert isinstance(found, Options), node
        values = found.values if found.values is not None else frozenset({True, False})
        can_hold, can_fail = True in values, False in values or found.empty
        if can_hold and can_fail:
            return Truth(None, found.needs)
        return TRUE if can_hold else FALSE

    # ---- Values

    def _number(self, node: e.Number) -> Range:
        return number(exact(node.value))

    def _date(self, node: e.DateLiteral) -> Range:
        return number(node.value.toordinal())

    def _truth(self, node: e.Truth) -> Options:
        return Options(frozenset({node.value}))

    def _text(self, node: e.Text) -> Options:
        return Options(frozenset({node.value}))

    def _code(self, node: e.Code) -> Options:
        return Options(frozenset({node.value}))

    def _fact(self, node: e.FactValue) -> Abstract:
        path = (node.name, node.field)
        fact = self.layout.declarations[path]
        value = self.values[self.layout.facts[path]]
        name = node.name if node.field is None else f"{node.name}.{node.field}"
        return self.value(value, fact, name, self.domains.of(path) if value is MISSING else None)

    def value(self, value: Any, fact: Fact, name: str, domain: Range | None) -> Abstract:
        """One declared or missing value of a fact, field or column."""
        if fact.type in NUMERIC or fact.type is ValueType.DATE:
            if value is MISSING:
                found = domain or Range()
                return Range(found.low, found.high, empty=fact.nullable, needs=frozenset({name}))
            return (
                Range(present=False, empty=True, needs=frozenset({name})) if value is None else number(value)
            )
        if fact.type is ValueType.SUBSET:
            return _codes(value, fact, name)
        if value is MISSING:
            return Options(_all_values(fact), fact.nullable, frozenset({name}))
        return Options(frozenset(), True) if value is None else Options(frozenset({value}))

    def _previous(self, node: e.PreviousValue) -> Abstract:
        fact = self.layout.declarations[node.name, node.field]
        value = self.values[self.layout.previous[node.name, node.field]]
        name = f"năm trước({node.name if node.field is None else f'{node.name}.{node.field}'})"
        return self.value(value, fact.model_copy(update={"nullable": True}), name, None)

    def _best(self, node: e.BestValue) -> Range:
        slot = self.layout.best[node.name]
        value, name = self.values[slot], f"tốt nhất({node.name})"
        if value is not MISSING:
            return (
                Range(present=False, empty=True, needs=frozenset({name})) if value is None else number(value)
            )
        found = self.known.get(slot, Range(empty=True))
        return Range(found.low, found.high, found.present, found.empty, needs=frozenset({name}) | found.needs)

    def _leaf_points(self, node: e.LeafPoints) -> Range:
        slot = self.layout.leaf_points[node.leaf]
        value = self.values[slot]
        if value is MISSING:
            return self.known[slot]
        if value is None:
            return Range(present=False, empty=True, needs=frozenset({f"điểm({node.leaf})"}))
        return number(value)

    def _column(self, node: e.ColumnValue) -> Abstract:
        fact = rows.column(self.layout, node.table, node.column)
        value = self.current[node.table][self.layout.columns[node.table][node.column]]
        domain = self.domains.of_column(fact, self) if value is MISSING else None
        return self.value(value, fact, f"{node.table}.{node.column}", domain)

    def _definition(self, node: e.DefinitionValue) -> Abstract:
        key = (self.scope if node.scope == "leaf" else "", node.name)
        if key not in self.memo:
            rows_outside, self.current = self.current, {}
            self.memo[key] = self.evaluate(self.definitions[key])
            self.current = rows_outside
        return self.memo[key]

    def _maximum_points(self, _node: e.MaximumPoints) -> Range:
        return number(self.maximum)

    def _point_ratio(self, node: e.PointRatio) -> Range:
        assert self.results is not None
        return _result(self.results.ratio_of(node.number))

    def _lowest_area(self, _node: e.LowestArea) -> Range:
        assert self.results is not None
        return _result(self.results.lowest_area())

    # ---- Arithmetic

    def _sum(self, node: e.Sum) -> Range:
        total = number(0)
        for term in node.terms:
            value = self.number(term.value)
            total = add(total, value if term.sign == "+" else negate(value))
        return total

    def _product(self, node: e.Product) -> Range:
        result = number(1)
        for factor in node.factors:
            value = self.number(factor.value)
            if factor.operator == "*":
                result = multiply(result, value)
            else:
                result = divide(result, value)
                if result.undefined and not result.present:
                    result = Range(
                        present=False, empty=result.empty, undefined=True, needs=result.needs | {ZERO_DIVISOR}
                    )
        return result

    def _extreme(self, node: e.Extreme) -> Range:
        values = [self.number(value) for value in node.values]
        return extreme(values, greatest=node.function == "greatest")

    def _floor(self, node: e.Floor) -> Range:
        value = self.number(node.value)
        low = None if value.low is None else floor(value.low)
        high = None if value.high is None else floor(value.high)
        return Range(low, high, value.present, value.empty, value.undefined, value.needs)

    def _subset_size(self, node: e.SubsetSize) -> Range:
        codes = self.evaluate(node.subset)
        assert isinstance(codes, Codes)
        return Range(len(codes.surely), len(codes.maybe), codes.present, codes.empty, needs=codes.needs)

    # ---- Conditions

    def _compare(self, node: e.Compare) -> Truth:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if isinstance(left, Range) and isinstance(right, Range):
            return compare(node.operator, left, right)
        if isinstance(left, Truth):
            left = Options(
                frozenset({True, False}) if left.value is None else frozenset({left.value}), needs=left.needs
            )
        if isinstance(right, Truth):
            right = Options(
                frozenset({True, False}) if right.value is None else frozenset({right.value}),
                needs=right.needs,
            )
        assert isinstance(left, Options), node
        assert isinstance(right, Options), node
        return _compare_options(node.operator, left, right)

    def _between(self, node: e.Between) -> Truth:
        value = self.number(node.value)
        low, high = self.number(node.low), self.number(node.high)
        above = compare(">=" if node.low_inclusive else ">", value, low)
        below = compare("<=" if node.high_inclusive else "<", value, high)
        return conjunction([above, below])

    def _membership(self, node: e.Membership) -> Truth:
        codes = self.evaluate(node.subset)
        assert isinstance(codes, Codes)
        surely, maybe = node.code in codes.surely, node.code in codes.maybe
        if node.negated:
            surely, maybe = not maybe, not surely
        if not codes.present or not maybe:
            return FALSE
        return TRUE if surely and not codes.empty else Truth(None, codes.needs)

    def _emptiness(self, node: e.Emptiness) -> Truth:
        value = self.evaluate(node.value)
        assert not isinstance(value, Truth)
        if isinstance(value, Options):
            present = value.values is None or bool(value.values)
            undefined = False
        else:
            present, undefined = value.present, isinstance(value, Range) and value.undefined
        if undefined or (present and value.empty):
            return Truth(None, value.needs)
        return TRUE if value.empty is not node.negated else FALSE

    def _not(self, node: e.Not) -> Truth:
        value = self.condition(node.value)
        return value if value.value is None else Truth(not value.value)

    def _and(self, node: e.And) -> Truth:
        return conjunction([self.condition(value) for value in node.values])

    def _or(self, node: e.Or) -> Truth:
        return disjunction([self.condition(value) for value in node.values])

    # ---- Rows of tables

    def _exists(self, node: e.Exists) -> Truth:
        return rows.exists(self, node)

    def _every(self, node: e.Every) -> Truth:
        return rows.every(self, node)

    def _aggregate(self, node: e.Aggregate) -> Range:
        return rows.aggregate(self, node)


def conjunction(parts: list[Truth]) -> Truth:
    """All of them."""
    if any(part.value is False for part in parts):
        return FALSE
    needs = NOTHING.union(*(part.needs for part in parts))
    return Truth(None, needs) if any(part.value is None for part in parts) else TRUE


def disjunction(parts: list[Truth]) -> Truth:
    """At least one of them."""
    if any(part.value is True for part in parts):
        return TRUE
    needs = NOTHING.union(*(part.needs for part in parts))
    return Truth(None, needs) if any(part.value is None for part in parts) else FALSE


def compare(operator: str, left: Range, right: Range) -> Truth:
    """Two numbers or days. Trống makes it false; what has no value leaves it open."""
    needs = left.needs | right.needs
    if (not left.present and not left.undefined) or (not right.present and not right.undefined):
        return FALSE
    if not left.present or not right.present:
        return Truth(None, needs)
    holds = _holds(operator, left, right)
    if holds is None or left.undefined or right.undefined:
        return Truth(None, needs)
    if holds and (left.empty or right.empty):
        return Truth(None, needs)
    return TRUE if holds else FALSE


def _holds(operator: str, left: Range, right: Range) -> bool | None:
    match operator:
        case "<":
            return _less(left.low, left.high, right.low, right.high)
        case ">":
            return _less(right.low, right.high, left.low, left.high)
        case "<=":
            return _opposite(_less(right.low, right.high, left.low, left.high))
        case ">=":
            return _opposite(_less(left.low, left.high, right.low, right.high))
        case "=":
            return _equal(left, right)
        case _:  # "<>"
            return _opposite(_equal(left, right))


def _less(a_low: Bound, a_high: Bound, b_low: Bound, b_high: Bound) -> bool | None:
    if a_high is not None and b_low is not None and a_high < b_low:
        return True
    if a_low is not None and b_high is not None and a_low >= b_high:
        return False
    return None


def _equal(left: Range, right: Range) -> bool | None:
    if left.low is not None and left.low == left.high == right.low == right.high:
        return True
    apart = (
        _less(left.low, left.high, right.low, right.high),
        _less(right.low, right.high, left.low, left.high),
    )
    return False if True in apart else None


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _compare_options(operator: str, left: Options, right: Options) -> Truth:
    if left.values == frozenset() or right.values == frozenset():
        return FALSE
    needs = left.needs | right.needs
    equal: bool | None = None
    if left.values is not None and right.values is not None:
        if not left.values & right.values:
            equal = False
        elif len(left.values) == len(right.values) == 1:
            equal = True
    holds = equal if operator == "=" else _opposite(equal)
    if holds is False:
        return FALSE
    return Truth(None, needs) if holds is None or left.empty or right.empty else TRUE


def extreme(values: list[Range], *, greatest: bool) -> Range:
    """The greatest or smallest of several values, trống ones passed over."""
    if not greatest:
        found = extreme([negate(value) for value in values], greatest=True)
        return negate(found)
    with_number = [value for value in values if value.present]
    if not with_number:
        return hull(values)
    sure = [value.low for value in with_number if not value.empty and not value.undefined]
    candidates = [low for low in sure if low is not None]
    low = max(candidates) if candidates else None
    if low is None and not sure:
        lows = [value.low for value in with_number]
        low = None if None in lows else min(bound for bound in lows if bound is not None)
    return Range(
        low,
        highest(*(value.high for value in with_number)),
        empty=not any(not value.empty for value in values),
        undefined=any(value.undefined for value in values),
        needs=NOTHING.union(*(value.needs for value in values if not value.settled)),
    )


def _codes(value: Any, fact: Fact, name: str) -> Codes:
    if value is MISSING:
        every = frozenset(code.code for code in fact.codes)
        return Codes(frozenset(), every, empty=fact.nullable, needs=frozenset({name}))
    if value is None:
        return Codes(frozenset(), frozenset(), present=False, empty=True, needs=frozenset({name}))
    return Codes(value, value)


def _all_values(fact: Fact) -> frozenset[object] | None:
    if fact.type is ValueType.BOOLEAN:
        return frozenset({True, False})
    if fact.type is ValueType.CHOICE:
        return frozenset(code.code for code in fact.codes)
    return None


def _result(ratio: Fraction | None) -> Range:
    return Range(present=False, empty=True) if ratio is None else number(ratio)
