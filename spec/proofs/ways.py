"""The ways through every leaf of a set, worked out when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from spec.model.criteria import CriteriaSet, Leaf
from spec.model.expressions import LeafPoints
from spec.model.rules import Addition
from spec.model.traversal import rule_expressions
from spec.proofs.domains import start_of
from spec.proofs.examples import Example, Examples
from spec.proofs.linear import Form, Number, constant, variable
from spec.proofs.lowering import Lowering, Values, key_of
from spec.proofs.paths import Way, walk_leaf
from spec.proofs.space import Space, space_of
from spec.proofs.system import System, TooHard
from spec.proofs.tables import Tables, with_definitions
from spec.proofs.values import EMPTY, NOTHING, NoValue, Ratio, whole

#: The longest chain of leaves that read each other's points.
_DEEPEST = 8
#: The most leaves that are thought of together.
_MOST_LEAVES = 40
#: Steps that are spent on one leaf: a hundred times what leaves need.
_MOST_STEPS = 20_000
#: The most ways that are gone through for one leaf.
_MOST = 600


class Ways:
    """The ways through the leaves of a set."""

    def __init__(self, model: CriteriaSet) -> None:
        """Begin with nothing worked out."""
        self.model = model
        self.space = space_of(model)
        self.leaves = {leaf.number: leaf for leaf in model.leaves}
        self._found: dict[str, list[Way] | TooHard] = {}
        self._readers: dict[str, tuple[Lowering, Tables]] = {}
        self._makers: dict[str, Examples] = {}
        #: By leaf and system, which is kept so that no other can take its identity.
        self._examples: dict[tuple[str, int], tuple[System, Example | None]] = {}

    def of(self, leaf: Leaf) -> list[Way]:
        """All ways through a leaf. Raises ``TooHard`` where there are too many, or one is beyond the method."""
        if leaf.number not in self._found:
            self.space.shared.begin(_MOST_STEPS)
            try:
                lowering = self.lowering(leaf)
                self._found[leaf.number] = list(
                    limited(walk_leaf(leaf, self.start([leaf], lowering), lowering))
                )
            except TooHard as hard:
                self._found[leaf.number] = hard
        found = self._found[leaf.number]
        if isinstance(found, TooHard):
            raise found
        return found

    def example(self, leaf: Leaf, system: System) -> Example | None:
        """Facts of everything that a leaf reads that satisfy a system; None where none were found."""
        key = (leaf.number, id(system))
        if key not in self._examples:
            self._examples[key] = (system, self.examples(leaf).of(system))
        return self._examples[key][1]

    def examples(self, leaf: Leaf) -> Examples:
        """What makes facts for a leaf."""
        if leaf.number not in self._makers:
            self._makers[leaf.number] = Examples(self.with_used([leaf]), self._reader(leaf)[1], self.space)
        return self._makers[leaf.number]

    def lowering(self, leaf: Leaf) -> Lowering:
        """What turns the expressions of a leaf into values."""
        return self._reader(leaf)[0]

    def _reader(self, leaf: Leaf) -> tuple[Lowering, Tables]:
        if leaf.number not in self._readers:
            self._readers[leaf.number] = self.reader([leaf])
        return self._readers[leaf.number]

    def reader(self, leaves: Sequence[Leaf]) -> tuple[Lowering, Tables]:
        """What turns expressions into values, and what it knows of tables, for leaves that are thought of together."""
        others = _Others(self)
        tables = Tables(self.space, self.with_used(leaves))
        tables.lowering = others.lowering = Lowering(self.space, tables, others)
        return others.lowering, tables

    def start(self, leaves: Sequence[Leaf], lowering: Lowering) -> list[System]:
        """What is known before any rule is asked."""
        return start_of(self.with_used(leaves), self.space, lowering)

    def with_used(self, leaves: Sequence[Leaf]) -> list[Leaf]:
        """The leaves, and those whose points they read."""
        found, left, known = list(leaves), list(leaves), {leaf.number for leaf in leaves}
        while left:
            for number in used_by(left.pop(), self.space):
                if number not in known:
                    known.add(number)
                    found.append(self.leaves[number])
                    left.append(self.leaves[number])
            if len(found) > _MOST_LEAVES:
                raise TooHard("chain")
        return found


def used_by(leaf: Leaf, space: Space) -> list[str]:
    """The leaves whose points the rules of a leaf read."""
    expressions = [part for rule in leaf.rules for part in rule_expressions(rule, reasons=False)]
    nodes = with_definitions(expressions, leaf, space)
    return list(dict.fromkeys(node.leaf for node in nodes if isinstance(node, LeafPoints)))


def limited(ways: Iterable[Way]) -> Iterator[Way]:
    """The ways, unless there are too many."""
    for count, way in enumerate(ways):
        if count >= _MOST:
            raise TooHard("ways")
        yield way


class _Others:
    """The points of other leaves: the reader's way goes on from each of theirs."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.lowering: Lowering | None = None
        self._asked: list[str] = []

    def points_of(self, number: str, system: System) -> Values:
        """Rounded points of a leaf; trống where it is not applicable. A circle is another check's affair."""
        if number in self._asked or len(self._asked) > _DEEPEST or self.lowering is None:
            raise TooHard("chain")
        leaf = self.ways.leaves[number]
        self._asked.append(number)
        found = list(limited(walk_leaf(leaf, [system], self.lowering)))
        self._asked.pop()
        for way in found:
            if way.end in ("no_value", "pending"):
                yield way.system, NoValue(way.line)
            elif way.end == "gap":
                if any(isinstance(rule, Addition) for rule in leaf.rules):
                    raise TooHard("gap")
                yield way.system, NOTHING
            elif way.points is None:
                yield way.system, EMPTY
            elif way.points.is_constant:
                yield way.system, whole(half_up(way.points.number, self.ways.model.decimal_places))
            else:
                yield from self._rounded(leaf, way.points, way.system)

    def _rounded(self, leaf: Leaf, points: Ratio, system: System) -> Values:
        """Points that depend on facts: within half a unit of what is worked out."""
        space, places = self.ways.space, self.ways.model.decimal_places
        value = space.derive(
            ("points", leaf.number, key_of(points.top), key_of(points.bottom)),
            (points.top, points.bottom),
            lambda known: half_up(Fraction(points.top.value(known)) / points.bottom.value(known), places),
        )
        known = system.with_form(variable(value))
        maximum = Form({value: -1}, Fraction(leaf.maximum))
        known = known.with_form(maximum) if known else None
        half = Fraction(1, 2 * 10**places)
        if known is not None and points.bottom.is_constant:
            distance = variable(value).plus(points.top.times(1 / Fraction(points.bottom.constant)), -1)
            known = known.with_form(distance.plus(constant(half)))
            known = known.with_form(distance.times(-1).plus(constant(half))) if known else None
        if known is not None and known.possible:
            yield known, Ratio(variable(value))


def half_up(value: Number, places: int) -> Number:
    """A number rounded to places, halves away from 0 (points are never negative)."""
    scale = 10**places
    return Fraction((value * scale * 2 + 1).__floor__() // 2, scale)
