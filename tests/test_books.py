"""Databases that are lent again are as they were at first."""

from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from engine.service.intake import receive
from engine.store import tables as t
from engine.store.database import open_database
from tests import books as lending
from tests.books import Books
from tests.databases import Server
from tests.service.offices import SYSTEM, draw_events, office_on


def _all_rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    opened = open_database(url)
    with opened.read() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in t.metadata.sorted_tables
        }
    opened.close()
    return found


def _fill(url: str, folder: Path) -> list[int]:
    """Put a book's events into it; gives the numbers of the facts."""
    opened = open_database(url)
    office = office_on(opened, folder)
    for event in draw_events(Random(1), 5):
        receive(office, SYSTEM, [event])
    with office.read() as connection:
        numbers = list(connection.execute(select(t.facts.c.id).order_by(t.facts.c.id)).scalars())
    opened.close()
    return numbers


def test_a_book_that_was_emptied_is_as_a_new_one(books: Books, postgres: Server, tmp_path: Path) -> None:
    name = books.lend()
    new = _all_rows(postgres.url(name))
    numbers = _fill(postgres.url(name), tmp_path)
    assert numbers
    assert _all_rows(postgres.url(name)) != new
    books.take_back(name)
    assert books.lend() == name
    assert _all_rows(postgres.url(name)) == new
    assert _fill(postgres.url(name), tmp_path) == numbers
    books.take_back(name)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX one_more ON inbox (state)",
        "ALTER TABLE facts DISABLE TRIGGER ALL",
        "ALTER TABLE sets ALTER COLUMN text DROP NOT NULL",
        "DROP TABLE conflicts",
        "CREATE TABLE one_more (one int)",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_a_book_of_another_shape_is_not_lent_again(books: Books, postgres: Server, statement: str) -> None:
    name = books.lend()
    with psycopg.connect(postgres.url(name)) as connection:
        connection.execute(statement.encode())
    books.take_back(name)
    other = books.lend()
    assert other != name
    books.take_back(other)


def test_a_book_that_somebody_is_still_in_is_not_lent_again(
    books: Books, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending, "_PATIENCE", 0.0)
    name = books.lend()
    with psycopg.connect(postgres.url(name)):
        books.take_back(name)
    other = books.lend()
    assert other != name
    books.take_back(other)
