"""``khi … : P``: tiers of constant points."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from engine.compile.expressions import Compiler, Values
from engine.compile.fused import OPERATORS
from engine.compile.linear import whole_quotient
from engine.compile.lookup import Outcomes
from engine.compile.parts import LeafParts
from engine.compile.shapes.outcomes import Shape, constant, constant_outcome, of_counts
from engine.compile.undecided import Undecided
from engine.ledger import Outcome
from engine.rounding import exact, units
from spec.model import expressions as e
from spec.model import rules


def _tier_outcomes(parts: LeafParts, leaf_maximum: Decimal, places: int) -> list[Outcome] | None:
    """The outcome of each line, where all points are constants and «còn lại» stands at the end."""
    maximum = units(leaf_maximum, places)
    outcomes: list[Outcome] = []
    for index, tier in parts.bases:
        points = constant(tier.points, places)
        if points is None or points > maximum:
            return None
        outcomes.append(constant_outcome(points, maximum, index))
    conditions = [tier.condition for _, tier in parts.bases]
    return None if conditions[-1] is not None or None in conditions[:-1] else outcomes


def tiers(parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int) -> Shape | None:
    """Tiers by a count, by a quotient, or line by line."""
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
        compare = comparing(lines, last)

        def on_sums(f: Values) -> Outcome:
            a, b = numerator(f), denominator(f)
            return compare(a.numerator * b.denominator, b.numerator * a.denominator)

        return on_sums
    over, under = quotient
    compare = comparing(lines, last)
    if of_counts(value, compiler):
        return lambda f: compare(f[over], f[under])

    def on_fractions(f: Values) -> Outcome:
        a, b = f[over], f[under]
        return compare(a.numerator * b.denominator, b.numerator * a.denominator)

    return on_fractions


def comparing(lines: Lines, last: Outcome) -> Callable[[int, int], Outcome]:
    """The outcome of a quotient a / b, by cross-multiplication with each bound."""

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


def quotient_tiers(
    parts: LeafParts, compiler: Compiler, leaf_maximum: Decimal, places: int
) -> tuple[tuple[int, int], "Lines", Outcome] | None:
    """Tiers on a quotient of two counts: their places, the lines, and the outcome of «còn lại»."""
    outcomes = _tier_outcomes(parts, leaf_maximum, places)
    found = None if outcomes is None else _bounds([rule for _, rule in parts.bases], outcomes, compiler)
    if outcomes is None or found is None:
        return None
    slots = compiler.quotient_slots(found[0])
    if slots is None or not of_counts(found[0], compiler):
        return None
    return slots, found[1], outcomes[-1]
