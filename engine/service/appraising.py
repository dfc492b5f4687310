"""Appraising a leaf of a unit: what a decision would do to its points, and deciding.

What is judged at once is a leaf of a unit: the facts that are at home there and its documents. Whoever decides says
what they saw; where something newer stands by then, nothing is kept and they see what changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection

from engine.book.asked import Outline, outline_of
from engine.book.criteria import Criteria
from engine.book.entries import Entry, Order
from engine.facts.document import exact_json
from engine.service import appraisal
from engine.service.appraisal import add_decisions, corrections, open_place
from engine.service.books import Place, reopen
from engine.service.dossier import Dossier, LeafDossier, read_dossier
from engine.service.errors import Conflict, NotFound, ServiceError
from engine.service.office import Office
from engine.service.said import (
    RETURNED,
    Change,
    EntryKind,
    Record,
    Said,
    Seen,
    Stale,
    Stand,
    newest_versions,
    read_record,
    rows_by_number,
)
from engine.service.scores import ScoreChange
from engine.service.supposed import Effect, Supposition, effect_of
from engine.service.waiting import JUDGED, waiting_rows
from engine.store import ledger
from engine.store.journal import Action, new_identity
from spec.diagnostics import Bilingual

#: What is decided; ``other``: accepted with other values.
Verdict = Literal["accept", "other", "return", "reject"]
#: The actions of the audit chain, by verdict.
_ACTIONS: dict[Verdict, str] = {
    "accept": "entries.accepted",
    "other": "facts.corrected",
    "return": RETURNED,
    "reject": "entries.rejected",
}


# ---- Deciding


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decides about a leaf of a unit.

    ``entries``: the entries and rows that it is about, as they were seen; ``tables``: the keyed tables whose waiting
    rows it is about, each with the highest number of a row that was seen. ``values``: other values of facts, as in a
    facts file. ``seen``: all else that the page showed.
    """

    unit: str
    year: int
    leaf: str
    verdict: Verdict
    entries: Sequence[Seen] = ()
    tables: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    seen: Sequence[Seen] = ()


def judge(office: Office, who: str, judgement: Judgement) -> list[ScoreChange]:
    """Decide; the scores of both views follow in the same transaction.

    Raises ``Stale`` where something is not as it was seen, ``Conflict`` (no reason, nothing chosen, a closed round),
    ``Invalid`` for other values that cannot be, ``NotFound`` for what is not judged at this leaf.
    """
    _sound(judgement)
    work = partial(_judged, office=office, judgement=judgement)
    return office.journal.act(who, _ACTIONS[judgement.verdict], judgement.unit, work)


def _sound(judgement: Judgement) -> None:
    if judgement.verdict != "accept" and not judgement.reason.strip():
        raise Conflict(
            Bilingual(
                "phải ghi lý do, trừ khi chấp nhận nguyên như khai",
                "a reason is needed unless all is accepted",
            )
        )
    if judgement.verdict == "other" and not judgement.values:
        raise Conflict(Bilingual("chưa nhập giá trị khác nào", "no other value was given"))
    if not (judgement.entries or judgement.tables or judgement.values):
        raise Conflict(Bilingual("chưa chọn mục nào", "nothing was chosen"))


