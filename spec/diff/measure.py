"""What a leaf measures: the quantities that its points hang on, whatever the thresholds and the points themselves.

Two leaves measure the same where their base, additions, deductions, gates and ceilings look at the same quantities:
the same ratio, the same count, the same yes or no, numbers and days in them left open. What does not apply, what did
not arise and which documents are asked for are about exceptions and proof: they measure nothing.
"""

from collections.abc import Iterable, Iterator

from spec.diff.digests import digest
from spec.diff.side import Side
from spec.model import Leaf
from spec.model import expressions as e
from spec.model import rules as r
from spec.model.rules import Statement

#: Rules that say when a leaf is not scored as usual, and what proves it.
EXCEPTIONS = (r.NotApplicable, r.NothingArose, r.Evidence)

Quantities = frozenset[str]


def of_rules(rules: Iterable[Statement], side: Side) -> Quantities:
    """What rules of a leaf measure."""
    return frozenset(found for rule in rules for found in of_rule(rule, side))


def of_leaf(side: Side, leaf: Leaf) -> Quantities:
    """What a leaf of one side measures."""
    return of_rules(leaf.rules, side.at(leaf))


def of_rule(rule: Statement, side: Side) -> Quantities:
    """What one rule measures."""
    if isinstance(rule, EXCEPTIONS):
        return frozenset()
    if isinstance(rule, r.Council):
        return frozenset({"council"})
    return frozenset(_of_rule(rule, side))


def of_value(value: e.Expression | None, side: Side) -> Quantities:
    """What a value measures that a rule gives: nothing, if it is the same for every unit."""
    return frozenset() if value is None else frozenset(_quantity(value, side))


def _of_rule(rule: Statement, side: Side) -> Iterator[str]:
    for name in ("points", "each", "limit", "ratio", "threshold"):
        if (value := getattr(rule, name, None)) is not None:
            yield from _quantity(value, side)
    if (condition := getattr(rule, "condition", None)) is not None:
        yield from _asked(condition, side)


def _asked(condition: e.Expression, side: Side) -> Iterator[str]:
    """The quantities that a condition looks at."""
    match condition:
        case e.And(values=values) | e.Or(values=values):
            for one in values:
                yield from _asked(one, side)
        case e.Not(value=value) | e.Emptiness(value=value):
            yield from _asked(value, side)
        case e.Compare(left=left, right=right):
            yield from _quantity(left, side)
            yield from _quantity(right, side)
        case e.Between(value=value, low=low, high=high):
            for one in (value, low, high):
                yield from _quantity(one, side)
        case e.Membership(subset=subset, code=code):
            yield digest([side.digest(subset, "shape"), code])
        case e.DefinitionValue():
            yield from _asked(side.digests.definition(condition, side.leaf).value, side)
        case _:
            yield from _quantity(condition, side)


def _quantity(value: e.Expression, side: Side) -> Iterator[str]:
    """A value as a quantity; nothing where it hangs on no facts."""
    if any(isinstance(one, _GIVEN) for one in side.digests.inside(value, side.leaf)):
        yield side.digest(value, "shape")


#: What a value hangs on that is not the same for every unit.
_GIVEN = (
    e.FactValue,
    e.PreviousValue,
    e.BestValue,
    e.LeafPoints,
    e.Aggregate,
    e.Exists,
    e.Every,
)
