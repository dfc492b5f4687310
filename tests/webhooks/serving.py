"""A book of record that is served: two departments, a small set in force with its round, sources, signed requests."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.sources import SourceRecord, add_source
from engine.store import tables as t
from engine.store.database import Database, open_database
from engine.store.journal import Journal
from engine.store.vault import Vault
from tests.in_force import put_set
from webhooks.app import create_app
from webhooks.inbox import Limits
from webhooks.serving import make_server, stop
from webhooks.signing import Key, new_secret, parse_key, sign

YEAR = 2021
SMALL = Path(__file__).parent / "data" / "small.tieuchi"
#: The tables in which anything that comes in leaves something.
STORED = (t.inbox, t.conflicts, t.facts, t.table_rows, t.scores, t.outbox, t.audit)
SOURCES = (
    SourceRecord("mot-cua", "một cửa", per_minute=10_000_000),
    SourceRecord("khao-sat", "khảo sát", may_post=("so_*",), units=("so-a",), per_minute=10_000_000),
    SourceRecord("tam-dung", "tạm dừng", state="suspended"),
    SourceRecord("da-nghi", "đã nghỉ", state="retired"),
    SourceRecord("cham", "chậm", per_minute=6),
)
#: So that tests do not hinder each other, and a key that was taken back is gone at once.
OPEN = Limits(remembered=0.0)


def make_office(database: Database, folder: Path) -> Office:
    """An office on an empty book, with everything in it."""
    office = Office(Journal(database), Vault([Fernet.generate_key().decode()]), folder)
    for code in ("so-a", "so-b"):
        register_unit(office, "test", UnitRecord(code, code.upper(), ""))
    open_round(office, "test", put_set(office.database, SMALL.read_text(encoding="utf-8")))
    return office


def put_sources(office: Office) -> dict[str, Key]:
    """All sources, with their keys."""
    keys = {}
    for source in SOURCES:
        secret = new_secret()
        add_source(office, "test", source, secret)
        keys[source.code] = parse_key(secret)
    return keys


@dataclass(slots=True)
class Client:
    """Posts signed events to an application."""

    office: Office
    app: Flask
    keys: dict[str, Key]
    _count: int = field(default=0)

    def now(self) -> int:
        return self.office.journal.clock() // 1_000_000

    def fresh(self) -> str:
        self._count += 1
        return f"msg_{self._count}"

    def headers(
        self, body: bytes, source: str = "mot-cua", identity: str | None = None, at: int | None = None
    ) -> dict[str, str]:
        """The headers of a signed request."""
        stamp = self.now() if at is None else at
        signed = sign(identity or self.fresh(), stamp, body, [self.keys[source]])
        return {"Content-Type": "application/json", **signed}

    def post(
        self,
        content: Any,
        *,
        source: str = "mot-cua",
        identity: str | None = None,
        at: int | None = None,
        batch: bool = False,
        headers: dict[str, str] | None = None,
        path: str | None = None,
    ) -> TestResponse:
        """Post bytes, or a value as JSON; headers of one's own win."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        sent = self.headers(body, source, identity, at) | (headers or {})
        url = path or f"/hooks/v1/{source}/events{':batch' if batch else ''}"
        return self.app.test_client().post(url, data=body, headers=sent)

    def stored(self) -> dict[str, int]:
        """How many rows there are in each table."""
        with self.office.read() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in STORED
            }

    def inbox(self, identity: str, source: str = "mot-cua") -> Any:
        """An event's row in the inbox; None where there is none."""
        where = (t.inbox.c.source == source) & (t.inbox.c.message_id == identity)
        with self.office.read() as connection:
            return connection.execute(select(t.inbox).where(where)).one_or_none()


def make_client(database: Database, folder: Path, limits: Limits = OPEN) -> Client:
    """A served book on an empty database."""
    office = make_office(database, folder)
    return Client(office, create_app(office, limits), put_sources(office))


@contextmanager
def sqlite_client(book_file: Path, folder: Path, limits: Limits = OPEN) -> Iterator[Client]:
    """A served book on SQLite, for what does not depend on the database."""
    path = folder / "sổ.db"
    shutil.copyfile(book_file, path)
    database = open_database(f"sqlite:///{path}")
    try:
        yield make_client(database, folder, limits)
    finally:
        database.close()


def facts(unit: str = "so-a", at: str = "2021-12-31T08:00:00+07:00", **values: Any) -> dict[str, Any]:
    """An event that declares facts."""
    data = {"unit": unit, "year": YEAR, "facts": values or {"co_ke_hoach": True}}
    return {"type": "facts.declared", "timestamp": at, "data": data}


def dossiers(*rows: dict[str, Any], table: str | None = "hồ_sơ", **more: Any) -> dict[str, Any]:
    """An event with rows."""
    data = {"unit": "so-a", "year": YEAR, "table": table, "rows": list(rows), **more}
    return {"type": "dossiers.upserted", "timestamp": "2021-12-31T08:00:00+07:00", "data": data}


def dossier(key: str, *, late: bool = False, sorry: bool = False) -> dict[str, Any]:
    """A row."""
    return {"mã": key, "hẹn_trả": "2021-03-10", "trả": "2021-03-11" if late else None, "xin_lỗi": sorry}


@contextmanager
def served(client: Client, app: Any = None) -> Iterator[int]:
    """A real server, of what the application is wrapped in if that is given; gives its port."""
    server = make_server(app or client.app, port=0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        stop(server)
        thread.join(10)
        assert not thread.is_alive()


def raw(port: int, sent: bytes, *, close: bool = True, timeout: float = 10) -> bytes:
    """What a server answers to bytes; ``close`` ends the sending side at once."""
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        found = b""
        # A server that has answered and closes may leave what it did not read.
        with suppress(ConnectionError):
            connection.sendall(sent)
            if close:
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                found += chunk
    return found


def request_bytes(
    headers: dict[str, str] | list[tuple[str, str]],
    body: bytes,
    *,
    path: str = "/hooks/v1/mot-cua/events",
    length: str | None = None,
    method: str = "POST",
) -> bytes:
    """A request as it goes over the wire, closed after the answer; ``length`` None counts the body."""
    pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in pairs]
    if length is None:
        lines.append(f"Content-Length: {len(body)}")
    elif length:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def status(answer: bytes) -> int:
    """The status of an answer; 0 where there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0
