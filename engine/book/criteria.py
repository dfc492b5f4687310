"""A set made ready for books: its program, and its programs with tables replaced by figures, each compiled once."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import TypeVar

from engine.book.figures import Kept, kept_figures, replaced
from engine.facts.units import Reader
from engine.facts.validation import Checker
from engine.program import Program, compile_set
from spec.model import CriteriaSet
from spec.model.expressions import ValueType

Key = TypeVar("Key")


@dataclass(slots=True)
class Ready:
    """A program with what a sheet asks it again and again."""

    program: Program
    checker: Checker
    #: The positions of the leaves that read each place.
    readers: dict[int, frozenset[int]]
    #: The places of each fact, and of last year's value of it.
    slots: dict[str, frozenset[int]]
    previous: dict[str, frozenset[int]]
    #: The number of each leaf by its key.
    numbers: dict[str, str]
    #: Has read nothing.
    _reader: Reader

    def reader(self) -> Reader:
        """A reader of facts for it, with findings of its own."""
        found = copy(self._reader)
        found.diagnostics = []
        return found

    def touched_by(self, slots: frozenset[int], leaves: frozenset[int]) -> list[int]:
        """The leaves that read some places or are named, and those that read their points, in evaluation order."""
        found: set[int] = set()
        left = set(leaves).union(*(self.readers.get(slot, ()) for slot in slots))
        while left:
            position = left.pop()
            if position in found:
                continue
            found.add(position)
            slot = self.program.published.get(position)
            if slot is not None:
                left |= self.readers.get(slot, frozenset())
        return [
            position
            for position in self.program.order or range(len(self.program.leaves))
            if position in found
        ]


@dataclass(slots=True)
class Criteria:
    """A published set for scoring books. ``identity`` is its number in the store."""

    identity: int
    program: Program
    kept: Kept
    #: The keyed tables of the set.
    keyed: frozenset[str]
    #: The source that alone may say a fact, by the fact's name; "" where any may.
    sources: dict[str, str]
    #: By the tables that are replaced.
    ready: dict[frozenset[str], Ready] = field(default_factory=dict)

    @property
    def model(self) -> CriteriaSet:
        """The set."""
        return self.program.model

    def with_figures(self, tables: frozenset[str]) -> Ready:
        """The program in which some tables are replaced by their figures."""
        if tables not in self.ready:
            self.ready[tables] = made_ready(
                replaced(self.program, self.kept, tables) if tables else self.program
            )
        return self.ready[tables]


def made_ready(program: Program) -> Ready:
    """The program with the leaves that read each place, and the places of each fact."""
    layout = program.layout
    return Ready(
        program,
        Checker(program),
        _grouped((slot, position) for position, slots in enumerate(program.reads) for slot in slots),
        _grouped([*((name, slot) for (name, _), slot in layout.facts.items()), *layout.tables.items()]),
        _grouped((name, slot) for (name, _), slot in layout.previous.items()),
        {leaf.key: leaf.number for leaf in program.leaves},
        Reader(program.model, layout, "sổ"),
    )


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, frozenset[int]]:
    found: dict[Key, set[int]] = {}
    for key, number in pairs:
        found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def criteria_of(identity: int, model: CriteriaSet) -> Criteria:
    """A checked set, compiled for books."""
    program = compile_set(model)
    keyed = frozenset(fact.name for fact in model.facts if fact.type is ValueType.TABLE and fact.table_key)
    sources = {fact.name: fact.source for fact in model.facts}
    return Criteria(identity, program, kept_figures(program), keyed, sources)
