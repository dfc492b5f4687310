"""The impact of a draft: the real units of a year scored under it, beside what they come to as they stand.

Nothing is written. What the units said under their round's set is laid out for the draft (``engine.impact``); what the
draft cannot take is left out and named, and what it asks for and nobody said leaves its leaves pending.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from engine.block import UnitResult
from engine.book.criteria import Criteria
from engine.book.entries import View
from engine.book.sheet import Sheet
from engine.impact.carry import Carrier, carrier
from engine.impact.compare import counts_of, in_order, leaf_impacts, leaf_places, scale_of, unit_impact
from engine.impact.compiled import compiled
from engine.impact.pairing import Pairing
from engine.impact.result import Assumed, Impact, Left, LeftUnit, Missing
from engine.program import Program
from engine.ranking import place
from engine.service.books import rows_that_count
from engine.service.errors import SetRefused
from engine.service.office import Office
from engine.service.round_scores import RoundScores, in_rank, may_rank, round_scores
from engine.service.rounds import among_others, best_of
from engine.service.sets import stored_set
from engine.store import tables as t
from engine.totals import Totals
from spec.model import CriteriaSet

#: Told how many units are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FactYear:
    """A year whose facts a draft can be tried on: its round, and how many units have a book in it."""

    year: int
    name: str
    state: str
    units: int


def fact_years(connection: Connection) -> list[FactYear]:
    """The years that have facts, the newest first."""
    query = (
        select(t.rounds.c.year, t.rounds.c.name, t.rounds.c.state, func.count())
        .join(t.books, t.books.c.year == t.rounds.c.year)
        .group_by(t.rounds.c.year, t.rounds.c.name, t.rounds.c.state)
        .order_by(t.rounds.c.year.desc())
    )
    return [FactYear(*row) for row in connection.execute(query)]


def usual_year(years: Iterable[FactYear], year: int) -> int | None:
    """The year whose facts say most on a draft of a year: its own, else the last before it, else any."""
    known = sorted(one.year for one in years)
    return next((one for one in reversed(known) if one <= year), known[0] if known else None)


def facts_mark(connection: Connection, year: int) -> str:
    """Changes with every entry into the books of a year, and with the set of its round."""
    books = connection.execute(
        select(t.books.c.unit, t.books.c.action).where(t.books.c.year == year).order_by(t.books.c.unit)
    )
    rounds = connection.execute(
        select(t.rounds.c.set_id, t.rounds.c.state, t.rounds.c.evidence_required).where(
            t.rounds.c.year == year
        )
    )
    units = connection.execute(select(*t.units.columns).order_by(t.units.c.code, t.units.c.valid_from))
    digest = hashlib.sha256()
    for row in (*books, *rounds, *units):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def draft_criteria(text: str) -> Criteria:
    """A draft compiled, without its proofs. Raises ``SetRefused`` where it has errors."""
    criteria, found = compiled(text)
    if criteria is None:
        raise SetRefused(found)
    return criteria


def impact_of(
    office: Office,
    connection: Connection,
    identity: int,
    year_of_facts: int,
    view: View = "appraised",
    progress: Progress | None = None,
) -> Impact:
    """The impact of a stored draft or set. Raises ``SetRefused``, ``NotFound``."""
    criteria = draft_criteria(stored_set(connection, identity).text)
    return impact(office, connection, criteria, year_of_facts, view, progress)


def impact(
    office: Office,
    connection: Connection,
    draft: Criteria,
    year_of_facts: int,
    view: View = "appraised",
    progress: Progress | None = None,
) -> Impact:
    """The units of a year's round under a draft. Raises ``NotFound`` where the year has no round."""
    scores = round_scores(office, connection, year_of_facts)
    sheets = {code: one[view] for code, one in scores.sheets.items()}
    taken = {code: sheet for code, sheet in sheets.items() if _is_for(draft.model, sheet.header.block)}
    carrying = _carrier(connection, scores, draft, view)
    tell = progress or (lambda _done, _all: None)
    carried: dict[str, Sheet] = {}
    tell(0, len(taken))
    for done, (code, sheet) in enumerate(taken.items(), start=1):
        carried[code] = carrying.carry(sheet)
        tell(done, len(taken))
    ranked = {code for code, sheet in sheets.items() if may_rank(scores.info, scores.members[code], sheet)}
    closed = not scores.info.is_open
    old = _together(scores.criteria.program, sheets, ranked, _kept_best(scores, view), closed=closed)
    new = _together(draft.program, carried, ranked, {}, closed=closed)
    return _impact(scores, draft, view, carrying, sheets, old, new)


