"""Which tiers a value that is not settled can still reach, where they all compare it with constants.

A line after the ones that cover every value left is never reached: with one or two initiatives «còn lại» is out.
"""

from collections.abc import Sequence
from fractions import Fraction

from engine.bounds.evaluate import Evaluator
from engine.bounds.values import Range
from engine.ledger import LEAF
from spec.model import rules
from spec.model.expressions import Expression, ValueType
from spec.ranges import EVERYTHING, Cut, between_whole, common, compared, without
from spec.ranges import Range as Piece


def reachable(tiers: Sequence[tuple[int, rules.Tier]], evaluator: Evaluator) -> set[int] | None:
    """The rules that may be the first to hold, LEAF if none may; None where their conditions do not tell."""
    found = [compared(rule.condition) for _, rule in tiers if rule.condition is not None]
    if not found or None in found:
        return None
    pieces = [one for one in found if one is not None]
    value = pieces[0][0]
    if any(other != value for other, _ in pieces):
        return None
    known = evaluator.number(value)
    if not known.present or known.empty or known.undefined:
        return None
    return _reached(tiers, [_whole(part, value) for _, part in pieces], _whole(_around(known), value))


def _reached(tiers: Sequence[tuple[int, rules.Tier]], pieces: list[Piece], around: Piece) -> set[int]:
    rest, reached = [around], set[int]()
    lines = iter(pieces)
    for index, rule in tiers:
        part = next(lines) if rule.condition is not None else EVERYTHING
        if any(common(part, left) for left in rest):
            reached.add(index)
        rest = [left for one in rest for left in without(one, part)]
    return reached | {LEAF} if rest else reached


def _around(value: Range) -> Piece:
    low = None if value.low is None else Cut(Fraction(value.low), 0)
    return low, None if value.high is None else Cut(Fraction(value.high), 1)


def _whole(part: Piece, value: Expression) -> Piece:
    """Cuts between whole numbers where the value is a count."""
    return between_whole(part) if value.type is ValueType.COUNT else part
