"""Scores as they are kept: each supersedes the one before it, names its cause, and can be worked out again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.book.card import Card, LeafState
from engine.book.entries import View
from engine.rounding import text
from engine.service.outgoing import announce, listeners
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import canonical
from spec.model import CriteriaSet
from spec.model.criteria import SEMANTICS

#: The engine that worked a score out; raised with whatever could change a digit.
ENGINE = f"chamdiem {SEMANTICS}"


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A view of a unit before and after an action. ``first``: there is no score before it under this set."""

    unit: str
    year: int
    view: View
    version: int
    set_id: int
    places: int
    before: Card
    after: Card
    first: bool
    closed: bool = False
    best: str = "{}"

    @property
    def is_news(self) -> bool:
        """Whether there is anything to keep."""
        return self.first or self.closed or self.before != self.after

    @property
    def leaves(self) -> list[LeafState]:
        """The leaves that are other than before."""
        return self.after.changed_from(self.before)

    def as_answer(self) -> dict[str, Any]:
        """What an integrator hears: the version, points of the unit and of each touched leaf before and after."""
        old = {leaf.number: leaf for leaf in self.before.leaves}
        return {
            "view": self.view,
            "version": self.version,
            "points": {"old": self.before.figures.points, "new": self.after.figures.points},
            "percent": {"old": self.before.figures.percent, "new": self.after.figures.percent},
            "band": {"old": self.before.figures.band, "new": self.after.figures.band},
            "leaves": [
                {
                    "number": leaf.number,
                    "old": text(old[leaf.number].points, self.places) if leaf.number in old else None,
                    "new": text(leaf.points, self.places),
                    "status": leaf.status,
                }
                for leaf in self.leaves
            ],
        }


def add_score(action: Action, change: ScoreChange, model: CriteriaSet, *, cause: str) -> bool:
    """Keep a score if it is other than the one before, and tell subscribers; whether it was kept."""
    return bool(add_scores(action, [change], model, cause=cause))


def add_scores(
    action: Action, changes: Iterable[ScoreChange], model: CriteriaSet, *, cause: str
) -> list[ScoreChange]:
    """Keep the scores that are other than before, and tell subscribers; gives those that were kept."""
    kept = [change for change in changes if change.is_news]
    action.add(t.scores, [_as_row(change, model, cause, action.at) for change in kept])
    if kept and (to := listeners(action.connection)):
        for change in kept:
            unit, year = change.unit, change.year
            announce(action, "score.changed", unit, year, _thin(change), change.as_answer(), to)
    return kept


def _as_row(change: ScoreChange, model: CriteriaSet, cause: str, at: int) -> dict[str, Any]:
    leaves = change.after.leaves if change.first or change.closed else change.leaves
    figures = change.after.figures
    return {
        "unit": change.unit,
        "year": change.year,
        "view": change.view,
        "version": change.version,
        "set_id": change.set_id,
        "scoring_hash": model.scoring_hash,
        "closed": change.closed,
        "points": figures.points,
        "maximum": figures.maximum,
        "percent": figures.percent,
        "low": figures.low,
        "high": figures.high,
        "band": figures.band,
        "changes": canonical(leaves),
        "best": change.best,
        "digest": change.after.digest,
        "cause": cause,
        "engine": ENGINE,
        "at": at,
    }


def _thin(change: ScoreChange) -> dict[str, Any]:
    """What every subscriber hears: ids, band, version; who may know more asks for it."""
    return {
        "unit": change.unit,
        "year": change.year,
        "view": change.view,
        "version": change.version,
        "set": change.set_id,
        "closed": change.closed,
        "band": {"old": change.before.figures.band, "new": change.after.figures.band},
        "link": f"/scores/{change.year}/{change.unit}?view={change.view}",
    }
