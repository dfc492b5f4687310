"""Words for bounds that are hardly meant: «trên 90%» where decisions say «từ 90%»."""

from spec.checks.findings import Findings
from spec.checks.ranges import written
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf
from spec.model.expressions import ValueType
from spec.ranges import Cut, Range, compared


def check(findings: Findings) -> None:
    """C028: a lower bound that is left out, and that no other line of the leaf takes in."""
    for leaf in findings.whole_leaves():
        known = [one for rule in leaf.rules if (one := _lower(rule)) is not None]
        for line, value, range_ in known:
            low = range_[0]
            if low is not None and low.value and low.side == 1 and not _is_taken(value, low, leaf):
                findings.report(line, "C028", value=written([(Cut(low.value, 0), low)], value))


def _lower(rule: rules.Rule) -> tuple[int, e.Expression, Range] | None:
    """A line that gives points from a bound on."""
    if not isinstance(rule, rules.Tier | rules.Achieved | rules.Addition) or rule.condition is None:
        return None
    found = compared(rule.condition)
    if found is None or found[0].type not in (ValueType.RATIO, ValueType.NUMBER, ValueType.POINTS):
        return None  # «trên 3» of whole numbers is «từ 4»: nothing is left out by mistake
    return (rule.line, *found)


def _is_taken(value: e.Expression, low: Cut, leaf: Leaf) -> bool:
    """Whether another line says what happens right at the bound: «đến 90%» before «trên 90%»."""
    for rule in leaf.rules:
        condition = getattr(rule, "condition", None)
        found = compared(condition) if condition is not None else None
        if found is not None and found[0] == value and found[1][1] == low:
            return True
    return False
