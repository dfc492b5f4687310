"""Where the engine and the reference interpreter differ. The reference leaves open what it does not decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from engine.block import UnitResult
from engine.reasons import loss_line
from engine.totals import Subtotal
from tests.reference import AreaResult, LeafResult
from tests.reference import UnitResult as Reference


def differences(results: Sequence[UnitResult], references: Sequence[Reference]) -> list[str]:
    """All that differs, unit by unit."""
    found = []
    for result, reference in zip(results, references, strict=True):
        found += [f"{reference.code}: {one}" for one in _of_unit(result, reference)]
    return found


def _of_unit(result: UnitResult, reference: Reference) -> Iterator[str]:
    leaves = reference.leaves
    for position, leaf in enumerate(result.scored.program.leaves):
        if leaves[leaf.number].status != "pending":
            sure = _losses_are_sure(result, position, reference)
            yield from _of_leaf(result, position, leaves[leaf.number], with_losses=sure)
    for subtotal, area in zip(result.totals.areas, reference.areas, strict=True):
        yield from _of_area(result, subtotal, area)
    yield from _of_total(result, reference)


def _losses_are_sure(result: UnitResult, position: int, reference: Reference) -> bool:
    """Whether the engine cannot know more of a leaf than the reference does.

    It sees by the domains of missing facts that the first of two gates holds, where the reference only knows it of the
    second, and the points of another leaf where the reference leaves that one pending.
    """
    program = result.scored.program
    reads = program.reads[position]
    used = [leaf for leaf, slot in program.layout.leaf_points.items() if slot in reads]
    if any(reference.leaves[leaf].status == "pending" for leaf in used):
        return False
    return len(program.parts[position].gates) < 2 or result.unit.holes.isdisjoint(reads)


def _differing(name: str, ours: object, theirs: object) -> Iterator[str]:
    if ours != theirs:
        yield f"{name}: engine {ours}, reference {theirs}"


def _of_leaf(result: UnitResult, position: int, leaf: LeafResult, *, with_losses: bool) -> Iterator[str]:
    """The losses only where asked for; see ``_losses_are_sure``."""
    scored = result.scored
    places = scored.program.places
    points, status, losses = scored.outcomes[position]
    name = f"leaf {leaf.number}"
    yield from _differing(f"{name}, status", status, leaf.status)
    yield from _differing(f"{name}, points", Decimal(points).scaleb(-places), leaf.points)
    if not with_losses:
        return
    told = [(Decimal(amount).scaleb(-places), loss_line(scored, position, rule)) for amount, rule in losses]
    yield from _differing(f"{name}, losses", told, [tuple(loss) for loss in leaf.losses])


def _in_points(result: UnitResult, amount: int) -> Fraction:
    return Fraction(amount, 10**result.totals.program.places)


def _published(result: UnitResult, percent: Fraction | None) -> Fraction | None:
    published = result.totals.published(percent)
    return (
        None if published is None else Fraction(published, 10**result.scored.program.model.published_places)
    )


def _of_area(result: UnitResult, subtotal: Subtotal, area: AreaResult) -> Iterator[str]:
    if not area.decided:
        return
    name = f"area {area.number}"
    yield from _differing(f"{name}, points", _in_points(result, subtotal.points), area.points)
    yield from _differing(f"{name}, maximum", _in_points(result, subtotal.maximum), area.maximum)
    yield from _differing(f"{name}, percent", subtotal.percent, area.percent)
    yield from _differing(f"{name}, published", _published(result, subtotal.percent), area.published)
    if area.rank is not None:
        place = result.placed.areas.get(area.number, (None, None))
        yield from _differing(f"{name}, rank", place, (area.rank, area.rank_of))


def _of_total(result: UnitResult, reference: Reference) -> Iterator[str]:
    totals, total = result.totals, reference.total
    if not total.decided:
        return
    yield from _differing("points", _in_points(result, totals.points), total.points)
    yield from _differing("maximum", _in_points(result, totals.maximum), total.maximum)
    yield from _differing("percent", totals.percent, total.percent)
    yield from _differing("published", _published(result, totals.percent), total.published)
    if total.rank is not None:
        yield from _differing(
            "rank", (result.placed.rank, result.placed.rank_of), (total.rank, total.rank_of)
        )
    if reference.band_decided:
        yield from _differing("band", totals.band.name if totals.band else None, reference.band)
