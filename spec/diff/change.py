"""What a comparison finds: changes, each with its class, and what they mean for comparing scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

from spec.diagnostics import Bilingual
from spec.diff.version import Line, Version
from spec.diff.words import sentence
from spec.keywords import Language
from spec.model import Area, Criterion, Fact, Leaf


class Grade(IntEnum):
    """The class of a change, the heavier the greater; the package's docstring defines them."""

    NONE = 0
    WORDING = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """Its name in the JSON form."""
        return self.name.lower()


#: Whether scores of both sets can be compared.
Comparable = Literal["yes", "with_care", "no"]


def comparable(grade: Grade) -> Comparable:
    """What the heaviest change means for comparing scores."""
    if grade is Grade.MAJOR:
        return "no"
    return "with_care" if grade is Grade.MINOR else "yes"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``kind`` is its stable name; ``old`` and ``new`` are the lines that it is seen in.

    ``was`` and ``now`` are the value that changed, in plain form (`90%`, `0.25`, `2020-12-15`), where it is just one;
    ``arguments`` are what its sentence needs.
    """

    kind: str
    grade: Grade
    arguments: Mapping[str, str | Bilingual] = field(default_factory=dict)
    old: tuple[Line, ...] = ()
    new: tuple[Line, ...] = ()
    was: str | None = None
    now: str | None = None

    def text(self, language: Language = "vi") -> str:
        """What changed, in a sentence."""
        return sentence(self.kind, self.arguments, language)


def heaviest(changes: Iterable[Change]) -> Grade:
    """The class of several changes together."""
    return max((one.grade for one in changes), default=Grade.NONE)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The heaviest first; among equals in the order in which they were found."""
    return tuple(sorted(changes, key=lambda one: -one.grade))


Matched = Literal["key", "number", "name"]


@dataclass(frozen=True, slots=True)
class LeafComparison:
    """A leaf in both sets, or in one of them. The hashes cover what it scores, the year's own days aside."""

    old: Leaf | None
    new: Leaf | None
    matched: Matched | None
    changes: tuple[Change, ...]
    old_hash: str | None
    new_hash: str | None

    @property
    def present(self) -> Leaf:
        """The leaf as it is now, or as it was before it was removed."""
        leaf = self.new or self.old
        assert leaf is not None
        return leaf

    @property
    def grade(self) -> Grade:
        """The class of its changes together."""
        return heaviest(self.changes)

    @property
    def comparable(self) -> Comparable:
        """Whether its points of both sets can be compared."""
        return comparable(self.grade)


@dataclass(frozen=True, slots=True)
class HeadingComparison:
    """An area or criterion: what changed in its heading. What changed below it is told of its leaves."""

    old: Area | Criterion | None
    new: Area | Criterion | None
    changes: tuple[Change, ...]

    @property
    def present(self) -> Area | Criterion:
        """The heading as it is now, or as it was before it was removed."""
        heading = self.new or self.old
        assert heading is not None
        return heading


@dataclass(frozen=True, slots=True)
class FactComparison:
    """A fact that changed. ``leaves`` are the numbers of the leaves that read it now, or did."""

    old: Fact | None
    new: Fact | None
    changes: tuple[Change, ...]
    leaves: tuple[str, ...]

    @property
    def present(self) -> Fact:
        """The fact as it is now, or as it was before it was removed."""
        fact = self.new or self.old
        assert fact is not None
        return fact


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed from one set to another, in the order of the annex."""

    old: Version
    new: Version
    #: The whole set: year, rounding, bands, parameters, bonus and penalty.
    settings: tuple[Change, ...]
    areas: tuple[HeadingComparison, ...]
    criteria: tuple[HeadingComparison, ...]
    #: All leaves, the unchanged ones too.
    leaves: tuple[LeafComparison, ...]
    #: Facts that changed.
    facts: tuple[FactComparison, ...]
    #: Constraints and warnings about facts.
    checks: tuple[Change, ...]

    @property
    def comparable(self) -> Comparable:
        """Whether the totals of both sets can be compared."""
        parts: list[Any] = [*self.areas, *self.criteria, *self.leaves]
        return comparable(max(heaviest(self.settings), *(heaviest(part.changes) for part in parts)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        parts: list[Any] = [*self.areas, *self.criteria, *self.leaves, *self.facts]
        return not (self.settings or self.checks or any(part.changes for part in parts))
