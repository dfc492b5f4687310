"""The scorecard of a unit: areas, criteria and leaves as the annex has them, with the reason of each lost point.

Everything on it comes out of the book as it stands; what is read stays bounded however many dossiers a unit has
(``telling``, ``trail``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, select

from engine.book.entries import VIEWS, View
from engine.program import Group
from engine.reasons import adjustment_reason
from engine.rounding import text
from engine.service.errors import NotFound
from engine.service.leaf_cards import (
    FactCards,
    LeafCard,
    LeafChange,
    LeafView,
    leaf_view,
    rule_lines,
    shortened,
)
from engine.service.office import Office
from engine.service.registry import round_of
from engine.service.said import read_record
from engine.service.standings import Change, Difference, Figures, Standing, Standings, plain, standings
from engine.service.telling import Told, tell
from engine.service.trail import Move, history_of
from engine.store import tables as t
from engine.totals import UNLIMITED, Totals
from spec.keywords import Language
from spec.model import Area, CriteriaSet, Criterion

DECLARED: Final[View] = VIEWS[0]
APPRAISED: Final[View] = VIEWS[1]


@dataclass(frozen=True, slots=True)
class Sums:
    """What an area or criterion, or the whole, comes to in one view; the three add up to the applicable maximum."""

    points: Decimal
    lost: Decimal
    pending: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """A criterion with its leaves."""

    criterion: Criterion
    sums: Mapping[View, Sums]
    leaves: tuple[LeafCard, ...]


@dataclass(frozen=True, slots=True)
class AreaCard:
    """An area with its criteria; figures and change by view."""

    area: Area
    sums: Mapping[View, Sums]
    figures: Mapping[View, Figures]
    changes: Mapping[View, Change]
    criteria: tuple[CriterionCard, ...]


@dataclass(frozen=True, slots=True)
class AdjustmentCard:
    """A bonus or penalty in one view. ``high`` None: without bound."""

    kind: str
    name: str
    points: Decimal
    low: Decimal
    high: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class CardPage:
    """A unit's scorecard. ``large``: tables whose rows are too many to be named in reasons."""

    standings: Standings
    units: Mapping[View, Standing]
    sums: Mapping[View, Sums]
    areas: tuple[AreaCard, ...]
    adjustments: Mapping[View, tuple[AdjustmentCard, ...]]
    contradictions: Mapping[View, tuple[str, ...]]
    warnings: Mapping[View, tuple[str, ...]]
    large: frozenset[str]
    version: str

    @property
    def model(self) -> CriteriaSet:
        """The set."""
        return self.standings.model

    @property
    def unit(self) -> str:
        """The unit's code."""
        return self.units[DECLARED].member.code

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.units[DECLARED].member.header.name


def version(connection: Connection, unit: str, year: int) -> str:
    """What changes with every change of a unit's book or its round; two rows are read. Raises ``NotFound``."""
    round_ = round_of(connection, year)
    if round_ is None:
        raise NotFound("round", str(year))
    query = select(t.books.c.tick, t.books.c.action).where(t.books.c.unit == unit, t.books.c.year == year)
    book = connection.execute(query).one_or_none()
    stands = "0" if book is None else f"{book.tick}-{book.action}"
    return f"{round_.set_id}-{round_.state}-{stands}"


def scorecard(
    office: Office, connection: Connection, unit: str, year: int, language: Language = "vi"
) -> CardPage:
    """A unit's scorecard of a year. Raises ``NotFound`` where the round or the unit is not there."""
    found = standings(office, connection, year)
    units = {view: found.of(view, unit) for view in VIEWS}
    told = _told(found, connection, unit, language)
    record = read_record(connection, unit, year)
    maker = _Maker(
        found,
        units,
        told,
        FactCards(connection, found.scores.criteria, year, told, record, language),
        history_of(connection, unit, year),
        language,
    )
    return maker.page(version(connection, unit, year))


def _told(found: Standings, connection: Connection, unit: str, language: Language) -> dict[View, Told]:
    """Both views in words; where one score is that of both, it is told once."""
    sheets, best, is_open = found.scores.sheets[unit], found.scores.best, found.info.is_open
    told: dict[View, Told] = {}
    for view in VIEWS:
        sheet, of_block = sheets[view], best.get((view, unit), {})
        is_one = sheet.scored is sheets[DECLARED].scored and of_block == best.get((DECLARED, unit), {})
        told[view] = (
            told[DECLARED]
            if told and is_one
            else tell(connection, sheet, of_block, found.info.year, is_open=is_open, language=language)
        )
    return told


