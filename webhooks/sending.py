"""One attempt to hand a message to a subscriber: a POST to a checked address, bounded in time and in size.

It stands on `httpcore2`, the core of `httpx2`, rather than on its client: what follows no redirects, keeps no cookies,
inflates nothing and reads no proxies from the environment cannot be made to. The time-outs of the library are per read,
so a subscriber that sends a byte now and then would hold a sender for ever; here every wait ends at one deadline.
"""

import functools
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Literal, TypeVar

import httpcore2
import httpx2

from webhooks.guard import Address, AddressGuard, Forbidden

T = TypeVar("T")
ErrorClass = Literal["forbidden_address", "dns", "timeout", "tls", "connection", "protocol", "redirect"]

#: A name may have any number of addresses; each that is tried gets its share of the time.
_MOST_ADDRESSES = 4
#: All bytes of an answer together with its headers, framing and any 1xx before it.
_MOST_BYTES = 256 * 1024
_MOST_DETAIL = 200

#: In this order, because all but the first and the last are kinds of `OSError`.
_ERRORS: tuple[tuple[type[Exception], ErrorClass], ...] = (
    (Forbidden, "forbidden_address"),
    (socket.gaierror, "dns"),
    (TimeoutError, "timeout"),
    (ssl.SSLError, "tls"),
    (OSError, "connection"),
    (httpcore2.ProtocolError, "protocol"),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one attempt.

    `status` is that of the answer, None where none came. `error` is None after a complete answer that is no redirect;
    it may stand beside a status where the answer broke off after its first line. `milliseconds` cover everything from
    the look-up of the name on. `answer` is the beginning of the answer's body read as UTF-8, without NUL characters,
    which PostgreSQL cannot hold. `address` is the IP address that was connected to, or tried last. `retry_after` are
    the seconds that the subscriber asks to wait. `detail` says more about the error, for the log.
    """

    status: int | None
    error: ErrorClass | None
    milliseconds: int
    answer: str = ""
    address: str | None = None
    retry_after: float | None = None
    detail: str = ""


def send(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    guard: AddressGuard,
    deadline: float = 15.0,
    answer_limit: int = 20_000,
    tls: ssl.SSLContext | None = None,
) -> Attempt:
    """POST a body to a subscriber, once; nothing that the network does raises.

    `deadline` (seconds) ends the attempt as a whole: look-up, connection, handshake, request and answer. Of the body
    of the answer `answer_limit` bytes are read; the answer as a whole, headers included, ends at 256 KiB. `tls` is
    there for tests: by default the certificate has to be signed by an authority of the system, none from the
    environment, with TLS 1.2 or newer. Raises `ValueError` for headers that cannot be encoded.
    """
    clock = _Deadline(deadline)
    line = _Line(guard, clock)
    heard = _Heard(answer_limit)
    fields = _fields(headers)
    error: ErrorClass | None = None
    detail = ""
    try:
        guard.check_url(url)
        _exchange(httpx2.URL(url), fields, body, line, tls or _system_tls(), heard)
        error = "redirect" if heard.status and 300 <= heard.status < 400 else None
    except tuple(kind for kind, _ in _ERRORS) as problem:
        error = next(name for kind, name in _ERRORS if isinstance(problem, kind))
        detail = str(problem)[:_MOST_DETAIL]
    return Attempt(heard.status, error, clock.spent(), heard.text(), line.address, heard.retry_after, detail)


def retry_after_seconds(value: str, now: float) -> float | None:
    """A `Retry-After` in seconds from `now` (Unix time): a number or an HTTP date (RFC 9110, 10.2.3); else None."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,15})?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class _Deadline:
    """The one end of all waiting."""

    def __init__(self, seconds: float) -> None:
        self._start = time.monotonic()
        self._end = self._start + seconds

    def left(self) -> float:
        """The seconds that remain; never 0, which a socket takes for «do not wait»."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("deadline")
        return seconds

    def spent(self) -> int:
        return round((time.monotonic() - self._start) * 1000)


@dataclass
class _Heard:
    """What has come back so far; it stays when the rest fails."""

    limit: int
    status: int | None = None
    retry_after: float | None = None
    data: bytearray = field(default_factory=bytearray)

    def text(self) -> str:
        """The beginning of the body, at most `limit` bytes of UTF-8 also where replacement characters are longer."""
        text = self.data[: self.limit].decode("utf-8", "replace").replace("\0", "\ufffd")
        return text.encode()[: self.limit].decode("utf-8", "ignore")


def _fields(headers: Mapping[str, str]) -> httpx2.Headers:
    """The caller's headers over the defaults. No compression is offered, and what comes is never inflated."""
    fields = httpx2.Headers(
        {
            "user-agent": "ChamDiem-Webhooks",
            "accept": "*/*",
            "accept-encoding": "identity",
            "connection": "close",
        }
    )
    fields.update(headers)
    return fields


@functools.cache
def _system_tls() -> ssl.SSLContext:
    context = httpx2.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _exchange(
    url: httpx2.URL, fields: httpx2.Headers, body: bytes, line: "_Line", tls: ssl.SSLContext, heard: _Heard
) -> None:
    """Request and answer over a connection of their own."""
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    line.encrypted = url.scheme == "https"
    fields["host"] = url.netloc.decode("ascii")
    with (
        httpcore2.HTTPConnection(target.origin, ssl_context=tls, network_backend=line) as connection,
        connection.stream("POST", target, headers=fields.raw, content=body) as response,
    ):
        heard.status = response.status
        asked = httpx2.Headers(response.headers).get("retry-after")
        heard.retry_after = None if asked is None else retry_after_seconds(asked, time.time())
        for part in response.iter_stream():
            heard.data += part
            if len(heard.data) >= heard.limit:
                break


class _Line(httpcore2.NetworkBackend):
    """Connections to checked addresses: resolved once, checked all, connected to the very ones that were checked.

    The library keeps the name for the Host header and for TLS, where the certificate has to match it.
    """

    def __init__(self, guard: AddressGuard, deadline: _Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self.encrypted = False
        self.address: str | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> "_Stream":
        resolve = functools.partial(self._guard.addresses, host, port, self.encrypted)
        addresses = _within(self._deadline.left(), resolve)
        return _Stream(self._connected(addresses[:_MOST_ADDRESSES]), self._deadline)

    def _connected(self, addresses: list[Address]) -> socket.socket:
        """A connection to the first address that takes one."""
        *others, last = addresses
        for number, address in enumerate(others):
            with suppress(OSError):
                return self._connect(address, self._deadline.left() / (len(addresses) - number))
        return self._connect(last, self._deadline.left())

    def _connect(self, address: Address, seconds: float) -> socket.socket:
        self.address = address.text
        connection = socket.socket(address.family, socket.SOCK_STREAM)
        try:
            connection.settimeout(seconds)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(address.sockaddr)
        except BaseException:
            connection.close()
            raise
        return connection


class _Stream(httpcore2.NetworkStream):
    """A connection on which each wait is bounded by the one deadline; the library's own time-outs are not used."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self._received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self._connection.settimeout(self._deadline.left())
        data = self._connection.recv(max_bytes)
        self._received += len(data)
        if self._received > _MOST_BYTES:
            raise httpcore2.RemoteProtocolError("the answer does not end")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        rest = memoryview(buffer)
        while rest:
            self._connection.settimeout(self._deadline.left())
            try:
                rest = rest[self._connection.send(rest) :]
            except TimeoutError:
                raise
            except OSError as error:
                # The library then reads: a subscriber may answer 413 and close before it has read the body.
                raise httpcore2.WriteError(error) from error

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> "_Stream":
        try:
            # The handshake as a whole keeps to the time-out of the socket.
            self._connection.settimeout(self._deadline.left())
            encrypted = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except BaseException:
            self._connection.close()
            raise
        return _Stream(encrypted, self._deadline)

    def get_extra_info(self, info: str) -> None:
        """Nothing: the connection is used once, with HTTP/1.1."""


def _within(seconds: float, call: Callable[[], T]) -> T:
    """What a call returns within some seconds. The resolver takes no time-out; its thread then ends on its own."""
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is awaited
            answer.set_exception(error)

    threading.Thread(target=work, name="webhooks-resolve", daemon=True).start()
    return answer.result(seconds)
