"""Signing in: passwords, and visits that end.

A visit is a random token in a cookie; the store holds its SHA-256 alone. It ends after half an hour without a request
and after ten hours in any case (OWASP ASVS 5.0, 7.3).
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from engine.service.errors import Flaw, Invalid, ServiceError
from engine.service.office import Office
from engine.service.passwords import hash_of, is_outdated, is_right
from engine.service.patience import Visitor, be_patient, count_failure, forget_failures, subjects_of
from engine.service.people import Person, person_of, roles_with_second_factor
from engine.service.registry import unit_name
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual

_SECOND: Final = 1_000_000
IDLE: Final = 30 * 60 * _SECOND
LONGEST: Final = 10 * 3600 * _SECOND
#: A visit is written down at most so often.
_SEEN: Final = 60 * _SECOND


class Refused(ServiceError):
    """Not signed in. It does not say which part was wrong."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual("tên đăng nhập hoặc mật khẩu không đúng", "the login or the password is wrong")
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in. ``needs``: what is still to be done before anything else.

    ``unit``: the name of the person's unit; ``remaining``: microseconds after which it ends if nothing is done.
    """

    person: Person
    unit: str | None
    needs: Literal["nothing", "code", "enrolment"]
    created_at: int
    remaining: int


def sign_in(office: Office, login: str, password: str, visitor: Visitor, *, former: str | None = None) -> str:
    """Begin a visit; gives its token. ``former``: the token of a visit that this one takes the place of.

    Raises ``Wait`` and ``Refused``.
    """
    subjects = subjects_of(login, visitor)
    with office.read() as connection:
        be_patient(connection, subjects, office.journal.clock())
        row = connection.execute(select(t.users).where(t.users.c.login == login)).one_or_none()
    kept = None if row is None else row.password
    if not is_right(kept, password) or row is None or row.state != "active":
        count_failure(office, subjects)
        raise Refused
    rehashed = hash_of(password) if is_outdated(row.password) else row.password
    token = secrets.token_urlsafe(32)

    def work(action: Action) -> None:
        connection = action.connection
        now = connection.execute(select(t.users).where(t.users.c.id == row.id).with_for_update()).one()
        if now.state != "active" or now.password != row.password:
            raise Refused
        forget_failures(connection, subjects)
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
        unit = None if person.unit is None else unit_name(connection, person.unit)
    if not passive and at - row.seen_at > _SEEN:
        _seen(office, token, at)
    needs: Literal["nothing", "code", "enrolment"] = "nothing"
    if person.has_second_factor and not row.confirmed:
        needs = "code"
    elif required and not person.has_second_factor:
        needs = "enrolment"
    ends_at = min((row.seen_at if passive else at) + IDLE, row.created_at + LONGEST)
    return Visit(person, unit, needs, row.created_at, ends_at - at)


def check_password(office: Office, person: Person, password: str, visitor: Visitor) -> None:
    """Ask for the password of somebody who is signed in once more. Raises ``Invalid`` and ``Wait``."""
    subjects = subjects_of(person.login, visitor)
    with office.read() as connection:
        be_patient(connection, subjects, office.journal.clock())
        kept = connection.execute(select(t.users.c.password).where(t.users.c.id == person.id)).scalar()
    if not is_right(kept, password):
        count_failure(office, subjects)
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
