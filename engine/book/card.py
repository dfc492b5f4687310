"""What is kept of a score: its figures, what changed of each leaf, and a digest over all of it.

Amounts are units of the set's places inside ``LeafState`` and decimal strings in ``Figures``.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.rounding import text
from engine.score import Scored
from engine.totals import Totals


class LeafState(NamedTuple):
    """A leaf: points, status, bounds, and each loss as points and index of the rule."""

    number: str
    points: int
    status: str
    low: int
    high: int
    losses: tuple[tuple[int, int], ...]


class Figures(NamedTuple):
    """The figures of a unit, as published: decimal strings; ``percent`` is None where nothing applies."""

    points: str
    maximum: str
    percent: str | None
    low: str
    high: str
    band: str | None


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Card:
    """A score as it is kept."""

    figures: Figures
    leaves: tuple[LeafState, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over figures and all leaves: two scores are the same if and only if this is."""
        written = _ENCODER.encode([self.figures._asdict(), self.leaves])
        return hashlib.sha256(written.encode()).hexdigest()

    def changed_from(self, other: "Card | None") -> list[LeafState]:
        """The leaves that are not as they were; all of them where there was no score."""
        before: Sequence[LeafState | None] = [None] * len(self.leaves) if other is None else other.leaves
        if len(before) != len(self.leaves):
            before = [None] * len(self.leaves)
        return [
            leaf for leaf, old in zip(self.leaves, before, strict=True) if leaf is not old and leaf != old
        ]


def card_of(scored: Scored, totals: Totals | None = None) -> Card:
    """The card of a scored unit."""
    leaves = tuple(_leaf(scored, position) for position in range(len(scored.outcomes)))
    return Card(_figures(totals or Totals(scored)), leaves)


def next_card(card: Card, before: Scored, after: Scored) -> Card:
    """The card of a unit of which some leaves were scored again under the same set; the others are on its card."""
    changed = {
        position
        for position, (old, new) in enumerate(zip(before.outcomes, after.outcomes, strict=True))
        if old is not new
    }
    leaves = list(card.leaves)
    for position in changed.union(before.open, after.open):
        leaves[position] = _leaf(after, position)
    # Most dossiers change no leaf.
    if tuple(leaves) == card.leaves and after.program.leaves_decide:
        return card
    return Card(_figures(Totals(after)), tuple(leaves))


def _figures(totals: Totals) -> Figures:
    places, model = totals.program.places, totals.program.model
    published = totals.published(totals.percent)
    return Figures(
        points=text(totals.points, places),
        maximum=text(totals.maximum, places),
        percent=None if published is None else text(published, model.published_places),
        low=text(totals.low, places),
        high=text(totals.high, places),
        band=totals.band.name if totals.band else None,
    )


def _leaf(scored: Scored, position: int) -> LeafState:
    points, status, losses = scored.outcomes[position]
    bounds = None if scored.closed else scored.open.get(position)
    low, high = (bounds.low, bounds.high) if bounds else (points, points)
    return LeafState(scored.program.leaves[position].number, points, status, low, high, tuple(losses))
