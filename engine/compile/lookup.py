"""Tables of outcomes by the value that they hang on, filled as values come.

A leaf that reads one fact only, of a type with few values (yes/no, a choice, a subset, a count, a day), is such a
table: the scorer reads it without calling anything.
"""

from collections.abc import Callable
from typing import Any

from engine.ledger import Outcome
from spec.model.expressions import ValueType

_MOST_KEPT = 512

#: Types of which a set sees few different values.
FEW_VALUES = frozenset(
    {ValueType.BOOLEAN, ValueType.CHOICE, ValueType.SUBSET, ValueType.COUNT, ValueType.DATE}
)


class Outcomes(dict[Any, Outcome]):
    """Outcomes by value; a value that was never seen is worked out, and kept while there is room."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[Any], Outcome]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, value: Any) -> Outcome:
        outcome = self.make(value)
        if len(self) < _MOST_KEPT:
            self[value] = outcome
        return outcome


def table_of(leaf: Callable[[list[Any]], Outcome], slot: int, blank: list[Any]) -> Outcomes:
    """The table of a leaf that reads nothing but the value at ``slot``; ``blank`` is a list of values without any."""

    def outcome_of(value: Any) -> Outcome:
        values = list(blank)
        values[slot] = value
        return leaf(values)

    return Outcomes(outcome_of)
