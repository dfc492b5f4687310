"""Scenarios at the thresholds: facts just below, at and above each, with the result left for a person to fill in.

The facts are found by ``spec.proofs`` and then tried: only what the engine itself finds on that side of the threshold
is proposed. A side on which a scenario of the leaf stands already is passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from engine.compile.expressions import Compiler
from engine.compile.undecided import Undecided
from engine.facts.units import Reader
from engine.facts.validation import validate
from engine.layout import MISSING
from engine.program import Program, slots_of
from engine.rounding import exact
from engine.scenarios.facts import UNIT
from engine.scenarios.run import Checked
from engine.scenarios.thresholds import Threshold, thresholds_of
from spec.keywords import Language
from spec.model.criteria import Leaf
from spec.proofs.examples import Example, Examples
from spec.proofs.linear import Form
from spec.proofs.lowering import Lowering, Scope
from spec.proofs.paths import Way
from spec.proofs.system import System, TooHard
from spec.proofs.values import Ratio, whole
from spec.proofs.ways import Ways

Side = Literal["below", "at", "above"]

SIDES: tuple[Side, ...] = ("below", "at", "above")

#: How far from a threshold is next to it, in its units: one unit is, and no figure is sought at the very end.
_REACH = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A scenario to be filled in: ``given`` are its lines «cho …»."""

    leaf: str
    threshold: Threshold
    side: Side
    given: tuple[str, ...]


def suggest(program: Program, checked: Sequence[Checked], language: Language) -> Iterator[Suggestion]:
    """The scenarios that are missing at the thresholds, by leaf and line, in the keywords of a language."""
    ways = Ways(program.model)
    for leaf in program.leaves:
        seen = [
            one
            for one in checked
            if any(expected.target == leaf.number for expected in one.scenario.expected)
        ]
        yield from _of_leaf(_Leaf(program, leaf, ways), seen, language)


def _of_leaf(leaf: "_Leaf", seen: Sequence[Checked], language: Language) -> Iterator[Suggestion]:
    told: set[tuple[str, ...]] = set()
    for threshold in thresholds_of(leaf.leaf, leaf.program.definitions):
        there = {leaf.side(threshold, one.result.scored.values) for one in seen if one.result is not None}
        for side in SIDES:
            if side in there:
                continue
            example = leaf.example(threshold, side)
            if example is None:
                continue
            given = example.lines(leaf.ways.space, language)
            if given not in told:
                told.add(given)
                yield Suggestion(leaf.leaf.number, threshold, side, given)


@dataclass(slots=True)
class _Leaf:
    """What finds facts for one leaf, and says on which side of its thresholds they are."""

    program: Program
    leaf: Leaf
    ways: Ways

    def example(self, threshold: Threshold, side: Side) -> Example | None:
        """Facts that bring the leaf to a side of a threshold; None where there are none, or none were found."""
        try:
            ways = self.ways.of(self.leaf)
            lowering, examples = self.ways.lowering(self.leaf), self.ways.examples(self.leaf)
            for way in ways:
                if any(index == threshold.rule for index, _ in way.decided):
                    found = self._on_way(way, threshold, side, lowering, examples)
                    if found is not None:
                        return found
        except TooHard:
            pass
        return None

    def _on_way(
        self, way: Way, threshold: Threshold, side: Side, lowering: Lowering, examples: Examples
    ) -> Example | None:
        scope = Scope(self.leaf, threshold.line)
        for part, value in lowering.number(threshold.value, way.system, scope):
            for system, bound in lowering.number(threshold.bound, part, scope):
                if not isinstance(value, Ratio) or not isinstance(bound, Ratio):
                    continue
                near = _near(system, value, bound, threshold, side, lowering)
                example = None if near is None or not near.possible else examples.of(near)
                if example is not None and self._is_on(example, threshold, side):
                    return example
        return None

    def _is_on(self, example: Example, threshold: Threshold, side: Side) -> bool:
        """Whether the engine takes the facts, and finds them on that side."""
        program = self.program
        reader = Reader(program.model, program.layout, "")
        unit: dict[str, object] = {"code": UNIT, "facts": example.facts}
        unit["previous"] = _previous(example)
        if program.model.blocks:
            unit["block"] = program.model.blocks[0]
        units = reader.read({"year": program.model.year, "units": [unit]})
        if reader.diagnostics or not units or validate(program, units[0], ""):
            return False
        return self.side(threshold, units[0].values + program.scratch) == side

    def side(self, threshold: Threshold, values: list[object]) -> Side | None:
        """On which side of a threshold facts are, next to it; None further away, or where it is not known."""
        compiler = Compiler(self.program.layout, self.leaf.number, self.program.definitions)
        compiler.maximum = exact(self.leaf.maximum)
        for expression in (threshold.value, threshold.bound):
            reads = slots_of(expression, self.leaf.number, self.program.layout, self.program.definitions)
            if any(_is_open(values[slot]) for slot in reads):
                return None
        try:
            value, bound = (compiler.compile(one)(values) for one in (threshold.value, threshold.bound))
        except Undecided:
            return None
        if value is None or bound is None or abs(value - bound) >= _REACH * Fraction(threshold.unit):
            return None
        return "at" if value == bound else "below" if value < bound else "above"


def _previous(example: Example) -> dict[str, object]:
    """Last year's values in the form of a facts file."""
    found: dict[str, object] = {}
    for (name, part), value in example.previous.items():
        if part is None:
            found[name] = value
        else:
            inside = found.setdefault(name, {})
            assert isinstance(inside, dict)
            inside[part] = value
    return found


def _is_open(value: object) -> bool:
    return value is MISSING or (
        isinstance(value, tuple) and any(cell is MISSING for row in value for cell in row)
    )


def _near(
    system: System, value: Ratio, bound: Ratio, threshold: Threshold, side: Side, lowering: Lowering
) -> System | None:
    """The system in which a value is at its bound, or next to it."""
    distance = lowering.difference(value, bound)
    if side == "at":
        return system.with_zero(distance)
    sign = -1 if side == "below" else 1
    beyond = system.with_form(distance.times(sign), strict=True)
    shifted = lowering.added(bound, whole(sign * _REACH * Fraction(threshold.unit)))
    assert isinstance(shifted, Ratio)
    within: Form = lowering.difference(shifted, value).times(sign)
    return beyond.with_form(within, strict=True) if beyond is not None else None
