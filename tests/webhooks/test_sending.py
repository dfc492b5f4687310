import contextlib
import datetime as dt
import os
import socket
import ssl
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.guard import Address, AddressGuard
from webhooks.sending import Attempt, _Line, retry_after_seconds, send

LOOPBACK = AddressGuard(["127.0.0.0/8", "::1/128"], allow_http=True)
HEADERS = {"content-type": "application/json", "webhook-id": "msg_1"}
BODY = b'{"type":"score.changed"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PUBLIC = "93.184.216.34"

#: What a fake subscriber does with a connection; the request has been read.
Behaviour = Callable[[socket.socket], None]


class Subscriber:
    """A server on loopback for as long as the `with` lasts; keeps what it was sent."""

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None, reads: bool = True) -> None:
        self._behaviour, self._tls, self._reads = behaviour, tls, reads
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        # The other side goes away whenever it likes.
        with connection, contextlib.suppress(OSError):
            served = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with served:
                if self._reads:
                    self.requests.append(_request(served))
                self._behaviour(served)


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length and (more := connection.recv(65_536)):
        body += more
    return head + b"\r\n\r\n" + body


def answering(data: bytes) -> Behaviour:
    return lambda connection: connection.sendall(data)


def status(line: str, *headers: str, body: str = "") -> Behaviour:
    length = f"Content-Length: {len(body.encode())}"
    return answering("\r\n".join([f"HTTP/1.1 {line}", *headers, length, "", body]).encode())


def dripping(data: bytes, seconds: float = 0.2) -> Behaviour:
    def drip(connection: socket.socket) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(seconds)

    return drip


def waiting(connection: socket.socket) -> None:
    connection.settimeout(5)
    connection.recv(1)


def resetting(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def post(behaviour: Behaviour, deadline: float = 5.0, **more: Any) -> Attempt:
    with Subscriber(behaviour) as subscriber:
        return send(subscriber.url, HEADERS, BODY, LOOPBACK, deadline, **more)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Answers of the resolver, one after the other; gives the list of the names that were asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


# What arrives


def test_a_delivery_and_what_the_subscriber_sees() -> None:
    with Subscriber(status("200 OK", body="nhận rồi")) as subscriber:
        attempt = send(subscriber.url + "?a=b", HEADERS, BODY, LOOPBACK)
    assert attempt == Attempt(200, None, attempt.milliseconds, "nhận rồi", "127.0.0.1")
    assert attempt.milliseconds >= 0
    head, _, body = subscriber.requests[0].partition(b"\r\n\r\n")
    first, *fields = head.decode().split("\r\n")
    assert (first, body) == ("POST /in?a=b HTTP/1.1", BODY)
    assert {field.lower() for field in fields} == {
        f"host: 127.0.0.1:{subscriber.port}",
        "content-type: application/json",
        "webhook-id: msg_1",
        f"content-length: {len(BODY)}",
        "connection: close",
        "accept: */*",
        "accept-encoding: identity",
        "user-agent: chamdiem-webhooks",
    }


def test_the_caller_names_the_program_but_not_the_host() -> None:
    with Subscriber(answering(OK)) as subscriber:
        send(subscriber.url, {"User-Agent": "SoNoiVu/1", "HOST": "evil.test"}, BODY, LOOPBACK)
    head = subscriber.requests[0].partition(b"\r\n\r\n")[0]
    assert b"user-agent: sonoivu/1" in head.lower()
    assert b"chamdiem" not in head.lower()
    assert b"evil" not in head
    assert head.lower().count(b"\r\nhost:") == 1


def test_a_long_body_is_sent_whole() -> None:
    body = os.urandom(2_000_000)
    with Subscriber(answering(OK)) as subscriber:
        assert send(subscriber.url, {}, body, LOOPBACK).status == 200
    assert subscriber.requests[0].endswith(body)


def test_over_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6")
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 on loopback")
    with listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve_one, args=(listener,))
        thread.start()
        attempt = send(f"http://[::1]:{port}/", HEADERS, BODY, LOOPBACK)
        thread.join(5)
    assert (attempt.status, attempt.address) == (200, "::1")


