"""One unit: its leaves, areas and total."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from spec.model import CriteriaSet, Leaf
from tests.reference.expressions import Scope, condition
from tests.reference.facts import UnitFacts
from tests.reference.ledger import LeafResult
from tests.reference.rules import Undecided, measured, score_leaf
from tests.reference.values import EMPTY, UNKNOWN, Value, round_half_up


@dataclass
class Share:
    """Points over a base. ``decided`` is False while a leaf (or a bonus) is pending: then nothing else counts.

    ``percent`` is exact, ``published`` rounded half up; both are None where nothing is applicable.
    """

    decided: bool = True
    points: Fraction = Fraction(0)
    maximum: Fraction = Fraction(0)
    percent: Fraction | None = None
    published: Fraction | None = None
    rank: int | None = None
    rank_of: int | None = None


@dataclass
class AreaResult(Share):
    """One area."""

    number: str = ""


@dataclass
class UnitResult:
    """One unit. ``band_decided`` is False where the condition of a band that counts is undecided."""

    code: str
    block: str
    ranked: bool
    leaves: dict[str, LeafResult]
    areas: list[AreaResult] = field(default_factory=list)
    total: Share = field(default_factory=Share)
    band: str | None = None
    band_decided: bool = True


class UnitScorer:
    """Scores one unit; leaves are scored when they are first read, so that one may read another."""

    def __init__(
        self, criteria: CriteriaSet, unit: UnitFacts, best: Callable[[str], Value], closed: bool = False
    ) -> None:
        self.criteria = criteria
        self.unit = unit
        self.best = best
        self.closed = closed
        self.done: dict[str, LeafResult] = {}
        self._leaves = {leaf.number: leaf for leaf in criteria.leaves}

    def scope(self, leaf: Leaf | None = None) -> Scope:
        """What a rule of this leaf, or of the set, can see."""
        return Scope(
            criteria=self.criteria,
            unit=self.unit,
            leaf=leaf,
            points_of=self.points_of,
            best=self.best,
            ratio_of=self.ratio_of,
            lowest_area=self.lowest_area,
        )

    def leaf(self, number: str) -> LeafResult:
        """The result of one leaf."""
        if number not in self.done:
            self.done[number] = score_leaf(self.scope(self._leaves[number]), self.closed)
        return self.done[number]

    def points_of(self, number: str) -> Value:
        """«Another leaf's rounded points, trống if not applicable»."""
        result = self.leaf(number)
        if result.status == "not_applicable":
            return EMPTY
        return UNKNOWN if result.points is None else Fraction(result.points)

    def share(self, leaves: Iterable[Leaf]) -> Share:
        """The sum of some leaves, and the sum of the maxima of those that are applicable."""
        results = [self.leaf(leaf.number) for leaf in leaves]
        there = [one for one in results if one.status != "not_applicable"]
        share = Share(decided=all(one.status != "pending" for one in there))
        share.points = sum((Fraction(one.points or 0) for one in there), Fraction(0))
        share.maximum = sum((Fraction(one.maximum) for one in there), Fraction(0))
        return share

    def ratio(self, leaves: Iterable[Leaf]) -> Value:
        """Points over the maximum of what is applicable (over the full one in a set that does not rescale)."""
        chosen = list(leaves)
        share = self.share(chosen)
        if not share.decided:
            return UNKNOWN
        if share.maximum == 0:
            return EMPTY
        full = sum((Fraction(leaf.maximum) for leaf in chosen), Fraction(0))
        return share.points / (full if self.criteria.rescale == "none" else share.maximum)

    def ratio_of(self, number: str) -> Value:
        """`tỷ lệ điểm(3)`: of an area, a criterion or a leaf."""
        for area in self.criteria.areas:
            if area.number == number:
                return self.ratio(area.leaves)
            for criterion in area.criteria:
                if criterion.number == number and not criterion.implicit:
                    return self.ratio(criterion.leaves)
        return self.ratio([self._leaves[number]])

    def lowest_area(self) -> Value:
        """`lĩnh vực thấp nhất`: among the applicable areas."""
        ratios = [self.ratio(area.leaves) for area in self.criteria.areas]
        if UNKNOWN in ratios:
            return UNKNOWN
        there = [ratio for ratio in ratios if isinstance(ratio, Fraction)]
        return min(there) if there else EMPTY


