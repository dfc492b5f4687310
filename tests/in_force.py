"""A set in force without the proofs that publishing asks for: they take longer than most tests."""

from sqlalchemy import insert

from engine.service.registry import set_row
from engine.store import tables as t
from engine.store.database import Database
from spec import load_text


def put_set(database: Database, text: str, number: int = 1) -> int:
    """A published set, as the store holds it; gives its number there."""
    model, found = load_text(text, prove=False)
    assert model is not None, [one.message() for one in found]
    row = {
        **set_row(model, text),
        "number": number,
        "state": "published",
        "written_by": "test",
        "written_at": 0,
    }
    query = insert(t.sets).values(row).returning(t.sets.c.id)
    return database.write(lambda connection: int(connection.execute(query).scalar_one()))
