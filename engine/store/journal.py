"""One action: a transaction with one entry in the audit chain, which holds the digest of everything it added.

Rows of the tables in ``SEALED`` carry the action that added them. Their content goes into the entry's digest, and each
entry carries the hash of the one before: a changed byte in any of them is found by going through the chain again.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from engine.caller import NOBODY, Caller, caller
from engine.canonical_json import canonical_json
from engine.store import tables as t
from engine.store.database import Database
from engine.store.prepared import Prepared
from engine.store.writer import savepoint

T = TypeVar("T")

#: The tables whose rows are only ever added; the order is that of their digest.
SEALED: tuple[Table, ...] = (t.facts, t.table_rows, t.decisions, t.scores, t.evidence_files)
#: Columns of them that are no content: numbered by the database, or the action itself, or set when content is removed.
_NOT_CONTENT = frozenset({"id", "action", "removed_at"})

#: What the first entry follows.
BEGINNING = "0" * 64

_CONTENT = {
    table: [column.name for column in table.columns if column.name not in _NOT_CONTENT] for table in SEALED
}
_HASHED = tuple(column.name for column in t.audit.columns if column.name != "hash")
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_INSERT = {table: Prepared(insert(table), [*names, "action"]) for table, names in _CONTENT.items()}
_HEAD = Prepared(select(t.audit_head.c.seq, t.audit_head.c.hash).with_for_update())
_ENTRY = Prepared(insert(t.audit))
_MOVE_HEAD = Prepared(update(t.audit_head), ["seq", "hash"])


def now() -> int:
    """Microseconds since 1970 (UTC)."""
    return time.time_ns() // 1000


@dataclass(slots=True)
class Action:
    """What one person or system does, inside its transaction."""

    connection: Connection
    who: str
    what: str
    subject: str
    at: int
    identity: str
    detail: dict[str, Any] = field(default_factory=dict)
    caller: Caller = NOBODY
    _added: list[str] = field(default_factory=list)

    def add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows to a sealed table."""
        written = [{**_blank(table), **row, "action": self.identity} for row in rows]
        if written:
            _INSERT[table].run(self.connection, *written)
            self._added += [row_digest(table, row) for row in written]

    def add_one(self, table: Table, row: Mapping[str, Any]) -> int:
        """Add a row to a sealed table, and give its number."""
        written = {**row, "action": self.identity}
        number: int = self.connection.execute(insert(table).returning(table.c.id), written).scalar_one()
        self._added.append(row_digest(table, written))
        return number

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A part that fails alone: an exception in it takes back what it wrote, and goes on to the caller."""
        added = len(self._added)
        try:
            with savepoint(self.connection):
                yield
        except BaseException:
            del self._added[added:]
            raise

    @property
    def content(self) -> str:
        """The digest of what was added."""
        return digest_of(self._added)


def _blank(table: Table) -> dict[str, Any]:
    return dict.fromkeys(_CONTENT[table])


def row_digest(table: Table, row: Mapping[str, Any]) -> str:
    """The digest of one row's content; a column that was not given is null."""
    body = _ENCODER.encode([table.name, [row.get(name) for name in _CONTENT[table]]])
    return hashlib.sha256(body.encode()).hexdigest()


def digest_of(rows: Iterable[str]) -> str:
    """The digest of several rows, whatever their order."""
    return hashlib.sha256("".join(sorted(rows)).encode()).hexdigest()


class Journal:
    """Runs actions on a database."""

    def __init__(self, database: Database, clock: Callable[[], int] = now) -> None:
        self.database = database
        self.clock = clock

    def act(self, who: str, what: str, subject: str, work: Callable[[Action], T]) -> T:
        """Run work as one action. It is durable when this returns; an exception leaves nothing of it behind."""
        calling = caller()  # here: the work may run in another thread

        def transaction(connection: Connection) -> T:
            at = self.clock()
            action = Action(connection, who, what, subject, at, new_identity(), caller=calling)
            result = work(action)
            seal(action)
            return result

        return self.database.write(transaction)


def new_identity() -> str:
    """A name for an action: in the order of time, and never the same twice."""
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def seal(action: Action) -> None:
    """Add the action to the chain. The last thing in a transaction: the end of the chain stays locked until commit."""
    connection = action.connection
    heads = _HEAD.rows(connection, {})
    if not heads:
        raise RuntimeError("the book has no chain; it was not set up by a migration")
    head = heads[0]
    entry = {
        "seq": head.seq + 1,
        "action": action.identity,
        "at": action.at,
        "who": action.who,
        "what": action.what,
        "subject": action.subject,
        "detail": canonical_json(action.detail).decode(),
        "content": action.content,
        "previous": head.hash,
        "address": action.caller.address,
        "request": action.caller.request,
    }
    entry["hash"] = entry_hash(entry)
    _ENTRY.run(connection, entry)
    _MOVE_HEAD.run(connection, entry)


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry in canonical form (RFC 8785), its own hash left out; what is not known has no part in it."""
    body = {name: str(entry[name]) for name in _HASHED if entry[name] is not None}
    return hashlib.sha256(canonical_json(body)).hexdigest()
