"""Figures, days and instants as they are read in Vietnam."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext as _

from engine.service.standings import Difference

_VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def points(amount: str | Decimal | int | None) -> str:
    """An amount with a decimal comma; «–» where there is none."""
    return "–" if amount is None else str(amount).replace(".", ",").replace("-", "−")


def signed(amount: str | Decimal | int | None) -> str:
    """A difference with its sign."""
    if amount is None:
        return "–"
    shown = points(amount)
    return f"+{shown}" if Decimal(str(amount)) > 0 else shown


def between(difference: Difference) -> str:
    """A difference with its sign; from the lowest to the highest that is possible, where that is not known yet."""
    if difference.low == difference.high:
        return signed(difference.low)
    return _("từ %(low)s đến %(high)s", low=signed(difference.low), high=signed(difference.high))


def up_to(low: str | Decimal, high: str | Decimal) -> str:
    """What is still possible: one amount, or from the lowest to the highest."""
    if low == high:
        return points(low)
    return _("từ %(low)s đến %(high)s", low=points(low), high=points(high))


def capital(words: str) -> str:
    """Words with a capital letter, as a sentence begins."""
    return f"{words[:1].upper()}{words[1:]}"


def day(written: str | date | None) -> str:
    """A day as dd/mm/yyyy, from an ISO text."""
    if not written:
        return "–"
    found = written if isinstance(written, date) else date.fromisoformat(written)
    return f"{found:%d/%m/%Y}"


def moment(at: int | None) -> str:
    """An instant (microseconds since 1970, UTC) as the clock in Vietnam shows it."""
    if at is None:
        return "–"
    return f"{datetime.fromtimestamp(at / 1e6, UTC).astimezone(_VIETNAM):%d/%m/%Y %H:%M}"


def iso(at: int) -> str:
    """An instant for machines, in Vietnam's time."""
    return datetime.fromtimestamp(at / 1e6, UTC).astimezone(_VIETNAM).isoformat(timespec="seconds")


def setup_formats(app: Flask) -> None:
    """Give them to the templates."""
    for one in (points, signed, between, up_to, capital, day, moment, iso):
        app.add_template_filter(one)
