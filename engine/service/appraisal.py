"""What appraisers do: accept and reject, correct, enter the council's points, approve that a leaf does not apply."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, select

from engine.book.criteria import Criteria
from engine.book.entries import WITHDRAWN, Entry, Kind, Order
from engine.service.books import Place, enter, header_of, reopen
from engine.service.errors import Conflict, Flaw, Invalid, NotFound
from engine.service.intake import OFFICE
from engine.service.office import Office
from engine.service.outgoing import announce
from engine.service.registry import not_open, round_of, unit_at
from engine.service.scores import ScoreChange
from engine.service.submissions import Submission, check
from engine.store import ledger
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import canonical
from spec.diagnostics import Bilingual

EntryKind = Literal["fact", "row"]
#: Looks, inside of the action, whether all is still as it was when somebody decided; raises where it is not.
Guard = Callable[[Action, Place], None]


def decide(
    office: Office, who: str, kind: EntryKind, numbers: Sequence[int], accepted: bool, reason: str = ""
) -> list[ScoreChange]:
    """Accept or reject entries of one unit by their numbers; a rejection needs a reason.

    Raises ``NotFound``, ``Conflict`` (no reason, a closed round, entries of several units).
    """
    if not accepted and not reason.strip():
        raise Conflict(Bilingual("bác số liệu thì phải ghi lý do", "a rejection needs a reason"))

    def work(action: Action) -> list[ScoreChange]:
        rows = [_entry(action.connection, kind, number) for number in numbers]
        units = {(row["unit"], row["year"]) for row in rows}
        if len(units) != 1:
            raise Conflict(Bilingual("các mục của nhiều đơn vị", "entries of several units"))
        unit, year = units.pop()
        place = open_place(action.connection, unit, year)
        tick, _ = ledger.lock_book(action.connection, unit, year)
        add_decisions(action, tick + 1, kind, rows, accepted=accepted, reason=reason)
        action.detail = {"entries": list(numbers), "accepted": accepted, "reason": reason}
        return reopen(action, office, place, cause=action.identity)

    return office.journal.act(who, "entries.accepted" if accepted else "entries.rejected", kind, work)


def add_decisions(
    action: Action, tick: int, kind: EntryKind, rows: Iterable[Any], *, accepted: bool, reason: str
) -> None:
    """Decide on rows of the ledger inside of an action that then scores the book again (``reopen``)."""
    for row in rows:
        decision = {"unit": row["unit"], "year": row["year"], "entry_kind": kind, "entry": row["id"]}
        ledger.add_decision(action, tick, {**decision, "accepted": accepted, "reason": reason})
        if not accepted:
            _tell_rejected(action, kind, row, reason)


def _entry(connection: Connection, kind: EntryKind, number: int) -> Any:
    row = ledger.find_entry(connection, kind, number)
    if row is None:
        raise NotFound("entry", str(number))
    return row


def _tell_rejected(action: Action, kind: EntryKind, row: Any, reason: str) -> None:
    name = row["name"] if kind == "fact" else row["table_name"]
    data = {"unit": row["unit"], "year": row["year"], "name": name, "event": row["event"]}
    announce(action, "fact.rejected", row["unit"], row["year"], data, {"reason": reason, "by": action.who})


def open_place(connection: Connection, unit: str, year: int) -> Place:
    """A unit's place in its year's open round. Raises ``NotFound``, or ``Conflict`` where the round is closed."""
    round_ = round_of(connection, year, held="open")
    if round_ is None:
        raise NotFound("round", str(year))
    if round_.state != "open":
        raise not_open(round_)
    record = unit_in_year(connection, unit, year)
    return Place(header_of(record, evidence_required=round_.evidence_required), year, round_.set_id)


def unit_in_year(connection: Connection, unit: str, year: int) -> Any:
    """The unit's last record that was valid in a year. Raises ``NotFound``."""
    record = unit_at(connection, unit, f"{year}-12-31")
    if record is None:
        record = connection.execute(
            select(t.units)
            .where(t.units.c.code == unit, t.units.c.valid_from <= f"{year}-12-31")
            .order_by(t.units.c.valid_from.desc())
        ).first()
    if record is None:
        raise NotFound("unit", unit)
    return record


