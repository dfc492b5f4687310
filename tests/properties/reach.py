"""What a unit may still come to, and whether what it came to later lies within."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from engine.block import UnitResult
from engine.bounds.leaf import Bounded
from engine.ledger import Status


def escapes(before: Sequence[UnitResult], after: Sequence[UnitResult]) -> list[str]:
    """Everything that was not within the bounds reported before; ``after`` are the same units with more facts."""
    found = []
    for earlier, later in zip(before, after, strict=True):
        found += [f"{earlier.unit.code}: {one}" for one in _of_unit(earlier, later)]
    return found


def _of_unit(before: UnitResult, after: UnitResult) -> Iterator[str]:
    for position, leaf in enumerate(before.scored.program.leaves):
        yield from (f"leaf {leaf.number}: {one}" for one in _of_leaf(before, after, position))
    yield from _of_total(before, after)
    yield from _of_percent(before, after)
    if not before.totals.provisional:
        yield from _changes(before, after)


def leaf_bounds(result: UnitResult, position: int) -> Bounded:
    """The bounds of any leaf; those of a decided one are its points."""
    points, status, _ = result.scored.outcomes[position]
    decided = Bounded(points, points, leaves=status == "not_applicable")
    return result.scored.open.get(position, decided)


def _of_leaf(before: UnitResult, after: UnitResult, position: int) -> Iterator[str]:
    earlier, later = leaf_bounds(before, position), leaf_bounds(after, position)
    points, status, _ = after.scored.outcomes[position]
    if position not in before.scored.open:
        decided: tuple[int, Status] = before.scored.outcomes[position][:2]
        if (points, status) != decided:
            yield f"was decided as {decided}, is {(points, status)}"
        return
    if not earlier.low <= later.low <= points <= later.high <= earlier.high:
        yield f"was in {earlier.low}…{earlier.high}, is {points} in {later.low}…{later.high}"
    if (later.leaves or later.may_leave) and not earlier.may_leave:
        yield "could not leave, but does"


def _of_total(before: UnitResult, after: UnitResult) -> Iterator[str]:
    earlier, later = before.totals, after.totals
    if not earlier.low <= later.low <= later.points <= later.high <= earlier.high:
        yield f"total was in {earlier.low}…{earlier.high}, is {later.points} in {later.low}…{later.high}"


def _of_percent(before: UnitResult, after: UnitResult) -> Iterator[str]:
    if after.totals.percent is None:
        return
    found = [*before.totals.percent_bounds, after.totals.percent, *after.totals.percent_bounds]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        yield "there was no percent, but is one"
        return
    low, high, percent, later_low, later_high = known
    if not low <= later_low <= percent <= later_high <= high:
        shown = [_shown(one) for one in (low, high, percent, later_low, later_high)]
        yield "percent was in {}…{}, is {} in {}…{}".format(*shown)


def _shown(percent: Fraction) -> str:
    return f"{float(percent):.6f}"


def _changes(before: UnitResult, after: UnitResult) -> Iterator[str]:
    """Nothing changes in what was not provisional."""
    if after.totals.provisional:
        yield "was not provisional, but is"
    for name in ("points", "maximum", "percent", "band"):
        earlier, later = getattr(before.totals, name), getattr(after.totals, name)
        if earlier != later:
            yield f"was not provisional, but {name} changed from {earlier} to {later}"