def _is_for(model: CriteriaSet, block: str) -> bool:
    return not model.blocks or block.casefold() in {one.casefold() for one in model.blocks}


def _carrier(connection: Connection, scores: RoundScores, draft: Criteria, view: View) -> Carrier:
    def rows_of(unit: str, table: str) -> Mapping[str, str] | None:
        return rows_that_count(connection, unit, scores.info.year, view, table)

    return carrier(scores.criteria, draft, rows_of, draft.model.year - scores.info.year)


# ---- All units together


def _kept_best(scores: RoundScores, view: View) -> Mapping[str, Mapping[str, Any]]:
    """The best values that a closed round was settled with, by unit."""
    return {unit: best for (of, unit), best in scores.best.items() if of == view}


def _together(
    program: Program,
    sheets: Mapping[str, Sheet],
    ranked: Collection[str],
    known: Mapping[str, Mapping[str, Any]],
    *,
    closed: bool,
) -> dict[str, UnitResult]:
    """Units with the best values of their blocks and their places.

    In a closed round nobody waits for a better one; else what is pending stays so, there too.
    """
    by_block = {} if known else best_of(program, sheets.values(), close=closed)
    scored = []
    for code, sheet in sheets.items():
        best = known.get(code, by_block.get(sheet.header.block, {}))
        one = among_others(sheet, best) if best else sheet.scored
        scored.append(in_rank(one, ranked=code in ranked))
    totals = [Totals(one) for one in scored]
    parts = zip(scored, totals, place(program, totals), strict=True)
    return {code: UnitResult(*part) for code, part in zip(sheets, parts, strict=True)}


# ---- What comes out


def _impact(
    scores: RoundScores,
    draft: Criteria,
    view: View,
    carrying: Carrier,
    sheets: Mapping[str, Sheet],
    old: Mapping[str, UnitResult],
    new: Mapping[str, UnitResult],
) -> Impact:
    was, now = scores.criteria.model, draft.model
    scale = scale_of(was, now)
    leaves = leaf_places(was, now, carrying.pairs)
    units = in_order(unit_impact(old[code], result, leaves, scale) for code, result in new.items())
    return Impact(
        year_of_facts=scores.info.year,
        year=now.year,
        years=carrying.mover.years,
        clipped=carrying.mover.clipped,
        view=view,
        content_hash=now.content_hash,
        places=scale.places,
        published_places=max(was.published_places, now.published_places),
        counts=counts_of(units),
        units=units,
        leaves=leaf_impacts(units),
        left=tuple(_left(carrying, was, now)),
        missing=tuple(_missing(carrying, draft)),
        assumed=tuple(_assumed(carrying, now)),
        left_units=tuple(
            LeftUnit(code, sheet.header.name, sheet.header.block)
            for code, sheet in sheets.items()
            if code not in new
        ),
    )


def _left(carrying: Carrier, was: CriteriaSet, now: CriteriaSet) -> Iterable[Left]:
    labels = {**_labels(now), **_labels(was)}
    for (name, reason), units in sorted(carrying.left.items()):
        yield Left(name, labels.get(name, ""), reason, tuple(sorted(units)))


def _labels(model: CriteriaSet) -> dict[str, str]:
    """What facts and their parts are called, by path, and leaves, by number."""
    found = {fact.name: fact.label for fact in model.facts}
    for fact in model.facts:
        found |= {f"{fact.name}.{part.name}": part.label for part in fact.fields}
    return found | {leaf.number: leaf.name for leaf in model.leaves}


def _missing(carrying: Carrier, draft: Criteria) -> Iterable[Missing]:
    """What some leaf of the draft reads and no unit has said."""
    pairs: Pairing = carrying.pairs
    labels = _labels(draft.model)
    for fact in draft.model.facts:
        leaves = tuple(draft.program.leaves_reading(fact.name))
        if not leaves:
            continue
        if (reason := pairs.unasked.get(fact.name)) is not None:
            yield Missing(fact.name, fact.label, reason, leaves)
            continue
        if fact.name not in carrying.declared:
            yield Missing(fact.name, fact.label, "undeclared", leaves)
            continue
        for part in fact.fields:
            path = f"{fact.name}.{part.name}"
            if (reason := pairs.unasked.get(path)) is not None:
                yield Missing(path, labels[path], reason, leaves)


def _assumed(carrying: Carrier, now: CriteriaSet) -> Iterable[Assumed]:
    if carrying.with_documents:
        numbers = {leaf.key: leaf.number for leaf in now.leaves}
        for key, document in carrying.pairs.new_documents:
            yield Assumed(numbers[key], document)
