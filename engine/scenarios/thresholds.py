"""The thresholds of a leaf: where its rules compare numbers or days, through definitions.

Left out are comparisons of the rows of tables, which no fact of the unit settles by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.scenarios.mutants import last_unit
from spec.model import expressions as e
from spec.model.criteria import Leaf
from spec.model.expressions import NUMERIC, ValueType
from spec.model.rules import Measured, Proportion, Rule
from spec.model.walk import children

#: By scope (the number of a leaf, or "") and name.
Definitions = Mapping[tuple[str, str], e.Expression]

_ORDERED = NUMERIC | {ValueType.DATE}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value of a rule that is compared with another; ``unit`` is what counts as just below or above it.

    ``rule`` is the index of the rule, ``line`` its line.
    """

    rule: int
    line: int
    value: e.Expression
    bound: e.Expression
    unit: Decimal


def thresholds_of(leaf: Leaf, definitions: Definitions) -> Iterator[Threshold]:
    """The thresholds of a leaf in the order of its rules, each pair of values once."""
    seen: set[tuple[e.Expression, e.Expression]] = set()
    for index, rule in enumerate(leaf.rules):
        for value, bound in _of_rule(rule, leaf, definitions):
            if (value, bound) in seen or value.type not in _ORDERED:
                continue
            seen.add((value, bound))
            yield Threshold(index, rule.line, value, bound, _unit(value, bound))


def _of_rule(rule: Rule, leaf: Leaf, definitions: Definitions) -> Iterator[tuple[e.Expression, e.Expression]]:
    condition = getattr(rule, "condition", None)
    if condition is not None:
        yield from _compared(condition, leaf, definitions)
    if isinstance(rule, Proportion) and rule.threshold is not None:
        yield rule.ratio, rule.threshold
    if isinstance(rule, Measured) and rule.each is not None and rule.limit is not None:
        factors = (e.Factor(operator="*", value=rule.points), e.Factor(operator="*", value=rule.each))
        yield e.Product(type=ValueType.POINTS, factors=factors), rule.limit


def _compared(
    node: e.Expression, leaf: Leaf, definitions: Definitions
) -> Iterator[tuple[e.Expression, e.Expression]]:
    match node:
        case e.Compare(left=left, right=right):
            yield left, right
        case e.Between(value=value, low=low, high=high):
            yield value, low
            yield value, high
        case e.DefinitionValue(name=name, scope=scope):
            yield from _compared(definitions[leaf.number if scope == "leaf" else "", name], leaf, definitions)
        case e.Not() | e.And() | e.Or():
            for inner in children(node):
                yield from _compared(inner, leaf, definitions)
        case _:
            pass


def _unit(value: e.Expression, bound: e.Expression) -> Decimal:
    """One of a count, one day, one percent; what each counts; of other numbers one in the last place of the bound."""
    if (
        isinstance(value, e.Product)
        and isinstance(each := value.factors[0].value, e.Number)
        and each.value > 0
    ):
        return each.value
    if value.type in (ValueType.COUNT, ValueType.DATE):
        return Decimal(1)
    if isinstance(bound, e.Number):
        return min(last_unit(bound), Decimal("0.01")) if value.type is ValueType.RATIO else last_unit(bound)
    return Decimal("0.01")
