"""Syntax → expressions of the model: the way in, and what every place asks of an expression.

Each kind of syntax node has one resolving function, registered in ``values``, ``operators`` or ``functions``. A
function returns None where something is wrong and has been reported; its callers then stay silent.
"""

from collections.abc import Callable
from typing import Any

from spec import syntax, types
from spec.diagnostics import Bilingual
from spec.model.expressions import DateLiteral, Expression, Number, ValueType
from spec.resolve.scope import Scope, Typed, settle
from spec.source import MAX_DEPTH

Resolver = Callable[[Any, Scope], Typed | None]
_RESOLVERS: dict[type[syntax.Node], Resolver] = {}


def resolves(node_type: type[syntax.Node]) -> Callable[[Resolver], Resolver]:
    """Register the function that resolves one kind of node."""

    def register(function: Resolver) -> Resolver:
        _RESOLVERS[node_type] = function
        return function

    return register


def resolve(node: syntax.Node, scope: Scope) -> Typed | None:
    """The expression that a node stands for."""
    scope = scope.deeper()
    if scope.depth > MAX_DEPTH:
        scope.context.report(node.span, "S010", limit=MAX_DEPTH)
        return None
    typed = _RESOLVERS[type(node)](node, scope)
    if typed is not None and typed.depth > MAX_DEPTH:
        scope.context.report(node.span, "S010", limit=MAX_DEPTH)
        return None
    return typed


def resolve_all(nodes: tuple[syntax.Node, ...], scope: Scope) -> list[Typed] | None:
    """Several expressions; each is looked at even if one before it is wrong."""
    values = [resolve(node, scope) for node in nodes]
    found = [value for value in values if value is not None]
    return found if len(found) == len(values) else None


def condition(node: syntax.Node, scope: Scope) -> Expression | None:
    """An expression that must be a condition."""
    typed = resolve(node, scope)
    if typed is None:
        return None
    if ValueType.BOOLEAN not in typed.types:
        example = scope.context.written(node.span)
        scope.context.report(node.span, "T005", found=types.name(typed.types), example=example)
        return None
    return typed.expression


def points(node: syntax.Node, scope: Scope) -> Expression | None:
    """An expression that must be points, or a plain number standing for points."""
    typed = resolve(node, scope)
    if typed is None:
        return None
    if typed.types & types.POINTS:
        return settle(typed, types.POINTS)
    if typed.types & types.NUMBER:
        return settle(typed, types.NUMBER)
    written = scope.context.written(node.span)
    if typed.types & types.RATIO:
        suggestion = f"{written} × điểm tối đa"
        advice = Bilingual(f"viết {suggestion}", f"write {written} × maximum points")
    elif typed.types & types.COUNT:
        suggestion = ""
        advice = Bilingual(
            f"nhân với điểm của mỗi đơn vị, ví dụ 0,25 × {written}",
            f"multiply by points for each, such as 0,25 × {written}",
        )
    else:
        suggestion, advice = "", Bilingual("viết một số điểm, ví dụ 0,5", "write points, such as 0,5")
    suggestions = (suggestion,) if suggestion else ()
    scope.context.report(node.span, "T006", suggestions, found=types.name(typed.types), advice=advice)
    return None


def ratio(node: syntax.Node, scope: Scope) -> Expression | None:
    """An expression that must be a ratio."""
    typed = resolve(node, scope)
    if typed is None:
        return None
    if typed.types & types.RATIO:
        return settle(typed, types.RATIO)
    if suggestions := percentages(typed):
        report_missing_percent(node, suggestions, scope)
    else:
        scope.context.report(node.span, "T007", found=types.name(typed.types))
    return None


def report_missing_percent(node: syntax.Node, suggestions: tuple[str, ...], scope: Scope) -> None:
    """A number stands where a ratio is meant."""
    written = scope.context.written(node.span)
    ways = Bilingual(" hoặc ".join(suggestions), " or ".join(suggestions))
    scope.context.report(node.span, "T002", suggestions, number=written, percent=ways)


def count(node: syntax.Node, scope: Scope) -> Expression | None:
    """An expression that must be a count or a plain number."""
    typed = resolve(node, scope)
    if typed is None:
        return None
    plain = types.COUNT | types.NUMBER
    if typed.types & plain:
        return settle(typed, plain)
    advice = Bilingual("ví dụ: mỗi so_lan_vi_pham", "for example: each number_of_violations")
    if ValueType.BOOLEAN in typed.types:
        advice = Bilingual(
            "với một điều kiện, viết «khi» thay cho «mỗi»", "with a condition, write «when», not «each»"
        )
    scope.context.report(node.span, "T008", found=types.name(typed.types), advice=advice)
    return None


def percentages(typed: Typed) -> tuple[str, ...]:
    """The percentages that a bare number may have stood for."""
    if not typed.literal or typed.expression.kind != "number":
        return ()
    value = typed.expression.value
    as_written = f"{value.normalize():f}%".replace(".", ",")
    if value > 1:
        return (as_written,)
    return (f"{(value * 100).normalize():f}%".replace(".", ","), as_written)


def is_empty_range(low: Expression | None, high: Expression | None) -> bool:
    """Whether two constant bounds leave no value between them."""
    if isinstance(low, Number) and isinstance(high, Number):
        return low.value > high.value
    return isinstance(low, DateLiteral) and isinstance(high, DateLiteral) and low.value > high.value
