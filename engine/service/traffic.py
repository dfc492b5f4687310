"""What other systems sent, for those who look after them: sources, their events, what is kept aside."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from engine.output.json_text import laid_out
from engine.service.errors import NotFound
from engine.service.paging import Page, Place, first_key, page_of
from engine.service.sources import SourceRecord, record_of
from engine.store import tables as t

_SECOND: Final = 1_000_000
DAY: Final = 24 * 3600 * _SECOND
#: How far back events are counted.
COUNTED: Final = 30 * DAY
#: So many events in quarantine, one after the other, are no accident.
FAILED: Final = 3
#: By how many of its last events a source's habits are known.
_LATEST: Final = 20
_HABIT: Final = 10
#: It is silent where it has been so for longer than so many times its longest pause, and than a day.
_PAUSES: Final = 3
#: Senders try again for so long (three days), and a little more.
_RETRIES: Final = 4 * DAY
#: Entries of the chain that are gone through for repetitions, for a list and for one event.
_SEEN_FOR_LIST: Final = 5_000
_SEEN_FOR_ONE: Final = 200_000

#: What may have become of an event; ``conflict``: another came under its id, with other content.
STATES: Final = ("applied", "pending_subject", "ignored", "quarantined", "conflict")

# ---- Sources


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key without its secret. ``since``, ``until``: microseconds; None where it is not known or has no end."""

    number: int
    since: int | None
    until: int | None
    valid: bool


@dataclass(frozen=True, slots=True)
class LastEvent:
    """The newest event of a source."""

    number: int
    at: int
    state: str


@dataclass(frozen=True, slots=True)
class SourceTraffic:
    """A source and how it does. ``keys``: newest first; ``counts``: events by state, of the last 30 days.

    ``failed``: how many of its newest events in a row are in quarantine. ``silent_since``: when its last event came,
    where it is longer ago than its habits let expect.
    """

    record: SourceRecord
    keys: tuple[KeyState, ...]
    counts: dict[str, int]
    last: LastEvent | None
    failed: int
    silent_since: int | None

    @property
    def valid_keys(self) -> int:
        """How many keys it can sign with now."""
        return sum(key.valid for key in self.keys)

    @property
    def fails(self) -> bool:
        """Whether what it sends is put aside time after time."""
        return self.failed >= FAILED


def sources_with_traffic(connection: Connection, now: int) -> list[SourceTraffic]:
    """All sources by code, the retired ones last."""
    retired = t.sources.c.state == "retired"
    rows = connection.execute(select(t.sources).order_by(retired, t.sources.c.code)).all()
    begin = first_key(connection, t.inbox.c.id, t.inbox.c.received_at, now - COUNTED)
    counts = _counts(connection, begin, now - COUNTED)
    return [_traffic(connection, row, now, begin, counts.get(row.code, {})) for row in rows]


def source_with_traffic(connection: Connection, code: str, now: int) -> SourceTraffic:
    """One source. Raises ``NotFound``."""
    row = connection.execute(select(t.sources).where(t.sources.c.code == code)).one_or_none()
    if row is None:
        raise NotFound("source", code)
    begin = first_key(connection, t.inbox.c.id, t.inbox.c.received_at, now - COUNTED)
    counts = _counts(connection, begin, now - COUNTED, code)
    return _traffic(connection, row, now, begin, counts.get(code, {}))


def _counts(
    connection: Connection, begin: int, since: int, code: str | None = None
) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    inbox, conflicts = t.inbox.c, t.conflicts.c
    taken = (
        select(inbox.source, inbox.state, func.count())
        .where(inbox.id >= begin, inbox.received_at >= since)
        .group_by(inbox.source, inbox.state)
    )
    aside = (
        select(conflicts.source, func.count())
        .where(conflicts.received_at >= since)
        .group_by(conflicts.source)
    )
    if code is not None:
        taken, aside = taken.where(inbox.source == code), aside.where(conflicts.source == code)
    for source, state, count in connection.execute(taken):
        found.setdefault(source, {})[state] = count
    for source, count in connection.execute(aside):
        found.setdefault(source, {})["conflict"] = count
    return found


def _traffic(connection: Connection, row: Any, now: int, begin: int, counts: dict[str, int]) -> SourceTraffic:
    record = record_of(row)
    latest = _latest(connection, record.code, begin)
    last = LastEvent(latest[0].id, latest[0].received_at, latest[0].state) if latest else None
    failed = next((at for at, one in enumerate(latest) if one.state != "quarantined"), len(latest))
    silent = record.state == "active" and _is_silent([one.received_at for one in latest], now)
    return SourceTraffic(
        record=record,
        keys=_source_keys(connection, record.code, now),
        counts={state: counts[state] for state in STATES if state in counts},
        last=last,
        failed=failed,
        silent_since=last.at if silent and last else None,
    )


