"""Events of other systems: taken once, applied when their unit and round are there, never lost.

The row of the inbox, the entries, the scores and the messages to subscribers are one transaction. What an event did is
kept with it, so that its repetition gets the same answer.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from engine.service.books import Place, enter, header_of
from engine.service.errors import Invalid, NotPermitted, ServiceError
from engine.service.office import Office
from engine.service.registry import round_of, unit_at
from engine.service.scores import ScoreChange
from engine.service.submissions import Speaker, Submission, check
from engine.store import tables as t
from engine.store.journal import Action
from engine.store.ledger import canonical

_LOG = logging.getLogger(__name__)

#: Source code and name of what the office itself reads in (``chamdiem import``).
OFFICE = Speaker("van-phong", "văn phòng", trusted=True, office=True)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it arrived. ``submission`` is None where its type is not known; ``raw`` are the signed bytes.

    ``canonical`` is the SHA-256 of its canonical JSON (RFC 8785): senders may write the same JSON differently on retry.
    """

    source: str
    message_id: str
    type: str
    sha256: str
    canonical: str
    raw: bytes
    submission: Submission | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event: an HTTP status, and the answer's members.

    ``state``: applied, pending_subject, ignored (an unknown type), quarantined, duplicate, conflict.
    """

    status: int
    state: str
    answer: dict[str, Any]


def receive(office: Office, speaker: Speaker, events: list[Event]) -> list[Outcome]:
    """Take events in one transaction; each is taken or refused by itself. Durable when this returns."""

    def work(action: Action) -> list[Outcome]:
        outcomes = [_taken_alone(action, office, speaker, event) for event in events]
        action.detail = {
            "events": [
                {"id": event.message_id, "sha256": event.sha256, "state": outcome.state}
                for event, outcome in zip(events, outcomes, strict=True)
            ]
        }
        return outcomes

    return office.journal.act(speaker.code, "events.received", speaker.code, work)


def _taken_alone(action: Action, office: Office, speaker: Speaker, event: Event) -> Outcome:
    """An event that breaks something of ours does not take its neighbours with it; it is to be sent again."""
    try:
        with action.alone():
            return _receive(action, office, speaker, event)
    except SQLAlchemyError:
        raise  # the database is the affair of all of them
    except Exception:  # noqa: BLE001  (whatever it is, the neighbours' events are fine)
        _LOG.exception("event %s of %s failed", event.message_id, event.source)
        return Outcome(503, "failed", {})


def _receive(action: Action, office: Office, speaker: Speaker, event: Event) -> Outcome:
    known = _insert(action, event)
    if known is not None:
        return _known(action, event, known)
    outcome = _outcome(action, office, speaker, event)
    waits = outcome.state == "pending_subject"
    submission = event.submission
    action.connection.execute(
        update(t.inbox)
        .where(t.inbox.c.source == event.source, t.inbox.c.message_id == event.message_id)
        .values(
            state=outcome.state,
            status=outcome.status,
            answer=canonical(outcome.answer),
            unit=None if submission is None else submission.unit,
            year=None if submission is None else submission.year,
            submission=canonical(asdict(submission)) if waits and submission is not None else None,
        )
    )
    return outcome


def _insert(action: Action, event: Event) -> Any | None:
    """Take the event's place in the inbox; the row that is there already, if it came before."""
    connection = action.connection
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "source": event.source,
        "message_id": event.message_id,
        "type": event.type,
        "sha256": event.sha256,
        "canonical": event.canonical,
        "raw": event.raw,
        "received_at": action.at,
        "state": "taken",
        "status": 0,
        "answer": "{}",
    }
    new = dialect.insert(t.inbox).values(row).on_conflict_do_nothing().returning(t.inbox.c.id)
    if connection.execute(new).one_or_none() is not None:
        return None
    where = (t.inbox.c.source == event.source) & (t.inbox.c.message_id == event.message_id)
    return connection.execute(select(t.inbox).where(where)).one()


def _known(action: Action, event: Event, row: Any) -> Outcome:
    """A repetition gets the first one's answer; the same id with other content is kept aside."""
    if event.sha256 != row.sha256 and event.canonical != row.canonical:
        dialect = postgresql if action.connection.dialect.name == "postgresql" else sqlite
        copy = {
            "source": event.source,
            "message_id": event.message_id,
            "sha256": event.sha256,
            "raw": event.raw,
            "received_at": action.at,
        }
        action.connection.execute(dialect.insert(t.conflicts).values(copy).on_conflict_do_nothing())
        return Outcome(409, "conflict", {})
    answer = json.loads(row.answer)
    if row.status >= 400:
        return Outcome(row.status, row.state, answer)
    return Outcome(200, "duplicate", {**answer, "first": row.state})


def _outcome(action: Action, office: Office, speaker: Speaker, event: Event) -> Outcome:
    if event.submission is None:
        return Outcome(202, "ignored", {"detail": f"type {event.type}"})
    try:
        return _applied(action, office, speaker, event.submission)
    except Invalid as error:
        errors = [
            {"pointer": f"/data{flaw.pointer}", "code": flaw.code, "vi": flaw.words.vi, "en": flaw.words.en}
            for flaw in error.flaws
        ]
        return Outcome(422, "quarantined", {"errors": errors})
    except NotPermitted as error:
        return Outcome(403, "quarantined", {"errors": [_as_error("not_permitted", error)]})


def _as_error(code: str, error: ServiceError) -> dict[str, str]:
    return {"pointer": "/data", "code": code, "vi": error.words.vi, "en": error.words.en}


