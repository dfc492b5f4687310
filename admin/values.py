"""Values of facts as people type and read them: decimal comma, dd/mm/yyyy, có and không; and back into a facts file.

What can be read in two ways is refused with both, never guessed: «1.234» is 1234 to one person and 1,234 to another.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from flask_babel import gettext as _

from engine.facts.values import Unfit, value_of
from engine.layout import MISSING
from engine.wording import decimal_text, listed, value_text
from spec.keywords import Language
from spec.model.criteria import Fact
from spec.model.expressions import ValueType

#: As many digits as a facts file takes on either side of the comma.
_MOST_DIGITS: Final = 30
#: A text in a fact: a page or more.
MOST_TEXT: Final = 5_000
#: Nobody types more than this where a number or a day is asked for.
_MOST_TYPED: Final = 100

_BLANKS: Final = re.compile(r"[\s\u00a0\u2007\u202f]+")
_PLAIN: Final = re.compile(r"([+-]?)(\d+)(?:,(\d+))?", re.ASCII)
_GROUPED: Final = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)
_WITH_POINT: Final = re.compile(r"([+-]?)(\d+)\.(\d+)", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMERIC: Final = (ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO)


class Unreadable(Exception):
    """What was typed is no value of the type. Its text is for the user."""


def clean(typed: str) -> str:
    """What was typed, in one spelling: composed letters, one kind of line break, nothing around it."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


# ---- Reading


def read(fact: Fact, typed: str) -> Any:
    """The value of a number, day, text, choice or yes-no as a facts file has it. Raises ``Unreadable``."""
    found = clean(typed)
    if fact.type is ValueType.TEXT:
        return _read_text(found)
    if len(found) > _MOST_TYPED:
        raise Unreadable(_("dài quá %(most)d ký tự", most=_MOST_TYPED))
    if fact.type in _NUMERIC:
        return read_number(found, whole=fact.type is ValueType.COUNT, percent=fact.type is ValueType.RATIO)
    if fact.type is ValueType.DATE:
        return read_day(found)
    if fact.type is ValueType.BOOLEAN:
        return _read_boolean(found)
    return _read_code(fact, found)


def read_codes(fact: Fact, chosen: list[str]) -> list[str]:
    """Some of a fact's codes, in the order in which it names them. Raises ``Unreadable``."""
    known = [code.code for code in fact.codes]
    wanted = {_read_code(fact, clean(code)) for code in chosen}
    return [code for code in known if code in wanted]


def read_number(typed: str, *, whole: bool = False, percent: bool = False) -> int | str:
    """A number: a whole one as such, another as a decimal string. Raises ``Unreadable``."""
    found = _BLANKS.sub("", typed).replace("\u2212", "-")
    if percent:
        found = found.removesuffix("%")
    sign, before, after = _parts(found, whole=whole)
    before, after = before.lstrip("0") or "0", after.rstrip("0")
    if len(before) > _MOST_DIGITS or len(after) > _MOST_DIGITS:
        raise Unreadable(_("nhiều hơn %(most)d chữ số", most=_MOST_DIGITS))
    if whole and after:
        raise Unreadable(_("phải là số nguyên, không có phần thập phân"))
    minus = "-" if sign == "-" and (before, after) != ("0", "") else ""
    if not after:
        return int(f"{minus}{before}")
    return f"{minus}{before}.{after}"


def _parts(found: str, *, whole: bool) -> tuple[str, str, str]:
    """Sign, digits before the comma, digits after it."""
    if match := _PLAIN.fullmatch(found):
        return match[1], match[2], match[3] or ""
    if match := _GROUPED.fullmatch(found):
        joined = match[2].replace(".", "")
        if match[3] is None and match[2].count(".") == 1 and not whole and match[2][0] != "0":
            comma = f"{match[1]}{match[2].replace('.', ',')}"
            plain = f"{match[1]}{joined}"
            raise Unreadable(
                _("đọc được hai cách: hãy viết %(plain)s hoặc %(comma)s", plain=plain, comma=comma)
            )
        if match[2][0] != "0":
            return match[1], joined, match[3] or ""
    if match := _WITH_POINT.fullmatch(found):  # 9.8, as calculators write it
        return match[1], match[2], match[3]
    example = "1.234" if whole else "1.234,5"
    raise Unreadable(_("không đọc được thành số; hãy viết như %(example)s", example=example))


