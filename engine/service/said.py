"""What was said of a unit, as people see it: who said it, when, what was decided on it, and why.

The ledger knows entries; here each comes with the person or system behind it, its decisions and their reasons.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, case, select

from engine.book.entries import VIEWS, WITHDRAWN, Entry, Order, RowEntry, standing
from engine.facts.document import exact_json
from engine.service.errors import Conflict
from engine.service.intake import OFFICE
from engine.service.people import names_of_people
from engine.service.sources import source_names
from engine.store import tables as t
from spec.diagnostics import Bilingual

#: What became of something that was said. ``returned``: to be completed; ``rejected``: it does not count;
#: ``corrected``: an appraiser put another value in its place.
State = Literal["missing", "submitted", "accepted", "returned", "rejected", "corrected"]
EntryKind = Literal["fact", "row"]

#: The actions of the audit chain by which people hand something in; whatever else comes from a source is a system's.
DECLARED, ATTACHED = "facts.submitted", "evidence.attached"
#: The action by which something is sent back to be completed: it counts no more than what is rejected.
RETURNED = "entries.returned"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who said something. ``name``: as people know them; ``code``: of a system, or somebody's login."""

    code: str
    name: str
    kind: Literal["person", "system", "office"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an appraiser decided on an entry. ``returned``: rejected so that it is completed."""

    number: int
    accepted: bool
    returned: bool
    reason: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Said:
    """An entry, or a version of a row, with what is known about it. ``reason``: of an appraiser's own entry.

    ``by``: who brought it in. ``decisions``: the last one holds.
    """

    kind: EntryKind
    entry: Entry | RowEntry
    origin: Origin
    by: str
    received_at: int
    reason: str = ""
    decisions: tuple[Decision, ...] = ()

    @property
    def number(self) -> int:
        """Its number in the ledger."""
        return self.entry.identity

    @property
    def as_of(self) -> int:
        """When it was true, microseconds since 1970 (UTC)."""
        return self.entry.order.as_of

    @property
    def decision(self) -> Decision | None:
        """The decision that holds."""
        return self.decisions[-1] if self.decisions else None

    @property
    def value(self) -> Any:
        """The value as in a facts file; the cells of a row."""
        written = self.entry.value if isinstance(self.entry, Entry) else self.entry.cells
        return exact_json(written)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it takes back what was said before; a fact that is «trống» says just that."""
        if isinstance(self.entry, RowEntry):
            return self.entry.cells == WITHDRAWN
        return self.entry.kind not in ("fact", "previous") and self.entry.value == WITHDRAWN

    @property
    def seen(self) -> "Seen":
        """What a page shows of it, to be told apart from what it is later."""
        return Seen(self.kind, self.number, 0 if self.decision is None else self.decision.number)

    @property
    def state(self) -> State:
        """What became of it, whatever else there is."""
        if self.entry.origin == "appraiser":
            return "corrected"
        if self.entry.accepted is not False:
            return "accepted" if self.entry.accepted else "submitted"
        return "returned" if self.decision is not None and self.decision.returned else "rejected"


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as somebody saw it: its number and that of the last decision on it."""

    kind: EntryKind
    number: int
    decision: int


@dataclass(frozen=True, slots=True)
class Stand:
    """One subject in both views: the entry that counts in each; None where none does."""

    declared: Said | None = None
    appraised: Said | None = None

    @property
    def state(self) -> State:
        """What became of what the unit declared."""
        if self._is_corrected:
            return "corrected"
        return "missing" if self.declared is None or self.declared.is_withdrawn else self.declared.state

    @property
    def _is_corrected(self) -> bool:
        """An appraiser's entry stands until a newer one is accepted, whatever the unit says meanwhile."""
        there = self.appraised
        if there is None or there.entry.origin != "appraiser":
            return False
        return self.declared is None or self.declared.entry.order.key < there.entry.order.key

    @property
    def seen(self) -> Iterator[Seen]:
        """What a page shows of it."""
        numbers = {}
        for one in (self.declared, self.appraised):
            if one is not None:
                numbers[one.number] = one.seen
        return iter(numbers.values())


NOTHING = Stand()


@dataclass(frozen=True, slots=True)
class Change:
    """A subject that is not as somebody saw it: what they saw, and what it is. None: nothing was, or is, there."""

    kind: str
    name: str
    before: Said | None
    after: Said | None


class Stale(Conflict):
    """Something was said or decided after the page was made from which this comes."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changes = tuple(changes)
        super().__init__(
            Bilingual(
                "trong lúc bạn làm, số liệu đã có thay đổi; chưa ghi gì, hãy xem lại rồi quyết định",
                "this changed meanwhile; nothing was kept, look at it again before you decide",
            )
        )


@dataclass(slots=True)
class Record:
    """All that was said of a unit in a year, but for the rows of its keyed tables."""

    entries: list[Said]
    stands: dict[tuple[str, str], Stand] = field(default_factory=dict)

    def stand(self, kind: str, name: str) -> Stand:
        """One subject in both views."""
        return self.stands.get((kind, name), NOTHING)

    def history(self, kind: str, name: str) -> list[Said]:
        """Everything that was said about one subject, the newest first."""
        found = [one for one in self.entries if one.entry.subject == (kind, name)]
        return sorted(found, key=lambda one: (one.received_at, one.number), reverse=True)

    def numbered(self, number: int) -> Said | None:
        """An entry by its number."""
        return next((one for one in self.entries if one.number == number), None)


# ---- Reading


def read_record(connection: Connection, unit: str, year: int) -> Record:
    """All entries of a unit's book with who said them and what was decided."""
    origins = _Origins(connection)
    decided = _decisions(connection, (t.decisions.c.unit == unit) & (t.decisions.c.year == year), "fact")
    query = _with_action(t.facts).where(t.facts.c.unit == unit, t.facts.c.year == year)
    entries = [
        _said(row, decided.get(row["id"], ()), origins) for row in connection.execute(query).mappings()
    ]
    by_number = {one.number: one for one in entries}
    plain = [one.entry for one in entries if isinstance(one.entry, Entry)]
    stands: dict[tuple[str, str], list[Said | None]] = {}
    for place, view in enumerate(VIEWS):
        for subject, entry in standing(plain, view).items():
            stands.setdefault(subject, [None, None])[place] = by_number[entry.identity]
    return Record(entries, {subject: Stand(*found) for subject, found in stands.items()})


def _with_action(table: Any) -> Select[Any]:
    """The rows of a ledger with the audit entry that they came by; its detail where an appraiser wrote it."""
    detail = case((table.c.origin == "appraiser", t.audit.c.detail)) if table is t.facts else None
    columns = [table, t.audit.c.who, t.audit.c.what]
    if detail is not None:
        columns.append(detail.label("detail"))
    joined = table.join(t.audit, t.audit.c.action == table.c.action)
    return select(*columns).select_from(joined).order_by(table.c.id)


def _said(row: RowMapping, decisions: tuple[Decision, ...], origins: "_Origins") -> Said:
    accepted = decisions[-1].accepted if decisions else row["accepted"]
    entry = Entry(
        kind=row["kind"],
        name=row["name"],
        value=row["value"],
        order=Order(row["as_of"], row["version"], row["event"]),
        source=row["source"],
        origin=row["origin"],
        accepted=accepted,
        identity=row["id"],
    )
    reason = str(exact_json(row["detail"]).get("reason", "")) if row["detail"] else ""
    return Said("fact", entry, origins.of(row), row["who"], row["received_at"], reason, decisions)


def _decisions(connection: Connection, where: Any, kind: EntryKind) -> dict[int, tuple[Decision, ...]]:
    """The decisions on some entries, by entry and in their order."""
    query = (
        select(t.decisions, t.audit.c.what)
        .join(t.audit, t.audit.c.action == t.decisions.c.action)
        .where(t.decisions.c.entry_kind == kind, where)
        .order_by(t.decisions.c.tick, t.decisions.c.id)
    )
    found: dict[int, list[Decision]] = {}
    for row in connection.execute(query):
        accepted = bool(row.accepted)
        returned = not accepted and row.what == RETURNED
        one = Decision(row.id, accepted, returned, row.reason, row.by, row.at)
        found.setdefault(row.entry, []).append(one)
    return {entry: tuple(decisions) for entry, decisions in found.items()}


class _Origins:
    """Names of people and systems."""

    def __init__(self, connection: Connection) -> None:
        self.systems = source_names(connection)
        self.people = names_of_people(connection)

    def of(self, row: RowMapping) -> Origin:
        """Who said what is in a row. A login may be spelt like the code of a system: the action tells them apart."""
        code = row["source"]
        by_people = row["what"] in (DECLARED, ATTACHED)
        if code in self.systems and not by_people:
            return Origin(code, self.systems[code], "system")
        if code == OFFICE.code:
            return Origin(code, OFFICE.name, "office")
        if code in self.people or by_people:
            return Origin(code, self.people.get(code, code), "person")
        return Origin(code, code, "office")


# ---- Rows of keyed tables


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows of a keyed table by their keys; ``after``: the last key, where more follow."""

    rows: list[Said]
    after: str | None


def read_rows(
    connection: Connection, unit: str, year: int, table: str, *, after: str = "", most: int = 50
) -> RowsPage:
    """The rows of a keyed table as the unit declares them, some at a time; withdrawn ones too."""
    of_table = _of_table(unit, year, table)
    keys_after = select(t.table_rows.c.key).where(of_table, t.table_rows.c.key > after).distinct()
    keys = list(connection.execute(keys_after.order_by(t.table_rows.c.key).limit(most + 1)).scalars())
    found = _versions(connection, of_table & t.table_rows.c.key.in_(keys[:most]))
    newest = _newest(found)
    return RowsPage([newest[key] for key in keys[:most]], keys[most - 1] if len(keys) > most else None)


def rows_by_number(connection: Connection, unit: str, year: int, numbers: Iterable[int]) -> list[Said]:
    """Versions of rows by their numbers, of one unit alone."""
    of_unit = (t.table_rows.c.unit == unit) & (t.table_rows.c.year == year)
    return _versions(connection, of_unit & t.table_rows.c.id.in_(list(numbers)))


def newest_versions(
    connection: Connection, unit: str, year: int, table: str, keys: Iterable[str]
) -> dict[str, Said]:
    """The version of each of some rows that the unit declares, by key."""
    return _newest(_versions(connection, _of_table(unit, year, table) & t.table_rows.c.key.in_(list(keys))))


def _of_table(unit: str, year: int, table: str) -> Any:
    return (
        (t.table_rows.c.unit == unit) & (t.table_rows.c.year == year) & (t.table_rows.c.table_name == table)
    )


def _newest(versions: Iterable[Said]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for one in versions:
        assert isinstance(one.entry, RowEntry)
        other = found.get(one.entry.key)
        if other is None or other.entry.order.key < one.entry.order.key:
            found[one.entry.key] = one
    return found


def _versions(connection: Connection, where: Any) -> list[Said]:
    rows = connection.execute(_with_action(t.table_rows).where(where)).mappings().all()
    origins = _Origins(connection)
    decided = _decisions(connection, t.decisions.c.entry.in_([row["id"] for row in rows]), "row")
    return [_row_said(row, decided.get(row["id"], ()), origins) for row in rows]


def _row_said(row: RowMapping, decisions: tuple[Decision, ...], origins: _Origins) -> Said:
    entry = RowEntry(
        table=row["table_name"],
        key=row["key"],
        cells=row["cells"],
        order=Order(row["as_of"], row["version"], row["event"]),
        source=row["source"],
        accepted=decisions[-1].accepted if decisions else row["accepted"],
        identity=row["id"],
    )
    return Said("row", entry, origins.of(row), row["who"], row["received_at"], "", decisions)
