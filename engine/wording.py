"""Values as people read them: Vietnamese decimal comma, days as d/m/y, percentages to three places."""

from datetime import date
from fractions import Fraction
from typing import Any

from engine.layout import MISSING
from engine.rounding import half_up, text
from spec.model.criteria import Fact
from spec.model.expressions import ValueType

_PLACES = 6
_PERCENT_PLACES = 3


def decimal_text(value: Fraction | int, places: int = _PLACES) -> str:
    """A number with a decimal comma, rounded to some places where it does not end."""
    return text(half_up(value, places), places).replace(".", ",")


def percent_text(ratio: Fraction | int) -> str:
    """A ratio as a percentage: 40/47 is 85,106%."""
    return decimal_text(ratio * 100, _PERCENT_PLACES) + "%"


def value_text(value: Any, type_: ValueType, fact: Fact | None = None) -> str:
    """A value of a type; codes are shown by their wording where the declaration is given."""
    if value is None:
        return "trống"
    if value is MISSING:
        return "chưa khai"
    match type_:
        case ValueType.COUNT | ValueType.NUMBER | ValueType.POINTS:
            return decimal_text(value)
        case ValueType.RATIO:
            return percent_text(value)
        case ValueType.DATE:
            return date.fromordinal(value).strftime("%d/%m/%Y")
        case ValueType.BOOLEAN:
            return "có" if value else "không"
        case ValueType.CHOICE:
            return code_text(value, fact)
        case ValueType.SUBSET:
            return ", ".join(code_text(code, fact) for code in _in_order(value, fact)) or "không có"
        case _:
            return str(value)


def _in_order(codes: frozenset[str], fact: Fact | None) -> list[str]:
    order = {code.code: index for index, code in enumerate(fact.codes)} if fact else {}
    return sorted(codes, key=lambda code: (order.get(code, len(order)), code))


def code_text(code: str, fact: Fact | None) -> str:
    """A code by its wording; itself where it has none."""
    labels = {one.code: one.label for one in fact.codes} if fact else {}
    return labels.get(code) or code
