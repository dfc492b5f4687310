"""A block, or one of its units, in two years side by side: the whole and each area, in percent of what applied.

Maxima differ between years, so shares are compared and not points; where criteria changed, nothing is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from engine.book.entries import View
from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.round_scores import is_silent, members_of, round_info, years_with_rounds
from engine.service.standings import Block, Standings, plain, standings
from engine.service.years import Matched, years_of
from spec.diff import Comparable

#: Why nothing is compared: it is not in the older round, it was made of others since, nothing was said of it yet, the
#: maximum is another, totals come about otherwise, what is measured is another, something is still pending.
Obstacle = Literal["", "new", "merged", "silent", "maximum", "rules", "criteria", "pending"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: a block, or a unit of it."""

    block: str
    unit: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The whole (``number`` None) or an area of the newer set, in percent of both years.

    ``pending``: something is, in the newer year; its percentage is that of what is certain.
    """

    number: str | None
    name: str
    old: Decimal | None
    new: Decimal | None
    comparable: Comparable
    obstacle: Obstacle
    pending: bool

    @property
    def difference(self) -> Decimal | None:
        """Newer less older, in points of percent; None where they cannot be compared."""
        if self.comparable == "no" or self.obstacle == "pending" or self.old is None or self.new is None:
            return None
        return plain(self.new - self.old)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two years; ``pairs``: the whole first."""

    old: Standings
    new: Standings
    view: View
    subject: Subject
    pairs: Sequence[Pair]


def side_by_side(
    office: Office,
    connection: Connection,
    years: tuple[int, int],
    view: View,
    *,
    block: str | None = None,
    unit: str | None = None,
) -> SideBySide:
    """A unit, or else a block (by default the first), in an older and a newer year. Raises ``NotFound``."""
    old, new = (standings(office, connection, year) for year in years)
    subject = _subject(new, view, block, unit)
    found = years_of(connection, old.scores.criteria, new.scores.criteria)
    obstacle = _obstacle(office, connection, old, new, view, subject)
    was, is_now = _shares(old, view, subject), _shares(new, view, subject)
    before, now = _pending(old, view, subject), _pending(new, view, subject)
    whole: Obstacle = obstacle or found.obstacle or ("pending" if None in before | now else "")
    total: Comparable = "no" if obstacle else found.total
    pairs = [Pair(None, "", was and was(None), is_now and is_now(None), total, whole, None in now)]
    for area in new.areas:
        matched = Matched(found.areas[area.number].old, "no") if obstacle else found.areas[area.number]
        reason: Obstacle = obstacle or ("criteria" if matched.comparable == "no" else "")
        if not reason and (matched.old in before or area.number in now):
            reason = "pending"
        pairs.append(
            Pair(
                number=area.number,
                name=area.name,
                old=None if was is None or matched.old is None else was(matched.old),
                new=is_now and is_now(area.number),
                comparable=matched.comparable,
                obstacle=reason,
                pending=area.number in now,
            )
        )
    return SideBySide(old, new, view, subject, pairs)


def _subject(new: Standings, view: View, block: str | None, unit: str | None) -> Subject:
    if unit is not None:
        standing = new.of(view, unit)
        return Subject(standing.member.header.block, unit, standing.result.unit.name)
    names = [one.name for one in new.blocks[view]]
    found = block if block is not None else next(iter(names), "")
    if found not in names:
        raise NotFound("unit", found)
    return Subject(found, None, found)


#: The percentage of the whole (None) or of an area, by its number.
_Shares = Callable[[str | None], Decimal | None]


def _shares(found: Standings, view: View, subject: Subject) -> _Shares | None:
    """The figures of a round; None where the subject is not in it."""
    if subject.unit is None:
        block = next((one for one in found.blocks[view] if one.name == subject.block), None)
        return None if block is None else lambda number: _mean(block, number)
    standing = found.views[view].get(subject.unit)
    if standing is None:
        return None
    if standing.silent:
        return lambda _number: None
    return lambda number: (standing.total if number is None else standing.areas[number]).percent


def _pending(found: Standings, view: View, subject: Subject) -> frozenset[str | None]:
    """The numbers of the areas in which something is pending; None among them where the whole is not final."""
    if subject.unit is None:
        block = next((one for one in found.blocks[view] if one.name == subject.block), None)
        return frozenset() if block is None else block.pending
    standing = found.views[view].get(subject.unit)
    if standing is None:
        return frozenset()
    areas = {number for number, one in standing.areas.items() if not one.final}
    return frozenset(areas if standing.total.final else {*areas, None})


def _mean(block: Block, number: str | None) -> Decimal | None:
    spread = block.percent if number is None else block.areas[number]
    return None if spread is None else spread.mean


def _obstacle(
    office: Office,
    connection: Connection,
    old: Standings,
    new: Standings,
    view: View,
    subject: Subject,
) -> Obstacle:
    """What hinders every comparison."""
    if _shares(old, view, subject) is None:
        return "new"
    units = [subject.unit] if subject.unit is not None else list(_units_of(new, view, subject.block))
    if all(is_silent(new.scores.sheets[unit][view]) for unit in units):
        return "silent"
    between = [year for year in years_with_rounds(connection) if old.info.year < year <= new.info.year]
    if subject.unit is not None and any(
        subject.unit in found and found[subject.unit].came_from
        for year in between
        for found in (members_of(connection, round_info(connection, year)),)
    ):
        return "merged"
    return ""


def _units_of(found: Standings, view: View, block: str) -> Iterator[str]:
    return (code for code, one in found.views[view].items() if one.member.header.block == block)
