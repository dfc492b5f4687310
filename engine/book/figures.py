"""Figures over the rows of keyed tables, kept up to date by difference.

A count, a sum, a mean, «tồn tại» and «mọi» whose condition reads one row alone change by what that row adds to them:
one more dossier costs the same at a thousand rows and at ten million. A table that rules read in no other way is
replaced, in a copy of the set, by facts that hold these figures; the copy goes through the same compiler as any set.
Tables that are read in other ways stay as they are and are computed anew from their rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.compile.expressions import Compiler
from engine.ledger import Amount
from engine.program import Program, compile_set
from spec.model import Fact
from spec.model import expressions as e
from spec.model.criteria import Domain
from spec.model.expressions import ValueType
from spec.model.figures import Figure, figures_of, keyed_tables, with_figures, without_reasons


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
    for fact in keyed_tables(model):
        figures = figures_of(model, fact)
        if figures is not None:
            kept.figures[fact.name] = figures
            kept.added[fact.name] = _adding(program, fact.name, figures)
    return kept


def replaced(program: Program, kept: Kept, tables: Iterable[str]) -> Program:
    """The program of the set in which some tables are facts that hold their figures."""
    model = without_reasons(program.model)
    for table in tables:
        fact = next(one for one in model.facts if one.name == table)
        model = with_figures(model, fact, program.model)
        facts = tuple(one for one in model.facts if one.name != table)
        model = model.model_copy(update={"facts": (*facts, *map(_fact_of, kept.figures[table]))})
    return compile_set(model)


def _fact_of(figure: Figure) -> Fact:
    at_least_nothing = e.Number(type=ValueType.COUNT, value=Decimal(0))
    domain = Domain(low=at_least_nothing) if figure.node.function == "count" else None
    return Fact(name=figure.fact, type=figure.node.type, domain=domain, line=0)


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
