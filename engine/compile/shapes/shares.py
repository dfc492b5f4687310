"""``theo tỷ lệ …``: a share of the maximum, alone or under one ceiling."""

from collections.abc import Callable
from fractions import Fraction

from engine.compile.expressions import Compiler, Values
from engine.compile.linear import whole_quotient
from engine.compile.parts import LeafParts
from engine.compile.shapes.outcomes import Shape, constant, constant_outcome, of_counts
from engine.compile.undecided import Undecided
from engine.ledger import Outcome, status_of
from engine.rounding import exact, units
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf


def proportion(rule: rules.Proportion, index: int, compiler: Compiler, maximum: int) -> Shape | None:
    """A share that is a quotient of two facts, or of sums of facts."""
    bound = proportion_bound(rule)
    if bound is None:
        return None
    slots = compiler.quotient_slots(rule.ratio)
    if slots is not None:
        return share_of_facts(rule, slots, bound, maximum, index, compiler)
    nullable = compiler.nullable_quotient_slots(rule.ratio)
    if nullable is not None:
        return _share_of_nullable(*nullable, _share(bound, maximum, index))
    quotient = whole_quotient(rule.ratio, compiler)
    if quotient is None:
        return None
    over, under = quotient
    share = _share(bound, maximum, index)
    return lambda f: share(over(f), under(f))  # sums of counts are ints; Fractions work as well, only slower


def proportion_bound(rule: rules.Proportion) -> Fraction | int | None:
    """The threshold as a constant within 0…1 (0 without one); None for anything else."""
    if rule.threshold is None:
        return 0
    bound = exact(rule.threshold.value) if isinstance(rule.threshold, e.Number) else None
    return None if bound is None or bound > 1 else bound


def _share(bound: Fraction | int, maximum: int, index: int) -> Callable[[int, int], Outcome]:
    """The outcome of a share a / b of the maximum, nothing below the bound."""
    p, q, double = bound.numerator, bound.denominator, 2 * maximum
    full, zero = constant_outcome(maximum, maximum, index), constant_outcome(0, maximum, index)

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


def share_of_facts(
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
    full, share = constant_outcome(maximum, maximum, index), _share(bound, maximum, index)

    def share_of_counts(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if a == b and b > 0:
            return full
        if 0 < a < b and a * q >= p * b:
            points = (double * a + b) // (2 * b)
            if 0 < points < maximum:
                return points, "partial", ((maximum - points, index),)
        return at_zero if b == 0 and at_zero is not None else share(a, b)

    if of_counts(compiler.inline(rule.ratio), compiler):
        return share_of_counts

    def share_of_fractions(f: Values) -> Outcome:
        a, b = f[over], f[under]
        if not b and at_zero is not None:
            return at_zero
        return share(a.numerator * b.denominator, b.numerator * a.denominator)

    return share_of_fractions


def capped(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """A share of two counts under one constant ceiling; None for any other leaf."""
    if len(parts.ceilings) != 1 or not parts.bases or not parts.only("bases", "ceilings"):
        return None
    (index, base), (ceiling_index, ceiling) = parts.bases[0], parts.ceilings[0]
    most = constant(ceiling.points, places)
    if most is None or not isinstance(base, rules.Proportion):
        return None
    plain = proportion(base, index, compiler, units(leaf.maximum, places))
    if plain is None:
        return None
    slots = compiler.quotient_slots(base.ratio)
    if slots is None or not of_counts(compiler.inline(base.ratio), compiler):
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
