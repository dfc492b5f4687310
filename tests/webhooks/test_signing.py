"""Signatures: what was signed is accepted, whatever was touched is refused, and nothing crashes."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from tests.webhooks.drawn import BODIES, ID, IDS, KEY, NOW, OTHER_KEY, PAIR, WHSEC, WHSK, fixed
from webhooks import signing
from webhooks.signing import (
    MAX_ENTRIES,
    MAX_HEADER,
    BadKey,
    Key,
    NotAuthentic,
    new_key_pair,
    new_secret,
    parse_key,
    sign,
    verify,
)

_VECTORS = json.loads((Path(__file__).parent / "data" / "webhook_vectors.json").read_text("utf-8"))
_BODY = b'{"test": 2432232314}'


def _reason(
    headers: dict[str, str], body: bytes = _BODY, keys: tuple[Key, ...] = (KEY,), now: int = NOW
) -> str:
    """Why a message is refused; "" where it is accepted."""
    try:
        verify(headers, body, keys, now)
    except NotAuthentic as refusal:
        return refusal.reason
    return ""


def _signed(**changed: str) -> dict[str, str]:
    """A good message's headers, some of them changed: `id`, `timestamp`, `signature`."""
    return sign(ID, NOW, _BODY, [KEY]) | {f"webhook-{name}": value for name, value in changed.items()}


def _signature(key: Key = KEY) -> str:
    return sign(ID, NOW, _BODY, [key])["webhook-signature"]


# --- the published vectors


def test_the_vectors_are_all_there() -> None:
    assert len(_VECTORS) == 39
    assert sum(vector["expect"] == "accept" for vector in _VECTORS) == 9


@pytest.mark.parametrize("vector", _VECTORS, ids=[vector["name"] for vector in _VECTORS])
def test_vector(vector: dict[str, Any]) -> None:
    keys = [parse_key(secret) for secret in vector["secrets"]]
    message = (
        vector["headers"],
        base64.b64decode(vector["body_b64"]),
        keys,
        vector["now"],
        vector["tolerance"],
    )
    if vector["expect"] == "accept":
        assert verify(*message) == vector["headers"]["webhook-id"]
    else:
        with pytest.raises(NotAuthentic) as refusal:
            verify(*message)
        assert refusal.value.reason == vector["reason"]


# --- the published library as an oracle


@fixed(100)
@given(message_id=IDS, text=st.text(max_size=300), size=st.integers(24, 64), data=st.data())
def test_the_published_library_accepts_what_is_signed_here(
    message_id: str, text: str, size: int, data: st.DataObject
) -> None:
    secret = "whsec_" + base64.b64encode(data.draw(st.binary(min_size=size, max_size=size))).decode()
    body = text.encode()
    headers = sign(message_id, int(time.time()), body, [OTHER_KEY, parse_key(secret)])
    Webhook(secret).verify(body, headers, json_parse=False)


@fixed(100)
@given(message_id=IDS, text=st.text(max_size=300), stamp=st.integers(1, 253_402_300_799))
def test_what_the_published_library_signs_is_accepted_here(message_id: str, text: str, stamp: int) -> None:
    headers = {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(stamp),
        "Webhook-Signature": Webhook(WHSEC).sign(message_id, datetime.fromtimestamp(stamp, UTC), text),
    }
    assert verify(headers, text.encode(), [OTHER_KEY, KEY], stamp) == message_id


# --- laws


@fixed(60)
@given(message_id=IDS, body=BODIES, stamp=st.integers(1, 10**15 - 1), skew=st.integers(-300, 300))
def test_what_is_signed_is_accepted_by_each_of_its_keys(
    message_id: str, body: bytes, stamp: int, skew: int
) -> None:
    headers = sign(message_id, stamp, body, [KEY, PAIR, OTHER_KEY])
    for key in (KEY, Key("v1a", public=PAIR.public), OTHER_KEY):
        assert verify(headers, body, [key], stamp + skew) == message_id


@pytest.mark.parametrize("key", [KEY, PAIR], ids=["v1", "v1a"])
@fixed(60)
@given(body=st.binary(min_size=1, max_size=200), data=st.data())
def test_a_byte_that_was_touched_is_noticed(key: Key, body: bytes, data: st.DataObject) -> None:
    headers = sign(ID, NOW, body, [key])
    index = data.draw(st.integers(0, len(body) - 1))
    touched = body[:index] + bytes([body[index] ^ data.draw(st.integers(1, 255))]) + body[index + 1 :]
    assert _reason(headers, touched, (key,)) == "no_match"
    assert _reason(headers, body[:-1], (key,)) == "no_match"
    assert _reason(headers, body + b"\n", (key,)) == "no_match"


