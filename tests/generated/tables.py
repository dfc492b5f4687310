"""Figures and conditions over the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from spec.model import ValueType
from tests.generated import conditions
from tests.generated.context import Context
from tests.generated.pool import Declared
from tests.generated.written import Binding, Interval, Written

FIGURES = ("tổng", "trung bình", "lớn nhất", "nhỏ nhất")
_COUNTED = Interval(Fraction(0))
_MOST_NESTED = 2
#: Types of columns by which one table is looked up from another.
_MATCHED = (ValueType.DATE, ValueType.COUNT, ValueType.TEXT)


def _table(context: Context) -> Declared | None:
    """A table whose rows are not around already; at most two are ever nested."""
    if len(context.rows) >= _MOST_NESTED:
        return None
    table = context.pool.fact(ValueType.TABLE, {row.name for row in context.rows})
    return None if table in context.rows else table


def _where(context: Context, table: Declared, depth: int, probability: float = 0.7) -> str:
    """`với C`, or nothing."""
    if not context.chance(probability):
        return ""
    return f" với {conditions.condition(context.within(table), depth - 1).text}"


def count(context: Context, depth: int) -> Written | None:
    """`đếm(bảng với C)`, `đếm(bảng.cột với C)` or `đếm khác nhau(bảng.cột với C)`."""
    table = _table(context)
    if table is None:
        return None
    where = _where(context, table, depth)
    column = context.random.choice(table.parts)
    form = context.pick([(6, f"đếm({table.name}"), (2, f"đếm({table.name}.{column.name}")])
    if column.type is not ValueType.SUBSET and context.chance(0.25):
        form = f"đếm khác nhau({table.name}.{column.name}"
    return Written(f"{form}{where})", interval=_COUNTED)


def figure(context: Context, type_: ValueType, functions: Sequence[str], depth: int) -> Written | None:
    """`tổng(bảng.cột với C)` and its like over a column of this type."""
    table = _table(context)
    if table is None or not table.parts_of(type_):
        return None
    column = context.random.choice(table.parts_of(type_))
    function = context.random.choice(functions)
    where = _where(context, table, depth, 0.5)
    interval = column.interval
    if function == "tổng":
        interval = _COUNTED if interval.never_negative else Interval()
    empty = function in ("lớn nhất", "nhỏ nhất")
    return Written(f"{function}({table.name}.{column.name}{where})", interval=interval, nullable=empty)


def average_of_counts(context: Context, depth: int) -> Written | None:
    """The mean of whole numbers, which is a number."""
    return figure(context, ValueType.COUNT, ("trung bình",), depth)


def exists(context: Context, depth: int) -> Written | None:
    """`tồn tại(bảng với C)`."""
    table = _table(context)
    if table is None:
        return None
    return Written(f"tồn tại({table.name}{_where(context, table, depth, 0.9)})")


def every(context: Context, depth: int) -> Written | None:
    """`mọi(bảng với C đều D)`."""
    table = _table(context)
    if table is None:
        return None
    where = _where(context, table, depth, 0.4)
    satisfied = conditions.condition(context.within(table), depth - 1)
    return Written(f"mọi({table.name}{where} đều {satisfied.text})")


def lookup(context: Context) -> Written | None:
    """One table looked up from a row of another: `tồn tại(hạn_gửi với kỳ = báo_cáo.kỳ)`."""
    outer, table = context.rows[0], _table(context)
    if table is None:
        return None
    pairs = [
        (inner.name, other.name)
        for inner in table.parts
        for other in outer.parts
        if inner.type is other.type and inner.type in _MATCHED
    ]
    if not pairs:
        return None
    column, other_column = context.random.choice(pairs)
    operator = context.random.choice(("=", "=", "<>"))
    match = f"{column} {operator} {outer.name}.{other_column}"
    form = context.random.choice(("tồn tại({table} với {match})", "đếm({table} với {match}) >= 1"))
    binding = Binding.ATOM if form.startswith("tồn tại") else Binding.RELATION
    return Written(form.format(table=table.name, match=match), binding)


def listing(context: Context) -> Written:
    """`liệt kê(bảng.cột với C)`, which only reasons can hold."""
    table = context.pool.fact(ValueType.TABLE)
    column = context.random.choice(table.parts)
    return Written(f"liệt kê({table.name}.{column.name}{_where(context, table, 1, 0.5)})", Binding.ATOM)
