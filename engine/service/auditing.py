"""The audit chain for those who read it: who did what to which object, and whether the chain is whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, or_, select

from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.paging import MOST_ROWS, Page, Place, first_key, page_of
from engine.store import tables as t
from engine.store.journal import BEGINNING, entry_hash

#: Entries that are read at once where all are gone through.
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``subject``: the object's name among those of its kind; ``detail``: what else is told of it.

    ``address`` and ``request``: from where it came, and the id of the request; None where no request began it.
    """

    seq: int
    at: int
    who: str
    what: str
    subject: str
    detail: dict[str, Any]
    hash: str
    address: str | None
    request: str | None

    @property
    def kind(self) -> str:
        """The kind of object: «source» of «source.added»."""
        return self.what.partition(".")[0]

    @property
    def changes(self) -> dict[str, tuple[Any, Any]] | None:
        """By name what was before and what is after; None where the entry tells of no change."""
        before, after = self.detail.get("before"), self.detail.get("after")
        if not isinstance(before, dict) or not isinstance(after, dict):
            return None
        names = dict.fromkeys([*before, *after])
        return {
            name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries. ``what``: an action («source.added») or a kind of object («source»).

    ``since``, ``until``: microseconds, the second one not included.
    """

    who: str | None = None
    what: str | None = None
    subject: str | None = None
    since: int | None = None
    until: int | None = None


def entries(connection: Connection, asked: Asked, place: Place) -> Page[Entry]:
    """Entries, the newest first."""
    page = page_of(connection, _asked(connection, asked), t.audit.c.seq, place)
    return Page([_entry(row) for row in page.items], page.older, page.newer)


def entry(connection: Connection, seq: int) -> Entry:
    """One entry. Raises ``NotFound``."""
    row = connection.execute(select(t.audit).where(t.audit.c.seq == seq)).one_or_none()
    if row is None:
        raise NotFound("entry", str(seq))
    return _entry(row)


def all_entries(office: Office, asked: Asked) -> Iterator[Entry]:
    """All entries that are asked for, the newest first; those that come meanwhile are not among them.

    A few are read at a time, so that a reader who is slow holds nothing up.
    """
    before: int | None = None
    while True:
        with office.read() as connection:
            page = entries(connection, asked, Place(before=before, rows=MOST_ROWS))
        yield from page.items
        if page.older is None:
            return
        before = page.older


def timeline(connection: Connection, kind: str, subject: str, rows: int = 20) -> list[Entry]:
    """The newest entries of one object; kinds are those of ``Entry.kind``."""
    return entries(connection, Asked(what=kind, subject=subject), Place(rows=rows)).items


def _asked(connection: Connection, asked: Asked) -> Select[Any]:
    audit = t.audit.c
    query = select(t.audit)
    if asked.who is not None:
        query = query.where(audit.who == asked.who)
    if asked.what is not None:
        within = audit.what.startswith(asked.what + ".", autoescape=True)
        query = query.where(or_(audit.what == asked.what, within))
    if asked.subject is not None:
        query = query.where(audit.subject == asked.subject)
        if asked.what is not None and not f"{t.ARRIVAL}.".startswith(f"{asked.what}."):
            query = query.where(t.NO_ARRIVAL)
    if asked.since is not None:
        begin = first_key(connection, audit.seq, audit.at, asked.since)
        query = query.where(audit.seq >= begin, audit.at >= asked.since)
    if asked.until is not None:
        query = query.where(audit.at < asked.until)
    return query


def _entry(row: Any) -> Entry:
    return Entry(
        seq=row.seq,
        at=row.at,
        who=row.who,
        what=row.what,
        subject=row.subject,
        detail=json.loads(row.detail),
        hash=row.hash,
        address=row.address,
        request=row.request,
    )


# ---- Whether it is whole


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What going through the chain came to.

    ``count`` entries were looked at, and each is what its hash says and follows the one before, up to the entry ``seq``
    of the instant ``at``; None where there are none. ``broken``: the first entry of which that is not so.
    """

    count: int
    seq: int | None
    at: int | None
    broken: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was looked at is as it was written."""
        return self.broken is None


def check_chain(connection: Connection, last: int | None = None) -> ChainCheck:
    """Go through the last so many entries, or all of them, and see whether each follows from the one before.

    That is quick enough for a page. What the entries seal in other tables is for ``record.verify``.
    """
    head = connection.execute(select(t.audit_head)).one()
    first = 1 if last is None else max(1, head.seq - last + 1)
    previous, good, count = _hash_before(connection, first), None, 0
    expected = first
    for row in _in_order(connection, first):
        if row["seq"] != expected or row["previous"] != previous or row["hash"] != entry_hash(row):
            return _found(count, good, expected)
        previous, good, count, expected = row["hash"], row, count + 1, expected + 1
    if (head.seq, head.hash) != (expected - 1, previous):
        return _found(count, good, expected)
    return _found(count, good, None)


def _found(count: int, good: Any, broken: int | None) -> ChainCheck:
    return ChainCheck(count, good and good["seq"], good and good["at"], broken)


def _hash_before(connection: Connection, first: int) -> str | None:
    """The hash of the entry before; None where it is missing."""
    if first == 1:
        return BEGINNING
    return connection.execute(select(t.audit.c.hash).where(t.audit.c.seq == first - 1)).scalar()


def _in_order(connection: Connection, first: int) -> Iterator[Any]:
    after = first - 1
    while True:
        query = select(t.audit).where(t.audit.c.seq > after).order_by(t.audit.c.seq).limit(_BATCH)
        rows = connection.execute(query).mappings().all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1]["seq"]
