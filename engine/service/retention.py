"""What is kept for a time only: the bodies of events as they came, and evidence files.

That they were there stays for ever: hash, outcome and answer of an event, name and hash of a file, and in the audit
chain that they were removed. So a repeated event is still known, and the record still proves itself.

The time runs from the end of the year's round, and never ends before the same time has passed since the arrival. What
belongs to no round counts from its arrival; what still waits for its unit or round stays.
"""

import json
from calendar import monthrange
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    or_,
    select,
    update,
)

from engine.facts.document import exact_json
from engine.service.errors import Flaw, Invalid
from engine.service.evidence import hold_files
from engine.service.office import Office
from engine.service.submissions import VIETNAM
from engine.store import files
from engine.store import tables as t
from engine.store.inserting import insert_new
from engine.store.journal import Action
from spec.diagnostics import Bilingual

#: The setting, and its value where nobody has set it.
SETTING = "retention_months"
MONTHS = 24
SHORTEST, LONGEST = 1, 600

#: What one transaction removes at most, so that others need not wait for long and its audit entry stays readable.
BATCH = 500

_EXPIRED = "retention.expired"


@dataclass(frozen=True, slots=True)
class Expired:
    """How many were removed. ``left``: files that could not be deleted from the disk; the next run tries again."""

    events: int
    conflicts: int
    files: int
    left: int = 0


# ---- The setting


def retention_months(connection: Connection) -> int:
    """How many months bodies and files are kept after their round was closed."""
    query = select(t.settings.c.value).where(t.settings.c.name == SETTING)
    value = connection.execute(query).scalar()
    return MONTHS if value is None else int(value)


def set_retention(office: Office, who: str, months: int) -> None:
    """Keep them for another time from now on; what was removed stays so. Raises ``Invalid``."""
    if isinstance(months, bool) or not SHORTEST <= months <= LONGEST:
        words = Bilingual(
            f"thời hạn lưu giữ từ {SHORTEST} đến {LONGEST} tháng",
            f"they are kept for {SHORTEST} to {LONGEST} months",
        )
        raise Invalid([Flaw("/months", "range", words)])

    def work(action: Action) -> None:
        connection = action.connection
        action.detail = {"from": retention_months(connection), "to": months}
        row = {"name": SETTING, "value": str(months)}
        if insert_new(connection, t.settings, row) is None:
            connection.execute(update(t.settings).where(t.settings.c.name == SETTING).values(row))

    office.journal.act(who, "setting.changed", SETTING, work)


# ---- Whose time is over


@dataclass(frozen=True, slots=True)
class _Term:
    """What is older than ``before`` is over, unless it belongs to one of the ``running`` years."""

    months: int
    before: int
    running: list[int]


def _term(connection: Connection, now: int) -> _Term:
    months = retention_months(connection)
    before = _months_earlier(now, months)
    is_running = t.rounds.c.closed_at.is_(None) | (t.rounds.c.closed_at > before)
    years = connection.execute(select(t.rounds.c.year).where(is_running)).scalars()
    return _Term(months, before, list(years))


def _months_earlier(instant: int, months: int) -> int:
    """The same day and hour so many months before; the month's last day where it has no such day."""
    found = datetime.fromtimestamp(instant / 1e6, VIETNAM)
    year, month = divmod(found.year * 12 + found.month - 1 - months, 12)
    last_day = monthrange(year, month + 1)[1]
    earlier = found.replace(year=year, month=month + 1, day=min(found.day, last_day))
    return round(earlier.timestamp() * 1e6)


def _over(arrived: ColumnElement[int], year: Any, term: _Term) -> ColumnElement[bool]:
    return (arrived <= term.before) & or_(year.is_(None), year.not_in(term.running))


def _old_events(term: _Term) -> ColumnElement[bool]:
    over = _over(t.inbox.c.received_at, t.inbox.c.year, term)
    has_body = t.inbox.c.raw.is_not(None) | t.inbox.c.submission.is_not(None)
    return and_(over, has_body, t.inbox.c.state != "pending_subject")


def _old_conflicts(term: _Term) -> ColumnElement[bool]:
    """Other content under a known id is kept as long as the content that came first."""
    same = (t.inbox.c.source == t.conflicts.c.source) & (t.inbox.c.message_id == t.conflicts.c.message_id)
    kept = exists().where(same, or_(t.inbox.c.year.in_(term.running), t.inbox.c.state == "pending_subject"))
    return and_(t.conflicts.c.received_at <= term.before, t.conflicts.c.raw.is_not(None), ~kept)


def _old_files(term: _Term) -> ColumnElement[bool]:
    return and_(
        _over(t.evidence_files.c.at, t.evidence_files.c.year, term), t.evidence_files.c.removed_at.is_(None)
    )


# ---- Removing


class _Kind(NamedTuple):
    """Something that expires: its key, which of it is over, and how some of it is removed (gives what is told)."""

    name: str
    key: Any
    old: Callable[[_Term], ColumnElement[bool]]
    remove: Callable[[Action, _Term, Sequence[Any]], list[Any]]


def _remove_events(action: Action, term: _Term, numbers: Sequence[Any]) -> list[Any]:
    where = t.inbox.c.id.in_(numbers) & _old_events(term)
    return _emptied(action, update(t.inbox).where(where).values(raw=None, submission=None), t.inbox.c)


