"""Transactions on both databases: what is committed, what is not, and what callers hear."""

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError

from engine.store import postgresql
from engine.store import sqlite as opening
from engine.store.database import Database, DatabaseError, Unavailable, open_database
from tests.databases import OwnServer, postgres_binaries


class Broken(Exception):
    pass


def adding(number: int, size: int = 0) -> Callable[[Connection], int]:
    """Work that adds a row and gives back its number."""

    def work(connection: Connection) -> int:
        connection.execute(
            text("INSERT INTO t VALUES (:number, :filler)"), {"number": number, "filler": "x" * size}
        )
        return number

    return work


def breaking(number: int) -> Callable[[Connection], None]:
    """Work that adds a row and then fails."""

    def work(connection: Connection) -> None:
        adding(number)(connection)
        raise Broken(number)

    return work


def make_table(database: Database) -> Database:
    database.write(
        lambda connection: connection.execute(text("CREATE TABLE t (number INT PRIMARY KEY, filler TEXT)"))
    )
    return database


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(text("SELECT number FROM t ORDER BY number")).scalars())


def pragma(connection: Connection, name: str) -> Any:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def together(database: Database, works: list[Callable[[Connection], Any]]) -> list[object]:
    """Hand in works so that SQLite commits them as one group; what each caller got, or was told."""
    started, release = Event(), Event()

    def hold(_connection: Connection) -> None:
        started.set()
        assert release.wait(60)

    def outcome(work: Callable[[Connection], Any]) -> object:
        try:
            return database.write(work)
        except (Broken, DBAPIError, Unavailable) as error:
            return error

    with ThreadPoolExecutor(len(works) + 1) as pool:
        held = pool.submit(database.write, hold)
        assert started.wait(60)
        futures = []
        for count, work in enumerate(works, 1):
            futures.append(pool.submit(outcome, work))
            # In this order, whichever thread is quicker.
            while database.kind == "sqlite" and len(database._writer._jobs) < count:  # type: ignore[attr-defined]
                pass
        release.set()
        held.result(10)
        return [future.result(10) for future in futures]


@pytest.fixture
def table(database: Database) -> Database:
    return make_table(database)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    opened = make_table(open_database(str(tmp_path / "sổ.db")))
    yield opened
    opened.close()


@pytest.fixture
def crashing() -> Iterator[OwnServer]:
    """A PostgreSQL server of one's own, as durable as in earnest."""
    server = OwnServer(postgres_binaries(), durable=True)
    yield server
    server.stop()


# ---- one transaction


def test_what_is_written_is_there_for_everybody(table: Database, database_url: str) -> None:
    assert table.write(adding(1)) == 1
    assert numbers(table) == [1]
    other = open_database(database_url)
    assert numbers(other) == [1]
    other.close()


def test_an_exception_rolls_back_its_own_work_and_comes_back_as_it_was(table: Database) -> None:
    first, broken, last = together(table, [adding(1), breaking(2), adding(3)])
    assert (first, last) == (1, 3)
    assert isinstance(broken, Broken)
    assert broken.args == (2,)
    assert numbers(table) == [1, 3]


def test_an_error_of_the_data_is_no_fault_of_the_database(table: Database) -> None:
    table.write(adding(1))
    with pytest.raises(IntegrityError):
        table.write(adding(1))
    table.write(adding(2))
    assert numbers(table) == [1, 2]


def test_a_part_may_fail_alone(table: Database) -> None:
    table.write(adding(1))

    def work(connection: Connection) -> None:
        adding(2)(connection)
        with pytest.raises(IntegrityError), connection.begin_nested():
            adding(1)(connection)
        adding(3)(connection)

    table.write(work)
    assert numbers(table) == [1, 2, 3]


def test_an_error_that_work_keeps_to_itself_never_loses_what_is_acknowledged(table: Database) -> None:
    table.write(adding(1))

    def work(connection: Connection) -> None:
        adding(2)(connection)
        with pytest.raises(IntegrityError):
            adding(1)(connection)

    try:
        table.write(work)
    except RuntimeError:
        # PostgreSQL has given the transaction up by then.
        assert table.kind == "postgresql"
        assert numbers(table) == [1]
    else:
        assert numbers(table) == [1, 2]


def test_nothing_is_lost_among_many_threads(table: Database) -> None:
    def fifty(thread: int) -> list[int]:
        return [table.write(adding(thread * 50 + number)) for number in range(50)]

    with ThreadPoolExecutor(32) as pool:
        acknowledged = [number for written in pool.map(fifty, range(32)) for number in written]
    assert acknowledged == list(range(1600))
    assert numbers(table) == acknowledged


