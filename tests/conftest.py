"""Databases for whoever asks; nothing is started before. A guard against what hangs. Files in memory."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.store.database import Database, open_database
from tests.books import Books, make_book
from tests.databases import Server, postgres_server
from tests.hanging import no_hang
from tests.temporary import keep_in_memory

__all__ = ["no_hang"]  # a fixture for all of the tests


def pytest_configure() -> None:
    """Before any temporary folder is made."""
    keep_in_memory()


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: no garbage collection has to go through them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The PostgreSQL server of this run, one for each worker."""
    server = postgres_server()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sổ.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create_database()
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database, once of each kind."""
    opened = open_database(database_url)
    yield opened
    opened.close()


# A migration takes a moment, so it is done once and then copied, or emptied again.


@pytest.fixture(scope="session")
def book_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with an empty book, to be copied and never to be opened."""
    path = tmp_path_factory.mktemp("book") / "book.db"
    make_book(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def books(postgres: Server) -> Iterator[Books]:
    """PostgreSQL databases with an empty book, made when they are first needed."""
    lent = Books(postgres)
    yield lent
    lent.close()


@contextmanager
def _empty_book(request: pytest.FixtureRequest, kind: str, path: Path) -> Iterator[str]:
    if kind == "sqlite":
        shutil.copyfile(request.getfixturevalue("book_file"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgres")
    lender: Books = request.getfixturevalue("books")
    name = lender.lend()
    yield server.url(name)
    lender.take_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def book_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with an empty book, once of each kind."""
    with _empty_book(request, request.param, tmp_path / "sổ.db") as url:
        yield url


@pytest.fixture
def book_database(book_database_url: str) -> Iterator[Database]:
    """A database with an empty book, once of each kind."""
    opened = open_database(book_database_url)
    yield opened
    opened.close()


@pytest.fixture
def other_book_database(
    book_database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Database]:
    """A second empty book of the same kind."""
    with _empty_book(request, book_database.kind, tmp_path / "sổ khác.db") as url:
        opened = open_database(url)
        yield opened
        opened.close()
