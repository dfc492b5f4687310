"""Literals and names."""

from collections.abc import Iterable
from decimal import Decimal

from spec import syntax, types
from spec.diagnostics import Bilingual
from spec.keywords import word
from spec.model import expressions as model
from spec.model.criteria import Fact
from spec.model.expressions import ValueType
from spec.model.walk import walk
from spec.resolve import numbers
from spec.resolve.expression import resolve, resolves
from spec.resolve.scope import Context, Scope, Typed, column_of, types_of
from spec.source import Span
from spec.tokens import Token


def number(value: Decimal, of: types.Types) -> Typed:
    """A literal number."""
    return Typed(model.Number(type=types.principal(of), value=value), of, literal=True)


@resolves(syntax.Number)
def _number(node: syntax.Number, scope: Scope) -> Typed | None:
    value = numbers.decimal(node.text, scope.context)
    return None if value is None else number(value, types.literal(value))


@resolves(syntax.Percentage)
def _percentage(node: syntax.Percentage, scope: Scope) -> Typed | None:
    value = numbers.decimal(node.text, scope.context)
    return None if value is None else number(value, types.RATIO)


@resolves(syntax.Date)
def _date(node: syntax.Date, scope: Scope) -> Typed | None:
    day = numbers.full_date(node.text, scope.context)
    return None if day is None else Typed(model.DateLiteral(type=ValueType.DATE, value=day), types.DATE)


@resolves(syntax.DayMonth)
def _day_month(node: syntax.DayMonth, scope: Scope) -> Typed | None:
    """A quotient; where a date is compared, ``operators`` asks for ``day_literal`` instead."""
    over, under = (Decimal(part) for part in node.text.split("/"))
    factors = (
        model.Factor(operator="*", value=model.Number(type=ValueType.NUMBER, value=over)),
        model.Factor(operator="/", value=model.Number(type=ValueType.NUMBER, value=under)),
    )
    found = types.NUMBER | types.POINTS | types.RATIO
    return Typed(model.Product(type=ValueType.NUMBER, factors=factors), found, literal=True)


def day_literal(node: syntax.DayMonth, scope: Scope) -> Typed | None:
    """d/m as a day of the set's year."""
    day = numbers.day_of_year(node.text, scope.context)
    return None if day is None else Typed(model.DateLiteral(type=ValueType.DATE, value=day), types.DATE)


@resolves(syntax.Text)
def _text(node: syntax.Text, scope: Scope) -> Typed | None:
    return Typed(model.Text(type=ValueType.TEXT, value=str(node.text)), frozenset({ValueType.TEXT}))


@resolves(syntax.Group)
def _group(node: syntax.Group, scope: Scope) -> Typed | None:
    return resolve(node.value, scope)


@resolves(syntax.Path)
def _path(node: syntax.Path, scope: Scope) -> Typed | None:
    names = node.names
    if len(names) == 1:
        return _name(names[0], scope)
    if len(names) == 2:
        return _dotted(node, names[0], names[1], scope)
    fact = word("FACT", scope.context.language)
    scope.context.report(node.span, "N003", name=scope.context.written(node.span), fact=fact)
    return None


def _name(token: Token, scope: Scope) -> Typed | None:
    name = str(token)
    if (column := scope.column(name)) is not None:
        table = scope.rows[-1]
        value = model.ColumnValue(type=column.type, nullable=column.nullable, table=table.name, column=name)
        return Typed(value, types_of(column), column.unit, column)
    if (defined := scope.definition(name)) is not None:
        inner = defined.value
        if scope.one_unit and _asks_the_block(inner.expression, scope):
            _refuse_best(token.span, scope)
            return None
        of = "leaf" if name in scope.definitions else "set"
        expression = model.DefinitionValue(
            type=types.principal(inner.types),
            nullable=inner.nullable,
            name=name,
            scope=of,  # type: ignore[arg-type]
        )
        return Typed(expression, inner.types, inner.unit, inner.fact, inner.literal, inner.depth + 1)
    if (fact := scope.context.facts.get(name)) is not None:
        if fact.type is ValueType.TABLE:
            scope.context.report(token.span, "N015", name=name)
            return None
        expression_of = model.FactValue(type=fact.type, nullable=fact.nullable, name=name)
        return Typed(expression_of, types_of(fact), fact.unit, fact)
    _unknown(token, scope)
    return None


