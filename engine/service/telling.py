"""A view of a book in words: why its points were lost, at a cost that does not grow with its tables.

A book is scored by figures over its keyed tables, and figures cannot name rows. Where all its rows together are few,
the view is scored once more over them, and its words are those of the set. Where they are many, nothing is read: what
the words count comes from the figures, and in place of a list of rows they say in which table they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from engine.book.criteria import Criteria
from engine.book.entries import View
from engine.book.sheet import Sheet, sheet_by_rows
from engine.layout import Layout
from engine.program import Program
from engine.score import Scored
from engine.service.books import rows_that_count
from engine.service.round_scores import standing_score
from engine.store import tables as t
from engine.wording import say
from spec.diagnostics import Bilingual
from spec.keywords import Language
from spec.model import expressions as e
from spec.model.criteria import Adjustment, Leaf
from spec.model.figures import with_figures
from spec.model.rules import Reason, Statement
from spec.model.walk import walk

#: Versions of rows, of all keyed tables of a book, that are read to tell a view.
MOST_ROWS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """A view whose losses can be told. ``large``: the tables whose rows it cannot name."""

    sheet: Sheet
    scored: Scored
    large: frozenset[str]


def tell(
    connection: Connection,
    sheet: Sheet,
    best: Mapping[str, Any],
    year: int,
    *,
    is_open: bool,
    language: Language = "vi",
) -> Told:
    """A sheet with words. ``best``: the block's best values; in a round that is not open, pending is lost."""
    tables = sheet.criteria.keyed & sheet.tables.keys()
    by_figures = frozenset(name for name in tables if sheet.tables[name].rows is None)
    if not by_figures:
        return Told(sheet, standing_score(sheet, best, is_open=is_open), frozenset())
    unit = sheet.header.code
    if _are_few(connection, unit, year):
        rows = {name: _rows(connection, unit, year, sheet.view, name) for name in tables}
        whole = sheet_by_rows(sheet, rows)
        return Told(whole, standing_score(whole, best, is_open=is_open), frozenset())
    scored = standing_score(sheet, best, is_open=is_open)
    worded = replace(scored, program=_with_words(sheet.criteria, by_figures, language))
    return Told(sheet, worded, by_figures)


def _are_few(connection: Connection, unit: str, year: int) -> bool:
    """Whether a book has few rows; no more of them are looked at than that takes."""
    rows = t.table_rows.c
    query = select(rows.id).where(rows.unit == unit, rows.year == year).limit(MOST_ROWS + 1)
    return len(connection.execute(query).all()) <= MOST_ROWS


def _rows(connection: Connection, unit: str, year: int, view: View, table: str) -> dict[str, str]:
    return rows_that_count(connection, unit, year, view, table) or {}


# ---- Words over figures

_IN_TABLE: Final = Bilingual("(danh sách dài, xem bảng «{table}»)", "(a long list, see the table «{table}»)")
#: By the hash of the set, the tables and the language.
_KNOWN: Final[dict[tuple[str, frozenset[str], Language], Program]] = {}
_MOST_KNOWN: Final = 16


def _with_words(criteria: Criteria, tables: frozenset[str], language: Language) -> Program:
    key = (criteria.model.content_hash, tables, language)
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        found = _KNOWN[key] = _Wording(criteria, tables, language).program()
    return found


class _Wording:
    """Puts the reasons of a set back into the program in which some of its tables are figures."""

    def __init__(self, criteria: Criteria, tables: frozenset[str], language: Language) -> None:
        self.criteria = criteria
        self.tables = tables
        self.language = language
        self.base = criteria.with_figures(tables).program

    def program(self) -> Program:
        """For telling alone: it scores as the program does that it is made of."""
        model = self.criteria.model
        for fact in self.criteria.model.facts:
            if fact.name in self.tables:
                model = with_figures(model, fact, self.criteria.model)
        adjustments = [
            (self._adjusted(one, worded), measured, reads)
            for (one, measured, reads), worded in zip(self.base.adjustments, model.adjustments, strict=True)
        ]
        leaves = [
            self._leaf(leaf, worded) for leaf, worded in zip(self.base.leaves, model.leaves, strict=True)
        ]
        return replace(self.base, leaves=leaves, adjustments=adjustments, layout=self._layout())

    def _layout(self) -> Layout:
        """Figures pass for tables here: words name facts and leave tables out, and a figure has no name to give."""
        layout = self.base.layout
        figures = [one.fact for name in self.tables for one in self.criteria.kept.figures[name]]
        hidden = {name: layout.facts[name, None] for name in figures}
        return replace(layout, tables={**layout.tables, **hidden})

    def _leaf(self, leaf: Leaf, worded: Leaf) -> Leaf:
        rules = tuple(
            rule.model_copy(update={"reason": self._reason(other)})
            for rule, other in zip(leaf.rules, worded.rules, strict=True)
        )
        return leaf.model_copy(update={"rules": rules})

    def _adjusted(self, adjustment: Adjustment, worded: Adjustment) -> Adjustment:
        return adjustment.model_copy(update={"reason": self._reason(worded)})

    def _reason(self, rule: Statement) -> Reason | None:
        """Its reason, in which parts that need rows are words."""
        if rule.reason is None:
            return None
        return Reason(parts=tuple(self._part(part) for part in rule.reason.parts))

    def _part(self, part: str | e.Expression) -> str | e.Expression:
        if isinstance(part, str):
            return part
        for node in walk(part):
            table = getattr(node, "table", None)
            if table in self.tables:
                return say(_IN_TABLE, self.language).format(table=table)
            if isinstance(node, e.FactValue) and (node.name, node.field) not in self.base.layout.facts:
                table = next(iter(self.tables)) if len(self.tables) == 1 else ", ".join(sorted(self.tables))
                return say(_IN_TABLE, self.language).format(table=table)
        return part
