"""A unit's year as people work on it: what each leaf asks for, what was said, what became of it, what it comes to.

Units declare on it and appraisers decide on it: both see the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sqlalchemy import Connection, select

from engine.book.asked import Asked, Outline, outline_of
from engine.book.criteria import Criteria
from engine.book.entries import Entry, View
from engine.book.sheet import Header, Sheet
from engine.bounds.leaf import EVIDENCE
from engine.bounds.values import ZERO_DIVISOR
from engine.ledger import Status as Outcome
from engine.reasons import leaving_reason, loss_reason, need_text
from engine.rounding import text
from engine.score import Scored
from engine.service import evidence
from engine.service.errors import NotFound
from engine.service.office import Office
from engine.service.round_scores import RoundInfo, RoundScores, round_scores
from engine.service.said import Record, Said, Seen, Stand, State, read_record
from engine.service.submissions import ABOUT
from engine.service.telling import tell
from engine.service.waiting import row_states
from engine.store import tables as t
from engine.totals import Totals
from spec.diagnostics import Bilingual
from spec.keywords import Language
from spec.model.criteria import Fact
from spec.model.expressions import ValueType
from spec.model.rules import Evidence

#: Chưa nộp, Đã nộp, Cần bổ sung, Không chấp nhận, Đã chấp nhận.
Status = Literal["missing", "submitted", "returned", "rejected", "accepted"]
STATUSES: tuple[Status, ...] = ("missing", "submitted", "returned", "rejected", "accepted")


# ---- What was said of each thing that a leaf asks for


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a keyed table: how many the unit declares, and what became of those that do not simply count."""

    count: int | None
    states: Mapping[State, int] = field(default_factory=dict)
    #: The highest number of a row that waits for a decision; 0 where none does.
    newest: int = 0


@dataclass(frozen=True, slots=True)
class FactStand:
    """A fact that a leaf reads. ``only_from``: the source that alone may say it. ``home``: the leaf that judges it."""

    kind: Literal["fact", "previous"]
    fact: Fact
    only_from: str
    home: str
    stand: Stand
    rows: TableRows | None = None

    @property
    def is_keyed(self) -> bool:
        """Whether it is a table whose rows are said one by one."""
        return self.rows is not None

    @property
    def states(self) -> Iterator[State]:
        """What became of it; of a keyed table each state that some of its rows are in."""
        if self.rows is not None:
            yield from self.rows.states
            if self.stand.state in ("submitted", "returned", "rejected"):
                yield self.stand.state
            elif self.rows.count is None:
                yield "missing"
            elif not self.rows.states:
                yield "accepted"
        else:
            yield self.stand.state

    @property
    def is_there(self) -> bool:
        """Whether anything was said."""
        return self.stand.declared is not None or (self.rows is not None and self.rows.count is not None)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a stored file."""

    sha256: str
    name: str
    type: str
    size: int
    at: int
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """A document that was handed in. ``file``: None where it is only named. ``about``: number, day, place, note."""

    said: Said
    wanted: str
    name: str
    about: Mapping[str, str]
    file: FileFacts | None

    @property
    def state(self) -> State:
        """What became of it."""
        return self.said.state


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that a leaf asks for, with what was handed in for it."""

    rule: Evidence
    handed: tuple[Handed, ...]

    @property
    def states(self) -> Iterator[State]:
        """What became of it: one document that stands is enough."""
        states = {one.state for one in self.handed}
        good = states & {"submitted", "accepted"}
        yield from good or states or {"missing"}


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that were lost, and why."""

    points: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeafPoints:
    """What a leaf comes to in one view. Amounts are decimal strings; ``low`` and ``high``: what is still possible.

    ``needs``: what would settle it; ``leaves_for``: why it does not apply.
    """

    points: str
    low: str
    high: str
    maximum: str
    outcome: Outcome
    needs: tuple[str, ...]
    losses: tuple[Loss, ...]
    leaves_for: str = ""


@dataclass(frozen=True, slots=True)
class LeafDossier:
    """All about one leaf of a unit. ``contradictions``: facts that cannot all be right, in words."""

    asked: Asked
    facts: tuple[FactStand, ...]
    documents: tuple[Wanted, ...]
    council: Stand
    approval: Stand
    status: Status
    missing: tuple[str, ...]
    contradictions: tuple[Bilingual, ...]

    @property
    def number(self) -> str:
        """The leaf's number; "" for what no leaf reads."""
        return self.asked.number

    @property
    def asks(self) -> bool:
        """Whether it asks anything of the unit; what only a council scores does not."""
        return bool(self.facts or self.documents)

    @property
    def is_begun(self) -> bool:
        """Whether some of what it asks for was handed in."""
        return any(one.is_there for one in self.facts) or any(one.handed for one in self.documents)

    @property
    def own(self) -> Iterator[FactStand]:
        """The facts that are judged here."""
        return (one for one in self.facts if one.home == self.number)

    @property
    def waiting(self) -> list[Said]:
        """What is judged here and waits for a decision, but for the rows of keyed tables."""
        said = [one.stand.declared for one in self.own if one.stand.state == "submitted"]
        return [one for one in said if one is not None] + [
            one.said for wanted in self.documents for one in wanted.handed if one.state == "submitted"
        ]

    @property
    def waiting_tables(self) -> dict[str, TableRows]:
        """The keyed tables with rows that wait for a decision."""
        return {
            one.fact.name: one.rows
            for one in self.own
            if one.rows is not None and "submitted" in one.rows.states
        }

    @property
    def words(self) -> list[Said]:
        """What was sent back or rejected and still stands so: each with the reason of its last decision."""
        said = [one.stand.declared for one in self.facts if one.stand.state in ("returned", "rejected")]
        found = [one for one in said if one is not None]
        for wanted in self.documents:
            found += [one.said for one in wanted.handed if one.state in ("returned", "rejected")]
        return found

    @property
    def seen(self) -> list[Seen]:
        """What a page shows of it, but for the rows of keyed tables."""
        stands = [*(one.stand for one in self.facts), self.council, self.approval]
        found = {seen.number: seen for stand in stands for seen in stand.seen}
        found |= {one.said.number: one.said.seen for wanted in self.documents for one in wanted.handed}
        return list(found.values())


