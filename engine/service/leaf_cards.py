"""One leaf of a unit's scorecard: its points in both views, why, by which rules, from which facts, since when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import Connection

from engine.book.criteria import Criteria
from engine.book.entries import VIEWS, View
from engine.compile.expressions import Compiler
from engine.layout import MISSING, Layout
from engine.program import slots_of
from engine.reasons import expression_text, leaving_reason, loss_line, loss_reason, need_text
from engine.rounding import exact, text
from engine.score import Scored
from engine.service import evidence
from engine.service.said import Record, Said, State, read_rows
from engine.service.standings import Difference
from engine.service.telling import Told
from engine.service.trail import Move
from engine.wording import decimal_text, value_text
from spec.diff import Comparable
from spec.keywords import Language
from spec.model import rules
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.traversal import leaf_expressions

#: Rows of a table that are shown.
MOST_ROWS: Final = 20
#: Characters of a reason that are shown; a list in it may name thousands of rows.
_MOST_TEXT: Final = 1_000

#: What a leaf reads: a fact, last year's value of one, the block's best value of one, a table, another leaf's points.
Reading = Literal["fact", "previous", "best", "table", "points"]


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that were lost: why, and by which line of the set."""

    points: Decimal
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Council:
    """What the council gave."""

    points: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class LeafView:
    """A leaf in one view. ``needs``: what would settle it; ``leaving``: why it does not apply.

    ``computed``: the leaf's own definitions with their values.
    """

    points: Decimal
    low: Decimal
    high: Decimal
    status: str
    losses: tuple[Loss, ...]
    needs: tuple[str, ...]
    may_leave: bool
    leaving: str
    computed: tuple[tuple[str, str], ...]
    council: Council | None

    @property
    def is_pending(self) -> bool:
        """Whether something is still open."""
        return self.status == "pending"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the set, as it is written."""

    line: int
    written: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact in one view: its value in words, how it came, and what it contradicts."""

    shown: str
    said: Said | None
    contradictions: tuple[str, ...]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row in words."""

    cells: tuple[str, ...]
    said: Said | None


@dataclass(frozen=True, slots=True)
class FactCard:
    """Something that a leaf reads. ``rows`` are the first of a table; ``columns`` are its columns."""

    reading: Reading
    name: str
    label: str
    views: Mapping[View, FactView]
    columns: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    more_rows: int = 0

    @property
    def is_alike(self) -> bool:
        """Whether both views hold the same, from the same entry."""
        declared, appraised = (self.views[view] for view in VIEWS)
        return declared == appraised


@dataclass(frozen=True, slots=True)
class Handed:
    """A document that was handed in. ``sha256``: of its file, where there is one; ``removed``: its time is over."""

    name: str
    sha256: str | None
    size: int | None
    removed: bool
    said: Said


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """A document that a leaf asks for, and what was handed in for it."""

    document: str
    written: str
    handed: tuple[Handed, ...]


@dataclass(frozen=True, slots=True)
class LeafChange:
    """A leaf against last year's, recognised by its permanent key; differences are None where nothing is compared."""

    old: str | None
    comparable: Comparable
    before: Mapping[View, Decimal]
    before_maximum: Decimal | None
    points: Mapping[View, Difference | None]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a unit declared and the appraisers do not count. ``reason``: why, where they decided."""

    state: State
    reason: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeafCard:
    """A leaf of a unit."""

    leaf: Leaf
    views: Mapping[View, LeafView]
    rules: tuple[Rule, ...]
    facts: tuple[FactCard, ...]
    evidence: tuple[EvidenceCard, ...]
    history: tuple[Move, ...]
    change: LeafChange | None

    @property
    def number(self) -> str:
        """Its number."""
        return self.leaf.number

    @property
    def loses(self) -> bool:
        """Whether it has lost anything in a view, or still may."""
        return any(one.losses or one.is_pending for one in self.views.values())

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """Why the appraisers' view is another than the unit's own: by state and reason."""
        said = [
            (fact.label or fact.name, fact.views["declared"].said)
            for fact in self.facts
            if fact.views["appraised"].said is None or fact.views["appraised"].said.state != "corrected"
        ]
        said += [(f"«{one.document}»", handed.said) for one in self.evidence for handed in one.handed]
        found: dict[tuple[State, str], list[str]] = {}
        for name, one in said:
            if one is not None and one.state in ("submitted", "returned", "rejected"):
                reason = one.decision.reason if one.decision is not None else ""
                found.setdefault((one.state, reason), []).append(name)
        return tuple(Withheld(state, reason, tuple(names)) for (state, reason), names in found.items())


def shortened(words: str) -> str:
    """Words of which a reader sees the end."""
    return (
        words if len(words) <= _MOST_TEXT else words[: words.rindex(" ", 0, _MOST_TEXT) or _MOST_TEXT] + " …"
    )


# ---- Points


def leaf_view(scored: Scored, position: int, language: Language) -> LeafView:
    """A leaf as a told view has it."""
    program = scored.program
    leaf, places = program.leaves[position], program.places
    points, status, losses = scored.outcomes[position]
    bounds = None if scored.closed else scored.open.get(position)
    low, high = (bounds.low, bounds.high) if bounds else (points, points)
    council = scored.unit.council.get(leaf.number)
    return LeafView(
        points=_decimal(points, places),
        low=_decimal(low, places),
        high=_decimal(high, places),
        status=status,
        losses=tuple(
            Loss(
                _decimal(lost, places),
                shortened(loss_reason(scored, position, rule, language)),
                loss_line(scored, position, rule),
            )
            for lost, rule in losses
        ),
        needs=tuple(need_text(name, program.layout, language) for name in sorted(bounds.needs))
        if bounds
        else (),
        may_leave=bool(bounds and bounds.may_leave),
        leaving=leaving_reason(scored, position, language) if status == "not_applicable" else "",
        computed=tuple(_computed(scored, leaf)),
        council=None
        if council is None
        else Council(decimal_text(council.points), council.reason, council.by),
    )


def _decimal(amount: int, places: int) -> Decimal:
    return Decimal(text(amount, places))


def _computed(scored: Scored, leaf: Leaf) -> Iterator[tuple[str, str]]:
    program = scored.program
    compiler = Compiler(program.layout, leaf.number, program.definitions)
    compiler.maximum = exact(leaf.maximum)
    for one in leaf.definitions:
        value = expression_text(one.value, compiler, program, leaf.number, scored.values)
        yield one.name, shortened(value)


def rule_lines(leaf: Leaf) -> tuple[Rule, ...]:
    """What a leaf says, in the order of the file."""
    lines = sorted([*leaf.definitions, *leaf.rules], key=lambda one: one.line)
    return tuple(Rule(one.line, one.written) for one in lines)


# ---- Facts


@dataclass(frozen=True, slots=True)
class _Read:
    """What a leaf reads: a fact or field, a table, the points of another leaf."""

    reading: Reading
    name: str
    field: str | None = None


class FactCards:
    """Makes the cards of facts; each fact once, however many leaves read it."""

    def __init__(
        self,
        connection: Connection,
        criteria: Criteria,
        year: int,
        told: Mapping[View, Told],
        record: Record,
        language: Language,
    ) -> None:
        self.connection = connection
        self.criteria = criteria
        self.year = year
        self.told = told
        self.record = record
        self.language = language
        self._reads = _by_slot(criteria.program.layout)
        self._cards: dict[_Read, FactCard] = {}
        documents = [stand.declared for (kind, _), stand in record.stands.items() if kind == "evidence"]
        self._documents = [one for one in documents if one is not None and not one.is_withdrawn]
        self._files = evidence.rows_of(
            connection, {str(said.value["sha256"]) for said in self._documents if said.value.get("sha256")}
        )

    def of(self, leaf: Leaf) -> tuple[FactCard, ...]:
        """The facts that a leaf reads, in the order in which it names them."""
        program, slots = self.criteria.program, dict[int, None]()
        for expression in leaf_expressions(leaf):
            read = slots_of(expression, leaf.number, program.layout, program.definitions)
            slots |= dict.fromkeys(sorted(read))
        return tuple(self._card(self._reads[slot]) for slot in slots)

    def _card(self, read: _Read) -> FactCard:
        if read not in self._cards:
            make = self._table if read.reading == "table" else self._plain
            self._cards[read] = make(read)
        return self._cards[read]

    def _plain(self, read: _Read) -> FactCard:
        layout = self.criteria.program.layout
        fact = None if read.reading == "points" else layout.declarations[read.name, read.field]
        name = read.name if read.field is None else f"{read.name}.{read.field}"
        views = {view: self._fact_view(read, fact, view) for view in VIEWS}
        return FactCard(read.reading, name, fact.label if fact else "", views)

    def _fact_view(self, read: _Read, fact: Fact | None, view: View) -> FactView:
        told = self.told[view]
        slot = _slot(read, told.scored.program.layout)
        given = read.reading in ("fact", "previous")
        value = told.sheet.plain.values[slot] if given else told.scored.values[slot]
        shown = value_text(value, fact.type if fact else ValueType.POINTS, fact, self.language)
        said = self._said(read, view) if given else None
        return FactView(
            _with_unit(shown, value, fact), said, self._contradictions(told, slot), value is MISSING
        )

    def _said(self, read: _Read, view: View) -> Said | None:
        """The entry that counts in a view."""
        stand = self.record.stand("previous" if read.reading == "previous" else "fact", read.name)
        return stand.declared if view == VIEWS[0] else stand.appraised

    def _contradictions(self, told: Told, slot: int) -> tuple[str, ...]:
        return tuple(one.finding.message(self.language) for one in told.sheet.violations if slot in one.slots)

    # ---- Tables

    def _table(self, read: _Read) -> FactCard:
        fact = self.criteria.program.layout.table_facts[read.name]
        views = {view: self._table_view(read, view) for view in VIEWS}
        declared = self.told[VIEWS[0]]
        count = _count(read.name, declared)
        rows = tuple(self._rows(fact, declared))
        return FactCard(
            "table",
            fact.name,
            fact.label,
            views,
            columns=tuple(column.label or column.name for column in fact.fields),
            rows=rows,
            more_rows=max((count or 0) - len(rows), 0),
        )

    def _table_view(self, read: _Read, view: View) -> FactView:
        count, said = _count(read.name, self.told[view]), self._said(read, view)
        if count is None:
            return FactView(value_text(MISSING, ValueType.TABLE, None, self.language), said, (), True)
        words = f"{count} hàng" if self.language == "vi" else f"{count} rows"
        return FactView(words, said, (), False)

    def _rows(self, fact: Fact, told: Told) -> Iterator[TableRow]:
        """The first rows of a table as it was declared."""
        if fact.name in self.criteria.keyed:
            yield from self._keyed_rows(fact, told.sheet.header.code)
            return
        slot = told.sheet.ready.program.layout.tables[fact.name]
        rows = told.sheet.plain.values[slot]
        for cells in () if rows is MISSING else rows[:MOST_ROWS]:
            yield TableRow(self._cells(fact, cells), None)

    def _keyed_rows(self, fact: Fact, unit: str) -> Iterator[TableRow]:
        reader = self.criteria.with_figures(frozenset()).reader()
        for said in read_rows(self.connection, unit, self.year, fact.name, most=MOST_ROWS).rows:
            cells = None if said.is_withdrawn else reader.read_row(said.value, fact.name, unit)
            if cells is not None:
                yield TableRow(self._cells(fact, cells), said)

    def _cells(self, fact: Fact, cells: Sequence[Any]) -> tuple[str, ...]:
        return tuple(
            value_text(cell, column.type, column, self.language)
            for column, cell in zip(fact.fields, cells, strict=True)
        )

    # ---- Evidence

    def evidence_of(self, leaf: Leaf) -> tuple[EvidenceCard, ...]:
        """The documents that a leaf asks for."""
        return tuple(
            EvidenceCard(rule.document, rule.written, tuple(self._handed(leaf, rule.document)))
            for rule in leaf.rules
            if isinstance(rule, rules.Evidence)
        )

    def _handed(self, leaf: Leaf, document: str) -> Iterator[Handed]:
        for said in self._documents:
            value = said.value
            if (value["leaf"], value["for"]) != (leaf.key, document):
                continue
            file = self._files.get(value.get("sha256") or "")
            removed = file is not None and file.removed_at is not None
            yield Handed(value["name"], file and file.sha256, file and file.size, removed, said)


def _by_slot(layout: Layout) -> dict[int, _Read]:
    """What each place of a set holds."""
    found = {slot: _Read("fact", name, part) for (name, part), slot in layout.facts.items()}
    found |= {slot: _Read("previous", name, part) for (name, part), slot in layout.previous.items()}
    found |= {slot: _Read("best", name) for name, slot in layout.best.items()}
    found |= {slot: _Read("table", name) for name, slot in layout.tables.items()}
    return found | {slot: _Read("points", number) for number, slot in layout.leaf_points.items()}


def _slot(read: _Read, layout: Layout) -> int:
    match read.reading:
        case "fact":
            return layout.facts[read.name, read.field]
        case "previous":
            return layout.previous[read.name, read.field]
        case "best":
            return layout.best[read.name]
        case "points":
            return layout.leaf_points[read.name]
        case "table":
            return layout.tables[read.name]


def _count(table: str, told: Told) -> int | None:
    """How many rows of a table count in a view; None where it is not declared."""
    sheet = told.sheet
    if table in sheet.tables:
        state = sheet.tables[table]
        return state.count if state.rows is None else len(state.rows)
    if table in sheet.criteria.keyed:
        return None
    rows = sheet.plain.values[sheet.ready.program.layout.tables[table]]
    return None if rows is MISSING else len(rows)


def _with_unit(shown: str, value: Any, fact: Fact | None) -> str:
    is_amount = fact is not None and fact.type in (ValueType.COUNT, ValueType.NUMBER)
    if fact is None or not is_amount or value is None or value is MISSING or fact.unit in ("", "%"):
        return shown
    return f"{shown} {fact.unit}"
