"""A leaf as one callable: values → points, status, losses.

Not applicable, gates and nothing-arose come first and have outcomes that are known beforehand. What remains is the
base with additions, deductions and ceilings: ``shapes`` has a callable for each shape that sets mostly consist of,
``_general`` takes every other one through the ledger.
"""

from collections.abc import Callable
from fractions import Fraction

from engine.compile import shapes
from engine.compile.expressions import Compiled, Compiler, Values, constantly
from engine.compile.parts import LeafParts, parts_of
from engine.compile.undecided import Undecided
from engine.ledger import LEAF, Amount, Outcome, Steps, balance, settle, status_of
from engine.rounding import exact, units
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf

LeafProgram = Callable[[Values], Outcome]

NOT_APPLICABLE: Outcome = (0, "not_applicable", ())


def compile_leaf(leaf: Leaf, compiler: Compiler, places: int) -> LeafProgram:
    """The callable of a leaf, evidence, council and approvals left out (``engine.score`` sees to them)."""
    compiler.maximum = exact(leaf.maximum)
    parts = parts_of(leaf)
    maximum = units(leaf.maximum, places)
    stops = _stops(parts, maximum)
    scored = _with_last_stop(leaf, parts, compiler, places, stops)
    if scored is None:
        scored = shapes.fitting(leaf, parts, compiler, places) or _under_ceilings(
            leaf, parts, compiler, places
        )
    for condition, outcome in reversed(stops):
        scored = _before(condition, outcome, scored, compiler)
    return scored


Stop = tuple[e.Expression, Outcome]


def _stops(parts: LeafParts, maximum: int) -> list[Stop]:
    """Not applicable, gates, nothing arose, in this order: what ends a leaf with an outcome known beforehand."""
    full: Outcome = (maximum, "full", ())
    return [
        *((rule.condition, NOT_APPLICABLE) for _, rule in parts.not_applicable if rule.condition is not None),
        *((rule.condition, (0, "zero", ((maximum, index),))) for index, rule in parts.gates),
        *((rule.condition, full) for _, rule in parts.nothing_arose),
    ]


def _with_last_stop(
    leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int, stops: list[Stop]
) -> LeafProgram | None:
    """A last stop «divisor = 0» becomes part of the quotient's own callable; it is then taken off ``stops``."""
    if not stops:
        return None
    condition, outcome = stops[-1]
    match condition:
        case e.Compare(operator="=", left=left, right=e.Number(value=value)) if value == 0:
            slot = compiler.slot(left)
        case _:
            return None
    found = None if slot is None else shapes.with_zero(leaf, parts, compiler, places, slot, outcome)
    if found is not None:
        stops.pop()
    return found


def _before(
    condition: e.Expression, outcome: Outcome, otherwise: LeafProgram, compiler: Compiler
) -> LeafProgram:
    """An outcome that is known beforehand where a condition holds, else what comes next."""
    slot = compiler.slot(condition)
    if slot is not None:
        return lambda f: outcome if f[slot] else otherwise(f)
    if isinstance(condition, e.Not) and (inner := compiler.slot(condition.value)) is not None:
        return lambda f: otherwise(f) if f[inner] else outcome
    if (
        isinstance(condition, e.Compare)
        and condition.operator == "="
        and isinstance(condition.right, e.Number)
    ):
        counted, constant = compiler.slot(condition.left), exact(condition.right.value)
        if counted is not None:
            return lambda f: outcome if f[counted] == constant else otherwise(f)
    holds = compiler.condition(condition)
    return lambda f: outcome if holds(f) else otherwise(f)


def publishing(scored: LeafProgram, slot: int, places: int) -> LeafProgram:
    """The same leaf, which also puts its rounded points where later leaves read them; trống if not applicable."""
    known: dict[int, Amount] = {}

    def leaf(f: Values) -> Outcome:
        outcome = scored(f)
        points = outcome[0]
        if outcome[1] == "not_applicable":
            f[slot] = None
            return outcome
        value = known.get(points)
        if value is None:
            value = known[points] = in_points(points, places)
        f[slot] = value
        return outcome

    return leaf


def in_points(amount: int, places: int) -> Amount:
    """Units of 10^-places as points."""
    value = Fraction(amount, 10**places)
    return value.numerator if value.denominator == 1 else value


