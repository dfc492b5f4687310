"""Conditions that hold for all facts within their domains, or for none: a rule that always fires, or never."""

from spec.checks.findings import Findings
from spec.diagnostics import Bilingual
from spec.model import rules
from spec.model.criteria import Leaf
from spec.proofs.paths import Way

#: How a condition always is, in words.
TRUTHS = {True: Bilingual("đúng", "true"), False: Bilingual("sai", "false")}
#: Statements whose condition is meant to hold now and then; tiers are told by what they leave for others.
_CONDITIONAL = (
    rules.NotApplicable,
    rules.Gate,
    rules.NothingArose,
    rules.Achieved,
    rules.Addition,
    rules.Deduction,
    rules.Ceiling,
)


def check(findings: Findings) -> None:
    """C020."""
    findings.prove(_check_leaf)


def _check_leaf(leaf: Leaf, ways: list[Way], findings: Findings) -> None:
    for index, rule in enumerate(leaf.rules):
        if isinstance(rule, _CONDITIONAL) and getattr(rule, "condition", None) is not None:
            _check_rule(leaf, index, ways, findings)


def _check_rule(leaf: Leaf, index: int, ways: list[Way], findings: Findings) -> None:
    line = leaf.rules[index].line
    for truth in (True, False):
        found = [way for way in ways if (index, truth) in way.decided]
        if not found and any((index, not truth) in way.decided for way in ways):
            findings.report(line, "C020", truth=TRUTHS[not truth])
            return
        if found and not any(findings.ways.example(leaf, way.system) for way in found):
            findings.shows(leaf, line, found[0].system)
