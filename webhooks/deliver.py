"""Deliveries: what waits in the outbox is signed and sent until its subscriber has it.

A message is leased before it is sent, and what came of it is written down afterwards: a sender that dies in between
leaves a lease that ends, and the message is sent again. So it arrives at least once, and its `webhook-id` tells the
subscriber that it was there before. Nothing is ever dropped: what the schedule gives up is kept as `failed`, what a
disabled subscription waits for stays `pending`, and both can be sent again.
"""

import logging
import ssl
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from threading import Event, Lock
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, insert, or_, select, update

from engine.store import journal
from engine.store import tables as t
from engine.store.database import Database, Unavailable
from engine.store.journal import Action, new_identity, seal
from engine.store.vault import Vault, VaultError
from webhooks.breaker import Breaker
from webhooks.guard import AddressGuard
from webhooks.schedule import LEAST_WHEN_BUSY, MOST_ASKED, next_attempt, verdict
from webhooks.sending import Attempt, send
from webhooks.signing import MAX_SIGNING_KEYS, parse_key, sign

#: Messages that are on their way at one time, each to another subscription.
WORKERS = 8
#: Seconds that an attempt may take.
DEADLINE = 15.0
#: A subscription that has failed for so long, and not succeeded once, is disabled.
MOST_FAILING = timedelta(days=5)
#: How long a message waits that cannot be signed: the fault is ours, and somebody has to mend it.
UNSIGNED_WAIT = timedelta(minutes=5)

_LOG = logging.getLogger(__name__)
_WHO = "webhooks"
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime.fromtimestamp(0, UTC)

#: Why a subscription was disabled: it answered 410, or has failed for `MOST_FAILING`.
Reason = Literal["gone", "failing"]


class _Waiting(NamedTuple):
    """A subscription for which something is due, and whether all it did of late was to fail."""

    subscription: int
    failing: bool


