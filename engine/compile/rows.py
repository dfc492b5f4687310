"""Conditions on the rows of a table as plain tests of a row, where they need nothing but rows and constants.

``row_test`` gives a binder: given a unit's values it gives the test, which ``any``, ``all`` and ``sum`` can be mapped
with. It knows comparisons of columns with each other and with constants, logic on them, and looking a row up in
another table. It returns None for everything else, which goes the general way (one row at a time in its place).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from engine.compile.fused import OPERATORS
from engine.rounding import exact
from spec.model import expressions as e
from spec.model.expressions import ValueType

if TYPE_CHECKING:
    from engine.compile.expressions import Compiled, Compiler, Values

Row = tuple[Any, ...]
Test = Callable[[Row], Any]
Binder = Callable[["Values"], Test]
PairTest = Callable[[Row, Row], Any]


class RowTest:
    """The test of a condition on rows: the same for every unit (``static``), or bound to a unit's values."""

    def __init__(self, static: Test | None, binder: Binder | None = None) -> None:
        self.static = static
        self.binder = binder

    def bind(self, f: Values) -> Test:
        """The test for one unit."""
        return self.static or self.binder(f)  # type: ignore[misc]


def row_test(node: e.Expression, table: str, compiler: Compiler) -> RowTest | None:
    """The test of a condition on the rows of ``table``; None if it needs more than rows and constants."""
    static = _static(node, table, compiler)
    if static is not None:
        return RowTest(static)
    if isinstance(node, e.Exists):
        found = _lookup(node, table, compiler)
        return None if found is None else RowTest(None, found)
    if isinstance(node, e.Or | e.And):
        tests = [row_test(value, table, compiler) for value in node.values]
        known = [test for test in tests if test is not None]
        if len(known) == len(tests):
            return RowTest(None, _bound(known, any_of=isinstance(node, e.Or)))
    return None


def _bound(tests: list[RowTest], *, any_of: bool) -> Binder:
    """Several tests of which some must be bound: the others come first, joined beforehand (no test has effects)."""
    static = [test.static for test in tests if test.static is not None]
    dynamic = [test for test in tests if test.static is None]
    if len(dynamic) != 1 or not static:
        return lambda f: _joined([test.bind(f) for test in tests], any_of=any_of)
    first, bind = static[0] if len(static) == 1 else _joined(static, any_of=any_of), dynamic[0].bind

    def bound(f: Values) -> Test:
        second = bind(f)
        if any_of:
            return lambda row: first(row) or second(row)
        return lambda row: first(row) and second(row)

    return bound


# ---- Tests of one row


def _static(node: e.Expression, table: str, compiler: Compiler) -> Test | None:
    match node:
        case e.ColumnValue(type=ValueType.BOOLEAN):
            column = _own(node, table, compiler)
            return None if column is None else lambda row: row[column]
        case e.Not(value=e.ColumnValue(type=ValueType.BOOLEAN) as value):
            held = _own(value, table, compiler)
            return None if held is None else lambda row: not row[held]
        case e.Not(value=value):
            inner = _static(value, table, compiler)
            return None if inner is None else lambda row: not inner(row)
        case e.Emptiness(value=value, negated=negated):
            place = _own(value, table, compiler)
            if place is None:
                return None
            return (lambda row: row[place] is not None) if negated else (lambda row: row[place] is None)
        case e.Compare():
            return _compare(node, table, compiler)
        case e.Between():
            return _between(node, table, compiler)
        case e.And(values=(e.Compare(operator="=", left=left, right=right), second)) if not left.nullable:
            return _code_and(left, right, second, table, compiler)
        case e.And(values=values) | e.Or(values=values):
            tests = [_static(value, table, compiler) for value in values]
            known = [test for test in tests if test is not None]
            if len(known) == len(tests):
                return _joined(known, any_of=isinstance(node, e.Or))
            return None
        case _:
            return None


