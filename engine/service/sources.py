"""Other systems that may post facts, their keys, and subscribers that want to hear."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, delete, func, insert, or_, select, text, update

from engine.service.errors import Conflict, Flaw, Invalid, NotFound
from engine.service.office import Office
from engine.service.outgoing import send_test
from engine.service.submissions import Speaker
from engine.store import tables as t
from engine.store.inserting import insert_new
from engine.store.journal import Action
from spec.diagnostics import Bilingual

#: A key stays valid for so long after a newer one was given, microseconds: one day.
OVERLAP = 24 * 3600 * 1_000_000

#: A suspended source is to try again later, a retired one never again.
SourceStatus = Literal["active", "suspended", "retired"]
#: A removed subscription stays as something that was there, and cannot come back.
SubscriptionStatus = Literal["active", "disabled", "removed"]

MOST_CODE: Final = 64
MOST_NAME: Final = 200
MOST_PATTERN: Final = 200
MOST_PATTERNS: Final = 100
MOST_URL: Final = 2000
MOST_PER_MINUTE: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A system that posts facts. ``name`` is what «nguồn» in a set calls it; patterns are as for files (``so-*``)."""

    code: str
    name: str
    trusted: bool = True
    may_post: tuple[str, ...] = ("*",)
    units: tuple[str, ...] = ("*",)
    per_minute: int = 600
    state: str = "active"


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source with the secrets that are valid at a moment."""

    record: SourceRecord
    secrets: tuple[str, ...]

    @property
    def speaker(self) -> Speaker:
        """The source as one who says something."""
        one = self.record
        return Speaker(one.code, one.name, one.trusted, one.may_post, one.units)


def record_of(row: Any) -> SourceRecord:
    """A source as the store holds it."""
    return SourceRecord(
        code=row.code,
        name=row.name,
        trusted=bool(row.trusted),
        may_post=tuple(json.loads(row.may_post)),
        units=tuple(json.loads(row.units)),
        per_minute=row.per_minute,
        state=row.state,
    )


def add_source(office: Office, who: str, source: SourceRecord, secret: str) -> None:
    """Register a source with its first key. Raises ``Conflict`` where the code is taken, ``Invalid``."""
    _sound(_flaws_of_source(source))

    def work(action: Action) -> None:
        if insert_new(action.connection, t.sources, _as_row(source)) is None:
            raise Conflict(Bilingual(f"đã có nguồn «{source.code}»", f"there is a source «{source.code}»"))
        _add_key(action, office, source.code, secret)
        action.detail = _told(source)

    office.journal.act(who, "source.added", source.code, work)


def change_source(office: Office, who: str, source: SourceRecord, was: SourceRecord | None = None) -> None:
    """Change what a source may do, or suspend or retire it.

    ``was``: how it stood when the change was begun; where it stands otherwise by now, ``Conflict`` is raised. Raises
    ``NotFound``, ``Invalid``.
    """
    _sound(_flaws_of_source(source))

    def work(action: Action) -> None:
        before = record_of(_held(action.connection, source.code))
        if was is not None and before != was:
            words = Bilingual(
                f"nguồn «{source.code}» vừa được người khác sửa",
                f"somebody else has just changed the source «{source.code}»",
            )
            raise Conflict(words)
        where = t.sources.c.code == source.code
        action.connection.execute(update(t.sources).where(where).values(_as_row(source)))
        action.detail = _change(_told(before), _told(source))

    office.journal.act(who, "source.changed", source.code, work)


def set_source(office: Office, who: str, code: str, state: SourceStatus) -> None:
    """Take events of a source again (``active``), not for now (``suspended``), or never again (``retired``)."""
    assert state in get_args(SourceStatus)

    def work(action: Action) -> None:
        before = _held(action.connection, code).state
        action.connection.execute(update(t.sources).where(t.sources.c.code == code).values(state=state))
        action.detail = _change({"state": before}, {"state": state})

    office.journal.act(who, f"source.{state}", code, work)


def rotate_key(
    office: Office, who: str, code: str, secret: str, overlap: int = OVERLAP, newest: int | None = None
) -> None:
    """Give a source a new key; the older ones stay valid for the overlap (microseconds, 0: not at all).

    ``newest``: the number of what was its newest key when this was begun; where there is a newer one by now,
    ``Conflict`` is raised, so that doing it twice by mistake gives one key. Raises ``NotFound``.
    """

    def work(action: Action) -> None:
        _held(action.connection, code)
        keys = t.source_keys
        _is_newest(action.connection, keys, keys.c.source == code, newest)
        still = (keys.c.source == code) & (
            keys.c.not_after.is_(None) | (keys.c.not_after > action.at + overlap)
        )
        action.connection.execute(update(keys).where(still).values(not_after=action.at + overlap))
        _add_key(action, office, code, secret)
        action.detail = {"overlap": overlap}

    office.journal.act(who, "source.key", code, work)


def revoke_key(office: Office, who: str, code: str, number: int) -> None:
    """Take a key of a source back at once. Raises ``NotFound``, ``Conflict`` where it is over already.

    Without any key that is valid the source can post nothing.
    """

    def work(action: Action) -> None:
        _held(action.connection, code)
        keys = t.source_keys.c
        valid = or_(keys.not_after.is_(None), keys.not_after > action.at)
        this = (keys.source == code) & (keys.id == number) & valid
        over = update(t.source_keys).where(this).values(not_after=action.at)
        if action.connection.execute(over).rowcount == 0:
            raise Conflict(Bilingual("khóa này không còn hiệu lực", "this key is not valid any more"))
        left = select(func.count()).select_from(t.source_keys).where(keys.source == code, valid)
        action.detail = {"key": number, "left": action.connection.execute(left).scalar_one()}

    office.journal.act(who, "source.key_revoked", code, work)


def _add_key(action: Action, office: Office, code: str, secret: str) -> None:
    row = {"source": code, "secret": office.vault.seal(secret), "not_before": action.at}
    action.connection.execute(insert(t.source_keys), row)


def _is_newest(connection: Connection, keys: Any, of: Any, newest: int | None) -> None:
    if newest is None:
        return
    found = connection.execute(select(func.max(keys.c.id)).where(of)).scalar()
    if found != newest:
        words = Bilingual(
            "khóa mới vừa được cấp rồi; nếu chưa chép được khóa đó, hãy tải lại trang rồi cấp khóa khác",
            "a new key has just been given; where it was not copied, load the page again and give another",
        )
        raise Conflict(words)


def source_names(connection: Connection) -> dict[str, str]:
    """The names of all sources by code."""
    query = select(t.sources.c.code, t.sources.c.name).order_by(t.sources.c.code)
    return {row.code: row.name for row in connection.execute(query)}


def known_source(office: Office, connection: Connection, code: str, at: int) -> KnownSource | None:
    """A source with its valid keys; None where there is no such source."""
    row = _row(connection, code)
    if row is None:
        return None
    keys = t.source_keys
    query = select(keys.c.secret).where(
        keys.c.source == code,
        keys.c.not_before <= at,
        keys.c.not_after.is_(None) | (keys.c.not_after > at),
    )
    secrets = tuple(office.vault.open(sealed) for sealed in connection.execute(query).scalars())
    return KnownSource(record_of(row), secrets)


def _row(connection: Connection, code: str) -> Any | None:
    return connection.execute(select(t.sources).where(t.sources.c.code == code)).one_or_none()


def _held(connection: Connection, code: str) -> Any:
    """A source that nobody else changes until the transaction ends. Raises ``NotFound``."""
    row = connection.execute(
        select(t.sources).where(t.sources.c.code == code).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("source", code)
    return row


def _as_row(source: SourceRecord) -> dict[str, Any]:
    return {
        "code": source.code,
        "name": source.name,
        "state": source.state,
        "trusted": source.trusted,
        "may_post": json.dumps(source.may_post),
        "units": json.dumps(source.units),
        "per_minute": source.per_minute,
    }


def _told(source: SourceRecord) -> dict[str, Any]:
    """A source as the audit chain tells it."""
    return {**asdict(source), "may_post": list(source.may_post), "units": list(source.units)}


def _change(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is other than before, for the audit chain."""
    names = [name for name in after if before.get(name) != after[name]]
    return {
        "before": {name: before.get(name) for name in names},
        "after": {name: after[name] for name in names},
    }


