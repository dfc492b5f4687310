"""Single faults for the 2020 set, kind by kind, each at every place of the set that its pattern finds."""

from collections.abc import Callable, Iterator
from functools import cache

from tests.proofs.seeded import conditions, fairness, names, points, shape, tiers
from tests.proofs.whole import Fault, Whole, whole

Kind = Callable[[Whole], Iterator[Fault]]

KINDS: tuple[Kind, ...] = (
    *points.KINDS,
    *tiers.KINDS,
    *conditions.KINDS,
    *names.KINDS,
    *shape.KINDS,
    *fairness.KINDS,
)

#: Of each kind so many are tried in every run of the tests, where it has more places.
_MOST = 24


@cache
def every(kind: Kind) -> tuple[Fault, ...]:
    """All faults of a kind, in the order of their places."""
    return tuple(kind(whole()))


@cache
def some(kind: Kind) -> tuple[Fault, ...]:
    """Some faults of a kind, from all over the set."""
    found = every(kind)
    count = min(len(found), _MOST)
    return tuple(found[index * len(found) // count] for index in range(count))


def faults() -> Iterator[Fault]:
    """All faults of all kinds."""
    return (fault for kind in KINDS for fault in every(kind))


def chosen() -> Iterator[Fault]:
    """Some faults of every kind."""
    return (fault for kind in KINDS for fault in some(kind))
