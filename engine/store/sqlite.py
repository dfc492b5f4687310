"""SQLite as this program opens it: a sound version, WAL, every commit on disk before it returns.

The SQLite that Python links may lose data: versions 3.7.0 to 3.51.2 can reset a write-ahead log that another connection
still needs (https://sqlite.org/wal.html#walresetbug). Such a version is never used.
"""

import sqlite3
from contextlib import suppress
from importlib import import_module
from time import monotonic, sleep
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from engine.store.errors import LOCK_TIMEOUT, DatabaseError
from engine.store.prepared import execute


def _is_affected(version: tuple[int, int, int]) -> bool:
    """Whether a version of SQLite has the fault; it was mended in 3.51.3, and in 3.44.6 and 3.50.7 for older lines."""
    mended = (version[:2] == (3, 44) and version >= (3, 44, 6)) or (
        version[:2] == (3, 50) and version >= (3, 50, 7)
    )
    return (3, 7, 0) <= version <= (3, 51, 2) and not mended


def _sqlite_module() -> ModuleType:
    """The standard library's SQLite or that of pysqlite3, whichever is sound. Raises ``DatabaseError`` if none is."""
    found = [sqlite3]
    with suppress(ImportError):
        found.append(import_module("pysqlite3.dbapi2"))
    for module in found:
        if not _is_affected(module.sqlite_version_info):
            return module
    versions = ", ".join(module.sqlite_version for module in found)
    raise DatabaseError(
        f"SQLite {versions} có lỗi làm mất dữ liệu ở chế độ WAL; hãy cài pysqlite3 hoặc SQLite từ 3.51.3 trở lên / "
        f"SQLite {versions} can lose data in WAL mode; install pysqlite3, or SQLite 3.51.3 or newer"
    )


def sqlite_engine(target: URL) -> Engine:
    """An engine for a file, which is made where there is none. Raises ``DatabaseError``."""
    engine = create_engine(
        target,
        module=_sqlite_module(),
        # The driver begins no transaction by itself; `_begin_sqlite` does.
        connect_args={"isolation_level": None, "timeout": LOCK_TIMEOUT},
        # A reader has its connection for itself; there are as many as there are threads that read at once.
        max_overflow=-1,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        raise DatabaseError(
            f"Không mở được / Cannot open {target.database}: {error.orig if isinstance(error, DBAPIError) else error}"
        ) from error
    return engine


def _set_wal(connection: Any) -> str:
    """Turn WAL mode on; gives the mode that the file then has.

    It needs the file for itself, and does not wait for it as other statements do: who comes second tries again.
    """
    until = monotonic() + LOCK_TIMEOUT
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except Exception as error:
            # The driver's own class of errors hangs on which of the two modules is used.
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return str(mode)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    if _set_wal(connection) != "wal":
        raise DatabaseError(
            "Nơi lưu tệp không dùng được chế độ WAL (ổ đĩa mạng?) / WAL mode is impossible there (a network disk?)"
        )
    # NORMAL would keep the file sound, and lose acknowledged commits when the power fails.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Without it INSERT OR REPLACE would get past the triggers that let the ledger only be added to.
    connection.execute("PRAGMA recursive_triggers = ON")


def _begin_sqlite(connection: Connection) -> None:
    """Begin to read; or to write, with the lock at once: who reads first may find it taken when he comes to write."""
    reading = connection.get_execution_options().get("reading", False)
    known = connection.connection.info
    if (
        known.get("reading") is not reading
    ):  # at each pragma SQLite forgets the statements that it has prepared
        execute(connection, f"PRAGMA query_only = {reading:d}")
        known["reading"] = reading
    execute(connection, "BEGIN" if reading else "BEGIN IMMEDIATE")
