"""The lowest and highest Σ points / Σ maximum while some of the parts may still leave both sums."""

from dataclasses import dataclass
from fractions import Fraction

from engine.ledger import Amount


@dataclass(frozen=True, slots=True)
class Part:
    """Points out of a maximum above 0, and whether both may leave."""

    points: Amount
    maximum: int
    may_leave: bool


def lowest_share(parts: list[Part], extra: Amount = 0) -> Fraction | None:
    """The lowest share, with ``extra`` points outside the base; None where no part is left to share."""
    highest = highest_share([Part(-part.points, part.maximum, part.may_leave) for part in parts], -extra)
    return None if highest is None else -highest


def highest_share(parts: list[Part], extra: Amount = 0) -> Fraction | None:
    """The highest share.

    From what surely stays, parts are taken in from the greatest share on as long as they lift the whole: for a ratio
    of sums that is the best choice. Where nothing surely stays, each part is tried as the one that does.
    """
    points = extra + sum(part.points for part in parts if not part.may_leave)
    maximum = sum(part.maximum for part in parts if not part.may_leave)
    optional = [part for part in parts if part.may_leave]
    optional.sort(key=lambda part: Fraction(part.points) / part.maximum, reverse=True)
    if maximum:
        return _lifted(points, maximum, optional)
    return max(
        (
            _lifted(points + first.points, first.maximum, [p for p in optional if p is not first])
            for first in optional
        ),
        default=None,
    )


def _lifted(points: Amount, maximum: int, optional: list[Part]) -> Fraction:
    for part in optional:
        if part.points * maximum > points * part.maximum:
            points, maximum = points + part.points, maximum + part.maximum
    return Fraction(points) / maximum
