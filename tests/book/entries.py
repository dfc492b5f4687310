"""Facts documents as entries of a book, and changes of them drawn by chance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from engine.book.criteria import Criteria
from engine.book.entries import Entry, Kind, Order
from engine.book.sheet import Header
from engine.book.tables import RowChange, TableState, change_table, empty_table
from engine.store.ledger import canonical

HEADER = Header("u1", "Đơn vị 1", "sở", ranked=True, evidence_required=False)

Subject = tuple[str, str]


@dataclass(slots=True)
class Said:
    """What a document says, as values by subject and rows by table and key."""

    values: dict[Subject, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def said_in(criteria: Criteria, unit: Mapping[str, Any]) -> Said:
    """The parts of one unit of a document."""
    found = Said()
    tables = unit.get("tables", {})
    facts = {**unit.get("facts", {}), **tables}
    for name, value in facts.items():
        if name in criteria.keyed:
            key = next(one.table_key for one in criteria.model.facts if one.name == name)
            found.rows[name] = {
                canonical([row[part] for part in key]): row
                for row in value
                if all(row.get(part) is not None for part in key)
            }
        else:
            found.values["fact", name] = value
    for name, value in (unit.get("previous") or {}).items():
        found.values["previous", name] = value
    for kind in ("council", "not_applicable"):
        for leaf, value in unit.get(kind, {}).items():
            found.values[kind, _key_of(criteria, leaf)] = value
    for leaf, documents in unit.get("evidence", {}).items():
        for number, document in enumerate(documents):
            written = {"name": document} if isinstance(document, str) else document
            found.values["evidence", f"{leaf} {number}"] = {**written, "leaf": _key_of(criteria, leaf)}
    return found


def _key_of(criteria: Criteria, leaf: str) -> str:
    position = criteria.program.position(leaf)
    assert position is not None
    return criteria.program.leaves[position].key


def entry(criteria: Criteria, subject: Subject, value: Any) -> Entry:
    """An entry that says a value."""
    kind: Kind = subject[0]  # type: ignore[assignment]
    accepted: bool | None = True
    if kind == "evidence":
        accepted = value.get("accepted")
        number = criteria.program.position(value["leaf"])
        assert number is not None
        documents = [rule.document for _, rule in criteria.program.parts[number].evidence]
        value = {"for": documents[0], "name": "", **value}
    return Entry(kind, subject[1], json.dumps(value, default=str), Order(0, 0, ""), "s", accepted=accepted)


def table_states(criteria: Criteria, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, TableState]:
    """Tables with these rows, from the beginning."""
    return {
        table: changed(criteria, table, empty_table(criteria, table), {}, found)
        for table, found in rows.items()
    }


def changed(
    criteria: Criteria,
    table: str,
    state: TableState,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> TableState:
    """A table whose rows were other ones, by difference."""
    changes = [
        RowChange(key, _cells(before.get(key)), _cells(after.get(key)))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]
    made = change_table(criteria, table, state, changes)
    needs_rows = made.holes or table not in criteria.kept.figures
    rows = {key: canonical(row) for key, row in after.items()} if needs_rows else None
    return TableState(made.figures, made.count, made.holes, rows)


def _cells(row: Any) -> str | None:
    return None if row is None else canonical(row)


def draw_changes(random: Random, one: Said, other: Said, steps: int) -> Iterator[Said]:
    """What a book says after each of some steps: parts come, change and go."""
    now = Said()
    subjects = list({**one.values, **other.values})
    tables = list({**one.rows, **other.rows})
    for _ in range(steps):
        now = Said(dict(now.values), {table: dict(rows) for table, rows in now.rows.items()})
        for subject in random.sample(subjects, min(len(subjects), random.choice((1, 1, 2, 5, 40)))):
            source = random.choice((one, other, one, other, None))
            if source is None or subject not in source.values:
                now.values.pop(subject, None)
            else:
                now.values[subject] = source.values[subject]
        for table in tables:
            if random.random() < 0.5:
                _draw_rows(random, now, table, one.rows.get(table, {}), other.rows.get(table, {}))
        yield now


def _draw_rows(
    random: Random, now: Said, table: str, one: Mapping[str, Any], other: Mapping[str, Any]
) -> None:
    rows = now.rows.setdefault(table, {})
    for key in {**one, **other}:
        choice = random.random()
        if choice < 0.4:
            rows.pop(key, None)
        elif choice < 0.7 and key in one:
            rows[key] = one[key]
        elif key in other:
            rows[key] = other[key]
