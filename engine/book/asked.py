"""What each leaf of a set asks of a unit: facts, last year's facts, documents; and where each fact is at home."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.program import Program, slots_of
from spec.model.criteria import Area, Criterion, Fact, Leaf
from spec.model.expressions import Expression, FactValue
from spec.model.rules import Council, Evidence
from spec.model.traversal import bound_expressions, leaf_expressions
from spec.model.walk import walk

#: Where facts are at home that no leaf reads: bonuses, penalties, bands and checks do, or nothing.
OUTSIDE = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a leaf asks for. Facts in the order of the set; ``previous``: those whose value of last year is read.

    ``leaf``, ``area`` and ``criterion`` are None for what no leaf reads (``OUTSIDE``).
    """

    number: str
    position: int | None = None
    leaf: Leaf | None = None
    area: Area | None = None
    criterion: Criterion | None = None
    facts: tuple[Fact, ...] = ()
    previous: tuple[Fact, ...] = ()
    documents: tuple[Evidence, ...] = ()
    council: Council | None = None
    by_approval: bool = False

    @property
    def name(self) -> str:
        """The leaf's name; "" outside of leaves."""
        return "" if self.leaf is None else self.leaf.name

    @property
    def area_number(self) -> str:
        """The area's number; "" outside of areas."""
        return "" if self.area is None else self.area.number


@dataclass(frozen=True, slots=True)
class Outline:
    """What all leaves ask for, in the order of the set. ``outside``: what no leaf reads.

    A fact that several leaves read is at home in the first of them: there it is judged. ``homes`` by the name of a
    fact; ``keys``: the number of each leaf by its key.
    """

    leaves: tuple[Asked, ...]
    outside: Asked
    homes: dict[str, str]
    keys: dict[str, str]
    by_number: dict[str, Asked] = field(default_factory=dict)

    def of(self, number: str) -> Asked | None:
        """What a leaf asks for by its number, or what none asks for; None where there is no such leaf."""
        return self.outside if number == OUTSIDE else self.by_number.get(number)

    def home_of(self, kind: str, name: str) -> str:
        """Where an entry is judged, by its kind and name; documents and decisions are named by the key of a leaf."""
        if kind in ("fact", "previous", "table"):
            return self.homes.get(name, OUTSIDE)
        return self.keys.get(name, OUTSIDE)


def outline_of(program: Program) -> Outline:
    """The outline of a set: a pure function of it."""
    readers = _Readers(program)
    leaves = tuple(_asked(program, position, readers) for position in range(len(program.leaves)))
    homes: dict[str, str] = {}
    for asked in leaves:
        for fact in (*asked.facts, *asked.previous):
            homes.setdefault(fact.name, asked.number)
    outside = Asked(OUTSIDE, facts=tuple(fact for fact in program.model.facts if fact.name not in homes))
    keys = {leaf.key: leaf.number for leaf in program.leaves}
    return Outline(leaves, outside, homes, keys, {asked.number: asked for asked in leaves})


class _Readers:
    """Which facts expressions read, by the places of their values."""

    def __init__(self, program: Program) -> None:
        layout = program.layout
        self.program = program
        self.facts = {slot: name for (name, _), slot in layout.facts.items()}
        self.facts |= {slot: name for name, slot in layout.tables.items()}
        self.previous = {slot: name for (name, _), slot in layout.previous.items()}
        self.bounds = {fact.name: _named(bound_expressions(fact)) for fact in program.model.facts}

    def of(self, leaf: Leaf) -> tuple[set[str], set[str]]:
        """The facts that a leaf reads, with those that bound them, and those of which it reads last year's value."""
        slots: set[int] = set()
        for expression in leaf_expressions(leaf):
            slots |= slots_of(expression, leaf.number, self.program.layout, self.program.definitions)
        facts = {self.facts[slot] for slot in slots if slot in self.facts}
        # «so_hs_dung_han … đến so_hs»: whoever declares the part declares the whole beside it.
        facts = facts.union(*(self.bounds[name] for name in facts))
        return facts, {self.previous[slot] for slot in slots if slot in self.previous}


def _named(expressions: Iterable[Expression]) -> set[str]:
    return {node.name for one in expressions for node in walk(one) if isinstance(node, FactValue)}


def _asked(program: Program, position: int, readers: _Readers) -> Asked:
    leaf = program.leaves[position]
    facts, previous = readers.of(leaf)
    area = next(group.item for group in program.areas if group.start <= position < group.end)
    criterion = next(group.item for group in program.criteria if group.start <= position < group.end)
    assert isinstance(area, Area)
    assert isinstance(criterion, Criterion)
    return Asked(
        number=leaf.number,
        position=position,
        leaf=leaf,
        area=area,
        criterion=criterion,
        facts=tuple(fact for fact in program.model.facts if fact.name in facts),
        previous=tuple(fact for fact in program.model.facts if fact.name in previous),
        documents=tuple(rule for rule in leaf.rules if isinstance(rule, Evidence)),
        council=next((rule for rule in leaf.rules if isinstance(rule, Council)), None),
        by_approval=position in program.by_approval,
    )
