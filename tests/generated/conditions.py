"""Conditions. Each atom can come out either way, and no source is used twice in one condition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from spec.model import ValueType
from tests.generated import amounts, domains, tables
from tests.generated.context import Context
from tests.generated.sources import source
from tests.generated.written import Binding, Interval, Written, day, number

_Numeric = Callable[[Context, int], Written]


def condition(context: Context, depth: int) -> Written:
    """A condition of any form."""
    if depth > 0 and context.chance(0.35):
        return _combined(context, depth)
    return _atom(context, depth)


def _combined(context: Context, depth: int) -> Written:
    form = context.pick([(4, "và"), (4, "hoặc"), (2, "không")])
    if form == "không":
        return negated(condition(context, depth - 1))
    binding = Binding.AND if form == "và" else Binding.OR
    parts = [condition(context, depth - 1) for _ in range(context.random.choice((2, 2, 3)))]
    return Written(f" {form} ".join(part.inside(Binding(binding + 1)) for part in parts), binding)


def negated(inner: Written) -> Written:
    """`không C`; parentheses where a comparison would not read well."""
    return Written(f"không {inner.inside(Binding.ATOM)}", Binding.NOT)


def _atom(context: Context, depth: int) -> Written:
    deeper = 1 if depth > 0 else 0
    outer = 0 if context.rows else 1
    readable = outer if context.leaf is not None and context.leaf.readable else 0
    return context.first_that_works(
        [
            (4, lambda: yes_or_no(context)),
            (4, lambda: _compared(context, ValueType.COUNT, amounts.count, depth)),
            (2, lambda: _compared(context, ValueType.NUMBER, amounts.plain_number, depth)),
            (3, lambda: _compared(context, ValueType.RATIO, amounts.ratio, depth)),
            (3, lambda: _compared(context, ValueType.DATE, amounts.date, depth)),
            (2, lambda: two_compared(context, depth)),
            (3, lambda: choice(context)),
            (3, lambda: membership(context)),
            (2, lambda: emptiness(context)),
            (1, lambda: _text(context)),
            (3 * deeper, lambda: tables.exists(context, depth)),
            (2 * deeper, lambda: tables.every(context, depth)),
            (6 if len(context.rows) == 1 else 0, lambda: tables.lookup(context)),
            (2 * readable, lambda: _points_compared(context)),
            (outer, lambda: _against_last_year(context)),
        ]
    )


# ---- Atoms ---------------------------------------------------------------------------------------------


def yes_or_no(context: Context) -> Written:
    """A yes/no fact, alone or compared."""
    name = source(context, ValueType.BOOLEAN).text
    form = context.pick(
        [(5, ""), (3, "không "), (1, " = có"), (1, " = không"), (1, " <> có"), (1, " <> không")]
    )
    if form.startswith(" "):
        return Written(name + form, Binding.RELATION)
    return Written(form + name, Binding.NOT if form else Binding.ATOM)


def choice(context: Context) -> Written | None:
    """`muc = nhe`."""
    chosen = source(context, ValueType.CHOICE)
    codes = codes_of(context, chosen.text)
    operator = context.pick([(4, "="), (1, "<>")])
    return Written(f"{chosen.text} {operator} {context.random.choice(codes)}", Binding.RELATION)


def membership(context: Context) -> Written | None:
    """`tap có ma` or `tap không có ma`."""
    chosen = source(context, ValueType.SUBSET)
    code = context.random.choice(codes_of(context, chosen.text))
    return Written(f"{chosen.text} {context.pick([(3, 'có'), (2, 'không có')])} {code}", Binding.RELATION)


def codes_of(context: Context, written: str) -> tuple[str, ...]:
    """The codes of the choice or subset that an expression reads."""
    path = written.removeprefix("năm trước(").removesuffix(")").split(".")
    tables_around = [part for table in reversed(context.rows) for part in table.parts]
    if len(path) == 1:
        here = [*tables_around, *context.pool.declared]
    else:
        here = [part for fact in context.pool.declared if fact.name == path[0] for part in fact.parts]
    return next(part.codes for part in here if part.name == path[-1])


def emptiness(context: Context) -> Written | None:
    """`x là trống` or `x không trống` of something that can be."""
    type_ = context.random.choice((ValueType.DATE, ValueType.COUNT, ValueType.CHOICE))
    read = source(context, type_)
    if not read.nullable:
        return None
    return Written(f"{read.text} {context.random.choice(('là trống', 'không trống'))}", Binding.RELATION)


def _text(context: Context) -> Written:
    read = source(context, ValueType.TEXT)
    operator = context.random.choice(("=", "<>"))
    return Written(
        f'{read.text} {operator} "{context.random.choice(("A1", "Số 2/KH", "H3"))}"', Binding.RELATION
    )


def _points_compared(context: Context) -> Written:
    points = amounts.other_leaf(context)
    bound = Fraction(context.random.choice((0, 25, 50)), 100)
    operator = context.random.choice((">", "<=")) if not bound else context.random.choice((">=", "<"))
    return Written(f"{points.text} {operator} {number(bound)}", Binding.RELATION)


def _against_last_year(context: Context) -> Written:
    """`x > năm trước(x)`."""
    type_ = context.random.choice((ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO))
    name = context.pool.fact(type_, context.taken).name
    context.taken.add(name)
    operator = context.random.choice((">", ">=", "<", "<=", "=", "<>"))
    return Written(f"{name} {operator} năm trước({name})", Binding.RELATION)


def two_compared(context: Context, depth: int) -> Written | None:
    """Two values of one type against each other."""
    makers: list[_Numeric] = [amounts.count, amounts.plain_number, amounts.ratio, amounts.date]
    maker = context.random.choice(makers)
    left, right = maker(context, depth - 1), maker(context, depth - 1)
    if left.interval != Interval() or right.interval != Interval():
        apart = (left.interval - right.interval, right.interval - left.interval)
        if any(gap.low is not None and gap.low >= 0 for gap in apart):
            return None
    operator = context.random.choice((">", ">=", "<", "<=", "=", "<>"))
    return Written(f"{left.inside(Binding.SUM)} {operator} {right.inside(Binding.SUM)}", Binding.RELATION)


# ---- Against constants ---------------------------------------------------------------------------------


def _compared(context: Context, type_: ValueType, maker: _Numeric, depth: int) -> Written | None:
    value = maker(context, depth - 1)
    return None if value.literal else against_constants(context, type_, value)


def against_constants(context: Context, type_: ValueType, value: Written) -> Written | None:
    """A value against one or two constants that lie well inside its interval."""
    interval, step = value.interval, domains.STEPS[type_]
    if interval.low is not None and interval.high is not None and interval.high - interval.low < 3 * step:
        return None
    low = amounts.literal_inside(context, type_, interval)
    high = amounts.literal_inside(context, type_, interval)
    low, high = min(low, high), max(low, high)
    a, b = literal(context, type_, low), literal(context, type_, high)
    if type_ is ValueType.DATE:
        a = context.pick([(8, a), (1, f"{a} + 3"), (1, f"{a} - 2")])
        forms = [
            f"đến hết {a}",
            f"trước {a}",
            f"sau {a}",
            f"từ {a}",
            f"từ {a} đến hết {b}",
            f"<= {b}",
            f"> {a}",
        ]
    else:
        forms = [
            f"từ {a} trở lên",
            f"từ {a} trở xuống",
            f"ít nhất {a}",
            f"không quá {a}",
            f"trên {a}",
            f"dưới {a}",
        ]
        forms += [
            f"từ {a} đến {b}",
            f"từ {a}",
            f"đến {a}",
            f">= {a}",
            f"< {a}",
            f"> {a}",
            f"<= {a}",
            f"<> {a}",
        ]
        forms += [f"= {a}"] * 3
        if low < high:
            forms += [f"từ {a} đến dưới {b}", f"trên {a} đến {b}"]
        if low + step < high:
            forms.append(f"trên {a} đến dưới {b}")
    return Written(f"{value.inside(Binding.SUM)} {context.random.choice(forms)}", Binding.RELATION)


def literal(context: Context, type_: ValueType, value: Fraction) -> str:
    """A constant of a type."""
    if type_ is ValueType.DATE:
        return day(date.fromordinal(int(value)), context.year)
    return domains.literal(type_, value, context.year)
