"""Numbers, days and bounds in words, for people and for programs."""

import textwrap
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from spec.diagnostics import Bilingual
from spec.diff.side import Side
from spec.model import Fact
from spec.model import expressions as e
from spec.resolve.numbers import shown

_LONGEST_LABEL = 80

Literal = e.Number | e.DateLiteral

_NUMBER = {
    ">=": Bilingual("từ {x} trở lên", "{x} or more"),
    ">": Bilingual("trên {x}", "above {x}"),
    "<=": Bilingual("không quá {x}", "{x} or less"),
    "<": Bilingual("dưới {x}", "below {x}"),
    "=": Bilingual("bằng {x}", "equal to {x}"),
    "<>": Bilingual("khác {x}", "other than {x}"),
}
_DAY = {
    ">=": Bilingual("từ {x}", "from {x}"),
    ">": Bilingual("sau {x}", "after {x}"),
    "<=": Bilingual("đến hết {x}", "through {x}"),
    "<": Bilingual("trước {x}", "before {x}"),
    "=": Bilingual("đúng ngày {x}", "on {x}"),
    "<>": Bilingual("khác ngày {x}", "other than {x}"),
}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "<>": "<>"}
_LOW = {True: Bilingual("từ {x}", "from {x}"), False: Bilingual("trên {x}", "above {x}")}
_HIGH = {True: Bilingual("đến {x}", "up to {x}"), False: Bilingual("đến dưới {x}", "up to below {x}")}
_LAST_DAY = {
    True: Bilingual("đến hết {x}", "through {x}"),
    False: Bilingual("đến trước {x}", "up to before {x}"),
}
_MOVED = {
    "raised": Bilingual("tăng từ {was} lên {now}", "raised from {was} to {now}"),
    "lowered": Bilingual("giảm từ {was} xuống {now}", "lowered from {was} to {now}"),
    "changed": Bilingual("đổi từ {was} thành {now}", "changed from {was} to {now}"),
}


def filled(words: Bilingual, values: Mapping[str, str | Bilingual]) -> Bilingual:
    """Words in both languages with their values."""
    vi = {name: one.vi if isinstance(one, Bilingual) else one for name, one in values.items()}
    en = {name: one.en if isinstance(one, Bilingual) else one for name, one in values.items()}
    return Bilingual(words.vi.format_map(vi), words.en.format_map(en))


def short(label: str) -> str:
    """A label as far as it can be read in the midst of a sentence."""
    return textwrap.shorten(label, _LONGEST_LABEL, placeholder=" …")


def day_text(day: date, year: int) -> str:
    """A day as decisions write it; its year only where it is not the set's own."""
    return f"{day:%d/%m}" if day.year == year else f"{day:%d/%m/%Y}"


def literal_text(literal: Literal, year: int) -> str:
    """A number, percentage or day as a person reads it."""
    if isinstance(literal, e.DateLiteral):
        return day_text(literal.value, year)
    if literal.type is e.ValueType.RATIO:
        return shown(literal.value * 100) + "%"
    return shown(literal.value)


def literal_plain(literal: Literal) -> str:
    """The same for programs: a decimal point, a day as year-month-day."""
    if isinstance(literal, e.DateLiteral):
        return literal.value.isoformat()
    if literal.type is e.ValueType.RATIO:
        return decimal_plain(literal.value * 100) + "%"
    return decimal_plain(literal.value)


def decimal_plain(value: Decimal) -> str:
    """A decimal for programs: 1.25."""
    return format(value.normalize(), "f")


def moved(old: Decimal, new: Decimal, said: Callable[[Decimal], str] = shown) -> Bilingual:
    """A number that was raised or lowered: «tăng từ 0,25 lên 0,5»."""
    return filled(_MOVED["raised" if new > old else "lowered"], {"was": said(old), "now": said(new)})


