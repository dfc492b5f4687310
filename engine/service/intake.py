"""Events of other systems: taken once, applied when their unit and round are there, never lost.

The row of the inbox, the entries, the scores and the messages to subscribers are one transaction. What an event did is
kept with it, so that its repetition gets the same answer.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError

from engine.service.books import Place, enter, header_of
from engine.service.errors import Gone, Invalid, NotFound, NotPermitted, ServiceError
from engine.service.office import Office
from engine.service.registry import not_open, round_of, unit_at
from engine.service.scores import ScoreChange
from engine.service.sources import known_source
from engine.service.submissions import Speaker, Submission, check
from engine.store import tables as t
from engine.store.inserting import insert_new
from engine.store.journal import Action
from engine.store.ledger import canonical
from engine.store.prepared import Prepared
from spec.diagnostics import Bilingual

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
    number = _insert(action, event)
    if number is None:
        return _known(action, event)
    outcome = _outcome(action, office, speaker, event.submission, event.type)
    _keep(action, number, outcome, event.submission)
    return outcome


def _insert(action: Action, event: Event) -> int | None:
    """Take the event's place in the inbox, and give its number there; None where it came before."""
    row = {
        **_copy(action, event),
        "type": event.type,
        "canonical": event.canonical,
        "state": "taken",
        "status": 0,
        "answer": "{}",
    }
    found = insert_new(action.connection, t.inbox, row)
    return None if found is None else int(found.id)


def _copy(action: Action, event: Event) -> dict[str, Any]:
    """What is kept of an event's bytes, in the inbox and aside."""
    return {
        "source": event.source,
        "message_id": event.message_id,
        "sha256": event.sha256,
        "raw": event.raw,
        "received_at": action.at,
    }


_KEEP = Prepared(
    update(t.inbox).where(t.inbox.c.id == bindparam("number")),
    ["state", "status", "answer", "unit", "year", "submission"],
)


def _keep(action: Action, number: int, outcome: Outcome, submission: Submission | None) -> None:
    """Keep what became of an event; what it says is kept as long as it waits."""
    waits = outcome.state == "pending_subject" and submission is not None
    row = {
        "number": number,
        "state": outcome.state,
        "status": outcome.status,
        "answer": canonical(outcome.answer),
        "unit": None if submission is None else submission.unit,
        "year": None if submission is None else submission.year,
        "submission": canonical(asdict(submission)) if waits and submission is not None else None,
    }
    _KEEP.run(action.connection, row)


def _known(action: Action, event: Event) -> Outcome:
    """A repetition gets the first one's answer; the same id with other content is kept aside."""
    where = (t.inbox.c.source == event.source) & (t.inbox.c.message_id == event.message_id)
    row = action.connection.execute(select(t.inbox).where(where)).one()
    if event.sha256 != row.sha256 and event.canonical != row.canonical:
        insert_new(action.connection, t.conflicts, _copy(action, event))
        return Outcome(409, "conflict", {})
    answer = json.loads(row.answer)
    if row.status >= 400:
        return Outcome(row.status, row.state, answer)
    return Outcome(200, "duplicate", {**answer, "first": row.state})


def _outcome(
    action: Action, office: Office, speaker: Speaker, submission: Submission | None, type_: str
) -> Outcome:
    if submission is None:
        return Outcome(202, "ignored", {"detail": f"type {type_}"})
    try:
        return _applied(action, office, speaker, submission)
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


#: A year's round with the record of a unit that is valid on a day: what ``round_of``, held open, and ``unit_at`` give
#: in two queries.
_PLACE = Prepared(
    select(
        t.rounds.c.state,
        t.rounds.c.set_id,
        t.rounds.c.evidence_required,
        t.units.c.code,
        t.units.c.name,
        t.units.c.block,
        t.units.c.ranked,
    )
    .join(
        t.units,
        (t.units.c.code == bindparam("of_unit"))
        & (t.units.c.valid_from <= bindparam("day"))
        & (t.units.c.valid_to.is_(None) | (t.units.c.valid_to >= bindparam("day"))),
    )
    .where(t.rounds.c.year == bindparam("of_year"))
    .order_by(t.units.c.valid_from.desc())
    .with_for_update(read=True, of=t.rounds)
)


