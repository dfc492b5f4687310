"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when the telephone is gone.

Recovery codes are shown once and kept by their SHA-256; each counts once. They are of digits alone, so that they go
into the field that asks for a code, whatever keyboard a telephone shows there.
"""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final

import pyotp
from sqlalchemy import Connection, select, update

from engine.service.errors import Conflict, Flaw, Invalid
from engine.service.office import Office
from engine.service.patience import Visitor, be_patient, count_failure, forget_failures, subjects_of
from engine.service.people import Person
from engine.service.signing_in import digest_of_token
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import canonical
from spec.diagnostics import Bilingual

_ISSUER: Final = "ChấmĐiểm"
#: Recovery codes that somebody has at most, and the groups of digits of one: 66 bits.
_CODES: Final = 10
_GROUPS, _GROUP = 4, 5


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What somebody puts into their authenticator. ``uri``: for a QR code."""

    secret: str
    uri: str


def new_enrolment(person: Person) -> Enrolment:
    """A new second factor, which counts when ``enrol`` has seen a code of it."""
    return enrolment_of(person, pyotp.random_base32())


def enrolment_of(person: Person, secret: str) -> Enrolment:
    """The same one again, after a mistyped code."""
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=person.login, issuer_name=_ISSUER))


def enrol(office: Office, person: Person, token: str, secret: str, code: str) -> list[str]:
    """Set up a second factor; gives its recovery codes, which nobody can see again.

    Raises ``Invalid`` for a wrong code, ``Conflict`` where there is a second factor.
    """
    step = _step_of(secret, code, None)
    if step is None:
        raise _wrong_code()
    codes = _new_codes()

    def work(action: Action) -> None:
        connection = action.connection
        row = _held(connection, person)
        if row.totp is not None:
            words = Bilingual("tài khoản đã có lớp xác thực thứ hai", "the account has a second factor")
            raise Conflict(words)
        _change(connection, person, totp=office.vault.seal(secret), totp_step=step, recovery=_kept(codes))
        _confirm(connection, token)

    office.journal.act(person.login, "second_factor.added", person.login, work)
    return codes


def confirm(office: Office, person: Person, token: str, code: str, visitor: Visitor) -> None:
    """Give a code of the second factor, or a recovery code; each counts once. Raises ``Invalid`` and ``Wait``."""
    subjects = subjects_of(f"{person.login} 2", visitor)
    with office.read() as connection:
        be_patient(connection, subjects, office.journal.clock())

    def work(action: Action) -> None:
        connection = action.connection
        row = _held(connection, person)
        step = None if row.totp is None else _step_of(office.vault.open(row.totp), code, row.totp_step)
        if step is not None:
            _change(connection, person, totp_step=step)
        else:
            left = _without(_codes_of(row), code)
            _change(connection, person, recovery=canonical(left))
            action.detail = {"recovery_codes_left": len(left)}
        forget_failures(connection, subjects)
        _confirm(connection, token)

    try:
        office.journal.act(person.login, "second_factor.given", person.login, work)
    except Invalid:
        count_failure(office, subjects)
        raise


def _held(connection: Connection, person: Person) -> Any:
    return connection.execute(select(t.users).where(t.users.c.id == person.id).with_for_update()).one()


def _change(connection: Connection, person: Person, **values: object) -> None:
    connection.execute(update(t.users).where(t.users.c.id == person.id).values(values))


def _confirm(connection: Connection, token: str) -> None:
    where = t.sign_ins.c.token == digest_of_token(token)
    connection.execute(update(t.sign_ins).where(where).values(confirmed=True))


def _step_of(secret: str, code: str, last: int | None) -> int | None:
    """The step of time (RFC 6238) that a code is of: the current one or the one before, and none that was used."""
    plain = _digits(code)
    one = pyotp.TOTP(secret)
    now = int(time.time()) // one.interval
    for step in (now, now - 1):
        if (last is None or step > last) and secrets.compare_digest(one.generate_otp(step), plain):
            return step
    return None


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isascii() and sign.isdigit())


def _wrong_code() -> Invalid:
    words = Bilingual("mã không đúng hoặc đã dùng", "the code is wrong or was used")
    return Invalid([Flaw("/code", "code", words)])


# ---- Recovery codes


def new_recovery_codes(office: Office, person: Person) -> list[str]:
    """Others in place of those that somebody had. Raises ``Conflict`` where there is no second factor."""
    codes = _new_codes()

    def work(action: Action) -> None:
        if _held(action.connection, person).totp is None:
            words = Bilingual("tài khoản chưa có lớp xác thực thứ hai", "the account has no second factor")
            raise Conflict(words)
        _change(action.connection, person, recovery=_kept(codes))

    office.journal.act(person.login, "second_factor.recovery", person.login, work)
    return codes


def recovery_codes_left(connection: Connection, person: Person) -> int:
    """How many somebody has."""
    return len(_codes_of(connection.execute(select(t.users).where(t.users.c.id == person.id)).one()))


def _new_codes() -> list[str]:
    return ["-".join(_new_group() for _ in range(_GROUPS)) for _ in range(_CODES)]


def _new_group() -> str:
    return f"{secrets.randbelow(10**_GROUP):0{_GROUP}}"


def _kept(codes: list[str]) -> str:
    return canonical([_digest(code) for code in codes])


def _digest(code: str) -> str:
    return hashlib.sha256(_digits(code).encode()).hexdigest()


def _codes_of(row: Any) -> list[str]:
    found: list[str] = json.loads(row.recovery or "[]")
    return found


def _without(kept: list[str], code: str) -> list[str]:
    """Those that are left when one is used. Raises ``Invalid`` where it is none of them."""
    digest = _digest(code)
    left = [one for one in kept if not secrets.compare_digest(one, digest)]
    if len(left) == len(kept):
        raise _wrong_code()
    return left
