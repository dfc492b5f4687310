"""Rows of tables."""

from __future__ import annotations

from typing import Any

from spec.model import Fact
from tests.generated.drawing import Drawing
from tests.generated.ranges import Ranges

_SIZES = (0, 0, 1, 1, 2, 2, 3, 4, 6)


def draw_rows(drawing: Drawing, ranges: Ranges, table: Fact) -> None:
    """Complete the rows of a table, or make some where the unit does not say anything of it."""
    tables = ranges.unit.setdefault("tables", {})
    if table.name in tables:
        for known in tables[table.name]:
            _complete(drawing, ranges, table, known)
        return
    rows: list[dict[str, Any]] = []
    for _ in range(max(int(drawing.careful), drawing.random.choice(_SIZES))):
        row: dict[str, Any] = {}
        _complete(drawing, ranges, table, row)
        keys = [_key(table, other) for other in rows]
        if not table.table_key or _key(table, row) not in keys:
            rows.append(row)
    tables[table.name] = rows


def _complete(drawing: Drawing, ranges: Ranges, table: Fact, row: dict[str, Any]) -> None:
    for column in table.fields:
        if column.name not in row:
            row[column.name] = drawing.value(column, ranges.column_limits(table.name, column, row))


def _key(table: Fact, row: dict[str, Any]) -> tuple[str, ...]:
    """What makes a row the same as another; a date counts the same however it is written."""
    return tuple(_normalised(row[name]) for name in table.table_key)


def _normalised(value: Any) -> str:
    text = str(value)
    return "-".join(reversed(text.split("/"))) if text.count("/") == 2 else text
