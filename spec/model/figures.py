"""Figures over the rows of keyed tables: numbers that each row adds to, whatever the other rows are.

A count, a sum, a mean, «tồn tại» and «mọi» whose condition reads one row alone are such figures, or come of them. A
table that rules read in no other way can be replaced, in a copy of the set, by facts that hold its figures.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spec.model import expressions as e
from spec.model.base import Part
from spec.model.criteria import CriteriaSet, Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.rewrite import rewritten
from spec.model.rules import Reason
from spec.model.walk import children, walk


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of rows or the sum of a column: what a row adds does not depend on other rows.

    ``identity`` is the hash of what is worked out, the same in every set that asks for the same.
    """

    identity: str
    node: e.Aggregate

    @property
    def fact(self) -> str:
        """The fact that holds it in the copy of the set; no author can write such a name."""
        return f"·{self.identity}"


def keyed_tables(model: CriteriaSet) -> list[Fact]:
    """The tables with a key."""
    return [fact for fact in model.facts if fact.type is ValueType.TABLE and fact.table_key]


def figures_of(model: CriteriaSet, table: Fact) -> list[Figure] | None:
    """The figures that stand for a table in all rules; None where a rule reads it in a way that needs the rows.

    Reasons count nothing: they are told over the rows.
    """
    finder = _Finder(model, table)
    rewritten(without_reasons(model), finder.inside(""))
    return list(finder.figures.values()) if finder.is_kept else None


def with_figures(model: CriteriaSet, table: Fact, original: CriteriaSet) -> CriteriaSet:
    """A set in whose rules facts stand where the figures of a table stood; those are still to be declared.

    ``model`` may have had other tables replaced already; ``original`` is the set as it was, for its definitions.
    """
    return rewritten(model, _Finder(original, table).inside(""))


def without_reasons(model: CriteriaSet) -> CriteriaSet:
    """Reasons list rows; they are told from the set itself."""

    def change(part: Part) -> Part | None:
        has_reason = isinstance(part.__dict__.get("reason"), Reason)
        if not has_reason:
            return None
        return rewritten(part.model_copy(update={"reason": None}), change)

    return rewritten(model.model_copy(update={"scenarios": ()}), change)


# ---- Finding and replacing


class _Finder:
    """Goes through a set, replaces what reads a table, and notes whether all of it can be."""

    def __init__(self, model: CriteriaSet, table: Fact) -> None:
        self.model = model
        self.table = table.name
        self.columns = {column.name for column in table.fields}
        self.figures: dict[str, Figure] = {}
        self.is_kept = not any(self._bound_by_facts(column) for column in table.fields)
        self.definitions = {("", one.name): one.value for one in model.definitions}
        for leaf in model.leaves:
            self.definitions |= {(leaf.number, one.name): one.value for one in leaf.definitions}

    def _bound_by_facts(self, column: Fact) -> bool:
        """Whether what a cell may be hangs on more than the row itself."""
        bounds = [] if column.domain is None else [column.domain.low, column.domain.high]
        return any(
            not isinstance(node, e.ColumnValue | e.Number | e.DateLiteral | e.Sum | e.Product)
            for bound in bounds
            if bound is not None
            for node in walk(bound)
        )

    def inside(self, scope: str) -> Callable[[Part], Part | None]:
        """The change of everything in one scope."""

        def change(part: Part) -> Part | None:
            if isinstance(part, Leaf):
                return rewritten(part, self.inside(part.number))
            if isinstance(part, e.Aggregate | e.Exists | e.Every | e.Listing):
                return self._replace(part, scope)
            return None

        return change

    def _replace(self, node: e.Expression, scope: str) -> e.Expression | None:
        if getattr(node, "table", None) != self.table:
            if any(getattr(inner, "table", None) == self.table for inner in walk(node) if inner is not node):
                self.is_kept = False  # a row of this table is looked up from another
            return None
        found = [self._alone(child, scope) for child in children(node)]
        conditions = [condition for condition in found if condition is not None]
        if len(conditions) < len(found):
            self.is_kept = False
            return None
        match node:
            case e.Aggregate(function="count" | "sum"):
                return self._fact(node.model_copy(update={"where": _one(conditions)}))
            case e.Aggregate(function="average"):
                summed = node.model_copy(update={"where": _one(conditions), "function": "sum"})
                counted = summed.model_copy(
                    update={"function": "count", "type": ValueType.COUNT, "nullable": False}
                )
                over = e.Factor(operator="*", value=self._fact(summed))
                under = e.Factor(operator="/", value=self._fact(counted))
                return e.Product(type=node.type, factors=(over, under))
            case e.Exists():
                return self._compared(">", _one(conditions))
            case e.Every():
                fails = e.Not(type=ValueType.BOOLEAN, value=conditions[-1])
                where = e.And(type=ValueType.BOOLEAN, values=(conditions[0], fails))
                return self._compared("=", fails if node.where is None else where)
            case _:
                self.is_kept = False
                return None

    def _compared(self, operator: Any, where: e.Expression | None) -> e.Expression:
        counted = e.Aggregate(type=ValueType.COUNT, function="count", table=self.table, where=where)
        nothing = e.Number(type=ValueType.COUNT, value=Decimal(0))
        return e.Compare(type=ValueType.BOOLEAN, operator=operator, left=self._fact(counted), right=nothing)

    def _fact(self, node: e.Aggregate) -> e.FactValue:
        written = json.dumps(node.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        identity = hashlib.sha256(written.encode()).hexdigest()
        figure = self.figures.setdefault(identity, Figure(identity, node))
        return e.FactValue(type=node.type, name=figure.fact)

    def _alone(self, node: e.Expression, scope: str) -> e.Expression | None:
        """The condition with definitions put in, if it reads one row of this table and nothing else."""
        fits = True

        def change(part: Part) -> Part | None:
            nonlocal fits
            match part:
                case e.DefinitionValue(name=name, scope=where):
                    inner = self.definitions[scope if where == "leaf" else "", name]
                    found = change(inner)
                    return rewritten(inner, change) if found is None else found
                case e.ColumnValue(table=table, depth=depth) if table != self.table or depth:
                    fits = False
                case (
                    e.FactValue()
                    | e.PreviousValue()
                    | e.BestValue()
                    | e.LeafPoints()
                    | e.MaximumPoints()
                    | e.PointRatio()
                    | e.LowestArea()
                    | e.Aggregate()
                    | e.Exists()
                    | e.Every()
                ):
                    fits = False
                case _:
                    pass
            return None

        found = change(node)
        whole = rewritten(node, change) if found is None else found
        return whole if fits else None  # type: ignore[return-value]


def _one(conditions: list[e.Expression]) -> e.Expression | None:
    return conditions[0] if conditions else None
