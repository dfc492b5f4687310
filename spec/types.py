"""Which values go together: the types an expression may have, and what arithmetic makes of them.

A literal fits several types until its surroundings decide (``0,5`` is a number or points), so an expression has a
set of candidates. Points, ratios, counts and dates do not mix; only 0 is the same in all of them.
"""

from decimal import Decimal

from spec.diagnostics import Bilingual
from spec.model.expressions import NUMERIC, ValueType

Types = frozenset[ValueType]

COUNT = frozenset({ValueType.COUNT})
NUMBER = frozenset({ValueType.NUMBER})
RATIO = frozenset({ValueType.RATIO})
POINTS = frozenset({ValueType.POINTS})
DATE = frozenset({ValueType.DATE})
BOOLEAN = frozenset({ValueType.BOOLEAN})

#: The order in which the type of an expression is settled when nothing else decides.
_PREFERENCE = tuple(ValueType(name) for name in ("count", "number", "points", "ratio"))

NAMES: dict[ValueType, Bilingual] = {
    ValueType.COUNT: Bilingual("số đếm", "a count"),
    ValueType.NUMBER: Bilingual("số", "a number"),
    ValueType.RATIO: Bilingual("tỷ lệ", "a ratio"),
    ValueType.POINTS: Bilingual("điểm", "points"),
    ValueType.DATE: Bilingual("ngày", "a date"),
    ValueType.BOOLEAN: Bilingual("điều kiện có/không", "a yes/no condition"),
    ValueType.CHOICE: Bilingual("lựa chọn", "a choice"),
    ValueType.SUBSET: Bilingual("tập con", "a subset"),
    ValueType.TEXT: Bilingual("văn bản", "a text"),
    ValueType.TABLE: Bilingual("bảng", "a table"),
    ValueType.RECORD: Bilingual("bản ghi", "a record"),
}


def literal(value: Decimal) -> Types:
    """What a plain number may be."""
    types = {ValueType.NUMBER, ValueType.POINTS}
    if value == value.to_integral_value():
        types.add(ValueType.COUNT)
    if value == 0:
        types.add(ValueType.RATIO)
    return frozenset(types)


def principal(types: Types) -> ValueType:
    """The type that an expression is given when its surroundings leave a choice."""
    for preferred in _PREFERENCE:
        if preferred in types:
            return preferred
    return next(iter(types))


def name(types: Types) -> Bilingual:
    """What a message calls a value of these types."""
    return NAMES[principal(types)]


def both(left: Types, right: Types) -> Bilingual:
    """What a message calls two values of different types."""
    first, second = name(left), name(right)
    return Bilingual(f"{first.vi} cùng với {second.vi}", f"{first.en} together with {second.en}")


def common(left: Types, right: Types) -> Types:
    """The types in which two values can be compared or added; counts and numbers go together."""
    both = left & right
    if both:
        return both
    plain = COUNT | NUMBER
    return NUMBER if left & plain and right & plain else frozenset()


def numeric(types: Types) -> bool:
    """Whether arithmetic works on them."""
    return bool(types & NUMERIC)


def _pairs(left: Types, right: Types, table: dict[tuple[ValueType, ValueType], ValueType]) -> Types:
    return frozenset(table[pair] for pair in ((a, b) for a in left for b in right) if pair in table)


_C, _N, _R, _P = ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO, ValueType.POINTS
_PRODUCTS = {
    (_C, _C): _N,
    (_C, _N): _N,
    (_C, _R): _N,
    (_C, _P): _P,
    (_N, _N): _N,
    (_N, _R): _N,
    (_N, _P): _P,
    (_R, _R): _R,
    (_R, _P): _P,
}
_PRODUCTS |= {(b, a): result for (a, b), result in _PRODUCTS.items()}
_QUOTIENTS = {
    (_C, _C): _R,
    (_C, _N): _R,
    (_N, _C): _R,
    (_N, _N): _R,
    (_R, _R): _R,
    (_P, _P): _R,
    (_C, _R): _N,
    (_N, _R): _N,
    (_P, _C): _P,
    (_P, _N): _P,
    (_P, _R): _P,
    (_R, _C): _R,
    (_R, _N): _R,
}


def product(left: Types, right: Types, left_is_literal: bool, right_is_literal: bool) -> Types:
    """The types of a product; empty if the two cannot be multiplied.

    A literal factor leaves the other side's type as it is and may also turn it into points: «t × 2,0» is how
    annexes write a share of two points, «0,25 × số kỳ» points for each period.
    """
    if left_is_literal and right_is_literal:
        return literal(Decimal("0.5")) | RATIO if ValueType.RATIO in left | right else literal(Decimal("0.5"))
    if left_is_literal != right_is_literal and ValueType.RATIO not in (left if left_is_literal else right):
        other = right if left_is_literal else left
        if not numeric(other):
            return frozenset()
        return (other - COUNT) | (NUMBER if other & (COUNT | NUMBER) else frozenset()) | POINTS
    return _pairs(left, right, _PRODUCTS)


def quotient(left: Types, right: Types, left_is_literal: bool, right_is_literal: bool) -> Types:
    """The types of a quotient; empty if the two cannot be divided."""
    if right_is_literal and left_is_literal:
        return NUMBER | POINTS | RATIO
    if right_is_literal and ValueType.RATIO not in right and numeric(left):
        plain = NUMBER | POINTS | RATIO if left & (COUNT | NUMBER) else frozenset()
        return (left - COUNT) | plain
    return _pairs(left, right, _QUOTIENTS)
