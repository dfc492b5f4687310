"""The ledger of facts in the database: entries, rows of tables, decisions on both, and figures over rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, insert, select, update

from engine.book.entries import Entry, Order, RowEntry, View
from engine.ledger import Amount
from engine.store import tables as t
from engine.store.inserting import insert_new
from engine.store.journal import Action
from engine.store.prepared import Prepared

# ---- The clock of a book

_OF_BOOK = (t.books.c.unit == bindparam("of_unit")) & (t.books.c.year == bindparam("of_year"))
_LOCK_BOOK = Prepared(select(t.books.c.tick, t.books.c.action).where(_OF_BOOK).with_for_update())
_ADVANCE_BOOK = Prepared(update(t.books).where(_OF_BOOK), ["tick", "action"])


def lock_book(connection: Connection, unit: str, year: int) -> tuple[int, str]:
    """Lock a unit's book for this transaction: the number of its last tick and that tick's action."""
    for found in _LOCK_BOOK.rows(connection, {"of_unit": unit, "of_year": year}):
        return found.tick, found.action
    insert_new(connection, t.books, {"unit": unit, "year": year, "tick": 0, "action": ""})
    return lock_book(connection, unit, year)


def advance_book(action: Action, unit: str, year: int, tick: int) -> None:
    """The book's next tick, by an action."""
    row = {"of_unit": unit, "of_year": year, "tick": tick, "action": action.identity}
    _ADVANCE_BOOK.run(action.connection, row)


# ---- Entries


def add_entries(action: Action, unit: str, year: int, tick: int, entries: Sequence[Entry]) -> None:
    """Append entries."""
    action.add(
        t.facts,
        [
            {
                **_common(unit, year, tick, entry, action),
                "kind": entry.kind,
                "name": entry.name,
                "value": entry.value,
                "origin": entry.origin,
            }
            for entry in entries
        ],
    )


def add_rows(action: Action, unit: str, year: int, tick: int, rows: Sequence[RowEntry]) -> None:
    """Append versions of rows."""
    action.add(
        t.table_rows,
        [
            {
                **_common(unit, year, tick, row, action),
                "table_name": row.table,
                "key": row.key,
                "cells": row.cells,
            }
            for row in rows
        ],
    )


def _common(unit: str, year: int, tick: int, entry: Entry | RowEntry, action: Action) -> dict[str, Any]:
    return {
        "unit": unit,
        "year": year,
        "as_of": entry.order.as_of,
        "version": entry.order.version,
        "event": entry.order.event,
        "source": entry.source,
        "accepted": entry.accepted,
        "received_at": action.at,
        "tick": tick,
    }


def entries_of(
    connection: Connection,
    unit: str,
    year: int,
    *,
    until: int | None = None,
    subject: tuple[str, str] | None = None,
) -> Iterator[Entry]:
    """The entries of a book with what was decided on them, as known at a tick; of one subject alone if it is given."""
    query = select(t.facts).where(t.facts.c.unit == unit, t.facts.c.year == year)
    if subject is not None:
        query = query.where(t.facts.c.kind == subject[0], t.facts.c.name == subject[1])
    decided = _decided(connection, unit, year, "fact", until)
    for row in connection.execute(_until(query, t.facts.c.tick, until)).mappings():
        yield Entry(
            kind=row["kind"],
            name=row["name"],
            value=row["value"],
            order=Order(row["as_of"], row["version"], row["event"]),
            source=row["source"],
            origin=row["origin"],
            accepted=decided.get(row["id"], row["accepted"]),
            identity=row["id"],
        )


def rows_of(
    connection: Connection, unit: str, year: int, table: str, *, until: int | None = None
) -> Iterator[RowEntry]:
    """The versions of all rows of a table with what was decided on them, as known at a tick."""
    query = select(t.table_rows).where(
        t.table_rows.c.unit == unit, t.table_rows.c.year == year, t.table_rows.c.table_name == table
    )
    decided = _decided(connection, unit, year, "row", until)
    for row in connection.execute(_until(query, t.table_rows.c.tick, until)).mappings():
        yield _row_entry(row, decided)


_OF_ROW = (
    (t.table_rows.c.unit == bindparam("of_unit"))
    & (t.table_rows.c.year == bindparam("of_year"))
    & (t.table_rows.c.table_name == bindparam("of_table"))
    & (t.table_rows.c.key == bindparam("key"))
)
_HAS_VERSIONS = Prepared(select(t.table_rows.c.id).where(_OF_ROW))


def versions_of(
    connection: Connection, unit: str, year: int, table: str, keys: Sequence[str]
) -> list[RowEntry]:
    """The versions of some rows of a table with what was decided on them."""
    place = {"of_unit": unit, "of_year": year, "of_table": table}
    # One row that was never heard of: what most events are about.
    if len(keys) == 1 and not _HAS_VERSIONS.rows(connection, {**place, "key": keys[0]}):
        return []
    of_table = select(t.table_rows).where(
        t.table_rows.c.unit == unit, t.table_rows.c.year == year, t.table_rows.c.table_name == table
    )
    rows = connection.execute(of_table.where(t.table_rows.c.key.in_(keys))).mappings().all()
    decisions = (
        select(t.decisions.c.entry, t.decisions.c.accepted)
        .where(t.decisions.c.entry_kind == "row", t.decisions.c.entry.in_([row["id"] for row in rows]))
        .order_by(t.decisions.c.tick, t.decisions.c.id)
    )
    decided = {row.entry: row.accepted for row in connection.execute(decisions)}
    return [_row_entry(row, decided) for row in rows]


