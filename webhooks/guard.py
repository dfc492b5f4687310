"""Which addresses a webhook may be sent to.

Whoever may enter an address of a subscriber could otherwise aim this service at machines that only it can reach
(server-side request forgery: OWASP API7:2023, ASVS 5.0 1.3.6; Standard Webhooks, «SSRF»). Spellings of addresses are
without number – `127.1`, `0x7f000001`, `127。0。0。1`, any name in the DNS – so the decision is about the addresses
that a name resolves to, again for each attempt, and the caller connects to the very address that was judged.
"""

import ipaddress
import re
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import httpx2

Reason = Literal["url", "scheme", "userinfo", "host", "literal", "port", "address"]

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Special purpose by the registries of IANA (RFC 6890 and its successors). `is_global` of the standard library is no
#: substitute: it takes multicast, NAT64, 6to4, fec0::/10 and others for public, and each can mean a machine inside.
_DENIED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a carrier's NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, with the metadata services of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
        # Only 2000::/3 is unicast on the Internet. Below it lie ::, ::1, the IPv4-compatible ::/96, NAT64
        # (64:ff9b::/96, 64:ff9b:1::/48) and 100::/64; above it 5f00::/16, fc00::/7, fe80::/10, fec0::/10 and ff00::/8.
        "::/3",
        "4000::/2",
        "8000::/1",
        "2001::/23",  # protocol assignments, with Teredo, which carries an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "3fff::/20",  # documentation
    )
)

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
#: A host whose last label is a number is an IPv4 address to every resolver (WHATWG URL, «ends in a number»).
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.DOTALL)


class Forbidden(Exception):
    """An address that may not be called, with the reason as one word.

    `url` is no URL; `scheme`, `userinfo`, `host` (no host name), `literal` (an IP address in place of a name) and
    `port` are seen in the URL; `address` is one of those that the name resolves to.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a host, as `socket.connect` takes it and as people read it."""

    family: socket.AddressFamily
    sockaddr: tuple[str, int] | tuple[str, int, int, int]

    @property
    def text(self) -> str:
        """The IP address without its port."""
        return self.sockaddr[0]


class AddressGuard:
    """The rules for addresses of subscribers: public ones by HTTPS, and what an administrator allows beside them.

    `allowed_networks` are CIDRs such as `10.1.2.0/24` of receivers in the intranet; they win over the list of denied
    networks, and only toward them may a URL hold an IP address, another port than `ports` or, with `allow_http`, plain
    HTTP. Raises `ValueError` for what is no CIDR.
    """

    def __init__(
        self, allowed_networks: Sequence[str] = (), allow_http: bool = False, ports: Collection[int] = (443,)
    ) -> None:
        self._allowed = tuple(ipaddress.ip_network(network) for network in allowed_networks)
        self._allow_http = allow_http
        self._ports = frozenset(ports)

    def check_url(self, url: str) -> None:
        """Refuse (`Forbidden`) what can be refused by the URL alone, for an early word to whoever enters it.

        A name is not resolved here. What only an allowed network may do passes where there is any, and `addresses`
        decides.
        """
        parsed = _parsed(url)
        host, port = parsed.raw_host.decode("ascii"), _port(parsed)
        literal = _literal(host)
        may_be_inside = self._allows(literal) if literal else bool(self._allowed)
        if parsed.scheme != "https" and not (parsed.scheme == "http" and self._allow_http and may_be_inside):
            raise Forbidden("scheme")
        if parsed.userinfo:
            raise Forbidden("userinfo")
        if literal and not may_be_inside:
            raise Forbidden("literal")
        if not (0 < port < 2**16 and (port in self._ports or may_be_inside)):
            raise Forbidden("port")

    def addresses(self, host: str, port: int, encrypted: bool = True) -> list[Address]:
        """All addresses of a host, resolved once, each of them checked; at least one, in the resolver's order.

        One denied address among public ones refuses the host (`Forbidden`): whoever runs its DNS chooses the order.
        Raises `socket.gaierror` where the name does not resolve. Waits as long as the resolver does.
        """
        found = _resolved(host, port)
        for address in found:
            self._check(_canonical(address.text), port, encrypted)
        return found

    def _check(self, ip: _IP, port: int, encrypted: bool) -> None:
        allowed = self._allows(ip)
        if not allowed and any(ip in network for network in _DENIED):
            raise Forbidden("address")
        if not encrypted and not (self._allow_http and allowed):
            raise Forbidden("scheme")
        if port not in self._ports and not allowed:
            raise Forbidden("port")

    def _allows(self, ip: _IP) -> bool:
        return any(ip in network for network in self._allowed)


def _parsed(url: str) -> httpx2.URL:
    """The URL as read by the parser that the request is built with: a second one might see another host."""
    try:
        return httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):
        raise Forbidden("url") from None


def _port(url: httpx2.URL) -> int:
    if url.port is not None:
        return url.port
    return 80 if url.scheme == "http" else 443


def _literal(host: str) -> _IP | None:
    """The IP address that stands in place of a name; None for a name. Other spellings than the usual are refused."""
    bare = host.removesuffix(".")
    if ":" in host or _ENDS_IN_A_NUMBER.fullmatch(bare):
        try:
            return _canonical(host)
        except ValueError:
            raise Forbidden("literal") from None
    if len(bare) > 253 or not all(_LABEL.fullmatch(label) for label in bare.split(".")):
        raise Forbidden("host")
    return None


def _canonical(text: str) -> _IP:
    """The address; ::ffff:a.b.c.d is a.b.c.d, which the system connects to."""
    ip = ipaddress.ip_address(text)
    return (isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped) or ip


def _resolved(host: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    found = [
        Address(family, (str(where[0]), int(where[1]), *where[2:])) for family, _, _, _, where in answers
    ]
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    return list(dict.fromkeys(found))
