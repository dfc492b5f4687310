"""The shape of each leaf: some rule, at most one base, tiers that end in «còn lại»."""

from spec.checks.findings import Findings
from spec.model import rules
from spec.model.criteria import Leaf

_SCORING = (*rules.BASES, rules.Addition, rules.Deduction, rules.Ceiling, rules.Gate)


def check(findings: Findings) -> None:
    """C002, C004, C016."""
    for leaf in findings.whole_leaves():
        if not any(isinstance(rule, _SCORING) for rule in leaf.rules):
            findings.report(leaf.line, "C002", number=leaf.number)
        _one_base(leaf, findings)
        _otherwise_last(leaf, findings)


def _one_base(leaf: Leaf, findings: Findings) -> None:
    bases = [rule for rule in leaf.rules if isinstance(rule, rules.BASES)]
    for rule in bases[1:]:
        if not (isinstance(rule, rules.Tier) and isinstance(bases[0], rules.Tier)):
            findings.report(rule.line, "C004", number=leaf.number, line=bases[0].line)


def _otherwise_last(leaf: Leaf, findings: Findings) -> None:
    tiers = [rule for rule in leaf.rules if isinstance(rule, rules.Tier)]
    for tier in tiers[:-1]:
        if tier.condition is None:
            findings.report(tier.line, "C016")