# ---- The dossier


@dataclass
class Dossier:
    """A unit's year. ``in_round``: the round as all its units stand, of which this is one."""

    in_round: RoundScores
    unit: str
    record: Record
    tables: Mapping[str, TableRows]
    files: Mapping[str, FileFacts]
    people: Mapping[str, str]

    @property
    def info(self) -> RoundInfo:
        """The round."""
        return self.in_round.info

    @property
    def year(self) -> int:
        """The year."""
        return self.in_round.info.year

    @property
    def criteria(self) -> Criteria:
        """The set."""
        return self.in_round.criteria

    @property
    def header(self) -> Header:
        """The unit as it is registered."""
        return self.in_round.members[self.unit].header

    @property
    def sheets(self) -> Mapping[View, Sheet]:
        """Both views of the book."""
        return self.in_round.sheets[self.unit]

    @cached_property
    def outline(self) -> Outline:
        """What the set asks for."""
        return outline_of(self.criteria.program)

    def scored(self, view: View) -> Scored:
        """What a view comes to among the other units."""
        return self.in_round.results[view][self.unit].scored

    def totals(self, view: View) -> Totals:
        """The figures of a view."""
        return self.in_round.results[view][self.unit].totals

    @cached_property
    def leaves(self) -> tuple[LeafDossier, ...]:
        """All leaves in the order of the set."""
        return tuple(self.dossier_of(asked) for asked in self.outline.leaves)

    @cached_property
    def outside(self) -> LeafDossier | None:
        """What no leaf reads; None where there is nothing."""
        return self.dossier_of(self.outline.outside) if self.outline.outside.facts else None

    def leaf(self, number: str) -> LeafDossier:
        """A leaf by its number, or "" for what no leaf reads. Raises ``NotFound``."""
        asked = self.outline.of(number)
        if asked is None:
            raise NotFound("leaf", number)
        return self.dossier_of(asked)

    def dossier_of(self, asked: Asked) -> LeafDossier:
        """All about what one leaf asks for."""
        facts = tuple(self._facts(asked))
        documents = tuple(self._wanted(asked, rule) for rule in asked.documents)
        missing = tuple(self._missing(asked, facts))
        key = asked.leaf.key if asked.leaf is not None else ""
        council, approval = self.record.stand("council", key), self.record.stand("not_applicable", key)
        return LeafDossier(
            asked=asked,
            facts=facts,
            documents=documents,
            council=council,
            approval=approval,
            status=_status(facts, documents, missing, settled=_holds(approval) or _holds(council)),
            missing=missing,
            contradictions=tuple(self._contradictions(asked)),
        )

    # ---- Facts

    def _facts(self, asked: Asked) -> Iterator[FactStand]:
        for fact in asked.facts:
            rows = self._rows(fact)
            stand = self.record.stand("table" if rows is not None else "fact", fact.name)
            yield FactStand("fact", fact, fact.source, self.outline.homes.get(fact.name, ""), stand, rows)
        for fact in asked.previous:
            stand = self.record.stand("previous", fact.name)
            yield FactStand("previous", fact, fact.source, self.outline.homes.get(fact.name, ""), stand)

    def _rows(self, fact: Fact) -> TableRows | None:
        if fact.type is not ValueType.TABLE or not fact.table_key:
            return None
        known = self.tables.get(fact.name, TableRows(None))
        state = self.sheets["declared"].tables.get(fact.name)
        count = None if state is None else state.count if state.rows is None else len(state.rows)
        return TableRows(count, known.states, known.newest)

    def _missing(self, asked: Asked, facts: Iterable[FactStand]) -> Iterator[str]:
        """What the points wait for and nobody has said, by name; empty where the points do not hang on it."""
        if asked.position is None:
            yield from (one.fact.name for one in facts if not one.is_there)
            return
        bounds = self.scored("declared").open.get(asked.position)
        needs = frozenset() if bounds is None else bounds.needs
        by_name: dict[tuple[str, str], FactStand] = {(one.kind, one.fact.name): one for one in facts}
        for need in sorted(needs):
            if need.startswith(EVIDENCE):
                yield need
                continue
            kind = "previous" if need.startswith("năm trước(") else "fact"
            name, _, part = need.removeprefix("năm trước(").removesuffix(")").partition(".")
            found = by_name.get((kind, name))
            if found is not None and not _has(found, part):
                yield need

    def _contradictions(self, asked: Asked) -> Iterator[Bilingual]:
        sheet = self.sheets["declared"]
        layout = sheet.ready.program.layout
        names = {fact.name for fact in asked.facts}
        own = {slot for (name, _), slot in layout.facts.items() if name in names}
        own |= {slot for name, slot in layout.tables.items() if name in names}
        for violation in sheet.violations:
            if violation.slots & own:
                finding = violation.finding
                yield Bilingual(finding.message("vi"), finding.message("en"))

    # ---- Documents

    def _wanted(self, asked: Asked, rule: Evidence) -> Wanted:
        assert asked.leaf is not None
        handed = [
            self._handed(stand.declared, rule.document)
            for (kind, _), stand in self.record.stands.items()
            if kind == "evidence" and stand.declared is not None and not stand.declared.is_withdrawn
            if (stand.declared.value["leaf"], stand.declared.value["for"]) == (asked.leaf.key, rule.document)
        ]
        return Wanted(rule, tuple(sorted(handed, key=lambda one: (one.said.received_at, one.said.number))))

    def _handed(self, said: Said, wanted: str) -> Handed:
        value = said.value
        file = self.files.get(value.get("sha256") or "")
        about = {**dict.fromkeys(ABOUT, ""), **value.get("about", {})}
        return Handed(said, wanted, value.get("name", ""), about, file)

    @property
    def reusable(self) -> list[FileFacts]:
        """The files that the unit has handed in this year and that are still there, by name."""
        return sorted(
            (one for one in self.files.values() if not one.is_removed), key=lambda one: (one.name, one.sha256)
        )

    # ---- Points

    def points(
        self, connection: Connection, leaf: LeafDossier, view: View, language: Language = "vi"
    ) -> LeafPoints | None:
        """What a leaf comes to in a view, with the reasons; None outside of leaves."""
        position = leaf.asked.position
        if position is None:
            return None
        best = self.in_round.best[view, self.unit]
        sheet, is_open = self.sheets[view], self.info.is_open
        told = tell(connection, sheet, best, self.year, is_open=is_open, language=language)
        return leaf_points(told.scored, position, language)


