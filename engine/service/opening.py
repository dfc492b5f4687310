"""Opening the office that a program works with: its database, its key and its folder of evidence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.service.office import Office
from engine.store.database import open_database
from engine.store.journal import Journal
from engine.store.migrate import upgrade
from engine.store.vault import open_vault

#: Files in the office's folder.
DATABASE = "chamdiem.db"
KEY = "chamdiem.key"
EVIDENCE = "evidence"


@contextmanager
def open_office(home: Path, url: str | None = None) -> Iterator[Office]:
    """The office of a folder, made where there is none and brought to the tables of this version; closed afterwards.

    ``url``: another database than the SQLite file in the folder. Raises ``DatabaseError``, ``Unavailable`` or
    ``VaultError`` where it cannot be opened.
    """
    home.mkdir(parents=True, exist_ok=True)
    database = open_database(url or f"sqlite:///{home.resolve() / DATABASE}")
    try:
        upgrade(database)
        vault = open_vault(home / KEY)
        evidence = home / EVIDENCE
        evidence.mkdir(exist_ok=True)
        yield Office(Journal(database), vault, evidence)
    finally:
        database.close()
