"""``dữ kiện``, ``ràng buộc`` and ``cảnh báo``."""

from dataclasses import dataclass
from typing import Literal

from spec import syntax, types
from spec.diagnostics import Bilingual
from spec.model.criteria import CodeLabel, Domain, Fact, FactCheck
from spec.model.expressions import NUMERIC, FactValue, ValueType
from spec.resolve import expression
from spec.resolve.operators import against
from spec.resolve.reasons import reason
from spec.resolve.scope import Context, Scope, Typed, settle, types_of
from spec.tokens import Token

_SIMPLE = {
    "INTEGER": ValueType.COUNT,
    "DECIMAL": ValueType.NUMBER,
    "RATIO": ValueType.RATIO,
    "DATE_TYPE": ValueType.DATE,
    "YES_NO": ValueType.BOOLEAN,
    "TEXT": ValueType.TEXT,
}


@dataclass(slots=True)
class Options:
    """What follows the type of a declaration."""

    bounds: syntax.Bounds | None = None
    nullable: bool = False
    unit: str = ""
    label: str = ""
    source: str = ""
    better: Literal["less", "more"] | None = None


#: The types of which there can be more or less: a «có» is more than a «không», a subset with one more code is more.
_MEASURABLE = NUMERIC | {ValueType.BOOLEAN, ValueType.SUBSET}


def declare(node: syntax.Fact, context: Context) -> Fact | None:
    """A fact without its domain (whose bounds may be facts further down)."""
    options = _options(node, context)
    value_type = node.type
    fact = None
    if isinstance(value_type, syntax.SimpleType):
        fact = _simple(node, value_type, options)
    elif isinstance(value_type, syntax.CodeType):
        fact = _coded(node, value_type, options, context)
    else:
        fact = _compound(node, value_type, options, context)
    if fact is not None and options.bounds is not None and fact.type not in NUMERIC | {ValueType.DATE}:
        _refuse(options.bounds, fact, context)
    if fact is not None and options.better is not None:
        return _with_fairness(node, fact, options.better, context)
    return fact


def _with_fairness(node: syntax.Fact, fact: Fact, better: Literal["less", "more"], context: Context) -> Fact:
    """The fact with its mark; a date, a text, a table or what stands in one has none."""
    if fact.type in _MEASURABLE:
        return fact.model_copy(update={"better": better})
    option = next(option for option in node.options if isinstance(option, syntax.Fairness))
    context.report(option.span, "T017", option=context.written(option.span), type=types.NAMES[fact.type])
    return fact


def _unmarked(node: syntax.Fact, column: Fact, context: Context) -> Fact:
    """A column of a table, which has no mark: no single value of it is more or less."""
    if column.better is None:
        return column
    option = next(option for option in node.options if isinstance(option, syntax.Fairness))
    context.report(
        option.span, "T017", option=context.written(option.span), type=types.NAMES[ValueType.TABLE]
    )
    return column.model_copy(update={"better": None})


def _options(node: syntax.Fact, context: Context) -> Options:
    options = Options()
    seen: dict[type, int] = {}
    for option in node.options:
        if type(option) in seen:
            written = context.written(option.span)
            context.report(option.span, "N002", word=written, line=context.source.line_of(seen[type(option)]))
            continue
        seen[type(option)] = option.span.start
        match option:
            case syntax.Domain(bounds=bounds):
                options.bounds = bounds
            case syntax.OrEmpty():
                options.nullable = True
            case syntax.UnitOption(text=text):
                options.unit = str(text)
            case syntax.SourceOption(text=text):
                options.source = str(text)
            case syntax.Fairness(word=word):
                options.better = "less" if word.type == "LESS_IS_BETTER" else "more"
            case syntax.Label(text=text):
                options.label = str(text)
            case _:
                raise AssertionError(option)
    return options


def _simple(node: syntax.Fact, value_type: syntax.SimpleType, options: Options) -> Fact:
    found = _SIMPLE[value_type.name.type]
    if found is ValueType.NUMBER and options.unit.strip() == "%":
        found = ValueType.RATIO
    return Fact(
        name=str(node.name),
        type=found,
        nullable=options.nullable,
        unit=options.unit,
        label=options.label,
        source=options.source,
        line=node.name.line,
    )


def _coded(node: syntax.Fact, value_type: syntax.CodeType, options: Options, context: Context) -> Fact:
    codes: dict[str, CodeLabel] = {}
    for code in value_type.codes:
        if str(code.code) in codes:
            context.report(code.code.span, "N018", code=str(code.code), name=str(node.name))
        codes[str(code.code)] = CodeLabel(code=str(code.code), label=str(code.label or ""))
    return Fact(
        name=str(node.name),
        type=ValueType.CHOICE if value_type.name.type == "CHOICE" else ValueType.SUBSET,
        nullable=options.nullable,
        unit=options.unit,
        label=options.label,
        source=options.source,
        codes=tuple(codes.values()),
        line=node.name.line,
    )