def _serve_one(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        assert b"\r\nhost: [::1]:" in _request(connection).lower()
        connection.sendall(OK)


# What is answered


@pytest.mark.parametrize(
    ("line", "headers", "expected"),
    [
        ("204 No Content", [], (204, None, None)),
        ("500 Internal Server Error", [], (500, None, None)),
        ("503 Service Unavailable", ["Retry-After: 120"], (503, None, 120.0)),
        ("503 Service Unavailable", ["Retry-After: 120.5"], (503, None, 120.5)),
        ("503 Service Unavailable", ["Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"], (503, None, 0.0)),
        ("503 Service Unavailable", ["Retry-After: soon"], (503, None, None)),
        ("503 Service Unavailable", ["Retry-After: 1", "Retry-After: 2"], (503, None, None)),
        ("429 Too Many Requests", ["retry-after:  60 "], (429, None, 60.0)),
        ("410 Gone", [], (410, None, None)),
        ("304 Not Modified", [], (304, "redirect", None)),
        ("999 Odd", [], (999, None, None)),
    ],
)
def test_statuses(line: str, headers: list[str], expected: tuple[int, str | None, float | None]) -> None:
    attempt = post(status(line, *headers))
    assert (attempt.status, attempt.error, attempt.retry_after) == expected


def test_retry_after_as_a_date_to_come() -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    attempt = post(status("503 Busy", f"Retry-After: {format_datetime(moment, usegmt=True)}"))
    assert attempt.retry_after == pytest.approx(90, abs=5)


def test_a_redirect_is_not_followed() -> None:
    with Subscriber(answering(OK)) as elsewhere:
        attempt = post(status("301 Moved", f"Location: {elsewhere.url}", body="there"))
    assert (attempt.status, attempt.error, attempt.answer) == (301, "redirect", "there")
    assert elsewhere.requests == []


def test_no_cookies_and_no_second_request() -> None:
    with Subscriber(status("200 OK", "Set-Cookie: a=b")) as subscriber:
        for _ in range(2):
            send(subscriber.url, HEADERS, BODY, LOOPBACK)
    assert len(subscriber.requests) == 2
    assert not any(b"cookie" in request.lower() for request in subscriber.requests)


@pytest.mark.parametrize(
    ("body", "limit", "text"),
    [
        (b"a\0b\xff", 100, "a\ufffdb\ufffd"),
        (b"\xff" * 100, 100, "\ufffd" * 33),
        ("ộ".encode() * 4, 7, "ộộ"),
        (b"abcdef", 3, "abc"),
    ],
)
def test_an_excerpt_is_text_within_the_limit(body: bytes, limit: int, text: str) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    attempt = post(answering(answer), answer_limit=limit)
    assert attempt.answer == text
    assert len(attempt.answer.encode()) <= limit


def test_nothing_is_inflated() -> None:
    packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    assert post(answering(head + packed)).answer.startswith("\x1f\ufffd\x08")


# Trouble


def test_a_hundred_megabytes_are_not_read() -> None:
    sent = 0

    def flood(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b"x" * 100_000)
            sent += 100_000

    tracemalloc.start()
    attempt = post(flood)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (attempt.status, attempt.error, attempt.answer) == (200, None, "x" * 20_000)
    assert sent < 50_000_000  # what fits into the buffers of the system
    assert peak < 3_000_000


@pytest.mark.parametrize(
    "endless",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
        b"HTTP/1.1 200 OK\r\n" + b"X-Header: value\r\n" * 10_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1;" + b"e" * 200_000,
    ],
)
def test_an_answer_without_end(endless: bytes) -> None:
    def flood(connection: socket.socket) -> None:
        for _ in range(200):
            connection.sendall(endless)

    attempt = post(flood)
    assert attempt.error == "protocol"


@pytest.mark.parametrize(
    ("behaviour", "status_seen"),
    [
        (dripping(OK[:8]), None),
        (dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0.02), None),
        (waiting, None),
    ],
    ids=["drip", "drip of 1xx", "silence"],
)
def test_the_deadline_ends_every_wait(behaviour: Behaviour, status_seen: int | None) -> None:
    with Subscriber(behaviour) as subscriber:
        attempt = send(subscriber.url, HEADERS, BODY, LOOPBACK, deadline=0.5)
    assert (attempt.status, attempt.error, attempt.answer) == (status_seen, "timeout", "")
    assert attempt.milliseconds >= 450


def test_a_drip_in_the_body_leaves_the_status() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nRetry-After: 7\r\n\r\n")
        dripping(b"x" * 8)(connection)

    attempt = post(drip, deadline=0.5)
    assert (attempt.status, attempt.error, attempt.retry_after) == (200, "timeout", 7.0)
    assert 1 <= len(attempt.answer) <= 5
    assert attempt.milliseconds >= 450


def test_a_subscriber_that_does_not_read() -> None:
    with Subscriber(lambda _: time.sleep(0.6), reads=False) as subscriber:
        attempt = send(subscriber.url, HEADERS, b"x" * 50_000_000, LOOPBACK, deadline=0.4)
    assert (attempt.status, attempt.error) == (None, "timeout")


def test_a_connection_that_is_not_taken() -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # fill the queue, so that the next one waits
            waiting_one = stack.enter_context(socket.socket())
            waiting_one.setblocking(False)
            waiting_one.connect_ex(listener.getsockname())
        attempt = send(f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, BODY, LOOPBACK, deadline=0.5)
    assert (attempt.status, attempt.error, attempt.address) == (None, "timeout", "127.0.0.1")


