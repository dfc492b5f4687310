"""How the points of a book came about: what changed of each leaf, and the event or the person behind it.

What is read is bounded, however many scores there are: the last of each view.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select, tuple_

from engine.book.card import LeafState
from engine.book.entries import VIEWS, View
from engine.service.people import names_of_people
from engine.service.sources import source_names
from engine.store import tables as t

#: Scores of each view that are gone through for the history of a book, and changes of one leaf that are told.
MOST_SCORES: Final = 500
MOST_MOVES: Final = 30
#: Values in one query.
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed a score: an action of the audit chain, and the event that it took in.

    ``what``: the action's stable name. ``event_type`` and ``message_id`` are "" where no other system was behind it.
    """

    at: int
    who: str
    who_name: str
    what: str
    reason: str
    event_type: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A leaf before and after one action, in units, in the views where it moved so.

    ``before`` is None where it is not known here.
    """

    number: str
    views: tuple[View, ...]
    version: int
    before: LeafState | None
    after: LeafState
    cause: Cause


def history_of(connection: Connection, unit: str, year: int) -> dict[str, list[Move]]:
    """What changed of each leaf, by its number, the newest first."""
    found: list[tuple[Any, str, LeafState | None, LeafState]] = []
    for view in VIEWS:
        found += _moves(_last_scores(connection, unit, year, view))
    causes = _causes(connection, [row for row, *_ in found])
    moves: dict[str, list[Move]] = {}
    for row, number, before, after in sorted(found, key=lambda one: -one[0].id):
        move = Move(number, (row.view,), row.version, before, after, causes[row.action, row.cause])
        of_leaf = moves.setdefault(number, [])
        if of_leaf and of_leaf[-1] == replace(move, views=of_leaf[-1].views):
            views = (*of_leaf.pop().views, row.view)
            of_leaf.append(replace(move, views=tuple(view for view in VIEWS if view in views)))
        elif len(of_leaf) < MOST_MOVES:
            of_leaf.append(move)
    return moves


def _last_scores(connection: Connection, unit: str, year: int, view: View) -> list[Any]:
    """The last scores of a view, the oldest first."""
    scores = t.scores.c
    query = (
        select(scores.id, scores.view, scores.version, scores.changes, scores.cause, scores.action, scores.at)
        .where(scores.unit == unit, scores.year == year, scores.view == view)
        .order_by(scores.version.desc(), scores.id.desc())
        .limit(MOST_SCORES)
    )
    return list(connection.execute(query).all())[::-1]


def _moves(rows: Iterable[Any]) -> list[tuple[Any, str, LeafState | None, LeafState]]:
    """The leaves that are other after a score than they were before it."""
    known: dict[str, LeafState] = {}
    found = []
    for row in rows:
        for raw in json.loads(row.changes):
            number, points, status, low, high, losses = raw
            state = LeafState(number, points, status, low, high, tuple((a, b) for a, b in losses))
            if known.get(number) != state:
                found.append((row, number, known.get(number), state))
            known[number] = state
    return found


def _causes(connection: Connection, rows: Sequence[Any]) -> Mapping[tuple[str, str], Cause]:
    """What was behind some scores, by action and cause: a transaction may take in several events."""
    actions = _actions(connection, {row.action for row in rows})
    events = _events(connection, {row.cause for row in rows if "/" in row.cause})
    people, sources = names_of_people(connection), source_names(connection)
    found: dict[tuple[str, str], Cause] = {}
    for row in rows:
        entry, event = actions[row.action], events.get(row.cause)
        told = {"at": row.at, "what": entry.what, "reason": str(json.loads(entry.detail).get("reason", ""))}
        if event is None:
            name = people.get(entry.who) or sources.get(entry.who, entry.who)
            cause = Cause(**told, who=entry.who, who_name=name)
        else:
            name = sources.get(event.source, event.source)
            cause = Cause(
                **told, who=event.source, who_name=name, event_type=event.type, message_id=event.message_id
            )
        found[row.action, row.cause] = cause
    return found


def _actions(connection: Connection, actions: Iterable[str]) -> dict[str, Any]:
    """The entries of the chain by which some scores came."""
    found: dict[str, Any] = {}
    for batch in _batches(sorted(actions)):
        query = select(t.audit).where(t.audit.c.action.in_(batch))
        found |= {row.action: row for row in connection.execute(query)}
    return found


def _events(connection: Connection, causes: Iterable[str]) -> dict[str, Any]:
    """The events of the inbox that some causes name: its source and its id, with a stroke between."""
    inbox = t.inbox.c
    found: dict[str, Any] = {}
    for batch in _batches(sorted(causes)):
        pairs = [tuple(cause.split("/", 1)) for cause in batch]
        query = select(inbox.source, inbox.message_id, inbox.type).where(
            tuple_(inbox.source, inbox.message_id).in_(pairs)
        )
        found |= {f"{row.source}/{row.message_id}": row for row in connection.execute(query)}
    return found


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
