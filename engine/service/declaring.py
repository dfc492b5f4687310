"""What a unit's people hand in: facts, rows of tables, documents. Typed by hand, so two may do it at the same time.

Whoever saves says what they saw; where something newer stands by then, nothing is kept and they see what changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from glob import escape
from typing import Any, BinaryIO

from sqlalchemy import Connection

from engine.book.criteria import Criteria
from engine.book.entries import Entry, RowEntry
from engine.service.appraisal import open_place
from engine.service.books import enter
from engine.service.dossier import Dossier, FileFacts, read_dossier
from engine.service.errors import Flaw, Gone, Invalid, NotFound, NotPermitted
from engine.service.evidence import MAX_BYTES, Attached, Document, attach_evidence
from engine.service.office import Office
from engine.service.people import Person
from engine.service.said import DECLARED, Change, Said, Stale, newest_versions, read_record
from engine.service.scores import ScoreChange
from engine.service.submissions import Checked, Speaker, Submission, check
from engine.service.supposed import Effect, Supposition, effect_of
from engine.store import ledger
from engine.store.journal import Action, new_identity
from spec.diagnostics import Bilingual


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declares of a unit, with values as in a facts file. ``leaf``: the page that they work on.

    ``rows`` and ``withdrawn`` (key cells) are by table. ``seen``: the number of the entry that the page showed of each
    thing (0: none) by kind and name; what is not named was not looked at. ``seen_rows``: of each row by table and key;
    a row that is not named is new. None: rows were not looked at. ``beside``: the unit's facts on the same page that
    stay as they are; what is declared must go with them.
    """

    unit: str
    year: int
    leaf: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    previous: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    withdrawn: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    seen: Mapping[tuple[str, str], int] = field(default_factory=dict)
    seen_rows: Mapping[tuple[str, str], int] | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)


def speaker_of(person: Person) -> Speaker:
    """Somebody of a unit as one who says something: of that unit alone, and nothing is accepted before it is judged.

    Raises ``NotPermitted`` for whoever has no unit.
    """
    if person.unit is None:
        raise NotPermitted(Bilingual("tài khoản không thuộc đơn vị nào", "the account belongs to no unit"))
    return Speaker(person.login, person.login, trusted=False, units=(escape(person.unit),))


# ---- Facts


def declare(office: Office, speaker: Speaker, declaration: Declaration) -> list[ScoreChange]:
    """Enter what somebody declares; both views follow in the same transaction.

    Raises ``Invalid`` with every flaw, ``NotPermitted``, ``Stale``, and ``Conflict`` where the round is not open.
    """

    def work(action: Action) -> list[ScoreChange]:
        connection, unit, year = action.connection, declaration.unit, declaration.year
        place = open_place(connection, unit, year)
        criteria = office.set_of(connection, place.set_id)
        ledger.lock_book(connection, unit, year)
        checked = checked_declaration(criteria, speaker, declaration, action.at, action.identity)
        _raise_if_stale(connection, declaration, checked)
        action.detail = _detail(declaration)
        return enter(action, office, place, checked.entries, checked.rows, cause=_event(action.identity))

    return office.journal.act(speaker.code, DECLARED, declaration.unit, work)


def suppose_declared(
    office: Office, connection: Connection, dossier: Dossier, speaker: Speaker, declaration: Declaration
) -> Effect:
    """What the unit's own view would come to. Raises ``Invalid``, ``NotPermitted``."""
    at, identity = office.journal.clock(), new_identity()
    checked = checked_declaration(dossier.criteria, speaker, declaration, at, identity)
    return effect_of(connection, dossier, "declared", Supposition(checked.entries, checked.rows))


def checked_declaration(
    criteria: Criteria, speaker: Speaker, declaration: Declaration, at: int, identity: str
) -> Checked:
    """The entries of a declaration. Raises ``Invalid`` with every flaw, ``NotPermitted``."""
    _refuse_delivered(criteria, declaration)
    found, flaws = Checked(), []
    for place, submission in _submissions(declaration, at, identity):
        try:
            if declaration.beside and submission.facts:
                check(
                    criteria, replace(submission, facts={**declaration.beside, **submission.facts}), speaker
                )
            checked = check(criteria, submission, speaker)
        except Invalid as error:
            flaws += [replace(flaw, pointer=f"{place}{flaw.pointer}") for flaw in error.flaws]
        else:
            found.entries += checked.entries
            found.rows += checked.rows
    if flaws:
        raise Invalid(flaws)
    return found


def _event(identity: str) -> str:
    return f"khai/{identity}"


def _refuse_delivered(criteria: Criteria, declaration: Declaration) -> None:
    """A fact that the set takes from one system alone is nothing that people type."""
    named = (*declaration.facts, *declaration.previous, *declaration.rows, *declaration.withdrawn)
    for name in named:
        if source := criteria.sources.get(name, ""):
            raise NotPermitted(
                Bilingual(
                    f"«{name}» do hệ thống «{source}» gửi sang, đơn vị không tự khai; nếu thấy sai, hãy báo nơi quản "
                    "lý hệ thống đó",
                    f"«{name}» is delivered by the system «{source}» and not declared by hand; if it is wrong, tell "
                    "whoever runs that system",
                )
            )


def _submissions(declaration: Declaration, at: int, identity: str) -> Iterator[tuple[str, Submission]]:
    """A declaration as submissions, each with where its flaws are: its facts, and each of its tables."""
    blank = Submission(_event(identity), declaration.unit, declaration.year, at)
    if declaration.facts or declaration.previous:
        yield "", replace(blank, facts=dict(declaration.facts), previous=dict(declaration.previous))
    for table in {**declaration.rows, **declaration.withdrawn}:
        rows = [dict(row) for row in declaration.rows.get(table, ())]
        keys = [dict(row) for row in declaration.withdrawn.get(table, ())]
        # Without any row it says that the table is there and empty.
        given = rows if rows or not keys else None
        yield f"/tables/{table}", replace(blank, table=table, rows=given, withdrawn=keys or None)