def _judged(action: Action, *, office: Office, judgement: Judgement) -> list[ScoreChange]:
    connection, unit, year = action.connection, judgement.unit, judgement.year
    place = open_place(connection, unit, year)
    criteria = office.set_of(connection, place.set_id)
    tick, _ = ledger.lock_book(connection, unit, year)
    chosen = _chosen(connection, criteria, judgement)
    entries = corrections(
        criteria, action.who, (unit, year), dict(judgement.values), Order(action.at, 0, action.identity)
    )
    accepted = judgement.verdict in ("accept", "other")
    for kind, numbers in chosen.numbers.items():
        rows = [ledger.find_entry(connection, kind, number) for number in numbers]
        add_decisions(action, tick + 1, kind, rows, accepted=accepted, reason=judgement.reason)
    ledger.add_entries(action, unit, year, tick + 1, entries)
    action.detail = {
        "year": year,
        "leaf": judgement.leaf,
        "verdict": judgement.verdict,
        "entries": {kind: list(numbers) for kind, numbers in chosen.numbers.items() if numbers},
        "facts": sorted(judgement.values),
        "reason": judgement.reason,
    }
    return reopen(action, office, place, cause=action.identity)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The numbers that a judgement is about, by kind, and the tables of the rows among them."""

    numbers: Mapping[EntryKind, Sequence[int]]
    tables: frozenset[str]


def _chosen(connection: Connection, criteria: Criteria, judgement: Judgement) -> _Chosen:
    """What a judgement is about, after it was found to be judged at this leaf and to be as it was seen."""
    outline = outline_of(criteria.program)
    asked = outline.of(judgement.leaf)
    if asked is None:
        raise NotFound("leaf", judgement.leaf)
    record = read_record(connection, judgement.unit, judgement.year)
    rows = _rows(connection, judgement)
    _raise_if_stale(connection, judgement, record, rows)
    facts = [_judged_entry(record, seen.number) for seen in judgement.entries if seen.kind == "fact"]
    named = [(one.entry.subject, one) for one in facts] + [
        (("table", row.entry.subject[0]), row) for row in rows
    ]
    homes = {_home(outline, *subject) for subject, _ in named}
    homes |= {outline.home_of("table", table) for table in judgement.tables}
    homes |= {outline.home_of("fact", name) for name in judgement.values}
    if homes - {judgement.leaf}:
        raise Conflict(
            Bilingual(
                f"có mục được thẩm định ở thành phần khác: {', '.join(sorted(homes - {judgement.leaf}))}",
                f"some of this is judged at other leaves: {', '.join(sorted(homes - {judgement.leaf}))}",
            )
        )
    numbers = [one.number for one in facts if one.entry.subject not in _corrected(judgement)]
    _raise_if_settled(record, judgement, facts)
    tables = frozenset(row.entry.subject[0] for row in rows).union(judgement.tables)
    row_numbers = [row.number for row in rows]
    for table, until in judgement.tables.items():
        more = waiting_rows(connection, judgement.unit, judgement.year, table, until)
        row_numbers += [number for number in more if number not in set(row_numbers)]
    return _Chosen({"fact": numbers, "row": row_numbers}, tables)


def _rows(connection: Connection, judgement: Judgement) -> list[Said]:
    """The rows of keyed tables that were chosen one by one."""
    wanted = [seen.number for seen in judgement.entries if seen.kind == "row"]
    found = rows_by_number(connection, judgement.unit, judgement.year, wanted) if wanted else []
    known = {one.number: one for one in found}
    if missing := [number for number in wanted if number not in known]:
        raise NotFound("entry", str(missing[0]))
    return [known[number] for number in wanted]


def _numbered(record: Record, number: int) -> Said:
    found = record.numbered(number)
    if found is None:
        raise NotFound("entry", str(number))
    return found


def _judged_entry(record: Record, number: int) -> Said:
    """An entry that appraisers decide on: what they entered themselves is none."""
    found = _numbered(record, number)
    if found.entry.origin != "declared" or found.entry.subject[0] not in JUDGED:
        raise NotFound("entry", str(number))
    return found


def _home(outline: Outline, kind: str, name: str) -> str:
    return outline.home_of(kind, exact_json(name)[0] if kind == "evidence" else name)


def _corrected(judgement: Judgement) -> set[tuple[str, str]]:
    """The subjects that get another value, which says all that there is to decide on them."""
    return {("fact", name) for name in judgement.values}


def _raise_if_settled(record: Record, judgement: Judgement, chosen: Sequence[Said]) -> None:
    """Accepting what the unit declared does nothing where another value stands in its place."""
    if judgement.verdict != "accept":
        return
    names = [one.entry.subject[1] for one in chosen if record.stand(*one.entry.subject).state == "corrected"]
    if names:
        listed = ", ".join(f"«{name}»" for name in names)
        raise Conflict(
            Bilingual(
                f"{listed} đang được chấm theo giá trị khác; muốn lấy giá trị đơn vị khai thì nhập lại giá trị đó",
                f"another value stands for {listed}; to go back, enter the value that the unit declared",
            )
        )


# ---- Whether all is as it was seen


def _raise_if_stale(
    connection: Connection, judgement: Judgement, record: Record, rows: Sequence[Said]
) -> None:
    seen = [one for one in (*judgement.entries, *judgement.seen) if one.kind == "fact"]
    changes = _changes(record, seen, [("fact", name) for name in judgement.values])
    changes += _changed_rows(connection, judgement, rows)
    if changes:
        raise Stale(changes)


def _changes(record: Record, seen: Iterable[Seen], others: Iterable[tuple[str, str]] = ()) -> list[Change]:
    """The subjects of which other entries stand, or other decisions hold, than were seen."""
    by_subject: dict[tuple[str, str], set[Seen]] = {subject: set() for subject in others}
    for one in seen:
        by_subject.setdefault(_numbered(record, one.number).entry.subject, set()).add(one)
    found = []
    for subject, shown in by_subject.items():
        stand = record.stand(*subject)
        if set(stand.seen) != shown:
            found.append(_change(record, subject, stand, shown))
    return found


def _change(record: Record, subject: tuple[str, str], stand: Stand, shown: set[Seen]) -> Change:
    """What is other about a subject: what the unit declared, else what appraisers did."""
    said = [_numbered(record, one.number) for one in shown]
    declared = next((one for one in said if one.entry.origin == "declared"), None)
    if stand.declared is not None and stand.declared.seen not in shown:
        return Change(*subject, declared, stand.declared)
    own = next((one for one in said if one.entry.origin == "appraiser"), None)
    return Change(*subject, own or declared, stand.appraised or stand.declared)


def _changed_rows(connection: Connection, judgement: Judgement, rows: Sequence[Said]) -> list[Change]:
    by_table: dict[str, list[Said]] = {}
    for row in rows:
        by_table.setdefault(row.entry.subject[0], []).append(row)
    as_seen = {seen.number: seen for seen in judgement.entries if seen.kind == "row"}
    changes = []
    for table, found in by_table.items():
        keys = [row.entry.subject[1] for row in found]
        newest = newest_versions(connection, judgement.unit, judgement.year, table, keys)
        for row in found:
            now = newest[row.entry.subject[1]]
            if now.seen != as_seen[row.number]:
                changes.append(Change("row", f"{table} {row.entry.subject[1]}", row, now))
    return changes


# ---- What it would do


def effects(
    office: Office, connection: Connection, judgements: Sequence[Judgement]
) -> list[tuple[Dossier, Effect]]:
    """What judgements would do to the appraisers' view, unit by unit; nothing is written.

    Raises what ``judge`` would, but for the state of the round.
    """
    by_unit: dict[tuple[str, int], list[Judgement]] = {}
    for one in judgements:
        _sound(one)
        by_unit.setdefault((one.unit, one.year), []).append(one)
    found = []
    for (unit, year), ones in by_unit.items():
        dossier = read_dossier(office, connection, unit, year)
        supposed = _supposition(office, connection, dossier.criteria, ones)
        found.append((dossier, effect_of(connection, dossier, "appraised", supposed)))
    return found


def _supposition(
    office: Office, connection: Connection, criteria: Criteria, judgements: Sequence[Judgement]
) -> Supposition:
    entries: list[Entry] = []
    judged: dict[EntryKind, dict[int, bool]] = {"fact": {}, "row": {}}
    tables: frozenset[str] = frozenset()
    for one in judgements:
        chosen = _chosen(connection, criteria, one)
        order = Order(office.journal.clock(), 0, new_identity())
        entries += corrections(criteria, "", (one.unit, one.year), dict(one.values), order)
        for kind, numbers in chosen.numbers.items():
            judged[kind] |= dict.fromkeys(numbers, one.verdict in ("accept", "other"))
        tables |= chosen.tables
    return Supposition(entries, (), judged["fact"], judged["row"], tables)


# ---- Several at once, and what only a leaf as a whole is asked


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one of several judgements; ``error``: why nothing was kept of it."""

    judgement: Judgement
    error: ServiceError | None = None


