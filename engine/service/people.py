"""People who sign in: who they are, what they may, and how they come to a password of their own."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from sqlalchemy import Connection, delete, insert, select, update

from engine.service.errors import Conflict, Flaw, Invalid, NotFound
from engine.service.office import Office
from engine.service.passwords import check_new, hash_of
from engine.service.roles import OF_UNITS, ROLES, Role
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import canonical
from spec.diagnostics import Bilingual
from spec.keywords import Language

#: How long a code holds by which somebody chooses a password, microseconds: three days.
ACTIVATION: Final = 3 * 24 * 3600 * 1_000_000
_SECOND_FACTOR: Final = "second_factor"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. ``areas``: numbers of the areas that an appraiser judges; none: all.

    ``visited_at``: when the visit before the current one ended, microseconds since 1970 (UTC).
    """

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    areas: tuple[str, ...] = ()
    language: Language = "vi"
    state: str = "active"
    has_password: bool = False
    has_second_factor: bool = False
    created_at: int = 0
    visited_at: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What an administrator says of somebody."""

    login: str
    name: str
    roles: tuple[Role, ...]
    unit: str | None = None
    areas: tuple[str, ...] = ()


def person_of(row: Any) -> Person:
    """Somebody as the store holds them."""
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(json.loads(row.roles)),
        unit=row.unit,
        areas=tuple(json.loads(row.areas)),
        language=cast("Language", row.language),
        state=row.state,
        has_password=row.password is not None,
        has_second_factor=row.totp is not None,
        created_at=row.created_at,
        visited_at=row.visited_at,
    )


def people(connection: Connection) -> list[Person]:
    """Everybody, by login."""
    return [person_of(row) for row in connection.execute(select(t.users).order_by(t.users.c.login))]


def names_of_people(connection: Connection) -> dict[str, str]:
    """What people are called, by login."""
    return {row.login: row.name for row in connection.execute(select(t.users.c.login, t.users.c.name))}


def find_person(connection: Connection, login: str) -> Person:
    """Somebody by login. Raises ``NotFound``."""
    return person_of(_row(connection, login))


def _row(connection: Connection, login: str) -> Any:
    row = connection.execute(select(t.users).where(t.users.c.login == login)).one_or_none()
    if row is None:
        raise NotFound("person", login)
    return row


# ---- Accounts


def add_person(office: Office, who: str, account: Account) -> str:
    """Register somebody; gives the code by which they choose a password. Raises ``Conflict``, ``Invalid``."""
    code = readable_secret(4)

    def work(action: Action) -> None:
        _sound(action.connection, account)
        taken = select(t.users.c.id).where(t.users.c.login == account.login)
        if action.connection.execute(taken).first() is not None:
            words = Bilingual(f"đã có tài khoản «{account.login}»", f"there is an account «{account.login}»")
            raise Conflict(words)
        row = {
            **_as_row(account),
            "login": account.login,
            "state": "active",
            "language": "vi",
            "created_at": action.at,
            **_activation(code, action.at),
        }
        action.connection.execute(insert(t.users), row)
        action.detail = _as_detail(account)

    office.journal.act(who, "person.added", account.login, work)
    return code


def change_person(office: Office, who: str, account: Account) -> None:
    """Change somebody's name, roles, unit or areas; who is signed in signs in again.

    Raises ``NotFound``, ``Invalid``, and ``Conflict`` where no administrator would be left.
    """

    def work(action: Action) -> None:
        before = person_of(_row(action.connection, account.login))
        _sound(action.connection, account)
        if "administrator" in before.roles and "administrator" not in account.roles:
            _another_administrator(action.connection, account.login)
        where = t.users.c.login == account.login
        action.connection.execute(update(t.users).where(where).values(_as_row(account)))
        _sign_out(action.connection, before.id)
        former = Account(before.login, before.name, tuple(sorted(before.roles)), before.unit, before.areas)
        action.detail = {"before": _as_detail(former), "after": _as_detail(account)}

    office.journal.act(who, "person.changed", account.login, work)


def set_state(office: Office, who: str, login: str, *, active: bool) -> None:
    """Disable an account, which ends all its visits, or enable it again. Raises ``NotFound``, ``Conflict``."""

    def work(action: Action) -> None:
        row = _row(action.connection, login)
        if not active:
            _another_administrator(action.connection, login)
            _sign_out(action.connection, row.id)
        values = {"state": "active" if active else "disabled"}
        action.connection.execute(update(t.users).where(t.users.c.id == row.id).values(values))

    office.journal.act(who, "person.enabled" if active else "person.disabled", login, work)


def set_language(office: Office, login: str, language: Language) -> None:
    """Keep the language in which somebody reads the pages."""
    where = t.users.c.login == login
    office.database.write(
        lambda connection: connection.execute(update(t.users).where(where).values(language=language))
    )


def _sound(connection: Connection, account: Account) -> None:
    flaws = list(_flaws(connection, account))
    if flaws:
        raise Invalid(flaws)


def _flaws(connection: Connection, account: Account) -> Iterable[Flaw]:
    login = account.login
    if not 2 <= len(login) <= 100 or any(sign.isspace() for sign in login) or not login.isprintable():
        words = Bilingual(
            "tên đăng nhập có 2–100 ký tự, không có khoảng trắng", "a login has 2–100 characters, no blanks"
        )
        yield Flaw("/login", "pattern", words)
    if not 1 <= len(account.name.strip()) <= 200:
        yield Flaw("/name", "length", Bilingual("phải ghi họ tên (đến 200 ký tự)", "a name is needed"))
    if not account.roles or set(account.roles) - set(get_args(Role)):
        yield Flaw("/roles", "roles", Bilingual("chọn ít nhất một vai trò", "choose at least one role"))
    if OF_UNITS & set(account.roles):
        known = select(t.units.c.code).where(t.units.c.code == account.unit)
        if account.unit is None or connection.execute(known).first() is None:
            words = Bilingual("vai trò của đơn vị thì phải chọn đơn vị", "a unit's role needs a unit")
            yield Flaw("/unit", "unit", words)


def _another_administrator(connection: Connection, login: str) -> None:
    """Raise ``Conflict`` where nobody would be left who manages people."""
    rows = connection.execute(select(t.users).where(t.users.c.state == "active", t.users.c.login != login))
    if any("administrator" in json.loads(row.roles) for row in rows):
        return
    if "administrator" in json.loads(_row(connection, login).roles):
        words = Bilingual("phải còn ít nhất một quản trị viên", "at least one administrator must be left")
        raise Conflict(words)


def _as_row(account: Account) -> dict[str, Any]:
    return {
        "name": account.name.strip(),
        "roles": canonical([role for role in ROLES if role in account.roles]),
        "unit": account.unit,
        "areas": canonical(list(account.areas)),
    }


def _as_detail(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "roles": sorted(account.roles),
        "unit": account.unit,
        "areas": list(account.areas),
    }


def _sign_out(connection: Connection, user: int) -> None:
    connection.execute(delete(t.sign_ins).where(t.sign_ins.c.user == user))


# ---- Passwords


def new_activation(office: Office, who: str, login: str) -> str:
    """A new code by which somebody chooses a password: the old password and all visits end with its use."""
    code = readable_secret(4)

    def work(action: Action) -> None:
        row = _row(action.connection, login)
        values = _activation(code, action.at)
        action.connection.execute(update(t.users).where(t.users.c.id == row.id).values(values))

    office.journal.act(who, "person.activation", login, work)
    return code


def activate(office: Office, login: str, code: str, password: str) -> None:
    """Choose a password by a code, once. Raises ``Invalid`` where the code does not hold, or for the password."""
    check_new(password, login)
    hashed = hash_of(password)

    def work(action: Action) -> None:
        row = action.connection.execute(
            select(t.users).where(t.users.c.login == login).with_for_update()
        ).one_or_none()
        if row is None or not _holds(row, code, action.at):
            words = Bilingual(
                "mã kích hoạt không đúng hoặc đã hết hạn", "the activation code is wrong or expired"
            )
            raise Invalid([Flaw("/code", "code", words)])
        values = {"password": hashed, "activation": None, "activation_until": None}
        action.connection.execute(update(t.users).where(t.users.c.id == row.id).values(values))
        _sign_out(action.connection, row.id)

    office.journal.act(login, "person.activated", login, work)


def _holds(row: Any, code: str, at: int) -> bool:
    if row.activation is None or row.state != "active" or row.activation_until < at:
        return False
    return secrets.compare_digest(row.activation, digest_of_code(code))


def set_password(office: Office, who: str, login: str, password: str) -> None:
    """Give somebody a password; all their visits end. Raises ``Invalid``, ``NotFound``."""
    check_new(password, login)
    hashed = hash_of(password)

    def work(action: Action) -> None:
        row = _row(action.connection, login)
        values = {"password": hashed, "activation": None, "activation_until": None}
        action.connection.execute(update(t.users).where(t.users.c.id == row.id).values(values))
        _sign_out(action.connection, row.id)

    office.journal.act(who, "person.password", login, work)


def readable_secret(groups: int) -> str:
    """A random text in groups of five letters and digits, none of which is taken for another: 24 bits each."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(groups))


