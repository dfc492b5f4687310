"""PostgreSQL as this program uses it: each caller commits for itself, and tries again what was given up for another."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from random import SystemRandom
from threading import Condition, local
from time import sleep
from typing import Any, TypeVar

from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from engine.store.errors import LOCK_TIMEOUT
from engine.store.writer import AfterCommit, Unavailable, Work, is_unavailable, tell

T = TypeVar("T")

RETRIES = 5
"""So often is a transaction tried again that PostgreSQL gave up in favour of another."""

# Serialisation failure, deadlock.
_GIVEN_UP = frozenset({"40001", "40P01"})
_RANDOM = SystemRandom()


def postgresql_engine(target: URL) -> Engine:
    """An engine for a server; it is first asked when something is read or written."""
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


class OwnTransaction:
    """Each caller commits for itself: PostgreSQL gathers the commits of many connections on its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._closed = False
        self._running = 0
        self._changed = Condition()
        self._thread = local()

    def write(self, work: Work[T], after_commit: AfterCommit[T] | None = None) -> T:
        """As ``Database.write``."""
        # It would work here, as two transactions; with SQLite it cannot, so it is refused for both.
        if getattr(self._thread, "writing", False):
            raise RuntimeError("A write inside of a write would be a transaction of its own")
        with self._counted():
            value = self._insist(work)
            tell(after_commit, value)
        return value

    def close(self) -> None:
        """Wait for what is being written; nothing is taken afterwards."""
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
