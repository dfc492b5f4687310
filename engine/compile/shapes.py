"""Callables for the shapes that criteria sets mostly consist of.

Each gives the same outcome as the general way through the ledger (tests hold them to it), but its outcomes are made
beforehand where points are constants, and its one division is done on integers. ``fitting`` returns None for a leaf
of any other shape.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from engine.compile.expressions import Compiled, Compiler, Values
from engine.compile.fused import OPERATORS
from engine.compile.linear import whole_quotient
from engine.compile.lookup import Outcomes
from engine.compile.parts import LeafParts
from engine.compile.undecided import Undecided
from engine.ledger import LEAF, Outcome, Steps, balance, settle, status_of
from engine.rounding import exact, units
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf
from spec.model.expressions import ValueType

_MOST_ADDITIONS = 6
_MOST_COUNTS = 400

Shape = Callable[[Values], Outcome]


def fitting(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """The callable for the shape of a leaf; None if it has none of these shapes."""
    if parts.ceilings:
        return capped(leaf, parts, compiler, places)
    if parts.bases:
        return None if parts.additions or parts.deductions else base_alone(leaf, parts, compiler, places)
    if parts.additions and parts.deductions:
        return None
    if parts.additions:
        return _checklist(parts, compiler, leaf.maximum, places)
    maximum = units(leaf.maximum, places)
    if not parts.deductions:
        full = _outcome(maximum, maximum, LEAF)
        return lambda _: full
    if len(parts.deductions) == 1:
        return _deduction(parts, compiler, maximum, places) or _deductions(parts, compiler, maximum, places)
    return _deductions(parts, compiler, maximum, places)


def with_zero(
    leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int, slot: int, outcome: Outcome
) -> Shape | None:
    """A base on a quotient, whose outcome where the divisor (at ``slot``) is 0 is known beforehand; else None."""
    if not parts.bases or parts.additions or parts.deductions or parts.ceilings:
        return None
    index, rule = parts.bases[0]
    maximum = units(leaf.maximum, places)
    if isinstance(rule, rules.Proportion):
        slots = compiler.quotient_slots(rule.ratio)
        bound = _proportion_bound(rule)
        if slots is None or slots[1] != slot or bound is None:
            return None
        return _share_of_facts(rule, slots, bound, maximum, index, compiler, outcome)
    if not isinstance(rule, rules.Tier):
        return None
    found = _quotient_tiers(parts, compiler, leaf.maximum, places)
    if found is None or found[0][1] != slot:
        return None
    (over, under), lines, last = found
    compare = _comparing(lines, last)
    return lambda f: compare(f[over], f[under]) if f[under] else outcome


def _quotient_tiers(
    parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int
) -> tuple[tuple[int, int], "Lines", Outcome] | None:
    """Tiers on a quotient of two counts: their places, the lines, and the outcome of «còn lại»."""
    outcomes = _tier_outcomes(parts, leaf_maximum, places)
    found = None if outcomes is None else _bounds([rule for _, rule in parts.bases], outcomes, compiler)
    if outcomes is None or found is None:
        return None
    slots = compiler.quotient_slots(found[0])
    if slots is None or not _of_counts(found[0], compiler):
        return None
    return slots, found[1], outcomes[-1]


def _of_counts(value: e.Expression, compiler: Compiler) -> bool:
    return isinstance(value, e.Product) and all(compiler.is_count(factor.value) for factor in value.factors)


def base_alone(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """A leaf of which only the base counts."""
    index, rule = parts.bases[0]
    maximum = units(leaf.maximum, places)
    match rule:
        case rules.Achieved():
            return _achieved(rule.condition, compiler, maximum, index)
        case rules.Proportion():
            return _proportion(rule, index, compiler, maximum)
        case rules.Tier():
            return _tiers(parts, compiler, leaf.maximum, places)
        case _:
            return None


def _constant(node: e.Expression, places: int) -> int | None:
    """Points that are a number, in units; None if they are not, or finer than the rounding."""
    if not isinstance(node, e.Number) or node.value < 0:
        return None
    scaled = node.value.scaleb(places)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _outcome(points: int, maximum: int, rule: int) -> Outcome:
    return points, status_of(points, maximum), ((maximum - points, rule),) if points < maximum else ()


def _achieved(condition: e.Expression, compiler: Compiler, maximum: int, index: int) -> Shape:
    return choose(condition, compiler, _outcome(maximum, maximum, index), _outcome(0, maximum, index))


def choose(condition: e.Expression, compiler: Compiler, held: Outcome, failed: Outcome) -> Shape:
    """One of two outcomes."""
    slot = compiler.slot(condition)
    if slot is not None:
        return lambda f: held if f[slot] else failed
    holds = compiler.condition(condition)
    return lambda f: held if holds(f) else failed


# ---- Tiers


def _tier_outcomes(parts: LeafParts, leaf_maximum: Decimal, places: int) -> list[Outcome] | None:
    """The outcome of each line, where all points are constants and «còn lại» stands at the end."""
    maximum = units(leaf_maximum, places)
    outcomes: list[Outcome] = []
    for index, tier in parts.bases:
        points = _constant(tier.points, places)
        if points is None or points > maximum:
            return None
        outcomes.append(_outcome(points, maximum, index))
    conditions = [tier.condition for _, tier in parts.bases]
    return None if conditions[-1] is not None or None in conditions[:-1] else outcomes


def _tiers(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    outcomes = _tier_outcomes(parts, leaf_maximum, places)
    if outcomes is None:
        return None
    tiers: list[rules.Tier] = [rule for _, rule in parts.bases]
    return (
        _tiers_by_count(tiers, outcomes, compiler)
        or _tiers_by_bounds(tiers, outcomes, compiler)
        or _tiers_in_turn(tiers, outcomes, compiler)
    )


def _tiers_by_count(tiers: list[rules.Tier], outcomes: list[Outcome], compiler: Compiler) -> Shape | None:
    """Every line compares one and the same count with constants: a table of outcomes by the count."""
    counted: e.Expression | None = None
    tests: list[Callable[[int], bool]] = []
    for tier in tiers[:-1]:
        found = _count_test(tier.condition, compiler)
        if found is None or (counted is not None and compiler.inline(found[0]) != counted):
            return None
        counted = compiler.inline(found[0])
        tests.append(found[1])
    if counted is None or counted.nullable or not compiler.is_count(counted):
        return None
    last, lines = outcomes[-1], list(zip(tests, outcomes, strict=False))

    def outcome_of(count: int) -> Outcome:
        return next((outcome for test, outcome in lines if test(count)), last)

    table, value = Outcomes(outcome_of), compiler.compile(counted)
    return lambda f: table[value(f)]


def _count_test(
    condition: e.Expression | None, compiler: Compiler
) -> tuple[e.Expression, Callable[[int], bool]] | None:
    """What a condition compares with constants, and the test of its value."""
    match condition:
        case e.Compare(operator=operator, left=left, right=right):
            constant, holds = compiler.inline(right), OPERATORS[operator]
            if not isinstance(constant, e.Number):
                return None
            limit = exact(constant.value)
            return left, lambda count: holds(count, limit)
        case e.Between(value=value, low=e.Number(value=low), high=e.Number(value=high)):
            above = OPERATORS[">=" if condition.low_inclusive else ">"]
            below = OPERATORS["<=" if condition.high_inclusive else "<"]
            least, most = exact(low), exact(high)
            return value, lambda count: above(count, least) and below(count, most)
        case _:
            return None


def _tiers_in_turn(tiers: list[rules.Tier], outcomes: list[Outcome], compiler: Compiler) -> Shape:
    conditions = [compiler.condition(tier.condition) for tier in tiers[:-1] if tier.condition is not None]
    last = outcomes[-1]
    if not conditions:
        return lambda _: last
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


def _tiers_by_bounds(tiers: list[rules.Tier], outcomes: list[Outcome], compiler: Compiler) -> Shape | None:
    """Falling lower bounds on one count, or on one quotient: a / b ≥ p / q is a × q ≥ p × b."""
    found = _bounds(tiers, outcomes, compiler)
    if found is None:
        return None
    value, lines = found
    return None if compiler.slot(value) is not None else _on_quotient(value, lines, outcomes[-1], compiler)


def _bounds(
    tiers: list[rules.Tier], outcomes: list[Outcome], compiler: Compiler
) -> "tuple[e.Expression, Lines] | None":
    """The one value that all lines bound from below, and the lines; None if they are otherwise."""
    value: e.Expression | None = None
    bounds: list[Bound] = []
    for tier in tiers[:-1]:
        found = _lower_bound(tier.condition, bounds[-1] if bounds else None)
        if found is None or (value is not None and compiler.inline(found[0]) != value):
            return None
        value = compiler.inline(found[0])
        bounds.append(found[1])
    if value is None:
        return None
    return value, [
        (b[0].denominator, b[0].numerator, b[1], o) for b, o in zip(bounds, outcomes, strict=False)
    ]


#: A bound, and whether it is inside.
Bound = tuple[Fraction | int, bool]
#: Denominator and numerator of a bound, whether it is inside, and the outcome from there on.
Lines = list[tuple[int, int, bool, Outcome]]


def _on_quotient(value: e.Expression, lines: Lines, last: Outcome, compiler: Compiler) -> Shape | None:
    quotient = compiler.quotient_slots(value)
    if quotient is None:
        linear = whole_quotient(value, compiler)
        if linear is None:
            return None
        numerator, denominator = linear
        compare = _comparing(lines, last)

        def on_sums(f: Values) -> Outcome:
            a, b = numerator(f), denominator(f)
            return compare(a.numerator * b.denominator, b.numerator * a.denominator)

        return on_sums
    over, under = quotient
    compare = _comparing(lines, last)
    if _of_counts(value, compiler):
        return lambda f: compare(f[over], f[under])

    def on_fractions(f: Values) -> Outcome:
        a, b = f[over], f[under]
        return compare(a.numerator * b.denominator, b.numerator * a.denominator)

    return on_fractions


def _comparing(lines: Lines, last: Outcome) -> Callable[[int, int], Outcome]:
    def compare(a: int, b: int) -> Outcome:
        if b <= 0:
            if b == 0:
                raise Undecided
            a, b = -a, -b
        for q, p, inside, outcome in lines:
            above = a * q - p * b
            if above > 0 or (inside and above == 0):
                return outcome
        return last

    return compare


def _lower_bound(condition: e.Expression | None, above: Bound | None) -> tuple[e.Expression, Bound] | None:
    """The value and the bound of «t từ A trở lên», «t trên A», or «t từ A đến dưới B» right below the bound B."""
    match condition:
        case e.Compare(operator=">=" | ">" as operator, left=value, right=e.Number(value=low)):
            bound = (exact(low), operator == ">=")
        case e.Between(
            value=value,
            low=e.Number(value=low),
            high=e.Number(value=high),
            low_inclusive=inside,
            high_inclusive=high_inside,
        ) if above is not None and (exact(high), not high_inside) == above:
            bound = (exact(low), inside)
        case _:
            return None
    return None if above is not None and bound[0] > above[0] else (value, bound)


# ---- Proportion


def _proportion(rule: rules.Proportion, index: int, compiler: Compiler, maximum: int) -> Shape | None:
    bound = _proportion_bound(rule)
    if bound is None:
        return None
    slots = compiler.quotient_slots(rule.ratio)
    if slots is not None:
        return _share_of_facts(rule, slots, bound, maximum, index, compiler)
    nullable = compiler.nullable_quotient_slots(rule.ratio)
    if nullable is not None:
        return _share_of_nullable(*nullable, _share(bound, maximum, index))
    quotient = whole_quotient(rule.ratio, compiler)
    if quotient is None:
        return None
    over, under = quotient
    share = _share(bound, maximum, index)
    return lambda f: share(over(f), under(f))  # sums of counts are ints; Fractions work as well, only slower


def _proportion_bound(rule: rules.Proportion) -> Fraction | int | None:
    """The threshold as a constant within 0…1 (0 without one); None for anything else."""
    if rule.threshold is None:
        return 0
    bound = exact(rule.threshold.value) if isinstance(rule.threshold, e.Number) else None
    return None if bound is None or bound > 1 else bound


def _share(bound: Fraction | int, maximum: int, index: int) -> Callable[[int, int], Outcome]:
    """The outcome of a share a / b of the maximum, nothing below the bound."""
    p, q, double = bound.numerator, bound.denominator, 2 * maximum
    full, zero = _outcome(maximum, maximum, index), _outcome(0, maximum, index)

    def share(a: int, b: int) -> Outcome:
        if b <= 0:
            if b == 0:
                raise Undecided
            a, b = -a, -b
        if a >= b:
            return full
        if a * q < p * b or a <= 0:
            return zero
        points = (double * a + b) // (2 * b)
        if 0 < points < maximum:
            return points, "partial", ((maximum - points, index),)
        return full if points else zero

    return share


def _share_of_facts(
    rule: rules.Proportion,
    slots: tuple[int, int],
    bound: Fraction | int,
    maximum: int,
    index: int,
    compiler: Compiler,
    at_zero: Outcome | None = None,
) -> Shape:
    """The same without another call, for the one shape that sets have most of."""
    over, under = slots
    p, q, double = bound.numerator, bound.denominator, 2 * maximum
    full, share = _outcome(maximum, maximum, index), _share(bound, maximum, index)

    def share_of_counts(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if a == b and b > 0:
            return full
        if 0 < a < b and a * q >= p * b:
            points = (double * a + b) // (2 * b)
            if 0 < points < maximum:
                return points, "partial", ((maximum - points, index),)
        return at_zero if b == 0 and at_zero is not None else share(a, b)

    if _of_counts(compiler.inline(rule.ratio), compiler):
        return share_of_counts

    def share_of_fractions(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if not b and at_zero is not None:
            return at_zero
        return share(a.numerator * b.denominator, b.numerator * a.denominator)

    return share_of_fractions


def capped(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """A share of two counts under one constant ceiling; None for any other leaf."""
    if len(parts.ceilings) != 1 or parts.additions or parts.deductions or not parts.bases:
        return None
    (index, base), (ceiling_index, ceiling) = parts.bases[0], parts.ceilings[0]
    plain = base_alone(leaf, parts, compiler, places)
    most = _constant(ceiling.points, places)
    if plain is None or most is None or not isinstance(base, rules.Proportion):
        return None
    slots = compiler.quotient_slots(base.ratio)
    if slots is None or not _of_counts(compiler.inline(base.ratio), compiler):
        return None
    over, under = slots
    maximum, holds = units(leaf.maximum, places), compiler.condition(ceiling.condition)

    def under_ceiling(f: Values) -> Outcome:
        outcome = plain(f)
        a, b = f[over], f[under]
        if b < 0:
            a, b = -a, -b
        if not holds(f) or not outcome[0] or maximum * min(a, b) <= most * b:
            return outcome
        # Two losses that are not whole units add up to a whole: the larger rest gets the missing unit.
        lost, rest = divmod(maximum * (b - min(a, b)), b)
        lost += 2 * rest >= b
        losses = ((lost, index), (maximum - most - lost, ceiling_index))
        return most, status_of(most, maximum), tuple(loss for loss in losses if loss[0])

    return under_ceiling


def _share_of_nullable(over: int, under: int, share: Callable[[int, int], Outcome]) -> Shape:
    def share_of_nullable(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if a is None or b is None:
            raise Undecided
        return share(a, b)

    return share_of_nullable


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


def _by_count(compiler: Compiler, each: e.Expression, outcomes: list[Outcome]) -> Shape:
    last = len(outcomes) - 1
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
        less = _outcome(max(maximum - points, 0), maximum, index)
        return choose(rule.condition, compiler, less, _outcome(maximum, maximum, index))
    limit = maximum if rule.limit is None else _constant(rule.limit, places)
    if limit is None or not points or rule.each is None or rule.each.type != "count":
        return None
    reach = min(limit, maximum)
    steps = -(-reach // points)
    if steps > _MOST_COUNTS:
        return None
    outcomes = [_outcome(maximum - min(count * points, reach), maximum, index) for count in range(steps + 1)]
    return _by_count(compiler, rule.each, outcomes)


def _deductions(parts: LeafParts, compiler: Compiler, maximum: int, places: int) -> Shape | None:
    """From the maximum, several deductions of constants one after the other, in whole units."""
    lines: list[tuple[int, int, int]] = []
    measures: list[Compiled] = []
    for index, rule in parts.deductions:
        points = _constant(rule.points, places)
        limit = maximum if rule.limit is None else _constant(rule.limit, places)
        if points is None or limit is None:
            return None
        if rule.condition is not None:
            lines.append((index, points, points))
            measures.append(compiler.condition(rule.condition))
        elif rule.each is not None and rule.each.type is ValueType.COUNT:
            lines.append((index, points, limit))
            measures.append(compiler.compile(rule.each))
        else:
            return None
    full = _outcome(maximum, maximum, LEAF)

    def outcome_of(found: tuple[int | None, ...]) -> Outcome:
        left, losses = maximum, []
        for (index, points, most), measure in zip(lines, found, strict=True):
            if measure is None:
                raise Undecided
            taken = min(max(points * measure, 0), most, left)  # a condition counts as 1 or 0
            if taken:
                losses.append((taken, index))
                left -= taken
        return (left, "partial" if left else "zero", tuple(losses)) if losses else full

    table = Outcomes(outcome_of)
    if len(measures) == 2:
        one, two = measures
        return lambda f: table[one(f), two(f)]
    return lambda f: table[tuple([measure(f) for measure in measures])]