def accept_all(office: Office, who: str, judgements: Sequence[Judgement]) -> list[Settled]:
    """Accept several items as they were seen, each by itself: what changed meanwhile is left alone and told."""
    found = []
    for one in judgements:
        try:
            judge(office, who, replace(one, verdict="accept", values={}))
        except ServiceError as error:
            found.append(Settled(one, error))
        else:
            found.append(Settled(one))
    return found


def acceptance_of(dossier: Dossier, leaf: LeafDossier) -> Judgement:
    """Everything that waits at a leaf, accepted as it is shown."""
    return Judgement(
        unit=dossier.unit,
        year=dossier.year,
        leaf=leaf.number,
        verdict="accept",
        entries=[one.seen for one in leaf.waiting],
        tables={name: rows.newest for name, rows in leaf.waiting_tables.items()},
        seen=leaf.seen,
    )


@dataclass(frozen=True, slots=True)
class AboutLeaf:
    """What the appraisers say of a leaf as a whole. ``seen``: what the page showed."""

    unit: str
    year: int
    leaf: str
    reason: str
    seen: Sequence[Seen] = ()


def give_council_points(office: Office, who: str, about: AboutLeaf, points: str | None) -> list[ScoreChange]:
    """The council's points, as a decimal string; None takes them back. Raises ``Stale``, ``Invalid``, ``Conflict``."""
    guard = partial(_as_seen, office=office, about=about, kind="council")
    where = (about.unit, about.year, about.leaf)
    return appraisal.enter_council(office, who, *where, points, about.reason, guard=guard)


def settle_applicability(office: Office, who: str, about: AboutLeaf, *, applies: bool) -> list[ScoreChange]:
    """That a leaf does not apply to a unit, or does after all. Raises ``Stale``, ``Conflict``."""
    guard = partial(_as_seen, office=office, about=about, kind="not_applicable")
    where = (about.unit, about.year, about.leaf)
    return appraisal.approve_not_applicable(office, who, *where, about.reason, holds=not applies, guard=guard)


def _as_seen(action: Action, place: Place, *, office: Office, about: AboutLeaf, kind: str) -> None:
    """Raise ``Stale`` where somebody else has entered this meanwhile."""
    ledger.lock_book(action.connection, about.unit, about.year)
    record = read_record(action.connection, about.unit, about.year)
    program = office.set_of(action.connection, place.set_id).program
    position = program.position(about.leaf)
    if position is None:
        return
    subject = (kind, program.leaves[position].key)
    seen = [one for one in about.seen if _numbered(record, one.number).entry.subject == subject]
    if changes := _changes(record, seen, [subject]):
        raise Stale(changes)
