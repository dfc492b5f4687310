"""Passwords: what may be one, and how they are kept (argon2id, RFC 9106; rules after OWASP ASVS 5.0, 6.2)."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.service.errors import Flaw, Invalid
from spec.diagnostics import Bilingual

SHORTEST: Final = 12
#: Longer ones are refused rather than cut.
LONGEST: Final = 200
#: Words that somebody who attacks this program tries first.
_OF_THIS_PROGRAM: Final = (
    "chamdiem",
    "chấmđiểm",
    "caicachhanhchinh",
    "parindex",
    "sonoivu",
    "matkhau",
    "mậtkhẩu",
)

#: 64 MiB, 3 passes, 4 lanes: the second recommended setting of RFC 9106.
HASHER = PasswordHasher()
#: Each check takes 64 MiB; more at once would be a way to use the machine up.
_AT_ONCE = BoundedSemaphore(4)


def check_new(password: str, login: str) -> None:
    """Raise ``Invalid`` where a password is too short, too long, common, or names its account or this program."""
    plain = _plain(password)
    if len(password) < SHORTEST:
        raise _flaw(
            "too_short",
            f"mật khẩu phải có ít nhất {SHORTEST} ký tự",
            f"a password has at least {SHORTEST} characters",
        )
    if len(password) > LONGEST:
        raise _flaw(
            "too_long",
            f"mật khẩu dài quá {LONGEST} ký tự",
            f"a password has at most {LONGEST} characters",
        )
    named = [word for word in (*_OF_THIS_PROGRAM, login) if _plain(word) and _plain(word) in plain]
    left = plain
    for word in named:
        left = left.replace(_plain(word), "")
    if len(left) < SHORTEST // 2 or plain in _common() or _is_monotonous(plain):
        raise _flaw(
            "common",
            "mật khẩu này dễ đoán; hãy ghép vài từ không liên quan với nhau",
            "this password is easily guessed; put a few unrelated words together",
        )


def hash_of(password: str) -> str:
    """A password as it is kept."""
    with _AT_ONCE:
        return HASHER.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password is the one that is kept. It takes as long where none is kept."""
    with _AT_ONCE:
        try:
            HASHER.verify(kept or _of_nobody(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was kept under weaker settings than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def _of_nobody() -> str:
    return HASHER.hash("nobody has this password")


def _normal(password: str) -> str:
    # The same keys give «ế» composed on one machine and in parts on another.
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    return re.sub(r"[\s_.-]", "", _normal(text)).casefold()


@cache
def _common() -> frozenset[str]:
    text = (files(__package__) / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(_plain(line) for line in text.splitlines() if line and not line.startswith("#"))


def _is_monotonous(plain: str) -> bool:
    """One short piece again and again, or signs in the order of the keyboard or of counting."""
    if re.fullmatch(r"(.{1,4}?)\1+.{0,3}", plain):
        return True
    rows = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    return any(plain in row or plain[::-1] in row for row in rows)


def _flaw(code: str, vi: str, en: str) -> Invalid:
    return Invalid([Flaw("/password", code, Bilingual(vi, en))])
