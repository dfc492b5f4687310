"""Leaves that are new or gone: whether they were split off from another leaf, or went into one.

A new leaf was split off where all that it measures was measured by one old leaf, which measured more, and which does
not measure it any longer. A leaf that is gone was merged where one new leaf measures all that it did, and did not
before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from spec.diff import measure
from spec.diff.measure import Quantities
from spec.diff.side import Side
from spec.model import Leaf

_NOTHING: Quantities = frozenset()


@dataclass(frozen=True, slots=True)
class Splits:
    """By the number of a leaf, new for what came, old for what went: the leaf that it was, or is, a part of."""

    split_from: Mapping[str, Leaf] = field(default_factory=dict)
    merged_into: Mapping[str, Leaf] = field(default_factory=dict)


def find(old: Side, new: Side, became: Mapping[str, Leaf]) -> Splits:
    """The splits and merges; ``became`` has the new leaf for the number of an old one that was matched."""
    before = {leaf.number: measure.of_leaf(old, leaf) for leaf in old.version.model.leaves}
    after = {leaf.number: measure.of_leaf(new, leaf) for leaf in new.version.model.leaves}
    was = {now.number: number for number, now in became.items()}
    kept = {number: after[now.number] for number, now in became.items()}
    had = {number: before[one] for number, one in was.items()}
    return Splits(
        dict(_parts(old, before, kept, {number: one for number, one in after.items() if number not in was})),
        dict(
            _parts(new, after, had, {number: one for number, one in before.items() if number not in became})
        ),
    )


def _parts(
    side: Side,
    whole: Mapping[str, Quantities],
    elsewhere: Mapping[str, Quantities],
    alone: Mapping[str, Quantities],
) -> Iterator[tuple[str, Leaf]]:
    """For leaves of the other side that are alone: the one leaf here that held them, and whose counterpart does not."""
    holding: dict[str, list[str]] = {}
    for number, quantities in whole.items():
        for one in quantities:
            holding.setdefault(one, []).append(number)
    for number, quantities in alone.items():
        any_of_them = next(iter(quantities), "")
        for candidate in holding.get(any_of_them, ()):
            if quantities < whole[candidate] and not quantities & elsewhere.get(candidate, _NOTHING):
                yield number, side.digests.leaves[candidate]
                break