def test_work_cannot_write_inside_of_itself(table: Database) -> None:
    with pytest.raises(RuntimeError, match="inside of a write"):
        table.write(lambda _connection: table.write(adding(1)))
    table.write(adding(2))
    assert numbers(table) == [2]


def test_work_cannot_close_what_it_works_in(table: Database) -> None:
    with pytest.raises(RuntimeError, match="inside of a write"):
        table.write(lambda _connection: table.close())
    assert table.write(adding(1)) == 1


def test_work_that_commits_by_itself_is_told(table: Database) -> None:
    def work(connection: Connection) -> None:
        connection.commit()
        adding(1)(connection)

    with pytest.raises(InvalidRequestError):
        table.write(work)
    table.write(adding(2))
    assert numbers(table) == [2]


def test_an_interrupt_in_work_is_raised_to_its_caller(table: Database) -> None:
    def work(_connection: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        table.write(work)
    assert table.write(adding(1)) == 1


def test_a_closed_database_finishes_what_is_queued_and_refuses_the_rest(
    table: Database, database_url: str
) -> None:
    started, release = Event(), Event()

    def slow(connection: Connection) -> int:
        started.set()
        assert release.wait(60)
        return adding(1)(connection)

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(table.write, slow)
        assert started.wait(60)
        closing = Thread(target=table.close)
        closing.start()
        closing.join(0.1)
        assert closing.is_alive()
        release.set()
        closing.join(10)
        assert held.result(10) == 1
    with pytest.raises(Unavailable):
        table.write(adding(2))
    with pytest.raises(Unavailable):
        numbers(table)
    table.close()
    again = open_database(database_url)
    assert numbers(again) == [1]
    again.close()


# ---- after the commit


def test_after_commit_sees_what_was_committed(table: Database) -> None:
    seen = []
    table.write(adding(1), lambda number: seen.append((number, numbers(table))))
    assert seen == [(1, [1])]


def test_after_commit_hears_nothing_of_what_failed(table: Database) -> None:
    seen: list[None] = []
    with pytest.raises(Broken):
        table.write(breaking(1), seen.append)
    assert seen == []


def test_what_fails_after_the_commit_is_logged_and_nothing_else(
    table: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def after(number: int) -> None:
        table.write(adding(number + 1))

    with caplog.at_level(logging.ERROR):
        assert table.write(adding(1), after) == 1
    assert numbers(table) == [1]
    assert "inside of a write" in caplog.text


# ---- reading


def test_a_reader_sees_one_state(table: Database) -> None:
    table.write(adding(1))
    query = text("SELECT count(*) FROM t")
    with table.read() as connection:
        assert connection.execute(query).scalar() == 1
        table.write(adding(2))
        assert connection.execute(query).scalar() == 1
    assert numbers(table) == [1, 2]


def test_a_reader_may_outlive_the_database(table: Database) -> None:
    with table.read() as connection:
        table.close()
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0


def test_a_reader_cannot_write(table: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), table.read() as connection:
        adding(1)(connection)
    table.write(adding(2))
    assert numbers(table) == [2]


# ---- what the database cannot do now


def test_a_full_disk_fails_the_group_and_the_writer_goes_on(sqlite: Database) -> None:
    def set_limit(pages: int) -> Callable[[Connection], Any]:
        return lambda connection: pragma(connection, f"max_page_count = {pages}")

    sqlite.write(set_limit(5))
    seen: list[int] = []
    outcomes = together(sqlite, [adding(1), adding(2, size=100_000), adding(3)])
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    assert len(set(map(id, outcomes))) == 3
    assert "full" in str(outcomes[1])
    # The limit is one of the connection, which is another by now.
    sqlite.write(adding(4), seen.append)
    assert (numbers(sqlite), seen) == ([4], [4])


def test_a_commit_that_fails_is_told_to_the_whole_group(sqlite: Database) -> None:
    def defer(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE u (t INT REFERENCES t DEFERRABLE INITIALLY DEFERRED)"))

    sqlite.write(defer)
    seen: list[int] = []
    orphan = text("INSERT INTO u VALUES (7)")
    outcomes = together(
        sqlite, [adding(1), lambda connection: connection.execute(orphan).rowcount, breaking(2)]
    )
    assert [type(outcome) for outcome in outcomes] == [IntegrityError, IntegrityError, Broken]
    sqlite.write(adding(4), seen.append)
    assert (numbers(sqlite), seen) == ([4], [4])


def test_a_lock_that_is_not_given_back_is_unavailable(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LOCK_TIMEOUT", 0.1)
    impatient = open_database(str(tmp_path / "sổ.db"))
    with sqlite.engine.begin():
        assert numbers(impatient) == []
        with pytest.raises(Unavailable, match="locked"):
            impatient.write(adding(1))
    impatient.write(adding(2))
    assert numbers(impatient) == [2]
    impatient.close()


def test_two_processes_share_a_file(sqlite: Database, tmp_path: Path) -> None:
    program = """if True:
        import sys
        from sqlalchemy import text
        from engine.store.database import open_database
        database = open_database(sys.argv[1])
        for number in range(1000, 1100):
            database.write(lambda connection: connection.execute(text(f"INSERT INTO t VALUES ({number}, '')")).rowcount)
        database.close()
    """
    other = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "sổ.db")])
    number = 0
    while other.poll() is None:
        sqlite.write(adding(number))
        number += 1
        assert number < 1000 or other.wait(30) == 0
    assert other.returncode == 0
    assert numbers(sqlite) == [*range(number), *range(1000, 1100)]


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """More than once: who comes at the moment of the change to WAL mode was refused."""

    def open_it(number: int, barrier: Barrier) -> Database:
        barrier.wait(60)
        return open_database(str(tmp_path / f"sổ {number}.db"))

    for number in range(20):
        with ThreadPoolExecutor(8) as pool:
            for opened in pool.map(open_it, [number] * 8, [Barrier(8)] * 8):
                opened.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_deadlock_is_tried_again(table: Database) -> None:
    table.write(adding(1))
    table.write(adding(2))
    barrier = Barrier(2)
    runs = []

    def crossing(first: int, second: int) -> Callable[[Connection], None]:
        update = text("UPDATE t SET filler = filler || 'x' WHERE number = :number")

        def work(connection: Connection) -> None:
            runs.append(first)
            connection.execute(update, {"number": first})
            if len(runs) <= 2:
                barrier.wait(60)
            connection.execute(update, {"number": second})

        return work

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(table.write, crossing(1, 2)), pool.submit(table.write, crossing(2, 1))]:
            done.result(20)
    assert len(runs) == 3
    with table.read() as connection:
        assert connection.execute(text("SELECT filler FROM t")).scalars().all() == ["xx", "xx"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_transaction_that_is_given_up_again_and_again_is_unavailable(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "sleep", lambda _seconds: None)
    runs = []

    def work(connection: Connection) -> None:
        runs.append(connection)
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(Unavailable):
        table.write(work)
    assert len(runs) == 6


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["53100", "57P01", "25006", "55P03"])
def test_what_a_server_cannot_do_now(table: Database, state: str) -> None:
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")
    with pytest.raises(Unavailable) as caught:
        table.write(lambda connection: connection.execute(raising).rowcount)
    assert isinstance(caught.value.__cause__, DBAPIError)


