"""The standings of a round: its units in both views, ranked, with what each block comes to, against last year.

Differences are taken between figures as they are published, which is what people can check.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from threading import Lock
from typing import Final, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from engine.block import UnitResult
from engine.book.entries import VIEWS, View
from engine.ranking import Placed
from engine.rounding import half_up, text
from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.registry import round_of
from engine.service.round_scores import Member, RoundInfo, RoundScores, is_silent, is_waited_for, round_scores
from engine.service.years import Matched, Years, years_of
from engine.store.journal import Journal
from engine.totals import Subtotal, Totals
from spec.diff import Comparable
from spec.model import Area, CriteriaSet

#: Why nothing is compared: there was no round, the unit was not in it, it was made of others since, nothing was said of
#: it yet, the maximum is another, totals come about otherwise, what is measured is another.
Obstacle = Literal["", "no_round", "new", "merged", "silent", "maximum", "rules", "criteria"]


@dataclass(frozen=True, slots=True)
class Figures:
    """A unit or one of its areas, as published: points, applicable maximum, percentage, place.

    Points are those that are certain; ``low`` and ``high`` are between what they may still come out. ``final``: nothing
    is pending that could move one of the figures.
    """

    points: Decimal
    maximum: Decimal
    percent: Decimal | None
    rank: int | None
    rank_of: int | None
    low: Decimal
    high: Decimal
    final: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Points more than last year, or less: from the lowest to the highest that is still possible."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """Figures against last year's. Differences are None where nothing can be compared.

    ``percent``: None too while something is pending. ``rank``: places gained; None too where the unit was ranked among
    others than now or is not ranked, and while others of its block have said nothing yet. ``comparable`` «with_care»:
    the criteria changed, though the sum is out of the same maximum by the same rules.
    """

    before: Figures | None
    comparable: Comparable
    obstacle: Obstacle
    points: Difference | None = None
    percent: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in one view; ``areas`` and ``area_changes`` are by number.

    ``silent``: the round is open and nothing counts in this view yet, so its figures are no result and it has no place.
    """

    member: Member
    result: UnitResult
    total: Figures
    areas: Mapping[str, Figures]
    change: Change
    area_changes: Mapping[str, Change]
    silent: bool

    @property
    def totals(self) -> Totals:
        """Its figures in full."""
        return self.result.totals


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, highest and lowest of a block; the mean is exact before it is rounded as the set says."""

    mean: Decimal
    highest: Decimal
    lowest: Decimal


@dataclass(frozen=True, slots=True)
class Block:
    """What the units of a block come to: those that are ranked, or all where the block is not ranked.

    ``silent`` units, of which nothing counts yet in a round that is open, are left out of the figures. None where no
    unit has the figure. ``areas`` and ``area_points`` are by number. ``pending``: the numbers of the areas in which
    something is pending for a unit, None among them where that is so anywhere.
    """

    name: str
    units: int
    ranked: int
    silent: int
    percent: Spread | None
    points: Spread | None
    areas: Mapping[str, Spread | None]
    area_points: Mapping[str, Spread | None]
    pending: frozenset[str | None]


@dataclass(frozen=True, slots=True)
class Standings:
    """A round as it stands. ``views``: its units by code; ``blocks``: in the order in which the set names them."""

    info: RoundInfo
    model: CriteriaSet
    views: Mapping[View, Mapping[str, Standing]]
    blocks: Mapping[View, Sequence[Block]]
    #: What can be compared with last year's set; None where last year had no round.
    years: Years | None
    #: The scores that it is made of, and those of last year's round.
    scores: RoundScores
    last: RoundScores | None

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas of the set."""
        return self.model.areas

    def of(self, view: View, unit: str) -> Standing:
        """A unit in a view. Raises ``NotFound``."""
        found = self.views[view].get(unit)
        if found is None:
            raise NotFound("unit", unit)
        return found


# ---- Kept until a round is another

#: How many years are kept.
_KEPT: Final = 4
_MEMORIES: "WeakKeyDictionary[Journal, dict[int, Standings]]" = WeakKeyDictionary()
_LOCK: Final = Lock()