def leaf_points(
    scored: Scored, position: int, language: Language = "vi", *, with_reasons: bool = True
) -> LeafPoints:
    """What a leaf comes to in a scored view."""
    program = scored.program
    points, outcome, losses = scored.outcomes[position]
    bounds = None if scored.closed else scored.open.get(position)
    low, high = (points, points) if bounds is None else (bounds.low, bounds.high)
    needs = [] if bounds is None else sorted(bounds.needs - {ZERO_DIVISOR})
    return LeafPoints(
        points=text(points, program.places),
        low=text(low, program.places),
        high=text(high, program.places),
        maximum=text(program.maxima[position], program.places),
        outcome=outcome,
        needs=tuple(need_text(one, program.layout, language) for one in needs),
        losses=tuple(
            Loss(text(lost, program.places), loss_reason(scored, position, rule, language))
            for lost, rule in losses
            if with_reasons
        ),
        leaves_for=leaving_reason(scored, position, language) if outcome == "not_applicable" else "",
    )


# ---- Status


def _status(
    facts: Sequence[FactStand], documents: Sequence[Wanted], missing: Sequence[str], *, settled: bool
) -> Status:
    """The leaf as its unit sees it: what is to be done comes first.

    ``settled``: appraisers gave the council's points, or decided that it does not apply.
    """
    if not facts and not documents:
        return "accepted" if settled else "submitted"
    states = {state for one in facts for state in one.states} | {
        state for one in documents for state in one.states
    }
    if "returned" in states:
        return "returned"
    if "rejected" in states:
        return "rejected"
    said = states - {"missing"}
    if "submitted" not in said and settled:
        return "accepted"
    if not said or missing:
        return "missing"
    return "submitted" if "submitted" in said else "accepted"


