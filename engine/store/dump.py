"""The whole database as lines of JSON, and back: from either kind of database into either kind.

A backup does not hang on what a database's own tools write. It is read in one transaction, so it is the state of one
moment, whatever is written meanwhile.
"""

import base64
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Integer, LargeBinary, Table, delete, func, insert, select, text

from engine.store import tables as t
from engine.store.database import Database

_BATCH: Final = 500


class NotEmpty(Exception):
    """What is restored goes into an empty database only."""


def dump(connection: Connection, folder: Path) -> dict[str, int]:
    """Write each table into a file of its own; gives how many rows each has."""
    counts = {}
    for table in t.metadata.sorted_tables:
        with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
            counts[table.name] = 0
            rows = connection.execute(_ordered(table).execution_options(yield_per=_BATCH))
            for row in rows.mappings():
                file.write(json.dumps(_written(table, dict(row)), ensure_ascii=False) + "\n")
                counts[table.name] += 1
    return counts


def load(database: Database, folder: Path) -> dict[str, int]:
    """Read the files of ``dump`` into an empty database, in one transaction; gives how many rows each table has.

    Raises ``NotEmpty``, and ``ValueError`` or ``KeyError`` for files that are none of ``dump``.
    """

    def work(connection: Connection) -> dict[str, int]:
        _must_be_empty(connection)
        connection.execute(delete(t.audit_head))
        return {table.name: _load(connection, table, folder) for table in t.metadata.sorted_tables}

    return database.write(work)


def _must_be_empty(connection: Connection) -> None:
    for table in t.metadata.sorted_tables:
        if table is not t.audit_head and connection.execute(select(table).limit(1)).first() is not None:
            raise NotEmpty(table.name)


def _load(connection: Connection, table: Table, folder: Path) -> int:
    count = 0
    with (folder / f"{table.name}.jsonl").open(encoding="utf-8") as file:
        while lines := list(islice(file, _BATCH)):
            rows = [_read(table, json.loads(line)) for line in lines]
            connection.execute(insert(table), rows)
            count += len(rows)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)
    return count


def _ordered(table: Table) -> Any:
    return select(table).order_by(*table.primary_key.columns)


def _binary(table: Table) -> Iterator[str]:
    return (column.name for column in table.columns if isinstance(column.type, LargeBinary))


def _written(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON has it: bytes in base64."""
    for name in _binary(table):
        if row[name] is not None:
            row[name] = base64.b64encode(row[name]).decode()
    return row


def _read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    if set(row) != {column.name for column in table.columns}:
        raise ValueError(f"columns of {table.name}: {sorted(row)}")
    for name in _binary(table):
        if row[name] is not None:
            row[name] = base64.b64decode(row[name], validate=True)
    return row


def _count_on(connection: Connection, table: Table) -> None:
    """New rows are numbered after those that were restored."""
    column = next(iter(table.primary_key.columns))
    if not isinstance(column.type, Integer) or table.autoincrement_column is None:
        return
    highest = connection.execute(select(func.max(column))).scalar()
    if highest is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
        connection.execute(sequence, {"table": table.name, "column": column.name, "highest": highest})
