"""The variables that a set's facts become: one registry per set, so that systems of different leaves agree."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from spec.model.criteria import CriteriaSet, Fact
from spec.model.expressions import NUMERIC, Expression, ValueType
from spec.proofs.linear import Form, Number
from spec.proofs.system import Interval, Shared, System

#: What a variable stands for: a kind, and what tells it from others of the kind.
Key = tuple[Hashable, ...]

#: Values of these types are whole numbers (a day is its ordinal).
WHOLE = frozenset({ValueType.COUNT, ValueType.DATE})
ORDERED = NUMERIC | {ValueType.DATE}


_DAYS: Interval = (date(1900, 1, 1).toordinal(), False, date(2999, 12, 31).toordinal(), False)

#: Variables and their values.
Assignment = dict[int, Number]


@dataclass(frozen=True, slots=True)
class Derived:
    """A variable that follows from others, in a way that is not linear."""

    inputs: frozenset[int]
    value: Callable[[Assignment], Number]


@dataclass(slots=True)
class Space:
    """The variables of a set by key; ``derived`` ones follow from others."""

    model: CriteriaSet
    facts: dict[str, Fact]
    definitions: dict[tuple[str, str], tuple[Expression, int]]
    keys: list[Key] = field(default_factory=list)
    shared: Shared = field(default_factory=Shared)
    derived: dict[int, Derived] = field(default_factory=dict)
    #: Variables of which an example wants a day of the year, as few as possible, a share of 1.
    days: set[int] = field(default_factory=set)
    few: set[int] = field(default_factory=set)
    ratios: set[int] = field(default_factory=set)
    _places: dict[Key, int] = field(default_factory=dict)

    @property
    def integers(self) -> set[int]:
        """The variables that are whole numbers."""
        return self.shared.integers

    @property
    def bounds(self) -> dict[int, Interval]:
        """The widest range of each variable that has one."""
        return self.shared.widest

    def anything(self) -> System:
        """The system that says nothing yet."""
        return System(self.shared)

    def variable(self, key: Key, *, whole: bool = False, bounds: Interval | None = None) -> int:
        """The variable of a key, made when first asked for."""
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = len(self.keys)
            self.keys.append(key)
            if whole:
                self.integers.add(found)
            if bounds is not None:
                self.bounds[found] = bounds
        return found

    def value_of(self, key: Key, fact: Fact) -> int:
        """The variable of a number or a day that is declared."""
        if fact.type is not ValueType.DATE:
            number = self.variable(key, whole=fact.type in WHOLE)
            if fact.type is ValueType.RATIO:
                self.ratios.add(number)
            return number
        found = self.variable(key, whole=True, bounds=_DAYS)
        self.days.add(found)
        return found

    def flag(self, key: Key) -> int:
        """A variable that is 0 or 1."""
        return self.variable(key, whole=True, bounds=(0, False, 1, False))

    def derive(
        self, key: Key, inputs: Iterable[Form], value: Callable[[Assignment], Number], **options: Any
    ) -> int:
        """A variable that follows from forms."""
        found = self.variable(key, **options)
        if found not in self.derived:
            variables = frozenset(one for form in inputs for one in form.coefficients)
            self.derived[found] = Derived(variables, value)
        return found

    def known(self, key: Key) -> int | None:
        """The variable of a key if there is one."""
        return self._places.get(key)

    def declaration(self, name: str, part: str | None) -> Fact:
        """The declaration of a fact, of a field of a record or a column of a table."""
        fact = self.facts[name]
        return fact if part is None else next(one for one in fact.fields if one.name == part)


def space_of(model: CriteriaSet) -> Space:
    """The empty registry of a set."""
    definitions = {("", one.name): (one.value, one.line) for one in model.definitions}
    for leaf in model.leaves:
        definitions |= {(leaf.number, one.name): (one.value, one.line) for one in leaf.definitions}
    return Space(model, {fact.name: fact for fact in model.facts}, definitions)
