"""What an expression that is being written can refer to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import TypeVar

from spec.model import ValueType
from tests.generated.pool import Declared, Pool
from tests.generated.written import Written

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Definition:
    """A «đặt» that later expressions can use by its name."""

    name: str
    type: ValueType
    value: Written


@dataclass
class LeafPlan:
    """A leaf before its rules are written: ``readable`` are the leaves whose points it may use."""

    number: str
    maximum: Decimal
    readable: list[str] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)


@dataclass
class Context:
    """The place of an expression.

    ``leaf`` is None at the level of the set. ``rows`` are the tables whose rows are around it, the innermost last.
    ``taken`` are the sources that the condition at hand has used already: it uses each once, so that its parts
    cannot contradict one another. ``one_unit`` forbids what the other units of the block would have to say.
    """

    random: Random
    pool: Pool
    leaf: LeafPlan | None = None
    set_definitions: list[Definition] = field(default_factory=list)
    rows: tuple[Declared, ...] = ()
    taken: set[str] = field(default_factory=set)
    one_unit: bool = False

    @property
    def year(self) -> int:
        """The year of the set."""
        return self.pool.year

    def chance(self, probability: float) -> bool:
        """Whether something that happens so often happens now."""
        return self.random.random() < probability

    def pick(self, choices: Sequence[tuple[int, _Item]]) -> _Item:
        """One of several, by their weights."""
        weights = [weight for weight, _ in choices]
        return self.random.choices([item for _, item in choices], weights)[0]

    def first_that_works(self, choices: Sequence[tuple[int, Callable[[], Written | None]]]) -> Written:
        """What the first of the makers gives that gives anything, tried in random order by their weights."""
        left = [choice for choice in choices if choice[0]]
        while True:
            chosen = self.pick(left)
            left.remove((next(weight for weight, maker in left if maker is chosen), chosen))
            if (written := chosen()) is not None:
                return written

    def within(self, table: Declared) -> Context:
        """The place inside one row of a table."""
        return replace(self, rows=(*self.rows, table), taken=self.taken | {table.name})

    def outside_rows(self) -> Context:
        """The place of a definition: it sees no row."""
        return replace(self, rows=(), taken=set())

    def afresh(self) -> Context:
        """The place of a condition of its own."""
        return replace(self, taken=set())