def digest_of_code(code: str) -> str:
    """A code as it is kept; how it was typed does not matter."""
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _activation(code: str, at: int) -> dict[str, Any]:
    return {"activation": digest_of_code(code), "activation_until": at + ACTIVATION}


# ---- Who needs a second factor


def roles_with_second_factor(connection: Connection) -> frozenset[Role]:
    """The roles that sign in with a second factor."""
    kept = select(t.settings.c.value).where(t.settings.c.name == _SECOND_FACTOR)
    return frozenset(json.loads(connection.execute(kept).scalar() or "[]"))


def require_second_factor(office: Office, who: str, roles: Iterable[Role]) -> None:
    """Set which roles need one; who is signed in without it is asked for it at once."""
    wanted = [role for role in ROLES if role in set(roles)]

    def work(action: Action) -> None:
        connection = action.connection
        connection.execute(delete(t.settings).where(t.settings.c.name == _SECOND_FACTOR))
        connection.execute(insert(t.settings), {"name": _SECOND_FACTOR, "value": canonical(wanted)})
        action.detail = {"roles": wanted}

    office.journal.act(who, "second_factor.required", _SECOND_FACTOR, work)


def forget_second_factor(office: Office, who: str, login: str) -> None:
    """Take a lost second factor away; a new one is set up at the next sign-in where the role needs it."""

    def work(action: Action) -> None:
        row = _row(action.connection, login)
        values = {"totp": None, "totp_step": None, "recovery": None}
        action.connection.execute(update(t.users).where(t.users.c.id == row.id).values(values))
        _sign_out(action.connection, row.id)

    office.journal.act(who, "second_factor.forgotten", login, work)
