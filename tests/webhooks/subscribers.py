"""A subscriber on loopback that keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Seen(NamedTuple):
    """A request as it came in."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def message(self) -> str:
        return self.headers["webhook-id"]

    @property
    def stamp(self) -> int:
        return int(self.headers["webhook-timestamp"])


#: Status, headers and body of an answer.
Answer = tuple[int, dict[str, str], bytes]
OK: Answer = (200, {}, b"")


class Subscriber(ThreadingHTTPServer):
    """Keeps what it is sent, and answers as told: the next of `answers`, then `usual`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[Answer] = []
        self.usual: Callable[[Seen], Answer] = lambda _: OK
        self.seen: list[Seen] = []
        self.lock = threading.Lock()
        self.now: Counter[str] = Counter()
        self.at_once: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/in"

    @property
    def messages(self) -> list[str]:
        return [seen.message for seen in self.seen]

    def has(self, messages: int) -> bool:
        return len(self.seen) == messages

    def answer(self, seen: Seen) -> Answer:
        with self.lock:
            self.seen.append(seen)
            self.now[seen.message] += 1
            self.at_once[seen.message] = max(self.at_once[seen.message], self.now[seen.message])
            told = self.answers.pop(0) if self.answers else None
        try:
            return told or self.usual(seen)
        finally:
            with self.lock:
                self.now[seen.message] -= 1


class _Handler(BaseHTTPRequestHandler):
    server: Subscriber

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        status, headers, answer = self.server.answer(
            Seen({name.lower(): value for name, value in self.headers.items()}, body)
        )
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(answer))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Subscriber]:
    with Subscriber() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(5)
