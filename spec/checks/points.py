"""Points that are written as numbers: within the maximum, not negative, no finer than the rounding."""

from decimal import Decimal

from spec.checks.findings import Findings
from spec.model import rules
from spec.model.criteria import Leaf
from spec.model.expressions import Expression, MaximumPoints, Number
from spec.resolve.numbers import shown


def check(findings: Findings) -> None:
    """C003, C011, C017, C018."""
    places = findings.model.decimal_places
    for leaf in findings.model.leaves:
        if not findings.drafts[leaf.number].maximum:
            continue
        if _places(leaf.maximum) > places:
            findings.report_points(leaf.line, "C011", points=shown(leaf.maximum), places=places)
        for rule in leaf.rules:
            _check_rule(rule, leaf, findings)
    for adjustment in findings.model.adjustments:
        _not_negative(adjustment.points, adjustment.line, findings)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _check_rule(rule: rules.Rule, leaf: Leaf, findings: Findings) -> None:
    if isinstance(rule, rules.Tier | rules.Formula | rules.Addition | rules.Deduction | rules.Ceiling):
        points = constant(rule.points, leaf)
        if points is None:
            return
        if points > leaf.maximum:
            findings.report(
                rule.line, "C003", points=shown(points), maximum=shown(leaf.maximum), number=leaf.number
            )
        _not_negative(rule.points, rule.line, findings)
        if isinstance(rule, rules.Measured) and rule.limit is not None:
            _not_negative(rule.limit, rule.line, findings)
    elif (
        isinstance(rule, rules.Council)
        and rule.step is not None
        and (rule.step <= 0 or leaf.maximum % rule.step)
    ):
        findings.report(
            rule.line, "C018", step=shown(rule.step), maximum=shown(leaf.maximum), number=leaf.number
        )


def _not_negative(points: Expression, line: int, findings: Findings) -> None:
    if isinstance(points, Number) and points.value < 0:
        findings.report(line, "C017")


def constant(points: Expression, leaf: Leaf) -> Decimal | None:
    """The points that an expression always gives; None where they depend on facts."""
    if isinstance(points, Number):
        return points.value
    return leaf.maximum if isinstance(points, MaximumPoints) else None