def _latest(connection: Connection, code: str, begin: int) -> Sequence[Any]:
    """The newest events; of before those that are counted only the one that is the last of all."""
    inbox = t.inbox.c
    query = select(inbox.id, inbox.received_at, inbox.state).order_by(inbox.id.desc())
    recent = query.where(inbox.source == code, inbox.id >= begin).limit(_LATEST)
    rows = connection.execute(recent).all()
    if rows:
        return rows
    last = select(func.max(inbox.id)).where(inbox.source == code)
    return connection.execute(query.where(inbox.id == last.scalar_subquery())).all()


def _is_silent(times: Sequence[int], now: int) -> bool:
    """Whether the last event, of times that are newest first, is longer ago than the pauses before let expect."""
    if not times:
        return False
    pause = now - times[0]
    if pause > COUNTED:
        return True
    if len(times) < _HABIT:
        return False
    longest = max(newer - older for newer, older in pairwise(times))
    return pause > max(DAY, _PAUSES * longest)


def _source_keys(connection: Connection, code: str, now: int) -> tuple[KeyState, ...]:
    keys = t.source_keys.c
    query = select(keys.id, keys.not_before, keys.not_after).where(keys.source == code)
    return tuple(
        KeyState(row.id, row.not_before, row.not_after, is_valid(row.not_before, row.not_after, now))
        for row in connection.execute(query.order_by(keys.id.desc()))
    )


def is_valid(since: int | None, until: int | None, now: int) -> bool:
    """Whether a key is valid at an instant."""
    return (since is None or since <= now) and (until is None or until > now)


