"""The scores of each unit under two sets, side by side.

A leaf whose facts are missing comes to something between two bounds. Where its rule is the same and both sets leave it
open in the same way, nothing changes; else what changes lies between two bounds as well, and hangs on those facts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engine.block import UnitResult
from engine.book.card import LeafState, card_of
from engine.impact.pairing import Pairing
from engine.impact.result import Counts, Effect, Figures, LeafChange, LeafImpact, LeafPlace, UnitImpact
from engine.rounding import text
from engine.totals import Totals
from spec.diff.digests import Digests, Names
from spec.model import CriteriaSet


@dataclass(frozen=True, slots=True)
class Scale:
    """Two sets may round to different places: both are reckoned in units of the finer one."""

    old: int
    new: int
    places: int

    def points(self, amount: int) -> Decimal:
        """An amount as it is read."""
        return Decimal(text(amount, self.places))


def scale_of(old: CriteriaSet, new: CriteriaSet) -> Scale:
    """What both sets are reckoned in."""
    places = max(old.decimal_places, new.decimal_places)
    return Scale(10 ** (places - old.decimal_places), 10 ** (places - new.decimal_places), places)


# ---- Leaves


def leaf_places(old: CriteriaSet, new: CriteriaSet, pairs: Pairing) -> list[LeafPlace]:
    """The leaves of both sets: those of the new one in its order, then those that are gone."""
    was = {pair.now.number: pair.was for pair in pairs.leaves.values()}
    before, after = _digests(old, new, pairs)
    found = []
    for leaf in new.leaves:
        old_leaf = was.get(leaf.number)
        if old_leaf is None:
            found.append(LeafPlace(None, leaf.number, leaf.key, leaf.name, None, leaf.maximum, False))
            continue
        is_same = before.leaf(old_leaf) == after.leaf(leaf)
        place = (old_leaf.number, leaf.number, leaf.key, leaf.name, old_leaf.maximum, leaf.maximum)
        found.append(LeafPlace(*place, same_rule=is_same))
    stay = {leaf.number for leaf in was.values()}
    gone = [leaf for leaf in old.leaves if leaf.number not in stay]
    return found + [LeafPlace(one.number, None, one.key, one.name, one.maximum, None, False) for one in gone]


def _digests(old: CriteriaSet, new: CriteriaSet, pairs: Pairing) -> tuple[Digests, Digests]:
    """What the leaves of both sets mean, in the names of the old one."""
    names = Names(
        {pair.now.name: pair.was.name for pair in pairs.facts.values()},
        {pair.now.number: pair.was.number for pair in pairs.leaves.values()},
    )
    return Digests(old, Names()), Digests(new, names)


@dataclass(frozen=True, slots=True)
class _State:
    """What a leaf of a unit comes to, in the units of the scale."""

    points: int
    low: int
    high: int
    status: str


def _states(leaves: Iterable[LeafState], factor: int) -> dict[str, _State]:
    return {
        leaf.number: _State(leaf.points * factor, leaf.low * factor, leaf.high * factor, leaf.status)
        for leaf in leaves
    }


_NOTHING = _State(0, 0, 0, "")


def _leaf_change(place: LeafPlace, was: _State | None, now: _State | None, scale: Scale) -> LeafChange | None:
    """What is other of a leaf; None where nothing is."""
    old, new = was or _NOTHING, now or _NOTHING
    low, high = new.low - old.high, new.high - old.low
    both = was is not None and now is not None
    if both and _applies(old) == _applies(new):
        if (old.points, old.low, old.high) == (new.points, new.low, new.high) and place.same_rule:
            return None
        if not low and not high:
            return None  # as many points, however they come about
    return LeafChange(
        leaf=place,
        old_points=None if was is None else scale.points(was.points),
        new_points=None if now is None else scale.points(now.points),
        difference=scale.points(new.points - old.points),
        low=scale.points(low),
        high=scale.points(high),
        effect=_effect(low, high),
    )


def _applies(state: _State) -> bool:
    return state.status != "not_applicable"


def _effect(low: Fraction | int, high: Fraction | int) -> Effect:
    if high < 0:
        return "loses"
    if low > 0:
        return "gains"
    return "open" if low or high else "unaffected"


# ---- Units


def unit_impact(
    old: UnitResult, new: UnitResult, leaves: Sequence[LeafPlace], scale: Scale
) -> tuple[UnitImpact, Fraction]:
    """A unit under both sets, and by how much its index changes, exactly."""
    before = _states(card_of(old.scored, old.totals).leaves, scale.old)
    after = _states(card_of(new.scored, new.totals).leaves, scale.new)
    found = (
        _leaf_change(place, before.get(place.old or ""), after.get(place.new or ""), scale)
        for place in leaves
    )
    changes = sorted((one for one in found if one is not None), key=_largest_loss_first)
    figures_before, figures_after = _figures(old, scale.old, scale), _figures(new, scale.new, scale)
    made = UnitImpact(
        code=new.unit.code,
        name=new.unit.name,
        block=new.unit.block,
        old=figures_before,
        new=figures_after,
        points=scale.points(new.totals.points * scale.new - old.totals.points * scale.old),
        percent=_difference(figures_before.percent, figures_after.percent),
        places=None
        if figures_before.rank is None or figures_after.rank is None
        else figures_before.rank - figures_after.rank,
        effect=_unit_effect(old, new, changes, scale),
        leaves=tuple(changes),
    )
    return made, _exact_difference(old.totals, new.totals, scale)


def _largest_loss_first(change: LeafChange) -> tuple[Decimal, Decimal, Decimal]:
    return change.difference, change.low, change.high


def _figures(result: UnitResult, factor: int, scale: Scale) -> Figures:
    totals = result.totals
    published = totals.published(totals.percent)
    places = totals.program.model.published_places
    return Figures(
        points=scale.points(totals.points * factor),
        maximum=scale.points(totals.maximum * factor),
        percent=None if published is None else Decimal(text(published, places)),
        low=scale.points(totals.low * factor),
        high=scale.points(totals.high * factor),
        band=None if totals.band is None else totals.band.name,
        rank=result.placed.rank,
        rank_of=result.placed.rank_of,
        pending=totals.provisional,
    )


def _difference(was: Decimal | None, now: Decimal | None) -> Decimal | None:
    return None if was is None or now is None else _short(now - was)


def _short(amount: Decimal) -> Decimal:
    """An amount without superfluous zeros."""
    return Decimal(format(amount.normalize(), "f")) if amount else Decimal(0)


def _exact_difference(old: Totals, new: Totals, scale: Scale) -> Fraction:
    """Of the index, which ranks are made of; of the points where there is none."""
    if old.percent is not None and new.percent is not None:
        return new.percent - old.percent
    return Fraction(new.points * scale.new - old.points * scale.old, 10**scale.places)


def _unit_effect(old: UnitResult, new: UnitResult, changes: Sequence[LeafChange], scale: Scale) -> Effect:
    """Less, more, or neither: by the index where all is known, else between what the difference may be."""
    before, after = old.totals, new.totals
    if not before.provisional and not after.provisional:
        difference = _exact_difference(before, after, scale)
        return _effect(difference, difference)
    if before.maximum * scale.old == after.maximum * scale.new and _same_base(before, after):
        low, high = _adjusted(before, after, scale)
        low += sum((Fraction(one.low) for one in changes), Fraction(0))
        high += sum((Fraction(one.high) for one in changes), Fraction(0))
        return _effect(low, high)
    (old_low, old_high), (new_low, new_high) = before.percent_bounds, after.percent_bounds
    if old_low is None or old_high is None or new_low is None or new_high is None:
        return "open"
    return _effect(new_low - old_high, new_high - old_low)


def _same_base(before: Totals, after: Totals) -> bool:
    """Whether points alone say what becomes of the index."""
    was, now = before.program.model, after.program.model
    return was.rescale == now.rescale and (was.rescale != "area" or was.maximum == now.maximum)


def _adjusted(before: Totals, after: Totals, scale: Scale) -> tuple[Fraction, Fraction]:
    """Between what the difference in bonus, penalty and limits lies."""
    was, now = (_net(before, scale.old, scale), _net(after, scale.new, scale))
    if was == now:
        return Fraction(0), Fraction(0)
    return now[0] - was[1], now[1] - was[0]


def _net(totals: Totals, factor: int, scale: Scale) -> tuple[Fraction, Fraction]:
    """What stands between the leaves and the total, at its least and at its most."""
    card = card_of(totals.scored, totals)
    least = (totals.low - sum(leaf.low for leaf in card.leaves)) * factor
    most = (totals.high - sum(leaf.high for leaf in card.leaves)) * factor
    unit = 10**scale.places
    return Fraction(least, unit), Fraction(most, unit)


def in_order(units: Iterable[tuple[UnitImpact, Fraction]]) -> tuple[UnitImpact, ...]:
    """The largest loss first; of equals the one with more points, then by name."""
    return tuple(
        unit for unit, _ in sorted(units, key=lambda one: (one[1], one[0].points, one[0].name, one[0].code))
    )


# ---- Over all units


def counts_of(units: Sequence[UnitImpact]) -> Counts:
    """How many units lose, gain, change their place or band."""
    by_effect = {effect: sum(one.effect == effect for one in units) for effect in _EFFECTS}
    return Counts(
        units=len(units),
        loses=by_effect["loses"],
        gains=by_effect["gains"],
        open=by_effect["open"],
        unaffected=by_effect["unaffected"],
        other_rank=sum(one.other_rank for one in units),
        other_band=sum(one.other_band for one in units),
    )


_EFFECTS: tuple[Effect, ...] = ("loses", "gains", "open", "unaffected")


def leaf_impacts(units: Iterable[UnitImpact]) -> tuple[LeafImpact, ...]:
    """The leaves that change for some unit, the largest sum of losses first."""
    by_leaf: dict[LeafPlace, list[LeafChange]] = {}
    for unit in units:
        for change in unit.leaves:
            by_leaf.setdefault(change.leaf, []).append(change)
    found = [_leaf_impact(place, changes) for place, changes in by_leaf.items()]
    return tuple(sorted(found, key=lambda one: (one.total, -one.units, _number(one.leaf))))


def _leaf_impact(place: LeafPlace, changes: Sequence[LeafChange]) -> LeafImpact:
    effects: Mapping[Effect, int] = {
        effect: sum(one.effect == effect for one in changes) for effect in _EFFECTS
    }
    return LeafImpact(
        leaf=place,
        units=len(changes),
        loses=effects["loses"],
        gains=effects["gains"],
        open=effects["open"],
        total=_short(sum((one.difference for one in changes), Decimal(0))),
    )


def _number(place: LeafPlace) -> tuple[int, ...]:
    return tuple(_digits(place.new or place.old or ""))


def _digits(number: str) -> Iterator[int]:
    return (int(part) for part in number.split(".") if part.isdigit())
