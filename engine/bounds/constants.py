"""Bounds that are literals, readable without any facts."""

from engine.bounds.values import Bound
from engine.rounding import exact
from spec.model.expressions import DateLiteral, Expression, Number


def constant(node: Expression) -> Bound:
    """The value of a literal number or day; None for anything else."""
    if isinstance(node, Number):
        return exact(node.value)
    return node.value.toordinal() if isinstance(node, DateLiteral) else None
