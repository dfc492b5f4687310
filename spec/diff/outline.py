"""What changed, sorted by area: for whoever shows a comparison in the order of the annex."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spec.diff.change import Comparison, HeadingComparison, LeafComparison
from spec.diff.headings import place

Below = HeadingComparison | LeafComparison


@dataclass(slots=True)
class Section:
    """An area in which something changed: the criteria and leaves that did, each criterion before its leaves."""

    area: HeadingComparison
    parts: list[Below] = field(default_factory=list)


def sections(comparison: Comparison) -> list[Section]:
    """The areas in which something changed. What is gone stands where it was."""
    found = {id(one): Section(one) for one in comparison.areas}
    by_old = {one.old.number: id(one) for one in comparison.areas if one.old is not None}
    by_new = {one.new.number: id(one) for one in comparison.areas if one.new is not None}
    below: list[Below] = [*comparison.criteria, *comparison.leaves]
    for part in sorted(below, key=lambda one: place(one.present.number)):
        if part.changes:
            found[_area(part, by_old, by_new)].parts.append(part)
    return [one for one in found.values() if one.area.changes or one.parts]


def _area(part: Below, by_old: Mapping[str, int], by_new: Mapping[str, int]) -> int:
    """The area that a part belongs to, by its first number: the new one, or the old one of what is gone."""
    number = part.present.number.partition(".")[0]
    return by_new[number] if part.new is not None else by_old[number]
