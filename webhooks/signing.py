"""Signatures of webhooks: Standard Webhooks 1.0.0 over raw bytes, stricter than its published libraries.

What is signed is `id.timestamp.body`, and a signature is `v1,<HMAC-SHA256>` or `v1a,<Ed25519>`. Nothing here reads a
clock or a setting: the time and the keys that are valid at it are handed in. The grammar of the headers and the limits
are those of the page on webhooks; the 39 vectors of the tests hold them.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"

#: Seconds that a message may be old or ahead, both included.
TOLERANCE: Final = 300
#: Entries that are looked at in one header; a sender in the middle of a rotation has two or three.
MAX_ENTRIES: Final = 16
#: Characters of the signature header.
MAX_HEADER: Final = 8 * 1024
#: Keys that sign one message.
MAX_SIGNING_KEYS: Final = 10

Kind = Literal["v1", "v1a"]
Reason = Literal[
    "missing_header",
    "bad_id",
    "bad_timestamp",
    "too_old",
    "too_new",
    "too_many_signatures",
    "malformed",
    "no_match",
]

#: No dot: with one, `id.timestamp` could be read in two ways.
_ID = re.compile(r"[A-Za-z0-9_\-:]{1,256}")
_TIMESTAMP = re.compile(r"[1-9][0-9]{0,14}")
_SECRET_SIZES: Final = range(24, 65)
_SIZES: Final[dict[str, int]] = {"v1": 32, "v1a": 64}


class BadKey(ValueError):
    """A text that is no secret of Standard Webhooks; says why, and never repeats the text."""


class NotAuthentic(Exception):
    """A message whose sender is not proved.

    `reason` is for the own log only: a caller that learns which check failed learns how to get past it. `skew` is known
    where time alone stands in the way of a message that a key did sign: so many seconds was the sender's clock ahead.
    """

    def __init__(self, reason: Reason, skew: int | None = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.skew = skew


@dataclass(frozen=True, slots=True)
class Key:
    """One parsed secret.

    `v1` holds 24–64 secret bytes and no public ones; `v1a` holds the 32 bytes of a public key and, where it may sign,
    the 32-byte seed of its private one. Raises BadKey where the sizes are others.
    """

    kind: Kind
    public: bytes = b""
    secret: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        # An empty secret would let everybody sign.
        if self.kind == "v1" and len(self.secret) not in _SECRET_SIZES:
            raise BadKey(f"a whsec_ secret holds 24–64 bytes, this one holds {len(self.secret)}")
        if self.kind == "v1a" and (len(self.public) != 32 or len(self.secret) not in {0, 32}):
            raise BadKey("an Ed25519 key holds 32 bytes")

    @property
    def signs(self) -> bool:
        """Whether the key can sign; a public one only verifies."""
        return bool(self.secret)


def parse_key(text: str) -> Key:
    """The key that a secret's text stands for.

    `whsec_…` signs and verifies (`v1`), `whpk_…` only verifies (`v1a`), `whsk_…` does both (`v1a`; a 32-byte seed or
    the 64 bytes of seed and public key). A text without a prefix is a `whsec_` one, and base64 may lack its padding:
    published secrets come so. Raises BadKey for anything else.
    """
    prefix, mark, encoded = text.partition("_")
    match prefix + mark:
        case "whsec_":
            return Key("v1", secret=_lenient_base64(encoded))
        case "whpk_":
            return Key("v1a", public=_public(_lenient_base64(encoded)))
        case "whsk_":
            return _private(_lenient_base64(encoded))
        case _ if not mark:
            return Key("v1", secret=_lenient_base64(text))
        case _:
            raise BadKey("a secret starts with whsec_, whpk_ or whsk_")


def new_secret() -> str:
    """A fresh symmetric secret: `whsec_` and 32 random bytes."""
    return "whsec_" + _base64(secrets.token_bytes(32))


def new_key_pair() -> tuple[str, str]:
    """A fresh Ed25519 pair (`whsk_…`, `whpk_…`).

    The private key is written as seed and public key, 64 bytes, which is the form that the libraries of Standard
    Webhooks read.
    """
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return "whsk_" + _base64(private.private_bytes_raw() + public), "whpk_" + _base64(public)


def verify(
    headers: Mapping[str, str], body: bytes, keys: Sequence[Key], now: int, tolerance: int = TOLERANCE
) -> str:
    """The id of a message that one of the keys signed.

    `headers` may spell its names in any case; `body` is what came over the wire, before anything parsed it; `now` is in
    whole Unix seconds, `tolerance` in seconds. `keys` are those that are valid now. Raises NotAuthentic with the first
    reason that applies, in the order of `Reason`, and nothing else whatever headers and body hold.
    """
    message_id, stamp, signatures = (
        _header(headers, name) for name in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
    )
    if not (message_id and stamp and signatures):
        raise NotAuthentic("missing_header")
    if not _ID.fullmatch(message_id):
        raise NotAuthentic("bad_id")
    if not _TIMESTAMP.fullmatch(stamp):
        raise NotAuthentic("bad_timestamp")
    content, skew = _content(message_id, stamp, body), int(stamp) - now
    if abs(skew) > tolerance:
        known = skew if _is_signed(signatures, content, keys) else None
        raise NotAuthentic("too_old" if skew < 0 else "too_new", known)
    if not _matches(_entries(signatures), content, keys):
        raise NotAuthentic("no_match")
    return message_id


def sign(message_id: str, timestamp: int, body: bytes, keys: Sequence[Key]) -> dict[str, str]:
    """The three headers of a message, with one entry for each key.

    `timestamp` is the time of this attempt in whole Unix seconds; the id stays the same over all attempts. Raises
    ValueError for an id or a time that `verify` would refuse, for a key that cannot sign, and for none or more than
    MAX_SIGNING_KEYS of them.
    """
    stamp = str(timestamp)
    if not _ID.fullmatch(message_id):
        raise ValueError("a webhook-id is 1–256 of A–Z, a–z, 0–9, «_», «-», «:»")
    if not _TIMESTAMP.fullmatch(stamp):
        raise ValueError("a webhook-timestamp is a positive number of whole seconds")
    if not 0 < len(keys) <= MAX_SIGNING_KEYS:
        raise ValueError(f"between 1 and {MAX_SIGNING_KEYS} keys sign a message")
    if not all(key.signs for key in keys):
        raise ValueError("a public key cannot sign")
    content = _content(message_id, stamp, body)
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: stamp,
        SIGNATURE_HEADER: " ".join(f"{key.kind},{_base64(_signature(key, content))}" for key in keys),
    }


def _header(headers: Mapping[str, str], name: str) -> str:
    """A header's value; one that comes twice is joined by a comma, as HTTP does, and so fits no grammar."""
    # Only ASCII has cases here: the Kelvin sign in lower case is a plain «k».
    return ",".join(value for key, value in headers.items() if key.isascii() and key.lower() == name)