@pytest.mark.parametrize("key", [KEY, PAIR], ids=["v1", "v1a"])
@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_character_of_a_header_that_was_touched_is_noticed(key: Key, name: str) -> None:
    headers = sign(ID, NOW, _BODY, [key])
    value = headers[name]
    for index, character in enumerate(value):
        for other in "A0,=. \0é":
            if other != character:
                touched = value[:index] + other + value[index + 1 :]
                assert _reason(headers | {name: touched}, keys=(key,)), (name, index, other)


_ODD = st.one_of(
    st.text(max_size=40),
    st.text("0123456789", max_size=20),
    st.sampled_from([ID, str(NOW), "v1,", "v1a,", ",", " ", "v1,A v1,B,C", "\ud800", "v1,é=", "١٦١٤٢٦٥٣٣٠"]),
    st.text("v1a,= AQ\t\0", max_size=100),
)
_NAMES = st.sampled_from(
    ["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE", "webhook-signature", "x", "\ud800"]
)


@fixed(150)
@given(
    headers=st.dictionaries(_NAMES, _ODD), good=st.booleans(), body=BODIES, now=st.integers(-(10**20), 10**20)
)
def test_nothing_but_the_refusal_is_ever_raised(
    headers: dict[str, str], good: bool, body: bytes, now: int
) -> None:
    start = sign(ID, NOW, body, [KEY, PAIR]) if good else {}
    assert isinstance(_reason(start | headers, body, (KEY, PAIR), NOW if good else now), str)


@fixed(150)
@given(signature=st.text("v1a,= \tAQé+/", min_size=1, max_size=400))
def test_no_signature_is_right_by_chance(signature: str) -> None:
    assert _reason(_signed(signature=signature), keys=(KEY, PAIR)) in {
        "too_many_signatures",
        "malformed",
        "no_match",
    }


# --- hostile inputs, by their number in the list


def test_07_a_captured_request_is_stale_after_301_seconds() -> None:
    assert [_reason(_signed(), now=NOW + age) for age in (300, 301, -300, -301)] == [
        "",
        "too_old",
        "",
        "too_new",
    ]


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_09_a_header_is_missing_or_empty(name: str) -> None:
    headers = _signed()
    assert _reason(headers | {name: ""}) == "missing_header"
    del headers[name]
    assert _reason(headers) == "missing_header"


@pytest.mark.parametrize(
    "signature",
    [
        "v1",
        "v1,a,b",
        "v1,A",
        "v1,é",
        _signature().rstrip("="),
        _signature() + "=",
        _signature() + ",",
        "v1," + "A" * 88,
    ],
)
def test_10_a_signature_that_fits_no_grammar(signature: str) -> None:
    assert _reason(_signed(signature=signature)) == "malformed"


def test_10_a_second_spelling_of_the_same_signature_is_refused() -> None:
    spelt = _signature()
    other = spelt[:-2] + chr(ord(spelt[-2]) + 1) + "="
    assert base64.b64decode(other[3:]) == base64.b64decode(spelt[3:])
    assert _reason(_signed(signature=other)) == "malformed"


@pytest.mark.parametrize("junk", ["junk", "v1", "v1,", "v1,a,b", "v2,AAAA", "\t", "é", " ", ","])
def test_11_junk_before_or_after_the_valid_entry_is_passed_over(junk: str) -> None:
    assert not _reason(_signed(signature=f"{junk}  {_signature()}"))
    assert not _reason(_signed(signature=f"{_signature()}  {junk}"))


def test_12_thousands_of_signatures_are_not_tried() -> None:
    headers = _signed(signature=" ".join([_signature()] * 5_000))
    assert _reason(headers, keys=(KEY, PAIR)) == "too_many_signatures"


def test_12_the_sixteenth_entry_counts_and_the_seventeenth_is_too_many() -> None:
    wrong = ["v1," + "A" * 43 + "="]
    assert not _reason(_signed(signature=" ".join(wrong * (MAX_ENTRIES - 1) + [_signature()])))
    assert _reason(_signed(signature=" ".join(wrong * MAX_ENTRIES + [_signature()]))) == "too_many_signatures"
    assert not _reason(_signed(signature=_signature().ljust(MAX_HEADER)))
    assert _reason(_signed(signature=_signature().ljust(MAX_HEADER + 1))) == "too_many_signatures"


