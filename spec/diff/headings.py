"""What changed in the headings of areas, criteria and leaves: number, name, maximum, who appraises."""

from collections.abc import Iterator, Sequence

from spec.diagnostics import Bilingual
from spec.diff.change import Change, Grade, HeadingComparison, in_order
from spec.diff.matching import headings
from spec.diff.values import decimal_plain, moved
from spec.diff.version import Line, Version
from spec.model import Area, Criterion, Leaf
from spec.resolve.numbers import shown

Heading = Area | Criterion | Leaf
_ATTRIBUTES = {"appraised_by": "APPRAISED_BY", "responsible": "RESPONSIBLE"}
_NONE = Bilingual("không ghi", "none")


def heading_changes(old: Heading, new: Heading, before: Version, after: Version) -> Iterator[Change]:
    """What changed from one heading to another."""
    lines = ((before.line(old.line),), (after.line(new.line),))
    if old.maximum != new.maximum:
        values = (decimal_plain(old.maximum), decimal_plain(new.maximum))
        words = {"moved": moved(old.maximum, new.maximum)}
        yield Change("maximum_changed", Grade.MAJOR, words, *lines, *values)
    if old.number != new.number:
        yield _renamed("moved", old.number, new.number, lines)
    if old.name != new.name:
        yield _renamed("name_changed", old.name, new.name, lines)
    for field, head in _ATTRIBUTES.items():
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            places = (_below(before, old, head), _below(after, new, head))
            yield _renamed(f"{field}_changed", was, now, places)


def key_changes(old: Leaf, new: Leaf, before: Version, after: Version) -> Iterator[Change]:
    """A permanent key that was given, taken away or changed; without one the number is the key."""
    was, now = (leaf.key if leaf.key != leaf.number else "" for leaf in (old, new))
    if was != now:
        places = (_below(before, old, "KEY"), _below(after, new, "KEY"))
        yield _renamed("key_changed", was, now, places)


def _renamed(kind: str, was: str, now: str, lines: tuple[tuple[Line, ...], tuple[Line, ...]]) -> Change:
    words = {"was": was or _NONE, "now": now or _NONE}
    return Change(kind, Grade.WORDING, words, *lines, was or None, now or None)


def _below(version: Version, heading: Heading, head: str) -> tuple[Line, ...]:
    line = version.below(heading.line, head)
    return () if line is None else (line,)


def compare_headings(
    old: Sequence[Area] | Sequence[Criterion],
    new: Sequence[Area] | Sequence[Criterion],
    before: Version,
    after: Version,
) -> list[HeadingComparison]:
    """Areas with areas, or criteria with criteria, in the order of the annex."""
    pairs: list[tuple[Area | Criterion, Area | Criterion]] = headings(old, new)
    known = {id(one) for pair in pairs for one in pair}
    found = [
        HeadingComparison(was, now, in_order(heading_changes(was, now, before, after))) for was, now in pairs
    ]
    found += [
        HeadingComparison(was, None, (gone(was, (before.line(was.line),)),))
        for was in old
        if id(was) not in known
    ]
    found += [
        HeadingComparison(None, now, (come(now, (after.line(now.line),)),))
        for now in new
        if id(now) not in known
    ]
    return sorted(found, key=lambda one: place(one.present.number))


def come(heading: Heading, lines: tuple[Line, ...]) -> Change:
    """What is new."""
    return Change("added", Grade.MAJOR, {"points": shown(heading.maximum)}, new=lines)


def gone(heading: Heading, lines: tuple[Line, ...]) -> Change:
    """What is no longer there."""
    return Change("removed", Grade.MAJOR, {"points": shown(heading.maximum)}, old=lines)


def whole_leaf(leaf: Leaf, version: Version) -> tuple[Line, ...]:
    """All that a leaf says: its heading, its definitions, its rules."""
    numbers = [leaf.line, *(one.line for one in leaf.definitions), *(one.line for one in leaf.rules)]
    return tuple(version.line(number) for number in sorted(numbers))


def place(number: str) -> tuple[tuple[int, str], ...]:
    """Where a number stands in the annex: 1.2 before 1.10."""
    parts = (part.lstrip("0") for part in number.split("."))
    return tuple((len(part), part) for part in parts)
