"""``trừ …``: taken off the maximum."""

from engine.compile.expressions import Compiled, Compiler
from engine.compile.lookup import Outcomes
from engine.compile.parts import LeafParts
from engine.compile.shapes.outcomes import MOST_COUNTS, Shape, by_count, choose, constant, constant_outcome
from engine.compile.undecided import Undecided
from engine.ledger import LEAF, Outcome
from spec.model.expressions import ValueType


def deduction(parts: LeafParts, compiler: Compiler, maximum: int, places: int) -> Shape | None:
    """From the maximum, constant points for each of a count, or under a condition."""
    index, rule = parts.deductions[0]
    points = constant(rule.points, places)
    if points is None:
        return None
    if rule.condition is not None:
        less = constant_outcome(max(maximum - points, 0), maximum, index)
        return choose(rule.condition, compiler, less, constant_outcome(maximum, maximum, index))
    limit = maximum if rule.limit is None else constant(rule.limit, places)
    if limit is None or not points or rule.each is None or rule.each.type != "count":
        return None
    reach = min(limit, maximum)
    steps = -(-reach // points)
    if steps > MOST_COUNTS:
        return None
    outcomes = [
        constant_outcome(maximum - min(count * points, reach), maximum, index) for count in range(steps + 1)
    ]
    return by_count(compiler, rule.each, outcomes)


def deductions(parts: LeafParts, compiler: Compiler, maximum: int, places: int) -> Shape | None:
    """From the maximum, several deductions of constants one after the other, in whole units."""
    lines: list[tuple[int, int, int]] = []
    measures: list[Compiled] = []
    for index, rule in parts.deductions:
        points = constant(rule.points, places)
        limit = maximum if rule.limit is None else constant(rule.limit, places)
        if points is None or limit is None:
            return None
        if rule.condition is not None:
            lines.append((index, points, points))
            measures.append(compiler.condition(rule.condition))
        elif rule.each is not None and rule.each.type is ValueType.COUNT:
            lines.append((index, points, limit))
            measures.append(compiler.compile(rule.each))
        else:
            return None
    full = constant_outcome(maximum, maximum, LEAF)

    def outcome_of(found: tuple[int | None, ...]) -> Outcome:
        left, losses = maximum, []
        for (index, points, most), measure in zip(lines, found, strict=True):
            if measure is None:
                raise Undecided
            taken = min(max(points * measure, 0), most, left)  # a condition counts as 1 or 0
            if taken:
                losses.append((taken, index))
                left -= taken
        return (left, "partial" if left else "zero", tuple(losses)) if losses else full

    table = Outcomes(outcome_of)
    if len(measures) == 2:
        one, two = measures
        return lambda f: table[one(f), two(f)]
    return lambda f: table[tuple([measure(f) for measure in measures])]