def test_a_resolver_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        answer.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    attempt = send("https://hooks.test/", HEADERS, BODY, LOOPBACK, deadline=0.3)
    answer.set()
    assert (attempt.status, attempt.error, attempt.address) == (None, "timeout", None)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (resetting, "connection"),
        (lambda _: None, "protocol"),
        (answering(b"SSH-2.0-OpenSSH_9.9\r\n"), "protocol"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"), "protocol"),
    ],
    ids=["reset", "closed", "not HTTP", "two lengths"],
)
def test_no_answer(behaviour: Behaviour, error: str) -> None:
    attempt = post(behaviour)
    assert (attempt.status, attempt.error) == (None, error)
    assert attempt.detail
    assert len(attempt.detail) <= 200


def test_an_answer_that_breaks_off() -> None:
    attempt = post(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"))
    assert (attempt.status, attempt.error, attempt.answer) == (200, "protocol", "half")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.binary(max_size=20)
        | st.sampled_from(
            [b"HTTP/1.1 ", b"200 OK", b"301 Moved", b"101 ", b"100 ", b"\r\n", b"\r\n\r\n", b": "]
        )
        | st.sampled_from(
            [b"Transfer-Encoding: chunked", b"Content-Length: 3", b"Location: ", b"Retry-After: ", b"3"]
        )
    )
)
def test_no_answer_raises(parts: list[bytes]) -> None:
    ours, theirs = socket.socketpair()
    with theirs, patch.object(_Line, "_connect", lambda *_: ours):
        theirs.sendall(b"".join(parts))
        theirs.shutdown(socket.SHUT_WR)
        assert send("http://127.0.0.1/", HEADERS, BODY, LOOPBACK).error != "timeout"


def test_an_answer_before_the_request_was_read() -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1_000_000):
            pass

    with Subscriber(refuse, reads=False) as subscriber:
        attempt = send(subscriber.url, {}, b"x" * 5_000_000, LOOPBACK, deadline=5)
    assert (attempt.status, attempt.error) == (413, None)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    attempt = send(f"http://127.0.0.1:{port}/", HEADERS, BODY, LOOPBACK)
    assert (attempt.status, attempt.error, attempt.address) == (None, "connection", "127.0.0.1")


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    attempt = send("https://hooks.invalid/", HEADERS, BODY, LOOPBACK)
    assert (attempt.status, attempt.error, attempt.address) == (None, "dns", None)


def test_a_header_that_is_not_ascii_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="ascii"):
        send("https://hooks.test/", {"user-agent": "Sở Nội vụ"}, BODY, LOOPBACK)


def test_a_header_that_would_be_two_is_not_sent() -> None:
    with Subscriber(answering(OK)) as subscriber:
        attempt = send(subscriber.url, {"x": "a\r\nb: c"}, BODY, LOOPBACK)
    assert (attempt.status, attempt.error) == (None, "protocol")


# Addresses


@pytest.mark.parametrize(
    ("url", "detail"),
    [("http://hooks.test/", "scheme"), ("https://127.0.0.1/", "literal"), ("https://hooks.test:x/", "url")],
)
def test_a_forbidden_url_is_not_called(url: str, detail: str) -> None:
    attempt = send(url, HEADERS, BODY, AddressGuard())
    assert (attempt.status, attempt.error, attempt.detail) == (None, "forbidden_address", detail)
    assert attempt.address is None