def value_moved(old: e.Expression, old_text: str, new: e.Expression, new_text: str) -> Bilingual:
    """The same for values of any kind; what are not two numbers just changed."""
    way = "changed"
    if isinstance(old, e.Number) and isinstance(new, e.Number):
        way = "raised" if new.value > old.value else "lowered"
    return filled(_MOVED[way], {"was": old_text, "now": new_text})


def bounds_in_words(condition: e.Expression, side: Side) -> Bilingual | None:
    """What a condition asks of its one quantity: «từ 90% trở lên»; None where it is not as simple as that."""
    match condition:
        case e.Between():
            return _between(condition, side)
        case e.Compare(operator=operator):
            left, right = side.settled(condition.left), side.settled(condition.right)
            if isinstance(left, Literal | e.Code):
                return _bound(_MIRRORED[operator], right, left, side)
            return _bound(operator, left, right, side)
        case _:
            return None


def _bound(operator: str, value: e.Expression, limit: e.Expression, side: Side) -> Bilingual | None:
    if isinstance(value, Literal):
        return None
    if isinstance(limit, Literal):
        words = _DAY if isinstance(limit, e.DateLiteral) else _NUMBER
        return filled(words[operator], {"x": literal_text(limit, side.digests.model.year)})
    if isinstance(limit, e.Code) and operator == "=":
        label = f"«{code_label(value, limit.value, side)}»"
        return Bilingual(label, label)
    return None


def _between(condition: e.Between, side: Side) -> Bilingual | None:
    low, high = side.settled(condition.low), side.settled(condition.high)
    if not (isinstance(low, Literal) and isinstance(high, Literal)):
        return None
    year = side.digests.model.year
    ends = _LAST_DAY if isinstance(high, e.DateLiteral) else _HIGH
    first = filled(_LOW[condition.low_inclusive], {"x": literal_text(low, year)})
    last = filled(ends[condition.high_inclusive], {"x": literal_text(high, year)})
    return Bilingual(f"{first.vi} {last.vi}", f"{first.en} {last.en}")


def declared(value: e.Expression, side: Side) -> Fact | None:
    """The declaration behind a plain fact or field."""
    if not isinstance(value, e.FactValue):
        return None
    fact = side.digests.facts[value.name]
    return next((one for one in fact.fields if one.name == value.field), fact)


def code_label(value: e.Expression, code: str, side: Side) -> str:
    """The words of a code; the code itself where it has none."""
    fact = declared(value, side)
    labels = {one.code: one.label for one in fact.codes} if fact is not None else {}
    return labels.get(code) or code


# ---- Domains


_NO_DOMAIN = Bilingual("không giới hạn", "any value")
_ELSE = Bilingual("theo dòng khai báo", "as declared")


def domain_text(fact: Fact, side: Side) -> Bilingual:
    """The values that a fact may take: «từ 0 đến so_hs»."""
    domain = fact.domain
    if domain is None:
        return _NO_DOMAIN
    low, high = _end(domain.low, side), _end(domain.high, side)
    if low is _ELSE or high is _ELSE:
        return _ELSE
    words = _DAY if fact.type is e.ValueType.DATE else _NUMBER
    if high is None:
        return filled(words[">=" if domain.low_inclusive else ">"], {"x": low or ""})
    if low is None:
        return filled(words["<=" if domain.high_inclusive else "<"], {"x": high})
    first = filled(_LOW[domain.low_inclusive], {"x": low})
    last = filled(_HIGH[domain.high_inclusive], {"x": high})
    return Bilingual(f"{first.vi} {last.vi}", f"{first.en} {last.en}")


def _end(bound: e.Expression | None, side: Side) -> str | Bilingual | None:
    """One end of a domain: a number, a day, a fact."""
    if bound is None:
        return None
    settled = side.settled(bound)
    if isinstance(settled, Literal):
        return literal_text(settled, side.digests.model.year)
    return bound.name if isinstance(bound, e.FactValue) else _ELSE
