"""Arithmetic, comparisons and logic."""

from collections.abc import Sequence
from typing import Literal

from spec import syntax, types
from spec.diagnostics import Bilingual
from spec.keywords import word
from spec.model import expressions as model
from spec.model.criteria import Fact
from spec.model.expressions import ValueType
from spec.resolve.expression import (
    is_empty_range,
    percentages,
    report_missing_percent,
    resolve,
    resolve_all,
    resolves,
)
from spec.resolve.scope import Scope, Typed, is_boolean, settle
from spec.resolve.values import day_literal
from spec.source import Span
from spec.tokens import Token

_COMPARISONS: dict[str, Literal["=", "<>", "<", "<=", ">", ">="]] = {
    "EQ": "=",
    "NE": "<>",
    "LT": "<",
    "LE": "<=",
    "GT": ">",
    "GE": ">=",
}
_ORDERED = types.COUNT | types.NUMBER | types.RATIO | types.POINTS | types.DATE


def _depth(values: Sequence[Typed]) -> int:
    return 1 + max(value.depth for value in values)


def _nullable(values: Sequence[Typed]) -> bool:
    return any(value.nullable for value in values)


# ---- Logic


@resolves(syntax.Disjunction)
def _disjunction(node: syntax.Disjunction, scope: Scope) -> Typed | None:
    values = _conditions(node.values, scope)
    if values is None:
        return None
    expression = model.Or(type=ValueType.BOOLEAN, values=tuple(value.expression for value in values))
    return Typed(expression, types.BOOLEAN, depth=_depth(values))


@resolves(syntax.Conjunction)
def _conjunction(node: syntax.Conjunction, scope: Scope) -> Typed | None:
    values = _conditions(node.values, scope)
    if values is None:
        return None
    expression = model.And(type=ValueType.BOOLEAN, values=tuple(value.expression for value in values))
    return Typed(expression, types.BOOLEAN, depth=_depth(values))


@resolves(syntax.Negation)
def _negation(node: syntax.Negation, scope: Scope) -> Typed | None:
    values = _conditions((node.value,), scope)
    if values is None:
        return None
    expression = model.Not(type=ValueType.BOOLEAN, value=values[0].expression)
    return Typed(expression, types.BOOLEAN, depth=_depth(values))


def _conditions(nodes: tuple[syntax.Node, ...], scope: Scope) -> list[Typed] | None:
    values = resolve_all(nodes, scope)
    if values is None:
        return None
    for node, value in zip(nodes, values, strict=True):
        if not is_boolean(value):
            example = scope.context.written(node.span)
            scope.context.report(node.span, "T005", found=types.name(value.types), example=example)
            return None
    return values


# ---- Comparisons


@resolves(syntax.Comparison)
def _comparison(node: syntax.Comparison, scope: Scope) -> Typed | None:
    pair = _pair(node.left, node.right, scope)
    if pair is None:
        return None
    left, right = pair
    operator = _COMPARISONS[node.operator.type]
    shared = _comparable(left, right, (node.left, node.right), scope, equality=operator in ("=", "<>"))
    if shared is None:
        return None
    expression = model.Compare(
        type=ValueType.BOOLEAN, operator=operator, left=settle(left, shared), right=settle(right, shared)
    )
    return Typed(expression, types.BOOLEAN, depth=_depth([left, right]))


@resolves(syntax.TruthComparison)
def _truth_comparison(node: syntax.TruthComparison, scope: Scope) -> Typed | None:
    left = resolve(node.left, scope)
    if left is None:
        return None
    if not is_boolean(left):
        scope.context.report(
            node.left.span,
            "T005",
            found=types.name(left.types),
            example=scope.context.written(node.left.span),
        )
        return None
    truth = model.Truth(type=ValueType.BOOLEAN, value=node.right.word.type in ("YES", "HAS"))
    operator = _COMPARISONS[node.operator.type]
    expression = model.Compare(type=ValueType.BOOLEAN, operator=operator, left=left.expression, right=truth)
    return Typed(expression, types.BOOLEAN, depth=_depth([left]))


def _pair(left: syntax.Node, right: syntax.Node, scope: Scope) -> tuple[Typed, Typed] | None:
    """Two sides of a comparison: a code takes its meaning from the choice, d/m from the date, on the other side."""
    if _gives_way(left, right, scope):
        swapped = _pair(right, left, scope)
        return None if swapped is None else (swapped[1], swapped[0])
    first = resolve(left, scope)
    if first is None or _is_subset_compared(first, left, right, scope):
        return None
    second = against(first, right, scope)
    return None if second is None else (first, second)


