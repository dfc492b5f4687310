"""What closing a round would settle: seen by whoever closes it, before anything is final."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.book.entries import VIEWS, View
from engine.rounding import text
from engine.service.appraisal_queue import Filter, Waits, queue
from engine.service.errors import Conflict
from engine.service.office import Office
from engine.service.round_scores import RoundInfo, RoundScores, round_scores
from engine.service.rounds import best_of, close_round, closed
from engine.service.scores import ScoreChange
from engine.totals import Totals
from spec.diagnostics import Bilingual


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
    """A round as it would be closed now. ``waits``: how many leaves wait for what."""

    info: RoundInfo
    units: tuple[UnitClosing, ...]
    waits: Mapping[Waits, int]

    @property
    def pending(self) -> Mapping[View, int]:
        """How many leaves of all units are not settled, by view."""
        return {view: sum(one.views[view].pending for one in self.units) for view in VIEWS}

    @property
    def mark(self) -> str:
        """What would be lost, as a text: another one where more or less is pending or waits.

        Points alone do not change it: systems that post all day would keep a round from ever being closed.
        """
        pending = [[one.unit, *(one.views[view].pending for view in VIEWS)] for one in self.units]
        written = json.dumps([self.info.set_id, pending, sorted(self.waits.items())])
        return hashlib.sha256(written.encode()).hexdigest()

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
    return Closing(scores.info, units, waits)


def close_as_seen(office: Office, who: str, year: int, mark: str) -> list[ScoreChange]:
    """Close a round as somebody looked at it. Raises ``Conflict`` where it is not open, or would lose other things."""

    def check(connection: Connection) -> None:
        if closing_of(office, connection, year).mark != mark:
            raise Conflict(
                Bilingual(
                    "số liệu của đợt chấm vừa thay đổi; hãy xem lại rồi khóa sổ",
                    "facts of the round have changed; look again before you close it",
                )
            )

    return close_round(office, who, year, check)


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
