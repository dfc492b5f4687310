"""What waits for appraisers over all units: leaves with something to judge, the oldest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, select

from engine.book.asked import Asked, Outline, outline_of
from engine.book.entries import WITHDRAWN
from engine.facts.document import exact_json
from engine.service.office import Office
from engine.service.round_scores import RoundInfo, members_of, round_info
from engine.service.said import State
from engine.service.waiting import latest_entries, row_states
from engine.store import tables as t

#: What an item waits for: a decision on what was declared, the council's points, the unit; or nothing any more.
Waits = Literal["submitted", "council", "returned", "rejected", "accepted"]
WAITS: tuple[Waits, ...] = ("submitted", "council", "returned", "rejected", "accepted")


@dataclass(frozen=True, slots=True)
class Item:
    """A leaf of a unit with something to judge. ``count``: what waits; ``since``: since when, microseconds (UTC).

    ``number`` is "" for facts that no leaf reads.
    """

    unit: str
    unit_name: str
    asked: Asked
    waits: Waits
    count: int
    since: int

    @property
    def number(self) -> str:
        """The leaf's number."""
        return self.asked.number

    @property
    def key(self) -> tuple[int, str, str]:
        """Where it stands in the queue: the oldest first."""
        return self.since, self.unit, self.number


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are wanted. ``areas``: those that somebody judges, none: all; ``but``: the own unit of somebody."""

    waits: Waits = "submitted"
    unit: str = ""
    area: str = ""
    areas: tuple[str, ...] = ()
    but: str | None = None

    def takes(self, item: Item) -> bool:
        """Whether an item is wanted, whatever it waits for."""
        area = item.asked.area_number
        return (
            item.unit != self.but
            and (not self.unit or item.unit == self.unit)
            and (not self.area or area == self.area)
            and (not self.areas or area in self.areas)
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """The items that are wanted, the oldest first; ``counts``: how many there are of each kind under the filter."""

    info: RoundInfo
    items: Sequence[Item]
    counts: Mapping[Waits, int]
    units: Mapping[str, str]
    outline: Outline

    def after(self, key: tuple[int, str, str]) -> Item | None:
        """The item that comes next after a place in the queue; from the beginning where none does."""
        return next((one for one in self.items if one.key > key), self.items[0] if self.items else None)


def queue(office: Office, connection: Connection, year: int, wanted: Filter) -> Queue:
    """The items of a year. Raises ``NotFound`` where it has no round."""
    info = round_info(connection, year)
    criteria = office.set_of(connection, info.set_id)
    outline = outline_of(criteria.program)
    units = {code: member.header.name for code, member in members_of(connection, info).items()}
    counts: dict[Waits, int] = dict.fromkeys(WAITS, 0)
    found = []
    for item in _items(connection, year, units, outline):
        if wanted.takes(item):
            counts[item.waits] += 1
            if item.waits == wanted.waits:
                found.append(item)
    return Queue(info, sorted(found, key=lambda one: one.key), counts, units, outline)


@dataclass(slots=True)
class _Gathered:
    """What is known of an item so far: how many entries are in each state, and since when."""

    counts: dict[State, int] = field(default_factory=dict)
    since: dict[State, int] = field(default_factory=dict)

    def add(self, state: State, at: int, count: int = 1) -> None:
        """Count entries in a state."""
        self.counts[state] = self.counts.get(state, 0) + count
        self.since[state] = min(at, self.since.get(state, at))

    @property
    def waits(self) -> Waits:
        """What the item waits for."""
        waits: tuple[Literal["submitted", "returned", "rejected"], ...] = (
            "submitted",
            "returned",
            "rejected",
        )
        return next((one for one in waits if one in self.counts), "accepted")

    @property
    def told(self) -> tuple[int, int]:
        """How many entries are in the state that it waits for, and since when; all of them where none waits."""
        waits = self.waits
        states: list[State] = [waits] if waits in self.counts else list(self.counts)
        return sum(self.counts[state] for state in states), min(self.since[state] for state in states)


def _items(connection: Connection, year: int, units: Mapping[str, str], outline: Outline) -> Iterator[Item]:
    gathered: dict[tuple[str, str], _Gathered] = {}
    for entry in latest_entries(connection, year):
        name = exact_json(entry.name)[0] if entry.kind == "evidence" else entry.name
        where = (entry.unit, outline.home_of(entry.kind, name))
        gathered.setdefault(where, _Gathered()).add(entry.state, entry.received_at)
    for rows in row_states(connection, year):
        where = (rows.unit, outline.home_of("table", rows.table))
        gathered.setdefault(where, _Gathered()).add(rows.state, rows.since, rows.count)
    for (unit, number), one in gathered.items():
        asked = outline.of(number)
        if unit in units and asked is not None:
            yield Item(unit, units[unit], asked, one.waits, *one.told)
    yield from _for_council(connection, year, units, outline)


def _for_council(
    connection: Connection, year: int, units: Mapping[str, str], outline: Outline
) -> Iterator[Item]:
    """The leaves of all units that a council scores and has not scored yet."""
    leaves = [asked for asked in outline.leaves if asked.council is not None and asked.leaf is not None]
    if not leaves:
        return
    given = _standing_leaves(connection, year, "council") | _standing_leaves(
        connection, year, "not_applicable"
    )
    for unit, name in units.items():
        for asked in leaves:
            assert asked.leaf is not None
            if (unit, asked.leaf.key) not in given:
                yield Item(unit, name, asked, "council", 1, 0)


def _standing_leaves(connection: Connection, year: int, kind: str) -> set[tuple[str, str]]:
    """The leaves, by unit and key, of which appraisers said something that still stands."""
    newest: dict[tuple[str, str], tuple[tuple[int, int, str], str]] = {}
    query = select(t.facts).where(
        t.facts.c.year == year, t.facts.c.kind == kind, t.facts.c.origin == "appraiser"
    )
    for row in connection.execute(query):
        order = (row.as_of, row.version, row.event)
        before = newest.get((row.unit, row.name))
        if before is None or before[0] < order:
            newest[row.unit, row.name] = (order, row.value)
    return {where for where, (_, value) in newest.items() if value != WITHDRAWN}
