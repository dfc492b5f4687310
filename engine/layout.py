"""Where each value of a unit stands in the list that a program works on.

One list holds all: facts, fields of records, tables, last year's values, the block's best values, the points of
leaves that others read; behind them scratch places for the current row of each table and for definitions.
"""

from dataclasses import dataclass, field
from typing import Final

from spec.model import CriteriaSet, Fact
from spec.model import expressions as e
from spec.model.expressions import ValueType
from spec.model.traversal import all_expressions
from spec.model.walk import walk


class _Missing:
    """The value of what has not been declared; trống is None."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()
UNSET: Final = _Missing()

#: A fact, or a field of a record.
Path = tuple[str, str | None]


@dataclass(slots=True)
class Layout:
    """The places of a set's values."""

    facts: dict[Path, int] = field(default_factory=dict)
    declarations: dict[Path, Fact] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    table_facts: dict[str, Fact] = field(default_factory=dict)
    previous: dict[Path, int] = field(default_factory=dict)
    best: dict[str, int] = field(default_factory=dict)
    leaf_points: dict[str, int] = field(default_factory=dict)
    #: How many places hold values; scratch places follow.
    size: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    definitions: dict[tuple[str, str], int] = field(default_factory=dict)
    total_size: int = 0

    def name(self, slot: int) -> str:
        """What a place holds, as messages name it."""
        for (name, part), index in self.facts.items():
            if index == slot:
                return name if part is None else f"{name}.{part}"
        for name, index in self.tables.items():
            if index == slot:
                return name
        for (name, part), index in self.previous.items():
            if index == slot:
                return f"năm trước({name if part is None else f'{name}.{part}'})"
        for name, index in self.best.items():
            if index == slot:
                return f"tốt nhất({name})"
        return next(f"điểm({leaf})" for leaf, index in self.leaf_points.items() if index == slot)


def layout_of(model: CriteriaSet) -> Layout:
    """The layout of a set: a pure function of the model."""
    layout = Layout()
    slot = 0
    for fact in model.facts:
        if fact.type is ValueType.TABLE:
            layout.tables[fact.name] = slot
            layout.table_facts[fact.name] = fact
            layout.columns[fact.name] = {column.name: index for index, column in enumerate(fact.fields)}
            slot += 1
            continue
        parts = fact.fields if fact.type is ValueType.RECORD else (None,)
        for part in parts:
            path = (fact.name, part.name if part is not None else None)
            layout.facts[path] = slot
            layout.declarations[path] = part if part is not None else fact
            slot += 1
    for expression in all_expressions(model):
        for node in walk(expression):
            slot = _place_of(node, layout, slot)
    layout.size = slot
    for table in layout.tables:
        layout.rows[table] = slot
        slot += 1
    scopes = [("", model.definitions), *((leaf.number, leaf.definitions) for leaf in model.leaves)]
    for scope, definitions in scopes:
        for definition in definitions:
            layout.definitions[scope, definition.name] = slot
            slot += 1
    layout.total_size = slot
    return layout


def _place_of(node: e.Expression, layout: Layout, slot: int) -> int:
    match node:
        case e.PreviousValue(name=name, field=part) if (name, part) not in layout.previous:
            layout.previous[name, part] = slot
        case e.BestValue(name=name) if name not in layout.best:
            layout.best[name] = slot
        case e.LeafPoints(leaf=leaf) if leaf not in layout.leaf_points:
            layout.leaf_points[leaf] = slot
        case _:
            return slot
    return slot + 1
