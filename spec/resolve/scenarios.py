"""``kiểm thử`` blocks as data: facts given, results expected. Running them is the engine's work."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from spec import syntax, types
from spec.diagnostics import Bilingual
from spec.keywords import word
from spec.model.criteria import (
    Expectation,
    Fact,
    Given,
    GivenApproval,
    GivenCouncil,
    GivenEvidence,
    GivenFact,
    GivenPrevious,
    Scenario,
)
from spec.model.expressions import ValueType
from spec.parser import Statement
from spec.resolve import numbers
from spec.resolve.scope import Context, column_of
from spec.resolve.values import report_no_leaf
from spec.source import Span
from spec.tokens import Token

_TARGETS = {"TOTAL": "total", "RATIO": "percent", "BAND": "band", "RANK": "rank"}


def scenario(block: Sequence[Statement], context: Context) -> Scenario:
    """A block: its line ``kiểm thử`` and the lines below it."""
    head = block[0].node
    name = str(head.name) if isinstance(head, syntax.Scenario) else ""
    facts, results = [], list[Expectation]()
    first: dict[tuple[str | None, ...], Given] = {}
    for statement in block[1:]:
        node, line = statement.node, statement.line.line
        if node is not None and (fact := given(node, context, line)) is not None:
            facts.append(fact)
            _told_once(fact, first, statement.span, context)
        if isinstance(node, syntax.Expected) and (result := expected(node, context, line)) is not None:
            results.append(result)
    if not any(statement.line.head == "THEN" for statement in block):
        then = word("THEN", context.language)
        context.report(block[0].span, "N026", name=name, then=then)
    return Scenario(name=name, given=tuple(facts), expected=tuple(results), line=block[0].line.line)


def _told_once(fact: Given, first: dict[tuple[str | None, ...], Given], span: Span, context: Context) -> None:
    """Report what is given twice; the rows of a table are many, but ``()`` stands alone."""
    match fact:
        case GivenFact(name=name) | GivenPrevious(name=name, field=None):
            key: tuple[str | None, ...] = (fact.kind, name)
        case GivenPrevious(name=name, field=part):
            key = (fact.kind, name, part)
        case GivenEvidence(leaf=leaf, document=document):
            key = (fact.kind, leaf, document)
        case _:
            key = (fact.kind, fact.leaf)
    before = first.setdefault(key, fact)
    if before is fact:
        return
    if isinstance(fact, GivenFact) and isinstance(before, GivenFact) and fact.value and before.value:
        declared = context.facts[fact.name]
        if declared.type is ValueType.TABLE:
            return
    context.report(span, "N025", line=before.line)


def given(node: syntax.Node, context: Context, line: int) -> Given | None:
    """A line ``cho …``; None for any other line, and for one that is wrong."""
    match node:
        case syntax.Given():
            return _given_fact(node, context, line)
        case syntax.GivenPrevious():
            return _given_previous(node, context, line)
        case syntax.GivenCouncil():
            points = numbers.decimal(node.points, context)
            if points is None or not _is_leaf(node.leaf, context):
                return None
            return GivenCouncil(leaf=str(node.leaf), points=points, line=line)
        case syntax.GivenApproval():
            return GivenApproval(leaf=str(node.leaf), line=line) if _is_leaf(node.leaf, context) else None
        case syntax.GivenEvidence():
            document = str(node.document) if node.document else None
            if not _is_leaf(node.leaf, context):
                return None
            return GivenEvidence(
                leaf=str(node.leaf), document=document, state=_STATES[node.state.type], line=line
            )
        case _:
            return None


_STATES: dict[str, Literal["handed_in", "rejected", "missing"]] = {
    "HANDED_IN": "handed_in",
    "REJECTED": "rejected",
    "MISSING": "missing",
}


def _is_leaf(number: Token, context: Context) -> bool:
    if str(number) in context.leaves:
        return True
    report_no_leaf(number, context.leaves, context)
    return False


def _given_fact(node: syntax.Given, context: Context, line: int) -> Given | None:
    fact = _declared(node.name, context)
    value = _WRONG if fact is None else _value(node.value, fact, context)
    return None if value is _WRONG else GivenFact(name=str(node.name), value=value, line=line)


def _given_previous(node: syntax.GivenPrevious, context: Context, line: int) -> Given | None:
    name, *rest = node.path.names
    fact = _declared(name, context)
    field = str(rest[0]) if rest else None
    if fact is not None and field is not None:
        column = column_of(fact, field)
        if column is None:
            _report_no_column(rest[0], fact, context)
        fact = column
    if fact is not None:  # where there was no last year, there was no value
        fact = fact.model_copy(update={"nullable": True})
    value = _WRONG if fact is None else _value(node.value, fact, context)
    if value is _WRONG:
        return None
    return GivenPrevious(name=str(name), field=field, value=value, line=line)


def _declared(name: Token, context: Context) -> Fact | None:
    fact = context.facts.get(str(name))
    if fact is None and str(name) not in context.broken_facts:
        fact_word = word("FACT", context.language)
        suggestions = context.similar(name, context.facts)
        context.report(name.span, "N003", suggestions, name=str(name), fact=fact_word)
    return fact


def expected(node: syntax.Expected, context: Context, line: int) -> Expectation | None:
    """``thì TARGET = value``, or a status."""
    target = _TARGETS.get(node.target.type, str(node.target))
    if node.target.type not in _TARGETS and target not in context.leaves:
        report_no_leaf(node.target, context.leaves, context)
        return None
    why = str(node.reason.text) if node.reason else None
    match node.outcome:
        case syntax.ExpectedNotApplicable():
            return Expectation(target=target, status="not_applicable", reason=why, line=line)
        case syntax.ExpectedPending():
            return Expectation(target=target, status="pending", reason=why, line=line)
        case syntax.ExpectedUnknown():
            context.report(
                Span(node.outcome.span.end - 1, node.outcome.span.end),
                "C021",
                target=context.written(node.target.span),
            )
            return None
        case syntax.ExpectedValue(value=literal):
            value = _expected_value(literal, node.target, context)
            if value is _WRONG:
                return None
            return Expectation(target=target, value=value, reason=why, line=line)


#: What the result of a target is written as.
_RESULTS: dict[str, tuple[ValueType, tuple[str, ...]]] = {
    "RATIO": (ValueType.RATIO, ("PERCENTAGE",)),
    "BAND": (ValueType.TEXT, ("STRING",)),
    "RANK": (ValueType.COUNT, ("NUMBER",)),
}
_POINTS = (ValueType.POINTS, ("NUMBER",))


def _expected_value(node: syntax.Literal, target: Token, context: Context) -> Any:
    """A result as text: points and ranks as decimals, a percentage as its ratio, a band by its name."""
    type_, fits = _RESULTS.get(target.type, _POINTS)
    value = _literal(node, context)
    if value is _WRONG:
        return _WRONG
    whole = type_ is not ValueType.COUNT or not isinstance(value, Decimal) or value % 1 == 0
    if node.token.type not in fits or not whole:
        written = context.written(target.span)
        advice = _EXAMPLES[type_]
        context.report(node.span, "T016", type=types.NAMES[type_], name=written, advice=advice)
        return _WRONG
    return format(value, "f") if isinstance(value, Decimal) else value


class _Wrong:
    """Stands for a value that has been reported."""


_WRONG: Any = _Wrong()


def _value(node: syntax.Node, fact: Fact, context: Context) -> Any:
    if isinstance(node, syntax.EmptyValue) and fact.nullable:
        return None
    match fact.type:
        case ValueType.BOOLEAN if isinstance(node, syntax.Truth):
            return node.word.type in ("YES", "HAS")
        case ValueType.CHOICE if isinstance(node, syntax.CodeValue):
            return _code(node, fact, context)
        case ValueType.SUBSET if isinstance(node, syntax.GroupValue):
            return _codes(node, fact, context)
        case ValueType.RECORD | ValueType.TABLE if isinstance(node, syntax.GroupValue):
            return _row(node, fact, context)
        case _ if isinstance(node, syntax.Literal):
            return _plain(node, fact, context)
        case _:
            return _mismatch(node, fact, context)


#: How a value of each type is written in a scenario.
_EXAMPLES = {
    ValueType.COUNT: Bilingual("viết một số nguyên, ví dụ 5", "write a whole number, such as 5"),
    ValueType.NUMBER: Bilingual("viết một số, ví dụ 17,5", "write a number, such as 17,5"),
    ValueType.POINTS: Bilingual("viết số điểm, ví dụ 0,5", "write points, such as 0,5"),
    ValueType.RATIO: Bilingual("viết một tỷ lệ có dấu %, ví dụ 95%", "write a ratio with %, such as 95%"),
    ValueType.DATE: Bilingual("viết một ngày, ví dụ 31/12/2020", "write a date, such as 31/12/2020"),
    ValueType.BOOLEAN: Bilingual("viết có hoặc không", "write yes or no"),
    ValueType.CHOICE: Bilingual("viết một mã, không có dấu nháy", "write a code, without quotes"),
    ValueType.SUBSET: Bilingual(
        "viết các mã trong ngoặc: (a; b), hoặc ()", "write the codes in parentheses: (a; b), or ()"
    ),
    ValueType.TEXT: Bilingual('viết một đoạn chữ: "…"', 'write a text: "…"'),
    ValueType.RECORD: Bilingual(
        "viết các phần trong ngoặc: (a: 5; b: 6)", "write the parts in parentheses: (a: 5; b: 6)"
    ),
    ValueType.TABLE: Bilingual(
        "viết một hàng trong ngoặc: (a: 5; b: 6)", "write a row in parentheses: (a: 5; b: 6)"
    ),
}


def _mismatch(node: syntax.Node, fact: Fact, context: Context) -> Any:
    advice = _EXAMPLES[fact.type]
    if isinstance(node, syntax.EmptyValue):
        advice = Bilingual(
            f"«{fact.name}» không khai báo «hoặc trống»", f"«{fact.name}» is not declared «or empty»"
        )
    context.report(node.span, "T016", type=types.NAMES[fact.type], name=fact.name, advice=advice)
    return _WRONG


def _plain(node: syntax.Literal, fact: Fact, context: Context) -> Any:
    kind = node.token.type
    fits = {
        ValueType.COUNT: ("NUMBER",),
        ValueType.NUMBER: ("NUMBER",),
        ValueType.RATIO: ("PERCENTAGE",),
        ValueType.DATE: ("DATE", "DAY_MONTH"),
        ValueType.TEXT: ("STRING",),
    }.get(fact.type, ())
    value = _literal(node, context) if kind in fits else _WRONG
    if value is _WRONG and kind in fits:
        return _WRONG
    if value is _WRONG or (fact.type is ValueType.COUNT and value != value.to_integral_value()):
        return _mismatch(node, fact, context)
    if isinstance(value, Decimal):
        return format(value * 100 if fact.type is ValueType.RATIO else value, "f")
    return value


def _literal(node: syntax.Literal, context: Context) -> Any:
    token = node.token
    if token.type == "STRING":
        return str(token)
    if token.type in ("DATE", "DAY_MONTH"):
        day = (
            numbers.full_date(token, context) if token.type == "DATE" else numbers.day_of_year(token, context)
        )
        return _WRONG if day is None else day.isoformat()
    value = numbers.decimal(token, context)
    if value is None:
        return _WRONG
    return -value if node.negative else value


def _code(node: syntax.CodeValue, fact: Fact, context: Context) -> Any:
    codes = [code.code for code in fact.codes]
    if str(node.code) in codes:
        return str(node.code)
    context.report(
        node.span,
        "N012",
        context.similar(node.code, codes),
        code=str(node.code),
        name=fact.name,
        codes=", ".join(codes),
    )
    return _WRONG


def _codes(node: syntax.GroupValue, fact: Fact, context: Context) -> Any:
    found = []
    for entry in node.entries:
        if entry.name is not None or not isinstance(entry.value, syntax.CodeValue):
            return _mismatch(entry, fact, context)
        code = _code(entry.value, fact, context)
        if code is _WRONG:
            return _WRONG
        found.append(code)
    return found


def _row(node: syntax.GroupValue, fact: Fact, context: Context) -> Any:
    row: dict[str, Any] = {}
    for entry in node.entries:
        if entry.name is None:
            return _mismatch(entry, fact, context)
        column = column_of(fact, str(entry.name))
        if column is None:
            _report_no_column(entry.name, fact, context)
            return _WRONG
        value = _value(entry.value, column, context)
        if value is _WRONG:
            return _WRONG
        row[column.name] = value
    return row


def _report_no_column(name: Token, fact: Fact, context: Context) -> None:
    columns = [field.name for field in fact.fields]
    context.report(
        name.span,
        "N017",
        context.similar(name, columns),
        name=fact.name,
        column=str(name),
        columns=", ".join(columns),
    )
