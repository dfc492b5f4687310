"""What is done again because somebody asks for it: messages sent once more, quarantined events taken in after all."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from engine.service.errors import Conflict, Flaw, Invalid, NotFound
from engine.service.intake import Outcome, replay_quarantined
from engine.service.office import Office
from engine.service.submissions import Submission
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual
from webhooks.payloads import NoEvent, read_event
from webhooks.strict_json import NotStrict, read_json

# ---- Messages


def send_again(office: Office, who: str, outbox_id: int) -> None:
    """Send a message again, whatever became of it.

    It has the same `webhook-id` and the whole schedule before it again; while its subscription is disabled it waits.
    Raises `NotFound`, and `Conflict` where nobody is there to hear.
    """

    def work(action: Action) -> None:
        query = select(t.outbox.c.subscription, t.outbox.c.message_id).where(t.outbox.c.id == outbox_id)
        row = action.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("message", str(outbox_id))
        _may_hear(action.connection, row.subscription)
        _replay(action.connection, t.outbox.c.id == outbox_id, action.at)
        action.detail = {"subscription": row.subscription, "message": row.message_id}

    office.journal.act(who, "message.sent_again", str(outbox_id), work)


def send_again_since(office: Office, who: str, subscription: int, since: int) -> int:
    """Send all messages of a subscription again that were written at or after a time; gives their number.

    Messages that were not written, because the subscription was disabled or not there yet, cannot be sent. Raises
    `NotFound`, and `Conflict` where nobody is there to hear.
    """
    since = max(since, 0)

    def work(action: Action) -> int:
        _may_hear(action.connection, subscription)
        count = _replay(action.connection, _since(subscription, since), action.at)
        moment = datetime.fromtimestamp(since / 1e6, UTC).isoformat(timespec="milliseconds")
        action.detail = {"since": moment, "count": count}
        return count

    return office.journal.act(who, "subscription.sent_again", str(subscription), work)


def _since(subscription: int, since: int) -> ColumnElement[bool]:
    return and_(t.outbox.c.subscription == subscription, t.outbox.c.created_at >= since)


def _may_hear(connection: Connection, subscription: int) -> None:
    query = select(t.subscriptions.c.state).where(t.subscriptions.c.id == subscription)
    state = connection.execute(query).scalar()
    if state is None:
        raise NotFound("subscription", str(subscription))
    if state == "removed":
        raise Conflict(Bilingual("đăng ký này đã bị xóa", "this subscription was removed"))


def _replay(connection: Connection, which: ColumnElement[bool], at: int) -> int:
    values = {"state": "pending", "attempts": 0, "next_attempt_at": at, "replay": True}
    return connection.execute(update(t.outbox).where(which).values(values)).rowcount


# ---- Events


def take_again(office: Office, who: str, number: int) -> Outcome:
    """Take a quarantined event again: what could not be read, or was not allowed, may be by now.

    `number` is that of the inbox. Raises `NotFound`, `Gone` where retention has removed the body, and `Invalid` with
    every fault where it still cannot be read; the event then stays in quarantine as it was.
    """
    return replay_quarantined(office, who, number, partial(_read, now=office.journal.clock()))


def _read(row: Any, now: int) -> Submission:
    """What a kept event says, read as if it came now."""
    try:
        document = read_json(bytes(row.raw))
        submission = read_event(document, f"{row.source}/{row.message_id}", now).submission
    except NotStrict as error:
        words = Bilingual("nội dung không phải JSON đọc được", "the body is no JSON that can be read")
        raise Invalid([Flaw("", error.code, words)]) from None
    except NoEvent as error:
        flaws = [Flaw(fault.pointer, fault.code, fault.words) for fault in error.faults]
        raise Invalid(flaws) from None
    if submission is None:
        words = Bilingual("loại sự kiện này không được nhận", "events of this type are not taken")
        raise Invalid([Flaw("/type", "value", words)])
    return submission