def against(value: Typed, node: syntax.Node, scope: Scope) -> Typed | None:
    """An operand that is compared with ``value``."""
    if isinstance(node, syntax.DayMonth) and ValueType.DATE in value.types:
        return day_literal(node, scope)
    if ValueType.DATE in value.types and isinstance(node, syntax.Sum):
        return _date_sum(node, scope)
    if ValueType.CHOICE in value.types and isinstance(node, syntax.Path) and len(node.names) == 1:
        return _code(value, node.names[0], scope)
    if value.fact is not None and value.fact.codes and _is_quoted_code(value.fact, node, scope):
        return None
    return resolve(node, scope)


def _is_quoted_code(fact: Fact, node: syntax.Node, scope: Scope) -> bool:
    """Muc = "nhe" for muc = nhe: told here."""
    if fact.type is not ValueType.CHOICE or not isinstance(node, syntax.Text):
        return False
    codes = [code.code for code in fact.codes]
    meant, listed = scope.context.similar(str(node.text), codes), ", ".join(codes)
    scope.context.report(node.span, "T020", meant, code=str(node.text), name=fact.name, codes=listed)
    return True


def _is_subset_compared(value: Typed, left: syntax.Node, right: syntax.Node, scope: Scope) -> bool:
    """Noi = web for noi có web: told here."""
    codes = [code.code for code in value.fact.codes] if value.fact is not None else []
    if (
        ValueType.SUBSET not in value.types
        or not _is_bare(right)
        or scope.context.written(right.span) not in codes
    ):
        return False
    name, code = scope.context.written(left.span), scope.context.written(right.span)
    meant = (f"{name} {word('HAS', scope.context.language)} {code}",)
    scope.context.report(Span(left.span.start, right.span.end), "T021", meant, name=name, code=code)
    return True


def _gives_way(left: syntax.Node, right: syntax.Node, scope: Scope) -> bool:
    """Whether the other side says what this one means: never both of two."""
    if _begins_with_day(left) or _begins_with_day(right):
        return not _begins_with_day(right)
    unknown = _is_bare(left) and not _is_known(left, scope)
    return unknown and (not _is_bare(right) or _is_known(right, scope))


def _begins_with_day(node: syntax.Node) -> bool:
    return isinstance(node.operands[0] if isinstance(node, syntax.Sum) else node, syntax.DayMonth)


def _is_bare(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Path) and len(node.names) == 1


def _is_known(node: syntax.Node, scope: Scope) -> bool:
    assert isinstance(node, syntax.Path)
    return scope.knows(str(node.names[0]))


def _code(choice: Typed, token: Token, scope: Scope) -> Typed | None:
    codes = [code.code for code in choice.fact.codes] if choice.fact else []
    if str(token) in codes:
        return Typed(model.Code(type=ValueType.CHOICE, value=str(token)), choice.types)
    known = resolve(syntax.Path(token.span, (token,)), scope) if scope.knows(str(token)) else None
    if known is not None and ValueType.CHOICE in known.types:
        return known
    if str(token) in scope.context.broken_facts or str(token) in scope.broken:
        return None
    report_code(choice, token, codes, scope)
    return None


def report_code(owner: Typed, token: Token, codes: list[str], scope: Scope) -> None:
    """A code that its choice or subset does not have."""
    name = owner.fact.name if owner.fact else "?"
    listed = ", ".join(codes) or "—"
    scope.context.report(
        token.span, "N012", scope.context.similar(token, codes), code=str(token), name=name, codes=listed
    )


def _comparable(
    left: Typed, right: Typed, nodes: tuple[syntax.Node, syntax.Node], scope: Scope, *, equality: bool
) -> types.Types | None:
    """The types in which two values are compared; None (and a finding) where they do not go together."""
    span = Span(nodes[0].span.start, max(node.span.end for node in nodes))
    shared = types.common(left.types, right.types)
    if shared and (equality or shared & _ORDERED) and shared != {ValueType.SUBSET}:
        _check_units(left, right, span, scope)
        return shared
    for ratio, other, other_node in ((left, right, nodes[1]), (right, left, nodes[0])):
        suggestions = percentages(other)
        if ValueType.RATIO in ratio.types and suggestions:
            report_missing_percent(other_node, suggestions, scope)
            return None
    advice = _comparing(left, right, scope.context.written(nodes[0].span))
    names = {"left": types.name(left.types), "right": types.name(right.types)}
    scope.context.report(span, "T001", advice=advice, **names)
    return None