def correct(
    office: Office, who: str, unit: str, year: int, facts: dict[str, Any], reason: str
) -> list[ScoreChange]:
    """Put other values in the appraisers' view; they stand until a newer entry is accepted. A reason is needed."""
    _reason(reason)

    def work(action: Action) -> list[ScoreChange]:
        place = open_place(action.connection, unit, year)
        order = Order(action.at, 0, action.identity)
        criteria = office.set_of(action.connection, place.set_id)
        entries = corrections(criteria, who, (unit, year), facts, order)
        action.detail = {"facts": sorted(facts), "reason": reason}
        return enter(action, office, place, entries, cause=action.identity)

    return office.journal.act(who, "facts.corrected", unit, work)


def corrections(
    criteria: Criteria, who: str, where: tuple[str, int], facts: dict[str, Any], order: Order
) -> list[Entry]:
    """The entries of an appraiser that put other values in the place of a unit's. Raises ``Invalid``."""
    submission = Submission(order.event, *where, order.as_of, facts=facts)
    checked = check(criteria, submission, OFFICE)
    return [
        Entry(one.kind, one.name, one.value, one.order, who, "appraiser", accepted=True)
        for one in checked.entries
    ]


def enter_council(
    office: Office,
    who: str,
    unit: str,
    year: int,
    leaf: str,
    points: str | None,
    reason: str,
    *,
    guard: Guard | None = None,
) -> list[ScoreChange]:
    """The council's points for a leaf, as a decimal string; None takes them back."""
    value = None if points is None else {"points": points, "reason": reason, "by": who}
    return _about_leaf(office, who, (unit, year), "council", leaf, value, reason, guard)


def approve_not_applicable(
    office: Office,
    who: str,
    unit: str,
    year: int,
    leaf: str,
    reason: str,
    *,
    holds: bool = True,
    guard: Guard | None = None,
) -> list[ScoreChange]:
    """That a leaf does not apply to a unit, or (``holds`` False) that it does after all."""
    value = {"reason": reason, "by": who} if holds else None
    return _about_leaf(office, who, (unit, year), "not_applicable", leaf, value, reason, guard)


def _about_leaf(
    office: Office,
    who: str,
    where: tuple[str, int],
    kind: Kind,
    leaf: str,
    value: dict[str, Any] | None,
    reason: str,
    guard: Guard | None,
) -> list[ScoreChange]:
    _reason(reason)
    unit, year = where

    def work(action: Action) -> list[ScoreChange]:
        place = open_place(action.connection, unit, year)
        if guard is not None:
            guard(action, place)
        criteria = office.set_of(action.connection, place.set_id)
        position = criteria.program.position(leaf)
        if position is None:
            raise NotFound("leaf", leaf)
        found = criteria.program.leaves[position]
        reader = criteria.with_figures(frozenset()).reader()
        if value is not None:
            reader.read_unit({"code": unit, "name": unit, "ranked": True, kind: {found.key: value}})
        if reader.diagnostics:
            raise Invalid(
                [
                    Flaw(f"/{kind}/{leaf}", one.code, Bilingual(one.message("vi"), one.message("en")))
                    for one in reader.diagnostics
                ]
            )
        written = WITHDRAWN if value is None else canonical(value)
        order = Order(action.at, 0, action.identity)
        views = ("appraiser",) if kind == "council" else ("declared", "appraiser")
        entries = [Entry(kind, found.key, written, order, who, origin, True) for origin in views]  # type: ignore[arg-type]
        action.detail = {"leaf": found.key, "value": value, "reason": reason}
        return enter(action, office, place, entries, cause=action.identity)

    return office.journal.act(who, f"{kind}.entered", unit, work)


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Conflict(Bilingual("phải ghi lý do", "a reason is needed"))