def standings(office: Office, connection: Connection, year: int) -> Standings:
    """A year's round as it stands. Raises ``NotFound`` where the year has none."""
    now = round_scores(office, connection, year)
    last = round_scores(office, connection, year - 1) if round_of(connection, year - 1) is not None else None
    with _LOCK:
        memory = _MEMORIES.setdefault(office.journal, {})
        known = memory.get(year)
    if known is not None and known.scores is now and known.last is last:
        return known
    found = _stand(connection, now, last)
    with _LOCK:
        memory.pop(year, None)
        memory[year] = found
        while len(memory) > _KEPT:
            memory.pop(next(iter(memory)))
    return found


def _stand(connection: Connection, now: RoundScores, last: RoundScores | None) -> Standings:
    years = None if last is None else years_of(connection, last.criteria, now.criteria)
    return Standings(
        info=now.info,
        model=now.criteria.model,
        views={view: _units(view, now, last, years) for view in VIEWS},
        blocks={view: list(_blocks(now, view)) for view in VIEWS},
        years=years,
        scores=now,
        last=last,
    )


# ---- Units


def _units(
    view: View, now: RoundScores, last: RoundScores | None, years: Years | None
) -> dict[str, Standing]:
    before = {} if last is None else last.results[view]
    heard, wanted = _heard(now, view), Counter[str]() if last is None else _heard(last, view)
    complete = frozenset(
        block for block in heard if now.info.state == "closed" or heard[block] >= wanted[block]
    )
    return {code: _unit(now, view, code, before.get(code), years, complete) for code in now.results[view]}


def _heard(scores: RoundScores, view: View) -> Counter[str]:
    """How many units are ranked by something that was said of them, by block."""
    return Counter(
        one.unit.block
        for code, one in scores.results[view].items()
        if one.placed.rank is not None and not is_silent(scores.sheets[code][view])
    )


def _unit(
    now: RoundScores,
    view: View,
    code: str,
    before: UnitResult | None,
    years: Years | None,
    complete: frozenset[str],
) -> Standing:
    """A unit. ``complete``: blocks of which as many were heard as last year; in others a place tells of no move yet."""
    member, result = now.members[code], now.results[view][code]
    areas = area_figures(result)
    was = {} if before is None else area_figures(before)
    sheet = now.sheets[code][view]
    obstacle = _obstacle(member, before, years) or ("silent" if is_silent(sheet) else "")
    block = member.header.block
    has_moved = before is not None and before.unit.block == block and block in complete
    changes = {}
    for number, figures in areas.items():
        matched = Matched(None, "no") if years is None else years.areas[number]
        change = _area_change(figures, was.get(matched.old or ""), obstacle, matched)
        changes[number] = change if has_moved else replace(change, rank=None)
    total = total_figures(result)
    change = _total_change(total, before, obstacle, years)
    return Standing(
        member=member,
        result=result,
        total=total,
        areas=areas,
        change=change if has_moved else replace(change, rank=None),
        area_changes=changes,
        silent=is_waited_for(now.info, sheet),
    )


def total_figures(result: UnitResult) -> Figures:
    """The figures of a unit."""
    totals = result.totals
    return Figures(
        _points(totals.points, totals),
        _points(totals.maximum, totals),
        _percent(totals.percent, totals),
        result.placed.rank,
        result.placed.rank_of,
        _points(totals.low, totals),
        _points(totals.high, totals),
        final=totals.is_final,
    )


def area_figures(result: UnitResult) -> dict[str, Figures]:
    """The figures of a unit's areas by number."""
    totals = result.totals
    return {area.group.item.number: _area(area, totals, result.placed) for area in totals.areas}


def _area(area: Subtotal, totals: Totals, placed: Placed) -> Figures:
    rank, rank_of = placed.areas.get(area.group.item.number, (None, None))
    points, maximum = _points(area.points, totals), _points(area.maximum, totals)
    low, high = (_points(one, totals) for one in totals.bounds_of(area.group))
    final = not totals.is_open(area.group)
    return Figures(points, maximum, _percent(area.percent, totals), rank, rank_of, low, high, final)


