"""What a draft does to the units: figures as people check them, exact to the last digit, never a float."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.book.entries import View
from engine.impact.carry import LeftReason
from engine.impact.pairing import Reason

#: What a draft does to a unit, or to a leaf of it: surely less, surely more, it hangs on facts that are missing, or
#: nothing at all.
Effect = Literal["loses", "gains", "open", "unaffected"]


@dataclass(frozen=True, slots=True)
class Figures:
    """A unit under one set. ``low`` and ``high``: between what its points may still come to while ``pending``."""

    points: Decimal
    maximum: Decimal
    percent: Decimal | None
    low: Decimal
    high: Decimal
    band: str | None
    rank: int | None
    rank_of: int | None
    pending: bool


@dataclass(frozen=True, slots=True)
class LeafPlace:
    """A leaf in both sets, or in one: its number and maximum there, and what it is called.

    ``same_rule``: the same facts surely come to the same points in both, the years of days aside.
    """

    old: str | None
    new: str | None
    key: str
    name: str
    old_maximum: Decimal | None
    new_maximum: Decimal | None
    same_rule: bool


@dataclass(frozen=True, slots=True)
class LeafChange:
    """A leaf of a unit that comes to something else. ``difference`` is between what is certain.

    ``low`` and ``high``: between what the difference may be, where facts are missing.
    """

    leaf: LeafPlace
    old_points: Decimal | None
    new_points: Decimal | None
    difference: Decimal
    low: Decimal
    high: Decimal
    effect: Effect


@dataclass(frozen=True, slots=True)
class UnitImpact:
    """A unit under both sets. ``places``: gained in rank, negative where lost; ``leaves``: those that change."""

    code: str
    name: str
    block: str
    old: Figures
    new: Figures
    points: Decimal
    percent: Decimal | None
    places: int | None
    effect: Effect
    leaves: tuple[LeafChange, ...]

    @property
    def other_rank(self) -> bool:
        """Whether its place is another."""
        return self.old.rank != self.new.rank

    @property
    def other_band(self) -> bool:
        """Whether its band is another."""
        return self.old.band != self.new.band


@dataclass(frozen=True, slots=True)
class LeafImpact:
    """A leaf over all units: how many it touches, how many of them lose, gain, or hang on missing facts; the sum."""

    leaf: LeafPlace
    units: int
    loses: int
    gains: int
    open: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units."""

    units: int
    loses: int
    gains: int
    open: int
    unaffected: int
    other_rank: int
    other_band: int


@dataclass(frozen=True, slots=True)
class Left:
    """What some units said and the draft cannot take. ``name``: path of the fact, or number of the leaf."""

    name: str
    label: str
    reason: LeftReason
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What leaves of the draft read and no unit has said; ``reason`` «undeclared»: though it was asked."""

    name: str
    label: str
    reason: Reason | Literal["undeclared"]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """A document that the draft asks for and nobody was asked: it is taken to be there."""

    leaf: str
    document: str


@dataclass(frozen=True, slots=True)
class LeftUnit:
    """A unit that is not scored, because the draft is not for its block."""

    code: str
    name: str
    block: str


@dataclass(frozen=True, slots=True)
class Impact:
    """A draft over the units of a year. Units and leaves: the largest loss first.

    ``years``: by how many the days in facts were moved; ``clipped``: how many of them were 29 February.
    """

    year_of_facts: int
    year: int
    years: int
    clipped: int
    view: View
    content_hash: str
    places: int
    published_places: int
    counts: Counts
    units: tuple[UnitImpact, ...]
    leaves: tuple[LeafImpact, ...]
    left: tuple[Left, ...]
    missing: tuple[Missing, ...]
    assumed: tuple[Assumed, ...]
    left_units: tuple[LeftUnit, ...]
