"""Days moved by whole years, so that last year's facts can be held against the deadlines of this year's set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.facts.values import Unfit, value_of
from spec.model import CriteriaSet, Fact
from spec.model import expressions as e
from spec.model.base import Part
from spec.model.expressions import ValueType
from spec.model.rewrite import rewritten


def moved(day: date, years: int) -> date:
    """The same day so many years later; 29 February is the 28th where there is no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def moved_set(model: CriteriaSet, years: int) -> CriteriaSet:
    """A set whose days are moved; its hashes stay those of the set that it was."""

    def change(part: Part) -> Part | None:
        if isinstance(part, e.DateLiteral):
            return part.model_copy(update={"value": _within(part.value, years)})
        return None

    return rewritten(model, change) if years else model


@dataclass(slots=True)
class Mover:
    """Moves the days inside of values as facts files hold them. ``clipped``: how often there was no such day."""

    years: int
    clipped: int = 0

    def value(self, raw: Any, fact: Fact) -> Any:
        """A value of a fact, with every day in it moved; what is no day stays what it is."""
        if not self.years or raw is None:
            return raw
        match fact.type:
            case ValueType.DATE:
                return self._day(raw, fact)
            case ValueType.RECORD:
                return self.cells(raw, fact)
            case ValueType.TABLE if isinstance(raw, list):
                return [self.cells(row, fact) for row in raw]
            case _:
                return raw

    def cells(self, raw: Any, fact: Fact) -> Any:
        """The fields of a record or the cells of a row."""
        if not self.years or not isinstance(raw, Mapping):
            return raw
        days = {part.name: part for part in fact.fields if part.type is ValueType.DATE}
        return {
            name: self._day(value, days[name]) if name in days and value is not None else value
            for name, value in raw.items()
        }

    def _day(self, raw: Any, fact: Fact) -> Any:
        try:
            day = date.fromordinal(value_of(raw, fact))
        except Unfit:
            return raw
        found = _within(day, self.years)
        self.clipped += found.day != day.day
        return found.isoformat()


def _within(day: date, years: int) -> date:
    """Years outside of the calendar are left alone: no set reaches them."""
    return moved(day, years) if date.min.year <= day.year + years <= date.max.year else day
