"""One JSON value → the value of a declared type; whatever does not fit raises ``Unfit`` with words for the user."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from spec.diagnostics import Bilingual, similar
from spec.model.criteria import Fact
from spec.model.expressions import NUMERIC, ValueType

_DECIMAL = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_WITH_COMMA = re.compile(r"\s*([+-]?\d{1,30})(?:[.,](\d{1,30}))?\s*%?\s*", re.ASCII)
_DAY_WITH_DASHES = re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})", re.ASCII)


class Unfit(Exception):
    """A value that is not of the type. ``wanted`` says what is needed; ``code`` is the diagnostic's."""

    def __init__(self, wanted: Bilingual, code: str = "F010", /, **arguments: object) -> None:
        super().__init__(wanted.en)
        self.wanted = wanted
        self.code = code
        self.arguments = arguments


_NUMBER = Bilingual("một số (số thập phân viết với dấu chấm: 9.8)", "a number (decimals with a point: 9.8)")
_COUNT = Bilingual("một số nguyên", "a whole number")
_DATE = Bilingual("một ngày (31/12/2020 hoặc 2020-12-31)", "a date (31/12/2020 or 2020-12-31)")
_BOOLEAN = Bilingual("true hoặc false", "true or false")
_TEXT = Bilingual("một đoạn chữ", "a text")
_CODES = Bilingual("một danh sách mã", "a list of codes")


def number(value: Any, wanted: Bilingual = _NUMBER) -> Fraction | int:
    """A JSON number or decimal string, exactly."""
    if isinstance(value, bool):
        raise Unfit(wanted)
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        if abs(value.adjusted()) > 30:
            raise Unfit(wanted)
        fraction = Fraction(value)
    elif isinstance(value, str) and _DECIMAL.fullmatch(value):
        fraction = Fraction(Decimal(value))
    else:
        raise Unfit(wanted)
    return fraction.numerator if fraction.denominator == 1 else fraction


def _count(value: Any, fact: Fact) -> int:
    found = number(value, _COUNT)
    if not isinstance(found, int):
        raise Unfit(_COUNT)
    return found


def _plain_number(value: Any, fact: Fact) -> Fraction | int:
    return number(value)


def _ratio(value: Any, fact: Fact) -> Fraction | int:
    found = Fraction(number(value)) / 100
    return found.numerator if found.denominator == 1 else found


def _date(value: Any, fact: Fact) -> int:
    if isinstance(value, str):
        if match := _ISO.fullmatch(value):
            year, month, day = (int(part) for part in match.groups())
        elif match := _DAY_FIRST.fullmatch(value):
            day, month, year = (int(part) for part in match.groups())
        else:
            raise Unfit(_DATE)
        try:
            return date(year, month, day).toordinal()
        except ValueError:
            raise Unfit(_DATE) from None
    raise Unfit(_DATE)


def _boolean(value: Any, fact: Fact) -> bool:
    if not isinstance(value, bool):
        raise Unfit(_BOOLEAN)
    return value


def _text(value: Any, fact: Fact) -> str:
    if not isinstance(value, str):
        raise Unfit(_TEXT)
    return unicodedata.normalize("NFC", value)


def _code(value: Any, fact: Fact) -> str:
    codes = [code.code for code in fact.codes]
    listed = ", ".join(codes)
    if not isinstance(value, str):
        raise Unfit(Bilingual(f"một trong các mã {listed}", f"one of the codes {listed}"))
    code = unicodedata.normalize("NFC", value)
    if code not in codes:
        raise Unfit(_CODES, "F013", code=code, codes=listed)
    return code


def _subset(value: Any, fact: Fact) -> frozenset[str]:
    if not isinstance(value, list):
        raise Unfit(_CODES)
    found = [_code(code, fact) for code in value]
    if len(set(found)) != len(found):
        raise Unfit(Bilingual("một danh sách mã không lặp", "a list of codes without repetition"))
    return frozenset(found)


_READERS: dict[ValueType, Callable[[Any, Fact], Any]] = {
    ValueType.COUNT: _count,
    ValueType.NUMBER: _plain_number,
    ValueType.RATIO: _ratio,
    ValueType.DATE: _date,
    ValueType.BOOLEAN: _boolean,
    ValueType.TEXT: _text,
    ValueType.CHOICE: _code,
    ValueType.SUBSET: _subset,
}


def value_of(raw: Any, fact: Fact) -> Any:
    """The value of a fact, field or column; None is trống. Raises ``Unfit``."""
    if raw is None:
        if fact.nullable:
            return None
        raise Unfit(Bilingual("một giá trị", "a value"), "F015")
    return _READERS[fact.type](raw, fact)


def meant(raw: Any, fact: Fact) -> tuple[str, ...]:
    """What a text that does not fit was probably meant to be."""
    if not isinstance(raw, str):
        return ()
    if fact.type in NUMERIC and (found := _WITH_COMMA.fullmatch(raw)):
        return (".".join(part for part in found.groups() if part),)
    if fact.type is ValueType.DATE and (found := _DAY_WITH_DASHES.fullmatch(raw)):
        return ("/".join(found.groups()),)
    if fact.type is ValueType.BOOLEAN:
        return {"có": ("true",), "không": ("false",), "true": ("true",), "false": ("false",)}.get(
            raw.lower(), ()
        )
    return similar(raw, [code.code for code in fact.codes])


def shown(raw: Any) -> str:
    """A JSON value as a message shows it."""
    names = {True: "true", False: "false"}
    if isinstance(raw, bool):
        return names[raw]
    if raw is None:
        return "null"
    if isinstance(raw, str):
        return f"«{raw[:60]}»"
    if isinstance(raw, dict):
        return "{…}"
    if isinstance(raw, list):
        return "[…]"
    return str(raw)[:60]
