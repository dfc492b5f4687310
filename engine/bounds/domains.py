"""The range that a missing fact may still take: its declared domain, and the facts that are declared as part of it."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from engine.bounds.values import Bound, Range
from engine.layout import Layout, Path
from spec.model.criteria import CriteriaSet, Fact
from spec.model.expressions import Expression, FactValue, ValueType

if TYPE_CHECKING:
    from engine.bounds.evaluate import Evaluator

#: A fact that bounds others: those whose highest (or lowest) value it is.
Bounded = list[tuple[Path, bool]]


def bounded_by(model: CriteriaSet) -> dict[Path, Bounded]:
    """For each fact, the facts that declare it as their upper (True) or lower (False) bound."""
    found: dict[Path, Bounded] = {}
    for fact in model.facts:
        if fact.type is ValueType.TABLE:
            continue
        parts: list[tuple[Path, Fact]] = [((fact.name, part.name), part) for part in fact.fields]
        for path, part in parts or [((fact.name, None), fact)]:
            if part.domain is None:
                continue
            for bound, upper in ((part.domain.high, True), (part.domain.low, False)):
                if isinstance(bound, FactValue):
                    found.setdefault((bound.name, bound.field), []).append((path, upper))
    return found


class Domains:
    """The domains of one unit's missing facts, worked out when asked for."""

    def __init__(self, layout: Layout, bounded: dict[Path, Bounded]) -> None:
        self.layout = layout
        self.bounded = bounded
        self.evaluator: Evaluator | None = None
        self._working: set[Path] = set()

    def of(self, path: Path) -> Range:
        """What a missing fact may be; no bound where its bounds hang on each other in a circle."""
        if path in self._working or self.evaluator is None:
            return Range()
        self._working.add(path)
        fact = self.layout.declarations[path]
        found = self._declared(fact, self.evaluator)
        found = self._narrowed(path, found)
        self._working.discard(path)
        return found

    def of_column(self, fact: Fact, evaluator: Evaluator | None) -> Range:
        """What a missing cell may be; without an evaluator only constant bounds count."""
        return self._declared(fact, evaluator)

    def _declared(self, fact: Fact, evaluator: Evaluator | None) -> Range:
        if fact.domain is None:
            return Range()
        low = self._bound(fact.domain.low, evaluator, lower=True)
        high = self._bound(fact.domain.high, evaluator, lower=False)
        if fact.type in (ValueType.COUNT, ValueType.DATE):
            low = _whole_low(low, fact.domain.low_inclusive)
            high = _whole_high(high, fact.domain.high_inclusive)
        return Range(low, high)

    def _bound(self, node: Expression | None, evaluator: Evaluator | None, *, lower: bool) -> Bound:
        """The outermost value of a bound; none where it may not bind (trống, no value)."""
        if node is None:
            return None
        if evaluator is None:
            from engine.bounds.constants import constant

            return constant(node)
        found = evaluator.number(node)
        if not found.present or found.empty or found.undefined:
            return None
        return found.low if lower else found.high

    def _narrowed(self, path: Path, found: Range) -> Range:
        """A fact of which another is a part is at least that part."""
        low, high = found.low, found.high
        assert self.evaluator is not None
        for part, upper in self.bounded.get(path, ()):
            value = self.evaluator.values[self.layout.facts[part]]
            if isinstance(value, Fraction | int) and not isinstance(value, bool):
                if upper:
                    low = value if low is None else max(low, value)
                else:
                    high = value if high is None else min(high, value)
        return Range(low, high)


def _whole_low(low: Bound, inclusive: bool) -> Bound:
    if low is None:
        return None
    return ceil(low) if inclusive else floor(low) + 1


def _whole_high(high: Bound, inclusive: bool) -> Bound:
    if high is None:
        return None
    return floor(high) if inclusive else ceil(high) - 1