def _unknown(token: Token, scope: Scope) -> None:
    name = str(token)
    if name.lower() in _TRUTHS:
        scope.context.report(token.span, "T024", (_TRUTHS[name.lower()],), found=name)
        return
    if name in scope.broken or name in scope.context.broken_facts:
        return
    if name in scope.context.undeclared:
        return
    if name in scope.later or name in scope.context.later:
        scope.context.report(token.span, "N013", name=name)
    elif (outer := _outer_column(name, scope)) is not None:
        scope.context.report(token.span, "N014", (outer,), path=outer)
    else:
        suggestions = scope.context.similar(name, scope.known_names())
        if not suggestions:
            scope.context.undeclared.add(name)
        fact = word("FACT", scope.context.language)
        scope.context.report(token.span, "N003", suggestions, name=name, fact=fact)


#: How other languages write «có» and «không».
_TRUTHS = {"đúng": "có", "true": "có", "sai": "không", "false": "không"}


def _outer_column(name: str, scope: Scope) -> str | None:
    for table in reversed(scope.rows[:-1]):
        if column_of(table, name) is not None:
            return f"{table.name}.{name}"
    return None


def _dotted(node: syntax.Path, first: Token, second: Token, scope: Scope) -> Typed | None:
    name, part = str(first), str(second)
    for depth, table in enumerate(reversed(scope.rows)):
        if table.name == name:
            column = column_of(table, part)
            if column is None:
                report_no_column(table, second, scope)
                return None
            value = model.ColumnValue(
                type=column.type, nullable=column.nullable, table=name, column=part, depth=depth
            )
            return Typed(value, types_of(column), column.unit, column)
    fact = scope.context.facts.get(name)
    if fact is None:
        _unknown(first, scope)
        return None
    if fact.type is ValueType.TABLE:
        scope.context.report(node.span, "N015", name=name)
        return None
    field = column_of(fact, part)
    if field is None:
        listed = ", ".join(f.name for f in fact.fields)
        advice = Bilingual(f"các phần của {name}: {listed}", f"the parts of {name}: {listed}")
        if not fact.fields:
            advice = Bilingual(
                f"{name} không phải bản ghi; bỏ «.{part}»", f"{name} is no record; drop «.{part}»"
            )
        scope.context.report(
            second.span,
            "N011",
            scope.context.similar(part, [f.name for f in fact.fields]),
            name=name,
            field=part,
            advice=advice,
        )
        return None
    record_value = model.FactValue(type=field.type, nullable=field.nullable, name=name, field=part)
    return Typed(record_value, types_of(field), field.unit, field)


def report_no_column(table: Fact, token: Token, scope: Scope) -> None:
    """A table lacks a column."""
    columns = [column.name for column in table.fields]
    scope.context.report(
        token.span,
        "N017",
        scope.context.similar(token, columns),
        name=table.name,
        column=str(token),
        columns=", ".join(columns),
    )


@resolves(syntax.MaximumPoints)
def _maximum_points(node: syntax.MaximumPoints, scope: Scope) -> Typed | None:
    if scope.maximum is None:
        where = Bilingual("chỉ dùng trong một thành phần", "it only stands in a subcriterion")
        scope.context.report(node.span, "N020", word=scope.context.written(node.span), where=where)
        return None
    return Typed(model.MaximumPoints(type=ValueType.POINTS), types.POINTS)


@resolves(syntax.PointsOf)
def _points_of(node: syntax.PointsOf, scope: Scope) -> Typed | None:
    number_text = str(node.number)
    if scope.maximum is None:
        where = Bilingual("chỉ dùng trong một thành phần", "it only stands in a subcriterion")
        scope.context.report(node.span, "N020", word=scope.context.written(node.span), where=where)
        return None
    if number_text not in scope.context.leaves:
        report_no_leaf(node.number, scope.context.leaves, scope.context)
        return None
    # Any leaf may turn out not applicable, so the value may always be trống.
    value = model.LeafPoints(type=ValueType.POINTS, nullable=True, leaf=number_text)
    return Typed(value, types.POINTS)