# ---- What cannot be


def _sound(flaws: Iterator[Flaw]) -> None:
    if found := list(flaws):
        raise Invalid(found)


def _flaws_of_source(source: SourceRecord) -> Iterator[Flaw]:
    code = source.code
    if not 1 <= len(code) <= MOST_CODE or not code.isprintable() or set(code) & set(" /\\?#%"):
        words = Bilingual(
            f"mã có 1–{MOST_CODE} ký tự, không có khoảng trắng và các dấu / \\ ? # %",
            f"a code has 1–{MOST_CODE} characters, no blanks and none of / \\ ? # %",
        )
        yield Flaw("/code", "pattern", words)
    if not 1 <= len(source.name.strip()) <= MOST_NAME or not source.name.isprintable():
        words = Bilingual(f"tên có 1–{MOST_NAME} ký tự", f"a name has 1–{MOST_NAME} characters")
        yield Flaw("/name", "length", words)
    yield from _flaws_of_patterns("/may_post", source.may_post)
    yield from _flaws_of_patterns("/units", source.units)
    if not 1 <= source.per_minute <= MOST_PER_MINUTE:
        words = Bilingual("mỗi phút ít nhất một yêu cầu", "at least one request a minute")
        yield Flaw("/per_minute", "range", words)
    if source.state not in get_args(SourceStatus):
        yield Flaw("/state", "value", Bilingual("không có trạng thái đó", "there is no such state"))


