"""Signing in: passwords and second factors, visits that end, and patience with those who guess.

A visit is a random token in a cookie; the store holds its SHA-256 alone. It ends after half an hour without a request
and after ten hours in any case (OWASP ASVS 5.0, 7.3).
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final, Literal

import pyotp
from sqlalchemy import Connection, delete, func, insert, select, update

from engine.service.errors import Conflict, Flaw, Invalid, ServiceError
from engine.service.office import Office
from engine.service.passwords import hash_of, is_outdated, is_right
from engine.service.people import Person, person_of, roles_with_second_factor
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual

_SECOND: Final = 1_000_000
IDLE: Final = 30 * 60 * _SECOND
LONGEST: Final = 10 * 3600 * _SECOND
#: A visit is written down at most so often.
_SEEN: Final = 60 * _SECOND

#: Wrong tries that cost nothing, by account and by address; each further one doubles the wait (seconds).
_FREE: Final = {"account": 5, "address": 50}
_LONGEST_WAIT: Final = 900
#: What is long ago is forgotten.
_FORGET: Final = 24 * 3600 * _SECOND

_ISSUER: Final = "ChấmĐiểm"


class Wait(ServiceError):
    """Too many wrong tries: the next one counts after ``seconds``."""

    def __init__(self, seconds: int) -> None:
        vi = f"đăng nhập sai nhiều lần; hãy thử lại sau {seconds} giây"
        super().__init__(Bilingual(vi, f"too many failed attempts; try again in {seconds} seconds"))
        self.seconds = seconds


class Refused(ServiceError):
    """Not signed in. It does not say which part was wrong."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual("tên đăng nhập hoặc mật khẩu không đúng", "the login or the password is wrong")
        )


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody comes."""

    address: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in. ``needs``: what is still to be done before anything else.

    ``remaining``: microseconds after which it ends if nothing is done.
    """

    person: Person
    needs: Literal["nothing", "code", "enrolment"]
    created_at: int
    remaining: int


def sign_in(office: Office, login: str, password: str, visitor: Visitor, *, former: str | None = None) -> str:
    """Begin a visit; gives its token. ``former``: the token of a visit that this one takes the place of.

    Raises ``Wait`` and ``Refused``.
    """
    subjects = _subjects(login, visitor)
    with office.read() as connection:
        _patience(connection, subjects, office.journal.clock())
        row = connection.execute(select(t.users).where(t.users.c.login == login)).one_or_none()
    kept = None if row is None else row.password
    if not is_right(kept, password) or row is None or row.state != "active":
        _failed(office, subjects, visitor)
        raise Refused
    rehashed = hash_of(password) if is_outdated(row.password) else row.password
    token = secrets.token_urlsafe(32)

    def work(action: Action) -> None:
        connection = action.connection
        now = connection.execute(select(t.users).where(t.users.c.id == row.id).with_for_update()).one()
        if now.state != "active" or now.password != row.password:
            raise Refused
        connection.execute(
            delete(t.sign_in_failures).where(t.sign_in_failures.c.subject == subjects["account"])
        )
        values = {"password": rehashed, "visited_at": _last_seen(connection, row)}
        connection.execute(update(t.users).where(t.users.c.id == row.id).values(values))
        _clear(connection, row.id, action.at, former)
        visit = {
            "token": digest_of_token(token),
            "user": row.id,
            "created_at": action.at,
            "seen_at": action.at,
            "address": visitor.address,
            "agent": visitor.agent[:300],
            "confirmed": False,
        }
        connection.execute(insert(t.sign_ins), visit)
        action.detail = {"address": visitor.address}

    office.journal.act(login, "signed_in", login, work)
    return token