@dataclass(slots=True)
class _Maker:
    """Puts the card together."""

    standings: Standings
    units: Mapping[View, Standing]
    told: Mapping[View, Told]
    facts: FactCards
    history: Mapping[str, list[Move]]
    language: Language

    def page(self, version: str) -> CardPage:
        """All of it."""
        program = self.standings.scores.criteria.program
        whole = (0, len(program.leaves))
        return CardPage(
            standings=self.standings,
            units=self.units,
            sums={view: self._sums(view, *whole) for view in VIEWS},
            areas=tuple(self._area(group) for group in program.areas),
            adjustments={view: tuple(self._adjustments(view)) for view in VIEWS},
            contradictions={view: self._contradictions(view) for view in VIEWS},
            warnings=self._warnings(),
            large=frozenset().union(*(told.large for told in self.told.values())),
            version=version,
        )

    # ---- Areas and criteria

    def _area(self, group: Group) -> AreaCard:
        area = group.item
        assert isinstance(area, Area)
        criteria = self.standings.scores.criteria.program.criteria
        inside = [one for one in criteria if group.start <= one.start and one.end <= group.end and one.end]
        return AreaCard(
            area=area,
            sums={view: self._sums(view, group.start, group.end) for view in VIEWS},
            figures={view: self.units[view].areas[area.number] for view in VIEWS},
            changes={view: self.units[view].area_changes[area.number] for view in VIEWS},
            criteria=tuple(self._criterion(one) for one in inside),
        )

    def _criterion(self, group: Group) -> CriterionCard:
        criterion = group.item
        assert isinstance(criterion, Criterion)
        return CriterionCard(
            criterion=criterion,
            sums={view: self._sums(view, group.start, group.end) for view in VIEWS},
            leaves=tuple(self._leaf(position) for position in range(group.start, group.end)),
        )

    def _sums(self, view: View, start: int, end: int) -> Sums:
        scored = self.told[view].scored
        program = scored.program
        points = lost = pending = maximum = 0
        for position in range(start, end):
            earned, status, losses = scored.outcomes[position]
            if status == "not_applicable":
                continue
            points += earned
            lost += sum(amount for amount, _ in losses)
            maximum += program.maxima[position]
            if not scored.closed and (bounds := scored.open.get(position)) is not None:
                pending += bounds.high - bounds.low
        return Sums(*(Decimal(text(amount, program.places)) for amount in (points, lost, pending, maximum)))

    # ---- Leaves

    def _leaf(self, position: int) -> LeafCard:
        leaf = self.standings.scores.criteria.program.leaves[position]
        views = self._views(position)
        return LeafCard(
            leaf=leaf,
            views=views,
            rules=rule_lines(leaf),
            facts=self.facts.of(leaf),
            evidence=self.facts.evidence_of(leaf),
            history=tuple(self.history.get(leaf.number, ())),
            change=self._change(position, views),
        )

    def _views(self, position: int) -> dict[View, LeafView]:
        declared = leaf_view(self.told[DECLARED].scored, position, self.language)
        if self._is_one:
            return dict.fromkeys(VIEWS, declared)
        return {
            DECLARED: declared,
            APPRAISED: leaf_view(self.told[APPRAISED].scored, position, self.language),
        }

    @property
    def _is_one(self) -> bool:
        """Whether both views are one score."""
        return self.told[APPRAISED] is self.told[DECLARED]

    def _change(self, position: int, views: Mapping[View, LeafView]) -> LeafChange | None:
        """Against last year's leaf; None where the unit as a whole is not compared."""
        years, last = self.standings.years, self.standings.last
        if years is None or last is None or self.units[DECLARED].change.obstacle in _WITHOUT:
            return None
        number = self.standings.scores.criteria.program.leaves[position].number
        matched = years.leaves[number]
        if matched.old is None:
            return LeafChange(None, "no", {}, None, dict.fromkeys(VIEWS))
        before = last.criteria.program.position(matched.old)
        assert before is not None, "the sets were compared"
        unit, places = self.units[DECLARED].member.code, last.criteria.program.places
        was, points = dict[View, Decimal](), dict[View, Difference | None]()
        for view in VIEWS:
            old = last.results[view][unit].scored.outcomes[before]
            was[view] = Decimal(text(old[0], places))
            hinders = (
                matched.comparable == "no"
                or "not_applicable" in (old[1], views[view].status)
                or self.units[view].change.obstacle == "silent"
            )
            low, high = (plain(one - was[view]) for one in (views[view].low, views[view].high))
            points[view] = None if hinders else Difference(low, high)
        maximum = Decimal(text(last.criteria.program.maxima[before], places))
        return LeafChange(matched.old, matched.comparable, was, maximum, points)

    # ---- The whole

    def _adjustments(self, view: View) -> list[AdjustmentCard]:
        """Bonuses and penalties that count, or may still count."""
        totals = Totals(self.told[view].scored)
        places = totals.program.places
        return [
            AdjustmentCard(
                one.adjustment.kind,
                one.adjustment.name,
                Decimal(text(one.points, places)),
                Decimal(text(one.low, places)),
                Decimal(text(one.high, places)) if one.high < UNLIMITED else None,
                shortened(adjustment_reason(totals.scored, one.adjustment, self.language))
                if one.points
                else "",
            )
            for one in totals.adjustments
            if one.high
        ]

    def _contradictions(self, view: View) -> tuple[str, ...]:
        return tuple(one.finding.message(self.language) for one in self.told[view].sheet.violations)

    def _warnings(self) -> dict[View, tuple[str, ...]]:
        """What the set warns of."""
        found: dict[View, tuple[str, ...]] = {}
        for view in VIEWS:
            sheet = self.told[view].sheet
            known = found.get(DECLARED) if self._is_one else None
            found[view] = tuple(sheet.ready.checker.warnings(sheet.plain)) if known is None else known
        return found


#: Units that were not in last year's round as they are now; their leaves are not compared either.
_WITHOUT: Final = ("no_round", "new", "merged")
