"""Tokens, and the logical lines they make up."""

from dataclasses import dataclass
from typing import Self

from spec.source import Span


class Token(str):
    """A terminal of the grammar with the text it stands for and where it stands.

    For a string the text is its content; for everything else it is what was written. The parser library wants
    the attributes named like this.
    """

    __slots__ = ("column", "end_column", "end_line", "end_pos", "line", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int
    line: int
    end_line: int
    column: int
    end_column: int

    def __new__(cls, terminal: str, text: str, start: int, end: int, line: int) -> Self:
        """Make a token of ``terminal``; ``start`` and ``end`` are offsets."""
        token = super().__new__(cls, text)
        token.type = terminal
        token.start_pos = start
        token.end_pos = end
        token.line = token.end_line = line
        token.column = token.end_column = 0
        return token

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start_pos, self.end_pos)


@dataclass(slots=True)
class LogicalLine:
    """One statement's tokens. ``damaged`` lines had an error that was reported already: they are not parsed."""

    tokens: list[Token]
    damaged: bool = False

    @property
    def head(self) -> str:
        """The terminal that the line begins with."""
        return self.tokens[0].type

    @property
    def line(self) -> int:
        """The number of the line on which it begins."""
        return self.tokens[0].line

    @property
    def span(self) -> Span:
        """From its first to its last token."""
        return Span(self.tokens[0].start_pos, self.tokens[-1].end_pos)
