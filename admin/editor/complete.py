"""What may be written at a place: words of the language, names that are declared, functions, numbers of leaves.

The parser says which words fit (``spec.parser.expected``); the tables of the language say how they are written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from admin.editor.meanings import MEANINGS
from admin.editor.outline import BELOW
from admin.editor.places import Place, place_at, tables_around
from admin.editor.reading import Reading, reading_of
from admin.editor.symbols import Symbol, Symbols, symbols_of
from engine.wording import say
from spec.catalogue import FUNCTIONS
from spec.diagnostics import Bilingual, plain
from spec.forms import FORMS
from spec.keywords import BY_TERMINAL, SAME_IN_VIETNAMESE, Language, word
from spec.parser import expected
from spec.tokens import Token

Kind = Literal["keyword", "function", "fact", "column", "code", "definition", "leaf"]

#: Words that are being written, up to the place.
_WORDS_BEFORE = re.compile(r"[\w/]+(?:[^\S\n]+[\w/]+)*[^\S\n]*$")
_LAST_WORD = re.compile(r"[\w.]*$")
#: Words after which a code of what stands before them follows.
_ASK_CODES = frozenset({"HAS", "LACKS", "EQ", "NE"})
_CODED = frozenset({"CHOICE", "SUBSET"})
#: The most words of a phrase.
_LONGEST_PHRASE = 6
_MOST = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be written; ``start`` is where what it replaces begins."""

    label: str
    kind: Kind
    text: str
    detail: str
    info: str
    start: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Completions:
    """Everything that may stand at the place; ``start`` and the options' are UTF-16 offsets."""

    start: int
    options: tuple[Option, ...]

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


_INFO = {
    "unit": Bilingual("đơn vị tính: {unit}", "unit: {unit}"),
    "source": Bilingual("nguồn: {source}", "source: {source}"),
    "line": Bilingual("khai báo ở dòng {line}", "declared on line {line}"),
}


def completions(text: str, offset: int, language: Language = "vi") -> Completions:
    """What may be written at an offset (in UTF-16 units)."""
    reading = reading_of(text)
    if reading.source is None:
        return Completions(offset, ())
    at = reading.offsets.read_at(offset)
    asked = _Asked(reading, place_at(reading, at), language)
    found = sorted(asked.options(), key=lambda one: (one.rank, one.start, plain(one.label)))[:_MOST]
    typed = reading.offsets.typed_at
    options = tuple(Option(*_with_start(one, typed(one.start))) for one in found)
    return Completions(typed(asked.start), options)


def _with_start(one: Option, start: int) -> tuple[Any, ...]:
    return one.label, one.kind, one.text, one.detail, one.info, start, one.rank


