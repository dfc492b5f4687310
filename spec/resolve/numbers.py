"""Literal numbers and days: text → exact value."""

import calendar
import re
from datetime import date
from decimal import Decimal

from spec.diagnostics import Bilingual
from spec.resolve.scope import Context
from spec.tokens import Token

#: A whole part that is not 0 with groups of three behind dots: 1.234, 12.345.678. It may mean two numbers.
THOUSANDS = re.compile(r"[1-9]\d*(?:\.\d{3})+")


def decimal(token: Token, context: Context) -> Decimal | None:
    """The value of a number or percentage (as its ratio). 17,5 and 17.5 are the same; 1.234 is refused."""
    text = token.rstrip("%").rstrip()
    if THOUSANDS.fullmatch(text):
        digits = text.replace(".", "")
        fraction = text.replace(".", ",")
        known = (digits, fraction) if fraction.count(",") == 1 else (digits,)
        ways = Bilingual(" hoặc ".join(known), " or ".join(known))
        context.report(token.span, "P006", known, text=text, ways=ways)
        return None
    normal = text.replace(",", ".")
    if normal.count(".") > 1 or len(normal) > 40:
        context.report(token.span, "P013", _mended(text), text=text)
        return None
    value = Decimal(normal)
    return value / 100 if token.type == "PERCENTAGE" else value


def _mended(text: str) -> tuple[str, ...]:
    """1.234,5 and 1,234.5 without their thousands."""
    whole, mark, fraction = text.replace(".", ",").rpartition(",")
    separator = text[len(whole)]
    clean = len(text) < 40 and separator not in text[: len(whole)] and len({*text} & {".", ","}) == 2
    return (whole.replace(",", "") + mark + fraction,) if clean else ()


def whole(token: Token, context: Context, most: int) -> int | None:
    """A small whole number, as the number of places."""
    value = decimal(token, context)
    if value is None:
        return None
    if value != value.to_integral_value() or not 0 <= value <= most:
        context.report(token.span, "T018", most=most)
        return None
    return int(value)


def full_date(token: Token, context: Context) -> date | None:
    """d/m/yyyy."""
    day, month, year = (int(part) for part in token.split("/"))
    return _date(token, context, day, month, year)


def day_of_year(token: Token, context: Context) -> date | None:
    """d/m in the set's own year."""
    day, month = (int(part) for part in token.split("/"))
    return _date(token, context, day, month, context.year)


def _date(token: Token, context: Context, day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        known = year if 1 <= year <= 9999 else context.year
        suggestions, why = _day_meant(str(token), day, month, known)
        context.report(token.span, "T010", suggestions, text=str(token), why=why)
        return None


def _day_meant(text: str, day: int, month: int, year: int) -> tuple[tuple[str, ...], Bilingual]:
    """Days that may be meant by one that does not exist, and why it does not."""
    rest = text.split("/")[2:]
    if not 1 <= month <= 12:
        swapped = ("/".join([f"{month:02}", f"{day:02}", *rest]),) if 1 <= day <= 12 and month <= 31 else ()
        return swapped, Bilingual("viết ngày trước, tháng sau", "the day comes first, then the month")
    last = calendar.monthrange(year, month)[1]
    meant = ("/".join([f"{last:02}", f"{month:02}", *rest]),)
    return meant, Bilingual(
        f"tháng {month} năm {year} có {last} ngày", f"month {month} of {year} has {last} days"
    )


def shown(value: Decimal) -> str:
    """A number as it is written in the language: a comma, no superfluous zeros."""
    text = format(value.normalize(), "f")
    return text.replace(".", ",")
