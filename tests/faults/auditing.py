"""What is wrong after the killing, worked out from what the posters know and not from what the book says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from engine.book.entries import VIEWS
from engine.service.office import Office
from engine.service.record import Fault, latest_score, verify
from engine.store import tables as t
from spec import load_text
from tests.faults.posting import UNITS, YEAR, Posted
from tests.reference import score_document
from tests.webhooks.serving import SMALL


@dataclass
class Findings:
    """Everything that must be empty."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    scores: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told_in_vain: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def any(self) -> dict[str, int]:
        """How many there are of each kind that there is."""
        return {name: len(found) for name, found in vars(self).items() if found}


def audit(office: Office, posted: Collection[Posted], told: Collection[str]) -> Findings:
    """Hold the book to the acknowledged events and to the messages that the subscriber got."""
    with office.read() as connection:
        findings = Findings()
        _entries(connection, posted, findings)
        findings.scores += _scores(connection, posted)
        sent = list(connection.execute(select(t.outbox.c.message_id)).scalars())
        kept = len(connection.execute(select(t.scores.c.id)).all())
        findings.untold += [message for message in sent if message not in told]
        findings.untold += ["a score without a message"] * abs(kept - len(sent))
        findings.told_in_vain += sorted(set(told) - set(sent))
    findings.faults += verify(office)
    return findings


def _entries(connection: Connection, posted: Iterable[Posted], findings: Findings) -> None:
    """Each acknowledged event is in the inbox and has just its entries in the ledger; there are no others."""
    kept = set(connection.execute(select(t.inbox.c.message_id).where(t.inbox.c.state == "applied")).scalars())
    entries = Counter(_events(connection, t.facts)) + Counter(_events(connection, t.table_rows))
    for one in posted:
        wanted, found = _parts(one.event["data"]), entries.pop(f"mot-cua/{one.identity}", 0)
        if one.identity not in kept or found < wanted:
            findings.lost.append(one.identity)
        if found > wanted:
            findings.twice.append(one.identity)
    findings.invented += entries


def _events(connection: Connection, table: Table) -> Iterator[str]:
    yield from connection.execute(select(table.c.event)).scalars()


def _parts(data: dict[str, Any]) -> int:
    return sum(len(data.get(part, ())) for part in ("facts", "rows", "keys"))


def _scores(connection: Connection, posted: Collection[Posted]) -> Iterator[str]:
    """Both views of each unit against the reference interpreter over what counts of the acknowledged events."""
    model, _ = load_text(SMALL.read_text(encoding="utf-8"), prove=False)
    assert model is not None
    units = [_unit(code, posted) for code in UNITS]
    for result in score_document(model, {"year": YEAR, "units": units}):
        for view in VIEWS:
            row = latest_score(connection, result.code, YEAR, view)
            found = None if row is None else (row.points, row.percent, row.band)
            wanted = (_text(result.total.points), _text(result.total.published), result.band)
            if found != wanted:
                yield f"{result.code} {view}: {found}, not {wanted}"


def _text(number: Any) -> str:
    """A fraction with at most three places as the store writes it."""
    thousandths = number * 1000
    assert thousandths.denominator == 1
    whole, part = divmod(int(thousandths), 1000)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".")


def _unit(code: str, posted: Iterable[Posted]) -> dict[str, Any]:
    """A unit as a facts file: of each fact and row, what the event says that is last in the order of the ledger."""
    facts: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for one in sorted(posted, key=lambda one: one.order):
        data = one.event["data"]
        if data["unit"] != code:
            continue
        facts |= data.get("facts", {})
        rows |= {row["mã"]: row for row in data.get("rows", ())}
        rows |= dict.fromkeys(data.get("keys", ()))
    table = [row for row in rows.values() if row is not None]
    return {"code": code, "name": code.upper(), "ranked": True, "facts": facts, "tables": {"hồ_sơ": table}}
