"""A set made ready for books: its program, and its programs with tables replaced by figures, each compiled once."""

from dataclasses import dataclass, field

from engine.book.figures import Kept, kept_figures, replaced
from engine.facts.units import Reader
from engine.facts.validation import Checker
from engine.program import Program, compile_set
from spec.model import CriteriaSet
from spec.model.expressions import ValueType


@dataclass(slots=True)
class Ready:
    """A program with what a sheet asks it again and again."""

    program: Program
    checker: Checker
    #: The positions of the leaves that read each place.
    readers: dict[int, frozenset[int]]

    def reader(self) -> Reader:
        """A reader of facts for it."""
        return Reader(self.program.model, self.program.layout, "sổ")

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
    """The program with the leaves that read each place."""
    readers: dict[int, set[int]] = {}
    for position, slots in enumerate(program.reads):
        for slot in slots:
            readers.setdefault(slot, set()).add(position)
    return Ready(program, Checker(program), {slot: frozenset(found) for slot, found in readers.items()})


def criteria_of(identity: int, model: CriteriaSet) -> Criteria:
    """A checked set, compiled for books."""
    program = compile_set(model)
    keyed = frozenset(fact.name for fact in model.facts if fact.type is ValueType.TABLE and fact.table_key)
    return Criteria(identity, program, kept_figures(program), keyed)
