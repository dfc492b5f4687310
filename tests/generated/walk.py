"""All the parts of a model, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from pydantic import BaseModel

from spec.model import CriteriaSet
from spec.model import expressions as ex

_Found = TypeVar("_Found")


def parts(value: Any) -> Iterator[BaseModel]:
    """Every pydantic object within a value, itself included."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from parts(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from parts(item)


def _remembered(find: Callable[[CriteriaSet], _Found]) -> Callable[[CriteriaSet], _Found]:
    """What was found in a set, kept for the next time that the same set is asked about."""
    last: list[tuple[CriteriaSet, _Found]] = []

    @wraps(find)
    def found(criteria: CriteriaSet) -> _Found:
        if not last or last[0][0] is not criteria:
            last[:] = [(criteria, find(criteria))]
        return last[0][1]

    return found


@_remembered
def previous_names(criteria: CriteriaSet) -> dict[str, set[str | None]]:
    """The facts whose last year's value is read, each with the fields (None for the fact itself)."""
    names: dict[str, set[str | None]] = {}
    for part in parts(criteria):
        if isinstance(part, ex.PreviousValue):
            names.setdefault(part.name, set()).add(part.field)
    return names


Constants = dict[str, list[Any]]


@_remembered
def constants(criteria: CriteriaSet) -> Constants:
    """The constants that each fact, field or column is compared with somewhere, by its last name."""
    found: Constants = {}
    for part in parts(criteria):
        if isinstance(part, (ex.Compare, ex.Between)):
            inner = list(parts(part))
            literals = [one.value for one in inner if isinstance(one, (ex.Number, ex.DateLiteral, ex.Text))]
            for one in inner:
                if isinstance(one, (ex.FactValue, ex.PreviousValue)):
                    found.setdefault(one.field or one.name, []).extend(literals)
                elif isinstance(one, ex.ColumnValue):
                    found.setdefault(one.column, []).extend(literals)
    return found
