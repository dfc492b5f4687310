"""Tables in the abstract: rows whose condition is true, false or open; a table that is missing altogether."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bounds import evaluate as ev
from engine.bounds.values import (
    FALSE,
    NOTHING,
    TRUE,
    ZERO_DIVISOR,
    Needs,
    Range,
    Truth,
    add,
    divide,
    hull,
    number,
)
from engine.layout import MISSING, Layout
from spec.model import expressions as e
from spec.model.criteria import Fact
from spec.model.expressions import NUMERIC, ValueType

if TYPE_CHECKING:
    from engine.bounds.evaluate import Evaluator

Row = tuple[Any, ...]


def column(layout: Layout, table: str, name: str) -> Fact:
    """The declaration of a column."""
    return layout.table_facts[table].fields[layout.columns[table][name]]


def _judged(evaluator: Evaluator, table: str, where: e.Expression | None) -> list[tuple[Row, Truth]] | None:
    """Each row with whether it counts, rows that surely do not left out; None where the table is missing."""
    rows = evaluator.values[evaluator.layout.tables[table]]
    if rows is MISSING:
        return None
    judged = []
    for row in rows:
        evaluator.current[table] = row
        counts = TRUE if where is None else evaluator.condition(where)
        if counts.value is not False:
            judged.append((row, counts))
    return judged


def exists(evaluator: Evaluator, node: e.Exists) -> Truth:
    """At least one row."""
    judged = _judged(evaluator, node.table, node.where)
    if judged is None:
        return Truth(None, frozenset({node.table}))
    return ev.disjunction([counts for _, counts in judged]) if judged else FALSE


def every(evaluator: Evaluator, node: e.Every) -> Truth:
    """Each row that counts satisfies the condition."""
    judged = _judged(evaluator, node.table, node.where)
    if judged is None:
        return Truth(None, frozenset({node.table}))
    found = []
    for row, counts in judged:
        evaluator.current[node.table] = row
        holds = evaluator.condition(node.condition)
        fails = Truth(
            None if counts.value is None and holds.value is False else holds.value, counts.needs | holds.needs
        )
        found.append(fails)
    return ev.conjunction(found) if found else TRUE


def aggregate(evaluator: Evaluator, node: e.Aggregate) -> Range:
    """One figure over the rows."""
    judged = _judged(evaluator, node.table, node.where)
    if judged is None:
        return _of_missing_table(evaluator, node)
    needs = NOTHING.union(*(counts.needs for _, counts in judged))
    if node.column is None:
        sure = sum(counts.value is True for _, counts in judged)
        return Range(sure, len(judged), needs=needs)
    cells = [_cell(evaluator, node.table, node.column, row, counts) for row, counts in judged]
    if node.function in ("count", "count_distinct"):
        return _count(node.function, cells)
    ranges = [(cell.value, cell.sure) for cell in cells if isinstance(cell.value, Range)]
    return _figure(node.function, ranges, needs)


class _Cell:
    """A column's value in a row that may count."""

    def __init__(self, value: Any, sure: bool, needs: Needs) -> None:
        self.value = value
        self.sure = sure  # the row counts and the value is there
        self.needs = needs


def _cell(evaluator: Evaluator, table: str, name: str, row: Row, counts: Truth) -> _Cell:
    declaration = column(evaluator.layout, table, name)
    evaluator.current[table] = row
    raw = row[evaluator.layout.columns[table][name]]
    sure = counts.value is True and raw is not MISSING and raw is not None
    if declaration.type in NUMERIC or declaration.type is ValueType.DATE:
        domain = evaluator.domains.of_column(declaration, evaluator) if raw is MISSING else None
        value: Any = evaluator.value(raw, declaration, f"{table}.{name}", domain)
        if raw is MISSING and counts.value is True and not declaration.nullable:
            sure = True
    else:
        value = raw
        if raw is MISSING and counts.value is True and not declaration.nullable:
            sure = True
    needs = counts.needs | (frozenset({f"{table}.{name}"}) if raw is MISSING else NOTHING)
    return _Cell(value, sure, needs)


def _raw(cell: _Cell) -> Any:
    """The one value of a cell; MISSING where it is not known, None where it is trống."""
    value = cell.value
    if not isinstance(value, Range):
        return value
    if not value.present:
        return None
    return value.low if value.settled else MISSING


def _count(function: str, cells: list[_Cell]) -> Range:
    needs = NOTHING.union(*(cell.needs for cell in cells))
    filled = [(cell, _raw(cell)) for cell in cells if _raw(cell) is not None]
    if function == "count":
        return Range(sum(cell.sure for cell, _ in filled), len(filled), needs=needs)
    known = {raw for _, raw in filled if raw is not MISSING}
    open_cells = sum(raw is MISSING for _, raw in filled)
    sure = {raw for cell, raw in filled if raw is not MISSING and cell.sure}
    low = len(sure) if sure else int(any(cell.sure for cell, _ in filled))
    return Range(low, len(known) + open_cells, needs=needs)


def _figure(function: str, cells: list[tuple[Range, bool]], needs: Needs) -> Range:
    cells = [(value, sure) for value, sure in cells if value.present]
    needs = needs | NOTHING.union(*(value.needs for value, _ in cells))
    if function == "sum":
        total = number(0)
        for value, sure in cells:
            part = Range(value.low, value.high, needs=value.needs)
            total = add(total, part if sure else hull([part, number(0)]))
        return Range(total.low, total.high, needs=needs)
    if function == "average":
        return _average(cells, needs)
    ranges = [
        value if sure else Range(value.low, value.high, empty=True, needs=value.needs)
        for value, sure in cells
    ]
    if not ranges:
        return Range(present=False, empty=True, needs=needs)
    found = ev.extreme(ranges, greatest=function == "greatest")
    return Range(found.low, found.high, found.present, found.empty, found.undefined, needs)


def _average(cells: list[tuple[Range, bool]], needs: Needs) -> Range:
    if not cells:
        return Range(present=False, undefined=True, needs=needs | {ZERO_DIVISOR})
    if all(sure for _, sure in cells):
        total = number(0)
        for value, _ in cells:
            total = add(total, Range(value.low, value.high, needs=value.needs))
        found = divide(total, number(len(cells)))
        return Range(found.low, found.high, needs=needs)
    around = hull([Range(value.low, value.high) for value, _ in cells])
    return Range(around.low, around.high, undefined=not any(sure for _, sure in cells), needs=needs)


def _of_missing_table(evaluator: Evaluator, node: e.Aggregate) -> Range:
    needs = frozenset({node.table})
    if node.column is None or node.function in ("count", "count_distinct"):
        return Range(0, None, needs=needs)
    domain = evaluator.domains.of_column(column(evaluator.layout, node.table, node.column), None)
    if node.function == "sum":
        low = 0 if domain.low is not None and domain.low >= 0 else None
        high = 0 if domain.high is not None and domain.high <= 0 else None
        return Range(low, high, needs=needs)
    if node.function == "average":
        return Range(domain.low, domain.high, undefined=True, needs=needs)
    return Range(domain.low, domain.high, empty=True, needs=needs)
