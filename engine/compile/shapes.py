"""Callables for the shapes that criteria sets mostly consist of.

Each gives the same outcome as the general way through the ledger (tests hold them to it), but its outcomes are made
beforehand where points are constants, and its one division is done on integers. ``fitting`` returns None for a leaf
of any other shape.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from engine.compile.expressions import Compiled, Compiler, Values
from engine.compile.parts import LeafParts
from engine.compile.undecided import Undecided
from engine.ledger import LEAF, Outcome, Steps, balance, settle, status_of
from engine.rounding import exact, units
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf

_MOST_ADDITIONS = 6

Shape = Callable[[Values], Outcome]


def fitting(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """The callable for the shape of a leaf; None if it has none of these shapes."""
    maximum = units(leaf.maximum, places)
    only_base = not (parts.additions or parts.deductions or parts.ceilings)
    if parts.bases and only_base:
        index, rule = parts.bases[0]
        match rule:
            case rules.Achieved():
                return _achieved(compiler.condition(rule.condition), maximum, index)
            case rules.Proportion():
                return _proportion(rule, index, compiler, maximum)
            case rules.Tier():
                return _tiers(parts, compiler, leaf.maximum, places)
        return None
    if parts.bases or parts.ceilings:
        return None
    if parts.additions and not parts.deductions:
        return _checklist(parts, compiler, leaf.maximum, places)
    if len(parts.deductions) == 1 and not parts.additions:
        return _deduction(parts, compiler, maximum, places)
    return None


def _constant(node: e.Expression, places: int) -> int | None:
    """Points that are a number, in units; None if they are not, or finer than the rounding."""
    if not isinstance(node, e.Number) or node.value < 0:
        return None
    scaled = node.value.scaleb(places)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _outcome(points: int, maximum: int, rule: int) -> Outcome:
    return points, status_of(points, maximum), ((maximum - points, rule),) if points < maximum else ()


def _achieved(condition: Compiled, maximum: int, index: int) -> Shape:
    full, zero = _outcome(maximum, maximum, index), _outcome(0, maximum, index)

    def achieved(f: Values) -> Outcome:
        return full if condition(f) else zero

    return achieved


# ---- Tiers


def _tiers(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    maximum = units(leaf_maximum, places)
    outcomes: list[Outcome] = []
    tiers: list[rules.Tier] = [rule for _, rule in parts.bases]
    for (index, _), tier in zip(parts.bases, tiers, strict=True):
        points = _constant(tier.points, places)
        if points is None or points > maximum:
            return None
        outcomes.append(_outcome(points, maximum, index))
    if tiers[-1].condition is not None or any(tier.condition is None for tier in tiers[:-1]):
        return None
    return _tiers_on_quotient(tiers, outcomes, compiler) or _tiers_in_turn(tiers, outcomes, compiler)


def _tiers_in_turn(tiers: list[rules.Tier], outcomes: list[Outcome], compiler: Compiler) -> Shape:
    conditions = [compiler.condition(tier.condition) for tier in tiers[:-1] if tier.condition is not None]
    last = outcomes[-1]
    if len(conditions) == 1:
        only, first = conditions[0], outcomes[0]
        return lambda f: first if only(f) else last
    if len(conditions) == 2:
        one, two = conditions
        first, second = outcomes[:2]
        return lambda f: first if one(f) else second if two(f) else last
    lines = list(zip(conditions, outcomes, strict=False))

    def in_turn(f: Values) -> Outcome:
        for condition, outcome in lines:
            if condition(f):
                return outcome
        return last

    return in_turn


def _tiers_on_quotient(tiers: list[rules.Tier], outcomes: list[Outcome], compiler: Compiler) -> Shape | None:
    """Falling lower bounds on one quotient of two facts: a / b ≥ p / q is a × q ≥ p × b."""
    slots: tuple[int, int] | None = None
    bounds: list[Fraction | int] = []
    for tier in tiers[:-1]:
        found = _lower_bound(tier.condition, compiler, bounds[-1] if bounds else None)
        if found is None or (slots is not None and found[0] != slots):
            return None
        slots, bound = found
        bounds.append(bound)
    if slots is None:
        return None
    over, under = slots
    lines = [(b.denominator, b.numerator, outcome) for b, outcome in zip(bounds, outcomes, strict=False)]
    last = outcomes[-1]

    def on_quotient(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if b <= 0:
            if b == 0:
                raise Undecided
            a, b = -a, -b
        for q, p, outcome in lines:
            if a * q >= p * b:
                return outcome
        return last

    return on_quotient


def _lower_bound(
    condition: e.Expression | None, compiler: Compiler, above: Fraction | int | None
) -> tuple[tuple[int, int], Fraction | int] | None:
    """The quotient and the bound of «t từ A trở lên», or of «t từ A đến dưới B» where B is the bound above it."""
    match condition:
        case e.Compare(operator=">=", left=left, right=e.Number(value=value)):
            slots = compiler.quotient_slots(left)
        case e.Between(
            value=inner,
            low=e.Number(value=value),
            high=e.Number(value=high),
            low_inclusive=True,
            high_inclusive=False,
        ) if above is not None and exact(high) == above:
            slots = compiler.quotient_slots(inner)
        case _:
            return None
    bound = exact(value)
    if slots is None or (above is not None and bound > above):
        return None
    return slots, bound


# ---- Proportion


def _proportion(rule: rules.Proportion, index: int, compiler: Compiler, maximum: int) -> Shape | None:
    slots = compiler.quotient_slots(rule.ratio)
    threshold = rule.threshold
    if slots is None or not (threshold is None or isinstance(threshold, e.Number)):
        return None
    over, under = slots
    bound = exact(threshold.value) if threshold is not None else 0
    p, q = bound.numerator, bound.denominator
    full, zero = _outcome(maximum, maximum, index), _outcome(0, maximum, index)
    if bound > 1:
        return None
    double = 2 * maximum

    def proportion(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if b <= 0:
            if b == 0:
                raise Undecided
            a, b = -a, -b
        if a >= b:
            return full
        if a * q < p * b or a <= 0:
            return zero
        points = int((double * a + b) // (2 * b))
        if 0 < points < maximum:
            return points, "partial", ((maximum - points, index),)
        return full if points else zero

    return proportion


# ---- Checklists


def _checklist(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    """Additions of constants under conditions: every combination has its outcome made beforehand."""
    rules_ = [rule for _, rule in parts.additions]
    points = [_constant(rule.points, places) for rule in rules_]
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
        assert isinstance(rule.points, e.Number)
        points = exact(rule.points.value)
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
    known: dict[frozenset[str], Outcome] = {}

    def by_subset(f: Values) -> Outcome:
        subset = f[slot]
        outcome = known.get(subset)
        if outcome is None:
            outcome = outcomes[sum(bit for bit, code in bits if code in subset)]
            if len(known) < 2 * len(outcomes):
                known[subset] = outcome
        return outcome

    return by_subset


def _single_each(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    """``cộng P mỗi N``: the outcome of each count is made once, up to the count that gives all points."""
    index, rule = parts.additions[0]
    points = _constant(rule.points, places)
    most = None if rule.limit is None else _constant(rule.limit, places)
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
    if steps > _MOST_COUNTS:
        return None
    outcomes = [
        _addition_outcome(min(count * points, reach), maximum, index, most) for count in range(steps + 1)
    ]
    return _by_count(compiler, rule.each, outcomes)


def _addition_outcome(points: int, maximum: int, index: int, most: int | None) -> Outcome:
    """What the addition could still have given is its loss; what is beyond its limit is the leaf's."""
    lost = maximum - points
    own = lost if most is None else min(lost, max(most - points, 0))
    losses = tuple(loss for loss in ((lost - own, LEAF), (own, index)) if loss[0])
    return points, status_of(points, maximum), losses


