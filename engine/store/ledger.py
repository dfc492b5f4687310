"""The ledger of facts in the database: entries, rows of tables, decisions on both, and figures over rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from engine.book.entries import Entry, Order, RowEntry, View
from engine.ledger import Amount
from engine.store import tables as t
from engine.store.inserting import insert_new
from engine.store.journal import Action

# ---- The clock of a book


def lock_book(connection: Connection, unit: str, year: int) -> tuple[int, str]:
    """Lock a unit's book for this transaction: the number of its last tick and that tick's action."""
    found = connection.execute(
        select(t.books.c.tick, t.books.c.action)
        .where(t.books.c.unit == unit, t.books.c.year == year)
        .with_for_update()
    ).one_or_none()
    if found is not None:
        return found.tick, found.action
    insert_new(connection, t.books, {"unit": unit, "year": year, "tick": 0, "action": ""})
    return lock_book(connection, unit, year)


def advance_book(action: Action, unit: str, year: int, tick: int) -> None:
    """The book's next tick, by an action."""
    action.connection.execute(
        update(t.books)
        .where(t.books.c.unit == unit, t.books.c.year == year)
        .values(tick=tick, action=action.identity)
    )


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
    connection: Connection,
    unit: str,
    year: int,
    table: str,
    *,
    keys: Iterable[str] | None = None,
    until: int | None = None,
) -> Iterator[RowEntry]:
    """The versions of a table's rows with what was decided on them; of some keys alone if they are given."""
    query = select(t.table_rows).where(
        t.table_rows.c.unit == unit, t.table_rows.c.year == year, t.table_rows.c.table_name == table
    )
    if keys is not None:
        query = query.where(t.table_rows.c.key.in_(list(keys)))
    found = connection.execute(_until(query, t.table_rows.c.tick, until)).mappings()
    rows: Iterable[RowMapping] = found
    numbers: list[int] | None = None
    if keys is not None:
        few = found.all()
        rows, numbers = few, [row["id"] for row in few]
    decided = _decided(connection, unit, year, "row", until, numbers)
    for row in rows:
        yield RowEntry(
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
    connection: Connection,
    unit: str,
    year: int,
    kind: str,
    until: int | None,
    numbers: list[int] | None = None,
) -> Mapping[int, bool]:
    """The last decision on each entry, or on some of them."""
    if numbers == []:
        return {}
    query = (
        select(t.decisions.c.entry, t.decisions.c.accepted)
        .where(t.decisions.c.unit == unit, t.decisions.c.year == year, t.decisions.c.entry_kind == kind)
        .order_by(t.decisions.c.tick, t.decisions.c.id)
    )
    if numbers is not None:
        query = query.where(t.decisions.c.entry.in_(numbers))
    return {row.entry: row.accepted for row in connection.execute(_until(query, t.decisions.c.tick, until))}


def tables_spoken_of(connection: Connection, unit: str, year: int, until: int | None = None) -> list[str]:
    """The tables of which a book has rows, withdrawn ones too."""
    query = select(t.table_rows.c.table_name).where(t.table_rows.c.unit == unit, t.table_rows.c.year == year)
    return list(connection.execute(_until(query, t.table_rows.c.tick, until).distinct()).scalars())


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


def put_figures(
    connection: Connection,
    place: tuple[str, int, View, str],
    before: Mapping[str, Amount],
    after: Mapping[str, Amount],
) -> None:
    """Keep the figures of a table (unit, year, view, table): what changed is changed, what is new is added."""
    unit, year, view, table = place
    where = (
        (t.figures.c.unit == unit)
        & (t.figures.c.year == year)
        & (t.figures.c.view == view)
        & (t.figures.c.table_name == table)
    )
    new = []
    for figure, amount in after.items():
        if figure not in before:
            new.append(
                {
                    "unit": unit,
                    "year": year,
                    "view": view,
                    "table_name": table,
                    "figure": figure,
                    "amount": str(amount),
                }
            )
        elif before[figure] != amount:
            connection.execute(
                update(t.figures).where(where, t.figures.c.figure == figure).values(amount=str(amount))
            )
    if new:
        connection.execute(insert(t.figures), new)
    if gone := set(before) - set(after):
        connection.execute(delete(t.figures).where(where, t.figures.c.figure.in_(gone)))


def amount_of(written: str) -> Amount:
    """An exact amount: «12», «-3», «7/2»."""
    found = Fraction(written)
    return found.numerator if found.denominator == 1 else found


def canonical(value: Any) -> str:
    """JSON as the ledger keeps it: keys in order, exact decimals as strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    """An exact decimal with all its digits: «1E+2» is no number that a facts file may hold."""
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} is no JSON")