def _compound(
    node: syntax.Fact, value_type: syntax.RecordType | syntax.TableType, options: Options, context: Context
) -> Fact | None:
    if isinstance(node, syntax.Field):
        context.report(value_type.span, "T022", name=str(node.name), type=_compound_name(value_type))
        return None
    is_table = isinstance(value_type, syntax.TableType)
    if options.nullable:
        option = next(option for option in node.options if isinstance(option, syntax.OrEmpty))
        written = context.written(option.span)
        context.report(option.span, "T017", option=written, type=_compound_name(value_type))
    fields: dict[str, Fact] = {}
    for field in value_type.fields:
        if (earlier := fields.get(str(field.name))) is not None:
            context.report(field.name.span, "N004", name=str(field.name), line=earlier.line)
        if (made := declare(field, context)) is not None:
            fields[made.name] = _unmarked(field, made, context) if is_table else made
    key = _key(node, fields, context)
    return Fact(
        name=str(node.name),
        type=ValueType.TABLE if is_table else ValueType.RECORD,
        unit=options.unit,
        label=options.label,
        source=options.source,
        fields=tuple(fields.values()),
        table_key=key,
        line=node.name.line,
    )


def _compound_name(value_type: syntax.Node) -> object:
    return types.NAMES[ValueType.TABLE if isinstance(value_type, syntax.TableType) else ValueType.RECORD]


def _key(node: syntax.Fact, fields: dict[str, Fact], context: Context) -> tuple[str, ...]:
    if not isinstance(node.type, syntax.TableType) or node.type.key is None:
        return ()
    for column in node.type.key.columns:
        if str(column) not in fields:
            listed = ", ".join(fields)
            name, suggestions = str(node.name), context.similar(column, fields)
            context.report(column.span, "N017", suggestions, name=name, column=str(column), columns=listed)
    return tuple(str(column) for column in node.type.key.columns if str(column) in fields)


# ---- Domains


def with_domains(node: syntax.Fact, fact: Fact, context: Context) -> Fact:
    """The fact with its own domain and those of its fields, now that every fact is known."""
    scope = Scope(context, one_unit=True)
    if fact.fields and isinstance(node.type, syntax.RecordType | syntax.TableType):
        declared = {str(field.name): field for field in node.type.fields}
        inner = scope.inside(fact) if fact.type is ValueType.TABLE else scope
        fields = tuple(_with_domain(declared[field.name], field, inner) for field in fact.fields)
        return fact.model_copy(update={"fields": fields})
    return _with_domain(node, fact, scope)


def _with_domain(node: syntax.Fact, fact: Fact, scope: Scope) -> Fact:
    bounds = next((option.bounds for option in node.options if isinstance(option, syntax.Domain)), None)
    if bounds is None or fact.type not in NUMERIC | {ValueType.DATE}:
        return fact
    value = FactValue(type=fact.type, nullable=fact.nullable, name=fact.name)
    own = Typed(value, types_of(fact))
    limits = []
    for bound in (bounds.low, bounds.high):
        typed = against(own, bound, scope) if bound is not None else None
        if typed is not None and not types.common(own.types, typed.types):
            meant = expression.percentages(typed) if fact.type is ValueType.RATIO else ()
            if meant and bound is not None:
                expression.report_missing_percent(bound, meant, scope)
            else:
                _refuse(bounds, fact, scope.context)
            return fact
        limits.append(settle(typed, own.types) if typed is not None else None)
    if expression.is_empty_range(*limits):
        scope.context.report(bounds.span, "T023")
    domain = Domain(
        low=limits[0],
        low_inclusive=bounds.low_inclusive,
        high=limits[1],
        high_inclusive=bounds.high_inclusive,
    )
    return fact.model_copy(update={"domain": domain})


def _refuse(bounds: syntax.Bounds, fact: Fact, context: Context) -> None:
    advice = Bilingual("cận của miền phải cùng kiểu với dữ kiện", "the bounds have the type of the fact")
    if fact.type not in NUMERIC | {ValueType.DATE}:
        advice = Bilingual(
            "kiểu này không có miền giá trị; bỏ phần này", "this type has no domain; remove it"
        )
    context.report(bounds.span, "T015", type=types.NAMES[fact.type], name=fact.name, advice=advice)


# ---- Checks on facts


def check(node: syntax.Check, context: Context, line: int) -> FactCheck | None:
    """``ràng buộc`` or ``cảnh báo``."""
    scope = Scope(context, one_unit=True)
    condition = expression.condition(node.condition, scope)
    why = reason(node.reason, scope)
    if condition is None:
        return None
    return FactCheck(
        kind="warning" if isinstance(node, syntax.Warning_) else "constraint",
        condition=condition,
        reason=why,
        line=line,
        written=context.written(node.span),
    )


def name_of(token: Token) -> str:
    """The name that a token stands for."""
    return str(token)
