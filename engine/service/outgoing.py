"""What subscribers are told: messages written in the transaction of what they tell of, so that none is ever missed."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from engine.store import tables as t
from engine.store.journal import Action, new_identity
from engine.store.prepared import Prepared

#: The types of messages, and what each tells.
TYPES = {
    "score.changed": "a unit's score is other than before",
    "fact.rejected": "an appraiser rejected a fact",
    "set.published": "a criteria set is in force",
    "set.withdrawn": "a criteria set is out of force; a round that was scored by it pauses",
    "round.closed": "a round is closed; its scores are final",
    "subscription.tested": "an administrator asks whether messages arrive; whatever types are subscribed to",
}


_IN_STATE = Prepared(
    select(t.subscriptions)
    .where(t.subscriptions.c.state == bindparam("state"))
    .order_by(t.subscriptions.c.id)
)


def listeners(connection: Connection) -> Sequence[Any]:
    """The subscriptions that are active."""
    return _IN_STATE.rows(connection, {"state": "active"})


def announce(
    action: Action,
    type_: str,
    unit: str | None,
    year: int,
    data: dict[str, Any],
    more: dict[str, Any],
    to: Sequence[Any] | None = None,
) -> None:
    """Put a message into the outbox of every subscription that asked for it; ``more`` only where it may hear all.

    ``to``: the active subscriptions, where they were read before.
    """
    subscriptions = listeners(action.connection) if to is None else to
    wanted = [one for one in subscriptions if _matches(one, type_, unit)]
    if not wanted:
        return
    identity = _new_message()
    rows = [
        _row(action, one.id, identity, type_, unit, {**data, **more} if one.full else data) for one in wanted
    ]
    action.connection.execute(insert(t.outbox), rows)


def send_test(action: Action, subscription: int) -> str:
    """Put a message into one subscription's outbox that says nothing else; gives its id."""
    identity, type_ = _new_message(), "subscription.tested"
    row = _row(action, subscription, identity, type_, None, {"subscription": subscription})
    action.connection.execute(insert(t.outbox), row)
    return identity


def _new_message() -> str:
    return f"msg_{new_identity()}"


def _row(
    action: Action, subscription: int, identity: str, type_: str, unit: str | None, data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "subscription": subscription,
        "message_id": identity,
        "type": type_,
        "body": _body(identity, type_, unit, action.at, data),
        "created_at": action.at,
        "state": "pending",
        "attempts": 0,
        "next_attempt_at": action.at,
    }


def _matches(subscription: Any, type_: str, unit: str | None) -> bool:
    types, units = json.loads(subscription.types), json.loads(subscription.units)
    by_type = any(fnmatchcase(type_, pattern) for pattern in types)
    return by_type and (unit is None or any(fnmatchcase(unit, pattern) for pattern in units))


def _body(identity: str, type_: str, unit: str | None, at: int, data: dict[str, Any]) -> bytes:
    message = {
        "id": identity,
        "type": type_,
        "schema": f"{type_}/1",
        "timestamp": datetime.fromtimestamp(at / 1e6, UTC).isoformat(timespec="milliseconds"),
        "subject": unit,
        "data": data,
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
