"""Running scenarios: each is a unit of its own, scored, and compared with what its author expects."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from engine.block import UnitResult, best_values, score_units
from engine.facts.units import UnitFacts
from engine.program import Program
from engine.ranking import Placed
from engine.reasons import adjustment_reason, leaving_reason, loss_reason, need_text, needs_text
from engine.scenarios.facts import unit_of
from engine.score import score_leaves
from engine.totals import Totals
from spec.diagnostics import Diagnostic
from spec.keywords import Language
from spec.model.criteria import Expectation, Scenario
from spec.source import Source

#: The targets of expectations that are no leaf.
OF_THE_TOTAL = ("total", "percent", "band", "rank")


@dataclass(frozen=True, slots=True)
class Checked:
    """A scenario that was run: the unit as scored, and the expectations that it does not meet.

    Where its facts cannot be, there is no result; ``findings`` say why.
    """

    scenario: Scenario
    result: UnitResult | None
    failed: tuple[Expectation, ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return self.result is not None and not self.failed


def run(program: Program, source: Source) -> list[Checked]:
    """All scenarios of a set, in the order of the file."""
    return [_run(scenario, program, source) for scenario in program.model.scenarios]


def _run(scenario: Scenario, program: Program, source: Source) -> Checked:
    unit, findings = unit_of(scenario, program, source)
    if unit is None:
        return Checked(scenario, None, findings=tuple(findings))
    result = _scored(program, unit, {one.target for one in scenario.expected})
    return Checked(scenario, result, failed(scenario.expected, result))


def _scored(program: Program, unit: UnitFacts, targets: set[str]) -> UnitResult:
    """The unit with all that is expected of it: of leaves alone, only those and the leaves that they read."""
    if targets & set(OF_THE_TOTAL):
        return score_units(program, [unit])[0]
    positions = [position for target in targets if (position := program.position(target)) is not None]
    best = best_values(program, [unit]).get(unit.block, {})
    scored = score_leaves(program, unit, program.with_those_read(positions), best)
    return UnitResult(scored, Totals(scored), Placed())


def failed(expected: Sequence[Expectation], result: UnitResult) -> tuple[Expectation, ...]:
    """The expectations that a result does not meet."""
    return tuple(one for one in expected if not is_met(one, result))


def is_met(expected: Expectation, result: UnitResult) -> bool:
    """Whether a result is what is expected: exactly, as a decimal or a text."""
    if what_is_wanted(expected) != what_came_out(expected.target, result):
        return False
    return expected.reason is None or expected.reason in _reasons(expected.target, result)


# ---- What comes out


@dataclass(frozen=True, slots=True)
class Got:
    """What a target comes to: points, percent, a rank or the name of a band; or the status that it has instead."""

    value: Fraction | int | str | None = None
    status: Literal["not_applicable", "pending"] | None = None


_PENDING = Got(status="pending")
_NOT_APPLICABLE = Got(status="not_applicable")


def what_is_wanted(expected: Expectation) -> Got:
    """What an expectation says that its target comes to."""
    if expected.value is None:
        return Got(status=expected.status)
    if expected.target == "band":
        return Got(expected.value)
    if expected.target == "rank":
        return Got(int(Decimal(expected.value)))
    value = Fraction(Decimal(expected.value))
    return Got(100 * value if expected.target == "percent" else value)


def what_came_out(target: str, result: UnitResult) -> Got:
    """What a leaf or a figure of the unit came to."""
    if target in OF_THE_TOTAL:
        return _PENDING if result.totals.provisional else _figure(target, result)
    scored = result.scored
    points, status, _ = scored.outcomes[_position(target, result)]
    if status == "pending":
        return _PENDING
    if status == "not_applicable":
        return _NOT_APPLICABLE
    return Got(Fraction(points, 10**scored.program.places))


def _figure(target: str, result: UnitResult) -> Got:
    totals, model = result.totals, result.totals.program.model
    value: Fraction | int | str | None
    if target == "total":
        value = Fraction(totals.points, 10**totals.program.places) if totals.maximum else None
    elif target == "percent":
        published = totals.published(totals.percent)
        value = None if published is None else Fraction(published, 10**model.published_places)
    elif target == "band":
        value = None if totals.band is None else totals.band.name
    else:
        value = result.placed.rank
    return _NOT_APPLICABLE if value is None else Got(value)


def _position(leaf: str, result: UnitResult) -> int:
    position = result.scored.program.position(leaf)
    assert position is not None
    return position


# ---- Reasons

_LANGUAGES: tuple[Language, ...] = ("vi", "en")


def _reasons(target: str, result: UnitResult) -> set[str]:
    """What may be given as the reason of a result: one of its reasons, or all of them in one."""
    reasons: set[str] = set()
    for language in _LANGUAGES:
        told = _told(target, result, language)
        reasons |= {*told, "; ".join(told)}
    return reasons


def _told(target: str, result: UnitResult, language: Language) -> list[str]:
    """The reasons of the losses of a leaf, why it does not apply, what it still needs; of bonus and penalty."""
    scored = result.scored
    if target in OF_THE_TOTAL:
        counting = [one.adjustment for one in result.totals.adjustments if one.points]
        return [adjustment_reason(scored, one, language) for one in counting]
    position = _position(target, result)
    _, status, losses = scored.outcomes[position]
    if status == "not_applicable":
        return [leaving_reason(scored, position, language)]
    told = [loss_reason(scored, position, rule, language) for _, rule in losses]
    if status == "pending":
        needs, layout = scored.open[position].needs, scored.program.layout
        told += [need_text(one, layout, language) for one in sorted(needs)]
        told.append(needs_text(needs, layout, language))
    return told
