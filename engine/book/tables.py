"""The state of a keyed table: its figures, or its rows where figures do not do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.book.criteria import Criteria
from engine.facts.document import exact_json
from engine.layout import MISSING
from engine.ledger import Amount


@dataclass(frozen=True, slots=True)
class TableState:
    """A declared table in one view.

    ``figures`` by their identity; ``count`` of the rows that count; ``holes``: how many of them miss a cell. ``rows``
    (JSON of cells by key) are None where the figures are enough.
    """

    figures: Mapping[str, Amount] = field(default_factory=dict)
    count: int = 0
    holes: int = 0
    rows: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after, as JSON of its cells; None where there is none."""

    key: str
    before: str | None
    after: str | None


def empty_table(criteria: Criteria, table: str) -> TableState:
    """A declared table without rows."""
    if table not in criteria.kept.figures:
        return TableState(rows={})
    return TableState({figure.identity: 0 for figure in criteria.kept.figures[table]})


def change_table(criteria: Criteria, table: str, state: TableState, changes: list[RowChange]) -> TableState:
    """The state after rows changed, at the cost of these rows."""
    found = state
    for change in changes:
        found = _add(criteria, table, found, change.before, -1)
        found = _add(criteria, table, found, change.after, +1)
    if found.rows is None:
        return found
    rows = dict(found.rows)
    for change in changes:
        if change.after is None:
            rows.pop(change.key, None)
        else:
            rows[change.key] = change.after
    return replace(found, rows=rows)


def _add(criteria: Criteria, table: str, state: TableState, cells: str | None, sign: int) -> TableState:
    if cells is None:
        return state
    row = criteria.with_figures(frozenset()).reader().read_row(exact_json(cells), table, "")
    count = state.count + sign
    if row is None or MISSING in row:
        return replace(state, count=count, holes=state.holes + sign)
    adding = criteria.kept.added.get(table)
    if adding is None:
        return replace(state, count=count)
    figures = dict(state.figures)
    for figure, amount in zip(criteria.kept.figures[table], adding(row), strict=True):
        figures[figure.identity] += sign * amount
    return replace(state, figures=figures, count=count)