def visit_of(office: Office, token: str, *, passive: bool = False) -> Visit | None:
    """The visit of a token, which goes on by that unless ``passive``; None where it has ended."""
    at = office.journal.clock()
    with office.read() as connection:
        where = t.sign_ins.c.token == digest_of_token(token)
        row = connection.execute(select(t.sign_ins).where(where)).one_or_none()
        if row is None or _has_ended(row, at):
            return None
        person = person_of(connection.execute(select(t.users).where(t.users.c.id == row.user)).one())
        if person.state != "active":
            return None
        required = bool(person.roles & roles_with_second_factor(connection))
    if not passive and at - row.seen_at > _SEEN:
        _seen(office, token, at)
    needs: Literal["nothing", "code", "enrolment"] = "nothing"
    if person.has_second_factor and not row.confirmed:
        needs = "code"
    elif required and not person.has_second_factor:
        needs = "enrolment"
    ends_at = min((row.seen_at if passive else at) + IDLE, row.created_at + LONGEST)
    return Visit(person, needs, row.created_at, ends_at - at)


def check_password(office: Office, person: Person, password: str, visitor: Visitor) -> None:
    """Ask for the password of somebody who is signed in once more. Raises ``Invalid`` and ``Wait``."""
    subjects = _subjects(person.login, visitor)
    with office.read() as connection:
        _patience(connection, subjects, office.journal.clock())
        kept = connection.execute(select(t.users.c.password).where(t.users.c.id == person.id)).scalar()
    if not is_right(kept, password):
        _failed(office, subjects, visitor)
        words = Bilingual("mật khẩu hiện nay không đúng", "the current password is wrong")
        raise Invalid([Flaw("/old", "password", words)])


def sign_out(office: Office, token: str) -> None:
    """End a visit."""
    digest = digest_of_token(token)
    with office.read() as connection:
        row = connection.execute(
            select(t.users.c.id, t.users.c.login).join(t.sign_ins).where(t.sign_ins.c.token == digest)
        ).one_or_none()
    if row is None:
        return

    def work(action: Action) -> None:
        action.connection.execute(delete(t.sign_ins).where(t.sign_ins.c.token == digest))
        where = t.users.c.id == row.id
        action.connection.execute(update(t.users).where(where).values(visited_at=action.at))

    office.journal.act(row.login, "signed_out", row.login, work)


def visits_of(connection: Connection, login: str) -> list[Any]:
    """Somebody's visits, the newest first: token (its digest), created_at, seen_at, address, agent."""
    query = select(t.sign_ins).join(t.users).where(t.users.c.login == login)
    return list(connection.execute(query.order_by(t.sign_ins.c.created_at.desc())))


def end_visit(office: Office, who: str, login: str, digest: str) -> None:
    """End one visit of somebody by its digest."""

    def work(action: Action) -> None:
        users = select(t.users.c.id).where(t.users.c.login == login).scalar_subquery()
        where = (t.sign_ins.c.token == digest) & (t.sign_ins.c.user == users)
        action.connection.execute(delete(t.sign_ins).where(where))

    office.journal.act(who, "visit.ended", login, work)


def _has_ended(row: Any, at: int) -> bool:
    return bool(at - row.seen_at > IDLE or at - row.created_at > LONGEST)


def _seen(office: Office, token: str, at: int) -> None:
    where = t.sign_ins.c.token == digest_of_token(token)
    office.database.write(
        lambda connection: connection.execute(update(t.sign_ins).where(where).values(seen_at=at))
    )


def _last_seen(connection: Connection, row: Any) -> int | None:
    """When somebody was last there: they may have gone without signing out."""
    query = select(func.max(t.sign_ins.c.seen_at)).where(t.sign_ins.c.user == row.id)
    seen = [at for at in (connection.execute(query).scalar(), row.visited_at) if at is not None]
    return max(seen, default=None)


def _clear(connection: Connection, user: int, at: int, former: str | None) -> None:
    """Remove the visits that have ended, and the one that this one takes the place of."""
    ended = (t.sign_ins.c.seen_at < at - IDLE) | (t.sign_ins.c.created_at < at - LONGEST)
    connection.execute(delete(t.sign_ins).where((t.sign_ins.c.user == user) & ended))
    if former is not None:
        connection.execute(delete(t.sign_ins).where(t.sign_ins.c.token == digest_of_token(former)))


def digest_of_token(token: str) -> str:
    """A token as the store knows it."""
    return hashlib.sha256(token.encode()).hexdigest()


# ---- Patience


def _subjects(login: str, visitor: Visitor) -> dict[str, str]:
    # Whether there is such an account makes no difference.
    account = hashlib.sha256(login.encode()).hexdigest()
    return {"account": f"account:{account}", "address": f"address:{visitor.address}"[:200]}


