"""A facts file taken into the book of record: all of it in one action, or nothing."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.book.criteria import Criteria
from engine.book.entries import Entry, Kind, Order, Origin, RowEntry
from engine.facts.document import read_document
from engine.service.books import Place, enter
from engine.service.errors import NotFound
from engine.service.intake import OFFICE, no_place, place_of
from engine.service.office import Office
from engine.service.registry import UnitRecord, add_unit, not_open, round_of, unit_at
from engine.service.scores import ScoreChange
from engine.service.submissions import Submission, check
from engine.session import LoadedSet, read_facts
from engine.store.journal import Action
from engine.store.ledger import canonical

#: In which views an entry about a leaf stands: the council's points are no declaration of the unit.
_ORIGINS: dict[Kind, tuple[Origin, ...]] = {
    "council": ("appraiser",),
    "not_applicable": ("declared", "appraiser"),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A unit of the file: how many entries and rows it brought, and the scores that changed."""

    unit: str
    entries: int
    rows: int
    changes: list[ScoreChange]


@dataclass(slots=True)
class _Said:
    """What a file says of one unit."""

    place: Place
    entries: list[Entry] = field(default_factory=list)
    rows: list[RowEntry] = field(default_factory=list)


def import_facts(
    office: Office, who: str, data: bytes, name: str, *, register: bool = False, at: int | None = None
) -> list[Imported]:
    """Take a facts file (as ``chamdiem score`` reads it) into the open round of its year.

    ``register``: units that are not registered are, from the first of January of the year on. ``at``: when the facts
    were true, microseconds since 1970; now by default. Raises ``Refused`` with every finding on the file, ``NotFound``
    and ``Conflict`` where unit or round are missing, ``Invalid`` for what the book does not take.
    """
    year, units = _read(office, data, name)
    digest = hashlib.sha256(data).hexdigest()

    def work(action: Action) -> list[Imported]:
        order = Order(action.at if at is None else at, 0, f"file/{digest[:32]}")
        registered = _register(action, office, units, year) if register else []
        imported = [_enter(action, office, unit, year, order) for unit in units]
        action.detail = {"sha256": digest, "file": name, "units": len(units), "registered": registered}
        return imported

    return office.journal.act(who, "facts.imported", name, work)


def _read(office: Office, data: bytes, name: str) -> tuple[int, list[dict[str, Any]]]:
    """The year and the units of a file that fits the set of the year's round."""
    document, _ = read_document(data, name)
    year = document.get("year") if isinstance(document, dict) else None
    with office.read() as connection:
        round_ = round_of(connection, year) if isinstance(year, int) else None
        if round_ is None:
            raise NotFound("round", str(year))
        if round_.state != "open":
            raise not_open(round_)
        criteria = office.set_of(connection, round_.set_id)
    read = read_facts(LoadedSet(criteria.model, criteria.program), data, name)
    assert isinstance(year, int)
    # Code, name and block as they were read: in one spelling, with what the file leaves out filled in.
    heads = [{"code": one.code, "name": one.name, "block": one.block, "ranked": one.ranked} for one in read]
    return year, [unit | head for unit, head in zip(document["units"], heads, strict=True)]


def _register(action: Action, office: Office, units: list[dict[str, Any]], year: int) -> list[str]:
    """Register the units that are not yet; gives their codes."""
    new = [unit for unit in units if unit_at(action.connection, unit["code"], f"{year}-12-31") is None]
    for unit in new:
        record = UnitRecord(unit["code"], unit["name"], unit["block"], f"{year}-01-01", ranked=unit["ranked"])
        add_unit(action, office, record)
    return [unit["code"] for unit in new]


def _enter(action: Action, office: Office, unit: dict[str, Any], year: int, order: Order) -> Imported:
    said = _said(action, office, unit, year, order)
    changes = enter(action, office, said.place, said.entries, said.rows, cause=order.event)
    return Imported(unit["code"], len(said.entries), len(said.rows), changes)


def _said(action: Action, office: Office, unit: dict[str, Any], year: int, order: Order) -> _Said:
    place, missing = place_of(action.connection, Submission(order.event, unit["code"], year, order.as_of))
    if place is None:
        raise no_place(action.connection, unit["code"], year, missing)
    criteria = office.set_of(action.connection, place.set_id)
    said = _Said(place)
    unit = {**unit, "previous": _previous(criteria, unit)}
    for submission in submissions_of(unit, year, order, frozenset(criteria.keyed)):
        checked = check(criteria, submission, OFFICE)
        said.entries += _as_in_file(checked.entries, unit)
        said.rows += checked.rows
    said.entries += _about_leaves(criteria, unit, order)
    return said


def _previous(criteria: Criteria, unit: Mapping[str, Any]) -> dict[str, Any]:
    """Last year's values; that there was no last year at all is said of each that the set reads."""
    given = unit.get("previous", {})
    return {name: None for name, _ in criteria.program.layout.previous} if given is None else given


def submissions_of(
    unit: Mapping[str, Any], year: int, order: Order, keyed: frozenset[str]
) -> Iterator[Submission]:
    """A unit of a facts file as submissions: its facts, each of its ``keyed`` tables, its documents."""
    code = unit["code"]
    tables = unit.get("tables", {})
    plain = {name: rows for name, rows in tables.items() if name not in keyed}
    facts, previous = {**unit.get("facts", {}), **plain}, unit.get("previous", {})
    if facts or previous:
        yield Submission(order.event, code, year, order.as_of, facts=facts, previous=previous)
    for name, rows in tables.items():
        if name in keyed:
            yield Submission(order.event, code, year, order.as_of, table=name, rows=rows)
    documents = [
        {"leaf": leaf, **({"name": one} if isinstance(one, str) else one)}
        for leaf, given in unit.get("evidence", {}).items()
        for one in given
    ]
    if documents:
        yield Submission(order.event, code, year, order.as_of, evidence=documents)


def _as_in_file(entries: list[Entry], unit: Mapping[str, Any]) -> Iterator[Entry]:
    """A file says of each document whether an appraiser has accepted it."""
    judged = [one.get("accepted") if isinstance(one, dict) else None for one in _documents(unit)]
    for entry in entries:
        if entry.kind == "evidence":
            yield Entry(
                entry.kind, entry.name, entry.value, entry.order, entry.source, entry.origin, judged.pop(0)
            )
        else:
            yield entry


def _documents(unit: Mapping[str, Any]) -> Iterator[Any]:
    for given in unit.get("evidence", {}).values():
        yield from given


def _about_leaves(criteria: Criteria, unit: Mapping[str, Any], order: Order) -> Iterator[Entry]:
    """What the council gave, and what was approved as not applicable."""
    for kind, origins in _ORIGINS.items():
        for name, value in unit.get(kind, {}).items():
            position = criteria.program.position(name)
            assert position is not None, "the file was validated"
            key = criteria.program.leaves[position].key
            for origin in origins:
                yield Entry(kind, key, canonical(value), order, OFFICE.code, origin, accepted=True)
