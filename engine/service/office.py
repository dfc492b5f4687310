"""What every use case works with: the journal, the vault, and what is kept in memory because it never changes."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, select

from engine.book.criteria import Criteria, criteria_of
from engine.service.errors import NotFound
from engine.service.sets import FOR_EVER
from engine.store import tables as t
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.vault import Vault
from spec import load_text

#: A consistent view of the database, for those who hand it on and know nothing of databases.
Reading = Connection

#: Books kept in memory; one is some hundred kilobytes.
BOOKS = 500


@dataclass(slots=True)
class Office:
    """The open book of record.

    ``books`` are scored books as they were at an action: they count only while the book's last action is the same.
    """

    journal: Journal
    vault: Vault
    evidence: Path
    criteria: dict[int, Criteria] = field(default_factory=dict)
    books: "OrderedDict[tuple[str, int], Any]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    @property
    def database(self) -> Database:
        """The database."""
        return self.journal.database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the database."""
        with self.database.read() as connection:
            yield connection

    def set_of(self, connection: Connection, identity: int) -> Criteria:
        """A published set, compiled. It was proved when it was published, and its text never changes."""
        with self.lock:
            known = self.criteria.get(identity)
        if known is not None:
            return known
        row = connection.execute(select(t.sets).where(t.sets.c.id == identity)).one_or_none()
        if row is None:
            raise NotFound("set", str(identity))
        model, found = load_text(row.text, f"bộ tiêu chí {row.year}/{row.number}", prove=False)
        if model is None or model.content_hash != row.content_hash:
            raise RuntimeError(f"the stored set {identity} is not what was published: {found[:1]}")
        criteria = criteria_of(identity, model)
        if row.state in FOR_EVER:
            with self.lock:
                self.criteria[identity] = criteria
        return criteria

    def remember(self, key: tuple[str, int], book: Any) -> None:
        """Keep a book in memory; the one that was not used for longest goes."""
        with self.lock:
            self.books[key] = book
            self.books.move_to_end(key)
            if len(self.books) > BOOKS:
                self.books.popitem(last=False)

    def remembered(self, key: tuple[str, int]) -> Any:
        """The book as it was last kept."""
        with self.lock:
            return self.books.get(key)