def read_day(typed: str) -> str:
    """A day as an ISO text. Raises ``Unreadable``."""
    found = _BLANKS.sub("", typed)
    if match := _DAY_FIRST.fullmatch(found):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(found):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise Unreadable(_("không đọc được thành ngày; hãy viết như 31/01/2026"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        written = f"{day:02}/{month:02}/{year:04}"
        raise Unreadable(_("không có ngày %(day)s", day=written)) from None


def _read_boolean(typed: str) -> bool:
    known = {"true": True, "có": True, "false": False, "không": False}
    if typed.casefold() not in known:
        raise Unreadable(_("hãy chọn «có» hoặc «không»"))
    return known[typed.casefold()]


def _read_text(typed: str) -> str:
    if len(typed) > MOST_TEXT:
        raise Unreadable(_("dài quá %(most)d ký tự", most=MOST_TEXT))
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in typed):
        raise Unreadable(_("có ký tự điều khiển"))
    return typed


def _read_code(fact: Fact, typed: str) -> str:
    if typed not in {code.code for code in fact.codes}:
        raise Unreadable(_("không có trong danh sách"))
    return typed


# ---- Showing


def typed(fact: Fact, value: Any) -> str:
    """A value of a facts file as somebody would type it; "" where there is none or it does not fit."""
    if value is None or value is MISSING:
        return ""
    if fact.type is ValueType.DATE and isinstance(value, str):
        found = _known(fact, value)
        return "" if found is MISSING else f"{date.fromordinal(found):%d/%m/%Y}"
    if fact.type is ValueType.BOOLEAN:
        return "true" if value is True else "false"
    if fact.type in _NUMERIC:
        return _number_typed(value)
    return str(value)


def _number_typed(value: Any) -> str:
    try:
        return format(Decimal(str(value)), "f").replace(".", ",")
    except ArithmeticError:
        return ""


def in_words(fact: Fact, value: Any, language: Language = "vi") -> str:
    """A value of a facts file as people read it: with its unit, codes by their wording, tables by their rows."""
    if fact.type is ValueType.RECORD and isinstance(value, dict):
        parts = [
            f"{part.label or part.name}: {in_words(part, value[part.name], language)}"
            for part in fact.fields
            if part.name in value
        ]
        return "; ".join(parts)
    if fact.type is ValueType.TABLE and isinstance(value, list):
        return _("%(count)d hàng", count=len(value))
    found = _known(fact, value)
    if found is MISSING:
        return str(value)[:200]
    if fact.type in (ValueType.COUNT, ValueType.NUMBER) and found is not None:
        return f"{_exactly(found)} {fact.unit}".rstrip()
    if fact.type is ValueType.RATIO and found is not None:
        return f"{_exactly(Fraction(found) * 100)}%"
    if fact.type is ValueType.SUBSET and not found:
        return listed([], language)
    return value_text(found, fact.type, fact, language)


def _exactly(value: Fraction | int) -> str:
    """A number with all its digits."""
    return decimal_text(value, _MOST_DIGITS)


def _known(fact: Fact, value: Any) -> Any:
    """The value as the engine knows it; MISSING where it does not fit the declaration."""
    try:
        return value_of(value, fact.model_copy(update={"nullable": True}))
    except Unfit:
        return MISSING


def same(fact: Fact, one: Any, other: Any) -> bool:
    """Whether two values of a facts file say the same: 5, "5.0" and "5" do."""
    if fact.type is ValueType.RECORD:
        return _same_parts(fact, one, other)
    if fact.type is ValueType.TABLE:
        both = isinstance(one, list) and isinstance(other, list)
        return both and len(one) == len(other) and all(map(lambda a, b: _same_parts(fact, a, b), one, other))
    known, another = _known(fact, one), _known(fact, other)
    return known is not MISSING and another is not MISSING and bool(known == another)


def _same_parts(fact: Fact, one: Any, other: Any) -> bool:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    return all(
        (part.name in one) == (part.name in other)
        and (part.name not in one or same(part, one[part.name], other[part.name]))
        for part in fact.fields
    )