def place_of(connection: Connection, submission: Submission) -> tuple[Place | None, str]:
    """Where a submission goes, or what is missing for it: the unit at that day, or the year's open round."""
    asked = {"of_unit": submission.unit, "day": submission.day, "of_year": submission.year}
    found = next(iter(_PLACE.rows(connection, asked)), None)
    if found is not None and found.state == "open":
        header = header_of(found, evidence_required=bool(found.evidence_required))
        return Place(header, submission.year, found.set_id), ""
    return None, "unit" if unit_at(connection, submission.unit, submission.day) is None else "round"


def no_place(connection: Connection, unit: str, year: int, missing: str) -> ServiceError:
    """Why what a person says has no place, by what ``place_of`` misses."""
    if missing == "unit":
        return NotFound("unit", unit)
    round_ = round_of(connection, year)
    return NotFound("round", str(year)) if round_ is None else not_open(round_)


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
    submission = Submission(**written)
    outcome = _outcome(action, office, _speaker_of(action, office, row), submission, row.type)
    if outcome.state == "pending_subject":
        return False
    _keep(action, row.id, outcome, submission)
    return outcome.state == "applied"


def _speaker_of(action: Action, office: Office, row: Any) -> Speaker:
    """The source of an event in the inbox, with what it may post now."""
    source = known_source(office, action.connection, row.source, action.at)
    if source is None:
        raise NotFound("source", row.source)
    return source.speaker


# ---- Quarantine


_EXPIRED = Bilingual(
    "nội dung sự kiện đã hết hạn lưu giữ và đã xóa",
    "the body of the event was removed, its retention is over",
)


def replay_quarantined(
    office: Office, who: str, number: int, reading: Callable[[Any], Submission]
) -> Outcome:
    """Take a quarantined event again, as an admin's mapping reads its raw body now.

    Raises ``NotFound``, or ``Gone`` where retention has removed the body.
    """

    def work(action: Action) -> Outcome:
        where = (t.inbox.c.id == number) & (t.inbox.c.state == "quarantined")
        # Held: of two who ask at one instant the second finds it taken.
        row = action.connection.execute(select(t.inbox).where(where).with_for_update()).one_or_none()
        if row is None:
            raise NotFound("message", str(number))
        if row.raw is None:
            raise Gone(_EXPIRED)
        submission = reading(row)
        outcome = _outcome(action, office, _speaker_of(action, office, row), submission, row.type)
        _keep(action, number, outcome, submission)
        action.detail = {"event": row.message_id, "state": outcome.state}
        return outcome

    return office.journal.act(who, "event.replayed", str(number), work)


def quarantine(
    office: Office, source: str, message_id: str, raw: bytes, outcome: Outcome, digests: tuple[str, str]
) -> Outcome:
    """Keep an authentic event that cannot be read at all, with the answer it got."""

    def work(action: Action) -> Outcome:
        event = Event(source, message_id, "", *digests, raw, None)
        number = _insert(action, event)
        if number is None:
            return _known(action, event)
        _keep(action, number, outcome, None)
        action.detail = {"event": message_id, "sha256": digests[0]}
        return outcome

    return office.journal.act(source, "event.quarantined", message_id, work)


def submit(office: Office, who: str, speaker: Speaker, submission: Submission) -> list[ScoreChange]:
    """What a person or a file says, without an inbox. Raises ``Invalid``, ``NotPermitted``, ``Conflict``."""

    def work(action: Action) -> list[ScoreChange]:
        place, missing = place_of(action.connection, submission)
        if place is None:
            raise no_place(action.connection, submission.unit, submission.year, missing)
        checked = check(office.set_of(action.connection, place.set_id), submission, speaker)
        return enter(action, office, place, checked.entries, checked.rows, cause=submission.event)

    return office.journal.act(who, "facts.submitted", submission.unit, work)
