"""Keys that every process of an office shares and nobody types: made once, kept sealed."""

import secrets
from typing import Final

from sqlalchemy import select

from engine.service.office import Office
from engine.store import tables as t
from engine.store.inserting import insert_new

_COOKIES: Final = "cookie_key"


def cookie_key(office: Office) -> str:
    """The key by which cookies are signed."""
    kept = select(t.settings.c.value).where(t.settings.c.name == _COOKIES)
    with office.read() as connection:
        sealed = connection.execute(kept).scalar()
    if sealed is None:
        row = {"name": _COOKIES, "value": office.vault.seal(secrets.token_hex(32))}
        # Of two processes that start at once, both take the first one's.
        office.database.write(lambda connection: insert_new(connection, t.settings, row))
        with office.read() as connection:
            sealed = connection.execute(kept).scalar_one()
    return office.vault.open(sealed)