def _patience(connection: Connection, subjects: dict[str, str], at: int) -> None:
    failures = t.sign_in_failures
    rows = connection.execute(select(failures).where(failures.c.subject.in_(subjects.values()))).all()
    waits = [0]
    for row in rows:
        over = row.failures - _FREE[row.subject.partition(":")[0]]
        if over >= 0:
            until = row.last_at + min(2 ** min(over, 20), _LONGEST_WAIT) * _SECOND
            waits.append(-((at - until) // _SECOND))
    if max(waits) > 0:
        raise Wait(max(waits))


def _failed(office: Office, subjects: dict[str, str], visitor: Visitor) -> None:
    """Count a wrong try, and write it down. Tries that came too early are not, so nobody can fill the record."""

    def work(action: Action) -> None:
        failures = t.sign_in_failures
        action.connection.execute(delete(failures).where(failures.c.last_at < action.at - _FORGET))
        for subject in subjects.values():
            where = failures.c.subject == subject
            more = {"failures": failures.c.failures + 1, "last_at": action.at}
            if action.connection.execute(update(failures).where(where).values(more)).rowcount == 0:
                row = {"subject": subject, "failures": 1, "last_at": action.at}
                action.connection.execute(insert(failures), row)
        action.detail = {"address": visitor.address}

    # What was typed may be a password in the wrong field: it is not written down.
    office.journal.act("?", "sign_in.failed", subjects["account"].partition(":")[2][:16], work)


# ---- The second factor


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


def enrol(office: Office, person: Person, token: str, secret: str, code: str) -> None:
    """Set up a second factor. Raises ``Invalid`` for a wrong code, ``Conflict`` where there is one."""
    step = _step_of(secret, code, None)
    if step is None:
        raise _wrong_code()

    def work(action: Action) -> None:
        connection = action.connection
        row = connection.execute(select(t.users).where(t.users.c.id == person.id).with_for_update()).one()
        if row.totp is not None:
            words = Bilingual("tài khoản đã có lớp xác thực thứ hai", "the account has a second factor")
            raise Conflict(words)
        values = {"totp": office.vault.seal(secret), "totp_step": step}
        connection.execute(update(t.users).where(t.users.c.id == person.id).values(values))
        _confirm(connection, token)

    office.journal.act(person.login, "second_factor.added", person.login, work)


def confirm(office: Office, person: Person, token: str, code: str, visitor: Visitor) -> None:
    """Give the second factor's code; each counts once. Raises ``Invalid`` and ``Wait``."""
    subjects = _subjects(f"{person.login} 2", visitor)
    with office.read() as connection:
        _patience(connection, subjects, office.journal.clock())

    def work(action: Action) -> None:
        connection = action.connection
        row = connection.execute(select(t.users).where(t.users.c.id == person.id).with_for_update()).one()
        step = None if row.totp is None else _step_of(office.vault.open(row.totp), code, row.totp_step)
        if step is None:
            raise _wrong_code()
        connection.execute(update(t.users).where(t.users.c.id == person.id).values(totp_step=step))
        failures = t.sign_in_failures
        connection.execute(delete(failures).where(failures.c.subject == subjects["account"]))
        _confirm(connection, token)

    try:
        office.journal.act(person.login, "second_factor.given", person.login, work)
    except Invalid:
        _failed(office, subjects, visitor)
        raise


def _confirm(connection: Connection, token: str) -> None:
    where = t.sign_ins.c.token == digest_of_token(token)
    connection.execute(update(t.sign_ins).where(where).values(confirmed=True))


def _step_of(secret: str, code: str, last: int | None) -> int | None:
    """The step of time (RFC 6238) that a code is of: the current one or the one before, and none that was used."""
    plain = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    one = pyotp.TOTP(secret)
    now = int(time.time()) // one.interval
    for step in (now, now - 1):
        if (last is None or step > last) and secrets.compare_digest(one.generate_otp(step), plain):
            return step
    return None


def _wrong_code() -> Invalid:
    words = Bilingual("mã không đúng hoặc đã dùng", "the code is wrong or was used")
    return Invalid([Flaw("/code", "code", words)])