def report_no_leaf(number: Token, known: Iterable[str], context: Context) -> None:
    """No leaf has this number, unless it is one of those that could not be read."""
    if context.numbers_are_known:
        context.report(number.span, "N009", context.similar(number, known), number=str(number))


@resolves(syntax.RatioOf)
def _ratio_of(node: syntax.RatioOf, scope: Scope) -> Typed | None:
    number_text = str(node.number)
    if not _in_band(node, scope):
        return None
    known = {*scope.context.leaves, *scope.context.headings}
    if number_text not in known:
        report_no_leaf(node.number, known, scope.context)
        return None
    value = model.PointRatio(type=ValueType.RATIO, nullable=True, number=number_text)
    return Typed(value, types.RATIO)


@resolves(syntax.LowestArea)
def _lowest_area(node: syntax.LowestArea, scope: Scope) -> Typed | None:
    if not _in_band(node, scope):
        return None
    return Typed(model.LowestArea(type=ValueType.RATIO, nullable=True), types.RATIO)


def _in_band(node: syntax.Node, scope: Scope) -> bool:
    if not scope.in_band:
        where = Bilingual(
            "chỉ dùng trong điều kiện của dòng «xếp loại»", "it only stands in the condition of a band"
        )
        scope.context.report(node.span, "N020", word=scope.context.written(node.span), where=where)
    return scope.in_band


@resolves(syntax.Previous)
def _previous(node: syntax.Previous, scope: Scope) -> Typed | None:
    found = _plain_fact(node.fact, scope)
    if found is None:
        return None
    typed, expression = found
    value = model.PreviousValue(
        type=expression.type, nullable=True, name=expression.name, field=expression.field
    )
    return Typed(value, typed.types, typed.unit, typed.fact)


@resolves(syntax.Best)
def _best(node: syntax.Best, scope: Scope) -> Typed | None:
    if scope.one_unit:
        _refuse_best(node.span, scope)
        return None
    found = _plain_fact(node.fact, scope)
    if found is None:
        return None
    typed, expression = found
    if expression.field is not None or not types.numeric(typed.types):
        kinds = Bilingual("là số đếm, số hoặc tỷ lệ", "a count, a number or a ratio")
        scope.context.report(node.fact.span, "T014", kinds=kinds)
        return None
    value = model.BestValue(type=expression.type, nullable=True, name=expression.name)
    return Typed(value, typed.types, typed.unit, typed.fact)


def _asks_the_block(expression: model.Expression, scope: Scope) -> bool:
    """Whether a definition reads the block's best value, itself or through another one."""
    waiting, seen = [expression], set[str]()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, model.BestValue):
                return True
            if isinstance(part, model.DefinitionValue) and part.name not in seen:
                seen.add(part.name)
                inner = scope.definition(part.name)
                waiting += [inner.value.expression] if inner is not None else []
    return False


def _refuse_best(span: Span, scope: Scope) -> None:
    where = Bilingual("«tốt nhất» cần số liệu của cả khối", "«best» needs the facts of the whole block")
    scope.context.report(span, "N020", word=scope.context.written(span), where=where)


def _plain_fact(path: syntax.Path, scope: Scope) -> tuple[Typed, model.FactValue] | None:
    """A fact or a field of a record by its name, whatever rows surround the place."""
    if len(path.names) == 1 and scope.definition(str(path.names[0])) is not None:
        kinds = Bilingual("khai báo ở dòng «dữ kiện»", "declared in a line «fact»")
        scope.context.report(path.span, "T014", kinds=kinds)
        return None
    outside = Scope(scope.context, depth=scope.depth)
    typed = resolve(path, outside)
    if typed is None:
        return None
    if not isinstance(typed.expression, model.FactValue):
        kinds = Bilingual("đã khai báo", "declared")
        scope.context.report(path.span, "T014", kinds=kinds)
        return None
    return typed, typed.expression
