"""Accepted events a second, against the least endpoint that could accept them (``tests.bench.served``).

Every request is a new event, signed beforehand: in turn facts of a unit (one fact, or three) and one dossier (one in
four is there already), over all units. The two servers take turns in short rounds.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count, islice
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from tests.bench.record import JUNE, SECRET, TABLE, YEAR, dossier, unit_code
from tests.bench.served import UNITS
from webhooks.signing import parse_key, sign

#: How much of the bare endpoint's rate ours is to reach.
AIM = 0.5
ROUNDS = 9
SECONDS = 0.7
CONNECTIONS = (1, 16)

_KEY = parse_key(SECRET)
#: More than any server answers in a round.
_PREPARED = int(5000 * SECONDS)


def compare() -> None:
    """Print the rate of both, and their ratio, for one connection and for several."""
    print("accepted events a second over HTTP (SQLite, durable before each answer)")
    with _served("bare") as bare, _served("ours") as ours:
        events = map(_request, count(1))
        for connections in CONNECTIONS:
            rates: dict[int, list[float]] = {bare: [], ours: []}
            for _ in range(ROUNDS + 1):
                for port, found in rates.items():
                    found.append(_rate(port, list(islice(events, _PREPARED)), connections))
            slow, fast = (statistics.median(found[1:]) for found in (rates[ours], rates[bare]))
            ratio = statistics.median(
                mine / other for mine, other in zip(rates[ours][1:], rates[bare][1:], strict=True)
            )
            print(
                f"  {connections:2} connections: ours {slow:6.0f}, bare {fast:6.0f}, "
                f"ratio {ratio:.2f} (aim: {AIM:g})"
            )


@contextmanager
def _served(which: str) -> Iterator[int]:
    """A server in a process of its own, on a folder that goes away with it; gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.served", which, folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield int(process.stdout.readline())
            finally:
                process.terminate()


# ---- Events


def _request(number: int) -> bytes:
    """A request as it goes over the wire."""
    identity = f"msg_{number}"
    body = json.dumps(_event(number), ensure_ascii=False).encode()
    headers = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **sign(identity, int(time.time()), body, [_KEY]),
    }
    lines = [
        "POST /hooks/v1/mot-cua/events HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _event(number: int) -> dict[str, Any]:
    about: dict[str, Any] = {"unit": unit_code(number // 4 % UNITS), "year": YEAR}
    at = datetime.fromtimestamp(JUNE / 1e6 + number, UTC).isoformat()
    if number % 2:
        facts = {"so_nv_dung_han": 20 + number % 23}
        if number % 4 == 1:
            facts |= {"so_tin_bai_cchc": number % 47, "so_pakn_dung_han": number % 11}
        return {"type": "facts.declared", "timestamp": at, "data": {**about, "facts": facts}}
    which = number - 8 * UNITS if number % 8 == 0 else number
    return {
        "type": "dossiers.upserted",
        "timestamp": at,
        "data": {**about, "table": TABLE, "rows": [{**dossier(number), "mã": f"H{which:08}"}]},
    }


# ---- The client


def _rate(port: int, requests: list[bytes], connections: int) -> float:
    """Answers a second; each connection sends its next request once the one before is answered."""
    waiting = iter(requests)
    answered, asked = 0, connections
    with DefaultSelector() as selector, ExitStack() as stack:
        places = [stack.enter_context(_connected(port)) for _ in range(connections)]
        start = time.perf_counter()
        for place in places:
            selector.register(place, EVENT_READ, place)
            place.sendall(next(waiting))
        while answered < asked:
            for key, _ in selector.select():
                _read_answer(key.data)
                answered += 1
                if time.perf_counter() - start < SECONDS:
                    key.data.sendall(next(waiting))
                    asked += 1
        return answered / (time.perf_counter() - start)


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _read_answer(connection: socket.socket) -> None:
    """Read one answer to its end; it has to be that the event was accepted."""
    found = connection.recv(65536)
    while b"\r\n\r\n" not in found:
        found += connection.recv(65536)
    head, _, body = found.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    if not head.startswith(b"HTTP/1.1 202 ") or json.loads(body)["state"] != "accepted":
        raise RuntimeError(f"not accepted: {found!r}")


if __name__ == "__main__":
    compare()
