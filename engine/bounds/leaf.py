"""A leaf with holes, through the fixed order of evaluation: at best and at worst at once.

The losses of a pending leaf are those that it has even at best; between the two lies what is pending.
"""

from dataclasses import dataclass, field
from typing import Literal

from engine.bounds.evaluate import Evaluator, compare
from engine.bounds.values import NOTHING, Bound, Needs, Range, Truth, multiply
from engine.compile.parts import LeafParts
from engine.evidence import LeafEvidence
from engine.ledger import LEAF, Amount, Loss, Steps, balance, settle
from spec.model import expressions as e
from spec.model import rules

#: What a council that has not scored yet is called among the facts that are missing.
COUNCIL = "điểm của hội đồng"


@dataclass(frozen=True, slots=True)
class Bounded:
    """What a leaf may still come to, in units of its places.

    ``losses`` are those at best and add up to maximum − high. ``may_leave``: it may turn out not applicable;
    ``leaves``: it surely is not applicable.
    """

    low: int
    high: int
    losses: tuple[Loss, ...] = ()
    needs: Needs = NOTHING
    may_leave: bool = False
    leaves: bool = False


@dataclass(slots=True)
class _Course:
    """What is known so far: what the open questions are, and what they may cost."""

    needs: set[str] = field(default_factory=set)
    may_leave: bool = False
    may_be_zero: bool = False
    may_be_full: bool = False

    def open(self, *values: Truth | Range) -> None:
        """Note what would settle some values."""
        for value in values:
            self.needs |= value.needs


def bound_leaf(
    parts: LeafParts,
    evaluator: Evaluator,
    maximum: int,
    places: int,
    evidence: LeafEvidence,
    *,
    approved: bool,
    council: Amount | None,
) -> Bounded:
    """The bounds of a leaf for one unit."""
    course = _Course()
    if _not_applicable(parts, evaluator, course, approved=approved):
        return Bounded(0, 0, leaves=True)
    stopped = _stopped(parts, evaluator, course, evidence)
    whole = evaluator.maximum
    if stopped == "full":
        return _closed(course, 0 if course.may_be_zero or course.may_leave else maximum, maximum, ())
    if stopped is not None:
        most = maximum if course.may_be_full else 0
        return _closed(course, 0, most, () if most else ((maximum, stopped),))
    best, worst = _steps(parts, evaluator, course, council)
    high, losses = balance(maximum, *settle(whole, best), places)
    low, _ = balance(maximum, *settle(whole, worst), places)
    if course.may_be_zero or course.may_leave:
        low = 0
    if course.may_be_full:
        high, losses = maximum, ()
    return _closed(course, min(low, high), high, losses)


def _closed(course: _Course, low: int, high: int, losses: tuple[Loss, ...]) -> Bounded:
    settled = low == high and not course.may_leave
    return Bounded(low, high, losses, NOTHING if settled else frozenset(course.needs), course.may_leave)


def _not_applicable(parts: LeafParts, evaluator: Evaluator, course: _Course, *, approved: bool) -> bool:
    for _, rule in parts.not_applicable:
        if rule.condition is None:
            if approved:
                return True
            continue
        holds = evaluator.condition(rule.condition)
        if holds.value is True:
            return True
        if holds.value is None:
            course.may_leave = True
            course.open(holds)
    return False


def _stopped(
    parts: LeafParts, evaluator: Evaluator, course: _Course, evidence: LeafEvidence
) -> int | Literal["full"] | None:
    """Gates, nothing-arose and evidence: "full", the rule that takes all points, or None if none settles it."""
    for index, gate in parts.gates:
        holds = evaluator.condition(gate.condition)
        if holds.value is True:
            return index
        if holds.value is None:
            course.may_be_zero = True
            course.open(holds)
    for _, rule in parts.nothing_arose:
        holds = evaluator.condition(rule.condition)
        if holds.value is True:
            return "full"
        if holds.value is None:
            course.may_be_full = True
            course.open(holds)
    return _evidence(parts, evaluator, course, evidence)


def _evidence(parts: LeafParts, evaluator: Evaluator, course: _Course, evidence: LeafEvidence) -> int | None:
    for index, rule in parts.evidence:
        state = evidence.state(rule.document)
        if state == "there":
            continue
        holds = Truth(True) if rule.condition is None else evaluator.condition(rule.condition)
        if holds.value is False:
            continue
        if state == "rejected" and holds.value is True:
            return index
        course.may_be_zero = True
        course.open(holds)
        if state == "missing":
            course.needs.add(f"minh chứng: {rule.document}")
    return None


# ---- Base, additions, deductions, ceilings


def _steps(
    parts: LeafParts, evaluator: Evaluator, course: _Course, council: Amount | None
) -> tuple[Steps, Steps]:
    low, high, rule = _base(parts, evaluator, course, council)
    best, worst = Steps(high, rule), Steps(low, rule)
    for index, addition in parts.additions:
        least, most, possible = _measured(addition, evaluator, course)
        gained = _capped(most, evaluator)
        best.additions.append((index, gained, None if possible is None else possible - gained))
        worst.additions.append((index, least, None))
    for index, deduction in parts.deductions:
        least, most, _ = _measured(deduction, evaluator, course)
        best.deductions.append((index, least))
        worst.deductions.append((index, _everything(most, worst)))
    for index, ceiling in parts.ceilings:
        _ceiling(index, ceiling, evaluator, course, best, worst)
    return best, worst


def _capped(most: Bound, evaluator: Evaluator) -> Amount:
    """An addition without an upper bound gives all that could be missing."""
    return most if most is not None else evaluator.maximum * 1000


