"""Which part of one set is which part of the other: by permanent key, then by number, then by wording."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from spec.diagnostics import plain
from spec.diff.change import Matched
from spec.model import CriteriaSet, Fact, Leaf
from spec.model.expressions import BestValue, ColumnValue, FactValue, PreviousValue
from spec.model.traversal import leaf_expressions
from spec.model.walk import walk

T = TypeVar("T")
Pairs = Iterator[tuple[T, T]]

#: How much of the wording two names share (0 to 1) to be taken for one that was reworded …
_SAME_NAME = 0.75
#: … and where the number, or a fact that they read, is the same too.
_LIKE = 0.5
#: Beyond so many pairs nobody looks for likeness: it would take too long.
_MOST_PAIRS = 250_000


class _Numbered(Protocol):
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Numbered)


def likeness(left: str, right: str) -> float:
    """How much of their words two texts share, from 0 to 1; marks and case count nothing."""
    mine, yours = _words(left), _words(right)
    total = mine.total() + yours.total()
    return 2 * (mine & yours).total() / total if total else 1.0


@lru_cache(maxsize=4096)
def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", plain(text)))


# ---- Leaves, criteria, areas


def leaves(old: CriteriaSet, new: CriteriaSet) -> list[tuple[Leaf, Leaf, Matched]]:
    """The leaves that both sets have, and how each was recognised."""
    rest = Rest(old.leaves, new.leaves)
    by_key = rest.take(rest.by(_key))
    by_number = rest.take(rest.by(_number, _similar))
    by_name = rest.take(rest.by_likeness(_renumbered))
    by_number += rest.take(rest.by(_number, _without_two_keys))
    found: list[tuple[Matched, list[tuple[Leaf, Leaf]]]] = [
        ("key", by_key),
        ("number", by_number),
        ("name", by_name),
    ]
    return [(was, now, how) for how, pairs in found for was, now in pairs]


def headings(old: Iterable[N], new: Iterable[N]) -> list[tuple[N, N]]:
    """The areas (or criteria) that both sets have."""
    rest = Rest(old, new)
    return [
        *rest.take(rest.by(_number, _similar)),
        *rest.take(rest.by_likeness(_reworded)),
        *rest.take(rest.by(_number)),
    ]


def _similar(old: _Numbered, new: _Numbered) -> bool:
    return likeness(old.name, new.name) >= _LIKE


def _key(leaf: Leaf) -> str | None:
    return leaf.key if leaf.key != leaf.number else None


def _number(part: _Numbered) -> str:
    return part.number


def _without_two_keys(old: Leaf, new: Leaf) -> bool:
    """Without a key the number is the key; two keys that differ are two rules."""
    return _key(old) is None or _key(new) is None


def _reworded(old: _Numbered, new: _Numbered) -> float:
    like = likeness(old.name, new.name)
    return like if like >= _SAME_NAME else 0.0


def _renumbered(old: Leaf, new: Leaf) -> float:
    like = likeness(old.name, new.name)
    return like if like >= _SAME_NAME or (like >= _LIKE and _facts_of(old) & _facts_of(new)) else 0.0


def _facts_of(leaf: Leaf) -> set[str]:
    names: set[str] = set()
    for expression in leaf_expressions(leaf):
        for one in walk(expression):
            if isinstance(one, FactValue | PreviousValue | BestValue):
                names.add(one.name)
            elif isinstance(one, ColumnValue):
                names.add(one.table)
    return names


# ---- Facts


def facts(old: CriteriaSet, new: CriteriaSet) -> list[tuple[Fact, Fact]]:
    """The facts that both sets ask for: by name, else by all that is said of them but the name."""
    rest = Rest(old.facts, new.facts)
    by_name = rest.take(rest.by(lambda fact: fact.name))
    said_once = [{key for key, _ in _unique(side, _said)} for side in (old.facts, new.facts)]
    both = said_once[0] & said_once[1]
    return [*by_name, *rest.take(rest.by(lambda fact: _said(fact) if _said(fact) in both else None))]


def _said(fact: Fact) -> Hashable:
    """What is said of a fact; None where it has no label to be known by."""
    if not fact.label:
        return None
    return (fact.label, fact.type, fact.nullable, fact.unit, fact.domain, fact.codes, len(fact.fields))


# ---- Taking pairs out of what is left


class Rest(Generic[T]):
    """What has no counterpart yet, on both sides."""

    def __init__(self, old: Iterable[T], new: Iterable[T]) -> None:
        self.old, self.new = list(old), list(new)

    def take(self, pairs: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
        """Pairs, which are then no longer left."""
        found = list(pairs)
        taken = {id(one) for pair in found for one in pair}
        self.old = [one for one in self.old if id(one) not in taken]
        self.new = [one for one in self.new if id(one) not in taken]
        return found

    def alone(self) -> Pairs[T]:
        """What is left alone on both sides."""
        return zip(self.old, self.new, strict=True) if len(self.old) == len(self.new) == 1 else iter(())

    def in_turn(self, old: Callable[[T], Hashable], new: Callable[[T], Hashable]) -> Pairs[T]:
        """What has the same key, the first with the first; the keys of the two sides are worked out apart."""
        waiting: dict[Hashable, list[T]] = {}
        for one in self.new:
            waiting.setdefault(new(one), []).append(one)
        for was in self.old:
            if same := waiting.get(old(was)):
                yield was, same.pop(0)

    def by(
        self, key: Callable[[T], Hashable], fits: Callable[[T, T], bool] = lambda _was, _now: True
    ) -> Pairs[T]:
        """What has the same key, the only one of its side."""
        new = dict(_unique(self.new, key))
        return ((was, new[one]) for one, was in _unique(self.old, key) if one in new and fits(was, new[one]))

    def by_likeness(self, like: Callable[[T, T], float]) -> Pairs[T]:
        """What is most alike, the best pairs first."""
        if len(self.old) * len(self.new) > _MOST_PAIRS:
            return
        scored = [
            (-score, first, second)
            for first, was in enumerate(self.old)
            for second, now in enumerate(self.new)
            if (score := like(was, now))
        ]
        used: tuple[set[int], set[int]] = (set(), set())
        pairs = []
        for _, first, second in sorted(scored):
            if first not in used[0] and second not in used[1]:
                used[0].add(first)
                used[1].add(second)
                pairs.append((self.old[first], self.new[second]))
        yield from pairs


def _unique(side: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[Hashable, T]]:
    keyed = [(key(one), one) for one in side]
    count = Counter(found for found, _ in keyed)
    return ((found, one) for found, one in keyed if found is not None and count[found] == 1)
