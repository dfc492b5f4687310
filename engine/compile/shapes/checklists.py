"""``cộng …``: what is held is added up from 0."""

from decimal import Decimal

from engine.compile.expressions import Compiler, Values
from engine.compile.lookup import Outcomes
from engine.compile.parts import LeafParts
from engine.compile.shapes.outcomes import MOST_COUNTS, Shape, by_count, constant
from engine.ledger import LEAF, Outcome, Steps, balance, settle, status_of
from engine.rounding import exact, units
from spec.model import expressions as e
from spec.model import rules

_MOST_ADDITIONS = 6


def checklist(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    """Additions of constants under conditions: every combination has its outcome made beforehand."""
    rules_ = [rule for _, rule in parts.additions]
    points = [constant(rule.points, places) for rule in rules_]
    if len(rules_) == 1 and rules_[0].each is not None:
        return _single_each(parts, compiler, leaf_maximum, places)
    if len(rules_) > _MOST_ADDITIONS or None in points or any(rule.condition is None for rule in rules_):
        return None
    outcomes = [_combination(parts, mask, leaf_maximum, places) for mask in range(1 << len(rules_))]
    same = _same_subset(rules_, compiler)
    if same is not None:
        return _by_subset(*same, outcomes)
    conditions = [compiler.condition(rule.condition) for rule in rules_ if rule.condition is not None]
    if len(conditions) == 1:
        only, (without, having) = conditions[0], outcomes
        return lambda f: having if only(f) else without
    if len(conditions) == 2:
        one, two = conditions
        return lambda f: outcomes[(1 if one(f) else 0) + (2 if two(f) else 0)]
    bits = [(1 << position, condition) for position, condition in enumerate(conditions)]

    def checklist(f: Values) -> Outcome:
        mask = 0
        for bit, condition in bits:
            if condition(f):
                mask += bit
        return outcomes[mask]

    return checklist


def _combination(parts: LeafParts, mask: int, leaf_maximum: Decimal, places: int) -> Outcome:
    """The outcome where the additions of a bit mask hold, worked out by the ledger itself."""
    steps = Steps(0, LEAF)
    for position, (index, rule) in enumerate(parts.additions):
        points = exact(rule.points.value) if isinstance(rule.points, e.Number) else 0
        held = mask >> position & 1
        steps.additions.append((index, points if held else 0, 0 if held else points))
    maximum = units(leaf_maximum, places)
    earned, losses = balance(maximum, *settle(exact(leaf_maximum), steps), places)
    return earned, status_of(earned, maximum), losses


def _same_subset(found: list[rules.Addition], compiler: Compiler) -> tuple[int, list[str]] | None:
    """The place of the one subset whose codes all conditions ask for, and the codes; None if it is otherwise."""
    slots: set[int | None] = set()
    codes = []
    for rule in found:
        condition = rule.condition
        if not isinstance(condition, e.Membership) or condition.negated:
            return None
        slots.add(compiler.slot(condition.subset))
        codes.append(condition.code)
    slot = slots.pop()
    return None if slots or slot is None else (slot, codes)


def _by_subset(slot: int, codes: list[str], outcomes: list[Outcome]) -> Shape:
    """Subsets are frozensets, which remember their hash: one look-up gives the outcome."""
    bits = [(1 << position, code) for position, code in enumerate(codes)]
    table = Outcomes(lambda subset: outcomes[sum(bit for bit, code in bits if code in subset)])
    return lambda f: table[f[slot]]


def _single_each(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    """``cộng P mỗi N``: the outcome of each count is made once, up to the count that gives all points."""
    index, rule = parts.additions[0]
    points = constant(rule.points, places)
    most = None if rule.limit is None else constant(rule.limit, places)
    if (
        not points
        or rule.each is None
        or rule.each.type != "count"
        or (rule.limit is not None and most is None)
    ):
        return None
    maximum = units(leaf_maximum, places)
    reach = maximum if most is None else min(most, maximum)
    steps = -(-reach // points)
    if steps > MOST_COUNTS:
        return None
    outcomes = [
        _addition_outcome(min(count * points, reach), maximum, index, most) for count in range(steps + 1)
    ]
    return by_count(compiler, rule.each, outcomes)


def _addition_outcome(points: int, maximum: int, index: int, most: int | None) -> Outcome:
    """What the addition could still have given is its loss; what is beyond its limit is the leaf's."""
    lost = maximum - points
    own = lost if most is None else min(lost, max(most - points, 0))
    losses = tuple(loss for loss in ((lost - own, LEAF), (own, index)) if loss[0])
    return points, status_of(points, maximum), losses