@dataclass(frozen=True, slots=True)
class _Job:
    """A message as it was leased; the secrets are sealed."""

    outbox: int
    subscription: int
    url: str
    secrets: tuple[str, ...]
    message_id: str
    body: bytes
    attempts: int
    replay: bool
    next_attempt_at: int
    leased_until: int


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came of a job: when it began and ended, and when it is tried again, if at all."""

    attempt: Attempt
    began: int
    ended: int
    again: int | None


class Deliverer:
    """Sends what is due. Any number of them may work on one database, in one process or in many.

    Each sends one message of a subscription at a time, and keeps half of its `workers` free of subscriptions that have
    only failed of late: neither a slow endpoint nor many dead ones hold up the others. One thread at a time calls `run`
    or `run_once`. `clock` gives microseconds since 1970; `deadline` is in seconds; `tls` is there for tests.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        guard: AddressGuard,
        clock: Callable[[], int] = journal.now,
        rng: Random | None = None,
        *,
        workers: int = WORKERS,
        deadline: float = DEADLINE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._rng = rng or Random()  # noqa: S311 - it spreads retries, and guards nothing
        self._workers = workers
        self._deadline = timedelta(seconds=deadline) // _MICROSECOND
        # Time to wait for the database and for a thread, and then for the answer.
        self._lease = 2 * self._deadline + timedelta(seconds=30) // _MICROSECOND
        self._send = partial(send, guard=guard, deadline=deadline, tls=tls)
        self._lock = Lock()
        #: What is on its way, and whether its subscription was failing.
        self._busy: dict[int, bool] = {}
        self._breakers: dict[int, Breaker] = {}
        self._turn = count(1)
        self._served: dict[int, int] = {}

    def run_once(self, limit: int = 100) -> int:
        """Send what is due, at most so many messages, and wait until it is done; gives their number.

        Raises `Unavailable` where the database cannot say what is due. Where it cannot take down what came of a
        message, that is logged, and the message is sent again when its lease has ended.
        """
        taken = 0
        running: set[Future[None]] = set()
        with self._pool() as pool:
            while True:
                started = self._start(pool, limit - taken)
                taken += len(started)
                running |= started
                if not running:
                    return taken
                _, running = wait(running, return_when=FIRST_COMPLETED)

    def run(self, stop: Event, pause: float = 0.2) -> None:
        """Send what becomes due until told to stop, and look for it every `pause` seconds. Then wait for the rest.

        What goes wrong is logged and tried again, above all that the database is `Unavailable`.
        """
        running: set[Future[None]] = set()
        with self._pool() as pool:
            while not stop.is_set():
                try:
                    running |= self._start(pool, self._workers)
                except Unavailable as error:
                    _LOG.warning("deliveries wait: %s", error)
                    stop.wait(5 * pause)
                except Exception:  # noqa: BLE001 - logged; without this thread nobody would be told anything any more
                    _LOG.exception("deliveries wait")
                    stop.wait(5 * pause)
                if running:
                    _, running = wait(running, pause, FIRST_COMPLETED)
                else:
                    stop.wait(pause)

    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._workers, "webhooks-deliver")

    def _start(self, pool: ThreadPoolExecutor, limit: int) -> set[Future[None]]:
        """Lease messages, one of each subscription that is free, and hand them to the pool."""
        now = self._clock()
        chosen = self._choose(now, limit)
        if not chosen:
            return set()
        until = now + self._lease
        failing = {one.subscription: one.failing for one in chosen}
        jobs = self._database.write(lambda connection: _claim_each(connection, chosen, now, until))
        with self._lock:
            for job in jobs:
                self._busy[job.subscription] = failing[job.subscription]
                self._served[job.subscription] = next(self._turn)
        return {pool.submit(self._work, job) for job in jobs}

    def _choose(self, now: int, limit: int) -> list[_Waiting]:
        """The subscriptions whose turn it is, those first that have waited longest."""
        with self._lock:
            free = min(limit, self._workers - len(self._busy))
            free_for_failing = max(1, self._workers // 2) - sum(self._busy.values())
        if free <= 0:
            return []
        with self._database.read() as connection:
            waiting = _waiting(connection, now)
        chosen: list[_Waiting] = []
        for one in sorted(waiting, key=lambda one: self._served.get(one.subscription, 0)):
            if len(chosen) == free or not self._is_free(one.subscription, now):
                continue
            if one.failing:
                if free_for_failing <= 0:
                    continue
                free_for_failing -= 1
            chosen.append(one)
        return chosen

    def _is_free(self, subscription: int, now: int) -> bool:
        with self._lock:
            return subscription not in self._busy and self._breaker(subscription).allows(now)

    def _breaker(self, subscription: int) -> Breaker:
        return self._breakers.setdefault(subscription, Breaker())

    def _work(self, job: _Job) -> None:
        """One job in a thread of the pool, whatever becomes of it."""
        try:
            self._deliver(job)
        except Unavailable as error:
            _LOG.warning("%s will be sent again: %s", job.message_id, error)
        except Exception:  # noqa: BLE001 - logged; the lease ends, and the message is tried again
            _LOG.exception("%s will be sent again", job.message_id)
        finally:
            with self._lock:
                del self._busy[job.subscription]

    def _deliver(self, job: _Job) -> None:
        began = self._clock()
        if began > job.leased_until - self._deadline:
            # It was a long way to this thread: another sender may take the message before this one is done.
            return
        try:
            keys = [parse_key(self._vault.open(secret)) for secret in job.secrets]
            headers = sign(job.message_id, began // 1_000_000, job.body, keys)
        except (VaultError, ValueError) as error:
            self._postpone(job, began, error)
            return
        attempt = self._send(job.url, {"content-type": "application/json", **headers}, job.body)
        self._conclude(job, attempt, began)

    def _postpone(self, job: _Job, now: int, error: Exception) -> None:
        """Let a message wait that cannot be signed; the subscriber is not to blame."""
        _LOG.error("%s cannot be signed: %s", job.message_id, error)
        wait_for = UNSIGNED_WAIT // _MICROSECOND
        with self._lock:
            self._breaker(job.subscription).hold(now, wait_for)
        self._database.write(lambda connection: _postpone(connection, job, now, now + wait_for))

    def _conclude(self, job: _Job, attempt: Attempt, began: int) -> None:
        ended = self._clock()
        failed = verdict(attempt) != "delivered"
        with self._lock:
            self._breaker(job.subscription).note(ended, failed, _asked(attempt) // _MICROSECOND)
        moment = next_attempt(job.attempts + 1, attempt, _EPOCH + ended * _MICROSECOND, self._rng)
        again = None if moment is None else (moment - _EPOCH) // _MICROSECOND
        sent = _Sent(attempt, began, ended, again)
        reason = self._database.write(lambda connection: _record(connection, job, sent))
        # Not the address: it may hold what only the subscriber is to know.
        if failed:
            told = attempt.status or attempt.error
            _LOG.info("%s to subscription %d: %s %s", job.message_id, job.subscription, told, attempt.detail)
        if reason is not None:
            _LOG.warning("subscription %d is disabled: %s", job.subscription, reason)


def _asked(attempt: Attempt) -> timedelta:
    """The pause that an overloaded endpoint needs, for its other messages too."""
    if attempt.status not in {429, 502, 503, 504}:
        return timedelta(0)
    asked = timedelta(seconds=min(attempt.retry_after or 0.0, MOST_ASKED.total_seconds()))
    return max(asked, LEAST_WHEN_BUSY) if attempt.status == 429 else asked


# ---- What is due


def _due(now: int) -> ColumnElement[bool]:
    box = t.outbox.c
    return and_(
        box.state == "pending",
        box.next_attempt_at <= now,
        or_(box.leased_until.is_(None), box.leased_until <= now),
    )


def _waiting(connection: Connection, now: int) -> list[_Waiting]:
    one = t.subscriptions.c
    query = select(one.id, one.failing_since).where(
        one.state == "active", exists().where(t.outbox.c.subscription == one.id, _due(now))
    )
    return [_Waiting(row.id, row.failing_since is not None) for row in connection.execute(query)]


def _claim_each(connection: Connection, chosen: Iterable[_Waiting], now: int, until: int) -> list[_Job]:
    claims = (_claim(connection, one.subscription, now, until) for one in chosen)
    return [job for job in claims if job is not None]


def _claim(connection: Connection, subscription: int, now: int, until: int) -> _Job | None:
    """Lease a subscription's message that has waited longest; none where others were quicker."""
    row = connection.execute(
        select(t.outbox, t.subscriptions.c.url)
        .join(t.subscriptions)
        .where(t.subscriptions.c.id == subscription, t.subscriptions.c.state == "active", _due(now))
        .order_by(t.outbox.c.next_attempt_at, t.outbox.c.id)
        .limit(1)
        .with_for_update(of=t.outbox, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(update(t.outbox).where(t.outbox.c.id == row.id).values(leased_until=until))
    return _Job(
        outbox=row.id,
        subscription=subscription,
        url=row.url,
        secrets=_secrets(connection, subscription, now),
        message_id=row.message_id,
        body=row.body,
        attempts=row.attempts,
        replay=row.replay,
        next_attempt_at=row.next_attempt_at,
        leased_until=until,
    )


def _secrets(connection: Connection, subscription: int, now: int) -> tuple[str, ...]:
    """The sealed keys that sign: the current ones, then those that are being replaced, the newest first."""
    keys = t.subscription_keys.c
    query = (
        select(keys.secret)
        .where(keys.subscription == subscription, or_(keys.not_after.is_(None), keys.not_after > now))
        .order_by(keys.not_after.is_not(None), keys.id.desc())
        .limit(MAX_SIGNING_KEYS)
    )
    return tuple(connection.execute(query).scalars())


# ---- What came of it


def _record(connection: Connection, job: _Job, sent: _Sent) -> Reason | None:
    """Write an attempt and what follows from it; the reason where it disables the subscription."""
    attempt = sent.attempt
    _release(connection, job, {**_following(sent), "attempts": job.attempts + 1, "replay": False})
    told = {
        "milliseconds": attempt.milliseconds,
        "status": attempt.status,
        "error": attempt.error,
        "address": attempt.address,
        "answer": attempt.answer,
    }
    _add_attempt(connection, job, sent.began, told)
    return _judge(connection, job.subscription, sent)


def _postpone(connection: Connection, job: _Job, now: int, until: int) -> None:
    _release(connection, job, {"next_attempt_at": until})
    _add_attempt(connection, job, now, {"milliseconds": 0, "error": "key", "answer": ""})


def _add_attempt(connection: Connection, job: _Job, at: int, told: dict[str, Any]) -> None:
    row = {"outbox": job.outbox, "at": at, "replay": job.replay, **told}
    connection.execute(insert(t.attempts), row)


def _release(connection: Connection, job: _Job, values: dict[str, Any]) -> None:
    """End the lease and write what becomes of the message.

    A sender whose lease has ended leaves that to the one that holds it now. What somebody asked for again while it was
    on its way stays due.
    """
    box = t.outbox.c
    row = connection.execute(
        select(box.leased_until, box.next_attempt_at, box.replay)
        .where(box.id == job.outbox)
        .with_for_update()
    ).one()
    if row.leased_until != job.leased_until:
        return
    if (row.next_attempt_at, row.replay) != (job.next_attempt_at, job.replay):
        values = {}
    connection.execute(update(t.outbox).where(box.id == job.outbox).values(values | {"leased_until": None}))


def _following(sent: _Sent) -> dict[str, Any]:
    match verdict(sent.attempt):
        case "delivered":
            return {"state": "delivered", "next_attempt_at": None}
        case "gone":
            # For when the subscription is enabled again.
            return {"state": "pending", "next_attempt_at": sent.ended}
        case "retry":
            return {"state": "failed" if sent.again is None else "pending", "next_attempt_at": sent.again}


def _judge(connection: Connection, subscription: int, sent: _Sent) -> Reason | None:
    """Note since when a subscription fails, and disable it where that is too long."""
    one = t.subscriptions.c
    this = one.id == subscription
    outcome = verdict(sent.attempt)
    if outcome == "delivered":
        failing = update(t.subscriptions).where(this, one.failing_since.is_not(None))
        connection.execute(failing.values(failing_since=None))
        return None
    connection.execute(
        update(t.subscriptions).where(this, one.failing_since.is_(None)).values(failing_since=sent.ended)
    )
    since = connection.execute(select(one.failing_since).where(this)).scalar_one()
    if outcome == "gone":
        return _disable(connection, subscription, "gone", sent.ended)
    if since is not None and (sent.ended - since) * _MICROSECOND >= MOST_FAILING:
        return _disable(connection, subscription, "failing", sent.ended)
    return None


def _disable(connection: Connection, subscription: int, reason: Reason, at: int) -> Reason | None:
    """Disable a subscription as an action of its own in the book; None where it is not active any more."""
    active = update(t.subscriptions).where(
        t.subscriptions.c.id == subscription, t.subscriptions.c.state == "active"
    )
    if connection.execute(active.values(state="disabled", disabled_reason=reason)).rowcount == 0:
        return None
    detail = {"reason": reason}
    seal(Action(connection, _WHO, "subscription.disabled", str(subscription), at, new_identity(), detail))
    return reason