def _points(amount: int, totals: Totals) -> Decimal:
    return Decimal(text(amount, totals.program.places))


def _percent(percent: Fraction | None, totals: Totals) -> Decimal | None:
    published = totals.published(percent)
    return None if published is None else Decimal(text(published, totals.program.model.published_places))


# ---- Against last year


def _obstacle(member: Member, before: UnitResult | None, years: Years | None) -> Obstacle:
    """What hinders every comparison of a unit with last year."""
    if years is None:
        return "no_round"
    if member.came_from:
        return "merged"
    return "new" if before is None else ""


def _total_change(now: Figures, before: UnitResult | None, obstacle: Obstacle, years: Years | None) -> Change:
    was = None if before is None else total_figures(before)
    if obstacle or was is None or years is None:
        return Change(was, "no", obstacle)
    if years.obstacle:
        return Change(was, "no", years.obstacle)
    return _difference(now, was, years.total)


def _area_change(now: Figures, was: Figures | None, obstacle: Obstacle, matched: Matched) -> Change:
    if obstacle:
        return Change(was, "no", obstacle)
    if was is None or matched.comparable == "no":
        return Change(was, "no", "criteria")
    return _difference(now, was, matched.comparable)


def _difference(now: Figures, was: Figures, level: Comparable) -> Change:
    percent = None
    if now.final and was.final and now.percent is not None and was.percent is not None:
        percent = plain(now.percent - was.percent)
    rank = None if now.rank is None or was.rank is None else was.rank - now.rank
    points = Difference(plain(now.low - was.high), plain(now.high - was.low))
    return Change(was, level, "", points, percent, rank)


def plain(amount: Decimal) -> Decimal:
    """An amount without superfluous zeros."""
    return Decimal(f"{amount.normalize():f}")


# ---- Blocks


def _blocks(scores: RoundScores, view: View) -> Iterator[Block]:
    by_block: dict[str, list[str]] = {name: [] for name in scores.criteria.model.blocks}
    for code, result in scores.results[view].items():
        by_block.setdefault(result.unit.block, []).append(code)
    for name, codes in by_block.items():
        if codes:
            yield _block(name, codes, scores, view)


def _block(name: str, codes: list[str], scores: RoundScores, view: View) -> Block:
    heard = [
        scores.results[view][code]
        for code in codes
        if not is_waited_for(scores.info, scores.sheets[code][view])
    ]
    ranked = [one for one in heard if one.placed.rank is not None]
    counted, model = ranked or heard, scores.criteria.model
    totals = [one.totals for one in counted]
    numbers = [area.number for area in model.areas]
    areas = [[one.areas[position] for one in totals] for position in range(len(model.areas))]
    applicable = [[one for one in found if one.maximum] for found in areas]
    pending = {area.group.item.number for one in totals for area in one.areas if one.is_open(area.group)}
    whole = set() if all(one.is_final for one in totals) else {None}
    places = model.decimal_places
    return Block(
        name=name,
        units=len(codes),
        ranked=len(ranked),
        silent=len(codes) - len(heard),
        percent=_spread([one.percent for one in totals], model.published_places),
        points=_spread([Fraction(one.points, 10**places) for one in totals if one.maximum], places),
        areas={
            number: _spread([one.percent for one in found], model.published_places)
            for number, found in zip(numbers, areas, strict=True)
        },
        area_points={
            number: _spread([Fraction(one.points, 10**places) for one in found], places)
            for number, found in zip(numbers, applicable, strict=True)
        },
        pending=frozenset(pending | whole),
    )


def _spread(figures: Iterable[Fraction | None], places: int) -> Spread | None:
    known = [figure for figure in figures if figure is not None]
    if not known:
        return None
    rounded = (
        Decimal(text(half_up(figure, places), places))
        for figure in (sum(known, Fraction(0)) / len(known), max(known), min(known))
    )
    return Spread(*rounded)