def _detail(declaration: Declaration) -> dict[str, Any]:
    rows = {table: len(rows) for table, rows in declaration.rows.items()}
    withdrawn = {table: len(rows) for table, rows in declaration.withdrawn.items()}
    return {
        "year": declaration.year,
        "leaf": declaration.leaf,
        "facts": sorted(declaration.facts),
        "previous": sorted(declaration.previous),
        "rows": rows,
        "withdrawn": withdrawn,
    }


def _raise_if_stale(connection: Connection, declaration: Declaration, checked: Checked) -> None:
    changes = [
        *_changed_entries(connection, declaration, checked.entries),
        *_changed_rows(connection, declaration, checked.rows),
    ]
    if changes:
        raise Stale(changes)


def _changed_entries(
    connection: Connection, declaration: Declaration, entries: Sequence[Entry]
) -> Iterator[Change]:
    record = read_record(connection, declaration.unit, declaration.year) if declaration.seen else None
    for entry in entries:
        seen = declaration.seen.get(entry.subject)
        if record is None or seen is None:
            continue
        stand = record.stand(*entry.subject)
        now = stand.declared
        if (0 if now is None else now.number) != seen:
            yield Change(*entry.subject, before=record.numbered(seen), after=now)


def _changed_rows(
    connection: Connection, declaration: Declaration, rows: Sequence[RowEntry]
) -> Iterator[Change]:
    if declaration.seen_rows is None:
        return
    by_table: dict[str, list[RowEntry]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for table, found in by_table.items():
        now = newest_versions(
            connection, declaration.unit, declaration.year, table, [row.key for row in found]
        )
        for row in found:
            there = now.get(row.key)
            seen = declaration.seen_rows.get(row.subject, 0)
            if _number(there) != seen:
                yield Change("row", f"{table} {row.key}", None, there)


def _number(said: Said | None) -> int:
    return 0 if said is None or said.is_withdrawn else said.number


# ---- Documents


@dataclass(frozen=True, slots=True)
class Handing:
    """A document that somebody hands in for a leaf. ``about``: number, day, place, note."""

    unit: str
    year: int
    leaf: str
    wanted: str
    name: str
    about: Mapping[str, str] = field(default_factory=dict)


def attach(
    office: Office,
    speaker: Speaker,
    handing: Handing,
    type_: str,
    content: BinaryIO,
    *,
    limit: int = MAX_BYTES,
) -> Attached:
    """Store a file, and hand it in. Raises what ``attach_evidence`` does."""
    document = Document(
        event=_event(new_identity()),
        unit=handing.unit,
        year=handing.year,
        as_of=office.journal.clock(),
        leaf=handing.leaf,
        name=handing.name,
        for_=handing.wanted,
        type=type_,
        about=dict(handing.about),
    )
    return attach_evidence(office, speaker.code, speaker, document, content, limit=limit)


def use_again(office: Office, speaker: Speaker, handing: Handing, sha256: str) -> list[ScoreChange]:
    """Hand in a file once more that the unit has handed in this year. Raises ``NotFound``, ``Gone``."""
    with office.read() as connection:
        _own_file(read_dossier(office, connection, handing.unit, handing.year), sha256)
    document = {
        "leaf": handing.leaf,
        "for": handing.wanted,
        "name": handing.name,
        "sha256": sha256,
        "about": dict(handing.about),
    }
    return _enter_document(office, speaker, handing, document)


def _own_file(dossier: Dossier, sha256: str) -> FileFacts:
    """A file that the unit itself has handed in: nobody gets at another unit's files by their hash."""
    file = dossier.files.get(sha256)
    if file is None:
        raise NotFound("evidence", sha256)
    if file.is_removed:
        raise Gone(
            Bilingual(
                f"tệp «{file.name}» đã hết hạn lưu giữ và đã xóa",
                f"the file «{file.name}» was removed, its retention is over",
            )
        )
    return file


def withdraw_document(office: Office, speaker: Speaker, handing: Handing) -> list[ScoreChange]:
    """Take a document back: it no longer counts in either view, and stays in the history."""
    document = {"leaf": handing.leaf, "for": handing.wanted, "name": handing.name, "withdrawn": True}
    return _enter_document(office, speaker, handing, document)


def _enter_document(
    office: Office, speaker: Speaker, handing: Handing, document: dict[str, Any]
) -> list[ScoreChange]:
    return office.journal.act(
        speaker.code,
        DECLARED,
        handing.unit,
        partial(_document, office=office, speaker=speaker, handing=handing, document=document),
    )


def _document(
    action: Action, *, office: Office, speaker: Speaker, handing: Handing, document: dict[str, Any]
) -> list[ScoreChange]:
    place = open_place(action.connection, handing.unit, handing.year)
    event = _event(action.identity)
    submission = Submission(event, handing.unit, handing.year, action.at, evidence=[document])
    try:
        checked = check(office.set_of(action.connection, place.set_id), submission, speaker)
    except Invalid as error:
        raise Invalid([_of_document(flaw) for flaw in error.flaws]) from None
    action.detail = {"year": handing.year, "document": document}
    return enter(action, office, place, checked.entries, cause=event)


def _of_document(flaw: Flaw) -> Flaw:
    return replace(flaw, pointer=flaw.pointer.removeprefix("/documents/0"))
