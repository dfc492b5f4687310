"""The same set, written as untidily as the language allows.

``untidy`` does to a canonical text only what the printer undoes; ``annotated`` adds what it keeps.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from random import Random

from spec.keywords import BY_TERMINAL
from spec.lexer import tokenise, tokenise_fragment
from spec.source import Source, Span
from spec.tokens import Token

_SIGNS = {
    "EQ": ("==",),
    "NE": ("≠", "!="),
    "LE": ("≤", "=<"),
    "GE": ("≥", "=>"),
    "MINUS": ("−", "–"),
    "TIMES": ("*", "·"),
    "DIVIDE": ("÷",),
}
#: Signs beside which no blank is needed.
_TIGHT = frozenset(
    {"EQ", "NE", "LT", "LE", "GT", "GE", "PLUS", "TIMES", "COLON", "SEMICOLON", "LPAR", "RPAR"}
)
#: A decimal comma that may be a point: not 1,234, whose point might be one between thousands.
_DECIMAL = re.compile(r"(?![1-9][0-9]*,[0-9]{3}%?$)([0-9]+),([0-9]+%?)")
_BLANKS = (" ", " ", "  ", "\t", "\u00a0", " \u00a0 ", "\u2009")


def untidy(text: str, random: Random) -> bytes:
    """The bytes of a canonical text with other spellings, other blanks and other line ends."""
    return _in_bytes(_Untidy(text, random).text(), random)


def _in_bytes(text: str, random: Random) -> bytes:
    if random.random() < 0.3:
        text = unicodedata.normalize("NFD", text)
    if random.random() < 0.3:
        text = text.replace("\n", random.choice(("\r\n", "\r")))
    return (b"\xef\xbb\xbf" if random.random() < 0.3 else b"") + text.encode()


class _Untidy:
    def __init__(self, text: str, random: Random) -> None:
        self.source = Source("tệp", text)
        self.random = random
        #: How much of the text is changed.
        self.share = random.choice((0.05, 0.3, 0.9))

    def text(self) -> str:
        lines, found = tokenise(self.source)
        assert found == []
        written, end = "", 0
        for line in lines:
            for index, token in enumerate(line.tokens):
                before = line.tokens[index - 1] if index else None
                between = self.source.text[end : token.start_pos]
                written += (
                    self._inside(between, before, token) if before is not None else self._outside(between)
                )
                written += self._token(token, before)
                end = token.end_pos
        return written + self._outside(self.source.text[end:]) + self.random.choice(("", "\n", "\n \n"))

    def _chance(self) -> bool:
        return self.random.random() < self.share

    # ---- Blanks

    def _inside(self, between: str, before: Token, after: Token) -> str:
        """What stands between two tokens of a statement."""
        if not self._chance():
            return between
        if "\n" in between:
            return self._lines(between)
        tight = before.type in _TIGHT or after.type in _TIGHT
        return self.random.choice(("", *_BLANKS) if not between or tight else _BLANKS)

    def _outside(self, between: str) -> str:
        """What stands between two statements; where they stand before a heading, also no blank line."""
        return self._lines(between) if self._chance() else between

    def _lines(self, between: str) -> str:
        """The same lines with other blanks at both ends, and more of those that are empty."""
        first, *rest = between.split("\n")
        lines = [self._blanks() + first.strip() + self._blanks()]
        for line in rest[:-1]:
            lines += [self._blanks() + line.strip() + self._blanks()] * (1 if line.strip() else self._some())
        return "\n".join([*lines, *(self._blanks() for _ in rest[-1:])])

    def _blanks(self) -> str:
        return "".join(self.random.choices(("", *_BLANKS), k=2))

    def _some(self) -> int:
        return self.random.choice((1, 1, 2, 3))

    # ---- Tokens

    def _token(self, token: Token, before: Token | None) -> str:
        written = self.source.text[token.start_pos : token.end_pos]
        if before is not None and before.type == "BECAUSE":
            return self._quotes(self._reason(token))
        if not self._chance():
            return written
        if token.type == "STRING":
            return self._quotes(written)
        if token.type in ("NUMBER", "PERCENTAGE"):
            return _DECIMAL.sub(r"\1.\2", written).replace("%", self.random.choice(("%", " %")))
        if token.type in BY_TERMINAL:
            return self._keyword(token, written)
        return self.random.choice((written, *_SIGNS.get(token.type, ())))

    def _keyword(self, token: Token, written: str) -> str:
        spellings = [written]
        for language, phrase in BY_TERMINAL[token.type].also:
            spellings += [phrase] * (language == "vi" and not written.isascii())
        phrase = self.random.choice(spellings).replace("/", self.random.choice(("/", " / ")))
        phrase = " ".join(phrase.split()).replace(" ", self.random.choice(_BLANKS))
        return self.random.choice((str.lower, str.upper, str.title))(phrase)

    def _quotes(self, written: str) -> str:
        content = written[1:-1]
        if not self._chance() or "\\" in content:
            return written
        pairs = [pair for pair in (("«", "»"), ("“", "”"), ("„", "”")) if not set("«»“”„") & set(content)]
        opening, closing = self.random.choice(pairs or [('"', '"')])
        return opening + content + closing

    def _reason(self, token: Token) -> str:
        """The words after «vì»: only what stands in their braces is untidy."""
        written, end = "", token.start_pos
        for match in re.finditer(r"\{([^{}]*)\}", self.source.text[token.start_pos : token.end_pos]):
            start = token.start_pos + match.start(1)
            written += self.source.text[end:start]
            end = token.start_pos + match.end(1)
            written += self._expression(Span(start, end))
        return written + self.source.text[end : token.end_pos]

    def _expression(self, span: Span) -> str:
        line, _ = tokenise_fragment(self.source, span)
        assert line is not None
        written, end, before = "", span.start, None
        for token in line.tokens:
            between = self.source.text[end : token.start_pos]
            written += self._inside(between, before, token) if before is not None else between
            written += (
                self._token(token, before) if token.type != "STRING" else self.source.text[slice(*_of(token))]
            )
            before, end = token, token.end_pos
        return written


def _of(token: Token) -> tuple[int, int]:
    return token.start_pos, token.end_pos


# ---- What is kept


def annotated(text: str, random: Random) -> str:
    """A canonical text with comments, blank lines and, inside parentheses, line breaks."""
    numbers = count(1)
    lines: list[str] = []
    for line in _broken(text, random).split("\n")[:-1]:
        while random.random() < 0.15:
            lines.append(
                random.choice(("", "", f"  # ghi chú {next(numbers)}", f"#Chú thích: “{next(numbers)}”"))
            )
        at_end = f" # cuối dòng {next(numbers)}; mỗi" if random.random() < 0.1 and "#" not in line else ""
        lines.append(line + at_end)
    return "".join(line + "\n" for line in (*lines, *random.choice(((), ("",), ("# hết",), ("", "# hết")))))


def _broken(text: str, random: Random) -> str:
    source = Source("tệp", text)
    written, end = "", 0
    for line in tokenise(source)[0]:
        depth = 0
        for before, token in zip(line.tokens, line.tokens[1:], strict=False):
            depth += (before.type == "LPAR") - (before.type == "RPAR")
            if depth and random.random() < 0.05:
                written += text[end : before.end_pos] + "\n"
                end = token.start_pos
    return written + text[end:]
