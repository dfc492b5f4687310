"""What closing a round would settle: seen by whoever closes it, before anything is final."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.book.entries import VIEWS, View
from engine.rounding import text
from engine.service.appraisal_queue import Filter, Waits, queue
from engine.service.office import Office
from engine.service.round_scores import RoundInfo, RoundScores, round_scores
from engine.service.rounds import best_of, closed, round_mark
from engine.totals import Totals


@dataclass(frozen=True, slots=True)
class ViewClosing:
    """A unit's total in one view. Amounts are decimal strings.

    ``low`` and ``high``: what is still possible now; ``final``: what it would end with; ``pending``: how many leaves
    are not settled.
    """

    low: str
    high: str
    final: str
    pending: int


@dataclass(frozen=True, slots=True)
class UnitClosing:
    """A unit of the round."""

    unit: str
    name: str
    views: Mapping[View, ViewClosing]


@dataclass(frozen=True, slots=True)
class Closing:
    """A round as it would be closed now.

    ``waits``: how many leaves wait for what; ``mark``: where the books stand, for ``close_round``.
    """

    info: RoundInfo
    units: tuple[UnitClosing, ...]
    waits: Mapping[Waits, int]
    mark: str

    @property
    def pending(self) -> Mapping[View, int]:
        """How many leaves of all units are not settled, by view."""
        return {view: sum(one.views[view].pending for one in self.units) for view in VIEWS}

    @property
    def is_settled(self) -> bool:
        """Whether nothing would be lost for being pending, and nobody is waited for."""
        waited_for = self.waits["submitted"] + self.waits["council"] + self.waits["returned"]
        return not (waited_for or any(self.pending.values()))


def closing_of(office: Office, connection: Connection, year: int) -> Closing:
    """What closing the round of a year would settle. Raises ``NotFound`` where it has none."""
    scores = round_scores(office, connection, year)
    views = {view: _views(scores, view) for view in VIEWS}
    units = tuple(
        UnitClosing(code, member.header.name, {view: views[view][code] for view in VIEWS})
        for code, member in scores.members.items()
    )
    waits = queue(office, connection, year, Filter()).counts
    return Closing(scores.info, units, waits, round_mark(connection, scores.info))


def _views(scores: RoundScores, view: View) -> dict[str, ViewClosing]:
    """The totals of a view as they are, and as they would be."""
    program = scores.criteria.program
    books = {code: sheets[view] for code, sheets in scores.sheets.items()}
    best = best_of(program, books.values(), close=True)
    found = {}
    for code, sheet in books.items():
        now = scores.results[view][code]
        final = Totals(closed(sheet, best.get(sheet.header.block, {})))
        found[code] = ViewClosing(
            low=text(now.totals.low, program.places),
            high=text(now.totals.high, program.places),
            final=text(final.points, program.places),
            pending=sum(outcome[1] == "pending" for outcome in now.scored.outcomes),
        )
    return found
