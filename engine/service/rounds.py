"""The end of a round, and a round under a corrected set: passes over all its units."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, update

from engine.block import best_values
from engine.book.card import card_of
from engine.book.entries import VIEWS
from engine.book.sheet import Sheet
from engine.bounds.values import Range
from engine.facts.units import UnitFacts
from engine.layout import MISSING
from engine.program import Program
from engine.score import Scored, score
from engine.service.appraisal import unit_in_year
from engine.service.books import Place, header_of, load_sheets, reopen, units_with_books
from engine.service.errors import Conflict, NotFound
from engine.service.intake import apply_waiting
from engine.service.office import Office
from engine.service.outgoing import announce
from engine.service.registry import lock_set, not_open, round_of
from engine.service.scores import ScoreChange, add_score
from engine.store import ledger
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual

#: The block's best values as a score keeps them, by fact: the value, or [low, high, whether all may be trống].
Best = dict[str, Any]


def rebind_round(office: Office, who: str, year: int, identity: int) -> list[ScoreChange]:
    """Score an open round again under a corrected set; the scores under the former one stay.

    A round that was paused is open again, and what waited for it is applied.
    """

    def work(action: Action) -> list[ScoreChange]:
        round_ = _round(action.connection, year, ("open", "paused"))
        row = lock_set(action.connection, identity, shared=True)
        if row.year != year or row.state not in ("published", "superseded"):
            raise Conflict(
                Bilingual("bộ tiêu chí này không dùng được cho đợt", "this set is not for this round")
            )
        values = {"set_id": identity, "state": "open"}
        action.connection.execute(update(t.rounds).where(t.rounds.c.id == round_.id).values(values))
        action.detail = {"from": round_.set_id, "to": identity}
        changes: list[ScoreChange] = []
        for place in _places(action.connection, round_, identity):
            changes += reopen(action, office, place, cause=action.identity)
        if round_.state == "paused":
            action.detail["applied"] = apply_waiting(action, office, year=year)
        return changes

    return office.journal.act(who, "round.rebound", str(year), work)


def reschedule_round(
    office: Office, who: str, year: int, name: str, days: Sequence[str | None] = (None, None)
) -> None:
    """Give a round another name and other days (from and to, ISO texts). Raises ``Conflict`` where it is closed."""

    def work(action: Action) -> None:
        round_ = _round(action.connection, year, ("open", "paused"))
        after = dict(zip(("name", "opens", "closes"), (name.strip() or f"Năm {year}", *days), strict=True))
        action.connection.execute(update(t.rounds).where(t.rounds.c.id == round_.id).values(after))
        action.detail = {"before": {key: getattr(round_, key) for key in after}, "after": after}

    office.journal.act(who, "round.rescheduled", str(year), work)


def close_round(
    office: Office, who: str, year: int, check: Callable[[Connection], None] | None = None
) -> list[ScoreChange]:
    """Close a round: the block's best values are settled, what is pending is lost, the scores are final.

    ``check`` is asked when nothing enters the round any more, and raises where it is not to be closed. Raises
    ``Conflict`` where the round is not open.
    """

    def work(action: Action) -> list[ScoreChange]:
        round_ = _round(action.connection, year, ("open",))
        if check is not None:
            check(action.connection)
        changes = _close(action, office, round_)
        values = {"state": "closed", "closed_at": action.at}
        action.connection.execute(update(t.rounds).where(t.rounds.c.id == round_.id).values(values))
        announce(action, "round.closed", None, year, {"year": year, "set": round_.set_id}, {})
        return changes

    return office.journal.act(who, "round.closed", str(year), work)


def pause_round(action: Action, set_id: int) -> int | None:
    """Stop the open round that is scored by a set, inside of an action; gives its year, None where there is none.

    What other systems send from now on waits; what people hand in is refused, with the reason.
    """
    is_its = (t.rounds.c.set_id == set_id) & (t.rounds.c.state == "open")
    query = update(t.rounds).where(is_its).values(state="paused").returning(t.rounds.c.year)
    year: int | None = action.connection.execute(query).scalar()
    return year


def _round(connection: Connection, year: int, states: tuple[str, ...]) -> Any:
    round_ = round_of(connection, year, held="to change")
    if round_ is None:
        raise NotFound("round", str(year))
    if round_.state not in states:
        raise not_open(round_)
    return round_


def _places(connection: Connection, round_: Any, set_id: int) -> list[Place]:
    found = []
    for unit in units_with_books(connection, round_.year):
        record = unit_in_year(connection, unit, round_.year)
        found.append(
            Place(header_of(record, evidence_required=round_.evidence_required), round_.year, set_id)
        )
    return found


def _close(action: Action, office: Office, round_: Any) -> list[ScoreChange]:
    connection, criteria = action.connection, office.set_of(action.connection, round_.set_id)
    places = _places(connection, round_, round_.set_id)
    ticks = {place.unit: ledger.lock_book(connection, place.unit, place.year)[0] for place in places}
    sheets = {
        place.unit: load_sheets(connection, criteria, place.header, place.year, by_figures=True)
        for place in places
    }
    changes: list[ScoreChange] = []
    for view in VIEWS:
        best = best_of(criteria.program, [sheets[place.unit][view] for place in places], close=True)
        for place in places:
            sheet = sheets[place.unit][view]
            final = card_of(closed(sheet, best.get(place.header.block, {})))
            change = ScoreChange(
                unit=place.unit,
                year=place.year,
                view=view,
                version=ticks[place.unit] + 1,
                set_id=round_.set_id,
                places=criteria.model.decimal_places,
                before=card_of(sheet.scored),
                after=final,
                first=False,
                closed=True,
                best=json.dumps(best.get(place.header.block, {})),
            )
            add_score(action, change, criteria.model, cause=action.identity)
            changes.append(change)
    for place in places:
        ledger.advance_book(action, place.unit, place.year, ticks[place.unit] + 1)
    return changes


def best_of(program: Program, sheets: Iterable[Sheet], *, close: bool = False) -> dict[str, Best]:
    """The block's best value of each fact that is asked for, over the units' scored facts; ``close``: once for all."""
    if not program.layout.best:
        return {}
    units = [_bare(program, sheet) for sheet in sheets]
    ranges = best_values(program, units, close=close)
    found: dict[str, Best] = {}
    for unit in units:
        names = found.setdefault(unit.block, {})
        for name, slot in program.layout.best.items():
            value = unit.values[slot]
            if value is not MISSING:
                names[name] = {"value": None if value is None else str(value)}
                continue
            range_ = ranges[unit.block][slot]
            low, high = (None if end is None else str(end) for end in (range_.low, range_.high))
            names[name] = {"low": low, "high": high, "empty": range_.empty}
    return found


def _bare(program: Program, sheet: Sheet) -> UnitFacts:
    """A unit with its facts but no tables, laid out for the set itself: on them hangs what a missing one may be."""
    scored = sheet.scored
    unit = replace(scored.unit, values=[MISSING] * program.layout.size, holes=frozenset())
    own = scored.program.layout.facts
    for path, slot in program.layout.facts.items():
        unit.values[slot] = scored.values[own[path]]
    return unit


def closed(sheet: Sheet, best: Mapping[str, Any]) -> Scored:
    """The final score of a view: with the block's best values, and with what is pending lost."""
    return among_others(sheet, best, close=True)


def among_others(sheet: Sheet, best: Mapping[str, Any], *, close: bool = False) -> Scored:
    """The score of a view with the best values of its block, as ``best_of`` gives them."""
    program = sheet.scored.program
    values, holes, ranges = list(sheet.scored.unit.values), set(sheet.scored.unit.holes), {}
    for name, found in best.items():
        slot = program.layout.best[name]
        if "value" in found:
            values[slot] = _number(found["value"])
            holes.discard(slot)
        else:
            ranges[slot] = Range(_number(found["low"]), _number(found["high"]), empty=found["empty"])
    unit = replace(sheet.scored.unit, values=values, holes=frozenset(holes))
    return score(program, unit, close=close, best=ranges)


def _number(written: str | None) -> Fraction | int | None:
    if written is None:
        return None
    found = Fraction(written)
    return found.numerator if found.denominator == 1 else found
