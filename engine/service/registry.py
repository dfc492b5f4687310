"""Units, criteria sets and rounds: who is scored, by which rules, when."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, insert, select, update

from engine.service.errors import Conflict, NotFound, SetRefused
from engine.service.office import Office
from engine.service.outgoing import announce
from engine.store import tables as t
from engine.store.inserting import insert_new
from engine.store.journal import Action
from spec import load_text
from spec.diagnostics import Bilingual, Diagnostic, has_errors
from spec.model import CriteriaSet
from spec.model.criteria import SEMANTICS
from spec.reading import read

# ---- Units

#: The day from which a unit is there that always was.
EVER: Final = "1900-01-01"


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit as it is registered for some time. Days are ISO texts; ``succeeds`` are the codes that it came from."""

    code: str
    name: str
    block: str
    valid_from: str = EVER
    valid_to: str | None = None
    parent: str | None = None
    ranked: bool = True
    succeeds: tuple[str, ...] = ()


def register_unit(office: Office, who: str, unit: UnitRecord) -> None:
    """Register a unit, or change what is registered from the same day on; what waited for it is applied.

    Units that it succeeds end the day before. Raises ``Conflict`` where days do not fit.
    """
    office.journal.act(who, "unit.registered", unit.code, lambda action: add_unit(action, office, unit))


def add_unit(action: Action, office: Office, unit: UnitRecord) -> None:
    """Register a unit inside of an action."""
    _sound_days(unit)
    connection = action.connection
    row = {**_unit_row(unit), "succeeds": json.dumps(list(unit.succeeds))}
    where = (t.units.c.code == unit.code) & (t.units.c.valid_from == unit.valid_from)
    if connection.execute(update(t.units).where(where).values(row)).rowcount == 0:
        connection.execute(insert(t.units), row)
    before = (t.units.c.code.in_(unit.succeeds)) & (t.units.c.valid_to.is_(None))
    if unit.succeeds:
        connection.execute(update(t.units).where(before).values(valid_to=day_before(unit.valid_from)))
    action.detail = {**row, "succeeds": list(unit.succeeds)}
    from engine.service.intake import apply_waiting  # what waits is applied through the use case that took it

    apply_waiting(action, office, unit=unit.code)


def _unit_row(unit: UnitRecord) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "block": unit.block,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "parent": unit.parent,
        "ranked": unit.ranked,
    }


def _sound_days(unit: UnitRecord) -> None:
    days = [date.fromisoformat(unit.valid_from)]
    if unit.valid_to is not None:
        days.append(date.fromisoformat(unit.valid_to))
    if days != sorted(days):
        raise Conflict(Bilingual("ngày hết hiệu lực trước ngày có hiệu lực", "it ends before it begins"))


def day_before(day: str) -> str:
    """The day before an ISO day; the first day that there is has none before it, and is its own."""
    return date.fromordinal(max(1, date.fromisoformat(day).toordinal() - 1)).isoformat()


def unit_at(connection: Connection, code: str, day: str) -> Any | None:
    """The unit's record that is valid on a day; None where there is none."""
    return connection.execute(
        select(t.units)
        .where(t.units.c.code == code, t.units.c.valid_from <= day)
        .where((t.units.c.valid_to.is_(None)) | (t.units.c.valid_to >= day))
        .order_by(t.units.c.valid_from.desc())
    ).first()


def unit_name(connection: Connection, code: str) -> str | None:
    """The latest name of a unit; None where there is none."""
    query = select(t.units.c.name).where(t.units.c.code == code).order_by(t.units.c.valid_from.desc())
    return connection.execute(query.limit(1)).scalar()


def unit_names(connection: Connection) -> dict[str, str]:
    """The latest name of every unit, by its code."""
    query = select(t.units.c.code, t.units.c.name).order_by(t.units.c.code, t.units.c.valid_from)
    return {row.code: row.name for row in connection.execute(query)}


# ---- Sets


def check_set(text: str, name: str = "bộ tiêu chí") -> tuple[CriteriaSet | None, list[Diagnostic]]:
    """A draft with every finding, proofs included."""
    return load_text(text, name)


