"""Bringing a database to the tables that this version works with, and back.

A migration is one transaction in both databases: it is there as a whole or not at all. Two programs that start at once
take it one after the other, and the second finds nothing left to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from engine.store.database import Database, DatabaseError
from engine.store.writer import Unavailable, is_unavailable

#: Names the lock that lets one migration run at a time; any number would do.
_LOCK = 0x6368616D
#: Alembic keeps the migration that runs in variables of its modules.
_ONE_AT_A_TIME = Lock()


def upgrade(database: Database) -> None:
    """Take all steps that are still to be taken; none where the database is up to date.

    Raises ``DatabaseError`` where a newer version has been at the database, ``Unavailable`` where it cannot be written.
    """
    with _migrating(database) as config:
        command.upgrade(config, "head")


def downgrade(database: Database, steps: int = 1) -> None:
    """Take back the last steps, with all data that their tables hold.

    Raises ``DatabaseError`` where there are not so many, ``ValueError`` for less than one, else as ``upgrade``.
    """
    if steps < 1:
        raise ValueError("at least one step")
    with _migrating(database) as config:
        command.downgrade(config, f"-{steps}")


def revision(database: Database) -> str | None:
    """The last step that was taken; None where there was none. Raises ``Unavailable``."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The step that this version works with."""
    with _config() as config:
        newest = ScriptDirectory.from_config(config).get_current_head()
    assert newest is not None
    return newest


@contextmanager
def _migrating(database: Database) -> Iterator[Config]:
    """The settings for a command in a transaction of its own."""
    try:
        with _ONE_AT_A_TIME, _config() as config, database.engine.begin() as connection:
            _wait_for_others(connection)
            config.attributes["connection"] = connection
            yield config
    except CommandError as error:
        raise DatabaseError(
            f"Không chuyển được cơ sở dữ liệu / The database cannot be migrated: {error}"
        ) from error
    except SQLAlchemyError as error:
        if is_unavailable(error):
            raise Unavailable(error) from error
        raise


def _wait_for_others(connection: Connection) -> None:
    """SQLite has let in one writer already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


@contextmanager
def _config() -> Iterator[Config]:
    with as_file(files("engine.store") / "migrations") as folder:
        config = Config()
        # Per cent signs would ask the parser for other settings.
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        yield config
