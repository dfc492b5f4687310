"""Ranges as findings speak of them: whether facts can reach one, and how it reads."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from spec.diagnostics import Bilingual
from spec.model import expressions as e
from spec.model.criteria import Leaf
from spec.model.expressions import ValueType
from spec.proofs.lowering import Lowering, Scope
from spec.proofs.system import System
from spec.proofs.values import Ratio, whole
from spec.ranges import Cut, Range, between_whole
from spec.resolve.numbers import shown


def is_possible(
    range_: Range, value: e.Expression, leaf: Leaf, starts: Iterable[System], lowering: Lowering
) -> bool:
    """Whether facts inside their domains can bring a value into a range."""
    for start in starts:
        for system, found in lowering.number(value, start, Scope(leaf, leaf.line)):
            if isinstance(found, Ratio) and _holds(range_, found, system, lowering):
                return True
    return False


def _holds(range_: Range, value: Ratio, system: System, lowering: Lowering) -> bool:
    low, high = range_
    known: System | None = system
    if low is not None:
        known = system.with_form(lowering.difference(value, whole(low.value)), strict=low.side == 1)
    if high is not None and known is not None:
        known = known.with_form(lowering.difference(whole(high.value), value), strict=high.side == 0)
    return known is not None and known.possible


def written(ranges: Iterable[Range], value: e.Expression) -> Bilingual:
    """«từ 95% đến dưới 100%», one after the other."""
    found = [_written(range_, value.type) for range_ in ranges]
    return Bilingual("; ".join(one.vi for one in found), "; ".join(one.en for one in found))


def _written(range_: Range, kind: ValueType) -> Bilingual:
    if kind in (ValueType.COUNT, ValueType.DATE):  # «từ 6 đến 11» rather than «trên 5 đến dưới 12»
        low, high = between_whole(range_)
        range_ = low, None if high is None else Cut(high.value - 1, 1)
    low, high = range_
    if low is not None and high is not None and low.value == high.value:
        return Bilingual(_value(low.value, kind), _value(low.value, kind))
    if high is None:
        return _from(low, kind, last=True)
    end = _value(high.value, kind)
    inside = high.side == 1
    if low is None:
        return (
            Bilingual(f"không quá {end}", f"at most {end}")
            if inside
            else Bilingual(f"dưới {end}", f"below {end}")
        )
    start = _from(low, kind, last=False)
    return Bilingual(
        f"{start.vi} đến {end}" if inside else f"{start.vi} đến dưới {end}",
        f"{start.en} up to {end}" if inside else f"{start.en} up to below {end}",
    )


def _from(low: Cut | None, kind: ValueType, *, last: bool) -> Bilingual:
    if low is None:
        return Bilingual("mọi giá trị", "any value")
    start = _value(low.value, kind)
    if low.side == 1:
        return Bilingual(f"trên {start}", f"above {start}")
    return (
        Bilingual(f"từ {start} trở lên", f"from {start} or more")
        if last
        else Bilingual(f"từ {start}", f"from {start}")
    )


def _value(value: Fraction, kind: ValueType) -> str:
    if kind is ValueType.DATE:
        return date.fromordinal(int(value)).strftime("%d/%m/%Y")
    scaled = value * (100 if kind is ValueType.RATIO else 1)
    text = shown(Decimal(scaled.numerator) / Decimal(scaled.denominator))
    return text + "%" if kind is ValueType.RATIO else text