# ---- Events


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events. ``since``, ``until``: microseconds, the second one not included; ``state``: one of ``STATES``."""

    source: str | None = None
    state: str | None = None
    message_id: str | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the inbox. ``conflicts``: others under its id; ``repeats``: when it came again, if known."""

    number: int
    source: str
    message_id: str
    type: str
    received_at: int
    state: str
    status: int
    unit: str | None
    year: int | None
    conflicts: int = 0
    repeats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """One fact that an event entered, as the book holds it; ``accepted`` None: it waits for an appraiser."""

    kind: str
    name: str
    value: Any
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Copy:
    """What came under the id of another event. ``body`` None: removed when its time was over."""

    number: int
    sha256: str
    received_at: int
    body: str | None


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event with all that is kept of it. ``rows``: how many rows it entered into each table."""

    row: EventRow
    sha256: str
    body: str | None
    answer: dict[str, Any]
    entered: list[Entered]
    rows: dict[str, int]
    conflicts: list[Copy]
    replayed: list[tuple[int, str]] = field(default_factory=list)


_COLUMNS: Final = [
    t.inbox.c[name]
    for name in ("id", "source", "message_id", "type", "received_at", "state", "status", "unit", "year")
]


def events(connection: Connection, asked: Asked, place: Place) -> Page[EventRow]:
    """Events, the newest first."""
    query = _asked(connection, select(*_COLUMNS), asked)
    page = page_of(connection, query, t.inbox.c.id, place)
    conflicts = _conflicts_of(connection, page.items)
    repeats = _repeats(connection, page.items, _SEEN_FOR_LIST)
    found = [
        _event_row(row, conflicts[row.source, row.message_id], repeats.get((row.source, row.message_id), ()))
        for row in page.items
    ]
    return Page(found, page.older, page.newer)


def event(connection: Connection, number: int) -> EventDetail:
    """One event. Raises ``NotFound``."""
    row = connection.execute(select(t.inbox).where(t.inbox.c.id == number)).one_or_none()
    if row is None:
        raise NotFound("message", str(number))
    copies = _copies(connection, row)
    repeats = _repeats(connection, [row], _SEEN_FOR_ONE).get((row.source, row.message_id), ())
    return EventDetail(
        row=_event_row(row, len(copies), repeats),
        sha256=row.sha256,
        body=None if row.raw is None else laid_out(bytes(row.raw)),
        answer=json.loads(row.answer),
        entered=_entered(connection, row),
        rows=_rows(connection, row),
        conflicts=copies,
        replayed=_replayed(connection, row),
    )


def quarantined(connection: Connection) -> int:
    """How many events are in quarantine."""
    query = select(func.count()).select_from(t.inbox).where(t.inbox.c.state == "quarantined")
    return int(connection.execute(query).scalar_one())


def _asked(connection: Connection, query: Select[Any], asked: Asked) -> Select[Any]:
    inbox = t.inbox.c
    if asked.source is not None:
        query = query.where(inbox.source == asked.source)
    if asked.message_id is not None:
        query = query.where(inbox.message_id == asked.message_id)
    if asked.state == "conflict":
        query = query.where(exists().where(_same_event(t.conflicts.c)))
    elif asked.state is not None:
        query = query.where(inbox.state == asked.state)
    if asked.since is not None:
        begin = first_key(connection, inbox.id, inbox.received_at, asked.since)
        query = query.where(inbox.id >= begin, inbox.received_at >= asked.since)
    if asked.until is not None:
        query = query.where(inbox.received_at < asked.until)
    return query


def _same_event(of: Any) -> ColumnElement[bool]:
    return and_(of.source == t.inbox.c.source, of.message_id == t.inbox.c.message_id)


def _event_row(row: Any, conflicts: int, repeats: tuple[int, ...]) -> EventRow:
    return EventRow(
        number=row.id,
        source=row.source,
        message_id=row.message_id,
        type=row.type,
        received_at=row.received_at,
        state=row.state,
        status=row.status,
        unit=row.unit,
        year=row.year,
        conflicts=conflicts,
        repeats=repeats,
    )


def _conflicts_of(connection: Connection, rows: Collection[Any]) -> Counter[tuple[str, str]]:
    """How many others came under the ids of some events."""
    conflicts = t.conflicts.c
    query = (
        select(conflicts.source, conflicts.message_id, func.count())
        .where(conflicts.message_id.in_([row.message_id for row in rows]))
        .group_by(conflicts.source, conflicts.message_id)
    )
    return Counter({(source, identity): count for source, identity, count in connection.execute(query)})


def _copies(connection: Connection, row: Any) -> list[Copy]:
    conflicts = t.conflicts.c
    where = (conflicts.source == row.source) & (conflicts.message_id == row.message_id)
    return [
        Copy(one.id, one.sha256, one.received_at, None if one.raw is None else laid_out(bytes(one.raw)))
        for one in connection.execute(select(t.conflicts).where(where).order_by(conflicts.id))
    ]


def _entered(connection: Connection, row: Any) -> list[Entered]:
    if row.unit is None:
        return []
    facts = t.facts.c
    query = select(facts.kind, facts.name, facts.value, facts.accepted).where(_by_event(facts, row))
    return [
        Entered(one.kind, one.name, json.loads(one.value), one.accepted)
        for one in connection.execute(query.order_by(facts.id))
    ]


def _rows(connection: Connection, row: Any) -> dict[str, int]:
    if row.unit is None:
        return {}
    rows = t.table_rows.c
    query = select(rows.table_name, func.count()).where(_by_event(rows, row)).group_by(rows.table_name)
    return {row[0]: row[1] for row in connection.execute(query.order_by(rows.table_name))}


def _by_event(of: Any, row: Any) -> ColumnElement[bool]:
    return and_(of.unit == row.unit, of.year == row.year, of.event == f"{row.source}/{row.message_id}")


# ---- What the chain tells of events


def _repeats(
    connection: Connection, rows: Collection[Any], most: int
) -> dict[tuple[str, str], tuple[int, ...]]:
    """When events came again. The inbox has each of them once; the chain has every arrival.

    It is gone through from the oldest of the events on, for as long as senders try again, and not beyond ``most``.
    """
    if not rows:
        return {}
    first = {(row.source, row.message_id): row.received_at for row in rows}
    audit = t.audit.c
    begin = first_key(connection, audit.seq, audit.at, min(first.values()))
    query = (
        select(audit.at, audit.who, audit.what, audit.subject, audit.detail)
        .where(
            audit.seq >= begin,
            audit.seq < begin + most,
            audit.at < max(first.values()) + _RETRIES,
            audit.who.in_({source for source, _ in first}),
            or_(audit.what == "event.quarantined", and_(audit.what == t.ARRIVAL, _tells_again())),
        )
        .order_by(audit.seq)
    )
    found: dict[tuple[str, str], list[int]] = {}
    for entry in connection.execute(query):
        for identity in _arrived(entry):
            came = first.get((entry.who, identity))
            if came is not None and came != entry.at:
                found.setdefault((entry.who, identity), []).append(entry.at)
    return {key: tuple(times) for key, times in found.items()}


def _tells_again() -> ColumnElement[bool]:
    """Whether an entry may tell of an event that was there before; what is read of it then says so."""
    detail = t.audit.c.detail
    return or_(*(detail.contains(f'"state":"{state}"') for state in _AGAIN))


#: As what an event is told that came again.
_AGAIN: Final = ("duplicate", "quarantined")


def _arrived(entry: Any) -> list[str]:
    if entry.what == "event.quarantined":
        return [entry.subject]
    told = json.loads(entry.detail).get("events", ())
    return [one["id"] for one in told if one["state"] in _AGAIN]


def _replayed(connection: Connection, row: Any) -> list[tuple[int, str]]:
    """When somebody had an event taken again, and who."""
    audit = t.audit.c
    query = select(audit.at, audit.who).where(
        audit.seq >= first_key(connection, audit.seq, audit.at, row.received_at),
        audit.what == "event.replayed",
        t.NO_ARRIVAL,
        audit.subject == str(row.id),
    )
    return [(one.at, one.who) for one in connection.execute(query.order_by(audit.seq))]
