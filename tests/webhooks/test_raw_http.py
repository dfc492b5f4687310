"""Requests as bytes against the real server: what its parser, its limits and ours make of them together."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.webhooks.serving import Client, facts, raw, request_bytes, served, sqlite_client, status
from webhooks.routes import MAX_BATCH, MAX_EVENT

BODY = json.dumps(facts()).encode()


@pytest.fixture(scope="module")
def client(book_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with sqlite_client(book_file, tmp_path_factory.mktemp("office")) as client:
        yield client


@pytest.fixture(scope="module")
def port(client: Client) -> Iterator[int]:
    with served(client) as port:
        yield port


def _chunked(body: bytes, size: int = 60_000) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _padded(size: int) -> bytes:
    start = BODY[:-1] + b', "more": "'
    return start + b"x" * (size - len(start) - 2) + b'"}'


def test_an_event(client: Client, port: int) -> None:
    answer = raw(port, request_bytes(client.headers(BODY), BODY))
    assert status(answer) == 202
    assert b"waitress" not in answer
    assert b"nosniff" in answer


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("over", "wanted"), [(0, 202), (1, 413), (100_000, 413)])
def test_the_limit_declared_and_in_chunks(
    client: Client, port: int, chunked: bool, over: int, wanted: int
) -> None:
    body = _padded(MAX_EVENT + over)
    headers = client.headers(body)
    before = client.stored()
    if chunked:
        sent = request_bytes({**headers, "Transfer-Encoding": "chunked"}, _chunked(body), length="")
    else:
        sent = request_bytes(headers, body)
    assert status(raw(port, sent, close=False)) == wanted
    assert (client.stored() == before) == (wanted == 413)


def test_the_limit_of_the_server(client: Client, port: int) -> None:
    path = "/hooks/v1/mot-cua/events:batch"
    body = b"[" + b" " * (MAX_BATCH - 2) + b"]"
    assert status(raw(port, request_bytes(client.headers(body), body, path=path), close=False)) == 422
    too_long = request_bytes(client.headers(b""), b"", path=path, length=str(MAX_BATCH + 1))
    assert status(raw(port, too_long, close=False)) == 413


def test_a_body_that_breaks_off(client: Client, port: int) -> None:
    before = client.stored()
    headers = client.headers(BODY[:7])
    assert status(raw(port, request_bytes(headers, BODY[:7], length="70"))) in (0, 400)
    unfinished = request_bytes({**headers, "Transfer-Encoding": "chunked"}, b"7\r\n" + BODY[:7], length="")
    assert status(raw(port, unfinished)) in (0, 400)
    assert client.stored() == before


@pytest.mark.parametrize("length", ["+7", "-1", "7_0", "0x7", "7 7", "٧", "1e2"])
def test_lengths_that_are_none(client: Client, port: int, length: str) -> None:
    before = client.stored()
    assert status(raw(port, request_bytes(client.headers(BODY), BODY, length=length))) == 400
    assert client.stored() == before


def test_two_lengths(client: Client, port: int) -> None:
    before = client.stored()
    headers = [*client.headers(BODY).items(), ("Content-Length", str(len(BODY)))]
    assert status(raw(port, request_bytes(headers, BODY))) == 400
    assert client.stored() == before


def test_length_and_chunks_together_are_read_once(client: Client, port: int) -> None:
    headers = {**client.headers(BODY, identity="te-cl"), "Transfer-Encoding": "chunked"}
    before = client.stored()["inbox"]
    answer = raw(port, request_bytes(headers, _chunked(BODY), length="5"))
    assert answer.count(b"HTTP/1.1") == 1
    assert status(answer) == 202
    assert client.stored()["inbox"] == before + 1


@pytest.mark.parametrize(
    "extra",
    [
        ("Transfer-Encoding", "gzip, chunked"),
        ("Transfer-Encoding", "xchunked"),
        ("Transfer-Encoding", "chunked, identity"),
    ],
)
def test_other_transfer_codings(client: Client, port: int, extra: tuple[str, str]) -> None:
    before = client.stored()
    headers = [*client.headers(BODY).items(), extra]
    assert status(raw(port, request_bytes(headers, _chunked(BODY), length=""))) in (400, 501)
    assert client.stored() == before


def test_headers_twice_or_with_an_underscore(client: Client, port: int) -> None:
    good = client.headers(BODY)
    before = client.stored()
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        assert status(raw(port, request_bytes([*good.items(), (name, good[name])], BODY))) == 400
        assert status(raw(port, request_bytes([*good.items(), (name.upper(), "v1,YWJj")], BODY))) == 400
    twice = [*good.items(), ("Content-Type", "text/plain")]
    assert status(raw(port, request_bytes(twice, BODY))) == 415
    assert client.stored() == before
    assert status(raw(port, request_bytes([*good.items(), ("webhook_id", "x")], BODY))) == 202
    only = [(name.replace("-", "_"), value) for name, value in good.items() if name != "Content-Type"]
    assert status(raw(port, request_bytes([("Content-Type", "application/json"), *only], BODY))) == 401


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("webhook-id", "a\r\n b", 401),  # folded
        ("webhook-id", "a\nb", 400),
        ("webhook-id", "a\x00b", 400),
        ("webhook-id", "é", 401),
        ("webhook-signature", "v1,YWJj " * 1000, 401),
        ("webhook-signature", "v1,YWJj " * 2500, 431),
        ("webhook-timestamp", "\t1600000000", 401),
    ],
)
def test_headers_of_other_bytes(client: Client, port: int, name: str, value: str, wanted: int) -> None:
    before = client.stored()
    headers = client.headers(BODY) | {name: value}
    assert status(raw(port, request_bytes(headers, BODY), close=False)) in {wanted, 400, 0}
    assert client.stored() == before


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("POST", "//hooks/v1/mot-cua/events", 404),
        ("POST", "///hooks/v1/mot-cua/events", 404),
        ("POST", "/hooks/v1/mot-cua/events/", 404),
        ("POST", "http://localhost/hooks/v1/mot-cua/events", 404),
        ("POST", "/hooks/v1/../v1/mot-cua/events", 404),
        ("POST", "/hooks/v1/mot-cua/events%00", 404),
        ("OPTIONS", "*", 404),
        ("OPTIONS", "/hooks/v1/mot-cua/events", 405),
        ("TRACE", "/hooks/v1/mot-cua/events", 405),
        ("GET", "/hooks/v1/mot-cua/events", 405),
        ("GET", "/healthz", 200),
    ],
)
def test_addresses(client: Client, port: int, method: str, path: str, wanted: int) -> None:
    before = client.stored()
    sent = request_bytes(client.headers(BODY), BODY, path=path, method=method)
    assert status(raw(port, sent)) == wanted
    assert client.stored() == before


def test_nothing_is_inflated(client: Client, port: int) -> None:
    headers = client.headers(BODY) | {"Content-Encoding": "gzip"}
    assert status(raw(port, request_bytes(headers, BODY))) == 415


def test_23_many_that_send_slowly_shut_nobody_out(client: Client, port: int) -> None:
    """Two hundred have sent the head of a request and a byte of its body; the others are served as ever."""
    sent = request_bytes(client.headers(BODY), BODY)
    begun = sent.index(b"\r\n\r\n") + 5
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in range(200)
        ]
        for one in slow:
            one.sendall(sent[:begun])
        before = client.stored()
        for _ in range(20):
            assert status(raw(port, request_bytes(client.headers(BODY), BODY), timeout=60)) == 202
        assert client.stored()["inbox"] == before["inbox"] + 20
        # Whoever ends after all is answered too: the same event for all of them, so all but one repeat it.
        for one in slow[:5]:
            one.sendall(sent[begun:])
        answers = sorted(int(one.recv(65536).split(b" ", 2)[1]) for one in slow[:5])
        assert answers == [200, 200, 200, 200, 202]
