"""Counts, numbers, ratios, dates and points, each written as one of its forms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from spec.model import ValueType
from tests.generated import domains, tables
from tests.generated.context import Context, Definition
from tests.generated.sources import source
from tests.generated.written import Binding, Interval, Written, number, percentage

Maker = Callable[[Context, int], Written]


def count(context: Context, depth: int) -> Written:
    """A count."""
    deeper = 1 if depth > 0 else 0
    return context.first_that_works(
        [
            (6, lambda: source(context, ValueType.COUNT)),
            (4 * deeper, lambda: tables.count(context, depth)),
            (
                4 * deeper,
                lambda: tables.figure(context, ValueType.COUNT, ("tổng", "lớn nhất", "nhỏ nhất"), depth),
            ),
            (2, lambda: _size(context)),
            (2 * deeper, lambda: _sum(context, count, depth, whole(context, 1, 5))),
            (1 * deeper, lambda: days(context, depth)),
            (1 * deeper, lambda: extreme(context, count, depth)),
            (1 * deeper, lambda: floor(plain_number(context, depth - 1))),
            (1 * deeper, lambda: defined(context, ValueType.COUNT, count, depth)),
        ]
    )


def plain_number(context: Context, depth: int) -> Written:
    """A number that is no ratio and no points."""
    deeper = 1 if depth > 0 else 0
    return context.first_that_works(
        [
            (6, lambda: source(context, ValueType.NUMBER)),
            (5 * deeper, lambda: tables.figure(context, ValueType.NUMBER, tables.FIGURES, depth)),
            (2 * deeper, lambda: _sum(context, plain_number, depth, decimal(context))),
            (2 * deeper, lambda: _times(context, decimal(context), count(context, depth - 1))),
            (1 * deeper, lambda: _times(context, ratio(context, depth - 1), count(context, depth - 1))),
            (1 * deeper, lambda: _times(context, count(context, depth - 1), count(context, depth - 1))),
            (1 * deeper, lambda: extreme(context, plain_number, depth)),
            (3 * deeper, lambda: tables.average_of_counts(context, depth)),
            (1 * deeper, lambda: defined(context, ValueType.NUMBER, plain_number, depth)),
        ]
    )


def ratio(context: Context, depth: int) -> Written:
    """A ratio."""
    deeper = 1 if depth > 0 else 0
    return context.first_that_works(
        [
            (3, lambda: source(context, ValueType.RATIO)),
            (6 * deeper, lambda: _over(count(context, depth - 1), count(context, depth - 1))),
            (1 * deeper, lambda: _over(plain_number(context, depth - 1), plain_number(context, depth - 1))),
            (1 * deeper, lambda: _complement(ratio(context, depth - 1))),
            (1 * deeper, lambda: _times(context, ratio(context, depth - 1), share(context))),
            (1 * deeper, lambda: _over(ratio(context, depth - 1), whole(context, 2, 4))),
            (1 * deeper, lambda: _sum(context, ratio, depth, share(context))),
            (1 * deeper, lambda: extreme(context, ratio, depth)),
            (3 * deeper, lambda: tables.figure(context, ValueType.RATIO, tables.FIGURES, depth)),
            (1 * deeper, lambda: defined(context, ValueType.RATIO, ratio, depth)),
        ]
    )


def date(context: Context, depth: int) -> Written:
    """A date."""
    deeper = 1 if depth > 0 else 0
    return context.first_that_works(
        [
            (6, lambda: source(context, ValueType.DATE)),
            (2 * deeper, lambda: _shifted(context, date(context, depth - 1))),
            (1 * deeper, lambda: tables.figure(context, ValueType.DATE, ("lớn nhất", "nhỏ nhất"), depth)),
            (1 * deeper, lambda: extreme(context, date, depth)),
            (1 * deeper, lambda: defined(context, ValueType.DATE, date, depth)),
        ]
    )


def points(context: Context, depth: int) -> Written:
    """Points of a leaf: never more than its maximum where they are written as a number."""
    deeper = 1 if depth > 0 else 0
    able = 1 if context.leaf is not None and context.leaf.readable else 0
    return context.first_that_works(
        [
            (4, lambda: some_points(context)),
            (1, lambda: maximum(context)),
            (2 * able, lambda: other_leaf(context)),
            (3 * deeper, lambda: _times(context, ratio(context, depth - 1), maximum(context))),
            (2 * deeper, lambda: _times(context, share(context), maximum(context))),
            (1 * deeper, lambda: _times(context, some_points(context), count(context, depth - 1))),
            (1 * deeper, lambda: _over(maximum(context), count(context, depth - 1))),
            (2 * deeper, lambda: _sum(context, points, depth, some_points(context))),
            (1 * deeper, lambda: extreme(context, points, depth)),
            (1 * deeper, lambda: floor(_times(context, ratio(context, depth - 1), maximum(context)))),
            (1 * deeper, lambda: defined(context, ValueType.POINTS, points, depth)),
        ]
    )


# ---- Literals ------------------------------------------------------------------------------------------


def whole(context: Context, low: int, high: int) -> Written:
    """A whole number."""
    return _literal(Fraction(context.random.randint(low, high)))


def decimal(context: Context) -> Written:
    """A number with up to two decimals."""
    return _literal(Fraction(context.random.choice((25, 50, 100, 125, 150, 250)), 100))


def _literal(value: Fraction) -> Written:
    return Written(number(value), Binding.ATOM, Interval(value, value), literal=True)


def share(context: Context) -> Written:
    """A percentage."""
    value = Fraction(context.random.choice((5, 10, 25, 40, 50, 75, 100)), 100)
    return Written(percentage(value), Binding.ATOM, Interval(value, value))


def some_points(context: Context) -> Written:
    """A number of points within the leaf's maximum, with no more decimals than it has."""
    assert context.leaf is not None
    value = Fraction(context.leaf.maximum)
    step = Fraction(1, 10 ** -int(context.leaf.maximum.as_tuple().exponent))
    parts = context.random.choice((1, 2, 3, 4, 5, 8))
    value = max(step, (value / parts) // step * step)
    return _literal(value)


def maximum(context: Context) -> Written:
    """`điểm tối đa`."""
    assert context.leaf is not None
    value = Fraction(context.leaf.maximum)
    return Written("điểm tối đa", Binding.ATOM, Interval(value, value))


def other_leaf(context: Context) -> Written:
    """Another leaf's points."""
    assert context.leaf is not None
    chosen = context.random.choice(context.leaf.readable)
    return Written(f"điểm({chosen})", interval=Interval(Fraction(0), None), nullable=True)


# ---- Forms that all numbers share ----------------------------------------------------------------------


def extreme(context: Context, maker: Maker, depth: int) -> Written:
    """`lớn nhất(a; b)` or `nhỏ nhất(a; b)`."""
    function = context.random.choice(("lớn nhất", "nhỏ nhất"))
    values = [maker(context, depth - 1) for _ in range(context.random.choice((2, 2, 3)))]
    interval = values[0].interval
    for value in values[1:]:
        interval = interval.joined(value.interval)
    listed = "; ".join(value.text for value in values)
    return Written(
        f"{function}({listed})", interval=interval, nullable=all(value.nullable for value in values)
    )


def floor(inner: Written) -> Written:
    """`làm tròn xuống(x)`: a count of a number, points of points."""
    low = None if inner.interval.low is None else Fraction(inner.interval.low.__floor__())
    high = None if inner.interval.high is None else Fraction(inner.interval.high.__floor__())
    return Written(f"làm tròn xuống({inner.text})", interval=Interval(low, high), nullable=inner.nullable)


def defined(context: Context, type_: ValueType, maker: Maker, depth: int) -> Written | None:
    """A value with a `đặt` of its own; the rows around cannot be seen from there."""
    if context.leaf is None or len(context.leaf.definitions) >= 3:
        return None
    value = maker(context.outside_rows(), depth - 1)
    if value.literal:
        return None
    name = f"t{len(context.leaf.definitions) + 1}_{context.leaf.number.replace('.', '_')}"
    context.leaf.definitions.append(Definition(name, type_, value))
    context.taken.add(name)
    return value.named(name)


def _sum(context: Context, maker: Maker, depth: int, constant: Written) -> Written:
    left = maker(context, depth - 1)
    right = constant if context.chance(0.4) else maker(context, depth - 1)
    nullable = left.nullable or right.nullable
    if context.chance(0.5):
        text = f"{left.inside(Binding.SUM)} + {right.inside(Binding.PRODUCT)}"
        return Written(text, Binding.SUM, left.interval + right.interval, nullable)
    text = f"{left.inside(Binding.SUM)} {context.random.choice('-−')} {right.inside(Binding.PRODUCT)}"
    return Written(text, Binding.SUM, left.interval - right.interval, nullable)


def _times(context: Context, left: Written, right: Written) -> Written:
    if context.chance(0.5):
        left, right = right, left
    text = f"{left.inside(Binding.PRODUCT)} {context.random.choice('×*')} {right.inside(Binding.ATOM)}"
    return Written(
        text, Binding.PRODUCT, left.interval.times(right.interval), left.nullable or right.nullable
    )


def _over(left: Written, right: Written) -> Written:
    text = f"{left.inside(Binding.PRODUCT)} / {right.inside(Binding.ATOM)}"
    return Written(text, Binding.PRODUCT, left.interval.over(right.interval), left.nullable or right.nullable)


def _complement(value: Written) -> Written:
    whole_share = Interval(Fraction(1), Fraction(1))
    return Written(
        f"100% - {value.inside(Binding.PRODUCT)}", Binding.SUM, whole_share - value.interval, value.nullable
    )


# ---- Forms of one type ---------------------------------------------------------------------------------


def _size(context: Context) -> Written:
    """How many codes a subset holds."""
    subset = source(context, ValueType.SUBSET)
    return Written(
        f"đếm({subset.text})", interval=Interval(Fraction(0), Fraction(3)), nullable=subset.nullable
    )


def days(context: Context, depth: int) -> Written:
    """The days between two dates."""
    left, right = date(context, depth - 1), date(context, depth - 1)
    text = f"{left.inside(Binding.SUM)} - {right.inside(Binding.PRODUCT)}"
    return Written(text, Binding.SUM, Interval(), left.nullable or right.nullable)


def _shifted(context: Context, start: Written) -> Written:
    """A date some days later or earlier."""
    constant = whole(context, 5, 30)
    text = f"{start.inside(Binding.SUM)} {context.random.choice('+-')} {constant.text}"
    return Written(text, Binding.SUM, Interval(), start.nullable)


def _near(value: Fraction, step: Fraction) -> Fraction:
    """The value itself, or one just above where it goes on for ever as a decimal: what divides no power of 10."""
    if pow(10, value.denominator.bit_length(), value.denominator) == 0:
        return value
    return -(-value // (step / 1000)) * (step / 1000)


def literal_inside(context: Context, type_: ValueType, interval: Interval) -> Fraction:
    """A value that lies well inside an interval, so that both sides of it can be reached."""
    step = domains.STEPS[type_]
    usual = {
        ValueType.COUNT: (Fraction(0), Fraction(12)),
        ValueType.NUMBER: (Fraction(0), Fraction(50)),
        ValueType.RATIO: (Fraction(0), Fraction(1)),
        ValueType.DATE: (
            domains.middle_of_year(context.year) - 150,
            domains.middle_of_year(context.year) + 150,
        ),
    }[type_]
    low = usual[0] if interval.low is None else interval.low
    high = max(usual[1], low + 12 * step) if interval.high is None else interval.high
    if interval.low is None and low >= high:
        low = high - 12 * step
    low, high = low + step, high - step
    coarse = {ValueType.RATIO: Fraction(5, 100), ValueType.NUMBER: Fraction(1, 2)}.get(type_, step)
    # On the grid: as whole numbers of steps, for fractions are slow.
    lowest, highest = -(-low // coarse), low // coarse + min((high - low) // coarse, 199)
    if lowest > highest:
        return context.random.choice((_near(low, step),))
    return context.random.choice(range(lowest, highest + 1)) * coarse
