"""A criteria file as text: decoded, normalised to NFC, and addressable by line and column.

Columns count what a person sees: a letter with its marks is one column however it was typed. Offsets count the
characters of the normalised text; every span in the language is a pair of offsets.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

#: Limits against hostile or accidental input, the same everywhere.
MAX_BYTES = 1024 * 1024
MAX_LINES = 20_000
MAX_DEPTH = 50

#: UAX #15 calls text with longer runs of marks not stream-safe; ordering them takes quadratic time.
_MAX_MARKS = 30


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

    def __post_init__(self) -> None:
        starts = [0]
        for index, character in enumerate(self.text):
            if character == "\n":
                starts.append(index + 1)
        object.__setattr__(self, "_line_starts", starts)

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
        before = self.text[self._line_starts[line - 1] : offset]
        return Position(line, visible_length(before) + 1)


def visible_length(text: str) -> int:
    """How many characters a person sees: marks and joiners belong to the letter before them."""
    if text.isascii():
        return len(text)
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)


def normalise(text: str) -> str:
    """NFC with LF line ends and without a byte order mark: the text that everything else works on."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def longest_run_of_marks(text: str) -> int:
    """The length of the longest run of combining marks, stopping early once it is too long to normalise."""
    longest = run = 0
    for character in text:
        if character >= "\u0300" and unicodedata.combining(character):
            run += 1
            if run > longest:
                longest = run
                if longest > _MAX_MARKS:
                    return longest
        else:
            run = 0
    return longest


def can_be_normalised(text: str) -> bool:
    """Whether normalising takes linear time (see ``_MAX_MARKS``)."""
    return text.isascii() or longest_run_of_marks(text) <= _MAX_MARKS
