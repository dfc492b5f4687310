"""Migrations on both databases: what they make, that it can be taken back, and what it refuses."""

import subprocess
import sys
from functools import partial
from importlib.resources import files
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from engine.store import migrate
from engine.store import tables as t
from engine.store.database import Database, DatabaseError, Unavailable, open_database
from engine.store.journal import BEGINNING, SEALED, Action, Journal

APPEND_ONLY = [t.facts, t.table_rows, t.decisions, t.scores, t.set_revisions, t.audit]
#: From an empty database to the newest tables.
STEPS = 4


def shape(connection: Connection) -> dict[str, Any]:
    """Everything that the database tells of its tables."""
    inspector = inspect(connection)
    return {
        name: {
            "columns": sorted(
                ({**column, "type": repr(column["type"])} for column in inspector.get_columns(name)), key=str
            ),
            "key": inspector.get_pk_constraint(name),
            "foreign": inspector.get_foreign_keys(name),
            "unique": sorted(inspector.get_unique_constraints(name), key=str),
            "indexes": sorted((_in_words(index) for index in inspector.get_indexes(name)), key=str),
            "checks": inspector.get_check_constraints(name),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def _in_words(index: Any) -> dict[str, Any]:
    """An index whose conditions are texts: two that say the same are else not equal."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def leftovers(connection: Connection) -> list[str]:
    """What there is in a database beside Alembic's own table."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
    else:
        query = (
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relname NOT LIKE 'alembic_version%' UNION ALL "
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
    return list(connection.execute(text(query)).scalars())


def row_for(table: Table) -> dict[str, Any]:
    """A row that fits a table."""
    row: dict[str, Any] = {}
    for column in table.columns:
        kind = column.type.python_type
        row[column.name] = 1 if kind is int else kind() if kind is not str else "x"
    return row


def filled(connection: Connection, table: Table) -> None:
    if table in (t.scores, t.set_revisions):
        connection.execute(insert(t.sets), row_for(t.sets))
    connection.execute(insert(table), row_for(table))


def nothing(action: Action) -> None:
    """An action that adds its entry to the chain and no more."""


def touch(table: Table, column: str, connection: Connection) -> None:
    """Write a column's own value into it."""
    connection.execute(update(table).values({column: table.c[column]}))


def test_up_from_nothing_makes_what_the_tables_say(database: Database) -> None:
    assert migrate.revision(database) is None
    migrate.upgrade(database)
    assert migrate.revision(database) == migrate.head()
    with database.read() as connection:
        assert set(shape(connection)) == set(t.metadata.tables)
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []


def test_the_steps_and_the_tables_give_the_same_database_to_the_letter(database: Database) -> None:
    migrate.upgrade(database)
    with database.read() as connection:
        by_steps = shape(connection)
    migrate.downgrade(database, STEPS)
    database.write(t.metadata.create_all)
    with database.read() as connection:
        assert by_steps == shape(connection)


def test_a_difference_would_be_seen(database: Database) -> None:
    migrate.upgrade(database)
    database.write(lambda connection: connection.execute(text("DROP INDEX ix_facts_unit_year_kind_name")))
    database.write(lambda connection: connection.execute(text("ALTER TABLE units ADD COLUMN more TEXT")))
    with database.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection), t.metadata)
    assert sorted(one[0] for one in found) == ["add_index", "remove_column"]


def test_down_leaves_nothing_and_up_again_works(database: Database) -> None:
    migrate.upgrade(database)
    Journal(database).act("ai", "setting.changed", "x", nothing)
    migrate.downgrade(database, STEPS)
    assert migrate.revision(database) is None
    with database.read() as connection:
        assert leftovers(connection) == []
    migrate.upgrade(database)
    with database.read() as connection:
        assert connection.execute(select(t.audit)).all() == []
        assert connection.execute(select(t.audit_head)).all() == [(1, 0, BEGINNING)]


def test_up_twice_changes_nothing(book_database: Database) -> None:
    Journal(book_database).act("ai", "setting.changed", "x", nothing)
    migrate.upgrade(book_database)
    with book_database.read() as connection:
        assert connection.execute(select(t.audit_head.c.seq)).scalar_one() == 1


def test_two_programs_that_start_at_once(database: Database, database_url: str) -> None:
    program = (
        "import sys; from engine.store.database import open_database; from engine.store.migrate import upgrade;"
        "opened = open_database(sys.argv[1]); upgrade(opened); opened.close()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, database_url], stderr=subprocess.PIPE) for _ in "ab"
    ]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in started] == [(b"", 0)] * 2
    assert migrate.revision(database) == migrate.head()


