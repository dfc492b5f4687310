"""What changed since somebody was last there, and which rounds are running."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from engine.book.entries import View
from engine.service.registry import unit_names
from engine.store import tables as t


@dataclass(frozen=True, slots=True)
class ScoreNews:
    """A unit's score then and now. ``old`` is None where there was none; ``at``: microseconds since 1970 (UTC)."""

    unit: str
    name: str
    year: int
    view: View
    old: str | None
    new: str
    at: int


def news_since(
    connection: Connection, since: int, unit: str | None = None, *, most: int = 20
) -> list[ScoreNews]:
    """The scores that are other than they were at an instant, the newest first; of one unit, if that is given."""
    s = t.scores
    later = select(func.max(s.c.id)).where(s.c.at > since).group_by(s.c.unit, s.c.year, s.c.view)
    query = select(s).where(s.c.id.in_(later)).order_by(s.c.id.desc())
    if unit is not None:
        query = query.where(s.c.unit == unit)
    names = unit_names(connection)
    found = []
    for row in connection.execute(query):
        before = (
            select(s.c.points)
            .where(s.c.unit == row.unit, s.c.year == row.year, s.c.view == row.view, s.c.at <= since)
            .order_by(s.c.id.desc())
            .limit(1)
        )
        old = connection.execute(before).scalar()
        if old != row.points:
            name = names.get(row.unit, row.unit)
            found.append(ScoreNews(row.unit, name, row.year, row.view, old, row.points, row.at))
        if len(found) == most:
            break
    return found


@dataclass(frozen=True, slots=True)
class Round:
    """A round. ``closes``: the last day on which facts are taken, an ISO text; None: not said."""

    year: int
    name: str
    state: str
    closes: str | None

    def days_left(self, today: date) -> int | None:
        """How many days are left; negative when it is over."""
        return None if self.closes is None else (date.fromisoformat(self.closes) - today).days


def rounds(connection: Connection) -> list[Round]:
    """All rounds, the newest first."""
    query = select(t.rounds).order_by(t.rounds.c.year.desc())
    return [Round(row.year, row.name, row.state, row.closes) for row in connection.execute(query)]
