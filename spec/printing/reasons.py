"""How the words after «vì» are written: the text as it is, the expressions in its braces in canonical form."""

import re
from dataclasses import dataclass

from spec.braces import inside_quotes, is_escaped, pieces
from spec.diagnostics import Diagnostic
from spec.keywords import Language
from spec.lexer import tokenise_fragment
from spec.parser import parse_expression
from spec.printing.senses import senses
from spec.printing.words import Quote, apart, escaped, straight, written
from spec.source import Source, Span
from spec.syntax import Node
from spec.tokens import Token

_ESCAPE = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class _Braces:
    """An expression in braces: its tokens, its node, and what else stands after the last token (a comment)."""

    tokens: list[Token]
    node: Node
    rest: str

    def written(self, language: Language, quote: Quote) -> str:
        found = senses(self.node)
        text = ""
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            blank = " " if before is not None and apart(before, token, found) else ""
            text += blank + written(token, found, language, quote)
        return f"{{{text} {self.rest}}}" if self.rest else f"{{{text}}}"


def reason(source: Source, text: Token, language: Language) -> tuple[str, list[Diagnostic]]:
    """A reason with its quotes, and what is wrong with its expressions (then the result is worth nothing)."""
    parts, findings = _parts(source, text)
    expressions = [part for part in parts if isinstance(part, _Braces)]
    strings = [token for one in expressions for token in one.tokens if token.type == "STRING"]
    if any('"' in content for content in strings):  # a straight quote inside of braces would end the text
        return f"«{_joined(parts, language, str, straight)}»", findings
    return f'"{_joined(parts, language, escaped, _nested)}"', findings


def fragments(source: Source, text: Token) -> list[str | list[Token]]:
    """A reason in pieces: its text, and the tokens of each expression."""
    found: list[str | list[Token]] = []
    for piece in pieces(source, text)[0]:
        line = None if isinstance(piece, str) else tokenise_fragment(source, piece)[0]
        if isinstance(piece, str):
            found.append(piece)
        elif line is not None:
            found.append(line.tokens)
    return found


def _joined(parts: list[str | _Braces], language: Language, text: Quote, quote: Quote) -> str:
    return "".join(text(part) if isinstance(part, str) else part.written(language, quote) for part in parts)


def _nested(content: str) -> str:
    """A text inside of a text."""
    return f"“{content}”" if "»" in content else f"«{content}»"


def _parts(source: Source, text: Token) -> tuple[list[str | _Braces], list[Diagnostic]]:
    """What is text, with its doubled braces as they are, and what is an expression."""
    found, findings = pieces(source, text)
    inside = inside_quotes(source, text)
    parts: list[str | _Braces] = []
    position = inside.start
    for span in (piece for piece in found if isinstance(piece, Span)):
        braces, wrong = _braces(source, span)
        findings += wrong
        if braces is not None:
            parts += [_text(source, text, Span(position, span.start - 1)), braces]
            position = span.end + 1
    return [*parts, _text(source, text, Span(position, inside.end))], findings


def _braces(source: Source, span: Span) -> tuple[_Braces | None, list[Diagnostic]]:
    """The expression of a pair of braces; None where there is none, so that they are left as they are."""
    line, findings = tokenise_fragment(source, span)
    if line is None:
        return None, findings
    node, findings = parse_expression(source, span)
    if node is None:
        return None, findings
    return _Braces(line.tokens, node, source.text[line.span.end : span.end].strip()), findings


def _text(source: Source, text: Token, span: Span) -> str:
    """A part of a text without its escapes."""
    part = source.text[span.start : span.end]
    return _ESCAPE.sub(r"\1", part) if is_escaped(source, text) else part
