"""The answers to a form, read: what does not fit is said at its field, and new facts get their names here."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from admin.editor.guided.fields import Field, Form, Shape
from admin.editor.outline import decimal_of
from admin.editor.symbols import Symbol, Symbols
from spec.diagnostics import Bilingual, plain
from spec.keywords import phrases_by_first_word
from spec.printing.words import straight

#: The terminals of the types that a shape takes.
SHAPES: dict[Shape, frozenset[str]] = {
    "count": frozenset({"INTEGER"}),
    "number": frozenset({"DECIMAL", "INTEGER"}),
    "ratio": frozenset({"RATIO"}),
    "yes_no": frozenset({"YES_NO"}),
    "date": frozenset({"DATE_TYPE"}),
    "event": frozenset({"INTEGER", "YES_NO"}),
    "any": frozenset({"INTEGER", "DECIMAL", "RATIO", "DATE_TYPE"}),
}
_TYPES: dict[Shape, str] = {
    "count": "số nguyên",
    "number": "số",
    "ratio": "tỷ lệ",
    "yes_no": "có/không",
    "date": "ngày hoặc trống",
    "event": "số nguyên",
    "any": "số",
}
_NAME = re.compile(r"(?:\d+_|[^\W\d])\w*")
_LONGEST_NAME = 40
_LONGEST_TEXT = 500
_MOST_LINES = 40
_SEPARATOR = re.compile(r"\s*(?:\t|:|;|=)\s*")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")

REQUIRED = Bilingual("phải điền", "must be filled in")
_NO_NUMBER = Bilingual("phải là một số, ví dụ 0,25", "must be a number, such as 0,25")
_NO_PERCENT = Bilingual(
    "phải là tỷ lệ từ 0 đến 100, ví dụ 80", "must be a percentage from 0 to 100, such as 80"
)
_NO_COUNT = Bilingual("phải là số nguyên, ví dụ 12", "must be a whole number, such as 12")
_NO_DAY = Bilingual("phải là ngày, ví dụ 15/01 hoặc 15/01/2021", "must be a day, such as 15/01 or 15/01/2021")
_NO_CHOICE = Bilingual("chọn một trong các cách", "choose one of these")
_UNKNOWN = Bilingual(
    "không có dữ kiện này, hoặc kiểu không hợp", "there is no such fact, or its type does not fit"
)
_TOO_LONG = Bilingual("dài quá", "is too long")
_NOT_PAIRS = Bilingual(
    "mỗi dòng một mức, viết «mức: giá trị», ví dụ «12: 0,75»",
    "one level a line, as «level: value», such as «12: 0,75»",
)
_TOO_MANY = Bilingual("nhiều dòng quá", "has too many lines")
_TWICE = Bilingual("có hai dòng giống nhau", "has two lines alike")
POSITIVE = Bilingual("phải lớn hơn 0", "must be more than 0")


@dataclass(slots=True)
class Answers:
    """The answers to one form, and what comes of them: facts to be declared, lines of the leaf or about the set."""

    form: Form
    values: Mapping[str, str]
    symbols: Symbols
    year: int
    errors: dict[str, Bilingual] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    #: Statements about the set, each with the terminal that it begins with.
    settings: list[tuple[str, str]] = field(default_factory=list)
    #: Names that new facts and definitions took.
    taken: set[str] = field(default_factory=set)
    #: Names of new facts whose lowest value is above 0.
    above_zero: set[str] = field(default_factory=set)

    # ---- Plain values

    def refuse(self, name: str, words: Bilingual) -> None:
        """Say what is wrong at a field; the first fault counts."""
        self.errors.setdefault(name, words)

    def _field(self, name: str) -> Field | None:
        return next((one for one in self.form.fields if one.name == name), None)

    def raw(self, name: str) -> str:
        """An answer as it was typed, on one line."""
        return " ".join(_clean(self.values.get(name, "")).split())

    def text(self, name: str) -> str:
        """A text; empty where it is not asked for and not given."""
        found = self.raw(name)
        asked = self._field(name)
        if not found and (asked is None or asked.required):
            self.refuse(name, REQUIRED)
        if len(found) > _LONGEST_TEXT:
            self.refuse(name, _TOO_LONG)
        return found

    def points(self, name: str, *, required: bool = True) -> Decimal | None:
        """Points, above 0."""
        found = self._number(name, _NO_NUMBER, required=required)
        if found is not None and found <= 0:
            self.refuse(name, POSITIVE)
        return found

    def percent(self, name: str, *, required: bool = True) -> Decimal | None:
        """A percentage, 80 for 80 %."""
        found = self._number(name, _NO_PERCENT, required=required)
        if found is not None and not 0 <= found <= 100:
            self.refuse(name, _NO_PERCENT)
        return found

    def count(self, name: str, *, required: bool = True) -> int | None:
        """A whole number."""
        found = self._number(name, _NO_COUNT, required=required)
        if found is not None and found != found.to_integral_value():
            self.refuse(name, _NO_COUNT)
        return None if found is None else int(found)

    def _number(self, name: str, wrong: Bilingual, *, required: bool) -> Decimal | None:
        written = self.raw(name).removesuffix("%").strip()
        if not written:
            if required:
                self.refuse(name, REQUIRED)
            return None
        found = decimal_of(written)
        if found is None:
            self.refuse(name, wrong)
        return found

    def day(self, name: str) -> date | None:
        """A day, in the set's year where none is written."""
        found = self._day(self.raw(name))
        if found is None:
            self.refuse(name, _NO_DAY if self.raw(name) else REQUIRED)
        return found

    def _day(self, written: str) -> date | None:
        match = _DAY.fullmatch(written)
        if match is None:
            return None
        try:
            return date(int(match.group(3) or self.year), int(match.group(2)), int(match.group(1)))
        except ValueError:
            return None

    def written_day(self, day: date) -> str:
        """A day as the language writes it: without its year where that is the set's."""
        return day.strftime("%d/%m") if day.year == self.year else day.strftime("%d/%m/%Y")

    def day_after(self, day: date) -> str:
        """The next day."""
        return self.written_day(day + timedelta(days=1))

    def choice(self, name: str) -> str:
        """One of the field's answers; the first where none is given."""
        asked = self._field(name)
        assert asked is not None
        found = self.raw(name) or asked.choices[0].value
        if all(found != one.value for one in asked.choices):
            self.refuse(name, _NO_CHOICE)
        return found

    def tick(self, name: str) -> bool:
        """Whether something is ticked."""
        return self.raw(name) not in ("", "0", "false")

    # ---- Lists

    def items(self, name: str) -> list[str]:
        """One text a line."""
        found = self._lines(name)
        if len({plain(one) for one in found}) < len(found):
            self.refuse(name, _TWICE)
        return found

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """A text and a value a line, with a colon or a tabulator between them, as they come out of a spreadsheet."""
        found: list[tuple[str, str]] = []
        for line in self._lines(name):
            parts = [one for one in _SEPARATOR.split(line) if one]
            if len(parts) < 2:
                self.refuse(name, _NOT_PAIRS)
                return []
            found.append((" ".join(parts[:-1]), parts[-1]))
        return found

    def levels(self, name: str) -> list[tuple[Decimal, Decimal]]:
        """Thresholds with their points, the highest first."""
        found: list[tuple[Decimal, Decimal]] = []
        for level, value in self.pairs(name):
            threshold, points = decimal_of(level.removesuffix("%").strip()), decimal_of(value)
            if threshold is None or points is None:
                self.refuse(name, _NOT_PAIRS)
                return []
            found.append((threshold, points))
        if len({one[0] for one in found}) < len(found):
            self.refuse(name, _TWICE)
        return sorted(found, reverse=True)

    def days(self, name: str) -> list[tuple[date, Decimal]]:
        """Days with their points, the earliest first."""
        found: list[tuple[date, Decimal]] = []
        for written, value in self.pairs(name):
            day, points = self._day(written), decimal_of(value)
            if day is None or points is None:
                self.refuse(name, _NO_DAY)
                return []
            found.append((day, points))
        return sorted(found)

    def _lines(self, name: str) -> list[str]:
        written = _clean(self.values.get(name, ""))
        found = [line.strip() for line in written.splitlines() if line.strip()]
        asked = self._field(name)
        if not found and (asked is None or asked.required):
            self.refuse(name, REQUIRED)
        if len(found) > _MOST_LINES or any(len(one) > _LONGEST_TEXT for one in found):
            self.refuse(name, _TOO_MANY if len(found) > _MOST_LINES else _TOO_LONG)
            return []
        return found

    # ---- Facts

    def known(self, name: str) -> str:
        """The name of a fact that is declared."""
        found = self.raw(name)
        asked = self._field(name)
        if not found:
            if asked is None or asked.required:
                self.refuse(name, REQUIRED)
            return ""
        self._known(name, found, asked.shape if asked is not None else "any")
        return found

    def _known(self, field_name: str, name: str, shape: Shape) -> Symbol | None:
        symbol = self.symbols.facts.get(name)
        if symbol is None or symbol.terminal not in SHAPES[shape]:
            self.refuse(field_name, _UNKNOWN)
            return None
        return symbol

    def fact(self, name: str, rest: str = "", *, mark: str = "") -> str:
        """A fact that is declared already, or a new one; ``rest`` is the domain of a new one, ``mark`` its direction.

        Of a new one the meaning is asked; its name is made from it.
        """
        asked = self._field(name)
        assert asked is not None
        if (chosen := self.raw(name)) != "":
            symbol = self._known(name, chosen, asked.shape)
            if symbol is not None and symbol.positive:
                self.above_zero.add(chosen)
            return chosen
        label = self.raw(f"{name}.label")
        if not label:
            self.refuse(name, REQUIRED)
            return "_"
        unit = self.raw(f"{name}.unit") if asked.shape in ("count", "number", "event") else ""
        return self.declare(label, _TYPES[asked.shape], rest, unit=unit, mark=mark)

    def declare(
        self, label: str, type_: str, rest: str = "", *, unit: str = "", mark: str = "", name: str = ""
    ) -> str:
        """Declare a new fact; gives the name that it gets."""
        made = self.free(name or name_of(label))
        parts = [f"dữ kiện {made}: {type_}", rest, mark]
        parts += [f"đơn vị tính {straight(unit)}" if unit else "", straight(label)]
        self.declared.append(" ".join(part for part in parts if part))
        if rest.startswith(("từ 1", "trên 0")):
            self.above_zero.add(made)
        return made

    def free(self, wanted: str) -> str:
        """A name that nobody uses: the one that is wanted, or the same with a number."""
        used = {*self.symbols.facts, *(one.name for one in self.symbols.definitions), *self.taken}
        name, number = wanted, 1
        while name in used:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name)
        return name

    def is_new(self, name: str) -> bool:
        """Whether a field asks for a new fact."""
        return not self.raw(name)

    def is_count(self, name: str, fact: str) -> bool:
        """Whether the fact that answers a field is counted, and no yes or no."""
        return self.is_new(name) or self.symbols.facts[fact].terminal != "YES_NO"

    def label(self, name: str) -> str:
        """The meaning of the fact that answers a field."""
        chosen = self.symbols.facts.get(self.raw(name))
        return self.raw(f"{name}.label") if chosen is None else chosen.label or chosen.name

    # ---- Lines

    def rule(self, line: str, reason: str = "") -> None:
        """Add a line of the leaf, with a reason."""
        self.lines.append(f"{line} vì {straight(reason)}" if reason else line)

    def setting(self, head: str, line: str) -> None:
        """Add a line about the whole set."""
        self.settings.append((head, line))


