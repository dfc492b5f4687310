"""Messages sent again, and quarantined events taken again, because an administrator asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.service.errors import Conflict, Gone, Invalid, NotFound
from engine.service.record import verify
from engine.service.sources import SourceRecord, change_source, set_subscription, subscribe
from engine.store import tables as t
from engine.store.database import Database
from tests.webhooks.serving import Client, facts, make_client
from webhooks.again import send_again, send_again_since, take_again
from webhooks.signing import new_secret

HOUR = 3600 * 1_000_000


@pytest.fixture
def client(book_database: Database, tmp_path: Path) -> Client:
    return make_client(book_database, tmp_path)


def chain(client: Client, what: str) -> list[tuple[str, str, dict[str, Any]]]:
    with client.office.read() as connection:
        rows = connection.execute(select(t.audit).where(t.audit.c.what == what).order_by(t.audit.c.seq)).all()
        return [(row.who, row.subject, json.loads(row.detail)) for row in rows]


def outbox(client: Client) -> list[Any]:
    with client.office.read() as connection:
        return list(connection.execute(select(t.outbox).order_by(t.outbox.c.id)).all())


# ---- Events


def test_what_a_source_may_post_by_now_is_taken(client: Client) -> None:
    change_source(client.office, "an", SourceRecord("mot-cua", "một cửa", may_post=("khac_*",)))
    assert client.post(facts(so_tthc=10, so_tthc_co_quy_trinh_dt=5), identity="e1").status_code == 403
    number = client.inbox("e1").id
    assert take_again(client.office, "an", number).status == 403
    assert client.inbox("e1").state == "quarantined"
    change_source(client.office, "an", SourceRecord("mot-cua", "một cửa"))
    outcome = take_again(client.office, "an", number)
    assert (outcome.status, outcome.state) == (202, "applied")
    assert outcome.answer["scores"][0]["points"]["new"] == "2"
    row = client.inbox("e1")
    assert (row.state, row.unit, row.year) == ("applied", "so-a", 2021)
    with pytest.raises(NotFound):
        take_again(client.office, "an", number)
    states = [(who, told["event"], told["state"]) for who, _, told in chain(client, "event.replayed")]
    assert states == [("an", "e1", "quarantined"), ("an", "e1", "applied")]
    assert verify(client.office) == []


def test_what_came_from_a_clock_ahead_is_taken_when_its_time_is_there(client: Client) -> None:
    start = client.office.journal.clock()
    ahead = "2999-01-01T08:00:00+07:00"
    assert client.post(facts(at=ahead, so_tthc=10), identity="e1").status_code == 422
    number = client.inbox("e1").id
    with pytest.raises(Invalid) as refused:
        take_again(client.office, "an", number)
    assert [(flaw.pointer, flaw.code) for flaw in refused.value.flaws] == [("/timestamp", "ahead")]
    assert client.inbox("e1").state == "quarantined"
    assert chain(client, "event.replayed") == []
    client.office.journal.clock = lambda: start + 1000 * 365 * 24 * HOUR
    assert take_again(client.office, "an", number).state == "applied"


def test_a_type_that_nobody_knows_stays_aside(client: Client) -> None:
    start = client.office.journal.clock()
    event = {**facts(at="2999-01-01T08:00:00+07:00"), "type": "khac.loai"}
    assert client.post(event, identity="e1").status_code == 422
    client.office.journal.clock = lambda: start + 1000 * 365 * 24 * HOUR
    with pytest.raises(Invalid) as refused:
        take_again(client.office, "an", client.inbox("e1").id)
    assert [flaw.pointer for flaw in refused.value.flaws] == ["/type"]


def test_what_is_not_in_quarantine_is_not_taken_again(client: Client) -> None:
    assert client.post(facts(so_tthc=10), identity="e1").status_code == 202
    with pytest.raises(NotFound):
        take_again(client.office, "an", client.inbox("e1").id)


def test_a_body_that_is_gone_cannot_be_read(client: Client) -> None:
    assert client.post({"type": "facts.declared"}, identity="e1").status_code == 422
    client.office.database.write(lambda connection: connection.execute(update(t.inbox).values(raw=None)))
    with pytest.raises(Gone):
        take_again(client.office, "an", client.inbox("e1").id)


# ---- Messages


@pytest.fixture
def subscription(client: Client) -> int:
    number = subscribe(client.office, "an", "https://nhan.example/", new_secret())
    for value in (1, 2):
        assert client.post(facts(so_tthc=10, so_tthc_co_quy_trinh_dt=value)).status_code == 202
    done = update(t.outbox).values(state="failed", attempts=10, next_attempt_at=None)
    client.office.database.write(lambda connection: connection.execute(done))
    return number


def test_one_message_again(client: Client, subscription: int) -> None:
    first, *others = outbox(client)
    send_again(client.office, "an", first.id)
    again, *same = outbox(client)
    assert (again.state, again.attempts, again.replay, again.message_id) == (
        "pending",
        0,
        True,
        first.message_id,
    )
    assert same == others
    told = {"subscription": subscription, "message": first.message_id}
    assert chain(client, "message.sent_again") == [("an", str(first.id), told)]
    with pytest.raises(NotFound):
        send_again(client.office, "an", 999)


def test_all_messages_since_a_time(client: Client, subscription: int) -> None:
    rows = outbox(client)
    since = rows[-1].created_at
    count = send_again_since(client.office, "an", subscription, since)
    assert count == sum(row.created_at >= since for row in rows)
    assert 0 < count < len(rows)
    assert [row.state for row in outbox(client)].count("pending") == count
    ((_, subject, told),) = chain(client, "subscription.sent_again")
    assert (subject, told["count"]) == (str(subscription), count)
    assert send_again_since(client.office, "an", subscription, since + 1000 * HOUR) == 0
    with pytest.raises(NotFound):
        send_again_since(client.office, "an", 999, 0)


def test_nothing_is_sent_to_who_was_removed(client: Client, subscription: int) -> None:
    set_subscription(client.office, "an", subscription, "removed")
    with pytest.raises(Conflict):
        send_again(client.office, "an", outbox(client)[0].id)
    with pytest.raises(Conflict):
        send_again_since(client.office, "an", subscription, 0)
    assert {row.state for row in outbox(client)} == {"failed"}
