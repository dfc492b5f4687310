"""Deliveries on both databases, to subscribers on loopback that do as they like."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Row, insert, select, update

from engine.service.errors import NotFound
from engine.service.office import Office
from engine.store import tables as t
from engine.store.database import Database, Unavailable, open_database
from engine.store.journal import Journal
from engine.store.vault import Vault
from tests.webhooks.subscribers import OK, Answer, Seen, Subscriber, serving
from webhooks.again import send_again, send_again_since
from webhooks.breaker import Breaker
from webhooks.deliver import (
    DEADLINE,
    WORKERS,
    Deliverer,
    _claim_each,
    _Job,
    _Waiting,
)
from webhooks.guard import AddressGuard
from webhooks.schedule import JITTER, SCHEDULE
from webhooks.sending import Attempt, send
from webhooks.signing import NotAuthentic, new_key_pair, new_secret, parse_key, verify

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 1_790_000_000 * SECOND
LEASE = 60 * SECOND

LOOPBACK = AddressGuard(["127.0.0.0/8"], allow_http=True)
VAULT = Vault([Fernet.generate_key().decode()])
BODY = '{"type":"score.changed","subject":"Sở Nội vụ"}'.encode()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def forward(self, microseconds: float) -> None:
        self.now += round(microseconds)


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with serving() as server:
        yield server


@pytest.fixture
def other() -> Iterator[Subscriber]:
    with serving() as server:
        yield server


class Desk:
    """A database with subscriptions and messages, a clock, and a sender."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.office = Office(Journal(database, self.clock), VAULT, Path("no evidence"))
        self.deliverer = self.new_deliverer()

    def new_deliverer(self, **more: Any) -> Deliverer:
        return Deliverer(self.database, VAULT, LOOPBACK, self.clock, Random(7), **more)

    def send_again(self, number: int) -> None:
        send_again(self.office, "an", number)

    def subscribe(self, url: str, *secrets: str) -> int:
        row = {"url": url, "types": '["*"]', "units": '["*"]', "full": False, "state": "active"}
        query = insert(t.subscriptions).values(**row, created_at=START).returning(t.subscriptions.c.id)
        number: int = self.database.write(lambda connection: connection.execute(query).scalar_one())
        for secret in secrets or (new_secret(),):
            self.add_key(number, VAULT.seal(secret))
        return number

    def add_key(self, subscription: int, sealed: str, not_after: int | None = None) -> None:
        row = {"subscription": subscription, "secret": sealed, "not_after": not_after}
        self.database.write(lambda connection: connection.execute(insert(t.subscription_keys), row))

    def post(self, subscription: int, *names: str) -> list[int]:
        """Messages as `engine.service.outgoing` writes them; their numbers."""
        return [self._post(subscription, name) for name in names]

    def _post(self, subscription: int, name: str) -> int:
        row = {
            "subscription": subscription,
            "message_id": name,
            "type": "score.changed",
            "body": BODY,
            "created_at": self.clock.now,
            "state": "pending",
            "attempts": 0,
            "next_attempt_at": self.clock.now,
        }
        query = insert(t.outbox).values(row).returning(t.outbox.c.id)
        number: int = self.database.write(lambda connection: connection.execute(query).scalar_one())
        return number

    def set_state(self, subscription: int, state: str) -> None:
        values = {"state": state, "failing_since": None, "disabled_reason": None}
        query = update(t.subscriptions).where(t.subscriptions.c.id == subscription).values(values)
        self.database.write(lambda connection: connection.execute(query))

    def message(self, number: int) -> Row[Any]:
        with self.database.read() as connection:
            return connection.execute(select(t.outbox).where(t.outbox.c.id == number)).one()

    def subscription(self, number: int) -> Row[Any]:
        with self.database.read() as connection:
            return connection.execute(select(t.subscriptions).where(t.subscriptions.c.id == number)).one()

    def attempts(self, number: int) -> list[Row[Any]]:
        query = select(t.attempts).where(t.attempts.c.outbox == number).order_by(t.attempts.c.id)
        with self.database.read() as connection:
            return list(connection.execute(query))

    def lease(self, subscription: int) -> _Job:
        """What a sender leases before it is killed."""
        chosen = [_Waiting(subscription, failing=False)]
        now = self.clock.now
        (job,) = self.database.write(partial(_claim_each, chosen=chosen, now=now, until=now + LEASE))
        return job


