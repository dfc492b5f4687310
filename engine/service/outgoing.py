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
    "round.closed": "a round is closed; its scores are final",
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
    identity = f"msg_{new_identity()}"
    rows = [
        {
            "subscription": one.id,
            "message_id": identity,
            "type": type_,
            "body": _body(identity, type_, unit, action.at, {**data, **more} if one.full else data),
            "created_at": action.at,
            "state": "pending",
            "attempts": 0,
            "next_attempt_at": action.at,
        }
        for one in wanted
    ]
    action.connection.execute(insert(t.outbox), rows)


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