def _content(message_id: str, stamp: str, body: bytes) -> bytes:
    return f"{message_id}.{stamp}.".encode() + body


def _entries(signatures: str) -> list[tuple[str, bytes]]:
    """The well-formed entries of a signature header, by kind; others are skipped, so that new kinds can come."""
    if len(signatures) > MAX_HEADER:
        raise NotAuthentic("too_many_signatures")
    texts = [text for text in signatures.split(" ") if text]
    if len(texts) > MAX_ENTRIES:
        raise NotAuthentic("too_many_signatures")
    entries = []
    for text in texts:
        kind, _, encoded = text.partition(",")
        signature = _strict_base64(encoded)
        if kind in _SIZES and len(signature) == _SIZES[kind]:
            entries.append((kind, signature))
    if not entries:
        raise NotAuthentic("malformed")
    return entries


def _is_signed(signatures: str, content: bytes, keys: Sequence[Key]) -> bool:
    try:
        return _matches(_entries(signatures), content, keys)
    except NotAuthentic:
        return False


def _matches(entries: Sequence[tuple[str, bytes]], content: bytes, keys: Sequence[Key]) -> bool:
    """Whether any key made any of the signatures.

    Every key is held against every entry of its kind, also after a match: how long it takes tells nobody which it was.
    """
    matched = False
    for key in keys:
        signatures = [signature for kind, signature in entries if kind == key.kind]
        if key.kind == "v1":
            expected = _signature(key, content)
            for signature in signatures:
                matched |= hmac.compare_digest(expected, signature)
        else:
            for signature in signatures:
                matched |= _made_by(key.public, signature, content)
    return matched


def _made_by(public: bytes, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signature(key: Key, content: bytes) -> bytes:
    if key.kind == "v1":
        return hmac.digest(key.secret, content, "sha256")
    return Ed25519PrivateKey.from_private_bytes(key.secret).sign(content)


def _private(secret: bytes) -> Key:
    if len(secret) not in {32, 64}:
        raise BadKey(f"a whsk_ key holds 32 or 64 bytes, this one holds {len(secret)}")
    seed, given = secret[:32], secret[32:]
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    if given and not hmac.compare_digest(given, public):
        raise BadKey("the second half of this whsk_ key is not the public key of the first")
    return Key("v1a", public=public, secret=seed)


_PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME


def _public(key: bytes) -> bytes:
    """The bytes of a public key that only the owner of its private one can sign for.

    Refuses what is no point of the curve −x² + y² = 1 + d·x²·y², and the points of order 1, 2, 4 and 8: for those
    anybody can make a signature that fits. They are the ones with y = 0, y = ±1 or d·y⁴ + 2·y² = 1.
    """
    if len(key) != 32:
        raise BadKey(f"a whpk_ key holds 32 bytes, this one holds {len(key)}")
    y = int.from_bytes(key, "little") & (2**255 - 1)
    square = y * y % _PRIME
    x_square = (square - 1) * pow(_D * square + 1, -1, _PRIME) % _PRIME
    if y >= _PRIME or pow(x_square, (_PRIME - 1) // 2, _PRIME) == _PRIME - 1:
        raise BadKey("these 32 bytes are no public key of Ed25519")
    if y * (square - 1) * (_D * square * square + 2 * square - 1) % _PRIME == 0:
        raise BadKey("this whpk_ key is weak: anybody could sign for it")
    return key


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _strict_base64(text: str) -> bytes:
    """The bytes of padded base64 in the one spelling that encoding gives; none for any other text."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return data if _base64(data) == text else b""


def _lenient_base64(text: str) -> bytes:
    """The bytes of base64 that may lack its padding and may have stray bits at its end."""
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except ValueError:
        raise BadKey("a secret is written in base64, behind its prefix") from None