def draft_set(office: Office, who: str, text: str) -> int:
    """Keep a text as the next draft of its year; gives its number in the store. Raises ``SetRefused`` if unreadable."""
    model, found = check_set(text)
    if model is None:
        raise SetRefused(found)
    return office.journal.act(who, "set.drafted", "", lambda action: add_draft(action, set_row(model, text)))


def add_draft(action: Action, row: dict[str, Any]) -> int:
    """Add the next draft of a year with its first text, inside of an action; gives its number in the store.

    ``row``: as ``set_row`` gives it, with more columns where they are known.
    """
    number = _next_number(action.connection, row["year"])
    about_it = {"state": "draft", "written_by": action.who, "written_at": action.at}
    while (key := insert_new(action.connection, t.sets, {**row, **about_it, "number": number})) is None:
        number += 1  # somebody else's at the same instant
    identity = int(key.id)
    action.subject = str(identity)
    action.detail = {
        "name": row["name"],
        "year": row["year"],
        "number": number,
        "text_hash": row["text_hash"],
        "content_hash": row["content_hash"],
    }
    add_revision(action, identity, row["text"], row["text_hash"])
    return identity


def add_revision(action: Action, identity: int, text: str, text_hash: str) -> None:
    """Keep a text that a draft has from now on."""
    row = {"set_id": identity, "text": text, "text_hash": text_hash, "by": action.who, "at": action.at}
    action.connection.execute(insert(t.set_revisions), row)


