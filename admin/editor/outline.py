"""The outline of a text by its numbers, as far as its headings can be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from admin.editor.reading import Reading, reading_of
from spec.keywords import BY_TERMINAL
from spec.parser import Statement
from spec.resolve.numbers import shown
from spec.tokens import Token

Level = Literal["area", "criterion", "leaf"]
LEVELS: dict[str, Level] = {"AREA": "area", "CRITERION": "criterion", "LEAF": "leaf"}
#: Lines that belong to the heading above them.
BELOW = frozenset(
    {"KEY", "RESPONSIBLE", "APPRAISED_BY", "LET", "ACHIEVED", "WHEN", "OTHERWISE", "PROPORTION", "FORMULA"}
    | {"COUNCIL", "ADD", "DEDUCT", "CEILING", "GATE", "NOTHING_AROSE", "NOT_APPLICABLE", "EVIDENCE"}
)


@dataclass(slots=True)
class Entry:
    """A heading; ``maximum`` is None where it cannot be read.

    ``index`` is its statement, ``last`` the last one that belongs to it and to none of its parts.
    """

    level: Level
    number: str
    name: str
    maximum: Decimal | None
    line: int
    start: int
    index: int
    last: int = 0
    points: Token | None = None
    parts: list["Entry"] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return {
            "level": self.level,
            "number": self.number,
            "name": self.name,
            "maximum": None if self.maximum is None else shown(self.maximum),
            "line": self.line,
            "start": self.start,
            "parts": [part.as_json() for part in self.parts],
        }

    def all(self) -> Iterator["Entry"]:
        """Itself and everything below it, in the order of the annex."""
        yield self
        for part in self.parts:
            yield from part.all()


def outline(text: str) -> list[Entry]:
    """The areas of a text with what is below them. What belongs nowhere stands where it is written, on top."""
    return outline_of(reading_of(text))


def outline_of(reading: Reading) -> list[Entry]:
    """The same of a reading."""
    top: list[Entry] = []
    by_number: dict[str, Entry] = {}
    current: Entry | None = None
    for index, statement in enumerate(reading.statements):
        head = statement.line.head
        if head in LEVELS:
            current = _entry(statement, index, reading)
            above = by_number.get(current.number.rpartition(".")[0])
            fits = above is not None and above.level != "leaf" and current.number
            (above.parts if above is not None and fits else top).append(current)
            by_number.setdefault(current.number, current)
        elif head == "TEST":
            current = None
        if current is not None and (head in LEVELS or head in BELOW or not _is_head(head)):
            current.last = index
    return top


def _is_head(terminal: str) -> bool:
    """Whether a line that begins so is a statement; another one could not be read, and may be a rule."""
    return terminal in BY_TERMINAL and BY_TERMINAL[terminal].head


def _entry(statement: Statement, index: int, reading: Reading) -> Entry:
    tokens = statement.line.tokens
    number = next((str(one) for one in tokens[1:2] if one.type in ("NUMBER", "OUTLINE_NUMBER")), "")
    name = next((str(one) for one in tokens[1:] if one.type == "STRING"), "")
    points = _points(tokens)
    return Entry(
        LEVELS[statement.line.head],
        number,
        name,
        None if points is None else decimal_of(points),
        statement.line.line,
        reading.offsets.typed_at(statement.span.start),
        index,
        index,
        points,
    )


def _points(tokens: list[Token]) -> Token | None:
    """The number before the word for points, after the name."""
    named = next((at for at, one in enumerate(tokens) if one.type == "STRING"), len(tokens))
    return next((one for one in tokens[named + 1 :] if one.type == "NUMBER"), None)


def decimal_of(written: str) -> Decimal | None:
    """The value of a number as it is written in a text; None where it is none."""
    plain = written.replace(",", ".")
    digits = plain.replace(".", "", 1)
    return Decimal(plain) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else None


#: More digits than points have.
_DIGITS = 40


def as_json(entries: list[Entry]) -> list[dict[str, Any]]:
    """An outline for the API."""
    return [entry.as_json() for entry in entries]
