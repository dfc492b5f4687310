"""Conditions and figures over the rows of a table."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from spec.model import expressions as ex
from tests.reference import expressions
from tests.reference.values import EMPTY, UNKNOWN, Answer, Value, all_of, any_of, as_number, opposite

if TYPE_CHECKING:
    from tests.reference.expressions import Scope


def _inner_scopes(table: str, scope: Scope) -> list[Scope] | None:
    """A scope for each row; None if the table is missing."""
    rows = scope.unit.rows(table)
    return None if rows is None else [scope.inside(table, row) for row in rows]


def _holds(where: ex.Expression | None, scope: Scope) -> Answer:
    return True if where is None else expressions.condition(where, scope)


def exists(node: ex.Exists, scope: Scope) -> Answer:
    """«At least one row of the table for which ``where`` holds»; one that does decides."""
    rows = _inner_scopes(node.table, scope)
    if rows is None:
        return UNKNOWN
    return any_of([_holds(node.where, row) for row in rows])


def every(node: ex.Every, scope: Scope) -> Answer:
    """«Each row for which ``where`` holds satisfies the condition; true if there is none»."""
    rows = _inner_scopes(node.table, scope)
    if rows is None:
        return UNKNOWN
    return all_of(
        [
            any_of([opposite(_holds(node.where, row)), expressions.condition(node.condition, row)])
            for row in rows
        ]
    )


def aggregate(node: ex.Aggregate, scope: Scope) -> Value:
    """One figure over the rows for which ``where`` holds; unknown if it is not known which rows these are.

    A row whose column is trống is passed over either way.
    """
    rows = _inner_scopes(node.table, scope)
    if rows is None:
        return UNKNOWN
    found: list[Value] = []
    for row in rows:
        value = _cell(node, row)
        answer = _holds(node.where, row)
        if value is EMPTY or answer is False:
            continue
        found.append(UNKNOWN if answer is UNKNOWN else value)
    return UNKNOWN if UNKNOWN in found else _figure(node.function, found)


def _cell(node: ex.Aggregate, row: Scope) -> Value:
    """The value of the column in this row; True, which is counted, where whole rows are."""
    return True if node.column is None else row.unit.cell(node.table, row.rows[-1][1], node.column)


def _figure(function: str, values: list[Value]) -> Value:
    """One figure of values that are there.

    «Over no value at all the sum is 0, the mean has no value (a quotient by 0), the greatest and smallest are trống.»
    """
    if function == "count":
        return Fraction(len(values))
    if function == "count_distinct":
        return Fraction(len(set(values)))
    if function in ("greatest", "smallest"):
        return expressions.extreme(function, values)
    total = sum((as_number(value) for value in values), Fraction(0))
    if function == "sum":
        return total
    return total / len(values) if values else UNKNOWN
