import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.guard import Address, AddressGuard, Forbidden

PUBLIC_4, PUBLIC_6 = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
INTRANET = AddressGuard(["10.1.2.0/24", "fd00:1::/32"], allow_http=True)

DENIED = {
    "this network": ["0.0.0.0", "0.255.255.255"],  # noqa: S104 - refused, not bound
    "private": [
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.255.255",
    ],
    "carrier": ["100.64.0.0", "100.127.255.255"],
    "loopback": ["127.0.0.0", "127.0.0.1", "127.255.255.255"],
    "link-local": ["169.254.0.0", "169.254.169.254", "169.254.255.255"],
    "protocol assignments": ["192.0.0.0", "192.0.0.255"],
    "documentation": [
        "192.0.2.0",
        "192.0.2.255",
        "198.51.100.0",
        "198.51.100.255",
        "203.0.113.0",
        "203.0.113.255",
    ],
    "6to4 relays": ["192.88.99.0", "192.88.99.255"],
    "benchmarks": ["198.18.0.0", "198.19.255.255"],
    "multicast": ["224.0.0.0", "239.255.255.255", "ff00::", "ff02::1", "ff0e::1", "ffff::"],
    "reserved": ["240.0.0.0", "255.255.255.254", "255.255.255.255"],
    "unspecified and loopback, IPv6": ["::", "::1"],
    "IPv4-compatible": ["::127.0.0.1", "::8.8.8.8"],
    "IPv4-translated": ["::ffff:0:127.0.0.1"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
    "discard and dummy": ["100::", "100::ffff", "100:0:0:1::"],
    "Teredo and its kin": ["2001::", "2001::7f00:1", "2001:1ff:ffff::"],
    "documentation, IPv6": ["2001:db8::", "2001:db8:ffff::", "3fff::", "3fff:fff:ffff::"],
    "6to4": ["2002::", "2002:7f00:1::", "2002:ffff::"],
    "segment routing": ["5f00::", "5f00:ffff::"],
    "unique local": ["fc00::", "fd12:3456::1", "fdff::"],
    "link-local, IPv6": ["fe80::1", "febf::1", "fe80::1%2"],
    "site-local": ["fec0::", "feff::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0"],
}
PUBLIC = [
    "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255",
    "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2000::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "3ffe:ffff::1", "3fff:1000::1",
    "::ffff:93.184.216.34", PUBLIC_4, PUBLIC_6,
]  # fmt: skip
LOOPBACK_SPELLINGS = [
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "0",
    "localhost",
]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let names resolve to given addresses; gives the list of the names that were asked for."""

    def answering(*addresses: str) -> list[str]:
        asked: list[str] = []

        def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            return [_answer(address, port) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return answering


def _answer(address: str, port: int) -> Any:
    if ":" in address:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


def _refused(guard: AddressGuard, url: str) -> str | None:
    try:
        guard.check_url(url)
    except Forbidden as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize("address", [one for group in DENIED.values() for one in group])
def test_denied_networks_from_first_to_last_address(address: str, resolver: Callable[..., list[str]]) -> None:
    resolver(address)
    with pytest.raises(Forbidden, match=r"^address$"):
        AddressGuard().addresses("hooks.test", 443)


@pytest.mark.parametrize("address", PUBLIC)
def test_their_neighbours_are_public(address: str, resolver: Callable[..., list[str]]) -> None:
    resolver(address)
    assert [one.text for one in AddressGuard().addresses("hooks.test", 443)] == [address]


@given(st.ip_addresses())
def test_no_address_is_public_here_that_is_not_for_the_standard_library(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    plain = (isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped) or ip
    if not plain.is_global or plain.is_multicast:
        with pytest.raises(Forbidden):
            AddressGuard()._check(plain, 443, encrypted=True)


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
def test_whatever_resolves_to_loopback_is_denied(host: str) -> None:
    with pytest.raises(Forbidden, match=r"^address$"):
        AddressGuard().addresses(host, 443)


@pytest.mark.parametrize(
    "host", [*LOOPBACK_SPELLINGS[:-1], "127.0.0.1", "127.0.0.1.", "[::1]", "[::ffff:7f00:1]"]
)
def test_and_is_seen_in_the_url_already(host: str) -> None:
    assert _refused(AddressGuard(), f"https://{host}/") in {"literal", "url"}
    assert _refused(INTRANET, f"https://{host}/") in {"literal", "url"}


def test_one_denied_address_among_public_ones_refuses_the_host(resolver: Callable[..., list[str]]) -> None:
    for mixed in [(PUBLIC_4, "10.0.0.1"), ("10.0.0.1", PUBLIC_4), (PUBLIC_4, PUBLIC_6, "::1")]:
        resolver(*mixed)
        with pytest.raises(Forbidden, match=r"^address$"):
            AddressGuard().addresses("hooks.test", 443)


def test_a_name_is_resolved_once_and_keeps_the_resolvers_order(resolver: Callable[..., list[str]]) -> None:
    asked = resolver(PUBLIC_6, PUBLIC_4, PUBLIC_6)
    found = AddressGuard().addresses("hooks.test", 443)
    assert asked == ["hooks.test"]
    assert found == [
        Address(socket.AF_INET6, (PUBLIC_6, 443, 0, 0)),
        Address(socket.AF_INET, (PUBLIC_4, 443)),
    ]


def test_a_name_that_does_not_resolve(resolver: Callable[..., list[str]]) -> None:
    resolver()
    with pytest.raises(socket.gaierror):
        AddressGuard().addresses("hooks.invalid", 443)


@pytest.mark.parametrize("host", ["a" * 64 + ".test", "a..test"])
def test_a_name_that_cannot_be_asked_for_does_not_resolve(host: str) -> None:
    with pytest.raises(socket.gaierror):
        AddressGuard().addresses(host, 443)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://hooks.test/in?a=b", None),
        ("https://hooks.test:443", None),
        ("https://hooks.test./", None),
        ("https://dịch-vụ.tỉnh.test/", None),
        ("HTTPS://Hooks.Test/", None),
        ("https://1e100.test/", None),
        ("http://hooks.test/", "scheme"),
        ("http://hooks.test:443/", "scheme"),
        ("ftp://hooks.test/", "scheme"),
        ("file:///etc/passwd", "host"),
        ("gopher://hooks.test/", "scheme"),
        ("//hooks.test/", "scheme"),
        ("hooks.test", "host"),
        ("", "host"),
        ("https://", "host"),
        ("https:///in", "host"),
        ("https://user@hooks.test/", "userinfo"),
        ("https://user:secret@hooks.test/", "userinfo"),
        ("https://hooks.test:secret@evil.test/", "userinfo"),
        ("https://hooks.test\\@evil.test/", "userinfo"),
        ("https://93.184.216.34/", "literal"),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]/", "literal"),
        ("https://[fe80::1%25eth0]/", "literal"),
        ("https://93.184.55330/", "literal"),
        ("https://hooks.0x7f/", "literal"),
        ("https://hooks.test:8443/", "port"),
        ("https://hooks.test:80/", "port"),
        ("https://hooks.test:99999/", "port"),
        ("https://hooks.test:-1/", "port"),
        ("https://hooks.test:x/", "url"),
        ("https://hooks.test\n.evil.test/", "url"),
        ("https://hooks test/", "host"),
        ("https://hooks..test/", "host"),
        ("https://.test/", "host"),
        ("https://hooks%2etest/", "host"),
        ("https://-hooks.test/", "host"),
        ("https://" + "a" * 64 + ".test/", "host"),
        ("https://" + "a.b." * 70 + "test/", "host"),
        ("https://ⓛocalhost/", "url"),
    ],
)
def test_what_the_url_alone_says(url: str, reason: str | None) -> None:
    assert _refused(AddressGuard(), url) == reason


@given(st.text() | st.text().map("https://{}/".format))
def test_any_text_is_either_passed_or_forbidden(url: str) -> None:
    _refused(AddressGuard(), url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.1.2.3:8080/", None),
        ("https://10.1.2.3:8443/", None),
        ("https://[::ffff:10.1.2.3]/", None),
        ("http://[fd00:1::7]:8080/", None),
        ("http://hooks.intranet.test:8080/", None),  # where its addresses lie is seen when it is resolved
        ("http://10.1.3.3/", "scheme"),
        ("https://10.1.3.3/", "literal"),
        ("https://10.1.2.3:0/", "port"),
        ("ftp://10.1.2.3/", "scheme"),
        ("https://user@10.1.2.3/", "userinfo"),
        ("https://10.1.515/", "literal"),
    ],
)
def test_toward_allowed_networks_a_url_may_hold_more(url: str, reason: str | None) -> None:
    assert _refused(INTRANET, url) == reason


@pytest.mark.parametrize(
    ("addresses", "port", "encrypted", "reason"),
    [
        (["10.1.2.3"], 443, True, None),
        (["10.1.2.3", "fd00:1::1"], 8080, False, None),
        (["::ffff:10.1.2.3"], 8080, False, None),
        ([PUBLIC_4], 443, True, None),
        ([PUBLIC_4], 8443, True, "port"),
        ([PUBLIC_4], 443, False, "scheme"),
        (["10.1.2.3", PUBLIC_4], 8080, False, "scheme"),
        (["10.1.2.3", "10.1.3.3"], 443, True, "address"),
        (["fd00:2::1"], 443, True, "address"),
    ],
)
def test_only_they_may_be_called_in_the_clear_or_on_other_ports(
    addresses: list[str], port: int, encrypted: bool, reason: str | None, resolver: Callable[..., list[str]]
) -> None:
    resolver(*addresses)
    if reason is None:
        assert [one.text for one in INTRANET.addresses("hooks.test", port, encrypted)] == addresses
    else:
        with pytest.raises(Forbidden, match=rf"^{reason}$"):
            INTRANET.addresses("hooks.test", port, encrypted)


def test_plain_http_has_a_switch_of_its_own(resolver: Callable[..., list[str]]) -> None:
    resolver("10.1.2.3")
    guard = AddressGuard(["10.1.2.0/24"])
    assert _refused(guard, "http://10.1.2.3:8080/") == "scheme"
    with pytest.raises(Forbidden, match=r"^scheme$"):
        guard.addresses("hooks.test", 8080, encrypted=False)


def test_more_ports_may_be_open_to_all(resolver: Callable[..., list[str]]) -> None:
    resolver(PUBLIC_4)
    guard = AddressGuard(ports=(443, 8443))
    guard.check_url("https://hooks.test:8443/")
    assert guard.addresses("hooks.test", 8443)
    assert _refused(guard, "https://hooks.test:8444/") == "port"


@pytest.mark.parametrize("network", ["10.1.2.3/24", "10.1.2", "hooks.test", ""])
def test_an_allowed_network_is_a_cidr(network: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        AddressGuard([network])
