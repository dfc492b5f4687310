"""Opening the database, and the two ways in: ``write`` (one transaction, durable when it returns) and ``read``.

SQLite is the embedded default, PostgreSQL the one for many users; both promise the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from engine.store.errors import DatabaseError
from engine.store.postgresql import OwnTransaction, postgresql_engine
from engine.store.sqlite import sqlite_engine
from engine.store.writer import AfterCommit, GroupWriter, Unavailable, Work, is_unavailable

__all__ = ["Database", "DatabaseError", "Unavailable", "open_database"]

T = TypeVar("T")
Kind = Literal["sqlite", "postgresql"]

_READING: dict[Kind, dict[str, Any]] = {
    "sqlite": {"reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


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
        engine = sqlite_engine(target)
        return Database("sqlite", engine, GroupWriter(engine))
    engine = postgresql_engine(target)
    return Database("postgresql", engine, OwnTransaction(engine))


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