def _flaws_of_patterns(pointer: str, patterns: Sequence[str]) -> Iterator[Flaw]:
    if not patterns:
        words = Bilingual("ghi ít nhất một mẫu; «*» là tất cả", "at least one pattern is needed; «*» is all")
        yield Flaw(pointer, "missing", words)
    lengths = [len(one) for one in patterns if one.isprintable()]
    if (
        len(lengths) != len(patterns)
        or len(patterns) > MOST_PATTERNS
        or not all(1 <= length <= MOST_PATTERN for length in lengths)
    ):
        words = Bilingual(
            f"nhiều nhất {MOST_PATTERNS} mẫu, mỗi mẫu 1–{MOST_PATTERN} ký tự",
            f"at most {MOST_PATTERNS} patterns of 1–{MOST_PATTERN} characters",
        )
        yield Flaw(pointer, "length", words)


# ---- Subscribers


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber wants to hear: patterns of types and of units; ``full``: points too, and not only that."""

    types: tuple[str, ...] = ("*",)
    units: tuple[str, ...] = ("*",)
    full: bool = False


def wish_of(row: Any) -> Wish:
    """What a subscription is for, as the store holds it."""
    return Wish(tuple(json.loads(row.types)), tuple(json.loads(row.units)), bool(row.full))


def subscribe(
    office: Office,
    who: str,
    url: str,
    secret: str,
    *,
    types: Sequence[str] = ("*",),
    units: Sequence[str] = ("*",),
    full: bool = False,
) -> int:
    """Send messages of some types about some units to an address, signed; gives the subscription's number.

    Raises ``Conflict`` where an active subscription is the same in all of that, ``Invalid``.
    """
    wish = Wish(tuple(types), tuple(units), full)
    _sound(_flaws_of_wish(wish, url))

    def work(action: Action) -> int:
        _hold_subscriptions(action.connection)
        _is_new(action.connection, url, wish)
        row = {"url": url, **_wish_as_row(wish), "state": "active", "created_at": action.at}
        query = insert(t.subscriptions).values(row).returning(t.subscriptions.c.id)
        number = int(action.connection.execute(query).scalar_one())
        _add_subscription_key(action, office, number, secret)
        action.subject = str(number)
        action.detail = {"url": url, **_wish_told(wish)}
        return number

    return office.journal.act(who, "subscription.added", url, work)


def change_subscription(office: Office, who: str, number: int, wish: Wish, was: Wish | None = None) -> None:
    """Change what a subscriber hears from now on; what waits for it already is sent as it is.

    ``was``: as for ``change_source``. Raises ``NotFound``, ``Conflict``, ``Invalid``.
    """
    _sound(_flaws_of_wish(wish))

    def work(action: Action) -> None:
        row = _held_subscription(action.connection, number)
        before = wish_of(row)
        if was is not None and before != was:
            words = Bilingual(
                "đăng ký này vừa được người khác sửa", "somebody else has just changed this subscription"
            )
            raise Conflict(words)
        where = t.subscriptions.c.id == number
        action.connection.execute(update(t.subscriptions).where(where).values(_wish_as_row(wish)))
        action.detail = _change(_wish_told(before), _wish_told(wish))

    office.journal.act(who, "subscription.changed", str(number), work)


def set_subscription(office: Office, who: str, number: int, state: str) -> None:
    """Enable (``active``) or disable (``disabled``) a subscription; its messages stay.

    Removed (``removed``) it is gone for good, and its keys with it; what was sent to it stays known. Raises
    ``NotFound``, ``Conflict``.
    """
    assert state in get_args(SubscriptionStatus)

    def work(action: Action) -> None:
        before = _held_subscription(action.connection, number).state
        where = t.subscriptions.c.id == number
        values = {"state": state, "failing_since": None, "disabled_reason": None}
        action.connection.execute(update(t.subscriptions).where(where).values(values))
        if state == "removed":
            keys = t.subscription_keys
            action.connection.execute(delete(keys).where(keys.c.subscription == number))
        action.detail = _change({"state": before}, {"state": state})

    office.journal.act(who, f"subscription.{state}", str(number), work)


def rotate_subscription_key(
    office: Office, who: str, number: int, secret: str, overlap: int = OVERLAP, newest: int | None = None
) -> None:
    """Sign with a new key from now on, and for the overlap (microseconds) with the older ones too.

    ``newest``: as for ``rotate_key``. Raises ``NotFound``, ``Conflict``.
    """

    def work(action: Action) -> None:
        _held_subscription(action.connection, number)
        keys = t.subscription_keys
        mine = keys.c.subscription == number
        _is_newest(action.connection, keys, mine, newest)
        still = mine & (keys.c.not_after.is_(None) | (keys.c.not_after > action.at + overlap))
        action.connection.execute(update(keys).where(still).values(not_after=action.at + overlap))
        _add_subscription_key(action, office, number, secret)
        action.detail = {"overlap": overlap}

    office.journal.act(who, "subscription.key", str(number), work)


def try_subscription(office: Office, who: str, number: int) -> str:
    """Send a message that only says that messages arrive; gives its id. Raises ``NotFound``, ``Conflict``."""

    def work(action: Action) -> str:
        if _held_subscription(action.connection, number).state != "active":
            words = Bilingual(
                "đăng ký đang tắt; hãy bật rồi gửi thử", "the subscription is disabled; enable it first"
            )
            raise Conflict(words)
        identity = send_test(action, number)
        action.detail = {"message": identity}
        return identity

    return office.journal.act(who, "subscription.tested", str(number), work)


def _add_subscription_key(action: Action, office: Office, number: int, secret: str) -> None:
    row = {"subscription": number, "secret": office.vault.seal(secret)}
    action.connection.execute(insert(t.subscription_keys), row)


def _held_subscription(connection: Connection, number: int) -> Any:
    """A subscription that nobody else changes until the transaction ends. Raises ``NotFound``, ``Conflict``."""
    query = select(t.subscriptions).where(t.subscriptions.c.id == number).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("subscription", str(number))
    if row.state == "removed":
        raise Conflict(Bilingual("đăng ký này đã bị xóa", "this subscription was removed"))
    return row


def _hold_subscriptions(connection: Connection) -> None:
    """Until the transaction ends nobody else adds any. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE subscriptions IN SHARE ROW EXCLUSIVE MODE"))


