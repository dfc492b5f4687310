"""What a leaf says: one function per kind of statement, syntax → model, named like the grammar's rule."""

from collections.abc import Callable
from typing import Any, Required, TypedDict

from spec import syntax
from spec.model import rules as model
from spec.model.expressions import Expression
from spec.resolve import numbers
from spec.resolve.expression import condition, count, points, ratio
from spec.resolve.reasons import reason
from spec.resolve.scope import Scope

Common = dict[str, Any]
_Resolver = Callable[[Any, Scope, Common], "model.Rule | None"]


def rule(node: syntax.Node, scope: Scope, line: int) -> model.Rule | None:
    """The rule of one line; None where it is wrong (and has been reported)."""
    common: Common = {
        "line": line,
        "written": scope.context.written(node.span),
        "reason": reason(getattr(node, "reason", None), scope),
    }
    return _RULES[type(node)](node, scope, common)


def is_rule(node: syntax.Node) -> bool:
    """Whether a statement is a rule of a leaf."""
    return type(node) in _RULES


def _achieved(node: syntax.Achieved, scope: Scope, common: Common) -> model.Rule | None:
    holds = condition(node.condition, scope)
    return None if holds is None else model.Achieved(condition=holds, **common)


def _tier(node: syntax.Tier, scope: Scope, common: Common) -> model.Rule | None:
    holds, earned = condition(node.condition, scope), points(node.points, scope)
    return None if holds is None or earned is None else model.Tier(condition=holds, points=earned, **common)


def _otherwise(node: syntax.Otherwise, scope: Scope, common: Common) -> model.Rule | None:
    earned = points(node.points, scope)
    return None if earned is None else model.Tier(condition=None, points=earned, **common)


def _proportion(node: syntax.Proportion, scope: Scope, common: Common) -> model.Rule | None:
    share = ratio(node.ratio, scope)
    threshold = ratio(node.threshold.ratio, scope) if node.threshold else None
    if share is None or (node.threshold and threshold is None):
        return None
    return model.Proportion(ratio=share, threshold=threshold, **common)


def _formula(node: syntax.Formula, scope: Scope, common: Common) -> model.Rule | None:
    earned = points(node.points, scope)
    return None if earned is None else model.Formula(points=earned, **common)


def _council(node: syntax.Council, scope: Scope, common: Common) -> model.Rule | None:
    step = None
    if node.step is not None and (step := numbers.decimal(node.step.points, scope.context)) is None:
        return None
    return model.Council(step=step, **common)


class Measure(TypedDict, total=False):
    """The fields of ``rules.Measured`` in the model."""

    points: Required[Expression]
    condition: Expression
    each: Expression
    limit: Expression | None


def measured(
    points_node: syntax.Node, measure: syntax.Each | syntax.Condition, scope: Scope
) -> Measure | None:
    """Points that count under a condition or for each of something."""
    earned = points(points_node, scope)
    if isinstance(measure, syntax.Condition):
        holds = condition(measure.condition, scope)
        if earned is None or holds is None:
            return None
        return {"points": earned, "condition": holds}
    each = count(measure.count, scope)
    limit = points(measure.limit.points, scope) if measure.limit else None
    if earned is None or each is None or (measure.limit and limit is None):
        return None
    return {"points": earned, "each": each, "limit": limit}


def _addition(node: syntax.Addition, scope: Scope, common: Common) -> model.Rule | None:
    parts = measured(node.points, node.measure, scope)
    return None if parts is None else model.Addition(**parts, **common)


def _deduction(node: syntax.Deduction, scope: Scope, common: Common) -> model.Rule | None:
    parts = measured(node.points, node.measure, scope)
    return None if parts is None else model.Deduction(**parts, **common)


def _ceiling(node: syntax.Ceiling, scope: Scope, common: Common) -> model.Rule | None:
    most, holds = points(node.points, scope), condition(node.condition, scope)
    return None if most is None or holds is None else model.Ceiling(points=most, condition=holds, **common)


def _gate(node: syntax.Gate, scope: Scope, common: Common) -> model.Rule | None:
    holds = condition(node.condition, scope)
    return None if holds is None else model.Gate(condition=holds, **common)


def _nothing_arose(node: syntax.NothingArose, scope: Scope, common: Common) -> model.Rule | None:
    holds = condition(node.condition, scope)
    return None if holds is None else model.NothingArose(condition=holds, **common)


def _not_applicable(node: syntax.NotApplicable, scope: Scope, common: Common) -> model.Rule | None:
    if isinstance(node.condition, syntax.Approved):
        return model.NotApplicable(condition=None, **common)
    holds = condition(node.condition, scope)
    return None if holds is None else model.NotApplicable(condition=holds, **common)


def _evidence(node: syntax.Evidence, scope: Scope, common: Common) -> model.Rule | None:
    holds = condition(node.condition.condition, scope) if node.condition else None
    if node.condition and holds is None:
        return None
    return model.Evidence(document=str(node.document), condition=holds, **common)


#: The terminals that rules begin with: a line of theirs belongs to its leaf even where it cannot be read.
HEADS = frozenset(
    {"ACHIEVED", "WHEN", "OTHERWISE", "PROPORTION", "FORMULA", "COUNCIL"}
    | {"ADD", "DEDUCT", "CEILING"}
    | {"GATE", "NOTHING_AROSE", "NOT_APPLICABLE", "EVIDENCE"}
)

_RULES: dict[type[syntax.Node], _Resolver] = {
    syntax.Achieved: _achieved,
    syntax.Tier: _tier,
    syntax.Otherwise: _otherwise,
    syntax.Proportion: _proportion,
    syntax.Formula: _formula,
    syntax.Council: _council,
    syntax.Addition: _addition,
    syntax.Deduction: _deduction,
    syntax.Ceiling: _ceiling,
    syntax.Gate: _gate,
    syntax.NothingArose: _nothing_arose,
    syntax.NotApplicable: _not_applicable,
    syntax.Evidence: _evidence,
}