def _holds(stand: Stand) -> bool:
    return stand.appraised is not None and not stand.appraised.is_withdrawn


def _has(stand: FactStand, part: str) -> bool:
    """Whether a fact, or one field of a record, was said."""
    if stand.is_keyed:
        return stand.is_there
    said = stand.stand.declared
    if said is None:
        return False
    return not part or (isinstance(said.value, dict) and part in said.value)


# ---- Reading


def read_dossier(office: Office, connection: Connection, unit: str, year: int) -> Dossier:
    """A unit's year. Raises ``NotFound`` where the year has no round, or no such unit."""
    in_round = round_scores(office, connection, year)
    if unit not in in_round.members:
        raise NotFound("unit", unit)
    record = read_record(connection, unit, year)
    people = {row.login: row.name for row in connection.execute(select(t.users.c.login, t.users.c.name))}
    return Dossier(
        in_round, unit, record, _tables(connection, unit, year), _files(connection, record.entries), people
    )


def _tables(connection: Connection, unit: str, year: int) -> dict[str, TableRows]:
    found: dict[str, TableRows] = {}
    for one in row_states(connection, year, unit=unit):
        before = found.get(one.table, TableRows(None))
        newest = one.newest if one.state == "submitted" else before.newest
        found[one.table] = TableRows(None, {**before.states, one.state: one.count}, newest)
    return found


def _files(connection: Connection, entries: Iterable[Said]) -> dict[str, FileFacts]:
    """The files that some entries speak of and that were stored here."""
    documents = (
        one.value
        for one in entries
        if isinstance(one.entry, Entry) and one.entry.kind == "evidence" and not one.is_withdrawn
    )
    named = {str(value["sha256"]) for value in documents if value.get("sha256")}
    return {
        key: FileFacts(key, row.name, row.type, row.size, row.at, row.removed_at is not None)
        for key, row in evidence.rows_of(connection, named).items()
    }
