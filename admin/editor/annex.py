"""A text as the annex of a decision shows it: number, name, most points, how it is scored, who appraises."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from admin.editor.outline import Entry, Level, outline_of
from admin.editor.reading import Reading, reading_of
from spec.resolve.numbers import shown

#: The points of a whole set, as decisions have them.
WHOLE = Decimal(100)
#: Lines below a heading that are no rules.
_ABOUT = frozenset({"KEY", "RESPONSIBLE", "APPRAISED_BY", "AREA", "CRITERION", "LEAF"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rules, as it is written on line ``line`` of the text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. ``line`` to ``last`` are the lines of the text that it stands for.

    ``sum`` is what the parts add up to; ``fits`` says whether that is the maximum that the heading gives.
    """

    level: Level
    number: str
    name: str
    maximum: str
    sum: str
    fits: bool
    appraised_by: str
    rules: tuple[Line, ...]
    line: int
    last: int
    start: int


@dataclass(frozen=True, slots=True)
class Total:
    """The points of an area, or of the whole: what its leaves add up to, and what was to be."""

    number: str
    name: str
    sum: str
    wanted: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Annex:
    """The table with its totals."""

    rows: tuple[Row, ...]
    areas: tuple[Total, ...]
    total: Total
    leaves: int

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


def annex(text: str) -> Annex:
    """The annex of a text, as far as its headings can be read."""
    return annex_of(reading_of(text))


def annex_of(reading: Reading) -> Annex:
    """The same of a reading."""
    top = outline_of(reading)
    entries = [entry for one in top for entry in one.all()]
    appraisers: dict[str, str] = {}
    rows = tuple(_row(entry, reading, appraisers) for entry in entries)
    areas = tuple(
        Total(one.number, one.name, _shown(_leaves(one)), _shown(one.maximum), _leaves(one) == one.maximum)
        for one in top
        if one.level == "area"
    )
    whole = sum((_leaves(one) for one in top), Decimal(0))
    total = Total("", "", shown(whole), shown(WHOLE), whole == WHOLE)
    return Annex(rows, areas, total, sum(entry.level == "leaf" for entry in entries))


def _row(entry: Entry, reading: Reading, appraisers: dict[str, str]) -> Row:
    source = reading.offsets.source
    below = [reading.statements[index].line for index in range(entry.index, entry.last + 1)]
    own = next(
        (str(one.tokens[1]) for one in below if one.head == "APPRAISED_BY" and len(one.tokens) > 1), ""
    )
    appraisers[entry.number] = own or _inherited(entry.number, appraisers)
    rules = [Line(one.line, reading.written(one)) for one in below if one.head not in _ABOUT]
    parts = sum((part.maximum or Decimal(0) for part in entry.parts), Decimal(0))
    return Row(
        entry.level,
        entry.number,
        entry.name,
        _shown(entry.maximum),
        _shown(parts if entry.parts else entry.maximum),
        entry.level == "leaf" or parts == entry.maximum,
        appraisers[entry.number],
        tuple(rules) if entry.level == "leaf" else (),
        entry.line,
        source.line_of(max(below[-1].span.end - 1, 0)),
        entry.start,
    )


def _inherited(number: str, appraisers: Mapping[str, str]) -> str:
    """Who appraises what has no appraiser of its own: who appraises the part above."""
    while number:
        number = number.rpartition(".")[0]
        if appraisers.get(number):
            return appraisers[number]
    return ""


def _leaves(entry: Entry) -> Decimal:
    return sum((one.maximum or Decimal(0) for one in entry.all() if one.level == "leaf"), Decimal(0))


def _shown(points: Decimal | None) -> str:
    return "" if points is None else shown(points)
