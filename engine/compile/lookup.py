"""Leaves whose outcome hangs on one value alone: a table of outcomes by that value, filled as values come.

The scorer reads such tables directly, without calling anything; inside other shapes they are used as a callable.
"""

from collections.abc import Callable
from typing import Any

from engine.compile.expressions import Values
from engine.ledger import Outcome

_MOST_KEPT = 512


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


class Lookup:
    """A leaf that is a table by the value at one place."""

    __slots__ = ("outcomes", "slot")

    def __init__(self, slot: int, make: Callable[[Any], Outcome]) -> None:
        self.slot = slot
        self.outcomes = Outcomes(make)

    def __call__(self, f: Values) -> Outcome:
        """The outcome for one unit."""
        return self.outcomes[f[self.slot]]

    def inside(self) -> Callable[[Values], Outcome]:
        """The same as a plain function, which is faster to call."""
        slot, outcomes = self.slot, self.outcomes
        return lambda f: outcomes[f[slot]]
