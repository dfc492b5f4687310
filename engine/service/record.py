"""Replay and proof of the record: every score ever kept comes out again, and every byte that was changed is found."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine.book.card import Card, card_of
from engine.book.entries import VIEWS, View
from engine.book.sheet import Sheet, sheet_by_rows
from engine.score import Scored
from engine.service.appraisal import unit_in_year
from engine.service.books import header_of, load_sheets, rows_that_count
from engine.service.errors import Damaged, Gone, NotFound
from engine.service.evidence import open_evidence
from engine.service.office import Office
from engine.service.registry import round_of
from engine.service.retention import removed_files
from engine.service.rounds import closed
from engine.store import ledger
from engine.store import tables as t
from engine.store.journal import BEGINNING, SEALED, digest_of, entry_hash, row_digest
from engine.store.ledger import COUNT, HOLES
from spec import load_text


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the record that is not as it was written. ``what``: a stable word; ``where``: the row."""

    what: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A score as it is kept, and as it comes out of the set and the facts as then known."""

    row: Any
    card: Card
    sheet: Sheet

    @property
    def is_same(self) -> bool:
        """Whether both are the same, to the last digit and the last loss."""
        figures = self.card.figures
        kept = (
            self.row.points,
            self.row.maximum,
            self.row.percent,
            self.row.low,
            self.row.high,
            self.row.band,
        )
        found = (
            figures.points,
            figures.maximum,
            figures.percent,
            figures.low,
            figures.high,
            figures.band,
        )
        return kept == found and bool(self.row.digest == self.card.digest)


def replay(office: Office, connection: Connection, row: Any) -> Replayed:
    """Work out a kept score again from its set and the entries that its book then had."""
    criteria = office.set_of(connection, row.set_id)
    record = unit_in_year(connection, row.unit, row.year)
    round_ = round_of(connection, row.year)
    if round_ is None:
        raise NotFound("round", str(row.year))
    header = header_of(record, evidence_required=round_.evidence_required)
    sheets = load_sheets(connection, criteria, header, row.year, until=row.version)
    sheet = sheets[row.view]
    return Replayed(row, card_of(_scored(row, sheet)), sheet)


def _scored(row: Any, sheet: Sheet) -> Scored:
    return closed(sheet, json.loads(row.best)) if row.closed else sheet.scored


def told(connection: Connection, replayed: Replayed) -> Scored:
    """The replayed score over all rows of its tables, whose ledger and reasons are in the words of the set.

    It takes as long as the tables are large.
    """
    row, sheet = replayed.row, replayed.sheet
    rows = {
        table: rows_that_count(connection, row.unit, row.year, row.view, table, until=row.version) or {}
        for table in sheet.tables
    }
    return _scored(row, sheet_by_rows(sheet, rows))


def scores_of(connection: Connection, unit: str | None = None, *, until: int | None = None) -> Iterator[Any]:
    """The kept scores in the order of their making; of one unit, or until an instant (microseconds), if given."""
    query = select(t.scores).order_by(t.scores.c.id)
    if unit is not None:
        query = query.where(t.scores.c.unit == unit)
    if until is not None:
        query = query.where(t.scores.c.at <= until)
    yield from connection.execute(query).all()


def latest_score(connection: Connection, unit: str, year: int, view: View) -> Any | None:
    """The score that holds now; None where there is none."""
    return connection.execute(
        select(t.scores)
        .where(t.scores.c.unit == unit, t.scores.c.year == year, t.scores.c.view == view)
        .order_by(t.scores.c.id.desc())
        .limit(1)
    ).one_or_none()


# ---- Verifying


def verify(office: Office, progress: Callable[[str, int], None] | None = None) -> list[Fault]:
    """Everything that is not as it was written: the chain and what it seals, sets, files, scores, kept figures."""
    tell = progress or (lambda _what, _count: None)
    with office.read() as connection:
        faults = [
            *_chain(connection, tell),
            *_unsealed(connection),
            *_sets(connection),
            *_files(office, connection, tell),
        ]
        broken_sets = {fault.where for fault in faults if fault.what == "set"}
        if not broken_sets:
            faults += _scores(office, connection, tell)
            faults += _figures(office, connection)
        return faults


def _chain(connection: Connection, tell: Callable[[str, int], None]) -> Iterator[Fault]:
    """Each entry follows the one before, is what its hash says, and seals rows that are what its digest says."""
    contents = _contents(connection)
    previous, expected = BEGINNING, 1
    for entry in connection.execute(select(t.audit).order_by(t.audit.c.seq)).mappings():
        where = f"audit {entry['seq']}"
        if entry["seq"] != expected:
            yield Fault("chain", where, f"entry {expected} is missing")
        if entry["previous"] != previous or entry["hash"] != entry_hash(dict(entry)):
            yield Fault("chain", where, "the entry is not what its hash says")
        if digest_of(contents.pop(entry["action"], [])) != entry["content"]:
            yield Fault("content", where, "rows that it added are not what they were")
        previous, expected = entry["hash"], entry["seq"] + 1
        tell("audit", entry["seq"])
    head = connection.execute(select(t.audit_head)).one()
    if (head.seq, head.hash) != (expected - 1, previous):
        yield Fault("chain", f"audit {expected}", "the end of the chain is missing")
    for action in contents:
        yield Fault("content", f"action {action}", "rows of an action that the chain does not have")


def _contents(connection: Connection) -> dict[str, list[str]]:
    """The digests of all sealed rows by their action."""
    found: dict[str, list[str]] = {}
    for table in SEALED:
        for row in connection.execute(select(table)).mappings():
            found.setdefault(row["action"], []).append(row_digest(table, dict(row)))
    return found


def _unsealed(connection: Connection) -> Iterator[Fault]:
    """Numbers that the database gave and no digest holds: decisions name entries by them."""
    for kind, table in (("fact", t.facts), ("row", t.table_rows)):
        where = t.decisions.c.entry_kind == kind
        for decision in connection.execute(select(t.decisions).where(where)):
            entry = ledger.find_entry(connection, kind, decision.entry)
            if entry is None or (entry["unit"], entry["year"]) != (decision.unit, decision.year):
                yield Fault("decision", f"decision {decision.id}", f"no {table.name} {decision.entry}")


def _sets(connection: Connection) -> Iterator[Fault]:
    for row in connection.execute(select(t.sets).where(t.sets.c.state.not_in(("draft", "discarded")))):
        model, _ = load_text(row.text, prove=False)
        sealed = _published_hash(connection, row.id)
        if model is None or model.content_hash != row.content_hash or (sealed and sealed != row.content_hash):
            yield Fault("set", f"set {row.id}", "the text is not what was published")


def _published_hash(connection: Connection, identity: int) -> str | None:
    """The content hash that the chain holds of a published set."""
    detail = connection.execute(
        select(t.audit.c.detail).where(
            t.audit.c.what == "set.published", t.audit.c.subject == str(identity), t.NO_ARRIVAL
        )
    ).scalar()
    return None if detail is None else json.loads(detail).get("content_hash")


def _files(office: Office, connection: Connection, tell: Callable[[str, int], None]) -> Iterator[Fault]:
    """Each evidence file is there and what its hash says, but for those that retention removed."""
    removed = removed_files(connection)
    for count, row in enumerate(connection.execute(select(t.evidence_files)), start=1):
        tell("files", count)
        where = f"evidence {row.sha256}"
        if row.removed_at is not None:
            if (row.sha256, row.removed_at) not in removed:
                yield Fault("evidence", where, "it is gone, and no retention has removed it")
            continue
        try:
            open_evidence(office, row.sha256).content.close()
        except Damaged:
            yield Fault("evidence", where, "it is missing, or not what its hash says")
        except Gone:
            pass  # while all this was read


def _scores(office: Office, connection: Connection, tell: Callable[[str, int], None]) -> Iterator[Fault]:
    """Each kept score, worked out again; its changes add up to the leaves of the card."""
    leaves: dict[tuple[str, int, str], dict[str, Any]] = {}
    for count, row in enumerate(scores_of(connection), start=1):
        tell("scores", count)
        replayed = replay(office, connection, row)
        if not replayed.is_same:
            yield Fault("score", f"score {row.id}", "it comes out otherwise")
        card = leaves.setdefault((row.unit, row.year, row.view), {})
        card.update({leaf[0]: leaf for leaf in json.loads(row.changes)})
        if list(card.values()) and not _same_leaves(card, replayed.card):
            yield Fault("score", f"score {row.id}", "its changes do not add up to its leaves")


def _same_leaves(kept: dict[str, Any], card: Card) -> bool:
    wanted = {leaf.number: json.loads(json.dumps(leaf)) for leaf in card.leaves}
    return {number: leaf for number, leaf in kept.items() if number in wanted} == wanted


def _figures(office: Office, connection: Connection) -> Iterator[Fault]:
    """The figures kept by difference, worked out from all rows."""
    for book in connection.execute(select(t.books)):
        round_ = round_of(connection, book.year)
        if round_ is None:
            continue
        criteria = office.set_of(connection, round_.set_id)
        header = header_of(
            unit_in_year(connection, book.unit, book.year), evidence_required=round_.evidence_required
        )
        stored = ledger.figures_of(connection, book.unit, book.year)
        sheets = load_sheets(connection, criteria, header, book.year)
        for view in VIEWS:
            for table in {name for of, name in stored if of == view} | set(sheets[view].tables):
                kept = stored.get((view, table), {})
                state = sheets[view].tables.get(table)
                wanted = {} if state is None else {**state.figures, COUNT: state.count, HOLES: state.holes}
                if {name: kept.get(name) for name in wanted} != wanted or bool(kept) != bool(wanted):
                    where = f"figures {book.unit} {book.year} {view} {table}"
                    yield Fault("figures", where, "they are not what the rows come to")
