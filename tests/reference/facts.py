"""One unit's part of a facts document, read by the types that the set declares."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from spec.model import CriteriaSet, Fact, Leaf, ValueType
from tests.reference.values import EMPTY, UNKNOWN, Value, read_date

_ABSENT = object()

Row = Mapping[str, Any]


def read_value(fact: Fact, raw: Any) -> Value:
    """The value of a fact as a document writes it: ``null`` is «trống», a ratio counts percent."""
    if raw is None:
        return EMPTY
    if fact.type is ValueType.RATIO:
        return _number(raw) / 100
    if fact.type in (ValueType.COUNT, ValueType.NUMBER):
        return _number(raw)
    if fact.type is ValueType.DATE:
        return read_date(raw)
    if fact.type is ValueType.BOOLEAN:
        return bool(raw)
    if fact.type is ValueType.SUBSET:
        return frozenset(raw)
    return str(raw)


def _number(raw: Any) -> Fraction:
    """A number as it is written; a float as it is printed."""
    return Fraction(raw) if isinstance(raw, int) else Fraction(str(raw))


class UnitFacts:
    """What one unit declares. «An absent fact, table or column of a row is missing», which reads as ``UNKNOWN``."""

    def __init__(self, criteria: CriteriaSet, unit: Mapping[str, Any]) -> None:
        self.unit = unit
        self.code: str = unit["code"]
        self.block: str = unit.get("block") or (criteria.blocks[0] if len(criteria.blocks) == 1 else "")
        self._declared = {fact.name: fact for fact in criteria.facts}

    def fact(self, name: str, field: str | None = None) -> Value:
        """A fact, or one field of a record."""
        return self._read(self.unit.get("facts") or {}, name, field)

    def previous(self, name: str, field: str | None = None) -> Value:
        """Last year's value: «null: no last year; absent: missing», of one fact or of all."""
        values = self.unit.get("previous", {})
        return EMPTY if values is None else self._read(values, name, field)

    def _read(self, values: Mapping[str, Any], name: str, field: str | None) -> Value:
        fact = self._declared[name]
        raw = values.get(name, _ABSENT)
        if field is not None and isinstance(raw, Mapping):
            fact = next(part for part in fact.fields if part.name == field)
            raw = raw.get(field, _ABSENT)
        return UNKNOWN if raw is _ABSENT else read_value(fact, raw)

    def rows(self, table: str) -> list[Row] | None:
        """The rows of a table; None if the table is missing."""
        rows = (self.unit.get("tables") or {}).get(table)
        return None if rows is None else list(rows)

    def cell(self, table: str, row: Row, column: str) -> Value:
        """One column of a row."""
        fact = next(part for part in self._declared[table].fields if part.name == column)
        return read_value(fact, row[column]) if column in row else UNKNOWN

    def about(self, part: str, leaf: Leaf) -> Any:
        """What ``evidence``, ``council`` or ``not_applicable`` says on a leaf, under its number or its key."""
        entries = self.unit.get(part) or {}
        return entries.get(leaf.number, entries.get(leaf.key))

    @property
    def speaks_of_evidence(self) -> bool:
        """«A unit without any word on evidence is scored on its facts alone»."""
        return self.unit.get("evidence") is not None

    def council_points(self, leaf: Leaf) -> Value:
        """The points that the council entered."""
        entry = self.about("council", leaf)
        return UNKNOWN if entry is None else Fraction(str(entry["points"]))


def exact(value: Decimal) -> Fraction:
    """A decimal of the set as a rational."""
    return Fraction(value)
