"""The one thread that writes to SQLite, and what its callers hear when the database cannot do it."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from threading import Condition, Thread, current_thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.store.prepared import execute

T = TypeVar("T")
Work = Callable[[Connection], T]
AfterCommit = Callable[[T], None]

GROUP = 50
"""At most so many works share a commit: one wait for the disk serves them all, and none waits long for the others."""

_LOG = logging.getLogger(__name__)

# Primary result codes of SQLite: BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN, PROTOCOL.
_SQLITE_FOR_NOW = frozenset({5, 6, 7, 10, 13, 14, 15})
_SQLITE_READONLY = 8
# Classes and codes of SQLSTATE: connection, resources (disk, memory, connections), input and output; given up in favour
# of another transaction; a lock not got in time; a session that the server ended; a server going down or coming up.
_POSTGRESQL_FOR_NOW = (
    "08",
    "53",
    "58",
    "40001",
    "40P01",
    "55P03",
    "25P03",
    "57P01",
    "57P02",
    "57P03",
    "57P05",
)
_POSTGRESQL_READONLY = "25006"


class Unavailable(Exception):
    """The database cannot do it now (disk full, locked beyond the time-out, connection lost); later it may.

    ``__cause__`` is what the database said. Nothing was committed, with one exception: where the connection to
    PostgreSQL is lost during the commit itself, nobody knows. What is tried again needs a key to be recognised by.
    """

    def __init__(self, reason: object) -> None:
        reason = getattr(reason, "orig", None) or reason
        super().__init__(f"Cơ sở dữ liệu tạm thời không dùng được / The database is unavailable: {reason}")


def is_unavailable(error: BaseException, *, writing: bool = True) -> bool:
    """Whether the database, and neither the statement nor the data, is to blame for an error."""
    return isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _for_now(error, writing))


def _for_now(error: DBAPIError, writing: bool) -> bool:
    # Read-only is a disk that was mounted so, or a server that became a standby; in a read transaction the caller has
    # tried to write, which is a mistake of his own.
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_FOR_NOW or (writing and code & 0xFF == _SQLITE_READONLY)
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state.startswith(_POSTGRESQL_FOR_NOW) or (writing and state == _POSTGRESQL_READONLY)
    # psycopg's own words: there is no server, or it went away while it was asked.
    return error.connection_invalidated or (
        isinstance(error, OperationalError) and hasattr(error.orig, "sqlstate")
    )


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that an exception takes back, and nothing else.

    ``begin_nested`` does the same at several times the price, which counts where every event has one.
    """
    execute(connection, "SAVEPOINT part")
    try:
        yield
    except BaseException as error:
        # Where the whole transaction is gone there is nothing to go back to; what the database said first says why.
        with suppress(SQLAlchemyError) if isinstance(error, SQLAlchemyError) else nullcontext():
            execute(connection, "ROLLBACK TO SAVEPOINT part")
            execute(connection, "RELEASE SAVEPOINT part")
        raise
    execute(connection, "RELEASE SAVEPOINT part")


def tell(after_commit: AfterCommit[T] | None, value: T) -> None:
    """Tell of a commit. Whatever goes wrong in there cannot undo it, so it is logged and not the caller's error."""
    if after_commit is None:
        return
    try:
        after_commit(value)
    except Exception:  # noqa: BLE001 - logged with all it has
        _LOG.exception("What was to follow a commit has failed")


class _RolledBack(Exception):
    """The whole transaction is gone, and not the work of one caller only."""


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    work: Work[T]
    after_commit: AfterCommit[T] | None
    done: Future[T] = field(default_factory=Future)
    value: Any = None
    error: BaseException | None = None

    def finish(self) -> None:
        """Wake the caller."""
        if self.error is not None:
            self.done.set_exception(self.error)
            return
        tell(self.after_commit, self.value)
        self.done.set_result(self.value)


class GroupWriter:
    """One thread that commits the work of all callers in groups.

    SQLite lets one connection write at a time, and each commit waits for the disk: works that arrive in the meantime
    share the next one. Each lies in a savepoint of its own, so that one that fails leaves the others alone. Where the
    whole transaction is lost (disk full), the whole group hears ``Unavailable``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Kept by the thread as long as it works, so that it never waits behind readers for one.
        self._connection: Connection | None = None
        self._jobs: deque[_Job[Any]] = deque()
        self._closed = False
        self._changed = Condition()
        # A program that ends without `close` ends; nothing is lost but what was not acknowledged.
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def write(self, work: Work[T], after_commit: AfterCommit[T] | None = None) -> T:
        """Queue work and wait for its commit; see ``Database.write``."""
        if current_thread() is self._thread:
            raise RuntimeError("A write inside of a write would wait for itself")
        job = _Job(work, after_commit)
        with self._changed:
            if self._closed:
                raise Unavailable("đã đóng / closed")
            self._jobs.append(job)
            self._changed.notify()
        return job.done.result()

    def close(self) -> None:
        """Commit what is queued, then end the thread. What comes later is refused with ``Unavailable``."""
        if current_thread() is self._thread:
            raise RuntimeError("A close inside of a write would wait for itself")
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._take():
            self._commit(group)
            for job in group:
                job.finish()
        self._disconnect()

    def _take(self) -> list[_Job[Any]]:
        """What is queued, or nothing once no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            return [self._jobs.popleft() for _ in range(min(len(self._jobs), GROUP))]

    def _commit(self, group: list[_Job[Any]]) -> None:
        try:
            self._connection = self._connection or self._engine.connect()
            with self._connection.begin():
                for job in group:
                    _run_alone(job, self._connection)
        except BaseException as error:  # noqa: BLE001 - the callers hear of it, and the thread goes on
            self._disconnect()
            for job in group:
                job.error = job.error or _told(error)

    def _disconnect(self) -> None:
        """Close the connection for good: after a failure the next group starts with a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def _run_alone(job: _Job[Any], connection: Connection) -> None:
    try:
        with savepoint(connection):
            job.value = job.work(connection)
    except BaseException as error:  # noqa: BLE001 - raised again where the caller waits
        job.error = _told(error)
    # After some errors SQLite rolls everything back by itself, and a commit would then succeed with nothing in it.
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        raise _RolledBack("giao dịch bị hủy / the transaction is gone") from job.error


def _told(error: BaseException) -> BaseException:
    """What a caller hears: an ``Unavailable`` of his own where it is that, else the error itself."""
    if not (isinstance(error, _RolledBack) or is_unavailable(error)):
        return error
    unavailable = Unavailable(error)
    unavailable.__cause__ = error
    return unavailable
