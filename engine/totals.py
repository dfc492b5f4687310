"""Sums, percentages, bonus and penalty, bands: from leaves to areas to the unit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from engine.bounds.evaluate import Evaluator
from engine.bounds.leaf import Bounded, Course, measured
from engine.bounds.shares import Part, highest_share, lowest_share
from engine.compile.undecided import Undecided
from engine.ledger import Amount
from engine.program import Group, Program
from engine.rounding import exact, half_up
from engine.score import Scored, evaluator_for
from spec.model.criteria import Adjustment, Band


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Points and applicable maximum of an area or criterion, in units."""

    group: Group
    points: int
    maximum: int
    #: What percentages are taken of: the applicable maximum, or the full one where the set does not rescale.
    base: int

    @property
    def percent(self) -> Fraction | None:
        """The share reached, in percent; None where nothing is applicable."""
        return Fraction(100 * self.points, self.base) if self.maximum else None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What a bonus or penalty comes to, in units: what is certain, and its bounds."""

    adjustment: Adjustment
    points: int
    low: int
    high: int


class Totals:
    """The figures of one scored unit, each worked out when asked for. Everything is exact; ``published`` rounds."""

    def __init__(self, scored: Scored) -> None:
        self.scored = scored
        self.program: Program = scored.program
        self.points_by_leaf = [outcome[0] for outcome in scored.outcomes]
        self._open = {} if scored.closed else scored.open
        self._full_base = self.program.model.rescale == "none"

    # ---- Figures by leaf

    @cached_property
    def _maxima(self) -> list[int]:
        """The applicable maximum of each leaf: 0 where it has left the base."""
        maxima, outcomes = self.program.maxima, self.scored.outcomes
        if all(outcome[1] != "not_applicable" for outcome in outcomes):
            return maxima
        return [
            0 if outcome[1] == "not_applicable" else full
            for outcome, full in zip(outcomes, maxima, strict=True)
        ]

    @cached_property
    def _low(self) -> list[int]:
        return self._with_bounds(lambda bounds: bounds.low)

    @cached_property
    def _high(self) -> list[int]:
        return self._with_bounds(lambda bounds: bounds.high)

    def _with_bounds(self, end: Callable[[Bounded], int]) -> list[int]:
        points = list(self.points_by_leaf)
        for position, bounds in self._open.items():
            points[position] = end(bounds)
        return points

    @cached_property
    def _may_leave(self) -> list[bool]:
        found = [False] * len(self.points_by_leaf)
        for position, bounds in self._open.items():
            found[position] = bounds.may_leave
        return found

    def bounds_of(self, group: Group) -> tuple[int, int]:
        """Between what the points of an area or criterion may still come out."""
        return sum(self._low[group.start : group.end]), sum(self._high[group.start : group.end])

    def is_open(self, group: Group) -> bool:
        """Whether a leaf of an area or criterion is still pending."""
        return any(group.start <= position < group.end for position in self._open)

    # ---- Sums

    @cached_property
    def areas(self) -> list[Subtotal]:
        """Points and maximum of each area."""
        return [self._subtotal(group) for group in self.program.areas]

    @cached_property
    def criteria(self) -> list[Subtotal]:
        """Points and maximum of each criterion."""
        return [self._subtotal(group) for group in self.program.criteria]

    def _subtotal(self, group: Group) -> Subtotal:
        points = sum(self.points_by_leaf[group.start : group.end])
        maximum = sum(self._maxima[group.start : group.end])
        return Subtotal(group, points, maximum, group.maximum if self._full_base else maximum)

    @cached_property
    def maximum(self) -> int:
        """The applicable maximum."""
        return sum(self._maxima)

    @cached_property
    def points(self) -> int:
        """What is certain: the sum of the leaves with bonus and penalty."""
        return self._total(sum(self.points_by_leaf), self._net_of(_certain))

    @property
    def _is_settled(self) -> bool:
        """Whether nothing at all could move the total."""
        return not (self._open or self.program.adjustments)

    @cached_property
    def low(self) -> int:
        """The lowest total still possible."""
        if self._is_settled:
            return self.points
        return self._total(sum(self._low), self._net_of(_worst))

    @cached_property
    def high(self) -> int:
        """The highest total still possible."""
        if self._is_settled:
            return self.points
        return self._total(sum(self._high), self._net_of(_best))

    @cached_property
    def adjustments(self) -> list[Adjusted]:
        """What each bonus and penalty comes to."""
        return list(_adjustments(self.scored))

    @property
    def is_final(self) -> bool:
        """Whether nothing is pending that could move the total, or what it is taken of."""
        return not self._open and self.low == self.high

    @property
    def provisional(self) -> bool:
        """Whether something is still pending, be it only which band counts."""
        return not self.is_final or (self._banded[1] and not self.scored.closed)

    # ---- Bonus and penalty

    def _net_of(self, amount: Callable[[Adjusted], int]) -> int:
        """Bonus minus penalty, each under its limit."""
        model, places = self.program.model, self.program.places
        bonus = sum(amount(one) for one in self.adjustments if one.adjustment.kind == "bonus")
        penalty = sum(amount(one) for one in self.adjustments if one.adjustment.kind == "penalty")
        if model.bonus_limit is not None:
            bonus = min(bonus, half_up(exact(model.bonus_limit), places))
        if model.penalty_limit is not None:
            penalty = min(penalty, half_up(exact(model.penalty_limit), places))
        return bonus - penalty

    def _total(self, base: int, net: int) -> int:
        """The sum with bonus and penalty; bonuses lift it to its limit at most, and it never falls below 0."""
        total = base + net
        limit = self.program.model.total_limit
        if limit is not None:
            total = min(total, half_up(exact(limit), self.program.places))
        return max(total, 0)

    # ---- Percentages

    @cached_property
    def percent(self) -> Fraction | None:
        """The index: what was reached of what applies; None where nothing applies."""
        return self._percent(self.points, self.points_by_leaf)

    def _percent(self, total: int, by_leaf: list[int]) -> Fraction | None:
        if not self.maximum:
            return None
        mode = self.program.model.rescale
        if mode == "none":
            return Fraction(100 * total, self.program.maximum)
        if mode == "total":
            return Fraction(100 * total, self.maximum)
        scaled, base = Fraction(total - sum(by_leaf)), 0
        for area in self.areas:
            if area.maximum:
                points = sum(by_leaf[area.group.start : area.group.end])
                scaled += Fraction(area.group.maximum * points, area.maximum)
                base += area.group.maximum
        return 100 * scaled / base

    @cached_property
    def percent_bounds(self) -> tuple[Fraction | None, Fraction | None]:
        """Between what the percentage may still come out, also over leaves that may turn out not applicable."""
        if self.percent is None:
            return None, None
        if self.program.model.rescale == "none" or not any(self._may_leave):
            return self._percent(self.low, self._low), self._percent(self.high, self._high)
        return self._lowest_percent(), self._highest_percent()

    def _lowest_percent(self) -> Fraction:
        """Where the limit of the total binds, the lowest percentage is that over the largest base."""
        low = lowest_share(self._parts(self._low, lowest_share), self._net_of(_worst)) or Fraction(0)
        limit = self.program.model.total_limit
        if limit is not None:
            by_area = self.program.model.rescale == "area"
            base = sum(area.group.maximum if by_area else area.maximum for area in self.areas if area.maximum)
            low = min(low, Fraction(half_up(exact(limit), self.program.places), base))
        return max(100 * low, Fraction(0))

    def _highest_percent(self) -> Fraction:
        """A penalty takes a total to 0 at most: what scaling its areas adds to it, no penalty takes."""
        extra = self._net_of(_best)
        if self.program.model.rescale == "area" and sum(self._low) + self._net_of(_worst) < 0:
            extra = max(extra, 0)
        high = highest_share(self._parts(self._high, highest_share), extra) or Fraction(0)
        return max(100 * high, Fraction(0))

    def _parts(self, by_leaf: list[int], share: Callable[[list[Part]], Fraction | None]) -> list[Part]:
        """What the percentage is a share of: the leaves, or the areas scaled to their full maxima."""
        leaves = [
            Part(points, maximum, may_leave)
            for points, maximum, may_leave in zip(by_leaf, self._maxima, self._may_leave, strict=True)
        ]
        if self.program.model.rescale == "total":
            return [leaf for leaf in leaves if leaf.maximum]
        parts = []
        for area in self.program.areas:
            inside = [leaf for leaf in leaves[area.start : area.end] if leaf.maximum]
            ratio = share(inside)
            if ratio is not None:
                leaves_too = all(leaf.may_leave for leaf in inside)
                parts.append(Part(ratio * area.maximum, area.maximum, leaves_too))
        return parts

    def published(self, percent: Fraction | None) -> int | None:
        """A percentage in units of the published places, rounded half up."""
        return None if percent is None else half_up(percent, self.program.model.published_places)

    # ---- Bands

    @property
    def band(self) -> Band | None:
        """The first band from the highest that is reached and whose condition surely holds."""
        return self._banded[0]

    @cached_property
    def _banded(self) -> tuple[Band | None, bool]:
        """The band, and whether a higher one that is reached hangs on a condition that is still open."""
        model = self.program.model
        published = self.published(self.percent)
        if self.percent is None or published is None:
            return None, False
        compared = self.percent if model.compare_exact else Fraction(published, 10**model.published_places)
        evaluator: Evaluator | None = None
        open_ = False
        for band in sorted(model.bands, key=lambda band: -band.threshold):
            if compared < _in_percent(band.threshold):
                continue
            if band.condition is None:
                return band, open_
            evaluator = evaluator or evaluator_for(self.scored, self)
            holds = evaluator.condition(band.condition).value
            if holds is True:
                return band, open_
            open_ = open_ or holds is None
        return None, open_

    def ratio_of(self, number: str) -> Fraction | None:
        """Points over applicable maximum of an area, criterion or leaf; None where it is not applicable."""
        for subtotal in (*self.areas, *self.criteria):
            if subtotal.group.item.number == number:
                return Fraction(subtotal.points, subtotal.base) if subtotal.maximum else None
        position = self.program.position(number)
        assert position is not None
        maximum = self._maxima[position]
        return Fraction(self.points_by_leaf[position], maximum) if maximum else None

    def lowest_area(self) -> Fraction | None:
        """The lowest share of its maximum among the applicable areas."""
        shares = [Fraction(area.points, area.base) for area in self.areas if area.maximum]
        return min(shares, default=None)


@lru_cache
def _in_percent(threshold: Decimal) -> Amount:
    return 100 * exact(threshold)


# ---- Bonus and penalty


def _adjustments(scored: Scored) -> Iterable[Adjusted]:
    program, values = scored.program, scored.values
    evaluator: Evaluator | None = None
    for adjustment, compiled, reads in program.adjustments:
        low = high = None
        if reads.isdisjoint(scored.unit.holes):
            low = high = _exactly(compiled, values, program.places)
        if low is None or high is None:
            evaluator = evaluator or evaluator_for(scored)
            low, high = _range(adjustment, evaluator, program.places)
        certain = low if adjustment.kind == "bonus" else high
        if scored.closed:
            low = high = certain
        yield Adjusted(adjustment, certain, low, high)


def _exactly(
    compiled: Callable[..., tuple[Amount, Amount | None]], values: list[object], places: int
) -> int | None:
    try:
        return half_up(compiled(values)[0], places)
    except Undecided:
        return None


#: The most that a bonus or penalty without any bound may come to, in units.
UNLIMITED = 10**12


def _range(adjustment: Adjustment, evaluator: Evaluator, places: int) -> tuple[int, int]:
    evaluator.scope = ""
    least, most, _ = measured(adjustment, evaluator, Course())
    return half_up(least, places), UNLIMITED if most is None else half_up(most, places)


def _certain(one: Adjusted) -> int:
    return one.points


def _worst(one: Adjusted) -> int:
    return one.low if one.adjustment.kind == "bonus" else one.high


def _best(one: Adjusted) -> int:
    return one.high if one.adjustment.kind == "bonus" else one.low
