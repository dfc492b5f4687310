"""Statements that every event runs, put into a database's words once.

SQLAlchemy takes several times as long over a small statement as the database does: it asks again each time what the
statement is and how each value goes in and out. These go to the driver as they are, through SQLAlchemy's own
connection, so that transactions and errors are what they are for every other statement.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Insert, Select, Update


class Prepared:
    """A statement whose parameters are all bound by name; ``columns``: those that an insert or update sets.

    Values go in and come out as the driver knows them: in SQLite what is true or false comes out as 1 or 0.
    """

    def __init__(self, statement: Insert | Select[Any] | Update, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        #: By kind of database, the text and the names of its parameters where they go by their place.
        self._words: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, connection: Connection, row: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it with one set of parameters."""
        text, names = self._in_words_of(connection.dialect)
        return connection.exec_driver_sql(text, _placed(row, names))

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it with several."""
        text, names = self._in_words_of(connection.dialect)
        connection.exec_driver_sql(text, [_placed(row, names) for row in rows])

    def _in_words_of(self, dialect: Dialect) -> tuple[str, list[str] | None]:
        found = self._words.get(dialect.name)
        if found is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            found = str(compiled), compiled.positiontup
            self._words[dialect.name] = found
        return found


def _placed(row: Mapping[str, Any], names: list[str] | None) -> Any:
    return row if names is None else tuple([row[name] for name in names])
