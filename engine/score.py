"""Program + facts → what a unit came to. Pure: no clock, no database, no randomness.

Leaves without holes go through the compiled program; those that miss something, and those that facts alone cannot
decide, through ``engine.bounds``. The result is the same type either way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from engine.bounds.domains import Domains
from engine.bounds.evaluate import Evaluator, Results
from engine.bounds.leaf import Bounded, Decision, bound_leaf
from engine.bounds.values import Range
from engine.compile.leaf import NOT_APPLICABLE, in_points
from engine.compile.undecided import Undecided
from engine.facts.units import UnitFacts
from engine.layout import MISSING
from engine.ledger import CLOSING, Outcome, status_of
from engine.program import Program
from engine.rounding import exact

#: What most units have nothing of.
_NOTHING: Mapping[int, Any] = MappingProxyType({})


@dataclass(slots=True)
class Scored:
    """What a unit came to, in file order of the leaves.

    ``outcomes``: points in units, status, losses. ``open``: for pending leaves, by position, their bounds.
    ``values`` are the facts with scratch places, from which reasons are told later; ``known`` are ranges for places
    of values that are not settled.
    """

    program: Program
    unit: UnitFacts
    values: list[Any]
    outcomes: Sequence[Outcome]
    open: Mapping[int, Bounded]
    known: Mapping[int, Range]
    closed: bool = False


def score(
    program: Program, unit: UnitFacts, *, close: bool = False, best: Mapping[int, Range] = _NOTHING
) -> Scored:
    """Score one unit.

    ``close`` turns what is pending into lost. ``best`` are ranges for the block's best values while units are
    missing (see ``engine.block``); values that are known stand in the unit's facts.
    """
    if not (program.beyond_facts or unit.holes or unit.approvals or unit.evidence.by_leaf is not None):
        values = unit.values + program.scratch
        try:
            return Scored(program, unit, values, _all_at_once(program, values), _NOTHING, _NOTHING)
        except Undecided:
            pass
    scored = _one_by_one(program, unit, best)
    return _closed(scored) if close else scored


def _all_at_once(program: Program, values: list[Any]) -> Sequence[Outcome]:
    looked_up = [table[values[slot]] for slot, table in program.lookups]
    return program.in_file_order(looked_up + [leaf(values) for leaf in program.others])


# ---- Leaves of which some are not decided


@dataclass(slots=True)
class _Work:
    """A unit while its leaves are scored one by one."""

    program: Program
    unit: UnitFacts
    values: list[Any]
    outcomes: list[Outcome]
    known: dict[int, Range]
    holes: set[int]
    open: dict[int, Bounded] = field(default_factory=dict)


def score_leaves(
    program: Program, unit: UnitFacts, positions: Sequence[int], best: Mapping[int, Range] = _NOTHING
) -> Scored:
    """Score the leaves at some positions alone, in the order of evaluation; sums over the others mean nothing."""
    return _one_by_one(program, unit, best, positions)


def rescored(program: Program, scored: Scored, positions: Sequence[int]) -> Scored:
    """The unit again, under a program of which only the leaves at some positions are others than before.

    The positions are in the order of evaluation, with those of the leaves that read their points.
    """
    values = scored.values[: program.layout.size] + program.scratch
    known, open_ = dict(scored.known), dict(scored.open)
    for position in positions:
        open_.pop(position, None)
        known.pop(program.published.get(position, -1), None)
    holes = scored.unit.holes | {program.published[i] for i in open_ if i in program.published}
    work = _Work(program, scored.unit, values, list(scored.outcomes), known, set(holes), open_)
    evaluator = _evaluator(program, values, known)
    for position in positions:
        work.outcomes[position] = _bounded(work, position, evaluator)
        if position in program.published:
            _publish(work, position, program.published[position])
    return Scored(program, scored.unit, values, work.outcomes, work.open, work.known)


def updated(scored: Scored, unit: UnitFacts, positions: Sequence[int]) -> Scored:
    """The unit with other facts, of which only the leaves at some positions see anything.

    The positions are in the order of evaluation, with those of the leaves that read their points. The same as scoring
    the unit anew, at the cost of these leaves.
    """
    program = scored.program
    values = unit.values + program.scratch
    known, open_ = dict(scored.known), dict(scored.open)
    for position in positions:
        open_.pop(position, None)
        known.pop(program.published.get(position, -1), None)
    for slot in program.published.values():
        values[slot] = scored.values[slot]
    holes = unit.holes | {program.published[i] for i in open_ if i in program.published}
    work = _Work(program, unit, values, list(scored.outcomes), known, set(holes), open_)
    return _work_through(work, positions)


def _one_by_one(
    program: Program, unit: UnitFacts, best: Mapping[int, Range], positions: Sequence[int] | None = None
) -> Scored:
    values = unit.values + program.scratch
    work = _Work(program, unit, values, [NOT_APPLICABLE] * len(program.leaves), dict(best), set(unit.holes))
    return _work_through(
        work, (program.order or range(len(program.leaves))) if positions is None else positions
    )


def _work_through(work: _Work, positions: Sequence[int]) -> Scored:
    """The leaves at some positions, one by one: compiled where nothing that they read is missing."""
    program, unit, values = work.program, work.unit, work.values
    beyond = _beyond_facts(program, unit)
    evaluator: Evaluator | None = None
    for position in positions:
        outcome: Outcome | None = None
        if position not in beyond and work.holes.isdisjoint(program.reads[position]):
            try:
                outcome = program.compiled[position](values)
            except Undecided:
                outcome = None
        if outcome is None:
            evaluator = evaluator or _evaluator(program, values, work.known)
            outcome = _bounded(work, position, evaluator)
        work.outcomes[position] = outcome
        if position in program.published:
            _publish(work, position, program.published[position])
    return Scored(program, unit, values, work.outcomes, work.open, work.known)


def _beyond_facts(program: Program, unit: UnitFacts) -> set[int]:
    """The leaves that more than facts decide: the council, an approval, evidence that is not all there."""
    beyond = set(program.council)
    if unit.approvals:
        beyond |= {i for i in program.by_approval if program.leaves[i].number in unit.approvals}
    if unit.evidence.by_leaf is not None:
        for position in program.with_evidence:
            evidence = unit.evidence.of(program.leaves[position].number)
            if any(evidence.state(rule.document) != "there" for _, rule in program.parts[position].evidence):
                beyond.add(position)
    return beyond


def _bounded(work: _Work, position: int, evaluator: Evaluator) -> Outcome:
    found = _bounds(work.program, work.unit, position, evaluator)
    if found.leaves:
        return NOT_APPLICABLE
    if found.low == found.high and not found.may_leave:
        return found.high, status_of(found.high, work.program.maxima[position]), found.losses
    work.open[position] = found
    return found.low, "pending", found.losses


def _bounds(program: Program, unit: UnitFacts, position: int, evaluator: Evaluator) -> Bounded:
    leaf = program.leaves[position]
    evaluator.scope, evaluator.maximum = leaf.number, exact(leaf.maximum)
    council = unit.council.get(leaf.number)
    return bound_leaf(
        program.parts[position],
        evaluator,
        program.maxima[position],
        program.places,
        unit.evidence.of(leaf.number),
        approved=leaf.number in unit.approvals,
        council=None if council is None else council.points,
    )


def _publish(work: _Work, position: int, slot: int) -> None:
    """Let later leaves read the rounded points of this one, or the range that they may still be in."""
    points, status, _ = work.outcomes[position]
    places = work.program.places
    bounds = work.open.get(position)
    if bounds is None:
        work.values[slot] = None if status == "not_applicable" else in_points(points, places)
        return
    work.holes.add(slot)
    work.values[slot] = MISSING
    low, high = in_points(bounds.low, places), in_points(bounds.high, places)
    work.known[slot] = Range(low, high, empty=bounds.may_leave, needs=bounds.needs)


def _closed(scored: Scored) -> Scored:
    """Each pending leaf gets its lower bound; what was pending is lost for that reason."""
    outcomes = list(scored.outcomes)
    for position, bounds in scored.open.items():
        losses = bounds.losses
        if bounds.high > bounds.low:
            losses = (*losses, (bounds.high - bounds.low, CLOSING))
        outcomes[position] = (bounds.low, status_of(bounds.low, scored.program.maxima[position]), losses)
    return Scored(
        scored.program, scored.unit, scored.values, outcomes, scored.open, scored.known, closed=True
    )


# ---- After the leaves


def evaluator_for(scored: Scored, results: Results | None = None) -> Evaluator:
    """An evaluator on a scored unit's facts, for what is decided after the leaves."""
    evaluator = _evaluator(scored.program, scored.values, scored.known)
    evaluator.scope, evaluator.results = "", results
    return evaluator


def decided(scored: Scored, position: int) -> frozenset[Decision]:
    """What the rules of a leaf did for the unit; of a leaf that is pending only the documents that it waits for."""
    found = _bounds(
        scored.program, scored.unit, position, _evaluator(scored.program, scored.values, scored.known)
    )
    if position not in scored.open:
        return found.decided
    documents = {index for index, _ in scored.program.parts[position].evidence}
    return frozenset(one for one in found.decided if one[0] in documents)


def _evaluator(program: Program, values: list[Any], known: Mapping[int, Range]) -> Evaluator:
    domains = Domains(program.layout, program.bounded)
    evaluator = Evaluator(program.layout, program.definitions, values, known, domains)
    domains.evaluator = evaluator
    return evaluator
