"""Conditions that the domains of the facts decide beforehand: a rule that always fires, or never."""

from fractions import Fraction

from spec.checks.findings import Findings
from spec.checks.tiers import Cut, Piece, covers, piece
from spec.diagnostics import Bilingual
from spec.model import expressions as e
from spec.model.criteria import Fact
from spec.model.rules import Rule

_TRUTHS = {True: Bilingual("đúng", "true"), False: Bilingual("sai", "false")}


def check(findings: Findings) -> None:
    """C020."""
    facts = {fact.name: fact for fact in findings.model.facts}
    for leaf in findings.model.leaves:
        for rule in leaf.rules:
            condition = _condition(rule)
            truth = _truth(condition, facts) if condition is not None else None
            if truth is not None:
                findings.report(rule.line, "C020", truth=_TRUTHS[truth])


def _condition(rule: Rule) -> e.Expression | None:
    condition: e.Expression | None = getattr(rule, "condition", None)
    return condition


def _truth(condition: e.Expression, facts: dict[str, Fact]) -> bool | None:
    """What a condition is whatever the facts are; None where that depends on them."""
    match condition:
        case e.Not(value=value):
            inner = _truth(value, facts)
            return None if inner is None else not inner
        case e.And(values=values):
            found = [_truth(value, facts) for value in values]
            return False if False in found else True if set(found) == {True} else None
        case e.Or(values=values):
            found = [_truth(value, facts) for value in values]
            return True if True in found else False if set(found) == {False} else None
        case e.Compare() | e.Between():
            return _comparison(condition, facts)
        case _:
            return None


def _comparison(condition: e.Expression, facts: dict[str, Fact]) -> bool | None:
    compared = piece(condition)
    if compared is None:
        return None
    value, wanted = compared
    if not isinstance(value, e.FactValue):
        return None
    domain = _domain(value, facts)
    if domain is None:
        return None
    if covers([wanted], domain) and not value.nullable:
        return True
    return False if _apart(wanted, domain) else None


def _domain(value: e.FactValue, facts: dict[str, Fact]) -> Piece | None:
    """The range that holds every value of a fact: a bound that is no constant counts as none."""
    fact: Fact | None = facts.get(value.name)
    if fact is not None and value.field is not None:
        fact = next((field for field in fact.fields if field.name == value.field), None)
    if fact is None or fact.domain is None:
        return None
    low, high = _constant(fact.domain.low), _constant(fact.domain.high)
    start = None if low is None else Cut(low, 0 if fact.domain.low_inclusive else 1)
    end = None if high is None else Cut(high, 1 if fact.domain.high_inclusive else 0)
    return start, end


def _constant(bound: e.Expression | None) -> Fraction | None:
    return Fraction(bound.value) if isinstance(bound, e.Number) else None


def _apart(one: Piece, other: Piece) -> bool:
    """Whether two ranges share no value."""
    return _ends_before(one, other) or _ends_before(other, one)


def _ends_before(one: Piece, other: Piece) -> bool:
    end, start = one[1], other[0]
    return end is not None and start is not None and end <= start