def test_a_server_that_is_killed_has_what_it_acknowledged(crashing: OwnServer) -> None:
    table = make_table(open_database(crashing.url()))

    def crash_in(connection: Connection) -> None:
        adding(99)(connection)
        crashing.kill9()

    acknowledged = [table.write(adding(number)) for number in range(20)]
    for work in (crash_in, adding(100)):
        with pytest.raises(Unavailable):
            table.write(work)
    with pytest.raises(Unavailable):
        numbers(table)
    crashing.start()
    assert numbers(table) == acknowledged
    assert table.write(adding(20)) == 20
    table.close()


# ---- opening


def test_sqlite_asks_the_disk(sqlite: Database) -> None:
    def state(connection: Connection) -> list[Any]:
        return [
            pragma(connection, name)
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert sqlite.write(state) == ["wal", 2, 1, 10_000]
    with sqlite.read() as connection:
        assert state(connection) == ["wal", 2, 1, 10_000]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_isolates(database: Database) -> None:
    level = text("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
    for _ in range(2):
        with database.read() as connection:
            assert connection.execute(level).one() == ("repeatable read", "on")
        assert database.write(lambda connection: connection.execute(level).one()) == ("read committed", "off")


def test_the_kind_is_told(database: Database, database_url: str) -> None:
    assert database.kind == database.engine.dialect.name == database_url.partition(":")[0]


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
        ((4, 0, 0), False),
    ],
)
def test_which_sqlite_is_affected(version: tuple[int, int, int], affected: bool) -> None:
    assert opening._is_affected(version) is affected


def test_an_affected_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.2")
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    with pytest.raises(DatabaseError, match=r"3\.51\.2 can lose data"):
        open_database(str(tmp_path / "sổ.db"))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert opening._sqlite_module() is sqlite3


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", ":memory:", "mysql://a:secret@b/c", "postgresql://a:secret@b:port/c"],
)
def test_an_address_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="unable to open"):
        open_database(str(tmp_path / "không có" / "sổ.db"))
    (tmp_path / "văn bản.db").write_text("Đây không phải là cơ sở dữ liệu. " * 100)
    with pytest.raises(DatabaseError, match="not a database"):
        open_database(str(tmp_path / "văn bản.db"))
