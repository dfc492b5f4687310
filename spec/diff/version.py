"""One of the two sets that are compared: the checked model, and the text that it was read from."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from spec.lexer import tokenise
from spec.model import CriteriaSet
from spec.source import Source
from spec.tokens import LogicalLine, Token

_OPENING, _CLOSING = "LPAR", "RPAR"


@dataclass(frozen=True, slots=True)
class Line:
    """A statement as it is written, on one line and without comments; ``number`` is where it begins in the file."""

    number: int
    text: str


class Version:
    """A set with its text: what stands where, as it is written."""

    def __init__(self, model: CriteriaSet, source: Source) -> None:
        self.model = model
        self.source = source
        self._statements = {one.line: one for one in tokenise(source)[0]}

    def line(self, number: int) -> Line:
        """The statement that begins at a line."""
        return Line(number, self._text(self._statements[number].tokens))

    def beginning_with(self, *heads: str) -> tuple[Line, ...]:
        """The statements that begin with one of some terminals, in the order of the file."""
        return tuple(self.line(number) for number, one in self._statements.items() if one.head in heads)

    def below(self, heading: int, head: str) -> Line | None:
        """The statement of a kind right below a heading (`mã`, `thẩm định`, `phụ trách`), before the next heading."""
        for number, one in self._after(heading):
            if one.head in ("AREA", "CRITERION", "LEAF"):
                return None
            if one.head == head:
                return self.line(number)
        return None

    def _after(self, line: int) -> Iterator[tuple[int, LogicalLine]]:
        return ((number, one) for number, one in self._statements.items() if number > line)

    def part(self, number: int, after: Collection[str], until: Collection[str]) -> str:
        """What a statement says after the first of some terminals, up to one of others, outside of parentheses."""
        found: list[Token] = []
        depth, inside = 0, False
        for token in self._statements[number].tokens:
            if depth == 0 and inside and token.type in until:
                break
            if inside:
                found.append(token)
            inside = inside or (depth == 0 and token.type in after)
            depth += (token.type == _OPENING) - (token.type == _CLOSING)
        return self._text(found)

    def _text(self, tokens: list[Token]) -> str:
        """Tokens as they are written, with one blank where there are blanks, line ends or comments between them."""
        pieces: list[str] = []
        end = tokens[0].start_pos if tokens else 0
        for token in tokens:
            pieces.append(" " if token.start_pos > end else "")
            written = self.source.text[token.start_pos : token.end_pos]
            pieces.append(written if token.type == "STRING" else " ".join(written.split()))
            end = token.end_pos
        return "".join(pieces)