_MOST_COUNTS = 400


def _by_count(compiler: Compiler, each: e.Expression, outcomes: list[Outcome]) -> Shape:
    last = len(outcomes) - 1
    slot = compiler.slot(each)
    if slot is not None:

        def by_fact(f: Values) -> Outcome:
            count = f[slot]
            return outcomes[count if 0 <= count <= last else last if count > 0 else 0]

        return by_fact
    value = compiler.compile(each)

    def by_value(f: Values) -> Outcome:
        count = value(f)
        if count is None:
            raise Undecided
        return outcomes[count if 0 <= count <= last else last if count > 0 else 0]

    return by_value


# ---- Deductions


def _deduction(parts: LeafParts, compiler: Compiler, maximum: int, places: int) -> Shape | None:
    """From the maximum, constant points for each of a count, or under a condition."""
    index, rule = parts.deductions[0]
    points = _constant(rule.points, places)
    if points is None:
        return None
    if rule.condition is not None:
        full = _outcome(maximum, maximum, index)
        less = _outcome(max(maximum - points, 0), maximum, index)
        condition = compiler.condition(rule.condition)
        return lambda f: less if condition(f) else full
    limit = maximum if rule.limit is None else _constant(rule.limit, places)
    if limit is None or not points or rule.each is None or rule.each.type != "count":
        return None
    reach = min(limit, maximum)
    steps = -(-reach // points)
    if steps > _MOST_COUNTS:
        return None
    outcomes = [_outcome(maximum - min(count * points, reach), maximum, index) for count in range(steps + 1)]
    return _by_count(compiler, rule.each, outcomes)