def _under_ceilings(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> LeafProgram:
    """The general way; a leaf that only adds ceilings to a plain base takes it only where one of them applies."""
    general = general_way(parts, compiler, units(leaf.maximum, places), places)
    if not parts.ceilings or not parts.bases or not parts.only("bases", "ceilings"):
        return general
    base = shapes.base_alone(leaf, parts, compiler, places)
    if base is None:
        return general
    plain = base
    for _, rule in parts.ceilings:
        plain = _otherwise(rule.condition, general, plain, compiler)
    return plain


def _otherwise(
    condition: e.Expression, held: LeafProgram, failed: LeafProgram, compiler: Compiler
) -> LeafProgram:
    holds = compiler.condition(condition)
    return lambda f: held(f) if holds(f) else failed(f)


# ---- Any combination of steps


def general_way(parts: LeafParts, compiler: Compiler, maximum: int, places: int) -> LeafProgram:
    """Base, additions, deductions and ceilings through the ledger, whatever they are."""
    base = base_of(parts, compiler)
    additions = [(index, measured(rule, compiler)) for index, rule in parts.additions]
    deductions = [(index, measured(rule, compiler)) for index, rule in parts.deductions]
    ceilings = [
        (index, compiler.condition(rule.condition), number(compiler.compile(rule.points)))
        for index, rule in parts.ceilings
    ]
    whole = Fraction(maximum, 10**places)

    def leaf(f: Values) -> Outcome:
        value, rule = base(f)
        steps = Steps(value, rule)
        for index, addition in additions:
            gained, most = addition(f)
            steps.additions.append((index, gained, None if most is None else most - gained))
        for index, deduction in deductions:
            steps.deductions.append((index, deduction(f)[0]))
        for index, condition, points in ceilings:
            if condition(f):
                steps.ceilings.append((index, points(f)))
        points_units, losses = balance(maximum, *settle(whole, steps), places)
        return points_units, status_of(points_units, maximum), losses

    return leaf


def number(compiled: Compiled) -> Compiled:
    """The same value, undecided where it is trống."""

    def value(f: Values) -> Amount:
        found: Amount | None = compiled(f)
        if found is None:
            raise Undecided
        return found

    return value


def base_of(parts: LeafParts, compiler: Compiler) -> Callable[[Values], tuple[Amount, int]]:
    """The base of a leaf with the rule that gave it."""
    if not parts.bases:
        start = 0 if parts.additions else compiler.maximum
        return constantly((start, LEAF))
    index, rule = parts.bases[0]
    match rule:
        case rules.Achieved(condition=condition):
            holds, maximum = compiler.condition(condition), compiler.maximum
            return lambda f: (maximum if holds(f) else 0, index)
        case rules.Formula(points=points):
            value = number(compiler.compile(points))
            return lambda f: (value(f), index)
        case rules.Proportion():
            return _proportion(index, rule, compiler)
        case rules.Tier():
            return _tiers(parts, compiler)
        case rules.Council():
            return _council
        case _:
            raise AssertionError(rule)


def _council(f: Values) -> tuple[Amount, int]:
    raise Undecided  # the council's points are not facts: engine.score puts them in


def _proportion(
    index: int, rule: rules.Proportion, compiler: Compiler
) -> Callable[[Values], tuple[Amount, int]]:
    share, maximum = number(compiler.compile(rule.ratio)), compiler.maximum
    threshold = number(compiler.compile(rule.threshold)) if rule.threshold is not None else None

    def proportion(f: Values) -> tuple[Amount, int]:
        ratio = share(f)
        if threshold is not None and ratio < threshold(f):
            return 0, index
        return maximum * min(max(ratio, 0), 1), index

    return proportion


def _tiers(parts: LeafParts, compiler: Compiler) -> Callable[[Values], tuple[Amount, int]]:
    lines = []
    for index, rule in parts.bases:
        assert isinstance(rule, rules.Tier)
        condition = None if rule.condition is None else compiler.condition(rule.condition)
        lines.append((index, condition, number(compiler.compile(rule.points))))

    def tiers(f: Values) -> tuple[Amount, int]:
        for index, condition, points in lines:
            if condition is None or condition(f):
                return points(f), index
        return 0, LEAF

    return tiers


Measured = Callable[[Values], tuple[Amount, Amount | None]]


def measured(rule: rules.Measured, compiler: Compiler) -> Measured:
    """What a measured rule amounts to, and the most that it could (None: no bound); neither is below 0."""
    points = number(compiler.compile(rule.points))
    if rule.condition is not None:
        condition = compiler.condition(rule.condition)

        def under_condition(f: Values) -> tuple[Amount, Amount | None]:
            if condition(f):
                most = max(points(f), 0)
                return most, most
            try:  # points that do not count are only asked for to tell what was missed
                return 0, max(points(f), 0)
            except Undecided:
                return 0, 0

        return under_condition
    assert rule.each is not None
    each = number(compiler.compile(rule.each))
    limit = number(compiler.compile(rule.limit)) if rule.limit is not None else None

    def for_each(f: Values) -> tuple[Amount, Amount | None]:
        amount = max(points(f), 0) * max(each(f), 0)
        if limit is None:
            return amount, None
        most = max(limit(f), 0)
        return min(amount, most), most

    return for_each
