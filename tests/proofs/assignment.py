"""What the facts of one unit make of the variables of the proofs, by the reference interpreter.

A way through a leaf (``spec.proofs.paths.Way``) says what must be so of variables; each has a key that says what it
stands for. Facts are read here by that key alone, so that the ways can be held to them. Rows of tables are counted by
what the reference interpreter says of each row; a variable whose value is open (trống, a quotient by 0) has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from spec.model import Leaf, ValueType
from spec.model import expressions as ex
from spec.proofs.linear import Constraint, Number
from spec.proofs.paths import Way
from spec.proofs.space import Assignment, Key, Space
from spec.proofs.system import Interval, System
from spec.proofs.tables import Predicate
from spec.proofs.ways import Ways
from tests.reference import tables as reference_tables
from tests.reference.expressions import Scope, condition
from tests.reference.totals import UnitScorer
from tests.reference.values import EMPTY, UNKNOWN, Answer, Special, Value, all_of, opposite


class Open(Exception):
    """It is not decided whether a condition holds for a row: no count of rows is right then."""


class OddRow(Exception):
    """A row of a kind that the proofs do not know of."""


@dataclass
class Variables:
    """The variables that the ways of a leaf speak of. Raises ``TooHard`` where the ways cannot be gone through."""

    ways: Ways
    leaf: Leaf
    found: list[Way] = field(init=False)
    needed: dict[int, Key] = field(init=False)

    def __post_init__(self) -> None:
        """Find the ways and what they speak of."""
        self.found = self.ways.of(self.leaf)
        self.tables = self.ways._reader(self.leaf)[1]
        self.needed = {one: self.ways.space.keys[one] for one in _needed(self.found, self.ways.space)}

    def taken(self, scorer: UnitScorer) -> tuple[list[Way], Assignment]:
        """The ways that the facts of a unit take, and the values of the variables. Raises ``Open``, ``OddRow``."""
        values = self._rows(scorer)
        for place, key in self.needed.items():
            if place not in values and (value := self._value(key, scorer)) is not None:
                values[place] = value
        _derive(self.ways.space, self.needed, values)
        return [way for way in self.found if satisfies(way.system, values)], values

    # ---- One variable

    def _value(self, key: Key, scorer: UnitScorer) -> Number | None:
        """The value of the variable of a key; None where it has none, or follows from others."""
        match key:
            case ("fact" | "previous" | "best" as kind, str(name), part):
                return _number(_declared(kind, name, part, scorer))
            case ("empty", "fact" | "previous" | "best" as kind, str(name), part):
                return int(_declared(kind, name, part, scorer) is EMPTY)
            case ("code", "fact" | "previous" as kind, str(name), part, code):
                codes = _declared(kind, name, part, scorer)
                return int(code in codes) if isinstance(codes, frozenset) else None
            case ("is", "fact" | "previous" as kind, str(name), part, option):
                chosen = _declared(kind, name, part, scorer)
                return None if isinstance(chosen, Special) else int(chosen == option)
            case ("council", str(number)):
                return _number(scorer.unit.council_points(self.ways.leaves[number]))
            case ("over", str(table), column, function, _, int(place)):
                return self._over(table, column, function, self.tables.predicates[table][place], scorer)
            case _:
                return None

    def _over(
        self, table: str, column: Any, function: Any, predicate: Predicate, scorer: UnitScorer
    ) -> Number | None:
        node = ex.Aggregate(
            type=ValueType.NUMBER, function=function, table=table, column=column, where=predicate.where
        )
        value = _number(reference_tables.aggregate(node, self._scope(predicate, scorer)))
        return None if function == "count_distinct" and value == 0 else value  # it stands for a count of some

    def _scope(self, predicate: Predicate, scorer: UnitScorer) -> Scope:
        return scorer.scope(predicate.leaf or self.leaf)

    # ---- Rows

    def _rows(self, scorer: UnitScorer) -> Assignment:
        """How many rows there are of each kind."""
        values: Assignment = {}
        for table in {str(key[1]) for key in self.needed.values() if key[0] == "rows"}:
            kinds = {kind.holds: kind.count for kind in self.tables.kinds(table)}
            values |= dict.fromkeys(kinds.values(), 0)
            rows = scorer.unit.rows(table)
            assert rows is not None, "the facts are complete"
            for row in rows:
                holds = self._holds(table, row, scorer)
                if holds not in kinds:
                    raise OddRow(f"{table} {row}: {holds}")
                values[kinds[holds]] += 1
        return values

    def _holds(self, table: str, row: Any, scorer: UnitScorer) -> tuple[bool, ...]:
        answers = [
            _answer(table, predicate, self._scope(predicate, scorer).inside(table, row))
            for predicate in self.tables.predicates[table]
        ]
        if UNKNOWN in answers:
            raise Open
        return tuple(answer is True for answer in answers)


def _needed(ways: Iterable[Way], space: Space) -> set[int]:
    """What ways speak of, and what that follows from."""
    left = [one for way in ways for one in _asked(way)]
    found = set[int]()
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += space.derived[one].inputs if one in space.derived else ()
    return found


def _asked(way: Way) -> Iterator[int]:
    yield from way.system.bounds
    yield from (one for row in way.system.rows for one, _ in row.terms)
    for value in (way.sum, way.points):
        if value is not None:
            yield from (*value.top.coefficients, *value.bottom.coefficients)


def _derive(space: Space, needed: Iterable[int], values: Assignment) -> None:
    """Add what follows from the values, in as many rounds as things follow from each other."""
    left = {place for place in needed if place in space.derived and place not in values}
    while ready := [place for place in left if space.derived[place].inputs <= values.keys()]:
        left -= set(ready)
        for place in ready:
            try:
                values[place] = space.derived[place].value(values)
            except ZeroDivisionError:
                continue


def _declared(kind: object, name: str, part: Any, scorer: UnitScorer) -> Value:
    if kind == "best":
        return scorer.best(name)
    unit = scorer.unit
    return unit.previous(name, part) if kind == "previous" else unit.fact(name, part)


def _number(value: Value) -> Number | None:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, Fraction) else None


def _answer(table: str, predicate: Predicate, scope: Scope) -> Answer:
    """Whether all that a predicate asks of a row is so."""
    found: list[Answer] = []
    if predicate.where is not None:
        found.append(condition(predicate.where, scope))
    if predicate.present is not None:
        found.append(scope.unit.cell(table, scope.rows[-1][1], predicate.present) is not EMPTY)
    if predicate.failing is not None:
        found.append(opposite(condition(predicate.failing, scope)))
    return all_of(found)


# ---- Systems and values


def satisfies(system: System, values: Assignment) -> bool:
    """Whether values satisfy a system; what it says of a variable without a value is passed over."""
    return all(
        _inside(interval, values[one]) for one, interval in system.bounds.items() if one in values
    ) and all(_holds(row, values) for row in system.rows if all(one in values for one, _ in row.terms))


def _inside(interval: Interval, value: Number) -> bool:
    low, low_out, high, high_out = interval
    above = low is None or value > low or (value == low and not low_out)
    return above and (high is None or value < high or (value == high and not high_out))


def _holds(row: Constraint, values: Assignment) -> bool:
    total = row.constant + sum(factor * values[one] for one, factor in row.terms)
    return total > 0 if row.strict else total >= 0
