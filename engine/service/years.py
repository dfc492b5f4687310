"""Two years' sets beside each other: which leaf and area is which, and which points can be compared.

Leaves are recognised by their permanent keys (``spec.diff``). A leaf or an area is as comparable as its heaviest
change allows. Totals of two years are set side by side where both come out of the same maximum by the same rules of
summing up, with care as soon as anything below them changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, select

from engine.book.criteria import Criteria
from engine.store import tables as t
from spec.diff import Comparable, Comparison, Grade, LeafComparison, Version, compare
from spec.diff.change import comparable, heaviest
from spec.model import CriteriaSet
from spec.reading import read

#: Why totals cannot be compared.
Obstacle = Literal["", "maximum", "rules"]


@dataclass(frozen=True, slots=True)
class Matched:
    """An area or leaf of the new set: its number in the old one (None: it is new), and how comparable it is."""

    old: str | None
    comparable: Comparable


@dataclass(frozen=True, slots=True)
class Years:
    """What of two sets can be compared. ``areas`` and ``leaves`` are by the numbers of the new set."""

    total: Comparable
    obstacle: Obstacle
    areas: Mapping[str, Matched]
    leaves: Mapping[str, Matched]


#: By the content hashes of both sets.
_KNOWN: Final[dict[tuple[str, str], Years]] = {}
_MOST: Final = 32


def years_of(connection: Connection, old: Criteria, new: Criteria) -> Years:
    """Two sets in force. What takes a second is done once: their texts never change."""
    key = (old.model.content_hash, new.model.content_hash)
    found = _KNOWN.get(key)
    if found is None:
        found = _compared(_version(connection, old), _version(connection, new))
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[key] = found
    return found


def _version(connection: Connection, criteria: Criteria) -> Version:
    query = select(t.sets.c.text).where(t.sets.c.id == criteria.identity)
    source, _ = read(connection.execute(query).scalar_one().encode(), "bộ tiêu chí")
    assert source is not None, "it is in force"
    return Version(criteria.model, source)


def _compared(old: Version, new: Version) -> Years:
    comparison = compare(old, new)
    obstacle = _obstacle(comparison)
    total: Comparable = "no"
    if not obstacle:
        total = "yes" if comparison.comparable == "yes" else "with_care"
    leaves = {one.new.number: _matched(one) for one in comparison.leaves if one.new is not None}
    return Years(total, obstacle, _areas(comparison), leaves)


def _obstacle(comparison: Comparison) -> Obstacle:
    if comparison.old.model.maximum != comparison.new.model.maximum:
        return "maximum"
    return "rules" if heaviest(comparison.settings) is Grade.MAJOR else ""


def _matched(leaf: LeafComparison) -> Matched:
    if leaf.old is None:
        return Matched(None, "no")
    return Matched(leaf.old.number, leaf.comparable)


def _areas(comparison: Comparison) -> dict[str, Matched]:
    """Areas by the heaviest change of their headings and of all leaves that they have, or had."""
    was, is_now = _area_of(comparison.old.model), _area_of(comparison.new.model)
    found: dict[str, Matched] = {}
    for heading in comparison.areas:
        if heading.new is None:
            continue
        number = heading.new.number
        if heading.old is None:
            found[number] = Matched(None, "no")
            continue
        old = heading.old.number
        inside = [one for one in comparison.leaves if _belongs(one, old, number, was, is_now)]
        grade = max(heaviest(heading.changes), *(one.grade for one in inside), Grade.NONE)
        if any(_wandered(one, old, number, was, is_now) for one in inside):
            grade = Grade.MAJOR
        found[number] = Matched(old, comparable(grade))
    return found


def _area_of(model: CriteriaSet) -> dict[str, str]:
    """The area of each leaf."""
    return {leaf.number: area.number for area in model.areas for leaf in area.leaves}


def _belongs(
    leaf: LeafComparison, old: str, new: str, was: Mapping[str, str], is_now: Mapping[str, str]
) -> bool:
    return (leaf.old is not None and was[leaf.old.number] == old) or (
        leaf.new is not None and is_now[leaf.new.number] == new
    )


def _wandered(
    leaf: LeafComparison, old: str, new: str, was: Mapping[str, str], is_now: Mapping[str, str]
) -> bool:
    """Whether a leaf is in an area on one side alone."""
    return (leaf.old is None or was[leaf.old.number] == old) is not (
        leaf.new is None or is_now[leaf.new.number] == new
    )