def _row_entry(row: RowMapping, decided: Mapping[int, bool]) -> RowEntry:
    return RowEntry(
        table=row["table_name"],
        key=row["key"],
        cells=row["cells"],
        order=Order(row["as_of"], row["version"], row["event"]),
        source=row["source"],
        accepted=decided.get(row["id"], row["accepted"]),
        identity=row["id"],
    )


def _until(query: Select[Any], tick: Any, until: int | None) -> Select[Any]:
    return query if until is None else query.where(tick <= until)


def _decided(
    connection: Connection, unit: str, year: int, kind: str, until: int | None
) -> Mapping[int, bool]:
    """The last decision on each entry of a book."""
    query = (
        select(t.decisions.c.entry, t.decisions.c.accepted)
        .where(t.decisions.c.unit == unit, t.decisions.c.year == year, t.decisions.c.entry_kind == kind)
        .order_by(t.decisions.c.tick, t.decisions.c.id)
    )
    return {row.entry: row.accepted for row in connection.execute(_until(query, t.decisions.c.tick, until))}


def is_spoken_of(connection: Connection, unit: str, year: int, table: str, until: int | None = None) -> bool:
    """Whether a book has rows of a table, withdrawn ones too; as many as there are, one is looked at."""
    query = select(t.table_rows.c.id).where(
        t.table_rows.c.unit == unit, t.table_rows.c.year == year, t.table_rows.c.table_name == table
    )
    return connection.execute(_until(query, t.table_rows.c.tick, until).limit(1)).first() is not None


def find_entry(connection: Connection, kind: str, identity: int) -> Mapping[str, Any] | None:
    """The row of an entry (``fact`` or ``row``) by its number."""
    table = t.facts if kind == "fact" else t.table_rows
    found = connection.execute(select(table).where(table.c.id == identity)).mappings().one_or_none()
    return None if found is None else dict(found)


def add_decision(action: Action, tick: int, row: Mapping[str, Any]) -> None:
    """Append a decision on an entry."""
    action.add(t.decisions, [{**row, "by": action.who, "at": action.at, "tick": tick}])


# ---- Figures over rows

#: Beside the figures of a set: how many rows count, and how many of them miss a cell.
COUNT, HOLES = "count", "holes"


def figures_of(connection: Connection, unit: str, year: int) -> dict[tuple[View, str], dict[str, Amount]]:
    """The figures of a book by view and table; a table that is not declared has none."""
    query = select(t.figures).where(t.figures.c.unit == unit, t.figures.c.year == year)
    found: dict[tuple[View, str], dict[str, Amount]] = {}
    for row in connection.execute(query):
        found.setdefault((row.view, row.table_name), {})[row.figure] = amount_of(row.amount)
    return found


#: The figures of a table: unit, year, view and table; what they were, and what they are now.
FiguresChange = tuple[tuple[str, int, View, str], Mapping[str, Amount], Mapping[str, Amount]]

_OF_TABLE = (
    (t.figures.c.unit == bindparam("of_unit"))
    & (t.figures.c.year == bindparam("of_year"))
    & (t.figures.c.view == bindparam("of_view"))
    & (t.figures.c.table_name == bindparam("of_table"))
)
_CHANGE_FIGURE = Prepared(
    update(t.figures).where(_OF_TABLE, t.figures.c.figure == bindparam("of_figure")), ["amount"]
)


def put_figures(connection: Connection, changes: Iterable[FiguresChange]) -> None:
    """Keep figures of tables: what changed is changed, what is new is added, what is gone is removed."""
    new, changed = [], []
    for (unit, year, view, table), before, after in changes:
        of_table = {"of_unit": unit, "of_year": year, "of_view": view, "of_table": table}
        for figure, amount in after.items():
            if figure not in before:
                place = {"unit": unit, "year": year, "view": view, "table_name": table}
                new.append({**place, "figure": figure, "amount": str(amount)})
            elif before[figure] != amount:
                changed.append({**of_table, "of_figure": figure, "amount": str(amount)})
        if gone := set(before) - set(after):
            connection.execute(delete(t.figures).where(_OF_TABLE, t.figures.c.figure.in_(gone)), of_table)
    _CHANGE_FIGURE.run(connection, *changed)
    if new:
        connection.execute(insert(t.figures), new)


def amount_of(written: str) -> Amount:
    """An exact amount: «12», «-3», «7/2»."""
    found = Fraction(written)
    return found.numerator if found.denominator == 1 else found


def canonical(value: Any) -> str:
    """JSON as the ledger keeps it: keys in order, exact decimals as strings."""
    return _ENCODER.encode(value)


def _plain(value: Any) -> str:
    """An exact decimal with all its digits: «1E+2» is no number that a facts file may hold."""
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} is no JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
