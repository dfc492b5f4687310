"""Mutants that provably change no points: no unit whose facts are all declared scores otherwise under them.

The ways through the leaf and through its mutant are gone through together (``spec.proofs``): wherever facts can take a
pair of ways, the two must come to the same. Sound, not complete: what cannot be shown counts as a change.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from engine.scenarios.mutants import Mutant
from spec.model import CriteriaSet
from spec.model import expressions as e
from spec.model.base import Part
from spec.model.criteria import Leaf
from spec.model.rules import Addition, Evidence, NotApplicable, Rule
from spec.proofs.lowering import Lowering
from spec.proofs.paths import Way, walk_leaf
from spec.proofs.system import TooHard
from spec.proofs.values import NOTHING, Ratio
from spec.proofs.ways import Ways, limited

_Part = TypeVar("_Part", bound=Part)

#: Steps that are spent on one mutant: some hundred times what most need.
_MOST_STEPS = 60_000

#: What ends a leaf before evidence is asked for.
_BEFORE_EVIDENCE = ("not_applicable", "gate", "nothing_arose")


class Equivalence:
    """Says of mutants of one set whether they change no points."""

    def __init__(self, model: CriteriaSet) -> None:
        self.model = model
        self.leaves = {leaf.number: leaf for leaf in model.leaves}

    def __call__(self, mutant: Mutant) -> bool:
        """Whether the mutant surely scores every unit like the set itself."""
        if mutant.leaf is None:
            return False
        leaf = self.leaves[mutant.leaf.number]
        if _is_beyond_facts(leaf, mutant):
            return False
        try:
            return self._never_differ(_without_definitions(leaf), _without_definitions(mutant.leaf))
        except TooHard:
            return False

    def _never_differ(self, leaf: Leaf, other: Leaf) -> bool:
        ways = Ways(self.model)
        if any(_is_of_people(rule) for read in ways.with_used([leaf])[1:] for rule in read.rules):
            return False  # what a leaf comes to whose points are read hangs on more than facts
        ways.space.shared.begin(_MOST_STEPS)
        lowering, _ = ways.reader([leaf, other])
        starts = ways.start([leaf, other], lowering)
        asks_evidence = any(isinstance(rule, Evidence) for rule in leaf.rules)
        return all(
            _same(way, leaf, changed, other, lowering, asks_evidence)
            for way in limited(walk_leaf(leaf, starts, lowering))
            for changed in limited(walk_leaf(other, [way.system], lowering))
        )


def _is_beyond_facts(leaf: Leaf, mutant: Mutant) -> bool:
    """Whether a change is about what people add: evidence, an approval."""
    if any(rule.line == mutant.line and _is_of_people(rule) for rule in leaf.rules):
        return True
    of_definition = any(one.line == mutant.line for one in leaf.definitions)
    conditional = any(isinstance(rule, Evidence) and rule.condition is not None for rule in leaf.rules)
    return of_definition and conditional


def _is_of_people(rule: Rule) -> bool:
    return isinstance(rule, Evidence) or (isinstance(rule, NotApplicable) and rule.condition is None)


def _same(way: Way, leaf: Leaf, changed: Way, other: Leaf, lowering: Lowering, asks_evidence: bool) -> bool:
    """Whether two ways surely come to the same, or no facts can take both."""
    if not changed.system.possible:
        return True
    if "not_applicable" in (way.end, changed.end):
        return way.end == changed.end
    if asks_evidence and (way.end in _BEFORE_EVIDENCE) != (changed.end in _BEFORE_EVIDENCE):
        return False
    points, others = _points(way, leaf), _points(changed, other)
    if points is None or others is None:
        return False
    difference = lowering.difference(points, others)
    for sign in (1, -1):
        found = changed.system.with_form(difference.times(sign), strict=True)
        if found is not None and found.possible:
            return False
    return True


def _points(way: Way, leaf: Leaf) -> Ratio | None:
    """The points at the end of a way; of tiers that leave a gap none, unless something is added."""
    if way.end == "gap":
        return None if any(isinstance(rule, Addition) for rule in leaf.rules) else NOTHING
    return way.points if way.end in (*_BEFORE_EVIDENCE, "scored") else None


def _without_definitions(leaf: Leaf) -> Leaf:
    """The leaf with its definitions put where they are used, so that versions of it can be told apart."""
    known: dict[str, e.Expression] = {}
    for one in leaf.definitions:
        known[one.name] = _inlined(one.value, known)
    rules = tuple(_inlined(rule.model_copy(update={"reason": None}), known) for rule in leaf.rules)
    return leaf.model_copy(update={"definitions": (), "rules": rules})


def _inlined(part: _Part, known: Mapping[str, e.Expression]) -> Any:
    if isinstance(part, e.DefinitionValue) and part.scope == "leaf":
        return known[part.name]
    changed: dict[str, Any] = {}
    for name in type(part).model_fields:
        inner = getattr(part, name)
        if isinstance(inner, Part):
            changed[name] = _inlined(inner, known)
        elif isinstance(inner, tuple):
            changed[name] = tuple(_inlined(one, known) if isinstance(one, Part) else one for one in inner)
    return part.model_copy(update=changed) if changed else part