@pytest.fixture
def desk(book_database: Database) -> Desk:
    return Desk(book_database)


def failing(status: int = 500, **headers: str) -> Answer:
    return (status, {name.replace("_", "-"): value for name, value in headers.items()}, b"no")


def eventually(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


@contextmanager
def running(deliverer: Deliverer, pause: float = 0.01) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=deliverer.run, args=(stop, pause))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


# ---- One message


def test_a_message_is_delivered_and_signed(desk: Desk, subscriber: Subscriber) -> None:
    secret = new_secret()
    subscription = desk.subscribe(subscriber.url, secret)
    (number,) = desk.post(subscription, "msg_1")
    desk.clock.forward(2.5 * SECOND)
    assert desk.deliverer.run_once() == 1
    (seen,) = subscriber.seen
    assert seen.body == BODY
    assert seen.headers["content-type"] == "application/json"
    now = START // SECOND + 2
    assert seen.stamp == now
    assert verify(seen.headers, seen.body, [parse_key(secret)], now) == "msg_1"
    message = desk.message(number)
    assert (message.state, message.attempts, message.next_attempt_at, message.leased_until) == (
        "delivered",
        1,
        None,
        None,
    )
    assert desk.deliverer.run_once() == 0


def test_every_attempt_is_recorded(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    (number,) = desk.post(subscription, "msg_1")
    subscriber.answers = [failing(500), (301, {"Location": "http://127.0.0.1:1/"}, b"there"), (204, {}, b"")]
    for _ in range(3):
        desk.clock.forward(HOUR)
        assert desk.deliverer.run_once() == 1
    rows = desk.attempts(number)
    assert [(row.status, row.error, row.answer) for row in rows] == [
        (500, None, "no"),
        (301, "redirect", "there"),
        (204, None, ""),
    ]
    assert [row.at for row in rows] == [START + hours * HOUR for hours in (1, 2, 3)]
    assert {(row.address, row.replay) for row in rows} == {("127.0.0.1", False)}
    assert all(row.milliseconds >= 0 for row in rows)


def test_an_endpoint_that_may_not_be_called_is_not(desk: Desk, subscriber: Subscriber) -> None:
    (number,) = desk.post(desk.subscribe(subscriber.url), "msg_1")
    strict = Deliverer(desk.database, VAULT, AddressGuard(), desk.clock)
    assert strict.run_once() == 1
    (row,) = desk.attempts(number)
    assert (row.status, row.error, row.address) == (None, "forbidden_address", None)
    assert desk.message(number).state == "pending"
    assert not subscriber.seen


# ---- The schedule


def test_a_failure_then_success_on_the_schedule(desk: Desk, subscriber: Subscriber) -> None:
    (number,) = desk.post(desk.subscribe(subscriber.url), "msg_1")
    subscriber.answers = [failing(500), failing(404)]
    assert desk.deliverer.run_once() == 1
    for wait in SCHEDULE[1:3]:
        due = desk.message(number).next_attempt_at
        waits = timedelta(microseconds=due - desk.clock.now)
        assert (1 - JITTER) * wait <= waits <= (1 + JITTER) * wait
        desk.clock.now = due - 1
        assert desk.deliverer.run_once() == 0
        desk.clock.now = due
        assert desk.deliverer.run_once() == 1
    assert subscriber.messages == ["msg_1"] * 3
    assert desk.message(number).state == "delivered"


def test_a_schedule_that_is_used_up_leaves_a_message_that_can_be_sent_again(
    desk: Desk, subscriber: Subscriber
) -> None:
    (number,) = desk.post(desk.subscribe(subscriber.url), "msg_1")
    subscriber.answers = [failing(500)] * (len(SCHEDULE) + 1)
    for _ in SCHEDULE:
        assert desk.message(number).state == "pending"
        desk.clock.now = desk.message(number).next_attempt_at
        assert desk.deliverer.run_once() == 1
    message = desk.message(number)
    assert (message.state, message.attempts, message.next_attempt_at) == ("failed", len(SCHEDULE), None)
    assert 0.8 * 75.5 < (desk.clock.now - START) / HOUR < 1.2 * 75.7
    desk.clock.forward(DAY / 2)
    assert desk.deliverer.run_once() == 0
    desk.send_again(number)
    assert desk.deliverer.run_once() == 1
    # It failed once more, and has the rest of the schedule before it.
    assert desk.message(number).state == "pending"
    desk.clock.now = desk.message(number).next_attempt_at
    assert desk.deliverer.run_once() == 1
    assert desk.message(number).state == "delivered"


def test_a_subscriber_that_asks_for_time_gets_it(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    first, second = desk.post(subscription, "msg_1", "msg_2")
    subscriber.answers = [failing(503, Retry_After="120")]
    assert desk.deliverer.run_once() == 1
    assert desk.message(first).next_attempt_at == START + 120 * SECOND
    # The other message waits for it too.
    desk.clock.forward(119 * SECOND)
    assert desk.deliverer.run_once() == 0
    desk.clock.forward(SECOND)
    assert desk.deliverer.run_once() == 2
    assert {desk.message(one).state for one in (first, second)} == {"delivered"}


@pytest.mark.parametrize(("answer", "seconds"), [(failing(429), 60), (failing(429, Retry_After="90"), 90)])
def test_too_many_requests(desk: Desk, subscriber: Subscriber, answer: Answer, seconds: int) -> None:
    desk.post(desk.subscribe(subscriber.url), "msg_1", "msg_2")
    subscriber.answers = [answer]
    assert desk.deliverer.run_once() == 1
    desk.clock.forward(seconds * SECOND - 1)
    assert desk.deliverer.run_once() == 0
    desk.clock.forward(1)
    assert desk.deliverer.run_once() == 2


def test_a_retry_after_beside_another_status_slows_its_message_only(
    desk: Desk, subscriber: Subscriber
) -> None:
    first, second = desk.post(desk.subscribe(subscriber.url), "msg_1", "msg_2")
    subscriber.answers = [failing(500, Retry_After="3600")]
    assert desk.deliverer.run_once() == 2
    assert desk.message(first).next_attempt_at == START + HOUR
    assert desk.message(second).state == "delivered"


# ---- Disabling


def test_an_endpoint_that_is_gone_is_disabled_and_keeps_its_messages(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscription = desk.subscribe(subscriber.url)
    numbers = desk.post(subscription, "msg_1", "msg_2", "msg_3")
    subscriber.answers = [failing(410)]
    assert desk.deliverer.run_once() == 1
    row = desk.subscription(subscription)
    assert (row.state, row.disabled_reason) == ("disabled", "gone")
    desk.clock.forward(30 * DAY)
    assert desk.deliverer.run_once() == 0
    assert {desk.message(number).state for number in numbers} == {"pending"}
    desk.set_state(subscription, "active")
    assert desk.deliverer.run_once() == 3
    assert {desk.message(number).state for number in numbers} == {"delivered"}
    assert len(subscriber.seen) == 4


def test_that_a_subscription_was_disabled_is_in_the_book(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    desk.post(subscription, "msg_1")
    subscriber.answers = [failing(410)]
    desk.deliverer.run_once()
    with desk.database.read() as connection:
        (entry,) = connection.execute(select(t.audit)).all()
    assert (entry.seq, entry.who, entry.what, entry.subject, entry.detail) == (
        1,
        "webhooks",
        "subscription.disabled",
        str(subscription),
        '{"reason":"gone"}',
    )


def test_five_days_of_nothing_but_failures_disable(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    subscriber.usual = lambda _: failing(500)
    desk.post(subscription, "msg_1")
    desk.deliverer.run_once()
    assert desk.subscription(subscription).failing_since == START
    desk.clock.now = START + 5 * DAY - 1
    (last,) = desk.post(subscription, "msg_2")
    assert desk.deliverer.run_once() == 2
    assert desk.subscription(subscription).state == "active"
    desk.clock.now = START + 5 * DAY + HOUR
    assert desk.deliverer.run_once() >= 1
    row = desk.subscription(subscription)
    assert (row.state, row.disabled_reason, row.failing_since) == ("disabled", "failing", START)
    assert desk.message(last).state == "pending"
    desk.set_state(subscription, "active")
    subscriber.usual = lambda _: OK
    desk.clock.forward(DAY)
    assert desk.deliverer.run_once() == 2
    assert desk.message(last).state == "delivered"
    assert desk.subscription(subscription).state == "active"


def test_a_success_in_between_starts_the_five_days_anew(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    for day in range(12):
        desk.clock.now = START + day * DAY
        desk.post(subscription, f"msg_{day}")
        subscriber.usual = lambda _, day=day: OK if day % 4 == 3 else failing(500)  # type: ignore[misc]
        assert desk.deliverer.run_once() >= 1
        assert (desk.subscription(subscription).failing_since is None) == (day % 4 == 3)
    assert desk.subscription(subscription).state == "active"


def test_a_subscription_that_is_disabled_hears_nothing(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    (number,) = desk.post(subscription, "msg_1")
    desk.set_state(subscription, "disabled")
    assert desk.deliverer.run_once() == 0
    desk.set_state(subscription, "active")
    assert desk.deliverer.run_once() == 1
    assert desk.message(number).state == "delivered"


def test_one_that_is_disabled_before_its_message_is_leased(desk: Desk) -> None:
    subscription = desk.subscribe("http://127.0.0.1:1/")
    desk.post(subscription, "msg_1")
    desk.set_state(subscription, "disabled")
    chosen = [_Waiting(subscription, failing=False)]
    assert desk.database.write(partial(_claim_each, chosen=chosen, now=START, until=START + LEASE)) == []


def test_one_that_was_disabled_while_a_message_was_on_its_way_stays_so(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscription = desk.subscribe(subscriber.url)
    (number,) = desk.post(subscription, "msg_1")

    def gone(_: Seen) -> Answer:
        desk.set_state(subscription, "disabled")
        return failing(410)

    subscriber.usual = gone
    assert desk.deliverer.run_once() == 1
    row = desk.subscription(subscription)
    assert (row.state, row.disabled_reason) == ("disabled", None)
    assert desk.message(number).state == "pending"


# ---- Leases


def test_what_a_killed_sender_had_is_sent_when_its_lease_ends(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    (number,) = desk.post(subscription, "msg_1")
    desk.lease(subscription)
    desk.clock.forward(LEASE - 1)
    assert desk.deliverer.run_once() == 0
    desk.clock.forward(1)
    assert desk.deliverer.run_once() == 1
    assert desk.message(number).state == "delivered"
    assert subscriber.messages == ["msg_1"]


def test_what_could_not_be_written_down_is_sent_again(desk: Desk, subscriber: Subscriber) -> None:
    (number,) = desk.post(desk.subscribe(subscriber.url), "msg_1")
    write, calls = desk.database.write, iter(["claim", "record"])

    def broken(work: Any) -> Any:
        if next(calls) == "record":
            raise Unavailable("disk full")
        return write(work)

    with patch.object(desk.database, "write", broken):
        assert desk.deliverer.run_once() == 1
    assert desk.attempts(number) == []
    desk.clock.forward(LEASE)
    assert desk.deliverer.run_once() == 1
    assert subscriber.messages == ["msg_1"] * 2
    assert desk.message(number).state == "delivered"


def test_a_sender_that_comes_late_sends_nothing(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    desk.post(subscription, "msg_1")
    job = desk.lease(subscription)
    desk.clock.forward(LEASE - (DEADLINE - 1) * SECOND)
    desk.deliverer._deliver(job)
    assert subscriber.seen == []


def test_an_answer_that_comes_late_is_recorded_and_decides_nothing(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscription = desk.subscribe(subscriber.url)
    (number,) = desk.post(subscription, "msg_1")
    late = desk.lease(subscription)
    desk.clock.forward(LEASE)
    desk.lease(subscription)
    held = desk.message(number).leased_until
    desk.deliverer._conclude(late, Attempt(200, None, 5), START)
    message = desk.message(number)
    assert (message.state, message.attempts, message.leased_until) == ("pending", 0, held)
    assert [row.status for row in desk.attempts(number)] == [200]


def test_two_senders_never_send_the_same_message(
    desk: Desk, subscriber: Subscriber, book_database_url: str
) -> None:
    subscriptions = [desk.subscribe(subscriber.url) for _ in range(3)]
    names = [f"msg_{number}" for number in range(12)]
    for subscription in subscriptions:
        desk.post(subscription, *(f"{name}:{subscription}" for name in names))

    def slow(_: Seen) -> Answer:
        time.sleep(0.01)
        return OK

    subscriber.usual = slow
    second = open_database(book_database_url)
    senders = [desk.deliverer, Deliverer(second, VAULT, LOOPBACK, desk.clock)]
    taken: list[int] = []
    threads = [
        threading.Thread(target=lambda sender=sender: taken.append(sender.run_once())) for sender in senders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    second.close()
    assert sum(taken) == len(subscriber.seen) == 36
    assert min(taken) > 0, "one of them did nothing, and nothing was shown"
    assert set(Counter(subscriber.messages).values()) == {1}
    assert set(subscriber.at_once.values()) == {1}


@pytest.mark.parametrize("book_database_url", ["postgresql"], indirect=True)
def test_a_message_that_another_sender_takes_at_this_moment_is_passed_over(desk: Desk) -> None:
    subscription = desk.subscribe("http://127.0.0.1:1/")
    first, second = desk.post(subscription, "msg_1", "msg_2")
    with desk.database.engine.begin() as connection:
        chosen = [_Waiting(subscription, failing=False)]
        (job,) = _claim_each(connection, chosen, desk.clock.now, desk.clock.now + LEASE)
        assert job.outbox == first
        assert desk.lease(subscription).outbox == second


# ---- Many subscribers


def test_a_dead_subscriber_holds_up_nobody(desk: Desk, subscriber: Subscriber, other: Subscriber) -> None:
    """What hangs hangs until all the others have been served."""
    over = threading.Event()

    def hangs(_: Seen) -> Answer:
        over.wait(60)
        return OK

    other.usual = hangs
    dead = [desk.subscribe(other.url) for _ in range(WORKERS + 2)]
    healthy = [desk.subscribe(subscriber.url) for _ in range(2)]
    for one in dead:
        desk.post(one, "msg_1", "msg_2")
    # They are known to be dead: nothing that they were sent ever arrived.
    desk.database.write(
        lambda connection: connection.execute(
            update(t.subscriptions).where(t.subscriptions.c.id.in_(dead)).values(failing_since=START - 1)
        )
    )
    try:
        with running(desk.deliverer):
            eventually(partial(other.has, WORKERS // 2))
            for one in healthy:
                desk.post(one, *(f"msg_{number}" for number in range(10)))
            eventually(partial(subscriber.has, 20))
            assert len(other.seen) == WORKERS // 2
            over.set()
            eventually(partial(other.has, 2 * len(dead)))
    finally:
        over.set()


def test_one_message_of_a_subscription_at_a_time(
    desk: Desk, subscriber: Subscriber, other: Subscriber
) -> None:
    there, alone = threading.Semaphore(1), []

    def slow(_: Seen) -> Answer:
        alone.append(there.acquire(blocking=False))
        time.sleep(0.05)
        there.release()
        return OK

    subscriber.usual = slow
    names = [f"msg_{number}" for number in range(8)]
    desk.post(desk.subscribe(subscriber.url), *names)
    # Its answers make the sender look again while the slow one is busy.
    desk.post(desk.subscribe(other.url), *names)
    assert desk.deliverer.run_once() == 16
    assert alone == [True] * 8


def test_subscriptions_take_turns(desk: Desk, subscriber: Subscriber) -> None:
    for _ in range(3):
        subscription = desk.subscribe(subscriber.url)
        desk.post(subscription, *(f"{subscription}:{number}" for number in range(3)))
    deliverer = desk.new_deliverer(workers=1)
    assert deliverer.run_once() == 9
    turns = [name.split(":")[0] for name in subscriber.messages]
    assert turns[:3] == turns[3:6] == turns[6:]
    assert len(set(turns[:3])) == 3


def test_no_more_than_asked_for(desk: Desk, subscriber: Subscriber) -> None:
    desk.post(desk.subscribe(subscriber.url), "msg_1", "msg_2", "msg_3")
    assert desk.deliverer.run_once(limit=2) == 2
    assert len(subscriber.seen) == 2
    assert desk.deliverer.run_once(limit=0) == 0


def test_an_endpoint_that_fails_again_and_again_is_left_alone_for_half_a_minute(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscriber.usual = lambda _: failing(500)
    subscription = desk.subscribe(subscriber.url)
    desk.post(subscription, *(f"msg_{number}" for number in range(15)))
    assert desk.deliverer.run_once() == Breaker.LEAST_CALLS
    desk.clock.forward(29 * SECOND)
    assert desk.deliverer.run_once() == 0
    desk.clock.forward(SECOND)
    assert desk.deliverer.run_once() == 1
    subscriber.usual = lambda _: OK
    desk.clock.forward(10 * MINUTE)
    assert desk.deliverer.run_once() == 15


# ---- Running


def test_it_runs_until_told_to_stop(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    with running(desk.deliverer):
        for number in range(5):
            desk.post(subscription, f"msg_{number}")
            eventually(partial(subscriber.has, number + 1))
    desk.post(subscription, "msg_after")
    time.sleep(0.1)
    assert len(subscriber.seen) == 5


@pytest.mark.parametrize("error", [Unavailable("gone for a moment"), RuntimeError("a mistake")])
def test_it_goes_on_when_the_database_was_away(
    desk: Desk, subscriber: Subscriber, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk.post(desk.subscribe(subscriber.url), "msg_1")
    read, errors = desk.database.read, [error, error]

    def broken() -> Any:
        if errors:
            raise errors.pop()
        return read()

    with patch.object(desk.database, "read", broken), running(desk.deliverer):
        eventually(partial(subscriber.has, 1))
    assert caplog.text.count("deliveries wait") == 2


def test_a_mistake_in_one_delivery_stays_there(
    desk: Desk, subscriber: Subscriber, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = desk.post(desk.subscribe(subscriber.url), "msg_1", "msg_2")
    sends = desk.deliverer._send
    desk.deliverer._send = lambda *given: 1 / 0 if given[1]["webhook-id"] == "msg_1" else sends(*given)  # type: ignore[assignment]
    assert desk.deliverer.run_once() == 2
    assert "ZeroDivisionError" in caplog.text
    assert (desk.message(first).state, desk.message(second).state) == ("pending", "delivered")
    desk.deliverer._send = partial(send, guard=LOOPBACK)
    desk.clock.forward(LEASE)
    assert desk.deliverer.run_once() == 1


# ---- Again


def test_one_message_again_with_its_id_and_the_time_of_now(desk: Desk, subscriber: Subscriber) -> None:
    secret = new_secret()
    numbers = desk.post(desk.subscribe(subscriber.url, secret), "msg_1", "msg_2")
    assert desk.deliverer.run_once() == 2
    desk.clock.forward(30 * DAY)
    desk.send_again(numbers[0])
    assert desk.deliverer.run_once() == 1
    before, _, after = subscriber.seen
    assert (before.message, before.body) == (after.message, after.body) == ("msg_1", BODY)
    assert after.stamp == before.stamp + 30 * 86_400
    assert verify(after.headers, after.body, [parse_key(secret)], after.stamp) == "msg_1"
    assert after.headers["webhook-signature"] != before.headers["webhook-signature"]
    assert [row.replay for row in desk.attempts(numbers[0])] == [False, True]
    message = desk.message(numbers[0])
    assert (message.state, message.replay) == ("delivered", False)


def test_only_the_attempt_that_was_asked_for_is_marked(desk: Desk, subscriber: Subscriber) -> None:
    (number,) = desk.post(desk.subscribe(subscriber.url), "msg_1")
    desk.deliverer.run_once()
    desk.send_again(number)
    subscriber.answers = [failing(500)]
    desk.deliverer.run_once()
    desk.clock.forward(HOUR)
    desk.deliverer.run_once()
    assert [row.replay for row in desk.attempts(number)] == [False, True, False]


def test_all_messages_since_a_time(desk: Desk, subscriber: Subscriber, other: Subscriber) -> None:
    subscription, neighbour = desk.subscribe(subscriber.url), desk.subscribe(other.url)
    for day in range(4):
        desk.clock.now = START + day * DAY
        desk.post(subscription, f"msg_{day}")
        desk.post(neighbour, f"msg_{day}")
        desk.deliverer.run_once()
    assert send_again_since(desk.office, "an", subscription, START + 2 * DAY) == 2
    assert desk.deliverer.run_once() == 2
    assert subscriber.messages[4:] == ["msg_2", "msg_3"]
    assert len(other.seen) == 4
    assert send_again_since(desk.office, "an", subscription, START + 4 * DAY) == 0


def test_nothing_to_send_again(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.send_again(12)


def test_what_is_asked_for_while_it_is_on_its_way_is_sent_once_more(
    desk: Desk, subscriber: Subscriber
) -> None:
    (number,) = desk.post(desk.subscribe(subscriber.url), "msg_1")

    def ask(_: Seen) -> Answer:
        if len(subscriber.seen) == 1:
            desk.send_again(number)
        return OK

    subscriber.usual = ask
    assert desk.deliverer.run_once() == 2
    assert [row.replay for row in desk.attempts(number)] == [False, True]
    assert desk.message(number).state == "delivered"


def test_a_disabled_subscription_gets_what_was_asked_for_when_it_is_enabled(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscription = desk.subscribe(subscriber.url)
    (number,) = desk.post(subscription, "msg_1")
    desk.deliverer.run_once()
    desk.set_state(subscription, "disabled")
    desk.send_again(number)
    desk.clock.forward(400 * DAY)
    assert desk.deliverer.run_once() == 0
    desk.set_state(subscription, "active")
    assert desk.deliverer.run_once() == 1


# ---- Keys


def test_all_keys_that_are_valid_sign_while_one_is_replaced(desk: Desk, subscriber: Subscriber) -> None:
    new, old, older = new_secret(), new_secret(), new_secret()
    private, public = new_key_pair()
    subscription = desk.subscribe(subscriber.url, new, private)
    desk.add_key(subscription, VAULT.seal(old), START + DAY)
    desk.add_key(subscription, VAULT.seal(older), START)

    def signers() -> list[bool]:
        seen = subscriber.seen[-1]
        return [signed_by(secret, seen) for secret in (new, public, old, older)]

    desk.post(subscription, "msg_1")
    desk.deliverer.run_once()
    assert signers() == [True, True, True, False]
    assert len(subscriber.seen[-1].headers["webhook-signature"].split()) == 3
    desk.clock.now = START + DAY
    desk.post(subscription, "msg_2")
    desk.deliverer.run_once()
    assert signers() == [True, True, False, False]


def signed_by(secret: str, seen: Seen) -> bool:
    try:
        verify(seen.headers, seen.body, [parse_key(secret)], seen.stamp)
    except NotAuthentic:
        return False
    return True


def test_more_keys_than_can_sign(desk: Desk, subscriber: Subscriber) -> None:
    first, last = new_secret(), new_secret()
    replaced = [new_secret() for _ in range(12)]
    subscription = desk.subscribe(subscriber.url, first)
    for secret in replaced:
        desk.add_key(subscription, VAULT.seal(secret), START + DAY)
    desk.add_key(subscription, VAULT.seal(last))
    desk.post(subscription, "msg_1")
    assert desk.deliverer.run_once() == 1
    (seen,) = subscriber.seen
    # The current ones, and of the others the newest.
    assert [signed_by(secret, seen) for secret in (first, last)] == [True, True]
    assert [signed_by(secret, seen) for secret in replaced] == [False] * 4 + [True] * 8


def test_a_message_that_cannot_be_signed_waits_and_nobody_is_blamed(
    desk: Desk, subscriber: Subscriber
) -> None:
    elsewhere = Vault([Fernet.generate_key().decode()])
    subscription = desk.subscribe(subscriber.url)
    desk.add_key(subscription, elsewhere.seal(new_secret()))
    first, second = desk.post(subscription, "msg_1", "msg_2")
    assert desk.deliverer.run_once() == 1
    assert subscriber.seen == []
    (row,) = desk.attempts(first)
    assert (row.status, row.error) == (None, "key")
    assert desk.attempts(second) == []
    assert desk.subscription(subscription).failing_since is None
    assert (desk.message(first).state, desk.message(first).attempts) == ("pending", 0)
    with desk.database.engine.begin() as connection:
        connection.execute(update(t.subscription_keys).values(secret=VAULT.seal(new_secret())))
    assert desk.deliverer.run_once() == 0
    desk.clock.forward(5 * MINUTE)
    assert desk.deliverer.run_once() == 2


def test_a_subscription_without_a_key_is_sent_nothing(desk: Desk, subscriber: Subscriber) -> None:
    subscription = desk.subscribe(subscriber.url)
    desk.database.write(lambda connection: connection.execute(t.subscription_keys.delete()))
    (number,) = desk.post(subscription, "msg_1")
    assert desk.deliverer.run_once() == 1
    assert [row.error for row in desk.attempts(number)] == ["key"]
    assert subscriber.seen == []


# ---- The breaker


def calls(breaker: Breaker, outcomes: str, at: int = START) -> None:
    """Successes («.») and failures («x») at one moment."""
    for outcome in outcomes:
        breaker.note(at, outcome == "x")


@pytest.mark.parametrize(
    ("outcomes", "open_"),
    [
        ("", False),
        ("xxxxxxxxx", False),  # too few to tell
        ("xxxxxxxxxx", True),
        ("...xxxxxxx", True),  # 7 of 10
        ("....xxxxxx", False),
        ("....xxxxxxxxx", False),  # 9 of 13
        ("....xxxxxxxxxx", True),  # 10 of 14
    ],
)
def test_when_the_breaker_opens(outcomes: str, open_: bool) -> None:
    breaker = Breaker()
    calls(breaker, outcomes)
    assert breaker.allows(START) is not open_


def test_calls_of_long_ago_do_not_count() -> None:
    breaker = Breaker()
    calls(breaker, "xxxxxxxxx")
    calls(breaker, "x", START + 5 * MINUTE)
    assert breaker.allows(START + 5 * MINUTE)
    calls(breaker, "xxxxxxxxx", START + 5 * MINUTE + 1)
    assert not breaker.allows(START + 5 * MINUTE + 1)


def test_half_open_one_call_decides() -> None:
    breaker = Breaker()
    calls(breaker, "x" * 10)
    assert not breaker.allows(START + 30 * SECOND - 1)
    assert breaker.allows(START + 30 * SECOND)
    calls(breaker, "x", START + 6 * MINUTE)
    # All older calls are forgotten by now, and still it is open again at once.
    assert not breaker.allows(START + 6 * MINUTE + 1)
    calls(breaker, ".", START + 7 * MINUTE)
    assert breaker.allows(START + 7 * MINUTE)
    calls(breaker, "x" * 8, START + 7 * MINUTE)
    assert breaker.allows(START + 7 * MINUTE)


def test_a_clock_that_is_set_back_does_not_keep_it_open() -> None:
    breaker = Breaker()
    calls(breaker, "x" * 10)
    assert breaker.allows(START - DAY)
    calls(breaker, ".", START - DAY)
    assert breaker.allows(START - DAY)
