"""Values as people read them: Vietnamese decimal comma, days as d/m/y, percentages to three places.

Words that are not the author's stand here in Vietnamese and English.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from engine.layout import MISSING
from engine.rounding import half_up, text
from spec.diagnostics import Bilingual
from spec.keywords import Language
from spec.model.criteria import Fact
from spec.model.expressions import ValueType

_PLACES = 6
_PERCENT_PLACES = 3
_MOST_PLACES = 12

_EMPTY = Bilingual("trống", "empty")
_MISSING = Bilingual("chưa khai", "not declared")
_YES, _NO = Bilingual("có", "yes"), Bilingual("không", "no")
_NOTHING = Bilingual("không có", "none")


def say(words: Bilingual, language: Language) -> str:
    """The words in one of the two languages."""
    return words.vi if language == "vi" else words.en


def decimal_text(value: Fraction | int, places: int = _PLACES) -> str:
    """A number with a decimal comma, rounded to some places where it does not end."""
    return text(half_up(value, places), places).replace(".", ",")


def percent_text(ratio: Fraction | int) -> str:
    """A ratio as a percentage: 40/47 is 85,106%.

    What lies just below a whole percentage is never shown as one: 79,99996% keeps its places, so that it is seen to
    be below a threshold of 80%.
    """
    percent, places = Fraction(ratio * 100), _PERCENT_PLACES
    while places < _MOST_PLACES and _rounds_up_to_a_whole(percent, places):
        places += 1
    return decimal_text(percent, places) + "%"


def _rounds_up_to_a_whole(value: Fraction, places: int) -> bool:
    rounded = half_up(value, places)
    return bool(rounded % 10**places == 0 and rounded > value * 10**places)


def date_text(ordinal: int) -> str:
    """A day as d/m/y; arithmetic may lead out of the calendar."""
    try:
        return date.fromordinal(ordinal).strftime("%d/%m/%Y")
    except (ValueError, OverflowError):
        return "ngày ngoài lịch"


def value_text(value: Any, type_: ValueType, fact: Fact | None = None, language: Language = "vi") -> str:
    """A value of a type; codes are shown by their wording where the declaration is given."""
    if value is None:
        return say(_EMPTY, language)
    if value is MISSING:
        return say(_MISSING, language)
    match type_:
        case ValueType.COUNT | ValueType.NUMBER | ValueType.POINTS:
            return decimal_text(value)
        case ValueType.RATIO:
            return percent_text(value)
        case ValueType.DATE:
            return date_text(value)
        case ValueType.BOOLEAN:
            return say(_YES if value else _NO, language)
        case ValueType.CHOICE:
            return code_text(value, fact)
        case ValueType.SUBSET:
            return listed([code_text(code, fact) for code in _in_order(value, fact)], language)
        case _:
            return str(value)


def listed(words: list[str], language: Language = "vi") -> str:
    """Words one after the other; «không có» where there are none."""
    return ", ".join(words) or say(_NOTHING, language)


def _in_order(codes: frozenset[str], fact: Fact | None) -> list[str]:
    order = {code.code: index for index, code in enumerate(fact.codes)} if fact else {}
    return sorted(codes, key=lambda code: (order.get(code, len(order)), code))


def code_text(code: str, fact: Fact | None) -> str:
    """A code by its wording; itself where it has none."""
    labels = {one.code: one.label for one in fact.codes} if fact else {}
    return labels.get(code) or code
