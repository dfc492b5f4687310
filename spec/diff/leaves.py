"""The leaves of both sets: what changed in each, which are new, and which are gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from spec.diff import splits
from spec.diff.change import Change, Grade, LeafComparison, Matched, heaviest, in_order
from spec.diff.headings import come, gone, heading_changes, key_changes, place, whole_leaf
from spec.diff.pair import Pair
from spec.diff.reads import FactChanges, read_changes
from spec.diff.rules import rule_changes
from spec.diff.side import Side
from spec.model import Leaf
from spec.resolve.numbers import shown

Matches = Sequence[tuple[Leaf, Leaf, Matched]]


def compare_leaves(old: Side, new: Side, matches: Matches, facts: FactChanges) -> list[LeafComparison]:
    """All leaves, in the order of the annex; those that are gone at their old place."""
    return _Leaves(old, new, matches, facts).compared()


class _Leaves:
    def __init__(self, old: Side, new: Side, matches: Matches, facts: FactChanges) -> None:
        self.old, self.new, self.facts = old, new, facts
        self.was = {now.number: (before, how) for before, now, how in matches}
        self.became = {before.number: now for before, now, _ in matches}
        self.splits = splits.find(old, new, self.became)
        #: The classes of the leaves of the new set, as far as they are compared.
        self.grades: dict[str, Grade] = {}

    def compared(self) -> list[LeafComparison]:
        found = []
        for now in self.new.digests.after_what_they_read(self.new.version.model.leaves):
            was, how = self.was.get(now.number, (None, None))
            changes = (self._come(now),) if was is None else in_order(self._changes(was, now))
            self.grades[now.number] = heaviest(changes)
            found.append(self._one(was, now, how, changes))
        gone = [leaf for leaf in self.old.version.model.leaves if leaf.number not in self.became]
        found += [self._one(leaf, None, None, (self._gone(leaf),)) for leaf in gone]
        return sorted(found, key=lambda one: (place(one.present.number), one.new is None))

    def _one(
        self, was: Leaf | None, now: Leaf | None, how: Matched | None, changes: tuple[Change, ...]
    ) -> LeafComparison:
        before = None if was is None else self.old.digests.leaf(was)
        after = None if now is None else self.new.digests.leaf(now)
        return LeafComparison(was, now, how, changes, before, after)

    def _changes(self, was: Leaf, now: Leaf) -> Iterator[Change]:
        pair = Pair(self.old.at(was), self.new.at(now), was.rules, now.rules)
        found = [
            *heading_changes(was, now, self.old.version, self.new.version),
            *key_changes(was, now, self.old.version, self.new.version),
            *self._parts(was, now),
            *read_changes(pair, self.facts, self.grades),
            *rule_changes(pair, was, now),
        ]
        yield from found
        scores_the_same = self.old.digests.leaf(was) == self.new.digests.leaf(now)
        if not scores_the_same and heaviest(found) < Grade.MINOR:
            yield pair.noted("rules_changed", Grade.MAJOR, was.rules, now.rules)

    # ---- Parts that came and went

    def _come(self, now: Leaf) -> Change:
        lines, points = whole_leaf(now, self.new.version), shown(now.maximum)
        if parts := self._of(self.splits.merged_into, now, self.old):
            return Change("joined_from", Grade.MAJOR, {"parts": _named(parts), "points": points}, new=lines)
        whole = self.splits.split_from.get(now.number)
        if whole is None:
            return come(now, lines)
        words = {"number": whole.number, "name": whole.name, "points": points}
        return Change("split_from", Grade.MAJOR, words, new=lines)

    def _gone(self, was: Leaf) -> Change:
        lines = whole_leaf(was, self.old.version)
        if parts := self._of(self.splits.split_from, was, self.new):
            return Change("split_into", Grade.MAJOR, {"parts": _named(parts)}, old=lines)
        whole = self.splits.merged_into.get(was.number)
        if whole is None:
            return gone(was, lines)
        return Change("merged_into", Grade.MAJOR, {"number": whole.number, "name": whole.name}, old=lines)

    def _parts(self, was: Leaf, now: Leaf) -> Iterator[Change]:
        lines = ((self.old.line(was),), (self.new.line(now),))
        if parts := self._of(self.splits.split_from, was, self.new):
            yield Change("split_off", Grade.MAJOR, {"parts": _named(parts)}, *lines)
        if parts := self._of(self.splits.merged_into, now, self.old):
            yield Change("merged_from", Grade.MAJOR, {"parts": _named(parts)}, *lines)

    @staticmethod
    def _of(found: Mapping[str, Leaf], whole: Leaf, side: Side) -> list[Leaf]:
        """The leaves of a side that are parts of one leaf of the other."""
        return [side.digests.leaves[number] for number, one in found.items() if one is whole]


def _named(leaves: Iterable[Leaf]) -> str:
    return ", ".join(f"{leaf.number} «{leaf.name}»" for leaf in leaves)
