"""The two servers that ``tests.bench.events`` compares, each in its own process: ``ours`` or ``bare``, and a folder.

``bare`` is the least that can be called durable: Flask, the signature, one row, a commit for each request.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, create_engine, event, insert

from engine.store.database import open_database
from tests.bench.record import SECRET, make_office
from webhooks.app import create_app
from webhooks.inbox import Limits
from webhooks.limits import Rate
from webhooks.serving import make_server
from webhooks.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, parse_key, verify

UNITS = 20
_HEADERS = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
#: No limit is reached: what is measured is work.
_OPEN = Limits(address=Rate(1_000_000_000, 1_000_000_000))

_ROWS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("message_id", String(256), nullable=False, unique=True),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Integer, nullable=False),
)


def ours(folder: Path) -> Flask:
    """The application over a book of record."""
    return create_app(make_office(folder, UNITS), _OPEN)


def bare(folder: Path) -> Flask:
    """One row for each event."""
    app = Flask(__name__, static_folder=None)
    # The SQLite that ours has found to be sound, and nothing else of ours.
    found = open_database(str(folder / "bare.db"))
    found.close()
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}", module=found.engine.dialect.loaded_dbapi)
    event.listen(engine, "connect", _set_up)
    _ROWS.create(engine)
    # SQLite lets in one writer; waiting for it in here is cheaper than trying again.
    keys, one_writer, query = [parse_key(SECRET)], Lock(), insert(_ROWS)

    @app.post("/hooks/v1/mot-cua/events")
    def take() -> tuple[Response, int]:
        headers = {name: request.headers.get(name, "") for name in _HEADERS}
        body, now = request.get_data(), time.time()
        message_id = verify(headers, body, keys, int(now))
        row = {"message_id": message_id, "raw": body, "received_at": int(now * 1e6)}
        with one_writer, engine.begin() as connection:
            connection.execute(query, row)
        return jsonify({"id": message_id, "state": "accepted"}), 202

    return app


def _set_up(connection: Any, _record: object) -> None:
    """The same SQLite with the same promise as ours: on disk before it is answered."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def main() -> None:
    """Serve, and say on which port."""
    # More requests than threads wait in a queue, and the server would say so each time.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    make = {"ours": ours, "bare": bare}[sys.argv[1]]
    server = make_server(make(Path(sys.argv[2])), port=0)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main()