def test_13_an_old_key_counts_as_long_as_it_is_handed_in() -> None:
    old = _signed(signature=_signature(OTHER_KEY))
    assert not _reason(old, keys=(KEY, OTHER_KEY))
    assert _reason(old) == "no_match"
    assert _reason(_signed(), keys=()) == "no_match"


@pytest.mark.parametrize(
    "stamp",
    [
        f" {NOW}",
        f"{NOW} ",
        f"{NOW}\n",
        "1_614_265_330",
        "1.6e9",
        "١٦١٤٢٦٥٣٣٠",
        "nan",
        f"+{NOW}",
        "0",
        f"{NOW},{NOW}",
        "9" * 16,
        "9" * 5_000,
    ],
)
def test_14_a_timestamp_that_is_no_plain_number_of_seconds(stamp: str) -> None:
    assert _reason(_signed(timestamp=stamp)) == "bad_timestamp"


def test_14_a_timestamp_in_milliseconds_is_far_ahead() -> None:
    assert _reason(_signed(timestamp=f"{NOW}000")) == "too_new"


@pytest.mark.parametrize("stamp", ["9" * 15, "253402300800"])
def test_a_time_beyond_the_calendar_is_a_number_like_any_other(stamp: str) -> None:
    assert _reason(_signed(timestamp=stamp)) == "too_new"
    assert not _reason(sign(ID, int(stamp), _BODY, [KEY]), now=int(stamp))


@pytest.mark.parametrize(
    ("name", "reason"),
    [("webhook-id", "bad_id"), ("webhook-timestamp", "bad_timestamp"), ("webhook-signature", "malformed")],
)
def test_15_a_header_that_comes_twice(name: str, reason: str) -> None:
    headers = _signed()
    assert _reason(headers | {name: f"{headers[name]},{headers[name]}"}) == reason
    assert _reason(headers | {name.title(): headers[name]}) == reason


@pytest.mark.parametrize("name", ["webhook_id", "webhoo\N{KELVIN SIGN}-id", "webhook-id "])
def test_15_a_name_that_only_looks_alike_is_ignored(name: str) -> None:
    assert not _reason(_signed() | {name: "another"})
    assert _reason({name: ID} | {k: v for k, v in _signed().items() if k != "webhook-id"}) == "missing_header"


@pytest.mark.parametrize("spelt", [str.upper, str.title, str.lower])
def test_names_of_headers_come_in_any_case(spelt: Callable[[str], str]) -> None:
    assert not _reason({spelt(name): value for name, value in _signed().items()})


@pytest.mark.parametrize("message_id", ["a" * 257, "msg.1", "m\t1", "msg_😀", "m\0", f"{ID}\n", " m", "mã"])
def test_16_an_id_that_fits_no_grammar(message_id: str) -> None:
    assert _reason(_signed(id=message_id)) == "bad_id"


def test_18_another_source_s_key_does_not_count() -> None:
    assert _reason(sign(ID, NOW, _BODY, [OTHER_KEY])) == "no_match"
    assert _reason(sign(ID, NOW, _BODY, [PAIR]), keys=(KEY, parse_key(new_key_pair()[1]))) == "no_match"


def test_26_an_empty_body_is_signed_like_any_other() -> None:
    assert not _reason(sign(ID, NOW, b"", [KEY]), b"")


def test_reasons_come_in_their_order() -> None:
    wrong = {"webhook-id": "m.1", "webhook-timestamp": "x", "webhook-signature": "v1 " * 20}
    found = [_reason({})]
    for name, right in [("id", ID), ("timestamp", str(NOW)), ("signature", "v1")]:
        found.append(_reason(wrong))
        wrong[f"webhook-{name}"] = right
    found.append(_reason(wrong))
    assert found == ["missing_header", "bad_id", "bad_timestamp", "too_many_signatures", "malformed"]


def test_asymmetric_signatures_as_many_as_allowed() -> None:
    many = _signed(signature=" ".join([_signature(PAIR)[:-3] + "A=="] * MAX_ENTRIES))
    assert _reason(many, keys=(PAIR, PAIR)) == "no_match"


@pytest.mark.parametrize("first", range(3))
def test_every_key_is_tried_for_every_entry_also_after_a_match(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bytes] = []

    def compared(expected: bytes, given: bytes) -> bool:
        tried.append(given)
        return expected == given

    def made_by(public: bytes, signature: bytes, _: bytes) -> bool:
        tried.append(signature)
        return public == PAIR.public

    monkeypatch.setattr("webhooks.signing.hmac.compare_digest", compared)
    monkeypatch.setattr(signing, "_made_by", made_by)
    signature = " ".join([_signature(), _signature(OTHER_KEY), _signature(PAIR), _signature()])
    keys = [KEY, PAIR, OTHER_KEY]
    assert not _reason(_signed(signature=signature), keys=(*keys[first:], *keys[:first]))
    assert sorted(map(len, tried)) == [32] * 6 + [64]


