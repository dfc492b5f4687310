"""The braces in the words after «vì»: where the text stops and an expression begins."""

import re

from spec.diagnostics import Bilingual, Diagnostic, at
from spec.source import MAX_TOKENS, Source, Span
from spec.tokens import Token


def pieces(source: Source, text: Token) -> tuple[list[str | Span], list[Diagnostic]]:
    """The text between braces, and the spans inside them, read off the file so that places are right."""
    content = inside_quotes(source, text)
    if source.text.count("{", content.start, content.end) > MAX_TOKENS:
        return [], [at(source, text.span, "S020", limit=MAX_TOKENS)]
    return _Cutter(source, content, escaped=is_escaped(source, text)).cut()


def inside_quotes(source: Source, text: Token) -> Span:
    """What stands between the quotes; the quotes themselves may be missing, which has been told."""
    quotes = int(source.text[text.start_pos] in _QUOTES)
    return Span(text.start_pos + quotes, text.end_pos - quotes)


def is_escaped(source: Source, text: Token) -> bool:
    """Whether a backslash before a quote or a backslash is left out: in straight quotes alone."""
    return source.text[text.start_pos] == '"'


#: What a text in a file begins with.
_QUOTES = frozenset("\"“”„«'‘`´")
_SPECIAL = re.compile(r"\{\{|\}\}|\{|\}|\\[\\\"]")


class _Cutter:
    def __init__(self, source: Source, content: Span, *, escaped: bool) -> None:
        self.source = source
        self.content = content
        self.escaped = escaped
        self.pieces: list[str | Span] = []
        self.text: list[str] = []
        self.findings: list[Diagnostic] = []

    def cut(self) -> tuple[list[str | Span], list[Diagnostic]]:
        position, end, text = self.content.start, self.content.end, self.source.text
        while position < end:
            match = _SPECIAL.search(text, position, end)
            self.text.append(text[position : match.start() if match is not None else end])
            if match is None:
                break
            position = self._special(match, end)
        self._end_text()
        return self.pieces, self.findings

    def _special(self, match: re.Match[str], end: int) -> int:
        """Where to go on after a brace, a doubled one, or a quote or backslash after a backslash."""
        found, text = match.group(), self.source.text
        if found == "{" and (close := text.find("}", match.end(), end)) >= 0:
            self._end_text()
            self.pieces.append(Span(match.end(), close))
            return close + 1
        if found == "{":
            self._report(match, Bilingual("chưa đóng: thiếu «}»", "is not closed: «}» is missing"))
            self.text.append(text[match.start() : end])
            return end
        if found == "}":
            self._report(
                match, Bilingual("đóng mà chưa mở: thiếu «{»", "is closed but not opened: «{» is missing")
            )
        kept = found if found == "}" or (found[0] == "\\" and not self.escaped) else found[1]
        self.text.append(kept)
        return match.end()

    def _end_text(self) -> None:
        if text := "".join(self.text):
            self.pieces.append(text)
        self.text = []

    def _report(self, match: re.Match[str], what: Bilingual) -> None:
        self.findings.append(at(self.source, Span(match.start(), match.start() + 1), "P025", what=what))
