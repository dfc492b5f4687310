"""Sums, percentages, bonus and penalty, bands: from leaves to areas to the unit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from engine.bounds.evaluate import Evaluator
from engine.bounds.values import Range, multiply
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
    """The figures of one scored unit. Everything is exact; only ``published`` rounds."""

    def __init__(self, scored: Scored) -> None:
        self.scored = scored
        self.program: Program = scored.program
        self._low, self._high, self._maxima, self._may_leave = _leaf_figures(scored)
        self._full_base = self.program.model.rescale == "none"
        self.points_by_leaf = [outcome[0] for outcome in scored.outcomes]
        self.areas = [self._subtotal(group) for group in self.program.areas]
        self.criteria = [self._subtotal(group) for group in self.program.criteria]
        self.maximum = sum(area.maximum for area in self.areas)
        self.adjustments = list(_adjustments(scored))
        self._net = self._net_of(_best), self._net_of(_worst), self._net_of(_certain)
        self.points = self._total(sum(self.points_by_leaf), self._net[2])
        self.low = self._total(sum(self._low), self._net[1])
        self.high = self._total(sum(self._high), self._net[0])

    def _subtotal(self, group: Group) -> Subtotal:
        points = sum(self.points_by_leaf[group.start : group.end])
        maximum = sum(self._maxima[group.start : group.end])
        return Subtotal(group, points, maximum, group.maximum if self._full_base else maximum)

    @property
    def provisional(self) -> bool:
        """Whether something is still pending."""
        return (bool(self.scored.open) and not self.scored.closed) or self.low != self.high

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
        if not any(self._may_leave):
            return self._percent(self.low, self._low), self._percent(self.high, self._high)
        low = self._extreme_percent(self._low, self._net[1], lowest=True)
        high = self._extreme_percent(self._high, self._net[0], lowest=False)
        limit = self.program.model.total_limit
        if limit is not None:  # where it binds, the lowest percentage is that over the largest base
            low = min(low, Fraction(100 * half_up(exact(limit), self.program.places), self.maximum))
        return max(low, Fraction(0)), max(high, Fraction(0))

    def _extreme_percent(self, by_leaf: list[int], net: int, *, lowest: bool) -> Fraction:
        mode = self.program.model.rescale
        if mode == "none":
            return Fraction(100 * (sum(by_leaf) + net), self.program.maximum)
        if mode == "total":
            ratio = self._extreme_ratio(0, len(by_leaf), by_leaf, net, lowest=lowest)
            return 100 * (ratio if ratio is not None else Fraction(0 if lowest else 1))
        parts: list[tuple[Amount, int, bool]] = []
        for area in self.program.areas:
            ratio = self._extreme_ratio(area.start, area.end, by_leaf, 0, lowest=lowest)
            if ratio is not None:
                stays = any(self._maxima[i] and not self._may_leave[i] for i in range(area.start, area.end))
                parts.append((ratio * area.maximum, area.maximum, not stays))
        found = _extreme_share(parts, net, lowest=lowest)
        return 100 * (found if found is not None else Fraction(0 if lowest else 1))

    def _extreme_ratio(
        self, start: int, end: int, by_leaf: list[int], extra: int, *, lowest: bool
    ) -> Fraction | None:
        parts: list[tuple[Amount, int, bool]] = [
            (by_leaf[i], self._maxima[i], self._may_leave[i]) for i in range(start, end) if self._maxima[i]
        ]
        return _extreme_share(parts, extra, lowest=lowest)

    def published(self, percent: Fraction | None) -> int | None:
        """A percentage in units of the published places, rounded half up."""
        return None if percent is None else half_up(percent, self.program.model.published_places)

    # ---- Bands

    @cached_property
    def band(self) -> Band | None:
        """The first band from the highest that is reached and whose condition surely holds."""
        model = self.program.model
        published = self.published(self.percent)
        if self.percent is None or published is None:
            return None
        compared = self.percent if model.compare_exact else Fraction(published, 10**model.published_places)
        evaluator: Evaluator | None = None
        for band in sorted(model.bands, key=lambda band: -band.threshold):
            if compared < 100 * exact(band.threshold):
                continue
            if band.condition is None:
                return band
            evaluator = evaluator or evaluator_for(self.scored, self)
            if evaluator.condition(band.condition).value is True:
                return band
        return None

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


def _leaf_figures(scored: Scored) -> tuple[list[int], list[int], list[int], list[bool]]:
    """Lowest and highest points, applicable maximum (0 if it has left), and whether it may leave, by leaf."""
    low, high, maxima, may_leave = [], [], [], []
    for position, (points, status, _) in enumerate(scored.outcomes):
        bounds = None if scored.closed else scored.open.get(position)
        low.append(bounds.low if bounds else points)
        high.append(bounds.high if bounds else points)
        maxima.append(0 if status == "not_applicable" else scored.program.maxima[position])
        may_leave.append(bounds.may_leave if bounds else False)
    return low, high, maxima, may_leave


def _extreme_share(parts: list[tuple[Amount, int, bool]], extra: int, *, lowest: bool) -> Fraction | None:
    """The lowest or highest Σ points / Σ maximum when some parts may be left out.

    Those that may leave are taken in one after the other from the most favourable share, as long as they improve
    the whole: for a ratio of sums that is the best choice.
    """
    points: Amount = extra + sum(share for share, _, may_leave in parts if not may_leave)
    maximum = sum(weight for _, weight, may_leave in parts if not may_leave)
    optional = [(Fraction(share) / weight, share, weight) for share, weight, may_leave in parts if may_leave]
    optional.sort(key=lambda part: part[0] if lowest else -part[0])
    for ratio, share, weight in optional:
        better = not maximum or (ratio * maximum < points if lowest else ratio * maximum > points)
        if better:
            points, maximum = points + share, maximum + weight
    return Fraction(points) / maximum if maximum else None


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


_UNLIMITED = 10**12


def _range(adjustment: Adjustment, evaluator: Evaluator, places: int) -> tuple[int, int]:
    evaluator.scope = ""
    points = evaluator.number(adjustment.points)
    if adjustment.condition is not None:
        holds = evaluator.condition(adjustment.condition)
        least = points if holds.value is True else Range(0, 0)
        most = Range(0, 0) if holds.value is False else points
        return _units(least.low, places, 0), _units(most.high, places, _UNLIMITED)
    assert adjustment.each is not None
    amount = multiply(points, evaluator.number(adjustment.each))
    low, high = _units(amount.low, places, 0), _units(amount.high, places, _UNLIMITED)
    if adjustment.limit is not None:
        limit = evaluator.number(adjustment.limit)
        low = min(low, _units(limit.low, places, 0))
        high = min(high, _units(limit.high, places, _UNLIMITED))
    return low, high


def _units(bound: Amount | None, places: int, otherwise: int) -> int:
    return otherwise if bound is None else max(half_up(bound, places), 0)


def _certain(one: Adjusted) -> int:
    return one.points


def _worst(one: Adjusted) -> int:
    return one.low if one.adjustment.kind == "bonus" else one.high


def _best(one: Adjusted) -> int:
    return one.high if one.adjustment.kind == "bonus" else one.low
