"""What a book would come to if something were said or decided: scored from the entries, and nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from engine.book.card import Figures, LeafState, card_of
from engine.book.entries import Entry, RowEntry, View, standing
from engine.book.sheet import Sheet, open_sheet
from engine.book.tables import empty_table
from engine.score import Scored
from engine.service.books import cells_that_count, table_of
from engine.service.dossier import Dossier, LeafPoints, leaf_points
from engine.service.round_scores import standing_score
from engine.store import ledger
from spec.diagnostics import Bilingual


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed: new entries and rows, and decisions on those that are there, by their numbers."""

    entries: Sequence[Entry] = ()
    rows: Sequence[RowEntry] = ()
    judged: Mapping[int, bool] = field(default_factory=dict)
    judged_rows: Mapping[int, bool] = field(default_factory=dict)
    #: The tables that ``judged_rows`` are of.
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeafEffect:
    """A leaf that would come to something else, be it that only what is still possible would."""

    number: str
    name: str
    before: LeafPoints
    after: LeafPoints


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change for a unit in one view. ``contradictions``: facts that then could not all be right."""

    unit: str
    name: str
    view: View
    before: Figures
    after: Figures
    leaves: tuple[LeafEffect, ...]
    contradictions: tuple[Bilingual, ...]
    scored: Scored

    def leaf(self, position: int) -> LeafPoints:
        """What one leaf would come to; its losses are told once it has."""
        return leaf_points(self.scored, position, with_reasons=False)


def effect_of(connection: Connection, dossier: Dossier, view: View, supposed: Supposition) -> Effect:
    """What would change in a view."""
    sheet = supposed_sheet(connection, dossier, view, supposed)
    best = dossier.in_round.best[view, dossier.unit]
    scored = standing_score(sheet, best, is_open=dossier.info.is_open)
    former = dossier.scored(view)
    before, after = card_of(former), card_of(scored)
    contradictions = tuple(
        Bilingual(one.finding.message("vi"), one.finding.message("en")) for one in sheet.violations
    )
    leaves = tuple(
        LeafEffect(
            leaf.number,
            leaf.name,
            leaf_points(former, position, with_reasons=False),
            leaf_points(scored, position, with_reasons=False),
        )
        for position, leaf in enumerate(dossier.criteria.program.leaves)
        if _amounts(before.leaves[position]) != _amounts(after.leaves[position])
    )
    header = dossier.header
    return Effect(
        header.code, header.name, view, before.figures, after.figures, leaves, contradictions, scored
    )


def _amounts(leaf: LeafState) -> tuple[int, str, int, int]:
    return leaf.points, leaf.status, leaf.low, leaf.high


def supposed_sheet(connection: Connection, dossier: Dossier, view: View, supposed: Supposition) -> Sheet:
    """A view of the book with what is supposed."""
    unit, year, base = dossier.unit, dossier.year, dossier.sheets[view]
    known = [
        replace(one, accepted=supposed.judged.get(one.identity, one.accepted))
        for one in ledger.entries_of(connection, unit, year)
    ]
    stand = standing([*known, *supposed.entries], view)
    tables = dict(base.tables)
    for kind, name in stand:
        if kind == "table" and name in base.criteria.keyed:
            tables.setdefault(name, empty_table(base.criteria, name))
    for table in supposed.tables.union(row.table for row in supposed.rows):
        versions = [
            replace(one, accepted=supposed.judged_rows.get(one.identity, one.accepted))
            for one in ledger.rows_of(connection, unit, year, table)
        ]
        new = [row for row in supposed.rows if row.table == table]
        cells = cells_that_count([*versions, *new], view)
        if cells is not None:
            tables[table] = table_of(base.criteria, table, cells)
    return open_sheet(base.criteria, base.header, view, stand, tables)