def _comparing(left: Typed, right: Typed, written: str) -> Bilingual:
    """How values of these types are compared."""
    if is_boolean(left):
        return Bilingual(
            f"viết thẳng {written}, hoặc không {written}", f"write just {written}, or not {written}"
        )
    if ValueType.DATE in left.types | right.types:
        return Bilingual(
            "ngày chỉ so với ngày, ví dụ 15/01, 31/12/2020 hoặc ngay_hen + 5",
            "a date is compared with a date, such as 15/01, 31/12/2020 or due_date + 5",
        )
    return Bilingual(
        "điểm, tỷ lệ, số đếm và ngày không trộn với nhau", "points, ratios, counts and dates do not mix"
    )


def _check_units(left: Typed, right: Typed, span: Span, scope: Scope) -> None:
    if left.unit and right.unit and left.unit != right.unit:
        scope.context.report(span, "T013", left=left.unit, right=right.unit)


@resolves(syntax.Between)
def _between(node: syntax.Between, scope: Scope) -> Typed | None:
    value = resolve(node.value, scope)
    if value is None:
        return None
    bounds = node.bounds
    low = against(value, bounds.low, scope) if bounds.low else None
    high = against(value, bounds.high, scope) if bounds.high else None
    if (bounds.low and low is None) or (bounds.high and high is None):
        return None
    pairs = ((low, bounds.low), (high, bounds.high))
    shared = [
        _comparable(value, bound, (node.value, bound_node), scope, equality=False)
        for bound, bound_node in pairs
        if bound is not None and bound_node is not None
    ]
    if None in shared:
        return None
    if low is not None and high is not None and is_empty_range(low.expression, high.expression):
        scope.context.report(bounds.span, "T023")
        return None
    parts = [part for part in (value, low, high) if part is not None]
    return Typed(_bounded(value, low, high, bounds), types.BOOLEAN, depth=_depth(parts))


def _bounded(value: Typed, low: Typed | None, high: Typed | None, bounds: syntax.Bounds) -> model.Expression:
    def settled(bound: Typed) -> model.Expression:
        return settle(bound, types.common(value.types, bound.types))

    if low is not None and high is not None:
        return model.Between(
            type=ValueType.BOOLEAN,
            value=settle(value),
            low=settled(low),
            low_inclusive=bounds.low_inclusive,
            high=settled(high),
            high_inclusive=bounds.high_inclusive,
        )
    if low is not None:
        operator: Literal["<", "<=", ">", ">="] = ">=" if bounds.low_inclusive else ">"
        return model.Compare(
            type=ValueType.BOOLEAN, operator=operator, left=settle(value), right=settled(low)
        )
    assert high is not None
    operator = "<=" if bounds.high_inclusive else "<"
    return model.Compare(type=ValueType.BOOLEAN, operator=operator, left=settle(value), right=settled(high))


@resolves(syntax.Membership)
def _membership(node: syntax.Membership, scope: Scope) -> Typed | None:
    subset = resolve(node.subset, scope)
    if subset is None:
        return None
    name = scope.context.written(node.subset.span)
    if ValueType.SUBSET not in subset.types or subset.fact is None:
        meant: tuple[str, ...] = ()
        advice = Bilingual(
            "«có» chỉ hỏi một tập con có một mã hay không", "«has» only asks a subset for a code"
        )
        if ValueType.CHOICE in subset.types:
            meant = (f"{name} = {node.code}",)
            advice = Bilingual(f"với một lựa chọn, viết {meant[0]}", f"with a choice, write {meant[0]}")
        scope.context.report(node.span, "T009", meant, name=name, advice=advice)
        return None
    codes = [code.code for code in subset.fact.codes]
    if str(node.code) not in codes:
        report_code(subset, node.code, codes, scope)
        return None
    expression = model.Membership(
        type=ValueType.BOOLEAN,
        subset=subset.expression,
        code=str(node.code),
        negated=node.operator.type == "LACKS",
    )
    return Typed(expression, types.BOOLEAN, depth=_depth([subset]))


@resolves(syntax.Emptiness)
def _emptiness(node: syntax.Emptiness, scope: Scope) -> Typed | None:
    value = resolve(node.value, scope)
    if value is None:
        return None
    if not value.nullable:
        scope.context.report(node.span, "T012", name=scope.context.written(node.value.span))
        return None
    expression = model.Emptiness(type=ValueType.BOOLEAN, value=value.expression, negated=node.negated)
    return Typed(expression, types.BOOLEAN, depth=_depth([value]))


# ---- Arithmetic


@resolves(syntax.Sum)
def _sum(node: syntax.Sum, scope: Scope) -> Typed | None:
    return _add_up(node, resolve_all(node.operands, scope), scope)