def _code_and(
    left: e.Expression, right: e.Expression, second: e.Expression, table: str, compiler: Compiler
) -> Test | None:
    """«cột = hằng số và …», the usual way to pick rows: one call less for each of them."""
    place, constant = _own(left, table, compiler), _constant(right, compiler)
    rest = _static(second, table, compiler)
    if rest is None:
        return None
    if place is None or constant is None:
        first = _static(
            e.Compare(type=ValueType.BOOLEAN, operator="=", left=left, right=right), table, compiler
        )
        return None if first is None else _joined([first, rest], any_of=False)
    return lambda row: row[place] == constant and rest(row)


def _joined(tests: list[Test], *, any_of: bool) -> Test:
    if len(tests) == 2:
        one, two = tests
        if any_of:
            return lambda row: one(row) or two(row)
        return lambda row: one(row) and two(row)
    if len(tests) == 3:
        one, two, three = tests
        if any_of:
            return lambda row: one(row) or two(row) or three(row)
        return lambda row: one(row) and two(row) and three(row)
    first, rest = tests[0], _joined(tests[1:], any_of=any_of)
    if any_of:
        return lambda row: first(row) or rest(row)
    return lambda row: first(row) and rest(row)


def _own(node: e.Expression, table: str, compiler: Compiler) -> int | None:
    """The place of a column of the row under test."""
    if isinstance(node, e.ColumnValue) and node.table == table and node.depth == 0:
        return compiler.cell(node)[1]
    return None


def _constant(node: e.Expression, compiler: Compiler) -> Any:
    """The value of a literal; None for anything else."""
    node = compiler.inline(node)
    match node:
        case e.Number(value=number):
            return exact(number)
        case e.DateLiteral(value=day):
            return day.toordinal()
        case e.Code(value=text) | e.Text(value=text):
            return text
        case _:
            return None


def _compare(node: e.Compare, table: str, compiler: Compiler) -> Test | None:
    left, holds = _own(node.left, table, compiler), OPERATORS[node.operator]
    if left is None:
        return None
    right = _own(node.right, table, compiler)
    if right is not None:
        if node.left.nullable or node.right.nullable:
            return _nullable_pair(left, right, holds)
        if node.operator == "<=":
            return lambda row: row[left] <= row[right]
        return lambda row: holds(row[left], row[right])
    constant = _constant(node.right, compiler)
    if constant is None:
        return None
    if node.left.nullable:
        return lambda row: row[left] is not None and holds(row[left], constant)
    match node.operator:
        case "=":
            return lambda row: row[left] == constant
        case "<=":
            return lambda row: row[left] <= constant
        case ">=":
            return lambda row: row[left] >= constant
        case _:
            return lambda row: holds(row[left], constant)


def _nullable_pair(left: int, right: int, holds: Callable[[Any, Any], bool]) -> Test:
    def test(row: Row) -> bool:
        a, b = row[left], row[right]
        return a is not None and b is not None and holds(a, b)

    return test


def _between(node: e.Between, table: str, compiler: Compiler) -> Test | None:
    place = _own(node.value, table, compiler)
    low, high = _constant(node.low, compiler), _constant(node.high, compiler)
    if place is None or low is None or high is None:
        return None
    above = OPERATORS[">=" if node.low_inclusive else ">"]
    below = OPERATORS["<=" if node.high_inclusive else "<"]

    def test(row: Row) -> bool:
        value = row[place]
        return value is not None and above(value, low) and below(value, high)

    return test


# ---- Looking a row up in another table


def _lookup(node: e.Exists, table: str, compiler: Compiler) -> Binder | None:
    """«tồn tại(bảng khác với cột = hàng.cột và …)»: a scan of one column, and a test of the pair where it fits."""
    where = node.where
    parts = where.values if isinstance(where, e.And) else (where,)
    first = parts[0]
    if not isinstance(first, e.Compare) or first.operator != "=":
        return None
    inner, outer = _cell(first.left, node.table, 0, compiler), _cell(first.right, table, 1, compiler)
    if inner is None or outer is None or first.left.nullable or first.right.nullable:
        return None
    rest = [_pair(part, node.table, table, compiler) for part in parts[1:]]
    known = [test for test in rest if test is not None]
    if len(known) != len(rest) or len(known) > 1:
        return None
    others = compiler.layout.tables[node.table]
    return _scan(others, inner, outer, known[0] if known else _any_pair)


