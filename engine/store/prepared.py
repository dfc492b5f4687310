"""Statements that every event runs, put into a database's words once and handed to its driver as they are.

SQLAlchemy takes several times as long over a small statement as the database does. These run on its connection, in its
transaction, and fail with its errors.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError


class Prepared:
    """A statement whose parameters are all bound by name; ``columns``: those that an insert or update sets.

    Values go in and come out as the driver knows them: in SQLite what is true or false comes out as 1 or 0.
    """

    def __init__(
        self, statement: Insert | Select[Any] | Update, columns: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._columns = columns
        #: By kind of database, the text and how its parameters are handed over.
        self._words: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {}
        self._row: Any = None

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any]:
        """Run it, and give its rows, whose columns have their names."""
        text, placed = self._in_words_of(connection.dialect)
        columns, rows = execute(connection, text, placed(parameters))
        if self._row is None:
            self._row = namedtuple("Row", [column[0] for column in columns])  # type: ignore[misc]  # noqa: PYI024
        return [self._row(*row) for row in rows]

    def run(self, connection: Connection, *parameters: Mapping[str, Any]) -> None:
        """Run it, once for each set of parameters."""
        text, placed = self._in_words_of(connection.dialect)
        if len(parameters) == 1:
            execute(connection, text, placed(parameters[0]))
        elif parameters:
            execute(connection, text, [placed(one) for one in parameters], many=True)

    def _in_words_of(self, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
        found = self._words.get(dialect.name)
        if found is None:
            compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
            found = str(compiled), _placing(compiled.positiontup)
            self._words[dialect.name] = found
        return found


def execute(
    connection: Connection, text: str, parameters: Any = (), *, many: bool = False
) -> tuple[Any, list[Any]]:
    """Run a statement in the database's own words: the columns and rows that it gives.

    What goes wrong is said as SQLAlchemy says it.
    """
    driver: Any = connection.dialect.loaded_dbapi
    directly: Any = connection.connection.dbapi_connection
    cursor: Any = directly.cursor()
    try:
        if many:
            cursor.executemany(text, parameters)
        else:
            cursor.execute(text, parameters)
        return cursor.description, cursor.fetchall() if cursor.description else []
    except driver.Error as error:
        raise DBAPIError.instance(text, None, error, driver.Error) from error
    finally:
        cursor.close()


def _placing(names: Sequence[str] | None) -> Callable[[Mapping[str, Any]], Any]:
    """Parameters by their place, as SQLite's driver takes them, or by name."""
    if names is None:
        return lambda row: row
    return lambda row: [row[name] for name in names]
