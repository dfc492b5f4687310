"""One text, read once however much is asked of it: what one keystroke asks for is answered from one reading."""

import hashlib
from bisect import bisect_right
from collections import OrderedDict
from functools import cached_property
from threading import Lock, RLock

from admin.editor.offsets import Offsets
from engine.program import Program, compile_set
from engine.scenarios.run import Checked, run
from spec import load_text
from spec.diagnostics import Diagnostic
from spec.keywords import Language, table_of
from spec.lexer import tokenise
from spec.model import CriteriaSet
from spec.parser import Statement, parse
from spec.reading import read
from spec.source import Source
from spec.tokens import LogicalLine

#: What the text is called in findings; the editor does not show it.
NAME = "bộ tiêu chí"


class Reading:
    """A text and what the language makes of it, each part worked out when it is first asked for.

    ``source`` is None where the text cannot be read at all: it is too long, or no text. Then ``findings`` say why.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.hash = text_hash(text)
        data = text.encode("utf-8", "surrogatepass")
        self.source, self.refusal = read(data, NAME)
        readable = self.source if self.source is not None else Source(NAME, _as_it_is(text))
        self.offsets = Offsets(text, readable)
        self._lock = RLock()

    @cached_property
    def lines(self) -> list[LogicalLine]:
        """The lines with their tokens as they are written."""
        with self._lock:
            return tokenise(self.source)[0] if self.source is not None else []

    @cached_property
    def statements(self) -> list[Statement]:
        """The lines as the parser understands them: a slip whose meaning is plain is read as it was meant."""
        with self._lock:
            return parse(self.source)[0] if self.source is not None else []

    @cached_property
    def _checked(self) -> tuple[CriteriaSet | None, list[Diagnostic]]:
        with self._lock:
            if self.source is None:
                return None, self.refusal
            return load_text(self.text, NAME)

    @property
    def model(self) -> CriteriaSet | None:
        """The checked set; None while there are errors."""
        return self._checked[0]

    @property
    def findings(self) -> list[Diagnostic]:
        """What is wrong with the text, in its order; everything was proved that can be."""
        return self._checked[1]

    @cached_property
    def program(self) -> Program | None:
        """The set, made ready to score; None while there are errors."""
        with self._lock:
            return compile_set(self.model) if self.model is not None else None

    @cached_property
    def scenarios(self) -> list[Checked] | None:
        """The scenarios, run; None while there are errors."""
        with self._lock:
            if self.program is None or self.source is None:
                return None
            return run(self.program, self.source)

    @property
    def table(self) -> Language:
        """The keyword table that the text is written in."""
        return table_of(self.source.text) if self.source is not None else "vi"

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.span.start for line in self.lines]

    def line_at(self, offset: int) -> int | None:
        """The index of the last line of tokens that begins at an offset or before; None where there is none."""
        index = bisect_right(self._line_starts, offset) - 1
        return index if index >= 0 else None

    def written(self, line: LogicalLine) -> str:
        """A statement on one line, without comments and without the blanks that only lay it out."""
        assert self.source is not None
        pieces: list[str] = []
        end = line.span.start
        for token in line.tokens:
            pieces.append(" " if token.start_pos > end else "")
            found = self.source.text[token.start_pos : token.end_pos]
            pieces.append(found if token.type == "STRING" else " ".join(found.split()))
            end = token.end_pos
        return "".join(pieces)


def text_hash(text: str) -> str:
    """What tells one text from another: line ends do not count, browsers change them on the way."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _as_it_is(text: str) -> str:
    """A text that was refused, for places alone: its lines are those of the text that came."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


#: Readings that are kept, and the characters of all their texts together.
_MOST = 12
_MOST_CHARACTERS = 2 * 1024 * 1024
_kept: OrderedDict[str, Reading] = OrderedDict()
_keeping = Lock()


def reading_of(text: str) -> Reading:
    """A text's reading: the one that there is already, or a new one."""
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    with _keeping:
        known = _kept.pop(key, None)
        if known is None:
            known = Reading(text)
        _kept[key] = known
        while len(_kept) > 1 and (len(_kept) > _MOST or _characters() > _MOST_CHARACTERS):
            _kept.popitem(last=False)
    return known


def _characters() -> int:
    return sum(len(reading.text) for reading in _kept.values())