def test_a_step_that_fails_leaves_nothing_behind(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.write(lambda connection: connection.execute(text("CREATE TABLE settings (in_the_way INT)")))
    with pytest.raises(Exception, match="settings"):
        migrate.upgrade(database)
    with database.read() as connection:
        assert leftovers(connection) == ["settings"]
    assert migrate.revision(database) is None


def test_a_newer_versions_database_is_left_alone(book_database: Database) -> None:
    book_database.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    with pytest.raises(DatabaseError, match="9999"):
        migrate.upgrade(book_database)
    assert migrate.revision(book_database) == "9999"


def test_more_steps_back_than_there_are(book_database: Database) -> None:
    with pytest.raises(DatabaseError):
        migrate.downgrade(book_database, STEPS + 1)
    assert migrate.revision(book_database) == migrate.head()
    with pytest.raises(ValueError, match="one step"):
        migrate.downgrade(book_database, 0)


def test_a_server_that_is_not_there() -> None:
    nowhere = open_database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(Unavailable):
        migrate.upgrade(nowhere)
    nowhere.close()


# ---- What is only ever added to


@pytest.fixture(params=[*APPEND_ONLY, t.evidence_files], ids=lambda table: str(table.name))
def guarded(request: pytest.FixtureRequest) -> Table:
    table: Table = request.param
    return table


def test_every_sealed_table_is_guarded() -> None:
    assert {*SEALED, t.audit, t.set_revisions} == {*APPEND_ONLY, t.evidence_files}


def test_a_row_can_be_added_and_neither_changed_nor_removed(book_database: Database, guarded: Table) -> None:
    book_database.write(lambda connection: filled(connection, guarded))
    for column in guarded.columns:
        if column.name == "removed_at":
            continue
        with pytest.raises(IntegrityError, match=f"«{guarded.name}» is only ever added to"):
            # The same value too: what may not be written is not compared first.
            book_database.write(partial(touch, guarded, column.name))
    with pytest.raises(IntegrityError, match=f"«{guarded.name}» chỉ được thêm vào"):
        book_database.write(lambda connection: connection.execute(guarded.delete()))
    with book_database.read() as connection:
        (row,) = connection.execute(select(guarded)).mappings()
        assert dict(row) == row_for(guarded)


@pytest.mark.parametrize("book_database_url", ["postgresql"], indirect=True)  # SQLite knows no TRUNCATE
def test_a_table_cannot_be_emptied_at_one_stroke(book_database: Database, guarded: Table) -> None:
    with pytest.raises(IntegrityError, match="only ever added to"):
        book_database.write(lambda connection: connection.execute(text(f"TRUNCATE {guarded.name}")))


def test_that_a_file_was_removed_can_be_noted(book_database: Database) -> None:
    book_database.write(lambda connection: filled(connection, t.evidence_files))
    book_database.write(lambda connection: connection.execute(update(t.evidence_files).values(removed_at=7)))
    with book_database.read() as connection:
        assert connection.execute(select(t.evidence_files.c.removed_at)).scalar_one() == 7


# ---- The package


def test_the_steps_are_part_of_the_package() -> None:
    folder = files("engine.store") / "migrations"
    assert {one.name for one in folder.iterdir()} >= {"env.py", "script.py.mako", "versions"}
    steps = [one.name for one in (folder / "versions").iterdir() if one.name[:1].isdigit()]
    assert max(steps).startswith(f"{migrate.head()}_")