# --- keys


def test_fresh_secrets_are_read_back_and_differ() -> None:
    assert len({new_secret() for _ in range(20)}) == 20
    assert len(parse_key(new_secret()).secret) == 32


def test_a_fresh_pair_belongs_together() -> None:
    for _ in range(20):
        private, public = map(parse_key, new_key_pair())
        assert private.signs
        assert not public.signs
        assert private.public == public.public
        assert not _reason(sign(ID, NOW, _BODY, [private]), keys=(public,))


def test_a_private_key_is_its_seed_with_or_without_the_public_half() -> None:
    private = new_key_pair()[0]
    seed = "whsk_" + base64.b64encode(base64.b64decode(private[5:])[:32]).decode()
    assert parse_key(seed) == parse_key(private)


def test_secrets_do_not_show() -> None:
    for text in (WHSEC, WHSK, new_key_pair()[0]):
        key = parse_key(text)
        assert repr(key.secret) not in repr(key)
        assert text[6:] not in repr(key)
        assert "secret" not in repr(key)


def _encoded(prefix: str, data: bytes) -> str:
    return prefix + base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "24–64 bytes"),
        ("whsec_", "24–64 bytes"),
        (_encoded("whsec_", bytes(23)), "this one holds 23"),
        (_encoded("whsec_", bytes(65)), "this one holds 65"),
        ("whsec_whsec_" + WHSEC[6:], "base64"),
        ("whsec_é" + WHSEC[6:], "base64"),
        (f" {WHSEC}", "starts with"),
        (f"{WHSEC}\n", "base64"),
        (WHSEC.upper(), "starts with"),
        ("v1_" + WHSEC[6:], "starts with"),
        (_encoded("whpk_", bytes(31)), "32 bytes"),
        (_encoded("whsk_", bytes(33)), "32 or 64"),
        (_encoded("whsk_", bytes(64)), "not the public key"),
        (_encoded("whpk_", b"\2" + bytes(31)), "no public key"),
        (_encoded("whpk_", b"\xff" * 32), "no public key"),
        # The points that anybody can sign for: of order 4, 1, 2 and 8, as libsodium lists them.
        (_encoded("whpk_", bytes(32)), "weak"),
        (_encoded("whpk_", b"\1" + bytes(31)), "weak"),
        (_encoded("whpk_", b"\xec" + b"\xff" * 30 + b"\x7f"), "weak"),
        (
            _encoded(
                "whpk_", bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
            ),
            "weak",
        ),
        (
            _encoded(
                "whpk_", bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
            ),
            "weak",
        ),
    ],
)
def test_a_bad_key_says_why_and_does_not_repeat_it(text: str, why: str) -> None:
    with pytest.raises(BadKey, match=why) as refusal:
        parse_key(text)
    assert not text[6:] or text[6:] not in str(refusal.value)


@fixed(150)
@given(
    prefix=st.sampled_from(["", "whsec_", "whpk_", "whsk_", "x_"]),
    text=st.text("AQ=+/_é\0\ud800z", max_size=90),
)
def test_a_text_is_a_key_or_a_bad_one(prefix: str, text: str) -> None:
    try:
        key = parse_key(prefix + text)
    except BadKey:
        return
    assert key.kind in {"v1", "v1a"}


def test_a_key_made_by_hand_is_held_to_its_size() -> None:
    with pytest.raises(BadKey):
        Key("v1")
    with pytest.raises(BadKey):
        Key("v1a")
    with pytest.raises(BadKey):
        Key("v1a", PAIR.public, b"short")


# --- what is not signed


@pytest.mark.parametrize(
    ("message_id", "stamp", "keys", "why"),
    [
        ("m.1", NOW, [KEY], "webhook-id"),
        ("", NOW, [KEY], "webhook-id"),
        (ID, 0, [KEY], "webhook-timestamp"),
        (ID, 10**15, [KEY], "webhook-timestamp"),
        (ID, NOW, [], "between 1 and 10"),
        (ID, NOW, [KEY] * 11, "between 1 and 10"),
        (ID, NOW, [Key("v1a", public=PAIR.public)], "cannot sign"),
    ],
)
def test_what_nobody_would_accept_is_not_signed(
    message_id: str, stamp: int, keys: list[Key], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        sign(message_id, stamp, _BODY, keys)