def _any_pair(_other: Row, _row: Row) -> bool:
    return True


def _scan(others: int, inner: int, outer: int, pair: PairTest) -> Binder:
    def bind(f: Values) -> Test:
        rows = f[others]
        if len(rows) > _INDEX_FROM:
            return _indexed(rows, inner, outer, pair)

        def test(row: Row) -> bool:
            key = row[outer]
            for other in rows:  # noqa: SIM110  (a generator costs more than the loop)
                if other[inner] == key and pair(other, row):
                    return True
            return False

        return test

    return bind


#: From how many rows on an index costs less than a scan for each row.
_INDEX_FROM = 12


def _indexed(rows: tuple[Row, ...], inner: int, outer: int, pair: PairTest) -> Test:
    index: dict[Any, list[Row]] = {}
    for other in rows:
        index.setdefault(other[inner], []).append(other)

    return lambda row: any(pair(other, row) for other in index.get(row[outer], ()))


def _cell(node: e.Expression, table: str, depth: int, compiler: Compiler) -> int | None:
    if isinstance(node, e.ColumnValue) and node.table == table and node.depth == depth:
        return compiler.cell(node)[1]
    return None


def _pair(node: e.Expression, inner: str, outer: str, compiler: Compiler) -> PairTest | None:
    """A comparison of a column of the other table with one of the row, either way round."""
    if not isinstance(node, e.Compare):
        return None
    holds = OPERATORS[node.operator]
    of_row, of_other = _cell(node.left, outer, 1, compiler), _cell(node.right, inner, 0, compiler)
    if of_row is not None and of_other is not None:
        return _holding(of_other, of_row, OPERATORS[_MIRRORED[node.operator]])
    of_other, of_row = _cell(node.left, inner, 0, compiler), _cell(node.right, outer, 1, compiler)
    return None if of_other is None or of_row is None else _holding(of_other, of_row, holds)


#: What a comparison becomes when its sides change places.
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _holding(of_other: int, of_row: int, holds: Callable[[Any, Any], bool]) -> PairTest:
    def pair(other: Row, row: Row) -> bool:
        a, b = other[of_other], row[of_row]
        return a is not None and b is not None and holds(a, b)

    return pair


# ---- Figures over rows


def exists(table: int, test: RowTest) -> Compiled:
    """At least one row passes."""
    static, bind = test.static, test.bind
    if static is not None:
        return lambda f: any(map(static, f[table]))
    return lambda f: any(map(bind(f), f[table]))


def every(table: int, test: RowTest) -> Compiled:
    """Each row passes."""
    static, bind = test.static, test.bind
    if static is not None:
        return lambda f: all(map(static, f[table]))
    return lambda f: all(map(bind(f), f[table]))


def every_pair(node: e.Expression, table: str, compiler: Compiler) -> Compiled | None:
    """Each row has one column against another, without a call for a row; None for any other condition."""
    if not isinstance(node, e.Compare) or node.left.nullable or node.right.nullable:
        return None
    left, right = _own(node.left, table, compiler), _own(node.right, table, compiler)
    if left is None or right is None:
        return None
    slot, holds = compiler.layout.tables[table], OPERATORS[node.operator]
    first, second = itemgetter(left), itemgetter(right)

    def every_row(f: Values) -> bool:
        rows = f[slot]
        return all(map(holds, map(first, rows), map(second, rows)))

    return every_row


def count(table: int, test: RowTest) -> Compiled:
    """How many rows pass."""
    bind = test.bind
    return lambda f: len(list(filter(bind(f), f[table])))


_NOTHING = frozenset({None})


def distinct(table: int, column: int, test: RowTest | None, *, nullable: bool) -> Compiled:
    """How many different values a column has in the rows that pass, trống not counted."""
    of = itemgetter(column)
    if test is None:
        if nullable:
            return lambda f: len(set(map(of, f[table])) - _NOTHING)
        return lambda f: len(set(map(of, f[table])))
    bind = test.bind
    if nullable:
        return lambda f: len(set(map(of, filter(bind(f), f[table]))) - _NOTHING)
    return lambda f: len(set(map(of, filter(bind(f), f[table]))))