def _applied(action: Action, office: Office, speaker: Speaker, submission: Submission) -> Outcome:
    connection = action.connection
    place, missing = place_of(connection, submission)
    if place is None:
        return Outcome(202, "pending_subject", {"waits_for": missing})
    checked = check(office.set_of(connection, place.set_id), submission, speaker)
    changes = enter(action, office, place, checked.entries, checked.rows, cause=submission.event)
    return Outcome(202, "applied", answer_of(submission, changes, checked.ignored))


def place_of(connection: Connection, submission: Submission) -> tuple[Place | None, str]:
    """Where a submission goes, or what is missing for it: the unit at that day, or the year's open round."""
    unit = unit_at(connection, submission.unit, submission.day)
    if unit is None:
        return None, "unit"
    round_ = round_of(connection, submission.year, held="open")
    if round_ is None or round_.state != "open":
        return None, "round"
    header = header_of(unit, evidence_required=round_.evidence_required)
    return Place(header, submission.year, round_.set_id), ""


def answer_of(submission: Submission, changes: Iterable[ScoreChange], ignored: list[str]) -> dict[str, Any]:
    """What an applied event did."""
    answer: dict[str, Any] = {
        "unit": submission.unit,
        "year": submission.year,
        "scores": [change.as_answer() for change in changes],
    }
    if ignored:
        answer["ignored"] = ignored
    return answer


# ---- What waited


def apply_waiting(action: Action, office: Office, *, unit: str | None = None, year: int | None = None) -> int:
    """Apply the events that waited for a unit or a round; gives how many were."""
    waiting = select(t.inbox).where(t.inbox.c.state == "pending_subject").order_by(t.inbox.c.id)
    if unit is not None:
        waiting = waiting.where(t.inbox.c.unit == unit)
    if year is not None:
        waiting = waiting.where(t.inbox.c.year == year)
    applied = 0
    for row in action.connection.execute(waiting).all():
        applied += _apply_again(action, office, row, json.loads(row.submission))
    return applied


def _apply_again(action: Action, office: Office, row: Any, written: dict[str, Any]) -> bool:
    from engine.service.sources import known_source

    submission = Submission(**written)
    source = known_source(office, action.connection, row.source, action.at)
    speaker = OFFICE if source is None else source.speaker
    event = Event(row.source, row.message_id, row.type, row.sha256, row.canonical, b"", submission)
    outcome = _outcome(action, office, speaker, event)
    if outcome.state == "pending_subject":
        return False
    where = t.inbox.c.id == row.id
    action.connection.execute(
        update(t.inbox)
        .where(where)
        .values(state=outcome.state, status=outcome.status, answer=canonical(outcome.answer), submission=None)
    )
    return outcome.state == "applied"


# ---- Quarantine


def replay_quarantined(
    office: Office, who: str, number: int, reading: Callable[[Any], Submission]
) -> Outcome:
    """Take a quarantined event again, as an admin's mapping reads its raw body now. Raises ``NotFound``."""
    from engine.service.errors import NotFound
    from engine.service.sources import known_source

    def work(action: Action) -> Outcome:
        where = (t.inbox.c.id == number) & (t.inbox.c.state == "quarantined")
        row = action.connection.execute(select(t.inbox).where(where)).one_or_none()
        if row is None:
            raise NotFound("message", str(number))
        source = known_source(office, action.connection, row.source, action.at)
        speaker = OFFICE if source is None else source.speaker
        submission = reading(row)
        event = Event(
            row.source, row.message_id, row.type, row.sha256, row.canonical, row.raw or b"", submission
        )
        outcome = _outcome(action, office, speaker, event)
        waits = outcome.state == "pending_subject"
        action.connection.execute(
            update(t.inbox)
            .where(t.inbox.c.id == number)
            .values(
                state=outcome.state,
                status=outcome.status,
                answer=canonical(outcome.answer),
                unit=submission.unit,
                year=submission.year,
                submission=canonical(asdict(submission)) if waits else None,
            )
        )
        action.detail = {"event": row.message_id, "state": outcome.state}
        return outcome

    return office.journal.act(who, "event.replayed", str(number), work)


def quarantine(
    office: Office, source: str, message_id: str, raw: bytes, outcome: Outcome, digests: tuple[str, str]
) -> Outcome:
    """Keep an authentic event that cannot be read at all, with the answer it got."""

    def work(action: Action) -> Outcome:
        event = Event(source, message_id, "", *digests, raw, None)
        known = _insert(action, event)
        if known is not None:
            return _known(action, event, known)
        action.connection.execute(
            update(t.inbox)
            .where(t.inbox.c.source == source, t.inbox.c.message_id == message_id)
            .values(state=outcome.state, status=outcome.status, answer=canonical(outcome.answer))
        )
        action.detail = {"event": message_id, "sha256": digests[0]}
        return outcome

    return office.journal.act(source, "event.quarantined", message_id, work)


def submit(office: Office, who: str, speaker: Speaker, submission: Submission) -> list[ScoreChange]:
    """What a person or a file says, without an inbox. Raises ``Invalid``, ``NotPermitted``, ``Conflict``."""
    from engine.service.errors import NotFound

    def work(action: Action) -> list[ScoreChange]:
        place, missing = place_of(action.connection, submission)
        if place is None:
            raise NotFound(missing, submission.unit if missing == "unit" else str(submission.year))
        checked = check(office.set_of(action.connection, place.set_id), submission, speaker)
        return enter(action, office, place, checked.entries, checked.rows, cause=submission.event)

    return office.journal.act(who, "facts.submitted", submission.unit, work)


def events_in(connection: Connection, state: str | None = None, limit: int = 200) -> list[Any]:
    """The newest events of the inbox, of one state if it is given."""
    query = select(t.inbox).order_by(t.inbox.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(t.inbox.c.state == state)
    return list(connection.execute(query).all())
