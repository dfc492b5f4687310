"""Inserting what may be there already: the database decides, so that two at one instant are not both first."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.prepared import Prepared


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> Any | None:
    """Insert a row unless its key is taken: the key of the new row, or None where it is there already."""
    inserted = _insert(connection.dialect.name, table, tuple(row)).rows(connection, row)
    return inserted[0] if inserted else None


@cache
def _insert(dialect: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return Prepared(insert(table).on_conflict_do_nothing().returning(*table.primary_key), columns)
