"""The words after «vì»: text with expressions in braces."""

import re
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
    if source.count("{", start, end) > MAX_TOKENS:
        scope.context.report(node.text.span, "S020", limit=MAX_TOKENS)
        return []
    pieces: list[tuple[str, Span | None]] = []
    text: list[str] = []
    position = start
    while position < end:
        match = _SPECIAL.search(source, position, end)
        stop = match.start() if match is not None else end
        text.append(source[position:stop])
        if match is None:
            break
        found, position = match.group(), match.end()
        if found == "{" and (close := source.find("}", position, end)) >= 0:
            pieces += [("".join(text), None), ("", Span(position, close))]
            text, position = [], close + 1
        elif found in ("{", "}"):
            _report_brace(found, stop, scope)
            text.append(source[stop:end] if found == "{" else found)
            position = end if found == "{" else position
        else:  # a doubled brace, or a quote or backslash after a backslash
            text.append(found[1] if escaped or found[0] != "\\" else found)
    return [piece for piece in [*pieces, ("".join(text), None)] if piece != ("", None)]


_SPECIAL = re.compile(r"\{\{|\}\}|\{|\}|\\[\\\"]")


def _report_brace(brace: str, position: int, scope: Scope) -> None:
    what = Bilingual("chưa đóng: thiếu «}»", "is not closed: «}» is missing")
    if brace == "}":
        what = Bilingual("đóng mà chưa mở: thiếu «{»", "is closed but not opened: «{» is missing")
    scope.context.report(Span(position, position + 1), "P025", what=what)


#: What a text in a file begins with.
_QUOTES = frozenset("\"“”„«'‘`´")