def _is_new(connection: Connection, url: str, wish: Wish) -> None:
    """Raise ``Conflict`` where the same subscriber would hear the same twice."""
    where = (t.subscriptions.c.url == url) & (t.subscriptions.c.state == "active")
    for row in connection.execute(select(t.subscriptions).where(where)):
        if wish_of(row) == wish:
            words = Bilingual(
                f"đã có đăng ký giống hệt, số {row.id}", f"subscription {row.id} is the very same"
            )
            raise Conflict(words)


def _wish_as_row(wish: Wish) -> dict[str, Any]:
    return {"types": json.dumps(wish.types), "units": json.dumps(wish.units), "full": wish.full}


def _wish_told(wish: Wish) -> dict[str, Any]:
    return {"types": list(wish.types), "units": list(wish.units), "full": wish.full}


def _flaws_of_wish(wish: Wish, url: str | None = None) -> Iterator[Flaw]:
    if url is not None and (not 1 <= len(url) <= MOST_URL or not url.isprintable() or " " in url):
        words = Bilingual(
            f"địa chỉ có 1–{MOST_URL} ký tự, không có khoảng trắng", "an address without blanks is needed"
        )
        yield Flaw("/url", "pattern", words)
    yield from _flaws_of_patterns("/types", wish.types)
    yield from _flaws_of_patterns("/units", wish.units)
