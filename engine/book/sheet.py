"""One view of a unit's book: the facts that count, what contradicts, and the score that follows.

Facts that cannot all be right (a part above its whole, a broken constraint) are not scored by guess: in the score they
are missing, so that what reads them is pending, until one of them is mended. Which are missing is a function of the
facts that count, not of the order in which they came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from engine.book.criteria import Criteria, Ready
from engine.book.entries import WITHDRAWN, Entry, View
from engine.book.tables import TableState
from engine.evidence import Document, UnitEvidence
from engine.facts.document import exact_json
from engine.facts.units import UnitFacts
from engine.facts.validation import Violation
from engine.layout import MISSING
from engine.score import Scored, score, updated

Subject = tuple[str, str]
Standing = Mapping[Subject, Entry]

#: Kinds that speak of a leaf, by what a facts file calls them.
_OF_LEAVES = {"council": "council", "not_applicable": "not_applicable", "evidence": "evidence"}


class Header(NamedTuple):
    """Whose book it is: what the unit's register says."""

    code: str
    name: str
    block: str
    ranked: bool
    evidence_required: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scored view. ``plain`` are the facts that count, before contradictions are taken out."""

    criteria: Criteria
    ready: Ready
    header: Header
    view: View
    standing: Standing
    tables: Mapping[str, TableState]
    plain: UnitFacts
    violations: tuple[Violation, ...]
    scored: Scored


def open_sheet(
    criteria: Criteria, header: Header, view: View, standing: Standing, tables: Mapping[str, TableState]
) -> Sheet:
    """Score a view of a book from the beginning. ``tables``: the keyed tables that are declared."""
    return _opened(criteria, header, view, standing, tables, _by_figures(criteria, tables))


def sheet_by_rows(sheet: Sheet, rows: Mapping[str, Mapping[str, str]]) -> Sheet:
    """The same view scored by the set as it stands, over the rows that count (JSON of cells, by table and key).

    The points are the same; its words are those of the set, and can name rows, where a sheet knows figures alone.
    """
    tables = {name: TableState(rows=rows.get(name, {})) for name in sheet.tables}
    return _opened(sheet.criteria, sheet.header, sheet.view, sheet.standing, tables, frozenset())


def _opened(
    criteria: Criteria,
    header: Header,
    view: View,
    standing: Standing,
    tables: Mapping[str, TableState],
    by_figures: frozenset[str],
) -> Sheet:
    ready = criteria.with_figures(by_figures)
    plain = _facts_of(ready, header, view, standing.values(), tables)
    _put_figures(ready, criteria, plain, tables, by_figures)
    violations = tuple(ready.checker.violations(plain, "sổ"))
    scored = score(ready.program, _without(plain, violations))
    return Sheet(criteria, ready, header, view, standing, tables, plain, violations, scored)


def is_alike(standing: Standing, other: Standing) -> bool:
    """Whether the same entries count, and mean the same in both views: documents do not."""
    return standing == other and not any(kind == "evidence" for kind, _ in standing)


def change_sheet(
    sheet: Sheet, entries: Mapping[Subject, Entry | None], tables: Mapping[str, TableState]
) -> Sheet:
    """The sheet with other entries (None: none counts any more) and tables; only what they touch is scored again."""
    now = dict(sheet.standing)
    for subject, entry in entries.items():
        if entry is None:
            now.pop(subject, None)
        else:
            now[subject] = entry
    all_tables = {**sheet.tables, **tables}
    if _by_figures(sheet.criteria, all_tables) != _by_figures(sheet.criteria, sheet.tables):
        return open_sheet(sheet.criteria, sheet.header, sheet.view, now, all_tables)
    return _changed(sheet, now, entries, all_tables, tables)


def _changed(
    sheet: Sheet,
    standing: Mapping[Subject, Entry],
    entries: Mapping[Subject, Entry | None],
    all_tables: Mapping[str, TableState],
    tables: Mapping[str, TableState],
) -> Sheet:
    ready = sheet.ready
    changed = [entry for entry in entries.values() if entry is not None and entry.kind not in _OF_LEAVES]
    about_leaves = any(kind in _OF_LEAVES for kind, _ in entries)
    if about_leaves:
        changed += [entry for entry in standing.values() if entry.kind in _OF_LEAVES]
    part = _facts_of(ready, sheet.header, sheet.view, changed, tables)
    _put_figures(ready, sheet.criteria, part, tables, _by_figures(sheet.criteria, tables))
    slots = _slots(ready, sheet.criteria, entries, tables)
    plain = _put(sheet.plain, part, slots, about_leaves=about_leaves)
    checker = ready.checker
    stay = tuple(one for one in sheet.violations if not checker.near(one.slots) & slots)
    violations = (*stay, *checker.violations(plain, "sổ", slots))
    # What a missing value may be hangs on its bounds: leaves that read it are touched with them.
    touched = checker.near(slots | (_masked(sheet.violations) ^ _masked(violations)))
    positions = ready.touched_by(touched, _leaves_named(ready, entries))
    scored = updated(sheet.scored, _without(plain, violations), positions)
    return replace(
        sheet, standing=standing, tables=all_tables, plain=plain, violations=violations, scored=scored
    )


# ---- Tables as figures


def _by_figures(criteria: Criteria, tables: Mapping[str, TableState]) -> frozenset[str]:
    """The tables that are scored by their figures: declared, and without a missing cell."""
    return frozenset(
        name for name, table in tables.items() if name in criteria.kept.figures and not table.holes
    )


def _put_figures(
    ready: Ready,
    criteria: Criteria,
    unit: UnitFacts,
    tables: Mapping[str, TableState],
    by_figures: frozenset[str],
) -> None:
    layout, filled = ready.program.layout, set()
    for name in by_figures:
        for figure in criteria.kept.figures[name]:
            slot = layout.facts[figure.fact, None]
            unit.values[slot] = tables[name].figures[figure.identity]
            filled.add(slot)
    unit.holes -= filled


# ---- Entries as facts


def _facts_of(
    ready: Ready, header: Header, view: View, entries: Iterable[Entry], tables: Mapping[str, TableState]
) -> UnitFacts:
    """The unit as a facts file would give it; what the set does not know, or knows as something else, is left out."""
    reader = ready.reader()
    document: dict[str, Any] = {"code": header.code, "name": header.name, "ranked": header.ranked}
    facts: dict[str, Any] = document.setdefault("facts", {})
    for entry in entries:
        value = exact_json(entry.value)
        match entry.kind:
            case "fact" if entry.name in reader.facts:
                facts[entry.name] = value
            case "previous" if entry.name in reader.facts:
                document.setdefault("previous", {})[entry.name] = value
            case "council" | "not_applicable" if entry.value != WITHDRAWN and entry.name in reader.leaves:
                document.setdefault(entry.kind, {})[entry.name] = value
            case _:
                pass
    for name, table in tables.items():
        if table.rows is not None and name in reader.facts:
            facts[name] = [exact_json(cells) for cells in table.rows.values()]
    unit = reader.read_unit(document)
    unit.block = header.block
    unit.evidence = _evidence(ready, header, view, entries)
    return unit


def _evidence(ready: Ready, header: Header, view: View, entries: Iterable[Entry]) -> UnitEvidence:
    """Documents by leaf; where a round does not ask for evidence, a unit that says nothing on it loses nothing."""
    by_leaf: dict[str, tuple[Document, ...]] = {}
    for entry in entries:
        if entry.kind != "evidence" or entry.value == WITHDRAWN:
            continue
        value = exact_json(entry.value)
        number = ready.numbers.get(value["leaf"])
        if number is not None:
            accepted = entry.accepted if view == "appraised" else None
            document = Document(value["for"], value["name"], accepted)
            by_leaf[number] = (*by_leaf.get(number, ()), document)
    if not by_leaf and not header.evidence_required:
        return UnitEvidence()
    return UnitEvidence(by_leaf, appraised=view == "appraised")


# ---- What a change touches


def _slots(
    ready: Ready,
    criteria: Criteria,
    entries: Mapping[Subject, Entry | None],
    tables: Mapping[str, TableState],
) -> frozenset[int]:
    names = {name for kind, name in entries if kind == "fact"} | set(tables)
    names |= {figure.fact for table in tables for figure in criteria.kept.figures.get(table, ())}
    before = {name for kind, name in entries if kind == "previous"}
    found = [ready.slots[name] for name in names if name in ready.slots]
    return frozenset().union(*found, *(ready.previous[name] for name in before if name in ready.previous))


def _leaves_named(ready: Ready, entries: Mapping[Subject, Entry | None]) -> frozenset[int]:
    """The leaves that entries speak of: all with documents, because the first word on evidence ends a silence."""
    program = ready.program
    named = set(program.with_evidence) if any(kind == "evidence" for kind, _ in entries) else set()
    positions = (program.position(name) for kind, name in entries if kind in ("council", "not_applicable"))
    return frozenset(named | {position for position in positions if position is not None})


def _put(plain: UnitFacts, part: UnitFacts, slots: frozenset[int], *, about_leaves: bool) -> UnitFacts:
    """The facts with those at some places taken from another reading."""
    values = list(plain.values)
    for slot in slots:
        values[slot] = part.values[slot]
    holes = (plain.holes - slots) | (part.holes & slots)
    if about_leaves:
        return replace(
            plain,
            values=values,
            holes=holes,
            evidence=part.evidence,
            council=part.council,
            approvals=part.approvals,
        )
    return replace(plain, values=values, holes=holes)


def _masked(violations: Iterable[Violation]) -> frozenset[int]:
    return frozenset().union(*(one.slots for one in violations))


def _without(plain: UnitFacts, violations: Iterable[Violation]) -> UnitFacts:
    """The facts without those that contradict each other."""
    masked = _masked(violations)
    if not masked:
        return plain
    values = list(plain.values)
    for slot in masked:
        values[slot] = MISSING
    return replace(plain, values=values, holes=plain.holes | masked)