class _Asked:
    """One question: the text, the place, and the word that is being written there."""

    def __init__(self, reading: Reading, place: Place, language: Language) -> None:
        self.reading = reading
        self.place = place
        self.language = language
        self.symbols: Symbols = symbols_of(reading)
        source = reading.offsets.source
        line = source.text[source.line_start(source.line_of(place.offset)) : place.offset]
        self.typed = line[line.rfind("{") + 1 :] if place.in_reason else line
        match = _LAST_WORD.search(self.typed)
        written = (match.group() if match is not None else "").rpartition(".")
        #: The word that is being written, and where it begins.
        self.word = written[2] if not written[0].replace(".", "").isdigit() else written[0] + "." + written[2]
        self.start = place.offset - len(self.word)

    def options(self) -> Iterator[Option]:
        """Everything that fits."""
        if self.place.inside_text:
            return
        yield from self._keywords()
        before = self.place.before(self.start)
        fits = self._expected(before)
        last = before[-1] if before else None
        if last is not None and last.type == "DOT" and len(before) > 1:
            yield from self._parts_of(str(before[-2]), before)
            return
        if last is not None and last.type in _ASK_CODES and len(before) > 1:
            yield from self._codes(before)
            if last.type in ("HAS", "LACKS"):
                return
        if "NAME" in fits:
            yield from self._names(before)
        if "OUTLINE_NUMBER" in fits and self.place.head not in ("AREA", "CRITERION", "LEAF"):
            yield from self._numbers()

    def _expected(self, before: list[Token]) -> frozenset[str]:
        return expected(before, "logic" if self.place.in_reason else "statement")

    # ---- Words of the language

    def _keywords(self) -> Iterator[Option]:
        """Words that fit, of which the words before the place are the beginning."""
        told: set[str] = set()
        for start in self._beginnings():
            written = self.reading.offsets.source.text[start : self.place.offset]
            wanted = plain(" ".join(written.split()) + " " * (written[-1:] == " "))
            before = self.place.before(start)
            for terminal in self._expected(before):
                if terminal not in BY_TERMINAL or terminal in told:
                    continue
                phrase = self._phrase(terminal)
                if phrase and plain(phrase).startswith(wanted):
                    told.add(terminal)
                    yield self._keyword(terminal, phrase, start, before)

    def _beginnings(self) -> list[int]:
        """Where a phrase may begin that is being written: at each of the last words, the longest first."""
        match = _WORDS_BEFORE.search(self.typed)
        if match is None:
            return [self.place.offset]
        words = list(re.finditer(r"\S+", match.group()))[-_LONGEST_PHRASE:]
        first = self.place.offset - len(match.group())
        here = [self.place.offset] if match.group()[-1:].isspace() else []
        return [first + one.start() for one in words] + here

    def _phrase(self, terminal: str) -> str:
        table = self.reading.table
        if table == "vi" and terminal in SAME_IN_VIETNAMESE:
            return ""
        return word(terminal, table)

    def _keyword(self, terminal: str, phrase: str, start: int, before: list[Token]) -> Option:
        function = FUNCTIONS.get(terminal)
        # «tổng» and «điểm» are other words where no parenthesis may follow.
        if function is not None and self._expected([*before, _token(terminal)]) == {"LPAR"}:
            form, help_ = say(function.form, self.reading.table), say(function.help, self.language)
            return Option(phrase, "function", phrase + "(", form, help_, start, 2)
        form = say(FORMS[terminal], self.reading.table) if terminal in FORMS and not self.place.tokens else ""
        meaning = say(MEANINGS[terminal], self.language) if terminal in MEANINGS else ""
        rank = 3
        if BY_TERMINAL[terminal].head:
            # The lines of a leaf come first inside of one, what is about the set elsewhere.
            rank = 0 if (terminal in BELOW) == bool(self.place.leaf) else 1
        return Option(phrase, "keyword", phrase + " ", form, meaning, start, rank)

    # ---- Names

    def _names(self, before: list[Token]) -> Iterator[Option]:
        head, count = self.place.head, len(before)
        if head in ("FACT", "LET") and count == 1:
            return  # a new name is its author's
        if head == "GIVEN" and count == 1:
            yield from self._symbols(self.symbols.facts.values(), "fact", 1)
            return
        tables = tables_around(before, self.symbols)
        for depth, table in enumerate(reversed(tables)):
            prefix = "" if depth == 0 else f"{table.name}."
            yield from self._symbols(table.parts, "column", 0, prefix)
        over_rows = count > 1 and before[-1].type == "LPAR" and before[-2].type in FUNCTIONS
        found = [one for one in self.symbols.facts.values() if over_rows or not one.is_table]
        here = self.symbols.definitions_at(self.place.leaf, before[0].start_pos if before else self.start)
        yield from self._symbols(here.values(), "definition", 1)
        yield from self._symbols(found, "fact", 1)

    def _parts_of(self, name: str, before: list[Token]) -> Iterator[Option]:
        fact = self.symbols.facts.get(name)
        around = {table.name for table in tables_around(before, self.symbols)}
        if fact is not None and (fact.parts or fact.name in around) and fact.terminal not in _CODED:
            yield from self._symbols(fact.parts, "column", 0)

    def _codes(self, before: list[Token]) -> Iterator[Option]:
        """The codes of the choice or subset that is asked for one."""
        asked = self._named(before[:-1])
        if asked is not None and asked.terminal in _CODED:
            yield from self._symbols(asked.parts, "code", 0)

    def _named(self, tokens: list[Token]) -> Symbol | None:
        """The fact or column that some tokens end with."""
        name = str(tokens[-1])
        if len(tokens) > 2 and tokens[-2].type == "DOT":
            outer = self.symbols.facts.get(str(tokens[-3]))
            return outer.part(name) if outer is not None else None
        for table in reversed(tables_around(tokens, self.symbols)):
            if (column := table.part(name)) is not None:
                return column
        return self.symbols.facts.get(name)

    def _symbols(self, found: Iterable[Symbol], kind: Kind, rank: int, prefix: str = "") -> Iterator[Option]:
        wanted = plain(self.word)
        for one in found:
            # By its name or by its meaning: whoever knows «đúng hạn» need not know how the fact is called.
            if wanted and wanted not in plain(one.name) and wanted not in plain(one.label):
                continue
            begins = plain(one.name).startswith(wanted)
            name = prefix + one.name
            yield Option(
                name, kind, name, _detail(one), self.info(one), self.start, rank if begins else rank + 4
            )

    def info(self, one: Symbol) -> str:
        """What a name means: its label, unit, source and place."""
        parts = [one.label] if one.label else []
        if one.kind == "definition":
            parts += one.details
        if one.unit:
            parts.append(say(_INFO["unit"], self.language).format(unit=one.unit))
        if one.source:
            parts.append(say(_INFO["source"], self.language).format(source=one.source))
        parts.append(say(_INFO["line"], self.language).format(line=one.line))
        return "; ".join(parts)

    def _numbers(self) -> Iterator[Option]:
        for leaf in self.symbols.leaves:
            if leaf.name.startswith(self.word):
                yield Option(leaf.name, "leaf", leaf.name, leaf.label, leaf.label, self.start, 1)


def _token(terminal: str) -> Token:
    return Token(terminal, "", 0, 0, 0)


def _detail(one: Symbol) -> str:
    """The type of a fact with its domain, in a few words."""
    return " ".join([one.type, *one.details]) if one.kind != "definition" else ""
