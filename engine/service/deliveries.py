"""What subscribers are told, for those who look after it: subscriptions, messages, every attempt to deliver them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from engine.output.json_text import laid_out
from engine.service.errors import NotFound
from engine.service.paging import Page, Place, page_of
from engine.service.sources import Wish, wish_of
from engine.service.traffic import KeyState, is_valid
from engine.store import tables as t

#: What may have become of a message: it waits, was taken, or was given up.
STATES: Final = ("pending", "delivered", "failed")


@dataclass(frozen=True, slots=True)
class SubscriptionTraffic:
    """A subscription and how it does. ``keys``: newest first; ``counts``: its messages by state.

    ``failing_since``: since when every attempt has failed; ``disabled_reason``: why it was disabled, where no person
    did it; ``waiting_since``: when the oldest message was written that still waits.
    """

    number: int
    url: str
    wish: Wish
    state: str
    failing_since: int | None
    disabled_reason: str | None
    created_at: int
    keys: tuple[KeyState, ...]
    counts: dict[str, int]
    waiting_since: int | None

    @property
    def backlog(self) -> int:
        """How many messages wait."""
        return self.counts.get("pending", 0)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt. ``status``: of the answer; ``error``: why there was none; ``replay``: somebody asked for it."""

    at: int
    replay: bool
    milliseconds: int
    status: int | None
    error: str | None
    address: str | None
    answer: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one subscriber with all attempts, the first one first."""

    number: int
    subscription: int
    message_id: str
    type: str
    created_at: int
    state: str
    next_attempt_at: int | None
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """A message, and what it says."""

    delivery: Delivery
    body: str


def subscriptions(connection: Connection, now: int) -> list[SubscriptionTraffic]:
    """All subscriptions but the removed ones, by number."""
    query = select(t.subscriptions).where(t.subscriptions.c.state != "removed")
    return [
        _traffic(connection, row, now)
        for row in connection.execute(query.order_by(t.subscriptions.c.id)).all()
    ]


def subscription(connection: Connection, number: int, now: int) -> SubscriptionTraffic:
    """One subscription, also where it was removed. Raises ``NotFound``."""
    row = connection.execute(select(t.subscriptions).where(t.subscriptions.c.id == number)).one_or_none()
    if row is None:
        raise NotFound("subscription", str(number))
    return _traffic(connection, row, now)


def _traffic(connection: Connection, row: Any, now: int) -> SubscriptionTraffic:
    box = t.outbox.c
    mine = box.subscription == row.id
    counted = select(box.state, func.count()).where(mine).group_by(box.state)
    counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted)}
    oldest = select(func.min(box.created_at)).where(mine, box.state == "pending")
    return SubscriptionTraffic(
        number=row.id,
        url=row.url,
        wish=wish_of(row),
        state=row.state,
        failing_since=row.failing_since,
        disabled_reason=row.disabled_reason,
        created_at=row.created_at,
        keys=_keys(connection, row.id, now),
        counts={state: counts[state] for state in STATES if state in counts},
        waiting_since=connection.execute(oldest).scalar(),
    )


def _keys(connection: Connection, number: int, now: int) -> tuple[KeyState, ...]:
    keys = t.subscription_keys.c
    query = select(keys.id, keys.not_after).where(keys.subscription == number).order_by(keys.id.desc())
    return tuple(
        KeyState(row.id, None, row.not_after, is_valid(None, row.not_after, now))
        for row in connection.execute(query)
    )


# ---- Messages


_COLUMNS: Final = [
    t.outbox.c[name]
    for name in ("id", "subscription", "message_id", "type", "created_at", "state", "next_attempt_at")
]


def deliveries(connection: Connection, number: int, state: str | None, place: Place) -> Page[Delivery]:
    """The messages of a subscription, the newest first; of one of ``STATES`` where that is given."""
    query = select(*_COLUMNS).where(t.outbox.c.subscription == number)
    if state is not None:
        query = query.where(t.outbox.c.state == state)
    page = page_of(connection, query, t.outbox.c.id, place)
    tries = _tries(connection, [row.id for row in page.items])
    return Page([_delivery(row, tries) for row in page.items], page.older, page.newer)


def delivery(connection: Connection, number: int) -> DeliveryDetail:
    """One message. Raises ``NotFound``."""
    query = select(*_COLUMNS, t.outbox.c.body).where(t.outbox.c.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("message", str(number))
    return DeliveryDetail(_delivery(row, _tries(connection, [number])), laid_out(bytes(row.body)))


def _delivery(row: Any, tries: dict[int, list[Try]]) -> Delivery:
    return Delivery(
        number=row.id,
        subscription=row.subscription,
        message_id=row.message_id,
        type=row.type,
        created_at=row.created_at,
        state=row.state,
        next_attempt_at=row.next_attempt_at,
        tries=tuple(tries.get(row.id, ())),
    )


def _tries(connection: Connection, numbers: Collection[int]) -> dict[int, list[Try]]:
    query = select(t.attempts).where(t.attempts.c.outbox.in_(numbers)).order_by(t.attempts.c.id)
    found: dict[int, list[Try]] = {}
    for row in connection.execute(query):
        one = Try(row.at, bool(row.replay), row.milliseconds, row.status, row.error, row.address, row.answer)
        found.setdefault(row.outbox, []).append(one)
    return found
