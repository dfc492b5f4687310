"""Figures over the rows of keyed tables, kept up to date by difference.

A count, a sum, a mean, «tồn tại» and «mọi» whose condition reads one row alone change by what that row adds to them:
one more dossier costs the same at a thousand rows and at ten million. A table that rules read in no other way is
replaced, in a copy of the set, by facts that hold these figures; the copy goes through the same compiler as any set.
Tables that are read in other ways stay as they are and are computed anew from their rows.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.compile.expressions import Compiler
from engine.ledger import Amount
from engine.program import Program, compile_set
from spec.model import CriteriaSet, Fact
from spec.model import expressions as e
from spec.model.base import Part
from spec.model.criteria import Domain, Leaf
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


@dataclass(slots=True)
class Kept:
    """The figures of a set by table: only tables whose every use can be kept by difference are there."""

    figures: dict[str, list[Figure]] = field(default_factory=dict)
    #: What one row adds to each figure of its table.
    added: dict[str, Callable[[tuple[Any, ...]], list[Amount]]] = field(default_factory=dict)


def kept_figures(program: Program) -> Kept:
    """What can be kept by difference of a set's keyed tables."""
    model = program.model
    kept = Kept()
    for fact in model.facts:
        if fact.type is not ValueType.TABLE or not fact.table_key:
            continue
        finder = _Finder(model, fact)
        rewritten(_without_reasons(model), finder.inside(""))
        if finder.is_kept:
            kept.figures[fact.name] = list(finder.figures.values())
            kept.added[fact.name] = _adding(program, fact.name, kept.figures[fact.name])
    return kept


def replaced(program: Program, kept: Kept, tables: Iterable[str]) -> Program:
    """The program of the set in which some tables are facts that hold their figures."""
    model = _without_reasons(program.model)
    for table in tables:
        fact = next(one for one in model.facts if one.name == table)
        finder = _Finder(program.model, fact)
        model = rewritten(model, finder.inside(""))
        facts = tuple(one for one in model.facts if one.name != table)
        model = model.model_copy(update={"facts": (*facts, *map(_fact_of, kept.figures[table]))})
    return compile_set(model)


def _fact_of(figure: Figure) -> Fact:
    at_least_nothing = e.Number(type=ValueType.COUNT, value=Decimal(0))
    domain = Domain(low=at_least_nothing) if figure.node.function == "count" else None
    return Fact(name=figure.fact, type=figure.node.type, domain=domain, line=0)


def _without_reasons(model: CriteriaSet) -> CriteriaSet:
    """Reasons list rows; they are told from the set itself."""

    def change(part: Part) -> Part | None:
        has_reason = isinstance(part.__dict__.get("reason"), Reason)
        if not has_reason:
            return None
        return rewritten(part.model_copy(update={"reason": None}), change)

    return rewritten(model.model_copy(update={"scenarios": ()}), change)


def _adding(program: Program, table: str, found: list[Figure]) -> Callable[[tuple[Any, ...]], list[Amount]]:
    """The compiled figures on a table of one row: the same arithmetic as over all rows."""
    compiler = Compiler(program.layout, "", program.definitions)
    compiled = [compiler.compile(figure.node) for figure in found]
    slot, blank = program.layout.tables[table], [None] * program.layout.size + program.scratch

    def added(row: tuple[Any, ...]) -> list[Amount]:
        values: list[Any] = list(blank)  # of its own: threads score at the same time
        values[slot] = (row,)
        return [figure(values) for figure in compiled]

    return added


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
