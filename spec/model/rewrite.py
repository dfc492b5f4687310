"""A part of a set with expressions inside it replaced."""

from collections.abc import Callable
from typing import Any, TypeVar

from spec.model.base import Part

Whole = TypeVar("Whole", bound=Part)

#: Gives what stands in place of a part; None leaves it and goes on inside it.
Change = Callable[[Part], Part | None]


def rewritten(whole: Whole, change: Change) -> Whole:
    """The part with everything inside it changed, outermost first; the same object where nothing is."""
    found: dict[str, Any] = {}
    for name, value in whole.__dict__.items():
        new = _value(value, change)
        if new is not value:
            found[name] = new
    return whole.model_copy(update=found) if found else whole


def _value(value: Any, change: Change) -> Any:
    if isinstance(value, Part):
        changed = change(value)
        return rewritten(value, change) if changed is None else changed
    if isinstance(value, tuple):
        new = tuple(_value(one, change) for one in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    return value
