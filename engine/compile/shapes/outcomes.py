"""What all shapes share: outcomes that are known beforehand, and what they are chosen by."""

from collections.abc import Callable

from engine.compile.expressions import Compiler, Values
from engine.compile.undecided import Undecided
from engine.ledger import Outcome, status_of
from spec.model import expressions as e

Shape = Callable[[Values], Outcome]

#: The longest list of outcomes by count that is made beforehand.
MOST_COUNTS = 400


def constant(node: e.Expression, places: int) -> int | None:
    """Points that are a number, in units; None if they are not, or finer than the rounding."""
    if not isinstance(node, e.Number) or node.value < 0:
        return None
    scaled = node.value.scaleb(places)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def constant_outcome(points: int, maximum: int, rule: int) -> Outcome:
    """Some points of a maximum, the rest lost to one rule."""
    return points, status_of(points, maximum), ((maximum - points, rule),) if points < maximum else ()


def of_counts(value: e.Expression, compiler: Compiler) -> bool:
    """Whether all factors of a product are whole numbers."""
    return isinstance(value, e.Product) and all(compiler.is_count(factor.value) for factor in value.factors)


def choose(condition: e.Expression, compiler: Compiler, held: Outcome, failed: Outcome) -> Shape:
    """One of two outcomes."""
    slot = compiler.slot(condition)
    if slot is not None:
        return lambda f: held if f[slot] else failed
    holds = compiler.condition(condition)
    return lambda f: held if holds(f) else failed


def by_count(compiler: Compiler, each: e.Expression, outcomes: list[Outcome]) -> Shape:
    """One of the outcomes by a count; the last one stands for every count beyond it."""
    last = len(outcomes) - 1
    value = compiler.compile(each)

    def by_value(f: Values) -> Outcome:
        count = value(f)
        if count is None:
            raise Undecided
        return outcomes[count if 0 <= count <= last else last if count > 0 else 0]

    return by_value