def publish_set(office: Office, who: str, identity: int, effective_from: str | None = None) -> None:
    """Put a draft into force: immutable from now on; the published one of the same year is superseded.

    The short way of an administrator who brings a set that was decided on elsewhere: nobody proposed or reviewed it
    here, and that stays to be seen (see ``engine.service.drafts`` for the way that a draft takes through the office).
    Raises ``SetRefused`` where a check, a proof or a scenario fails, ``Conflict`` where it is no draft.
    """
    with office.read() as connection:
        row = connection.execute(select(t.sets).where(t.sets.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound("set", str(identity))
    model = sound(row.text, row.year)

    def work(action: Action) -> None:
        state = lock_set(action.connection, identity)
        if state.state != "draft" or state.text_hash != row.text_hash:
            raise Conflict(Bilingual("bộ tiêu chí này không còn là dự thảo", "this set is no draft any more"))
        put_into_force(action, row, model, {"effective_from": effective_from})
        action.detail["reviewed"] = False

    office.journal.act(who, "set.published", str(identity), work)


def lock_set(connection: Connection, identity: int, *, shared: bool = False) -> Any:
    """The row of a set, which stays as it is until the transaction ends. Raises ``NotFound``."""
    query = select(t.sets).where(t.sets.c.id == identity).with_for_update(read=shared)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("set", str(identity))
    return row


def put_into_force(action: Action, row: Any, model: CriteriaSet, values: dict[str, Any]) -> None:
    """Publish a set inside of an action; the published one of the same year is superseded.

    ``row`` is locked, ``model`` what its text says; ``values``: what else is kept of the publishing.
    """
    connection = action.connection
    older = (t.sets.c.year == row.year) & (t.sets.c.state == "published")
    connection.execute(update(t.sets).where(older).values(state="superseded"))
    published = {"state": "published", "published_by": action.who, "published_at": action.at}
    connection.execute(
        update(t.sets)
        .where(t.sets.c.id == row.id)
        .values({**set_row(model, row.text), **published, **values})
    )
    action.detail = {
        "text_hash": row.text_hash,
        "content_hash": model.content_hash,
        "scoring_hash": model.scoring_hash,
        **values,
    }
    announce(action, "set.published", None, row.year, told_of(row), {"name": model.name})


def told_of(row: Any) -> dict[str, Any]:
    """By what subscribers know a set."""
    return {"set": row.id, "year": row.year, "number": row.number}


def set_in_force(connection: Connection, year: int) -> int:
    """The number in the store of the published set of a year. Raises ``NotFound``."""
    query = select(t.sets.c.id).where(t.sets.c.year == year, t.sets.c.state == "published")
    identity = connection.execute(query).scalar()
    if identity is None:
        raise NotFound("set", str(year))
    return int(identity)


def sound(text: str, year: int) -> CriteriaSet:
    """The set if nothing speaks against publishing it in a year. Raises ``SetRefused``, or ``Conflict``."""
    from engine.program import compile_set
    from engine.scenarios.run import run

    model, found = check_set(text)
    source, _ = read(text.encode(), "bộ tiêu chí")
    if model is None or source is None or has_errors(found):
        raise SetRefused(found)
    failed = [one.scenario.name for one in run(compile_set(model), source) if not one.passed]
    if failed:
        raise SetRefused([], failed)
    if model.year != year:
        words = Bilingual(
            f"bộ tiêu chí ghi năm {model.year}, còn dự thảo này là của năm {year}",
            f"the text says {model.year}, and this is a draft of {year}",
        )
        raise Conflict(words)
    return model


def set_row(model: CriteriaSet, text: str) -> dict[str, Any]:
    """What the store keeps of a readable set."""
    return {
        "name": model.name,
        "year": model.year,
        "text": text,
        "text_hash": hashlib.sha256(text.encode()).hexdigest(),
        "content_hash": model.content_hash,
        "scoring_hash": model.scoring_hash,
        "semantics": SEMANTICS,
    }


def _next_number(connection: Connection, year: int) -> int:
    highest = connection.execute(select(func.max(t.sets.c.number)).where(t.sets.c.year == year)).scalar()
    return (highest or 0) + 1


# ---- Rounds


def open_round(
    office: Office,
    who: str,
    identity: int,
    *,
    name: str = "",
    days: Sequence[str | None] = (None, None),
    evidence_required: bool = False,
    previous: bool = True,
) -> None:
    """Open the round of a published set's year; what waited for it is applied.

    ``days``: from and to, ISO texts. ``previous``: last year's facts, as the appraisers then held them, are entered
    where the set reads them. Raises ``Conflict`` where the year has a round, or the set is not in force.
    """

    def work(action: Action) -> None:
        connection = action.connection
        row = lock_set(connection, identity, shared=True)
        if row.state != "published":
            raise Conflict(Bilingual("bộ tiêu chí chưa được ban hành", "the set is not in force"))
        if round_of(connection, row.year) is not None:
            words = Bilingual(f"năm {row.year} đã có đợt chấm", f"{row.year} has a round already")
            raise Conflict(words)
        opens, closes = days
        values = {
            "year": row.year,
            "name": name or f"Năm {row.year}",
            "set_id": identity,
            "opens": opens,
            "closes": closes,
            "state": "open",
            "evidence_required": evidence_required,
        }
        connection.execute(insert(t.rounds), values)
        action.detail = values
        from engine.service.intake import apply_waiting
        from engine.service.previous import copy_previous

        copied = copy_previous(action, office, round_of(connection, row.year)) if previous else None
        if copied is not None:
            action.detail = {**values, "previous": copied.as_detail()}
        apply_waiting(action, office, year=row.year)

    office.journal.act(who, "round.opened", str(identity), work)


def round_of(
    connection: Connection, year: int, *, held: Literal["open", "to change"] | None = None
) -> Any | None:
    """The round of a year; None where there is none.

    ``held``: it stays as it is until the transaction ends, so that nothing enters a round while it is being closed.
    """
    query = select(t.rounds).where(t.rounds.c.year == year)
    if held is not None:
        query = query.with_for_update(read=held == "open")
    return connection.execute(query).one_or_none()


def not_open(round_: Any) -> Conflict:
    """Why nothing enters a round that is not open."""
    year = round_.year
    if round_.state == "paused":
        words = Bilingual(
            f"đợt chấm {year} đang tạm dừng vì bộ tiêu chí của đợt đã bị thu hồi; số liệu đã có vẫn còn nguyên, hãy "
            "gửi lại khi đợt được mở tiếp",
            f"the round of {year} is paused, because its criteria set was withdrawn; what was handed in is kept, send "
            "this again once the round goes on",
        )
        return Conflict(words)
    return Conflict(Bilingual(f"đợt chấm {year} đã khóa sổ", f"the round of {year} is closed"))
