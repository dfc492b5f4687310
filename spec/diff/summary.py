"""A comparison in figures: how many leaves changed, and how many points can still be compared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from spec.diff.change import Comparable, Comparison, Grade, LeafComparison

Status = Literal["added", "removed", "changed", "reworded", "unchanged"]


def status(leaf: LeafComparison) -> Status:
    """What became of a leaf; ``reworded`` is all that changes no score, a new number too."""
    if leaf.old is None:
        return "added"
    if leaf.new is None:
        return "removed"
    if leaf.grade >= Grade.MINOR:
        return "changed"
    return "reworded" if leaf.grade is Grade.WORDING else "unchanged"


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures over all leaves. What is comparable is counted over the leaves of the new set, with their maxima."""

    statuses: Mapping[Status, int]
    #: Of those that changed: how many of each class.
    major: int
    minor: int
    moved: int
    leaves: Mapping[Comparable, int]
    points: Mapping[Comparable, Decimal]

    @property
    def changed(self) -> int:
        """All leaves to which anything happened."""
        return sum(self.statuses.values()) - self.statuses["unchanged"]


def summary(comparison: Comparison) -> Summary:
    """The figures of a comparison."""
    statuses = Counter(status(leaf) for leaf in comparison.leaves)
    changed = [leaf for leaf in comparison.leaves if status(leaf) == "changed"]
    now = [leaf for leaf in comparison.leaves if leaf.new is not None]
    ways: tuple[Comparable, ...] = get_args(Comparable)
    return Summary(
        {one: statuses[one] for one in get_args(Status)},
        sum(leaf.grade is Grade.MAJOR for leaf in changed),
        sum(leaf.grade is Grade.MINOR for leaf in changed),
        sum(any(change.kind == "moved" for change in leaf.changes) for leaf in comparison.leaves),
        {way: sum(leaf.comparable == way for leaf in now) for way in ways},
        {
            way: sum((leaf.present.maximum for leaf in now if leaf.comparable == way), Decimal(0))
            for way in ways
        },
    )
