"""Every expression of a set, a leaf or a rule: what checks, hashes and the engine go through."""

from collections.abc import Iterator
from functools import cache

from spec.model.criteria import CriteriaSet, Fact, Leaf
from spec.model.expressions import Expression
from spec.model.rules import Statement

_PARTS = ("condition", "points", "each", "limit", "ratio", "threshold")


def rule_expressions(rule: Statement, *, reasons: bool = True) -> Iterator[Expression]:
    """The expressions of one rule, its reason's too."""
    for name in _parts_of(type(rule)):
        if (expression := getattr(rule, name)) is not None:
            yield expression
    if reasons and rule.reason is not None:
        yield from (part for part in rule.reason.parts if not isinstance(part, str))


@cache
def _parts_of(kind: type[Statement]) -> tuple[str, ...]:
    return tuple(name for name in _PARTS if name in kind.model_fields)


def leaf_expressions(leaf: Leaf) -> Iterator[Expression]:
    """The expressions of a leaf: definitions, rules, reasons."""
    for definition in leaf.definitions:
        yield definition.value
    for rule in leaf.rules:
        yield from rule_expressions(rule)


def bound_expressions(fact: Fact) -> Iterator[Expression]:
    """The bounds of a fact's domain and of its fields'."""
    for part in (fact, *fact.fields):
        if part.domain is not None:
            yield from (bound for bound in (part.domain.low, part.domain.high) if bound is not None)


def all_expressions(model: CriteriaSet) -> Iterator[Expression]:
    """Every expression of a set."""
    for definition in model.definitions:
        yield definition.value
    for leaf in model.leaves:
        yield from leaf_expressions(leaf)
    for adjustment in model.adjustments:
        yield from rule_expressions(adjustment)
    for check in model.checks:
        yield check.condition
        if check.reason is not None:
            yield from (part for part in check.reason.parts if not isinstance(part, str))
    for band in model.bands:
        if band.condition is not None:
            yield band.condition
    for fact in model.facts:
        yield from bound_expressions(fact)
