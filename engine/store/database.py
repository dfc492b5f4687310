"""Opening the database, and the two ways in: ``write`` (one transaction, durable when it returns) and ``read``.

SQLite is the embedded default, PostgreSQL the one for many users; both promise the same.

The SQLite that Python links may lose data: versions 3.7.0 to 3.51.2 can reset a write-ahead log that another connection
still needs (https://sqlite.org/wal.html#walresetbug). Such a version is never used.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import count
from random import SystemRandom
from threading import Condition, Event, local
from time import sleep
from types import ModuleType
from typing import Any, Literal, Protocol, TypeVar

from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from engine.store.writer import AfterCommit, GroupWriter, Unavailable, Work, is_unavailable, tell

__all__ = ["Database", "DatabaseError", "Unavailable", "open_database"]

T = TypeVar("T")
Kind = Literal["sqlite", "postgresql"]

LOCK_TIMEOUT = 10
"""Seconds that a write waits for another's lock before it is ``Unavailable``."""

RETRIES = 5
"""So often is a transaction tried again that PostgreSQL gave up in favour of another."""

_READING: dict[Kind, dict[str, Any]] = {
    "sqlite": {"reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
# Serialisation failure, deadlock.
_GIVEN_UP = frozenset({"40001", "40P01"})
_RANDOM = SystemRandom()


class DatabaseError(Exception):
    """A database cannot be opened at all; the message says why, in Vietnamese and in English."""


class Writer(Protocol):
    """How a kind of database commits."""

    def write(self, work: Work[T], after_commit: AfterCommit[T] | None = None) -> T: ...
    def close(self) -> None: ...


class Database:
    """The book of record as one open database. Safe for use by many threads.

    ``engine`` is for migrations and inspection: what is written through it goes past the one writer.
    """

    def __init__(self, kind: Kind, engine: Engine, writer: Writer) -> None:
        self.kind: Kind = kind
        self.engine = engine
        self._writer = writer
        self._closed = Event()

    def write(self, work: Work[T], after_commit: AfterCommit[T] | None = None) -> T:
        """Run work in one transaction, and give back what it returned once that is committed and on disk.

        Work gets a connection inside of the transaction and neither commits nor rolls back. It may run in another
        thread, and more than once (after a deadlock), so it changes nothing but the database. An exception rolls back
        exactly this work and is raised here as it was; a part that may fail alone needs ``connection.begin_nested()``.
        ``after_commit`` is called with the result once the commit succeeded, before this returns; it is to be quick,
        and what it raises is logged.

        Raises ``Unavailable`` where the database cannot commit now, and ``RuntimeError`` inside of another work.
        """
        return self._writer.write(work, after_commit)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database, that of its first query, and that cannot write.

        Raises ``Unavailable`` where the database cannot be reached.
        """
        if self._closed.is_set():
            raise Unavailable("đã đóng / closed")
        try:
            with self.engine.connect().execution_options(**_READING[self.kind]) as connection:
                try:
                    with connection.begin():
                        yield connection
                finally:
                    # The pool that it came from is gone by then, and would leave it open.
                    if self._closed.is_set():
                        connection.invalidate()
        except SQLAlchemyError as error:
            if is_unavailable(error, writing=False):
                raise Unavailable(error) from error
            raise

    def close(self) -> None:
        """Finish what was handed in, then close all connections. What comes later is ``Unavailable``."""
        self._writer.close()
        self._closed.set()
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open ``sqlite:///path``, a bare path, or ``postgresql://…``. Raises ``DatabaseError`` where that cannot be.

    A SQLite file is made where there is none. A PostgreSQL server is first asked when something is read or written.
    """
    target = _parsed(url)
    if target.drivername.startswith("sqlite"):
        engine = _sqlite_engine(target)
        return Database("sqlite", engine, GroupWriter(engine))
    engine = _postgresql_engine(target)
    return Database("postgresql", engine, _OwnTransaction(engine))


def _parsed(url: str) -> URL:
    try:
        target = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    except (ArgumentError, ValueError):
        # Not shown as it is: it may hold a password.
        raise DatabaseError(
            "Địa chỉ cơ sở dữ liệu không đọc được / The address of the database is malformed"
        ) from None
    backend, _, driver = target.drivername.partition("+")
    if backend == "sqlite" and not driver:
        if target.database in (None, "", ":memory:"):
            raise DatabaseError("SQLite cần một tệp / SQLite needs a file: sqlite:///path")
        return target
    if backend in ("postgresql", "postgres") and driver in ("", "psycopg"):
        return target.set(drivername="postgresql+psycopg")
    raise DatabaseError(
        f"Không dùng được «{target.drivername}» / «{target.drivername}» is not supported: "
        "sqlite:///path, postgresql://user@host/name"
    )


# ---- SQLite


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


def _sqlite_engine(target: URL) -> Engine:
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


def _set_up_sqlite(connection: Any, _record: object) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
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
    connection.exec_driver_sql(f"PRAGMA query_only = {reading:d}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


# ---- PostgreSQL


def _postgresql_engine(target: URL) -> Engine:
    engine = create_engine(
        target,
        isolation_level="READ COMMITTED",
        connect_args={} if "connect_timeout" in target.query else {"connect_timeout": LOCK_TIMEOUT},
        # Connections that a restart of the server has cut are noticed before they are used.
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=LOCK_TIMEOUT,
    )
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}s'")
    connection.commit()


class _OwnTransaction:
    """Each caller commits for itself: PostgreSQL gathers the commits of many connections on its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._closed = False
        self._running = 0
        self._changed = Condition()
        self._thread = local()

    def write(self, work: Work[T], after_commit: AfterCommit[T] | None = None) -> T:
        # It would work here, as two transactions; with SQLite it cannot, so it is refused for both.
        if getattr(self._thread, "writing", False):
            raise RuntimeError("A write inside of a write would be a transaction of its own")
        with self._counted():
            value = self._insist(work)
            tell(after_commit, value)
        return value

    def close(self) -> None:
        if getattr(self._thread, "writing", False):
            raise RuntimeError("A close inside of a write would wait for itself")
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._running)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._changed:
            if self._closed:
                raise Unavailable("đã đóng / closed")
            self._running += 1
        self._thread.writing = True
        try:
            yield
        finally:
            self._thread.writing = False
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _insist(self, work: Work[T]) -> T:
        for attempt in count():
            try:
                return self._once(work)
            except SQLAlchemyError as error:
                given_up = (
                    isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _GIVEN_UP
                )
                if not given_up or attempt == RETRIES:
                    if is_unavailable(error):
                        raise Unavailable(error) from error
                    raise
            # Apart from each other, or the same transactions meet again.
            sleep(_RANDOM.uniform(0, 0.01 * 2**attempt))
        raise AssertionError

    def _once(self, work: Work[T]) -> T:
        with self._engine.begin() as connection:
            value = work(connection)
            # A commit after an error that work kept to itself would be answered «rolled back», and nobody would notice.
            driver: Any = connection.connection.driver_connection
            if driver.info.transaction_status is TransactionStatus.INERROR:
                raise RuntimeError(
                    "An error of the database was caught by the work; use begin_nested() around that part"
                )
            return value
