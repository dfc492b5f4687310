"""The simplest expressions: a fact, a field, a column, last year's or the block's best value, a definition."""

from __future__ import annotations

from spec.model import ValueType
from tests.generated.context import Context
from tests.generated.pool import Declared
from tests.generated.written import Written

#: The types of which a block has a best value.
_BEST = (ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO)


def source(context: Context, type_: ValueType) -> Written:
    """A value of a type that is simply read; a fact can always be declared."""
    in_row = 14 if context.rows else 0
    nested = 4 if len(context.rows) > 1 else 0
    outside = 0 if context.rows or type_ in (ValueType.TEXT, ValueType.SUBSET) else 1
    return context.first_that_works(
        [
            (3 if context.rows else 6, lambda: fact(context, type_)),
            (in_row, lambda: column(context, type_, outermost=False)),
            (nested, lambda: column(context, type_, outermost=True)),
            (2, lambda: record_field(context, type_)),
            (outside, lambda: previous(context, type_)),
            (outside if type_ in _BEST and not context.one_unit else 0, lambda: best(context, type_)),
            (2, lambda: definition(context, type_)),
        ]
    )


def fact(context: Context, type_: ValueType) -> Written:
    """A fact, preferably one that this condition has not used yet."""
    declared = context.pool.fact(type_, context.taken)
    context.taken.add(declared.name)
    return _read(declared.name, declared)


def column(context: Context, type_: ValueType, *, outermost: bool) -> Written | None:
    """A column of the row: named bare of the innermost one, with its table of one around it."""
    table = context.rows[0] if outermost else context.rows[-1]
    able = [one for one in table.parts_of(type_) if f"{table.name}.{one.name}" not in context.taken]
    if not able:
        return None
    chosen = context.random.choice(able)
    context.taken.add(f"{table.name}.{chosen.name}")
    return _read(f"{table.name}.{chosen.name}" if outermost else chosen.name, chosen)


def record_field(context: Context, type_: ValueType) -> Written | None:
    """A field of a record, if one has this type."""
    if type_ is ValueType.COUNT:
        context.pool.fact(ValueType.RECORD)
    able = [
        (f"{record.name}.{part.name}", part)
        for record in context.pool.of_type(ValueType.RECORD)
        for part in record.parts_of(type_)
    ]
    free = [(name, part) for name, part in able if name not in context.taken]
    if not free:
        return None
    name, part = context.random.choice(free)
    context.taken.add(name)
    return _read(name, part)


def previous(context: Context, type_: ValueType) -> Written | None:
    """Last year's value of a fact or of a field: trống where there was no last year."""
    inner = record_field(context, type_) if context.chance(0.2) else fact(context, type_)
    if inner is None:
        return None
    return Written(f"năm trước({inner.text})", interval=inner.interval, nullable=True)


def best(context: Context, type_: ValueType) -> Written:
    """The best of the block."""
    declared = context.pool.fact(type_, context.taken)
    context.taken.add(declared.name)
    return _read(f"tốt nhất({declared.name})", declared)


def definition(context: Context, type_: ValueType) -> Written | None:
    """A definition of this type, if there is one already."""
    there = list(context.set_definitions)
    if context.leaf is not None:
        there += context.leaf.definitions
    able = [one for one in there if one.type is type_ and one.name not in context.taken]
    if not able:
        return None
    chosen = context.random.choice(able)
    context.taken.add(chosen.name)
    return chosen.value.named(chosen.name)


def _read(text: str, declared: Declared) -> Written:
    return Written(text, interval=declared.interval, nullable=declared.nullable)
