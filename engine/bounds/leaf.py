"""A leaf with holes, through the fixed order of evaluation: at best and at worst at once.

The losses of a pending leaf are those that it has even at best; between the two lies what is pending.
"""

from dataclasses import dataclass, field
from typing import Literal

from engine.bounds.evaluate import Evaluator, compare
from engine.bounds.tiers import reachable
from engine.bounds.values import NOTHING, Bound, Needs, Range, Truth, highest, lowest, multiply
from engine.compile.parts import LeafParts
from engine.evidence import LeafEvidence
from engine.ledger import LEAF, Amount, Loss, Steps, balance, settle
from spec.model import expressions as e
from spec.model import rules

#: What a council that has not scored yet is called among the facts that are missing.
COUNCIL = "điểm của hội đồng"

#: What comes before the name of a document that is not there.
EVIDENCE = "minh chứng: "


#: The index of a rule, and what it did: True where its condition held, its tier was taken, its points counted, its
#: document was not there; False where «đạt khi» was not met, or «theo tỷ lệ» was below its threshold.
Decision = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class Bounded:
    """What a leaf may still come to, in units of its places.

    ``losses`` are those at best and add up to maximum − high. ``may_leave``: it may turn out not applicable;
    ``leaves``: it surely is not applicable. ``decided`` is what rules surely did.
    """

    low: int
    high: int
    losses: tuple[Loss, ...] = ()
    needs: Needs = NOTHING
    may_leave: bool = False
    leaves: bool = False
    decided: frozenset[Decision] = frozenset()


@dataclass(slots=True)
class Course:
    """What is known so far: what the open questions are, and what they may cost."""

    needs: set[str] = field(default_factory=set)
    may_leave: bool = False
    may_be_zero: bool = False
    may_be_full: bool = False
    decided: set[Decision] = field(default_factory=set)

    def decide(self, index: int, held: bool = True) -> None:
        """Note what a rule did; after a question that is open nothing is sure."""
        if not (self.may_leave or self.may_be_zero or self.may_be_full):
            self.decided.add((index, held))

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
    course = Course()
    if _not_applicable(parts, evaluator, course, approved=approved):
        return Bounded(0, 0, leaves=True, decided=frozenset(course.decided))
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


def _closed(course: Course, low: int, high: int, losses: tuple[Loss, ...]) -> Bounded:
    settled = low == high and not course.may_leave
    needs = NOTHING if settled else frozenset(course.needs)
    return Bounded(low, high, losses, needs, course.may_leave, decided=frozenset(course.decided))


def _not_applicable(parts: LeafParts, evaluator: Evaluator, course: Course, *, approved: bool) -> bool:
    for index, rule in parts.not_applicable:
        holds = Truth(approved) if rule.condition is None else evaluator.condition(rule.condition)
        if holds.value is True:
            course.decide(index)
            return True
        if holds.value is None:
            course.may_leave = True
            course.open(holds)
    return False


def _stopped(
    parts: LeafParts, evaluator: Evaluator, course: Course, evidence: LeafEvidence
) -> int | Literal["full"] | None:
    """Gates, nothing-arose and evidence: "full", the rule that takes all points, or None if none settles it."""
    for index, gate in parts.gates:
        holds = evaluator.condition(gate.condition)
        if holds.value is True:
            course.decide(index)
            return index
        if holds.value is None:
            course.may_be_zero = True
            course.open(holds)
    for index, rule in parts.nothing_arose:
        holds = evaluator.condition(rule.condition)
        if holds.value is True:
            course.decide(index)
            return "full"
        if holds.value is None:
            course.may_be_full = True
            course.open(holds)
    return _evidence(parts, evaluator, course, evidence)


def _evidence(parts: LeafParts, evaluator: Evaluator, course: Course, evidence: LeafEvidence) -> int | None:
    for index, rule in parts.evidence:
        state = evidence.state(rule.document)
        if state == "there":
            continue
        holds = Truth(True) if rule.condition is None else evaluator.condition(rule.condition)
        if holds.value is False:
            continue
        if holds.value is True:
            course.decide(index)
        if state == "rejected" and holds.value is True:
            return index
        course.may_be_zero = True
        course.open(holds)
        if state == "missing":
            course.needs.add(EVIDENCE + rule.document)
    return None


# ---- Base, additions, deductions, ceilings


def _steps(
    parts: LeafParts, evaluator: Evaluator, course: Course, council: Amount | None
) -> tuple[Steps, Steps]:
    low, high, rule = _base(parts, evaluator, course, council)
    additions = [(index, *measured(one, evaluator, course)) for index, one in parts.additions]
    deductions = [(index, *measured(one, evaluator, course)) for index, one in parts.deductions]
    far = _beyond(evaluator.maximum, low, high, *(end for one in additions + deductions for end in one[1:3]))
    best, worst = Steps(far if high is None else high, rule), Steps(-far if low is None else low, rule)
    for index, least, *_ in additions + deductions:
        if least > 0:
            course.decide(index)
    for index, least, most, possible in additions:
        gained = far if most is None else most
        best.additions.append((index, gained, None if possible is None else possible - gained))
        worst.additions.append((index, least, None))
    for index, least, most, _ in deductions:
        best.deductions.append((index, least))
        worst.deductions.append((index, far if most is None else most))
    for index, ceiling in parts.ceilings:
        _ceiling(index, ceiling, evaluator, course, best, worst)
    return best, worst


