"""The words after «vì»: text with expressions in braces."""

from dataclasses import replace

from spec import syntax
from spec.braces import pieces
from spec.diagnostics import Bilingual
from spec.model.expressions import Expression
from spec.model.rules import Reason
from spec.parser import parse_expression
from spec.resolve.expression import resolve
from spec.resolve.scope import Scope
from spec.source import Span


def reason(node: syntax.Reason | None, scope: Scope) -> Reason | None:
    """The reason of a rule; a brace that cannot be read is reported and left out."""
    if node is None:
        return None
    found, findings = pieces(scope.context.source, node.text)
    for finding in findings:
        scope.context.add(finding)
    parts: list[str | Expression] = []
    for piece in found:
        if isinstance(piece, str):
            parts.append(piece)
        elif (expression := _expression(piece, scope)) is not None:
            parts.append(expression)
    return Reason(parts=tuple(parts))


def _expression(span: Span, scope: Scope) -> Expression | None:
    context = scope.context
    node, findings = parse_expression(context.source, span)
    for finding in findings:
        context.add(finding)
    if node is None:
        if not findings:
            what = Bilingual("chưa có gì bên trong", "has nothing inside")
            context.report(Span(span.start - 1, span.end + 1), "P025", what=what)
        return None
    typed = resolve(node, replace(scope, in_reason=True, depth=0))
    return typed.expression if typed is not None else None