def score_unit(scorer: UnitScorer) -> UnitResult:
    """Leaves, areas, total and band; ranks come after all units are known."""
    criteria, unit = scorer.criteria, scorer.unit
    result = UnitResult(
        code=unit.code,
        block=unit.block,
        ranked=(
            unit.unit.get("ranked") is not False
            and unit.block not in criteria.unranked_blocks
            and unit.code not in criteria.unranked_units
        ),
        leaves={leaf.number: scorer.leaf(leaf.number) for leaf in criteria.leaves},
    )
    for area in criteria.areas:
        share = scorer.share(area.leaves)
        ratio = scorer.ratio(area.leaves)
        percent = ratio * 100 if isinstance(ratio, Fraction) else None
        published = None if percent is None else round_half_up(percent, criteria.published_places)
        result.areas.append(
            AreaResult(share.decided, share.points, share.maximum, percent, published, number=area.number)
        )
    result.total = _total(scorer)
    _find_band(scorer, result)
    return result


def _adjusted(scorer: UnitScorer, points: Fraction) -> Fraction:
    """The sum of the leaves with bonuses and penalties, «added after the sums and outside the base».

    Each is rounded like a leaf. Each of the two sums is at most its limit, and the total stays within 0 and its own.
    """
    sums = {"bonus": Fraction(0), "penalty": Fraction(0)}
    for adjustment in scorer.criteria.adjustments:
        amount = measured(adjustment, scorer.scope())
        sums[adjustment.kind] += round_half_up(amount, scorer.criteria.decimal_places)
    bonus = _at_most(scorer.criteria.bonus_limit, sums["bonus"])
    penalty = _at_most(scorer.criteria.penalty_limit, sums["penalty"])
    return max(Fraction(0), _at_most(scorer.criteria.total_limit, points + bonus - penalty))


def _at_most(limit: Decimal | None, value: Fraction) -> Fraction:
    return value if limit is None else min(value, Fraction(limit))


def _total(scorer: UnitScorer) -> Share:
    """Points and percent of the unit.

    «`quy đổi tổng`: percent = points / applicable maximum. `theo lĩnh vực`: each area's points scaled to its full
    maximum, an area without applicable leaves leaves the base. `không`: counts 0 in the full base. Nothing
    applicable: no percent.»
    """
    criteria = scorer.criteria
    total = scorer.share(criteria.leaves)
    earned = total.points
    try:
        total.points = _adjusted(scorer, earned)
    except Undecided:
        total.decided = False
    if not total.decided or total.maximum == 0:
        return total
    over = total.points
    base = Fraction(criteria.maximum) if criteria.rescale == "none" else total.maximum
    if criteria.rescale == "area":
        scaled, base = _scaled_by_area(scorer)
        over = scaled + (total.points - earned)
    total.percent = over / base * 100
    total.published = round_half_up(total.percent, criteria.published_places)
    return total


def _scaled_by_area(scorer: UnitScorer) -> tuple[Fraction, Fraction]:
    """The points of the applicable areas scaled to their full maxima, and the sum of these."""
    points = base = Fraction(0)
    for area in scorer.criteria.areas:
        share = scorer.share(area.leaves)
        if share.maximum:
            full = Fraction(area.maximum)
            points += full * share.points / share.maximum
            base += full
    return points, base


def _find_band(scorer: UnitScorer, result: UnitResult) -> None:
    """«The first band, from the highest, that is reached and whose condition holds».

    Compared as published unless the set compares exact figures.
    """
    criteria, total = scorer.criteria, result.total
    figure = total.percent if criteria.compare_exact else total.published
    if figure is None:
        result.band_decided = total.decided
        return
    for band in sorted(criteria.bands, key=lambda one: one.threshold, reverse=True):
        if figure < Fraction(band.threshold) * 100:
            continue
        holds = True if band.condition is None else condition(band.condition, scorer.scope())
        if holds is UNKNOWN:
            result.band_decided = False
            return
        if holds is True:
            result.band = band.name
            return
