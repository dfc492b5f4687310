"""Units by the ways of the proofs and by the engine: where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.block import UnitResult
from engine.score import decided
from engine.session import LoadedSet
from spec.model import Leaf, rules
from spec.proofs.paths import Way
from spec.proofs.space import Assignment
from spec.proofs.system import TooHard
from spec.proofs.ways import Ways, half_up
from tests.proofs.assignment import OddRow, Open, Variables
from tests.properties.cases import scored
from tests.reference.facts import UnitFacts
from tests.reference.totals import UnitScorer


@dataclass
class Compared:
    """A set whose ways are held to the engine. ``hard`` are leaves whose ways cannot be gone through."""

    loaded: LoadedSet
    variables: dict[str, Variables] = field(default_factory=dict)
    hard: set[str] = field(default_factory=set)
    #: Leaves of units that were compared.
    count: int = 0

    def __post_init__(self) -> None:
        """Find the ways of every leaf."""
        ways = Ways(self.loaded.model)
        for leaf in self.loaded.model.leaves:
            try:
                self.variables[leaf.number] = Variables(ways, leaf)
            except TooHard:
                self.hard.add(leaf.number)

    def differences(self, document: Mapping[str, Any]) -> Iterator[str]:
        """All that differs for the only unit of a document."""
        unit = {key: value for key, value in document["units"][0].items() if key not in _BEYOND_FACTS}
        (result,) = scored(self.loaded, {**document, "units": [unit]})
        said = UnitFacts(self.loaded.model, unit)
        scorer = UnitScorer(self.loaded.model, said, said.fact)
        for position, leaf in enumerate(self.loaded.model.leaves):
            if leaf.number in self.variables:
                found = self._of_leaf(leaf, position, result, scorer)
                if found:
                    yield f"leaf {leaf.number}: {found}"

    def _of_leaf(self, leaf: Leaf, position: int, result: UnitResult, scorer: UnitScorer) -> str:
        try:
            ways, values = self.variables[leaf.number].taken(scorer)
        except Open:
            return ""
        except OddRow as odd:
            return f"a row of no kind: {odd}"
        self.count += 1
        if len(ways) != 1:
            return f"{len(ways)} ways: {[way.end for way in ways]}"
        is_open = scorer.leaf(leaf.number).status == "pending"
        got = result.scored.outcomes[position][:2]
        expected = _expected(ways[0], leaf, values, self.loaded.program.places)
        if expected == "open":
            return "" if is_open else f"a way that is open ({ways[0].end}), but the engine says {got}"
        if expected != (got[0] if got[1] not in ("pending", "not_applicable") else got[1]):
            return f"the way ({ways[0].end}) comes to {expected}, the engine to {got}"
        return _stop(ways[0], result, position)


#: What a way leaves out of account.
_BEYOND_FACTS = ("evidence", "not_applicable")
_STOPS = {"not_applicable": rules.NotApplicable, "gate": rules.Gate, "nothing_arose": rules.NothingArose}


def _expected(way: Way, leaf: Leaf, values: Assignment, places: int) -> int | str:
    """What a way comes to: points in units, «not_applicable», «open»; of a gap, what is added to nothing."""
    if way.end == "not_applicable":
        return way.end
    if way.end in ("pending", "no_value"):
        return "open"
    if way.end == "gap":
        assert not any(isinstance(rule, rules.Addition) for rule in leaf.rules), "not compared"
        return 0
    assert way.points is not None
    points = Fraction(way.points.top.value(values)) / way.points.bottom.value(values)
    return int(half_up(points, places) * 10**places)


def _stop(way: Way, result: UnitResult, position: int) -> str:
    """What ended the leaf before its points: the same kind of rule for both, and the same line."""
    leaf = result.scored.program.leaves[position]
    held = [index for index, held in decided(result.scored, position) if held]
    stops = [index for index in held if isinstance(leaf.rules[index], tuple(_STOPS.values()))]
    expected = [
        index for index, held in way.decided if held and isinstance(leaf.rules[index], tuple(_STOPS.values()))
    ]
    if stops != expected or (way.end in _STOPS) != bool(stops):
        return f"the way ends in «{way.end}» by {expected}, the engine by {stops}"
    return ""