def _clean(written: str) -> str:
    """What was typed, composed and without control characters."""
    composed = unicodedata.normalize("NFC", written)
    return "".join(
        one for one in composed if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs")
    )


def name_of(label: str) -> str:
    """The name of a fact by its meaning: letters without marks, words joined."""
    words = re.findall(r"[a-z0-9]+", plain(label))
    name = ""
    for one in words:
        if name and len(name) + len(one) >= _LONGEST_NAME:
            break
        name = f"{name}_{one}" if name else one
    name = name[:_LONGEST_NAME] or "so_lieu"
    # A name may begin with digits only where «_» follows.
    if not _NAME.fullmatch(name) or _is_keyword(name):
        name = f"so_{name}"
    return name


def _is_keyword(name: str) -> bool:
    return any(len(phrase.words) == 1 for phrase in phrases_by_first_word().get(name, ()))


def braces(text: str) -> str:
    """A text as it stands in a reason, where braces hold expressions."""
    return text.replace("{", "{{").replace("}", "}}")


def lower(text: str) -> str:
    """A text that goes on in the middle of a sentence; an abbreviation stays as it is."""
    first = text.split(" ", 1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def counted_as(label: str) -> str:
    """The meaning of a count as it stands behind a number: «Số hồ sơ trễ hạn» is «hồ sơ trễ hạn»."""
    found = lower(label)
    return found.removeprefix("số ").removeprefix("tổng số ")


def missing(label: str) -> str:
    """What is said where something is not there: «không có kế hoạch», «chưa ban hành kế hoạch»."""
    found = lower(label)
    return f"không {found}" if found.startswith("có ") else f"chưa {found}"
