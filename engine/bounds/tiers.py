"""Which tiers a value that is not settled can still reach, where they all compare it with constants.

A line after the ones that cover every value left is never reached: with one or two initiatives «còn lại» is out.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from engine.bounds.evaluate import Evaluator
from engine.bounds.values import Range
from spec.checks.tiers import Cut, Piece, piece
from spec.model import rules
from spec.model.expressions import Expression, ValueType


def reachable(tiers: Sequence[tuple[int, rules.Tier]], evaluator: Evaluator) -> set[int] | None:
    """The rules that may be the first to hold; None where their conditions do not tell."""
    found = [piece(rule.condition) for _, rule in tiers if rule.condition is not None]
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
        part = next(lines) if rule.condition is not None else (None, None)
        if any(_overlap(part, left) for left in rest):
            reached.add(index)
        rest = [left for one in rest for left in _without(one, part)]
    return reached


def _around(value: Range) -> Piece:
    low = None if value.low is None else Cut(Fraction(value.low), 0)
    return low, None if value.high is None else Cut(Fraction(value.high), 1)


def _whole(part: Piece, value: Expression) -> Piece:
    """Cuts between whole numbers where the value is a count, so that nothing lies between 1 and 2."""
    if value.type is not ValueType.COUNT:
        return part
    low, high = (None if cut is None else _before_whole(cut) for cut in part)
    return low, high


def _before_whole(cut: Cut) -> Cut:
    return Cut(Fraction(ceil(cut.value) if cut.side == 0 else floor(cut.value) + 1), 0)


def _overlap(one: Piece, other: Piece) -> bool:
    low = max((cut for cut in (one[0], other[0]) if cut is not None), default=None)
    high = min((cut for cut in (one[1], other[1]) if cut is not None), default=None)
    return low is None or high is None or low < high


def _without(one: Piece, taken: Piece) -> list[Piece]:
    if not _overlap(one, taken):
        return [one]
    parts: list[Piece] = []
    if taken[0] is not None and (one[0] is None or one[0] < taken[0]):
        parts.append((one[0], taken[0]))
    if taken[1] is not None and (one[1] is None or taken[1] < one[1]):
        parts.append((taken[1], one[1]))
    return parts
