"""Messages sent again because somebody asks for it: after an outage of a subscriber, or after it lost something."""

from sqlalchemy import ColumnElement, and_, update

from engine.store import journal
from engine.store import tables as t
from engine.store.database import Database


def replay_message(database: Database, outbox_id: int, at: int | None = None) -> bool:
    """Send a message again, whatever became of it; False where there is none.

    It has the same `webhook-id` and the whole schedule before it again. It is due from `at` on (microseconds since
    1970, without it at once); while its subscription is disabled it waits. Raises `Unavailable`.
    """
    return _replay(database, t.outbox.c.id == outbox_id, at) > 0


def replay_since(database: Database, subscription: int, since: int, at: int | None = None) -> int:
    """Send all messages of a subscription again that were written at or after a time, as `replay_message` does.

    Gives their number. Messages that were not written, because the subscription was disabled or not there yet, cannot
    be sent. Raises `Unavailable`.
    """
    box = t.outbox.c
    return _replay(database, and_(box.subscription == subscription, box.created_at >= since), at)


def _replay(database: Database, which: ColumnElement[bool], at: int | None) -> int:
    values = {
        "state": "pending",
        "attempts": 0,
        "next_attempt_at": journal.now() if at is None else at,
        "replay": True,
    }
    return database.write(
        lambda connection: connection.execute(update(t.outbox).where(which).values(values)).rowcount
    )
