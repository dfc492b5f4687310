"""Functions of values and of the rows of tables."""

from typing import Literal

from spec import syntax, types
from spec.catalogue import FUNCTIONS
from spec.diagnostics import Bilingual
from spec.model import expressions as model
from spec.model.criteria import Fact
from spec.model.expressions import ValueType
from spec.resolve import expression
from spec.resolve.expression import resolve, resolve_all, resolves
from spec.resolve.scope import Scope, Typed, column_of, settle, types_of
from spec.resolve.values import report_no_column
from spec.tokens import Token

_AGGREGATES: dict[str, Literal["count", "count_distinct", "sum", "average", "greatest", "smallest"]] = {
    "COUNT": "count",
    "COUNT_DISTINCT": "count_distinct",
    "TOTAL": "sum",
    "SUM": "sum",
    "AVERAGE": "average",
    "GREATEST": "greatest",
    "SMALLEST": "smallest",
}


@resolves(syntax.Call)
def _call(node: syntax.Call, scope: Scope) -> Typed | None:
    function = node.function.type
    if len(node.arguments) == 1:
        rows = _rows(node.arguments[0], scope)
        if rows is not None:
            return _over_rows(node, rows, scope)
    if function in ("GREATEST", "SMALLEST") and len(node.arguments) > 1:
        return _extreme(node, scope)
    if function == "FLOOR" and len(node.arguments) == 1 and node.arguments[0].where is None:
        return _floor(node, scope)
    if function == "COUNT" and len(node.arguments) == 1 and node.arguments[0].where is None:
        return _subset_size(node, scope)
    if _argument_is_unknown(node, scope):
        return None
    if len(node.arguments) == 1 and function in ("GREATEST", "SMALLEST"):
        _refuse(node, Bilingual("chỉ một giá trị", "one value alone"), scope)
    else:
        value = resolve(node.arguments[0].value, scope)
        _refuse(node, types.name(value.types) if value is not None else types.NAMES[ValueType.TABLE], scope)
    return None


def _argument_is_unknown(node: syntax.Call, scope: Scope) -> bool:
    """Whether an argument is a name that nobody declared: that is the mistake to tell."""
    values = resolve_all(tuple(argument.value for argument in node.arguments), scope)
    return values is None


def _refuse(node: syntax.Call, found: Bilingual, scope: Scope) -> None:
    written = scope.context.written(node.function.span)
    form = FUNCTIONS[node.function.type].form
    scope.context.report(node.span, "T011", function=written, found=found, form=form)


# ---- Values


def _extreme(node: syntax.Call, scope: Scope) -> Typed | None:
    if any(argument.where is not None for argument in node.arguments):
        _refuse(node, Bilingual("nhiều giá trị kèm «với»", "several values with «where»"), scope)
        return None
    values = resolve_all(tuple(argument.value for argument in node.arguments), scope)
    if values is None:
        return None
    shared = values[0].types
    for value in values[1:]:
        shared = types.common(shared, value.types)
        if not shared or not (types.numeric(shared) or ValueType.DATE in shared):
            _refuse(node, types.both(values[0].types, value.types), scope)
            return None
    greatest = node.function.type == "GREATEST"
    made = model.Extreme(
        type=types.principal(shared),
        nullable=all(value.nullable for value in values),
        function="greatest" if greatest else "smallest",
        values=tuple(settle(value, shared) for value in values),
    )
    unit = values[0].unit
    return Typed(made, shared, unit, depth=1 + max(value.depth for value in values))


def _floor(node: syntax.Call, scope: Scope) -> Typed | None:
    value = resolve(node.arguments[0].value, scope)
    if value is None:
        return None
    if not value.types & (types.COUNT | types.NUMBER | types.POINTS):
        _refuse(node, types.name(value.types), scope)
        return None
    kept = types.COUNT if value.types & (types.COUNT | types.NUMBER) else types.POINTS
    made = model.Floor(type=types.principal(kept), nullable=value.nullable, value=value.expression)
    return Typed(made, kept, value.unit, depth=value.depth + 1)


def _subset_size(node: syntax.Call, scope: Scope) -> Typed | None:
    value = resolve(node.arguments[0].value, scope)
    if value is None:
        return None
    if ValueType.SUBSET not in value.types:
        _refuse(node, types.name(value.types), scope)
        return None
    made = model.SubsetSize(type=ValueType.COUNT, nullable=value.nullable, subset=value.expression)
    return Typed(made, types.COUNT, depth=value.depth + 1)


# ---- Rows of tables


class _Rows:
    """The table, the column if one is named, and the condition on rows that an argument names."""

    def __init__(self, table: Fact, column: Token | None, argument: syntax.Argument) -> None:
        self.table = table
        self.column = column
        self.argument = argument