def _date_sum(node: syntax.Sum, scope: Scope) -> Typed | None:
    """A sum that is compared with a date: its first operand may be d/m."""
    first = node.operands[0]
    if not isinstance(first, syntax.DayMonth):
        return resolve(node, scope)
    head = day_literal(first, scope)
    rest = resolve_all(node.operands[1:], scope)
    return None if head is None or rest is None else _add_up(node, [head, *rest], scope)


def _add_up(node: syntax.Sum, values: list[Typed] | None, scope: Scope) -> Typed | None:
    if values is None:
        return None
    total, unit = values[0].types, values[0].unit
    signs = ["+", *("+" if operator.type == "PLUS" else "-" for operator in node.operators)]
    for index, (sign, operand) in enumerate(zip(signs[1:], node.operands[1:], strict=True), start=1):
        if sign == "-" and ValueType.DATE in total and isinstance(operand, syntax.DayMonth):
            day = day_literal(operand, scope)
            if day is None:
                return None
            values[index] = day
        value = values[index]
        result = _plus(total, value.types, sign)
        if not result:
            scope.context.report(node.span, "T003", left=types.name(total), right=types.name(value.types))
            return None
        if unit and value.unit and unit != value.unit and ValueType.DATE not in total:
            scope.context.report(node.span, "T013", left=unit, right=value.unit)
        total, unit = result, unit or value.unit
    terms = tuple(
        model.Term(sign="+" if sign == "+" else "-", value=settle(value, total))
        for sign, value in zip(signs, values, strict=True)
    )
    expression = model.Sum(type=types.principal(total), nullable=_nullable(values), terms=terms)
    literal = all(value.literal for value in values)
    return Typed(expression, total, unit, literal=literal, depth=_depth(values))


def _plus(left: types.Types, right: types.Types, sign: str) -> types.Types:
    if ValueType.DATE in left:
        if ValueType.DATE in right:
            return types.COUNT if sign == "-" else frozenset()
        return types.DATE if ValueType.COUNT in right else frozenset()
    return types.common(left, right) if types.numeric(left) and types.numeric(right) else frozenset()


@resolves(syntax.Negative)
def _negative(node: syntax.Negative, scope: Scope) -> Typed | None:
    value = resolve(node.value, scope)
    if value is None:
        return None
    if isinstance(value.expression, model.Number):
        negated = value.expression.model_copy(update={"value": -value.expression.value})
        return Typed(negated, value.types, value.unit, literal=True)
    if not types.numeric(value.types):
        scope.context.report(node.span, "T003", left=types.name(types.NUMBER), right=types.name(value.types))
        return None
    expression = model.Sum(
        type=value.expression.type,
        nullable=value.nullable,
        terms=(model.Term(sign="-", value=value.expression),),
    )
    return Typed(expression, value.types, value.unit, literal=value.literal, depth=_depth([value]))


@resolves(syntax.Product)
def _product(node: syntax.Product, scope: Scope) -> Typed | None:
    operands, operators = _flat(node)
    values = resolve_all(operands, scope)
    if values is None:
        return None
    result, literal = values[0].types, values[0].literal
    for operator, value in zip(operators, values[1:], strict=True):
        combine = types.product if operator == "*" else types.quotient
        combined = combine(result, value.types, literal, value.literal)
        if not combined:
            scope.context.report(node.span, "T004", left=types.name(result), right=types.name(value.types))
            return None
        result, literal = combined, literal and value.literal
    factors = tuple(
        model.Factor(operator="*" if operator == "*" else "/", value=settle(value))
        for operator, value in zip(["*", *operators], values, strict=True)
    )
    expression = model.Product(type=types.principal(result), nullable=_nullable(values), factors=factors)
    return Typed(expression, result, _unit(values), literal=literal, depth=_depth(values))


def _flat(node: syntax.Product) -> tuple[tuple[syntax.Node, ...], list[str]]:
    """Operands and operators, with d/m after a division taken apart: a / 1/2 divides by 1, then by 2."""
    operands: list[syntax.Node] = [node.operands[0]]
    operators: list[str] = []
    for token, operand in zip(node.operators, node.operands[1:], strict=True):
        operator = "*" if token.type == "TIMES" else "/"
        if operator == "/" and isinstance(operand, syntax.DayMonth):
            for part in operand.text.split("/"):
                piece = Token("NUMBER", part, operand.span.start, operand.span.end, operand.text.line)
                operands.append(syntax.Number(operand.span, piece))
                operators.append("/")
            continue
        operands.append(operand)
        operators.append(operator)
    return tuple(operands), operators


def _unit(values: list[Typed]) -> str:
    """A product keeps the unit of its only operand that is no literal."""
    measured = [value for value in values if not value.literal]
    return measured[0].unit if len(measured) == 1 else ""
