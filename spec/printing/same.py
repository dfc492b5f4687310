"""Whether two texts say the same: token by token and comment by comment, whatever the spelling and the table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from spec.diagnostics import Bilingual, Diagnostic, at
from spec.keywords import SAME_IN_VIETNAMESE, Language
from spec.parser import VALUES
from spec.printing.gaps import Gap, inner_gap, outer_gap
from spec.printing.reasons import fragments
from spec.source import Source, Span
from spec.tokens import LogicalLine, Token

_TABLES = {"vi": Bilingual("tiếng Việt", "Vietnamese"), "en": Bilingual("tiếng Anh", "English")}
#: Terminals that mean the same as another one.
_SAME = SAME_IN_VIETNAMESE | {"COMMA": "SEMICOLON"}


@dataclass(frozen=True, slots=True)
class _Word:
    """A token, a comment, a text between braces or the end of a statement, and where it stands."""

    kind: str
    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Lines:
    """A text with its statements."""

    source: Source
    lines: tuple[LogicalLine, ...]


def difference(before: Lines, after: Lines, language: Language) -> Diagnostic | None:
    """The first place at which ``after``, which is ``before`` printed in a keyword table, is read differently."""
    old, new = list(_words(before)), list(_words(after))
    for index, (one, other) in enumerate(zip_longest(old, new)):
        if one != other:
            first, last = old[min(index, len(old) - 1)], old[min(index + 1, len(old) - 1)]
            read = "" if other is None else after.source.text[other.span.start : other.span.end]
            span = Span(first.span.start, last.span.end)
            return at(before.source, span, "S023", read=read, table=_TABLES[language])
    return None


def _words(text: Lines) -> Iterator[_Word]:
    """All that a text says, in order."""
    source = text.source
    above: LogicalLine | None = None
    for line in (*text.lines, None):
        yield from _comments(outer_gap(source, above, line), source, above)
        if line is not None:
            yield from _statement(source, line)
        above = line


def _statement(source: Source, line: LogicalLine) -> Iterator[_Word]:
    before: Token | None = None
    for token in line.tokens:
        if before is not None:
            yield from _comments(inner_gap(source, before, token), source, line)
        if before is not None and before.type == "BECAUSE":
            yield from _reason(source, token)
        else:
            yield _word(token)
        before = token
    yield _Word("", "", line.span)


def _reason(source: Source, text: Token) -> Iterator[_Word]:
    for piece in fragments(source, text):
        if isinstance(piece, str):
            yield _Word("TEXT", piece, text.span)
        else:
            yield from map(_word, piece)


def _word(token: Token) -> _Word:
    text = str(token) if token.type in VALUES else ""
    if token.type in ("NUMBER", "PERCENTAGE"):
        text = "".join(text.split()).replace(".", ",")
    return _Word(_SAME.get(token.type, token.type), text, token.span)


def _comments(gap: Gap, source: Source, near: LogicalLine | None) -> Iterator[_Word]:
    span = near.span if near is not None else Span(0, len(source.line_text(1)))
    return (_Word("COMMENT", text, span) for text in (gap.comment, *gap.lines) if text)