def test_a_forbidden_address_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, [PUBLIC, "127.0.0.1"])
    with Subscriber(answering(OK)) as subscriber:
        attempt = send(
            f"https://hooks.test:{subscriber.port}/", HEADERS, BODY, AddressGuard(ports=(subscriber.port,))
        )
    assert (attempt.status, attempt.error, attempt.detail) == (None, "forbidden_address", "address")
    assert subscriber.requests == []


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: the second answer of the resolver would lead inside."""
    called: list[Address] = []

    def connect(_: _Line, address: Address, seconds: float) -> socket.socket:
        assert seconds > 0
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(_Line, "_connect", connect)
    asked = resolve_to(monkeypatch, [PUBLIC], ["127.0.0.1"])
    assert send("https://hooks.test/", HEADERS, BODY, AddressGuard()).error == "connection"
    assert asked == ["hooks.test"]
    assert called == [Address(socket.AF_INET, (PUBLIC, 443))]
    assert send("https://hooks.test/", HEADERS, BODY, AddressGuard()).error == "forbidden_address"
    assert len(called) == 1


def test_a_name_is_resolved_once_for_an_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve_to(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    with Subscriber(answering(OK)) as subscriber:
        attempt = send(f"http://hooks.test:{subscriber.port}/", HEADERS, BODY, LOOPBACK)
    assert (attempt.status, attempt.address, asked) == (200, "127.0.0.1", ["hooks.test"])
    assert f"\r\nhost: hooks.test:{subscriber.port}".encode() in subscriber.requests[0].lower()


def test_the_next_address_is_tried_where_the_first_takes_no_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve_to(monkeypatch, ["127.0.0.2", "127.0.0.3", "127.0.0.1"])
    with Subscriber(answering(OK)) as subscriber:
        attempt = send(f"http://hooks.test:{subscriber.port}/", HEADERS, BODY, LOOPBACK, deadline=3)
    assert (attempt.status, attempt.address) == (200, "127.0.0.1")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Subscriber(status("200 OK", body="proxy")) as proxy, Subscriber(answering(OK)) as subscriber:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv(name.lower(), f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert send(subscriber.url, HEADERS, BODY, LOOPBACK).answer == "ok"
    assert proxy.requests == []


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A self-signed certificate for hooks.test, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    yield path
    path.unlink()


def _server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_an_encrypted_delivery_names_the_host(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str | None] = []
    server = _server_tls(certificate)
    server.sni_callback = lambda _, name, __: named.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    resolve_to(monkeypatch, ["127.0.0.1"])
    with Subscriber(answering(OK), server) as subscriber:
        attempt = send(f"https://hooks.test:{subscriber.port}/in", HEADERS, BODY, LOOPBACK, tls=trusting)
    assert (attempt.status, attempt.error, attempt.address, attempt.answer) == (200, None, "127.0.0.1", "ok")
    assert named == ["hooks.test"]
    assert f"\r\nhost: hooks.test:{subscriber.port}".encode() in subscriber.requests[0].lower()


def test_a_certificate_that_nobody_signed(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # the environment has no say
    resolve_to(monkeypatch, ["127.0.0.1"])
    with Subscriber(answering(OK), _server_tls(certificate)) as subscriber:
        attempt = send(f"https://hooks.test:{subscriber.port}/in", HEADERS, BODY, LOOPBACK)
    assert (attempt.status, attempt.error, attempt.address) == (None, "tls", "127.0.0.1")
    assert "self-signed" in attempt.detail
    assert subscriber.requests == []


def test_a_certificate_for_another_name(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    resolve_to(monkeypatch, ["127.0.0.1"])
    with Subscriber(answering(OK), _server_tls(certificate)) as subscriber:
        attempt = send(f"https://other.test:{subscriber.port}/in", HEADERS, BODY, LOOPBACK, tls=trusting)
    assert (attempt.status, attempt.error) == (None, "tls")


def test_a_server_that_speaks_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, ["127.0.0.1"])
    with Subscriber(answering(OK), reads=False) as subscriber:
        attempt = send(f"https://hooks.test:{subscriber.port}/in", HEADERS, BODY, LOOPBACK)
    assert (attempt.status, attempt.error) == (None, "tls")


def test_a_handshake_that_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, ["127.0.0.1"])
    with Subscriber(dripping(b"\x16\x03\x03\x40\x00" + b"\x02" * 5), reads=False) as subscriber:
        attempt = send(f"https://hooks.test:{subscriber.port}/in", HEADERS, BODY, LOOPBACK, deadline=0.5)
    assert (attempt.status, attempt.error) == (None, "timeout")


# Retry-After


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("120.1", 120.1),
        ("Wed, 21 Oct 2015 07:28:30 GMT", 30.0),
        ("Wednesday, 21-Oct-15 07:28:30 GMT", 30.0),
        ("Wed Oct 21 07:28:30 2015", 30.0),
        ("Wed, 21 Oct 2015 07:28:30 -0000", 30.0),
        ("Wed, 21 Oct 2015 14:28:30 +0700", 30.0),
        ("Wed, 21 Oct 2015 07:27:00 GMT", 0.0),
        ("invalid", None),
        ("", None),
        ("-5", None),
        ("1e3", None),
        ("٣", None),
        ("1_0", None),
        ("9" * 5000, None),
        ("Wed, 32 Oct 2015 07:28:30 GMT", None),
        ("Wed, 21 Oct 99999 07:28:30 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    now = dt.datetime(2015, 10, 21, 7, 28, tzinfo=dt.UTC).timestamp()
    assert retry_after_seconds(value, now) == seconds


@given(st.text() | st.from_regex(r"\w{3}, [0-9+-]{1,6} \w{3} [0-9]{1,12} [0-9:]{1,9} \w{0,4}"))
def test_no_retry_after_raises(value: str) -> None:
    seconds = retry_after_seconds(value, 1e9)
    assert seconds is None or seconds >= 0
