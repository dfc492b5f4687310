"""PostgreSQL databases with an empty book, lent to one test after another: emptying one is quicker than making one."""

from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import Connection, sql

from engine.store.database import open_database
from engine.store.migrate import upgrade
from tests.databases import Server

#: Seconds that connections of a test may take to end, and that a lock may be waited for.
_PATIENCE = 2.0

#: Everything that a migration makes, with the transaction that last changed it: whatever a test changes of it shows.
_SHAPE = """
SELECT md5(string_agg(made, ' ' ORDER BY made)) FROM (
    SELECT concat('class ', oid, ' ', xmin) FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT concat('column ', attrelid, ' ', attnum, ' ', xmin) FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT concat('default ', oid, ' ', xmin) FROM pg_attrdef WHERE oid >= 16384
    UNION ALL SELECT concat('constraint ', oid, ' ', xmin) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT concat('trigger ', oid, ' ', xmin) FROM pg_trigger WHERE oid >= 16384
    UNION ALL SELECT concat('function ', oid, ' ', xmin) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT concat('type ', oid, ' ', xmin) FROM pg_type WHERE oid >= 16384
    UNION ALL SELECT concat('schema ', oid, ' ', xmin) FROM pg_namespace WHERE oid >= 16384
) AS everything (made)
"""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, start_value FROM pg_sequences WHERE schemaname = 'public'"


def make_book(url: str) -> None:
    """Put an empty book into an empty database."""
    opened = open_database(url)
    upgrade(opened)
    opened.close()


class Books:
    """Lends databases with an empty book, each to one test at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._template = server.create_database()
        make_book(server.url(self._template))
        with psycopg.connect(server.url(self._template)) as connection:
            self._shape = _one(connection, _SHAPE)
            self._tables = [str(table) for (table,) in connection.execute(_TABLES)]
            self._sequences = connection.execute(_SEQUENCES).fetchall()
            self._rows = {table: rows for table in self._tables if (rows := _rows(connection, table))}
        self._idle: list[str] = []

    def lend(self) -> str:
        """The name of a database with an empty book."""
        return self._idle.pop() if self._idle else self._server.create_database(self._template)

    def take_back(self, name: str) -> None:
        """Empty it for the next one; where that cannot be done it is not lent again."""
        with suppress(psycopg.Error):
            if self._is_emptied(name):
                self._idle.append(name)
                return
        self._server.drop_database(name)

    def close(self) -> None:
        """Remove them all."""
        for name in (*self._idle, self._template):
            self._server.drop_database(name)

    def _is_emptied(self, name: str) -> bool:
        """Whether it is as it was made: nobody is in it any more, nothing but its rows was changed, these are reset."""
        with psycopg.connect(self._server.url(name)) as connection:
            until = monotonic() + _PATIENCE
            while _one(connection, _OTHERS):
                if monotonic() > until:
                    return False
                connection.rollback()  # what is seen of others stays the same within a transaction
                sleep(0.005)
            if _one(connection, _SHAPE) != self._shape:
                return False
            self._reset(connection)
            return True

    def _reset(self, connection: Connection[Any]) -> None:
        """All rows as they were, without the triggers that would refuse it, and all numbers from the beginning."""
        statements = [
            sql.SQL("SET LOCAL lock_timeout = {}").format(f"{_PATIENCE:g}s"),
            sql.SQL("SET LOCAL session_replication_role = replica"),
            *(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in self._tables),
            *(sql.SQL("SELECT setval({}, {}, false)").format(*sequence) for sequence in self._sequences),
        ]
        connection.execute(sql.SQL("; ").join(statements))
        for table, rows in self._rows.items():
            with connection.cursor().copy(
                sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            ) as copy:
                copy.write(rows)


def _one(connection: Connection[Any], query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def _rows(connection: Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(copy)
