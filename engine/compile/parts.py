"""The rules of a leaf by kind, each with its index: the fixed order of evaluation reads them off here."""

from dataclasses import dataclass, field
from typing import Any

from spec.model import rules
from spec.model.criteria import Leaf


@dataclass(slots=True)
class LeafParts:
    """The rules of a leaf, in file order within each kind."""

    not_applicable: list[tuple[int, rules.NotApplicable]] = field(default_factory=list)
    gates: list[tuple[int, rules.Gate]] = field(default_factory=list)
    nothing_arose: list[tuple[int, rules.NothingArose]] = field(default_factory=list)
    evidence: list[tuple[int, rules.Evidence]] = field(default_factory=list)
    bases: list[tuple[int, Any]] = field(default_factory=list)
    additions: list[tuple[int, rules.Addition]] = field(default_factory=list)
    deductions: list[tuple[int, rules.Deduction]] = field(default_factory=list)
    ceilings: list[tuple[int, rules.Ceiling]] = field(default_factory=list)

    def only(self, *kinds: str) -> bool:
        """Whether all that gives or takes points is of some kinds: any other kind rules a shortcut out."""
        return not any(getattr(self, kind) for kind in _SCORING if kind not in kinds)


#: The lists of what gives or takes points.
_SCORING = ("bases", "additions", "deductions", "ceilings")

#: Where each kind of rule is kept; a kind without a place here is refused.
_KINDS = {
    "achieved": "bases",
    "tier": "bases",
    "proportion": "bases",
    "formula": "bases",
    "council": "bases",
    "not_applicable": "not_applicable",
    "gate": "gates",
    "nothing_arose": "nothing_arose",
    "evidence": "evidence",
    "addition": "additions",
    "deduction": "deductions",
    "ceiling": "ceilings",
}


def parts_of(leaf: Leaf) -> LeafParts:
    """Sort the rules of a leaf."""
    parts = LeafParts()
    for index, rule in enumerate(leaf.rules):
        getattr(parts, _KINDS[rule.kind]).append((index, rule))
    return parts
