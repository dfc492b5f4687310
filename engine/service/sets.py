"""Sets and drafts as they are read: the list, one of them, the texts that it had, and the steps that it took."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from engine.service.errors import NotFound
from engine.store import tables as t
from spec.diagnostics import Bilingual

State = Literal["draft", "discarded", "proposed", "reviewed", "published", "superseded", "withdrawn"]

#: What a set in each state is called.
STATES: dict[State, Bilingual] = {
    "draft": Bilingual("đang soạn", "draft"),
    "discarded": Bilingual("đã bỏ", "discarded"),
    "proposed": Bilingual("đã trình", "proposed"),
    "reviewed": Bilingual("đã thẩm tra", "reviewed"),
    "published": Bilingual("đang có hiệu lực", "in force"),
    "superseded": Bilingual("đã được thay thế", "superseded"),
    "withdrawn": Bilingual("đã thu hồi", "withdrawn"),
}
#: A text in these never changes again.
FOR_EVER: tuple[State, ...] = ("published", "superseded", "withdrawn")


@dataclass(frozen=True, slots=True)
class SetRecord:
    """A set as it is listed. Instants are microseconds since 1970 (UTC).

    ``saved_by``, ``saved_at``: who wrote its text as it stands; ``round_state``: of the round that is scored by it.
    """

    identity: int
    name: str
    year: int
    number: int
    state: State
    text_hash: str
    content_hash: str
    scoring_hash: str
    based_on: int | None
    written_by: str
    written_at: int
    saved_by: str
    saved_at: int
    proposed_by: str | None
    proposed_at: int | None
    proposal: str | None
    reviewed_by: str | None
    reviewed_at: int | None
    review: str | None
    decision: str | None
    effective_from: str | None
    published_by: str | None
    published_at: int | None
    round_state: str | None

    @property
    def is_sound(self) -> bool:
        """Whether its text could be read without errors when it was saved."""
        return bool(self.content_hash)


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that a draft had."""

    number: int
    text_hash: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a set.

    ``what``: ``set.drafted``, ``set.saved``, ``set.discarded``, ``set.proposed``, ``set.taken_back``, ``set.reviewed``,
    ``set.returned``, ``set.published`` or ``set.withdrawn``.
    """

    at: int
    who: str
    what: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """All texts and all steps of a set, the oldest first."""

    revisions: tuple[Revision, ...]
    steps: tuple[Step, ...]


_COLUMNS = [column for column in t.sets.columns if column.name != "text"]
_KEPT = [column.name for column in _COLUMNS if column.name not in ("id", "semantics")]


def all_sets(connection: Connection, year: int | None = None) -> list[SetRecord]:
    """The sets and drafts of a year, or of all: the newest year first, in it the newest."""
    query = select(*_COLUMNS).order_by(t.sets.c.year.desc(), t.sets.c.number.desc())
    if year is not None:
        query = query.where(t.sets.c.year == year)
    rows = connection.execute(query).all()
    newest = select(func.max(t.set_revisions.c.id)).group_by(t.set_revisions.c.set_id)
    last = connection.execute(_REVISIONS.where(t.set_revisions.c.id.in_(newest)))
    writings = {row.set_id: (row.by, row.at) for row in last}
    rounds = {row.set_id: row.state for row in connection.execute(select(t.rounds))}
    return [
        _record(row, writings.get(row.id, (row.written_by, row.written_at)), rounds.get(row.id))
        for row in rows
    ]


def set_record(connection: Connection, identity: int) -> SetRecord:
    """One set. Raises ``NotFound``."""
    row = connection.execute(select(*_COLUMNS).where(t.sets.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound("set", str(identity))
    round_ = connection.execute(select(t.rounds.c.state).where(t.rounds.c.set_id == identity)).scalar()
    return _record(row, last_writing(connection, row), round_)


def text_of(connection: Connection, identity: int) -> str:
    """The text of a set as it stands. Raises ``NotFound``."""
    text: str = stored_set(connection, identity).text
    return text


def revision_text(connection: Connection, identity: int, number: int) -> str:
    """A text that a set once had. Raises ``NotFound``."""
    query = select(t.set_revisions.c.text).where(
        t.set_revisions.c.set_id == identity, t.set_revisions.c.id == number
    )
    text = connection.execute(query).scalar()
    if text is None:
        raise NotFound("set", f"{identity}/{number}")
    return str(text)


def history(connection: Connection, identity: int) -> History:
    """The texts that a set had and the steps that it took."""
    revisions = connection.execute(
        _REVISIONS.where(t.set_revisions.c.set_id == identity).order_by(t.set_revisions.c.id)
    )
    steps = connection.execute(
        select(t.audit.c.at, t.audit.c.who, t.audit.c.what, t.audit.c.detail)
        .where(t.audit.c.subject == str(identity), t.audit.c.what.like("set.%"), t.NO_ARRIVAL)
        .order_by(t.audit.c.seq)
    )
    return History(
        tuple(Revision(row.id, row.text_hash, row.by, row.at) for row in revisions),
        tuple(Step(row.at, row.who, row.what, json.loads(row.detail)) for row in steps),
    )


def hands_of(connection: Connection, row: Any) -> frozenset[str]:
    """Who wrote on a set since it began, and who proposed it: they neither review nor publish it.

    ``row``: its row, or its record.
    """
    identity = row.identity if isinstance(row, SetRecord) else row.id
    query = select(t.set_revisions.c.by).where(t.set_revisions.c.set_id == identity).distinct()
    hands = {row.written_by, row.proposed_by, *connection.execute(query).scalars()}
    return frozenset(hands - {None})


_REVISIONS = select(
    t.set_revisions.c.id,
    t.set_revisions.c.set_id,
    t.set_revisions.c.text_hash,
    t.set_revisions.c.by,
    t.set_revisions.c.at,
)


def _record(row: Any, saved: tuple[str, int], round_state: str | None) -> SetRecord:
    by, at = saved
    kept = {name: getattr(row, name) for name in _KEPT}
    return SetRecord(identity=row.id, saved_by=by, saved_at=at, round_state=round_state, **kept)


def stored_set(connection: Connection, identity: int) -> Any:
    """The whole row of a set. Raises ``NotFound``."""
    row = connection.execute(select(t.sets).where(t.sets.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound("set", str(identity))
    return row


def last_writing(connection: Connection, row: Any) -> tuple[str, int]:
    """Who wrote the text of a set as it stands, and when."""
    query = _REVISIONS.where(t.set_revisions.c.set_id == row.id).order_by(t.set_revisions.c.id.desc())
    last = connection.execute(query.limit(1)).one_or_none()
    return (row.written_by, row.written_at) if last is None else (last.by, last.at)
