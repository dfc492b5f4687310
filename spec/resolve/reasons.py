"""The words after «vì»: text with expressions in braces."""

from dataclasses import replace

from spec import syntax
from spec.diagnostics import Bilingual
from spec.model.expressions import Expression
from spec.model.rules import Reason
from spec.parser import parse_expression
from spec.resolve.expression import resolve
from spec.resolve.scope import Scope
from spec.source import MAX_TOKENS, Span


def reason(node: syntax.Reason | None, scope: Scope) -> Reason | None:
    """The reason of a rule; a brace that cannot be read is reported and left out."""
    if node is None:
        return None
    parts: list[str | Expression] = []
    for text, span in _pieces(node, scope):
        if span is None:
            parts.append(text)
        elif (expression := _expression(span, scope)) is not None:
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


def _pieces(node: syntax.Reason, scope: Scope) -> list[tuple[str, Span | None]]:
    """The text between braces, and the spans inside them, read off the file so that places are right."""
    source = scope.context.source.text
    start, end = node.text.start_pos, node.text.end_pos
    escaped = source[start] == '"'
    if source[start] in _QUOTES:  # else the quotes are missing, which has been told
        start, end = start + 1, end - 1
    pieces: list[tuple[str, Span | None]] = []
    if source.count("{", start, end) > MAX_TOKENS:
        scope.context.report(node.text.span, "S020", limit=MAX_TOKENS)
        return []
    text = ""
    position = start
    while position < end:
        character = source[position]
        following = source[position + 1] if position + 1 < end else ""
        if character in "{}" and following == character:
            text += character
            position += 2
        elif escaped and character == "\\" and following in ("\\", '"'):
            text += following
            position += 2
        elif character == "{":
            close = source.find("}", position, end)
            if close < 0:
                what = Bilingual("chưa đóng: thiếu «}»", "is not closed: «}» is missing")
                scope.context.report(Span(position, position + 1), "P025", what=what)
                break
            if text:
                pieces.append((text, None))
                text = ""
            pieces.append(("", Span(position + 1, close)))
            position = close + 1
        else:
            if character == "}":
                what = Bilingual("đóng mà chưa mở: thiếu «{»", "is closed but not opened: «{» is missing")
                scope.context.report(Span(position, position + 1), "P025", what=what)
            text += character
            position += 1
    if text:
        pieces.append((text, None))
    return pieces


#: What a text in a file begins with.
_QUOTES = frozenset("\"“”„«'‘`´")
