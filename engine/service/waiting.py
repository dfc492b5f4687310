"""What became of everything that units declared in a year, found by the database without reading book after book.

Only the newest entry about each subject counts: what was overtaken waits for nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, collate, exists, func, or_, select
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.elements import ColumnElement

from engine.book.entries import WITHDRAWN
from engine.service.said import RETURNED, State
from engine.store import tables as t

#: Kinds of entries on which appraisers decide; «table» says only that a keyed table is there, though empty.
JUDGED = ("fact", "previous", "evidence", "table")


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest entry of a unit about one subject."""

    number: int
    unit: str
    kind: str
    name: str
    state: State
    received_at: int


@dataclass(frozen=True, slots=True)
class RowStates:
    """How many rows of a unit's keyed table are in one state; the oldest of them, and the highest number."""

    unit: str
    table: str
    state: State
    count: int
    since: int
    newest: int


def latest_entries(connection: Connection, year: int, *, unit: str | None = None) -> Iterator[Latest]:
    """The newest entry about each subject that units declared; of one unit alone if it is given."""
    entry, last = t.facts.alias("entry"), t.decisions.alias("last")
    newer, own = t.facts.alias("newer"), t.facts.alias("own")
    same = ("unit", "year", "kind", "name")
    overtaken = exists().where(
        _same(newer, entry, same), newer.c.origin == "declared", _later(connection, newer, entry)
    )
    corrected = exists().where(
        _same(own, entry, same), own.c.origin == "appraiser", _later(connection, own, entry)
    )
    query = (
        select(
            entry.c.id,
            entry.c.unit,
            entry.c.kind,
            entry.c.name,
            entry.c.received_at,
            func.coalesce(last.c.accepted, entry.c.accepted).label("accepted"),
            t.audit.c.what,
            corrected.label("corrected"),
        )
        .select_from(_with_last_decision(entry, last, "fact"))
        .where(entry.c.year == year, entry.c.origin == "declared", entry.c.kind.in_(JUDGED), ~overtaken)
        # What takes a document back asks for no decision; a fact that is «trống» does.
        .where(or_(entry.c.kind.in_(("fact", "previous")), entry.c.value != WITHDRAWN))
        .order_by(entry.c.id)
    )
    if unit is not None:
        query = query.where(entry.c.unit == unit)
    for row in connection.execute(query):
        state = "corrected" if row.corrected else _state(row.accepted, row.what)
        yield Latest(row.id, row.unit, row.kind, row.name, state, row.received_at)


def row_states(connection: Connection, year: int, *, unit: str | None = None) -> Iterator[RowStates]:
    """How many rows of keyed tables wait or were judged; rows of trusted systems, which are most, are left out."""
    row, last, newer = t.table_rows.alias("row"), t.decisions.alias("last"), t.table_rows.alias("newer")
    decided = select(t.decisions.c.entry).where(t.decisions.c.entry_kind == "row", t.decisions.c.year == year)
    same = ("unit", "year", "table_name", "key")
    overtaken = exists().where(_same(newer, row, same), _later(connection, newer, row))
    accepted = func.coalesce(last.c.accepted, row.c.accepted)
    columns = (row.c.unit, row.c.table_name, accepted.label("accepted"), t.audit.c.what)
    query = (
        select(
            *columns,
            func.count().label("rows"),
            func.min(row.c.received_at).label("since"),
            func.max(row.c.id).label("newest"),
        )
        .select_from(_with_last_decision(row, last, "row"))
        .where(row.c.year == year, ~overtaken)
        .group_by(row.c.unit, row.c.table_name, accepted, t.audit.c.what)
        .order_by(row.c.unit, row.c.table_name)
    )
    if unit is not None:
        query, decided = query.where(row.c.unit == unit), decided.where(t.decisions.c.unit == unit)
    query = query.where(or_(row.c.accepted.is_(None), row.c.id.in_(decided)))
    found: dict[tuple[str, str, State], RowStates] = {}
    for one in connection.execute(query):
        key = (one.unit, one.table_name, _state(one.accepted, one.what))
        before = found.get(key)
        found[key] = RowStates(
            *key,
            count=one.rows + (before.count if before else 0),
            since=min(one.since, before.since) if before else one.since,
            newest=max(one.newest, before.newest) if before else one.newest,
        )
    yield from found.values()


def waiting_rows(connection: Connection, unit: str, year: int, table: str, until: int) -> list[int]:
    """The numbers of a table's rows that wait for a decision, none that came after one number."""
    row, newer = t.table_rows.alias("row"), t.table_rows.alias("newer")
    same = ("unit", "year", "table_name", "key")
    decided = exists().where(t.decisions.c.entry_kind == "row", t.decisions.c.entry == row.c.id)
    overtaken = exists().where(_same(newer, row, same), _later(connection, newer, row))
    query = (
        select(row.c.id)
        .where(row.c.unit == unit, row.c.year == year, row.c.table_name == table, row.c.id <= until)
        .where(row.c.accepted.is_(None), ~decided, ~overtaken)
        .order_by(row.c.id)
    )
    return list(connection.execute(query).scalars())


def _with_last_decision(entry: FromClause, last: FromClause, kind: str) -> FromClause:
    """Entries with the decision that holds of each, and the action by which it was made."""
    number = (
        select(func.max(t.decisions.c.id))
        .where(t.decisions.c.entry_kind == kind, t.decisions.c.entry == entry.c.id)
        .correlate(entry)
        .scalar_subquery()
    )
    return entry.outerjoin(last, last.c.id == number).outerjoin(t.audit, t.audit.c.action == last.c.action)


def _same(one: FromClause, other: FromClause, columns: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in columns))


def _later(connection: Connection, newer: FromClause, older: FromClause) -> ColumnElement[bool]:
    """Whether an entry comes after another one: by the instant, then the version, then the event, as in memory."""
    event: Any = newer.c.event
    if connection.dialect.name == "postgresql":
        event = collate(event, "C")  # by code points, whatever the database sorts words by
    as_of, version = newer.c.as_of == older.c.as_of, newer.c.version == older.c.version
    return or_(
        newer.c.as_of > older.c.as_of,
        and_(as_of, newer.c.version > older.c.version),
        and_(as_of, version, event > older.c.event),
    )


def _state(accepted: bool | None, what: str | None) -> State:
    if accepted is None:
        return "submitted"
    if accepted:
        return "accepted"
    return "returned" if what == RETURNED else "rejected"
