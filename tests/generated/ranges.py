"""Which values a declaration allows, next to what a document already says.

Numbers, ratios and dates (as day numbers) lie on one axis of fractions. A bound may be another fact, so a fact also
has to leave room for those that it bounds, even while they are not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from spec.model import CriteriaSet, Expression, Fact, ValueType
from spec.model import expressions as ex
from tests.generated.domains import STEPS
from tests.reference.expressions import Scope, condition, evaluate
from tests.reference.facts import Row, UnitFacts, read_value
from tests.reference.values import Value

AXIS_TYPES = frozenset(STEPS)


class Place(NamedTuple):
    """Where a value stands: a fact, or one field of a record."""

    name: str
    field: str | None = None


def on_axis(value: Value | Decimal) -> Fraction | None:
    """A value as a point of the axis; None for what has no place there."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if isinstance(value, Decimal):
        return Fraction(value)
    return value if isinstance(value, Fraction) else None


def places(criteria: CriteriaSet) -> dict[Place, Fact]:
    """Every place that is not in a table, with its declaration."""
    found: dict[Place, Fact] = {}
    for fact in criteria.facts:
        if fact.type is ValueType.RECORD:
            found |= {Place(fact.name, part.name): part for part in fact.fields}
        elif fact.type is not ValueType.TABLE:
            found[Place(fact.name)] = fact
    return found


class Ranges:
    """What the declarations allow for one unit."""

    def __init__(self, criteria: CriteriaSet, unit: dict[str, Any]) -> None:
        self.criteria = criteria
        self.unit = unit
        self.places = places(criteria)
        self._facts = UnitFacts(criteria, unit)  # reads the unit anew each time it is asked
        self._bounds = _bounding(criteria, self.places)

    def scope(self, table: str = "", row: Row | None = None) -> Scope:
        """What a bound can see."""
        scope = Scope(self.criteria, self._facts)
        return scope if row is None else scope.inside(table, row)

    def known(self, place: Place) -> Value:
        """What the document says at a place."""
        return self._facts.fact(*place)

    def limits(self, place: Place) -> tuple[Fraction | None, Fraction | None]:
        """The lowest and the highest value that a place may take."""
        return self._limit(place, 1), self._limit(place, -1)

    def own_limits(self, place: Place) -> tuple[Fraction | None, Fraction | None]:
        """What the domain alone allows at a place."""
        fact, scope = self.places[place], self.scope()
        return self._own(fact, 1, scope), self._own(fact, -1, scope)

    def column_limits(self, table: str, column: Fact, row: Row) -> tuple[Fraction | None, Fraction | None]:
        """The same for a column of a row."""
        scope = self.scope(table, row)
        low, high = self._own(column, 1, scope), self._own(column, -1, scope)
        return low, high

    def _limit(self, place: Place, side: int) -> Fraction | None:
        """The tightest of the bounds on one side: 1 is below, -1 above."""
        found = [self._own(self.places[place], side, self.scope()), *self._from_bounded(place, side)]
        able = [one for one in found if one is not None]
        if not able:
            return None
        return max(able) if side == 1 else min(able)

    def _own(self, fact: Fact, side: int, scope: Scope) -> Fraction | None:
        """The bound that its own domain sets."""
        if fact.domain is None:
            return None
        bound = fact.domain.low if side == 1 else fact.domain.high
        inclusive = fact.domain.low_inclusive if side == 1 else fact.domain.high_inclusive
        if bound is None:
            return None
        value = on_axis(evaluate(bound, scope))
        if value is None and isinstance(bound, ex.FactValue):
            other = Place(bound.name, bound.field)
            if other in self.places and not self._is_declared(other):
                value = self._limit(other, side)
        if value is None:
            return None
        return value if inclusive else value + side * STEPS[fact.type]

    def _is_declared(self, place: Place) -> bool:
        values = self.unit.get("facts", {})
        if place.field is None or not isinstance(values.get(place.name), dict):
            return place.name in values
        return place.field in values[place.name]

    def _from_bounded(self, place: Place, side: int) -> Iterator[Fraction | None]:
        """What the values that this one bounds ask of it: it may not be below what it must be above."""
        for fact, known in self._bounded_by(place, side):
            if known is None:
                continue
            assert fact.domain is not None
            inclusive = fact.domain.high_inclusive if side == 1 else fact.domain.low_inclusive
            yield known if inclusive else known + side * STEPS[fact.type]

    def _bounded_by(self, place: Place, side: int) -> Iterator[tuple[Fact, Fraction | None]]:
        """The declarations that name this place as their bound on the other side, with their values."""
        for fact, other, table in self._bounds.get((place, -side), ()):
            if other is None:
                for row in self.unit.get("tables", {}).get(table) or ():
                    if fact.name in row:
                        yield fact, on_axis(read_value(fact, row[fact.name]))
            elif self._is_declared(other):
                yield fact, on_axis(self.known(other))
            else:
                yield fact, self._limit(other, side)

    # ---- After all is drawn

    def allows(self) -> bool:
        """Whether all domains and constraints hold; what is missing or trống breaks none of the former."""
        for place, fact in self.places.items():
            if not self._inside(fact, self.known(place), self.scope()):
                return False
        for table in self.criteria.facts:
            if table.type is ValueType.TABLE and not all(
                self._row_allowed(table, row) for row in self.unit.get("tables", {}).get(table.name) or ()
            ):
                return False
        constraints = [check.condition for check in self.criteria.checks if check.kind == "constraint"]
        return all(condition(constraint, self.scope()) is not False for constraint in constraints)

    def _row_allowed(self, table: Fact, row: Row) -> bool:
        scope = self.scope(table.name, row)
        return all(
            self._inside(column, read_value(column, row[column.name]), scope)
            for column in table.fields
            if column.name in row
        )

    def _inside(self, fact: Fact, value: Value, scope: Scope) -> bool:
        point = on_axis(value)
        if fact.domain is None or point is None:
            return True
        low = _bound_value(fact.domain.low, scope)
        high = _bound_value(fact.domain.high, scope)
        if low is not None and (point < low or (point == low and not fact.domain.low_inclusive)):
            return False
        return high is None or point < high or (point == high and fact.domain.high_inclusive)


def _bound_value(bound: Expression | None, scope: Scope) -> Fraction | None:
    return None if bound is None else on_axis(evaluate(bound, scope))


#: By a place and a side (1 is below, -1 above): whom it bounds there, with its own place, or the table of a column.
_Bounding = dict[tuple[Place, int], list[tuple[Fact, Place | None, str]]]


def _bounding(criteria: CriteriaSet, all_places: dict[Place, Fact]) -> _Bounding:
    found: _Bounding = {}
    bounded: list[tuple[Fact, Place | None, str]] = [(fact, place, "") for place, fact in all_places.items()]
    for table in criteria.facts:
        if table.type is ValueType.TABLE:
            bounded += [(column, None, table.name) for column in table.fields]
    for one in bounded:
        domain = one[0].domain
        for side, bound in ((1, domain.low), (-1, domain.high)) if domain is not None else ():
            if isinstance(bound, ex.FactValue):
                found.setdefault((Place(bound.name, bound.field), side), []).append(one)
    return found
