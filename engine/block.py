"""The units of a document together: the block's best values first, then every unit, then ranks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.bounds.domains import Domains
from engine.bounds.evaluate import Evaluator
from engine.bounds.values import Bound, Range, highest
from engine.facts.units import UnitFacts
from engine.layout import MISSING
from engine.program import Program
from engine.ranking import Placed, place
from engine.score import Scored, score
from engine.totals import Totals

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A unit's score with its figures and places."""

    scored: Scored
    totals: Totals
    placed: Placed

    @property
    def unit(self) -> UnitFacts:
        """The unit."""
        return self.scored.unit


def score_units(
    program: Program, units: Sequence[UnitFacts], *, close: bool = False, progress: Progress | None = None
) -> list[UnitResult]:
    """Score all units of a document, in its order. ``close``: nobody declares more, and what is pending is lost."""
    ranges = best_values(program, units, close=close)
    scored = []
    for index, unit in enumerate(units, start=1):
        scored.append(score(program, unit, close=close, best=ranges.get(unit.block, {})))
        if progress is not None:
            progress(index)
    totals = [Totals(one) for one in scored]
    places = place(program, totals)
    return [UnitResult(*parts) for parts in zip(scored, totals, places, strict=True)]


def best_values(
    program: Program, units: Sequence[UnitFacts], *, close: bool = False
) -> dict[str, dict[int, Range]]:
    """Put the best value of each fact that is asked for into the units; ranges where units have not declared it.

    ``close``: who has not declared it never will, and nobody waits for it: the best of the declared ones counts.
    """
    ranges: dict[str, dict[int, Range]] = {}
    for block in {unit.block for unit in units} if program.layout.best else ():
        members = [unit for unit in units if unit.block == block]
        for name, slot in program.layout.best.items():
            fact_slot = program.layout.facts[name, None]
            values = [unit.values[fact_slot] for unit in members]
            known = [value for value in values if value is not None and value is not MISSING]
            if close or MISSING not in values:
                best = max(known, default=None)
                for unit in members:
                    unit.values[slot] = best
                    unit.holes -= {slot}
                continue
            for unit in members:  # which may have been scored before, among others
                unit.values[slot] = MISSING
                unit.holes |= {slot}
            high = highest(
                *(_high(program, unit, name) for unit in members if unit.values[fact_slot] is not None)
            )
            found = Range(max(known, default=None), high, empty=not known)
            ranges.setdefault(block, {})[slot] = found
    return ranges


def _high(program: Program, unit: UnitFacts, name: str) -> Bound:
    """The most that a unit's value may be, where it is not trống; None without a bound."""
    value = unit.values[program.layout.facts[name, None]]
    if value is not MISSING:
        declared: Bound = value
        return declared
    domains = Domains(program.layout, program.bounded)
    evaluator = Evaluator(program.layout, program.definitions, unit.values + program.scratch, {}, domains)
    domains.evaluator = evaluator
    return domains.of((name, None)).high
