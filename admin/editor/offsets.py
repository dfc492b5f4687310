"""Places in a text as a browser counts them, and as the language does.

A browser counts UTF-16 units of the text as it was typed; the language counts characters of the normalised text
(``spec.source``). Line by line the two are compared, so that a place in one is a place in the other.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property

from spec.source import Source, utf16_length

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass
class Offsets:
    """The places of one text: ``typed`` as it came, ``source`` as the language reads it."""

    typed: str
    source: Source
    _pieces: dict[int, list[tuple[int, int]]] = field(default_factory=dict, repr=False)

    @cached_property
    def _plain(self) -> bool:
        """Whether both ways of counting are the same."""
        return self.typed == self.source.text and utf16_length(self.typed) == len(self.typed)

    @cached_property
    def _lines(self) -> list[str]:
        """The lines as they were typed. A mark at the beginning of a file counts in the first."""
        return _LINE_END.split(self.typed)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each typed line begins, in UTF-16 units."""
        starts, position = [0], 0
        ends = [len(match.group()) for match in _LINE_END.finditer(self.typed)]
        for line, end in zip(self._lines, ends, strict=False):
            position += utf16_length(line) + end
            starts.append(position)
        return starts

    @cached_property
    def length(self) -> int:
        """The length of the typed text in UTF-16 units."""
        return utf16_length(self.typed)

    def typed_at(self, offset: int) -> int:
        """Where a place of the normalised text stands for the browser."""
        offset = min(max(offset, 0), len(self.source.text))
        if self._plain:
            return offset
        line = self.source.line_of(offset)
        return self._starts[line - 1] + self._along(line, offset - self.source.line_start(line), 0)

    def read_at(self, units: int) -> int:
        """The place of the normalised text that the browser means."""
        units = min(max(units, 0), self.length)
        if self._plain:
            return units
        line = bisect_right(self._starts, units)
        along = self._along(line, units - self._starts[line - 1], 1)
        return self.source.line_start(line) + along

    def _along(self, line: int, wanted: int, known: int) -> int:
        """How far along a line, counted the other way; ``known`` says which of the two counts is given (0 or 1)."""
        pieces = self._pieces.get(line)
        if pieces is None:
            pieces = self._pieces[line] = _pieces(self._lines[line - 1], self.source.line_text(line))
        index = bisect_right([piece[known] for piece in pieces], wanted) - 1
        here = pieces[index]
        other = here[1 - known] + wanted - here[known]
        last = pieces[min(index + 1, len(pieces) - 1)]
        return min(other, last[1 - known]) if index + 1 < len(pieces) else last[1 - known]


def _pieces(typed: str, read: str) -> list[tuple[int, int]]:
    """Places that both ways of counting have in common: (normalised characters, UTF-16 units), the end last.

    Between two of them both count alike, or the place is inside of one letter.
    """
    bare = typed.removeprefix("\ufeff")
    found = [(0, utf16_length(typed) - utf16_length(bare))]
    if bare == read:
        letters = [(letter, letter) for letter in bare]
    else:
        letters = [(letter, unicodedata.normalize("NFC", letter)) for letter in _letters(bare)]
    characters, units = found[0]
    for letter, composed in letters:
        alike = len(composed) == utf16_length(letter) == 1
        if not alike and found[-1] != (characters, units):
            found.append((characters, units))
        characters += len(composed)
        units += utf16_length(letter)
        if not alike:
            found.append((characters, units))
    if found[-1] != (characters, units):
        found.append((characters, units))
    return found if found[-1][0] == len(read) else [found[0], (len(read), units)]


def _letters(text: str) -> list[str]:
    """A text cut where what follows never composes with what stands before."""
    joining = _joining()
    cut: list[str] = []
    for character in text:
        if cut and not character.isascii() and (unicodedata.combining(character) or character in joining):
            cut[-1] += character
        else:
            cut.append(character)
    return cut


@cache
def _joining() -> frozenset[str]:
    """Characters that are no marks and nevertheless compose with what stands before them (vowels of Hangul, …)."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in _COMPOSED)
    found = {chr(int(pair[1], 16)) for pair in parts if len(pair) == 2 and "<" not in pair[0]}
    jamo = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    return frozenset({one for one in found if not unicodedata.combining(one)} | jamo)


#: Where composed characters are that begin with no mark: the first plane, and some scripts of the second.
_COMPOSED = (*range(0x80, 0x10000), *range(0x11000, 0x12000))
