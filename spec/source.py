"""A criteria file as text: decoded, normalised to NFC, and addressable by line and column.

Columns count what a person sees: a letter with its marks is one column however it was typed. Offsets count the
characters of the normalised text; every span in the language is a pair of offsets.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

#: Limits against hostile or accidental input, the same everywhere.
MAX_BYTES = 1024 * 1024
MAX_LINES = 20_000
MAX_DEPTH = 50
#: Words, numbers and signs of one statement: ten times what the longest list of codes takes.
MAX_TOKENS = 5_000

#: UAX #15 calls text with longer runs of marks not stream-safe; ordering them takes quadratic time.
_MAX_MARKS = 30
#: As many characters that may be marks; no Vietnamese text holds them in a row.
_MAY_BE_MARKS = re.compile(rf"[\u0300-\u1dff\u1f00-\U0010ffff]{{{_MAX_MARKS + 1}}}")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of offsets in the normalised text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place as a person names it; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """The normalised text of one file, with its name as it is shown to the user."""

    name: str
    text: str
    _line_starts: list[int] = field(init=False, repr=False, compare=False)
    #: Start of a line, an offset in it, and how many characters a person sees between the two.
    _counted: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        object.__setattr__(self, "_line_starts", starts)
        object.__setattr__(self, "_counted", [0, 0, 0])

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._line_starts)

    def line_of(self, offset: int) -> int:
        """The number of the line that holds an offset, from 1."""
        return bisect_right(self._line_starts, offset)

    def line_text(self, line: int) -> str:
        """One line without its end."""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] - 1 if line < self.line_count else len(self.text)
        return self.text[start:end]

    def line_start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._line_starts[line - 1]

    def position(self, offset: int) -> Position:
        """Line and column of an offset, the column counted in visible characters."""
        line = self.line_of(offset)
        start = self._line_starts[line - 1]
        counted, upto, seen = self._counted
        if counted != start or offset < upto:
            upto, seen = start, 0
        seen += visible_length(self.text[upto:offset])  # findings come in order: a long line is counted once
        self._counted[:] = (start, offset, seen)
        return Position(line, seen + 1)


def visible_length(text: str) -> int:
    """How many characters a person sees: marks and joiners belong to the letter before them."""
    if text.isascii():
        return len(text)
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text takes: how browsers count."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def normalise(text: str) -> str:
    """NFC with LF line ends and without a byte order mark: the text that everything else works on."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def run_of_marks(text: str) -> int | None:
    """Where a run of combining marks begins that is too long to be normalised in linear time (``_MAX_MARKS``)."""
    if text.isascii() or _MAY_BE_MARKS.search(text) is None:
        return None
    run = 0
    for index, character in enumerate(text):
        if character >= "\u0300" and unicodedata.combining(character):
            run += 1
            if run > _MAX_MARKS:
                return index - _MAX_MARKS
        else:
            run = 0
    return None