def _rows(argument: syntax.Argument, scope: Scope) -> _Rows | None:
    """The rows that an argument is about; None where it is an ordinary value."""
    path = argument.value
    if not isinstance(path, syntax.Path) or len(path.names) > 2:
        return None
    name = str(path.names[0])
    if scope.column(name) is not None or scope.definition(name) is not None:
        return None
    if len(path.names) == 2 and any(table.name == name for table in scope.rows):
        return None
    fact = scope.context.facts.get(name)
    if fact is None or fact.type is not ValueType.TABLE:
        return None
    return _Rows(fact, path.names[1] if len(path.names) == 2 else None, argument)


def _where(rows: _Rows, scope: Scope) -> tuple[bool, model.Expression | None]:
    """Whether all is well, and the condition on the rows."""
    if any(table.name == rows.table.name for table in scope.rows):
        scope.context.report(rows.argument.span, "N019", name=rows.table.name)
        return False, None
    if rows.argument.where is None:
        return True, None
    made = expression.condition(rows.argument.where.condition, scope.inside(rows.table))
    return made is not None, made


def _column(rows: _Rows, scope: Scope) -> Fact | None:
    assert rows.column is not None
    column = column_of(rows.table, rows.column)
    if column is None:
        report_no_column(rows.table, rows.column, scope)
    return column


def _over_rows(node: syntax.Call, rows: _Rows, scope: Scope) -> Typed | None:
    function = node.function.type
    fine, where = _where(rows, scope)
    if not fine:
        return None
    if function == "EXISTS":
        exists = model.Exists(type=ValueType.BOOLEAN, table=rows.table.name, where=where)
        return Typed(exists, types.BOOLEAN, depth=_depth_of(where))
    if function == "LISTING":
        return _listing(node, rows, where, scope)
    if function == "FLOOR":
        _refuse(node, types.NAMES[ValueType.TABLE], scope)
        return None
    return _aggregate(node, rows, where, scope)


def _listing(node: syntax.Call, rows: _Rows, where: model.Expression | None, scope: Scope) -> Typed | None:
    if not scope.in_reason:
        place = Bilingual("chỉ dùng trong lời «vì»", "it only stands in a reason")
        scope.context.report(node.span, "N020", word=scope.context.written(node.function.span), where=place)
        return None
    if rows.column is None or _column(rows, scope) is None:
        if rows.column is None:
            _refuse(node, types.NAMES[ValueType.TABLE], scope)
        return None
    made = model.Listing(type=ValueType.TEXT, table=rows.table.name, column=str(rows.column), where=where)
    return Typed(made, frozenset({ValueType.TEXT}), depth=_depth_of(where))


def _aggregate(node: syntax.Call, rows: _Rows, where: model.Expression | None, scope: Scope) -> Typed | None:
    function = _AGGREGATES[node.function.type]
    column = _column(rows, scope) if rows.column is not None else None
    if rows.column is not None and column is None:
        return None
    if column is None and function != "count":
        columns = scope.context.similar(rows.table.name, [f.name for f in rows.table.fields])
        scope.context.report(
            node.span,
            "T011",
            tuple(f"{rows.table.name}.{name}" for name in columns),
            function=scope.context.written(node.function.span),
            found=types.NAMES[ValueType.TABLE],
            form=FUNCTIONS[node.function.type].form,
        )
        return None
    result = types.COUNT
    if column is not None and function not in ("count", "count_distinct"):
        result = types_of(column)
        dates = ValueType.DATE in result and function in ("greatest", "smallest")
        if not types.numeric(result) and not dates:
            _refuse(node, types.name(result), scope)
            return None
        if function == "average" and result == types.COUNT:
            result = types.NUMBER
    made = model.Aggregate(
        type=types.principal(result),
        nullable=function in ("greatest", "smallest"),
        function=function,
        table=rows.table.name,
        column=column.name if column else None,
        where=where,
    )
    unit = column.unit if column is not None and function not in ("count", "count_distinct") else ""
    return Typed(made, result, unit, depth=_depth_of(where))


@resolves(syntax.Every)
def _every(node: syntax.Every, scope: Scope) -> Typed | None:
    rows = _rows(node.rows, scope)
    if rows is None or rows.column is not None:
        if resolve(node.rows.value, scope) is not None:
            scope.context.report(
                node.span,
                "T011",
                function=scope.context.written(node.span).split("(")[0],
                found=Bilingual("giá trị này", "this value"),
                form=FUNCTIONS["EVERY"].form,
            )
        return None
    fine, where = _where(rows, scope)
    if not fine:
        return None
    holds = expression.condition(node.condition, scope.inside(rows.table))
    if holds is None:
        return None
    made = model.Every(type=ValueType.BOOLEAN, table=rows.table.name, where=where, condition=holds)
    return Typed(made, types.BOOLEAN, depth=max(_depth_of(where), _depth_of(holds)))


def _depth_of(where: model.Expression | None) -> int:
    """One more than the nesting of a condition, counted on the model."""
    return 1 + (depth(where) if where is not None else 0)


def depth(part: model.Expression) -> int:
    """How deeply an expression nests (not through definitions)."""
    from spec.model.walk import children

    return 1 + max((depth(child) for child in children(part)), default=0)
