"""Mutants: each is the set with one small change of its rules.

Changed are constants (by their last unit, days by one day), points (by 0,25), comparisons (to their neighbour), «và»
and «hoặc», «không», and each line is once left out. Not changed is what gives no points: facts with their domains,
constraints and warnings, texts and codes, the council's step.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar

from engine.scenarios.operands import operand, written_number
from spec.diagnostics import Bilingual
from spec.model import CriteriaSet
from spec.model import expressions as e
from spec.model.base import Part
from spec.model.criteria import Adjustment, Band, Leaf
from spec.model.expressions import ValueType
from spec.model.rules import Rule, Statement
from spec.source import Source

Kind = Literal["constant", "points", "comparison", "logic", "removed"]

Item = TypeVar("Item")
Whole = TypeVar("Whole", bound=Part)

_QUARTER = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: its kind, and the words for what stood there and what stands there now."""

    kind: Kind
    before: Bilingual
    after: Bilingual


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed leaf, or the set with changed definitions, bonuses, penalties or bands.

    ``leaf`` is empty where the change is outside of the leaves; ``line`` and ``written`` are the line that is changed.
    """

    line: int
    written: str
    change: Change
    leaf: Leaf | None = None
    model: CriteriaSet | None = None


def mutants_of(leaf: Leaf) -> Iterator[Mutant]:
    """The mutants of a leaf, by line."""
    found: list[Mutant] = []
    for index, definition in enumerate(leaf.definitions):
        for change, value in _variants(definition.value):
            changed = definition.model_copy(update={"value": value})
            definitions = _replaced(leaf.definitions, index, changed)
            made = leaf.model_copy(update={"definitions": definitions})
            found.append(Mutant(definition.line, definition.written, change, made))
    for index, rule in enumerate(leaf.rules):
        for change, changed_rule in _variants_of_rule(rule):
            made = leaf.model_copy(update={"rules": _replaced(leaf.rules, index, changed_rule)})
            found.append(Mutant(rule.line, rule.written, change, made))
    return iter(sorted(found, key=lambda one: one.line))


def mutants_of_set(model: CriteriaSet, source: Source) -> Iterator[Mutant]:
    """The mutants outside of the leaves: definitions of the set, bonuses and penalties, bands."""
    found: list[Mutant] = []
    for index, definition in enumerate(model.definitions):
        for change, value in _variants(definition.value):
            changed = _replaced(model.definitions, index, definition.model_copy(update={"value": value}))
            made = model.model_copy(update={"definitions": changed})
            found.append(Mutant(definition.line, definition.written, change, model=made))
    for index, adjustment in enumerate(model.adjustments):
        for change, part in _variants_of_rule(adjustment):
            made = model.model_copy(update={"adjustments": _replaced(model.adjustments, index, part)})
            found.append(Mutant(adjustment.line, adjustment.written, change, model=made))
    for index, band in enumerate(model.bands):
        for change, changed_band in _variants_of_band(band):
            made = model.model_copy(update={"bands": _replaced(model.bands, index, changed_band)})
            found.append(Mutant(band.line, source.line_text(band.line).strip(), change, model=made))
    return iter(sorted(found, key=lambda one: one.line))


# ---- Statements

_REMOVED = Change("removed", Bilingual("có dòng này", "the line"), Bilingual("bỏ dòng này", "no such line"))


def _variants_of_rule(rule: Rule | Adjustment) -> Iterator[tuple[Change, Statement | None]]:
    """A rule with one thing changed; None where it is left out."""
    yield _REMOVED, None
    yield from _variants_of_parts(rule)


def _variants_of_band(band: Band) -> Iterator[tuple[Change, Band | None]]:
    yield _REMOVED, None
    threshold = e.Number(type=ValueType.RATIO, value=band.threshold)
    for change, number in _of_number(threshold):
        yield change, band.model_copy(update={"threshold": number.value})
    yield from _variants_of_parts(band)


def _replaced(items: tuple[Item, ...], index: int, item: Item | None) -> tuple[Item, ...]:
    """The items with another one at a place, or with none there."""
    return (*items[:index], *(() if item is None else (item,)), *items[index + 1 :])


# ---- Expressions


def _variants_of_parts(whole: Whole) -> Iterator[tuple[Change, Whole]]:
    """A part of the model with one of the expressions inside it changed; reasons are words, not rules."""
    for name in type(whole).model_fields:
        part = getattr(whole, name)
        if name == "reason":
            continue
        if isinstance(part, tuple):
            for index, item in enumerate(part):
                if isinstance(item, Part):
                    for change, changed in _variants(item):
                        yield change, whole.model_copy(update={name: _replaced(part, index, changed)})
        elif isinstance(part, Part):
            for change, changed in _variants(part):
                yield change, whole.model_copy(update={name: changed})


def _variants(node: Part) -> Iterator[tuple[Change, Any]]:
    """An expression with one thing in it changed."""
    own = _OWN.get(type(node))
    if own is not None:
        yield from own(node)
    yield from _variants_of_parts(node)


def _of_number(node: e.Number) -> Iterator[tuple[Change, e.Number]]:
    kind: Kind = "points" if node.type is ValueType.POINTS else "constant"
    step = _QUARTER if kind == "points" else last_unit(node)
    for value in (node.value - step, node.value + step):
        if kind == "constant" or value >= 0:
            changed = node.model_copy(update={"value": value})
            yield Change(kind, _same(written_number(node)), _same(written_number(changed))), changed


def last_unit(node: e.Number) -> Decimal:
    """One in the last place in which a number is written, of a percentage in which its percent is."""
    if node.type is not ValueType.RATIO:
        return Decimal(1).scaleb(min(int(node.value.as_tuple().exponent), 0))
    percent = (node.value * 100).normalize()
    return Decimal(1).scaleb(min(int(percent.as_tuple().exponent), 0) - 2)


def _of_date(node: e.DateLiteral) -> Iterator[tuple[Change, e.DateLiteral]]:
    if node.value in (date.min, date.max):  # the calendar ends there
        return
    for days in (-1, 1):
        changed = node.model_copy(update={"value": node.value + timedelta(days)})
        yield Change("constant", _same(operand(node)), _same(operand(changed))), changed


_NEIGHBOURS = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "<>", "<>": "="}


def _of_comparison(node: e.Compare) -> Iterator[tuple[Change, e.Compare]]:
    changed = node.model_copy(update={"operator": _NEIGHBOURS[node.operator]})
    yield Change("comparison", _comparison(node), _comparison(changed)), changed


_COMPARED = {
    ">=": Bilingual("từ {value} trở lên", "from {value} or more"),
    ">": Bilingual("trên {value}", "above {value}"),
    "<=": Bilingual("không quá {value}", "at most {value}"),
    "<": Bilingual("dưới {value}", "below {value}"),
    "=": Bilingual("= {value}", "= {value}"),
    "<>": Bilingual("<> {value}", "<> {value}"),
}
_DAYS_COMPARED = _COMPARED | {
    ">=": Bilingual("từ {value}", "from {value}"),
    ">": Bilingual("sau {value}", "after {value}"),
    "<=": Bilingual("đến hết {value}", "through {value}"),
    "<": Bilingual("trước {value}", "before {value}"),
}


def _comparison(node: e.Compare) -> Bilingual:
    words = _DAYS_COMPARED if node.left.type is ValueType.DATE else _COMPARED
    return _filled(words[node.operator], node.left, value=node.right)


def _of_range(node: e.Between) -> Iterator[tuple[Change, e.Between]]:
    for end in ("low_inclusive", "high_inclusive"):
        changed = node.model_copy(update={end: not getattr(node, end)})
        yield Change("comparison", _range(node), _range(changed)), changed


_RANGES = {
    (True, True): Bilingual("từ {low} đến {high}", "from {low} up to {high}"),
    (True, False): Bilingual("từ {low} đến dưới {high}", "from {low} up to below {high}"),
    (False, True): Bilingual("trên {low} đến {high}", "above {low} up to {high}"),
    (False, False): Bilingual("trên {low} đến dưới {high}", "above {low} up to below {high}"),
}


def _range(node: e.Between) -> Bilingual:
    return _filled(_RANGES[node.low_inclusive, node.high_inclusive], node.value, low=node.low, high=node.high)


_AND, _OR = Bilingual("và", "and"), Bilingual("hoặc", "or")


def _of_and(node: e.And) -> Iterator[tuple[Change, e.Or]]:
    yield Change("logic", _AND, _OR), e.Or(type=node.type, nullable=node.nullable, values=node.values)


def _of_or(node: e.Or) -> Iterator[tuple[Change, e.And]]:
    yield Change("logic", _OR, _AND), e.And(type=node.type, nullable=node.nullable, values=node.values)


def _of_not(node: e.Not) -> Iterator[tuple[Change, e.Expression]]:
    inner = operand(node.value)
    yield Change("logic", Bilingual(f"không {inner}", f"not {inner}"), _same(inner)), node.value


_HAS = {
    False: Bilingual("có {code}", "has {code}"),
    True: Bilingual("không có {code}", "does not have {code}"),
}
_EMPTY = {False: Bilingual("là trống", "is empty"), True: Bilingual("không trống", "is not empty")}


def _of_membership(node: e.Membership) -> Iterator[tuple[Change, e.Membership]]:
    code = e.Code(type=ValueType.CHOICE, value=node.code)
    before, after = (_filled(_HAS[one], node.subset, code=code) for one in (node.negated, not node.negated))
    yield Change("comparison", before, after), node.model_copy(update={"negated": not node.negated})


def _of_emptiness(node: e.Emptiness) -> Iterator[tuple[Change, e.Emptiness]]:
    before, after = (_filled(_EMPTY[one], node.value) for one in (node.negated, not node.negated))
    yield Change("comparison", before, after), node.model_copy(update={"negated": not node.negated})


_OWN: dict[type[Part], Callable[..., Iterator[tuple[Change, Part]]]] = {
    e.Number: _of_number,
    e.DateLiteral: _of_date,
    e.Compare: _of_comparison,
    e.Between: _of_range,
    e.And: _of_and,
    e.Or: _of_or,
    e.Not: _of_not,
    e.Membership: _of_membership,
    e.Emptiness: _of_emptiness,
}


# ---- Words


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)


def _filled(words: Bilingual, subject: e.Expression, **operands: e.Expression) -> Bilingual:
    """What is said of a value, in both languages."""
    shown = {name: operand(one) for name, one in operands.items()}
    return Bilingual(*(f"{operand(subject)} {text.format(**shown)}" for text in (words.vi, words.en)))