def _remove_conflicts(action: Action, term: _Term, numbers: Sequence[Any]) -> list[Any]:
    where = t.conflicts.c.id.in_(numbers) & _old_conflicts(term)
    return _emptied(action, update(t.conflicts).where(where).values(raw=None), t.conflicts.c)


def _emptied(action: Action, query: Any, columns: Any) -> list[Any]:
    rows = action.connection.execute(query.returning(columns.source, columns.message_id, columns.sha256))
    return [{"source": row.source, "id": row.message_id, "sha256": row.sha256} for row in rows]


def _remove_files(action: Action, term: _Term, hashes: Sequence[Any]) -> list[Any]:
    """The rows; the files themselves go after the commit, so that a row without its file says that it was removed."""
    hold_files(action.connection)
    old = t.evidence_files.c.sha256.in_(hashes) & _old_files(term)
    found = set(action.connection.execute(select(t.evidence_files.c.sha256).where(old)).scalars())
    gone = sorted(found - _in_use(action.connection, term))
    where = t.evidence_files.c.sha256.in_(gone)
    action.connection.execute(update(t.evidence_files).where(where).values(removed_at=action.at))
    return gone


def _in_use(connection: Connection, term: _Term) -> set[str]:
    """The files that evidence of the running years names: the same content may serve a second time."""
    # By way of the books: the index of facts begins with the unit.
    of_book = (t.facts.c.unit == t.books.c.unit) & (t.facts.c.year == t.books.c.year)
    query = (
        select(t.facts.c.value)
        .join_from(t.books, t.facts, of_book)
        .where(t.books.c.year.in_(term.running), t.facts.c.kind == "evidence")
    )
    named = (exact_json(value) for value in connection.execute(query).scalars())
    return {value["sha256"] for value in named if value and isinstance(value.get("sha256"), str)}


_KINDS = (
    _Kind("events", t.inbox.c.id, _old_events, _remove_events),
    _Kind("conflicts", t.conflicts.c.id, _old_conflicts, _remove_conflicts),
    _Kind("files", t.evidence_files.c.sha256, _old_files, _remove_files),
)


def expire(office: Office, who: str, now: int | None = None) -> Expired:
    """Remove the bodies and files whose time is over; each removal is in the audit chain.

    ``now``: microseconds since 1970 (UTC), that of the clock by default.
    """
    at = office.journal.clock() if now is None else now
    counts = {kind.name: _expire(office, who, at, kind) for kind in _KINDS}
    return Expired(**counts, left=_delete_files(office))


class _Nothing(Exception):
    """There is nothing to remove after all; an entry in the chain would say so for ever."""


def _expire(office: Office, who: str, at: int, kind: _Kind) -> int:
    """Looks first and then removes a few at a time: whoever writes waits for the few only."""
    count, last = 0, None
    while keys := _next(office, at, kind, last):
        work = partial(_batch, at=at, kind=kind, keys=keys)
        with suppress(_Nothing):
            count += office.journal.act(who, _EXPIRED, kind.name, work)
        last = keys[-1]
    return count


def _next(office: Office, at: int, kind: _Kind, last: Any) -> list[Any]:
    with office.read() as connection:
        query = select(kind.key).where(kind.old(_term(connection, at))).order_by(kind.key).limit(BATCH)
        if last is not None:
            query = query.where(kind.key > last)
        return list(connection.execute(query).scalars())


def _batch(action: Action, *, at: int, kind: _Kind, keys: Sequence[Any]) -> int:
    term = _term(action.connection, at)
    removed = kind.remove(action, term, keys)
    if not removed:
        raise _Nothing
    action.detail = {"months": term.months, "before": term.before, "count": len(removed), "removed": removed}
    return len(removed)


def removed_files(connection: Connection) -> set[tuple[str, int]]:
    """The files that retention ever removed and when, as the audit chain holds it."""
    where = (t.audit.c.what == _EXPIRED) & (t.audit.c.subject == "files") & t.NO_ARRIVAL
    entries = connection.execute(select(t.audit.c.detail, t.audit.c.at).where(where)).all()
    return {(sha256, entry.at) for entry in entries for sha256 in json.loads(entry.detail)["removed"]}


# ---- From the disk


def _delete_files(office: Office) -> int:
    """Delete the files whose removal is committed, those too that an earlier run left; gives how many are left."""
    with office.read() as connection:
        hashes = list(connection.execute(_removed()).scalars())
    there = [sha256 for sha256 in hashes if files.path_of(office.evidence, sha256).exists()]
    left = 0
    for start in range(0, len(there), BATCH):
        work = partial(_delete, office=office, hashes=there[start : start + BATCH])
        left += office.database.write(work)
    return left


def _removed() -> Select[Any]:
    return select(t.evidence_files.c.sha256).where(t.evidence_files.c.removed_at.is_not(None))


def _delete(connection: Connection, *, office: Office, hashes: Sequence[str]) -> int:
    """Asks again before it deletes: the same content may have been handed in meanwhile."""
    hold_files(connection)
    query = _removed().where(t.evidence_files.c.sha256.in_(hashes))
    still = connection.execute(query).scalars()
    return sum(not files.delete(office.evidence, sha256) for sha256 in still)
