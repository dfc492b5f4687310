"""What a leaf came to, and how its losses are rounded so that they balance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from tests.reference.values import as_decimal, round_down

Status = Literal["full", "partial", "zero", "pending", "not_applicable"]


class Loss(NamedTuple):
    """Points lost, and the line of the rule that cost them."""

    points: Decimal
    line: int


class Taken(NamedTuple):
    """What one step of the evaluation takes, before rounding."""

    points: Fraction
    line: int


@dataclass(frozen=True)
class LeafResult:
    """One leaf. ``points`` is None where the leaf is pending: bounds are not this interpreter's business."""

    number: str
    maximum: Decimal
    status: Status
    points: Decimal | None
    losses: tuple[Loss, ...] = ()


def rounded_losses(taken: list[Taken], points: Fraction, maximum: Fraction, places: int) -> tuple[Loss, ...]:
    """Losses that balance.

    «Losses are rounded down to the leaf's places; the missing last units go one each to the largest remainders; a
    loss of 0 is not listed. So they always balance.»

    ``points`` are the rounded ones. Among equal remainders the step that comes first is served first.
    """
    unit = Fraction(1, 10**places)
    amounts = [round_down(one.points, places) for one in taken]
    missing = (maximum - points - sum(amounts, Fraction(0))) / unit
    by_remainder = sorted(range(len(taken)), key=lambda index: amounts[index] - taken[index].points)
    assert missing in range(len(taken) + 1)
    for index in by_remainder[: int(missing)]:
        amounts[index] += unit
    return tuple(
        Loss(as_decimal(amount, places), one.line)
        for amount, one in zip(amounts, taken, strict=True)
        if amount
    )
