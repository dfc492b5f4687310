"""What a list is asked for by its address: a page by key, and filters. What makes no sense is left out, and said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import request, url_for

from admin.formats import day
from engine.service.paging import Page, Place
from engine.service.submissions import VIETNAM

#: No key is larger; neither database takes whatever number somebody types.
LARGEST_KEY: Final = 2**53 - 1
_MOST_TEXT: Final = 300
_MICROSECONDS: Final = 1_000_000
_PAGING: Final = frozenset({"truoc", "sau", "trang"})


@dataclass(frozen=True, slots=True)
class Ways:
    """Where to go from a page of a list: its number, and the addresses of the pages beside it."""

    number: int
    older: str | None
    newer: str | None
    first: str | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words, and the address of the list without it."""

    name: str
    value: str
    without: str


def place() -> Place:
    """The place that the address names."""
    return Place(before=_number("truoc"), after=_number("sau"))


def ways(page: Page[Any]) -> Ways:
    """The ways from a page."""
    number = _number("trang") or 1
    older = None if page.older is None else _address(truoc=page.older, trang=number + 1)
    newer = None if page.newer is None else _address(sau=page.newer, trang=max(1, number - 1))
    is_first = "truoc" not in request.args and "sau" not in request.args
    return Ways(number, older, newer, None if is_first else _address())


def chips(words: dict[str, tuple[str, str | None]]) -> list[Chip]:
    """The filters that are set: by parameter what it is called, and its value in words; None: it is not set."""
    return [Chip(called, value, _address(leave_out=name)) for name, (called, value) in words.items() if value]


def text(name: str) -> str | None:
    """A text that is asked for; None where there is none."""
    found = request.args.get(name, "").strip()
    return found if found and found.isprintable() and len(found) <= _MOST_TEXT else None


def day_begins(name: str) -> int | None:
    """The first instant of a day (microseconds since 1970)."""
    return _day(request.args.get(name, ""), 0)


def day_ends(name: str) -> int | None:
    """The first instant after a day."""
    return _day(request.args.get(name, ""), 1)


def day_words(name: str) -> str | None:
    """A day that is asked for, as a person reads it."""
    return None if day_begins(name) is None else day(text(name))


def instant(written: str) -> int | None:
    """An instant as browsers write it (``2026-10-03T08:00``), of Vietnam's clock; None where it is none."""
    try:
        found = datetime.fromisoformat(written.strip())
        return _microseconds(found if found.tzinfo else found.replace(tzinfo=VIETNAM))
    except (ValueError, OverflowError):
        return None


def _day(written: str, later: int) -> int | None:
    if len(written) != len("2026-10-03"):
        return None
    try:
        begin = datetime.fromisoformat(written).replace(tzinfo=VIETNAM)
        return _microseconds(begin + timedelta(days=later))
    except (ValueError, OverflowError):
        return None


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp()) * _MICROSECONDS


def _number(name: str) -> int | None:
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_KEY else None


def _address(leave_out: str = "", **paging: int) -> str:
    """The address of the same list with other paging."""
    kept = {
        name: value
        for name, value in request.args.items()
        if name not in _PAGING and name != leave_out and value
    }
    assert request.endpoint is not None
    return url_for(request.endpoint, **{**kept, **(request.view_args or {}), **paging})