def _everything(most: Bound, steps: Steps) -> Amount:
    """A deduction without an upper bound takes all there is."""
    if most is not None:
        return most
    return max(steps.base, 0) + sum(gained for _, gained, _ in steps.additions)


def _within(value: Range, maximum: Amount) -> tuple[Amount, Amount]:
    """The ends of a value that gives points; any points at all where it may have none."""
    if not value.present or value.empty or value.undefined:
        low: Amount = 0
        high: Amount = maximum
        if value.present:
            low = min(0, value.low) if value.low is not None else 0
            high = max(maximum, value.high) if value.high is not None else maximum
        return low, high
    low = value.low if value.low is not None else -maximum * 1000
    high = value.high if value.high is not None else maximum * 1000
    return low, high


def _points(node: e.Expression, evaluator: Evaluator, course: _Course) -> tuple[Amount, Amount]:
    value = evaluator.number(node)
    if not value.settled:
        course.open(value)
    return _within(value, evaluator.maximum)


def _base(
    parts: LeafParts, evaluator: Evaluator, course: _Course, council: Amount | None
) -> tuple[Amount, Amount, int]:
    maximum = evaluator.maximum
    if not parts.bases:
        start = 0 if parts.additions else maximum
        return start, start, LEAF
    index, rule = parts.bases[0]
    match rule:
        case rules.Achieved(condition=condition):
            holds = evaluator.condition(condition)
            course.open(holds)
            return (maximum if holds.value is True else 0), (0 if holds.value is False else maximum), index
        case rules.Proportion():
            low, high = _proportion(rule, evaluator, course)
            return low, high, index
        case rules.Formula(points=points):
            low, high = _points(points, evaluator, course)
            return low, high, index
        case rules.Council():
            if council is not None:
                return council, council, index
            course.needs.add(COUNCIL)
            return 0, maximum, index
        case _:
            return _tiers(parts, evaluator, course)


def _proportion(rule: rules.Proportion, evaluator: Evaluator, course: _Course) -> tuple[Amount, Amount]:
    maximum = evaluator.maximum
    ratio = evaluator.number(rule.ratio)
    if not ratio.settled:
        course.open(ratio)
    if not ratio.present or ratio.empty or ratio.undefined:
        return 0, maximum
    low = maximum * _share(ratio.low, missing=0)
    high = maximum * _share(ratio.high, missing=1)
    if rule.threshold is None:
        return low, high
    threshold = evaluator.number(rule.threshold)
    if not threshold.settled:
        course.open(threshold)
    if not threshold.present or threshold.empty or threshold.undefined:
        return 0, maximum
    reached = compare(">=", ratio, threshold)
    if reached.value is True:
        return low, high
    return 0, (0 if reached.value is False else high)


def _share(bound: Bound, *, missing: int) -> Amount:
    return missing if bound is None else min(max(bound, 0), 1)


def _tiers(parts: LeafParts, evaluator: Evaluator, course: _Course) -> tuple[Amount, Amount, int]:
    """Every line that may be the first to hold; at best the one with the most points."""
    low: Amount | None = None
    high: Amount | None = None
    best = LEAF
    for index, rule in parts.bases:
        holds = Truth(True) if rule.condition is None else evaluator.condition(rule.condition)
        if holds.value is False:
            continue
        course.open(holds)
        least, most = _points(rule.points, evaluator, course)
        low = least if low is None else min(low, least)
        if high is None or most > high:
            high, best = most, index
        if holds.value is True:
            return low, high, best
    return min(low or 0, 0), max(high or 0, 0), best


def _measured(rule: rules.Measured, evaluator: Evaluator, course: _Course) -> tuple[Amount, Bound, Bound]:
    """Least and most that a measured rule amounts to, and the most that it could with other facts."""
    if rule.condition is not None:
        holds = evaluator.condition(rule.condition)
        if holds.value is False:
            points_missed = evaluator.number(rule.points)  # what is not known explains no loss
            return 0, 0, _not_negative(points_missed, _Course())[1] if points_missed.settled else 0
        points = _not_negative(evaluator.number(rule.points), course)
        course.open(holds)
        least: Amount = points[0] if holds.value is True else 0
        return least, points[1], points[1]
    assert rule.each is not None
    points = _not_negative(evaluator.number(rule.points), course)
    each = _not_negative(evaluator.number(rule.each), course)
    product = multiply(Range(*points), Range(*each))
    limit = _not_negative(evaluator.number(rule.limit), course) if rule.limit is not None else (None, None)
    low: Amount = product.low or 0
    high = product.high
    if limit[0] is not None:
        low = min(low, limit[0])
    if limit[1] is not None:
        high = limit[1] if high is None else min(high, limit[1])
    return low, high, limit[1]


def _not_negative(value: Range, course: _Course) -> tuple[Amount, Bound]:
    if not value.settled:
        course.open(value)
    if not value.present or value.empty or value.undefined:
        return 0, None
    low = max(value.low, 0) if value.low is not None else 0
    return low, None if value.high is None else max(value.high, 0)


def _ceiling(
    index: int, rule: rules.Ceiling, evaluator: Evaluator, course: _Course, best: Steps, worst: Steps
) -> None:
    holds = evaluator.condition(rule.condition)
    if holds.value is False:
        return
    course.open(holds)
    value = evaluator.number(rule.points)
    low, high = _within(value, evaluator.maximum)
    if not value.settled:
        course.open(value)
    worst.ceilings.append((index, low))
    if holds.value is True:
        best.ceilings.append((index, high))