def _beyond(maximum: Amount, *bounds: Bound) -> Amount:
    """As good as no bound: more than all the other amounts together can make up for."""
    amount = maximum
    for bound in bounds:
        amount += max(bound, -bound) if bound is not None else 0
    return amount


def _within(value: Range, maximum: Amount) -> tuple[Bound, Bound]:
    """The ends of a value that gives points; where it may have none, it may also give any points at all."""
    if not value.present:
        return 0, maximum
    if value.empty or value.undefined:
        return lowest(0, value.low), highest(maximum, value.high)
    return value.low, value.high


def _points(node: e.Expression, evaluator: Evaluator, course: Course) -> tuple[Bound, Bound]:
    value = evaluator.number(node)
    if not value.settled:
        course.open(value)
    return _within(value, evaluator.maximum)


def _base(
    parts: LeafParts, evaluator: Evaluator, course: Course, council: Amount | None
) -> tuple[Bound, Bound, int]:
    maximum = evaluator.maximum
    if not parts.bases:
        start = 0 if parts.additions else maximum
        return start, start, LEAF
    index, rule = parts.bases[0]
    match rule:
        case rules.Achieved(condition=condition):
            holds = evaluator.condition(condition)
            course.open(holds)
            if holds.value is not None:
                course.decide(index, holds.value)
            return (maximum if holds.value is True else 0), (0 if holds.value is False else maximum), index
        case rules.Proportion():
            return *_proportion(index, rule, evaluator, course), index
        case rules.Formula(points=points):
            course.decide(index)
            return *_points(points, evaluator, course), index
        case rules.Council():
            if council is not None:
                course.decide(index)
                return council, council, index
            course.needs.add(COUNCIL)
            return 0, maximum, index
        case _:
            return _tiers(parts, evaluator, course)


def _proportion(
    index: int, rule: rules.Proportion, evaluator: Evaluator, course: Course
) -> tuple[Amount, Amount]:
    maximum = evaluator.maximum
    ratio = evaluator.number(rule.ratio)
    if not ratio.settled:
        course.open(ratio)
    if not ratio.present or ratio.empty or ratio.undefined:
        return 0, maximum
    low = maximum * _share(ratio.low, missing=0)
    high = maximum * _share(ratio.high, missing=1)
    if rule.threshold is None:
        course.decide(index)
        return low, high
    threshold = evaluator.number(rule.threshold)
    if not threshold.settled:
        course.open(threshold)
    if not threshold.present or threshold.empty or threshold.undefined:
        return 0, maximum
    reached = compare(">=", ratio, threshold)
    if reached.value is not None:
        course.decide(index, reached.value)
    if reached.value is True:
        return low, high
    return 0, (0 if reached.value is False else high)


def _share(bound: Bound, *, missing: int) -> Amount:
    return missing if bound is None else min(max(bound, 0), 1)


def _tiers(parts: LeafParts, evaluator: Evaluator, course: Course) -> tuple[Bound, Bound, int]:
    """Every line that may be the first to hold; at best the one with the most points."""
    able = reachable(parts.bases, evaluator)
    found: list[tuple[Bound, Bound, int]] = []
    for index, rule in parts.bases:
        holds = Truth(True) if rule.condition is None else evaluator.condition(rule.condition)
        if holds.value is False or (able is not None and index not in able):
            continue
        course.open(holds)
        found.append((*_points(rule.points, evaluator, course), index))
        if holds.value is True:
            if len(found) == 1:
                course.decide(index)
            break
    else:
        if able is None or LEAF in able:
            found.append((0, 0, LEAF))  # it may be that none holds
    high = highest(*(most for _, most, _ in found))
    best = next(index for _, most, index in found if most == high)
    return lowest(*(least for least, _, _ in found)), high, best


def measured(rule: rules.Measured, evaluator: Evaluator, course: Course) -> tuple[Amount, Bound, Bound]:
    """The least and the most that a measured rule amounts to, and the most that it could with other facts."""
    if rule.condition is not None:
        holds = evaluator.condition(rule.condition)
        if holds.value is False:
            missed = evaluator.number(rule.points)  # what is not known explains no loss
            return 0, 0, _not_negative(missed, Course())[1] if missed.settled else 0
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


def _not_negative(value: Range, course: Course) -> tuple[Amount, Bound]:
    if not value.settled:
        course.open(value)
    if not value.present or value.empty or value.undefined:
        return 0, None
    low = max(value.low, 0) if value.low is not None else 0
    return low, None if value.high is None else max(value.high, 0)


def _ceiling(
    index: int, rule: rules.Ceiling, evaluator: Evaluator, course: Course, best: Steps, worst: Steps
) -> None:
    holds = evaluator.condition(rule.condition)
    if holds.value is False:
        return
    course.open(holds)
    value = evaluator.number(rule.points)
    low, high = _within(value, evaluator.maximum)
    if not value.settled:
        course.open(value)
    worst.ceilings.append((index, 0 if low is None else low))
    if holds.value is True:
        course.decide(index)
    if holds.value is True and high is not None:
        best.ceilings.append((index, high))
