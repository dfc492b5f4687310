"""Last year's facts as this year's «năm trước», entered into the books when a round opens.

What the appraisers' view of last year holds is what is meant. Nothing is worked out: a value that does not fit the new
set, or whose fact means something else there, is left out and named, and so is a unit that was merged.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from engine.book.criteria import Criteria
from engine.book.entries import Entry, Order
from engine.book.sheet import Sheet
from engine.facts.document import exact_json
from engine.facts.units import Reader
from engine.service.appraisal import unit_in_year
from engine.service.books import Place, enter, header_of, load_sheets, units_with_books
from engine.service.office import Office
from engine.service.registry import round_of, unit_at
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import canonical
from spec.model.criteria import Fact
from spec.model.expressions import ValueType

#: Before everything that a source may say (from 1900 on): what it says itself counts, whenever it says it.
BEFORE_ALL = round(datetime(1900, 1, 1, tzinfo=UTC).timestamp() * 1e6) - 1


@dataclass(slots=True)
class Copied:
    """What was entered, and what was left out: facts by name and reason, units by code and reason."""

    units: int = 0
    values: int = 0
    left_facts: dict[str, str] = field(default_factory=dict)
    left_values: dict[str, dict[str, str]] = field(default_factory=dict)
    left_units: dict[str, str] = field(default_factory=dict)

    def as_detail(self) -> dict[str, Any]:
        """As the audit entry tells it."""
        left = {"facts": self.left_facts, "values": self.left_values, "units": self.left_units}
        return {
            "units": self.units,
            "values": self.values,
            "left_out": {key: value for key, value in left.items() if value},
        }


def copy_previous(action: Action, office: Office, round_: Any) -> Copied | None:
    """Enter last year's facts into the books of a round that opens; None where there was no round last year."""
    connection, year = action.connection, round_.year
    # Nothing enters last year's books while they are read.
    last = round_of(connection, year - 1, held="to change")
    if last is None:
        return None
    copier = _Copier(action, office, round_, last)
    if copier.carried:
        merged = _merged(connection, year)
        copier.copied.left_units |= dict.fromkeys(merged, "merged")
        for unit in units_with_books(connection, year - 1):
            if unit not in merged:
                copier.copy(unit)
    return copier.copied


def _merged(connection: Connection, year: int) -> list[str]:
    """The units that came from others this year: last year's figures of those are not theirs."""
    query = select(t.units.c.code, t.units.c.succeeds).where(
        t.units.c.valid_from > f"{year - 1}-12-31", t.units.c.valid_from <= f"{year}-12-31"
    )
    rows = connection.execute(query.order_by(t.units.c.code)).all()
    return [row.code for row in rows if set(json.loads(row.succeeds)) - {row.code}]


class _Copier:
    """Takes the units one by one from last year's books into this year's."""

    def __init__(self, action: Action, office: Office, round_: Any, last: Any) -> None:
        self.action = action
        self.office = office
        self.round = round_
        self.last = last
        self.criteria = office.set_of(action.connection, round_.set_id)
        self.former = office.set_of(action.connection, last.set_id)
        self.copied = Copied()
        #: The facts that are read as last year's and mean the same in both sets.
        self.carried = dict(self._carried())

    def _carried(self) -> Iterator[tuple[str, Fact]]:
        read = {name for name, _ in self.criteria.program.layout.previous}
        known = {fact.name: fact for fact in self.former.model.facts}
        for fact in self.criteria.model.facts:
            if fact.name not in read:
                continue
            reason = _differs(fact, known.get(fact.name))
            if reason:
                self.copied.left_facts[fact.name] = reason
            else:
                yield fact.name, fact

    def copy(self, unit: str) -> None:
        """Enter one unit's values."""
        connection, year = self.action.connection, self.round.year
        record = unit_at(connection, unit, f"{year}-12-31")
        if record is None:
            self.copied.left_units[unit] = "ended"
            return
        order = Order(BEFORE_ALL, 0, self.action.identity)
        entries = [
            Entry("previous", name, value, order, f"sổ năm {year - 1}", accepted=True)
            for name, value in self._values(unit)
        ]
        if entries:
            header = header_of(record, evidence_required=self.round.evidence_required)
            place = Place(header, year, self.round.set_id)
            enter(self.action, self.office, place, entries, cause=self.action.identity)
            self.copied.units += 1
            self.copied.values += len(entries)

    def _values(self, unit: str) -> Iterator[tuple[str, str]]:
        sheet = self._sheet(unit)
        contradicting = _contradicting(sheet)
        for name, fact in self.carried.items():
            entry = sheet.standing.get(("fact", name))
            if entry is None:
                continue
            value = exact_json(entry.value)
            reason = "contradicts" if name in contradicting else _unfit(self.criteria, unit, fact, value)
            if reason:
                self.copied.left_values.setdefault(unit, {})[name] = reason
            else:
                yield name, canonical(value)

    def _sheet(self, unit: str) -> Sheet:
        """The appraisers' view of a unit's last year."""
        connection, year = self.action.connection, self.last.year
        record = unit_in_year(connection, unit, year)
        header = header_of(record, evidence_required=self.last.evidence_required)
        return load_sheets(connection, self.former, header, year, by_figures=True)["appraised"]


def _differs(fact: Fact, former: Fact | None) -> str:
    """Why last year's fact of this name is not the same; "" where it is."""
    if former is None:
        return "new"
    if fact.type is not former.type:
        return "type"
    if fact.unit.casefold() != former.unit.casefold():
        return "unit"  # 5 «tỷ đồng» are not 5 «triệu đồng»
    if fact.type is ValueType.RECORD:
        parts = {part.name: part for part in former.fields}
        return next((reason for part in fact.fields if (reason := _differs(part, parts.get(part.name)))), "")
    return ""


def _contradicting(sheet: Sheet) -> set[str]:
    """The facts that were not scored, because they cannot all be right."""
    slots = frozenset[int]().union(*(violation.slots for violation in sheet.violations))
    return {name for (name, _), slot in sheet.ready.program.layout.facts.items() if slot in slots}


def _unfit(criteria: Criteria, unit: str, fact: Fact, value: Any) -> str:
    """Why the new set does not take a value; "" where it does."""
    ready = criteria.with_figures(frozenset())
    head: Mapping[str, Any] = {"code": unit, "name": unit, "ranked": True}
    reader = ready.reader()
    reader.read_unit({**head, "previous": {fact.name: value}})
    if reader.diagnostics:
        return "unfit"
    # Domains are declared of this year's value; where it may be trống is another matter.
    alone = Reader(criteria.model, criteria.program.layout, "sổ").read_unit(
        {**head, "facts": {fact.name: value}}
    )
    layout = ready.program.layout
    slots = frozenset(slot for (name, _), slot in layout.facts.items() if name == fact.name)
    found = ready.checker.violations(alone, "sổ", slots)
    return "outside" if any(one.finding.code == "F011" for one in found) else ""
