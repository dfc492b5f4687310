"""Program + facts → scorecard. Pure: no clock, no database, no randomness.

Leaves without holes go through the compiled program; those that miss something, and those that facts alone cannot
decide, through ``engine.bounds``. The result is the same type either way.
"""

from dataclasses import dataclass, field
from typing import Any

from engine.bounds.domains import Domains
from engine.bounds.evaluate import Evaluator, Results
from engine.bounds.leaf import Bounded, bound_leaf
from engine.bounds.values import Range
from engine.compile.leaf import NOT_APPLICABLE, in_points
from engine.compile.undecided import Undecided
from engine.facts.units import UnitFacts
from engine.layout import MISSING
from engine.ledger import CLOSING, Outcome, status_of
from engine.program import Program
from engine.rounding import exact


@dataclass(slots=True)
class Scored:
    """What a unit came to, in file order of the leaves.

    ``outcomes``: points in units, status, losses. ``open``: for pending leaves, by position, their bounds.
    ``values`` are the facts with scratch places, from which reasons are told later.
    """

    program: Program
    unit: UnitFacts
    values: list[Any]
    outcomes: list[Outcome]
    open: dict[int, Bounded] = field(default_factory=dict)
    closed: bool = False
    known: dict[int, Range] = field(default_factory=dict)


def score(
    program: Program, unit: UnitFacts, *, close: bool = False, best: dict[int, Range] | None = None
) -> Scored:
    """Score one unit.

    ``close`` turns what is pending into lost. ``best`` are ranges for the block's best values while units are
    missing (see ``engine.block``); values that are known stand in the unit's facts.
    """
    values = unit.values + program.scratch
    if program.order is None and not unit.holes and _facts_alone(program, unit):
        try:
            return Scored(program, unit, values, _all_leaves(program, values))
        except Undecided:
            values = unit.values + program.scratch
    scored = Scored(program, unit, values, [NOT_APPLICABLE] * len(program.leaves), known=dict(best or {}))
    _one_by_one(scored)
    if close:
        _close(scored)
    return scored


def _all_leaves(program: Program, values: list[Any]) -> list[Outcome]:
    outcomes: list[Outcome] = [NOT_APPLICABLE] * len(program.leaves)
    for position, slot, table in program.lookups:
        outcomes[position] = table[values[slot]]
    for position, leaf in program.others:
        outcomes[position] = leaf(values)
    return outcomes


def _facts_alone(program: Program, unit: UnitFacts) -> bool:
    return not (program.council or unit.approvals or unit.evidence.by_leaf is not None)


def _one_by_one(scored: Scored) -> None:
    program, unit, values = scored.program, scored.unit, scored.values
    holes = set(unit.holes)
    beyond = _beyond_facts(program, unit)
    outcomes, compiled, reads, published = scored.outcomes, program.compiled, program.reads, program.published
    evaluator: Evaluator | None = None
    for position in program.order if program.order is not None else range(len(program.leaves)):
        outcome: Outcome | None = None
        if position not in beyond and (not holes or holes.isdisjoint(reads[position])):
            try:
                outcome = compiled[position](values)
            except Undecided:
                outcome = None
        if outcome is None:
            evaluator = evaluator or _evaluator(scored)
            outcome = _bounded(scored, position, evaluator)
        outcomes[position] = outcome
        if position in published:
            _publish(scored, position, published[position], holes)


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


def _publish(scored: Scored, position: int, slot: int, holes: set[int]) -> None:
    """Let later leaves read the rounded points of this one, or the range that they may still be in."""
    points, status, _ = scored.outcomes[position]
    places = scored.program.places
    open_ = scored.open.get(position)
    if open_ is None:
        scored.values[slot] = None if status == "not_applicable" else in_points(points, places)
        return
    holes.add(slot)
    scored.values[slot] = MISSING
    scored.known[slot] = Range(
        in_points(open_.low, places),
        in_points(open_.high, places),
        empty=open_.may_leave,
        needs=open_.needs,
    )


def evaluator_for(scored: Scored, results: Results | None = None) -> Evaluator:
    """An evaluator on a scored unit's facts, for what is decided after the leaves."""
    evaluator = _evaluator(scored)
    evaluator.scope, evaluator.results = "", results
    return evaluator


def _evaluator(scored: Scored) -> Evaluator:
    program = scored.program
    domains = Domains(program.layout, program.bounded)
    evaluator = Evaluator(program.layout, program.definitions, scored.values, scored.known, domains)
    domains.evaluator = evaluator
    return evaluator


def _bounded(scored: Scored, position: int, evaluator: Evaluator) -> Outcome:
    program, unit = scored.program, scored.unit
    leaf = program.leaves[position]
    evaluator.scope, evaluator.maximum = leaf.number, exact(leaf.maximum)
    council = unit.council.get(leaf.number)
    found = bound_leaf(
        program.parts[position],
        evaluator,
        program.maxima[position],
        program.places,
        unit.evidence.of(leaf.number),
        approved=leaf.number in unit.approvals,
        council=None if council is None else council.points,
    )
    if found.leaves:
        return NOT_APPLICABLE
    if found.low == found.high and not found.may_leave:
        return found.high, status_of(found.high, program.maxima[position]), found.losses
    scored.open[position] = found
    return found.low, "pending", found.losses


def _close(scored: Scored) -> None:
    """Each pending leaf gets its lower bound; what was pending is lost for that reason."""
    for position, bounds in scored.open.items():
        losses = bounds.losses
        if bounds.high > bounds.low:
            losses = (*losses, (bounds.high - bounds.low, CLOSING))
        points = bounds.low
        scored.outcomes[position] = (points, status_of(points, scored.program.maxima[position]), losses)
    scored.closed = True
