"""What a place in a text is: which statement, which word, what stands before it, in which leaf, over which rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin.editor.reading import Reading
from admin.editor.symbols import Symbol, Symbols
from spec.braces import inside_quotes
from spec.lexer import tokenise_fragment
from spec.source import Span
from spec.tokens import LogicalLine, Token

_OUTLINE = frozenset({"AREA", "CRITERION", "LEAF", "TEST"})
_OVER_ROWS = frozenset(
    {
        "COUNT",
        "COUNT_DISTINCT",
        "TOTAL",
        "SUM",
        "AVERAGE",
        "GREATEST",
        "SMALLEST",
        "EXISTS",
        "EVERY",
        "LISTING",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text.

    ``tokens`` are those of the statement, or of the expression in braces that holds the place (``in_reason``);
    ``inside_text`` says that it is in quotes or in a comment, where nothing of the language stands.
    """

    offset: int
    tokens: tuple[Token, ...]
    head: str
    leaf: str
    in_reason: bool = False
    inside_text: bool = False

    @property
    def token(self) -> Token | None:
        """The token at the place; of two that touch, the word."""
        here = [one for one in self.tokens if one.start_pos <= self.offset <= one.end_pos]
        return next((one for one in here if one[:1].isalnum()), here[0] if here else None)

    def before(self, offset: int) -> list[Token]:
        """The tokens that end at an offset or before."""
        return [one for one in self.tokens if one.end_pos <= offset]


def place_at(reading: Reading, offset: int) -> Place:
    """The place at an offset of the normalised text."""
    index = reading.line_at(offset)
    line = reading.lines[index] if index is not None and _holds(reading, index, offset) else None
    leaf = _leaf(reading, index)
    if line is None:
        return Place(offset, (), "", leaf, inside_text=_in_comment(reading, offset))
    text = next(
        (one for one in line.tokens if one.type == "STRING" and _is_inside(reading, one, offset)), None
    )
    if text is not None:
        return _in_text(reading, line, text, offset, leaf)
    return Place(offset, tuple(line.tokens), line.head, leaf, inside_text=_in_comment(reading, offset))


def _is_inside(reading: Reading, text: Token, offset: int) -> bool:
    """Whether a place is in quotes; quotes that are not closed go on to the end of the line."""
    if not text.start_pos < offset <= text.end_pos:
        return False
    written = reading.offsets.source.text[text.start_pos : text.end_pos]
    return offset < text.end_pos or len(written) == 1 or written[-1] not in _CLOSING


#: What texts end with.
_CLOSING = frozenset("\"”“»'’`´")


def _holds(reading: Reading, index: int, offset: int) -> bool:
    """Whether a place is on the lines of a statement, or on lines that its open parenthesis goes on over."""
    source, line = reading.offsets.source, reading.lines[index]
    if source.line_of(offset) <= source.line_of(line.span.end):
        return True
    return line.damaged and _depth(line.tokens) > 0


def _depth(tokens: Sequence[Token]) -> int:
    return sum((one.type == "LPAR") - (one.type == "RPAR") for one in tokens)


def _leaf(reading: Reading, index: int | None) -> str:
    """The number of the leaf that a statement belongs to."""
    for line in reversed(reading.lines[: (index or 0) + 1 if index is not None else 0]):
        if line.head in _OUTLINE:
            number = line.tokens[1] if len(line.tokens) > 1 else None
            return str(number) if line.head == "LEAF" and number is not None else ""
    return ""


def _in_comment(reading: Reading, offset: int) -> bool:
    source = reading.offsets.source
    line = source.line_of(offset)
    start = source.line_start(line)
    ends = [
        one.end_pos for one in _tokens_on(reading, offset) if one.start_pos >= start and one.end_pos <= offset
    ]
    return "#" in source.text[max([start, *ends]) : offset]


def _tokens_on(reading: Reading, offset: int) -> list[Token]:
    index = reading.line_at(offset)
    return reading.lines[index].tokens if index is not None else []


def _in_text(reading: Reading, line: LogicalLine, text: Token, offset: int, leaf: str) -> Place:
    """Inside of quotes: in the braces of a reason there is an expression, elsewhere there is none."""
    source = reading.offsets.source
    at = line.tokens.index(text)
    if at and line.tokens[at - 1].type == "BECAUSE":
        inside = inside_quotes(source, text)
        opened = source.text.rfind("{", inside.start, offset)
        if opened >= 0 and "}" not in source.text[opened:offset]:
            closed = source.text.find("}", offset, inside.end)
            span = Span(opened + 1, closed if closed >= 0 else inside.end)
            found, _ = tokenise_fragment(source, span)
            tokens = tuple(found.tokens) if found is not None else ()
            return Place(offset, tokens, line.head, leaf, in_reason=True)
    return Place(offset, (), line.head, leaf, inside_text=True)


def tables_around(tokens: Sequence[Token], symbols: Symbols) -> list[Symbol]:
    """The tables whose rows are spoken of after some tokens, innermost last."""
    opened: list[Symbol | None] = []
    conditions: list[bool] = []
    for at, token in enumerate(tokens):
        if token.type == "LPAR":
            over = at > 0 and tokens[at - 1].type in _OVER_ROWS
            name = tokens[at + 1] if over and at + 1 < len(tokens) and tokens[at + 1].type == "NAME" else None
            fact = symbols.facts.get(str(name)) if name is not None else None
            opened.append(fact if fact is not None and fact.is_table else None)
            conditions.append(False)
        elif token.type == "RPAR" and opened:
            opened.pop()
            conditions.pop()
        elif token.type in ("WITH", "SATISFIES") and conditions:
            conditions[-1] = True
    return [one for one, inside in zip(opened, conditions, strict=True) if one is not None and inside]
