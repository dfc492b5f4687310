"""The points ledger: a maximum is what was earned, what was lost to each cause, and what is still open.

``settle`` applies the steps of a leaf in the fixed order and measures what each took off; ``balance`` rounds the
result so that earned and lost always add up to the maximum, to the last unit.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from engine.rounding import half_up

Amount = Fraction | int
Status = Literal["full", "partial", "zero", "pending", "not_applicable"]

#: Causes of a loss that are not a rule of the leaf.
LEAF = -1
CLOSING = -2

#: One loss: points in units of the leaf's places, and the index of the rule (or LEAF, CLOSING).
Loss = tuple[int, int]

#: What a leaf came to: points in units, status, losses.
Outcome = tuple[int, Status, tuple[Loss, ...]]


@dataclass(slots=True)
class Steps:
    """What the rules of a leaf amount to for one unit; every amount at least 0 but ``base``.

    ``additions``: rule, points gained, points that it could still have given (None: no bound).
    ``deductions``: rule, points to take off. ``ceilings``: rule, the most that is left.
    """

    base: Amount
    base_rule: int
    additions: list[tuple[int, Amount, Amount | None]] = field(default_factory=list)
    deductions: list[tuple[int, Amount]] = field(default_factory=list)
    ceilings: list[tuple[int, Amount]] = field(default_factory=list)


def settle(maximum: Amount, steps: Steps) -> tuple[Amount, list[tuple[Amount, int]]]:
    """The value of a leaf within 0…maximum, and its losses, which add up to maximum − value.

    Losses are measured within 0…maximum, so that points above the maximum are taken off first at no cost. What the
    base and the additions leave open is put down to the additions that did not count, in order, then to the base.
    """
    losses: list[tuple[Amount, int]] = []
    value = steps.base + sum(gained for _, gained, _ in steps.additions)
    open_points = maximum - _clamp(value, maximum)
    for rule, _, possible in steps.additions:
        share = open_points if possible is None else min(max(possible, 0), open_points)
        losses.append((share, rule))
        open_points -= share
    losses.insert(0, (open_points, steps.base_rule))
    for rule, amount in steps.deductions:
        lower = max(value - amount, 0) if value > 0 else value
        losses.append((_clamp(value, maximum) - _clamp(lower, maximum), rule))
        value = lower
    for rule, most in steps.ceilings:
        lower = min(value, most)
        losses.append((_clamp(value, maximum) - _clamp(lower, maximum), rule))
        value = lower
    return _clamp(value, maximum), [loss for loss in losses if loss[0] > 0]


def _clamp(value: Amount, maximum: Amount) -> Amount:
    return 0 if value < 0 else min(value, maximum)


def balance(
    maximum: int, value: Amount, losses: list[tuple[Amount, int]], places: int
) -> tuple[int, tuple[Loss, ...]]:
    """Points and losses in units of 10^-places: losses rounded down, the missing last units to the largest rests.

    ``maximum`` is in units already. The losses add up to maximum − points exactly.
    """
    points = half_up(value, places)
    scale = 10**places
    exact = [amount * scale for amount, _ in losses]
    whole = [amount.numerator // amount.denominator for amount in exact]
    missing = maximum - points - sum(whole)
    if missing:
        rests = sorted(range(len(exact)), key=lambda index: (whole[index] - exact[index], index))
        for index in rests[:missing]:
            whole[index] += 1
    entries = tuple((amount, rule) for amount, (_, rule) in zip(whole, losses, strict=True) if amount)
    return points, entries


def status_of(points: int, maximum: int) -> Status:
    """The status that follows from rounded points."""
    if points == maximum:
        return "full"
    return "zero" if points == 0 else "partial"
