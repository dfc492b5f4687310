"""Conditions and counts as a person says them, by the labels of the facts; else as they are written."""

from typing import Any

from spec.diagnostics import Bilingual
from spec.diff.pair import Pair
from spec.diff.side import Side
from spec.diff.values import Literal, bounds_in_words, code_label, declared, filled, literal_text, short
from spec.model import expressions as e
from spec.resolve.numbers import shown

_AND, _OR = Bilingual(" và ", " and "), Bilingual(" hoặc ", " or ")

_EMPTY = {
    True: Bilingual("{x} để trống", "{x} is left empty"),
    False: Bilingual("{x} có giá trị", "{x} is given"),
}
_BOUNDS = Bilingual("{x} {bounds}", "{x} {bounds}")
_CODE = Bilingual("{x} là {bounds}", "{x} is {bounds}")


def condition(statement: Any, side: Side) -> Bilingual:
    """The condition of a statement: «có kế hoạch» và «số lần» từ 3 trở lên."""
    said = _said(statement.condition, side)
    if said is not None:
        return said
    written = f"«{side.written(statement, 'condition')}»"
    return Bilingual(written, written)


def _said(expression: e.Expression, side: Side) -> Bilingual | None:
    match expression:
        case e.And(values=values):
            return _joined(values, _AND, side)
        case e.Or(values=values) if not any(isinstance(one, e.And) for one in values):
            return _joined(values, _OR, side)
        case e.FactValue():
            label = _label(expression, side)
            return None if label is None else Bilingual(label, label)
        case e.Not(value=e.FactValue() as value):
            label = _label(value, side)
            return None if label is None else Bilingual(f"không {label}", f"not {label}")
        case e.Emptiness(value=value, negated=negated):
            label = _label(value, side)
            return None if label is None else filled(_EMPTY[not negated], {"x": label})
        case e.Membership(subset=subset, code=code, negated=negated):
            words = f"«{code_label(subset, code, side)}»"
            return Bilingual(f"thiếu {words}", f"without {words}") if negated else Bilingual(words, words)
        case e.Compare(left=value) | e.Between(value=value):
            label, bounds = _label(value, side), bounds_in_words(expression, side)
            if label is None or bounds is None:
                return None
            is_code = isinstance(expression, e.Compare) and isinstance(expression.right, e.Code)
            return filled(_CODE if is_code else _BOUNDS, {"x": label, "bounds": bounds})
        case _:
            return None


def _joined(values: tuple[e.Expression, ...], word: Bilingual, side: Side) -> Bilingual | None:
    said = [_said(one, side) for one in values]
    if any(one is None for one in said):
        return None
    known = [one for one in said if one is not None]
    return Bilingual(word.vi.join(one.vi for one in known), word.en.join(one.en for one in known))


def _label(value: e.Expression, side: Side) -> str | None:
    fact = declared(value, side)
    return f"«{short(fact.label)}»" if fact is not None and fact.label else None


def counted(statement: Any, side: Side) -> Bilingual:
    """What a statement counts with «mỗi»: a unit and what the fact is, or as it is written."""
    fact = declared(statement.each, side)
    if fact is None or not fact.label:
        written = f"«{side.written(statement, 'each')}»"
        return Bilingual(f"mỗi {written}", f"each of {written}")
    if not fact.unit:
        return Bilingual(f"mỗi đơn vị của «{short(fact.label)}»", f"each of «{short(fact.label)}»")
    return Bilingual(f"mỗi {fact.unit} («{short(fact.label)}»)", f"each {fact.unit} («{short(fact.label)}»)")


def measure(statement: Any, side: Side) -> Bilingual:
    """For what points are given or taken: «cho mỗi lần (…)», «khi …»."""
    if statement.condition is None:
        each = counted(statement, side)
        return Bilingual(f"cho {each.vi}", f"for {each.en}")
    said = condition(statement, side)
    return Bilingual(f"khi {said.vi}", f"when {said.en}")


def points(statement: Any, side: Side, part: str = "points") -> Bilingual:
    """Points as they are written, with the word for them."""
    amount = amount_text(statement, side, part)
    if isinstance(side.settled(getattr(statement, part)), e.Number):
        return Bilingual(f"{amount} điểm", f"{amount} points")
    return Bilingual(amount, amount)


def amount_text(statement: Any, side: Side, part: str = "points") -> str:
    """The number of points that a statement gives, or the expression as it is written."""
    value = side.settled(getattr(statement, part))
    return shown(value.value) if isinstance(value, e.Number) else f"«{side.written(statement, part)}»"


def value_text(statement: Any, side: Side, part: str) -> str:
    """A number, percentage or day, or the expression as it is written."""
    value = side.settled(getattr(statement, part))
    if isinstance(value, Literal):
        return literal_text(value, side.digests.model.year)
    return f"«{side.written(statement, part)}»"


def points_moved(was: Any, now: Any, pair: Pair) -> Bilingual:
    """The points of a statement that were raised, lowered or changed."""
    texts = (amount_text(was, pair.old), amount_text(now, pair.new))
    return pair.moved(was.points, texts[0], now.points, texts[1])
