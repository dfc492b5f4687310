"""Every page names the right that it takes; one that names none is refused when the application is made."""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from flask import Flask, abort

from admin.current import visit
from engine.service.roles import RIGHTS, Right
from engine.service.roles import may as _may

View = TypeVar("View", bound=Callable[..., Any])

#: ``public``: without signing in. ``visit``: in the midst of signing in, before the second factor.
Need = Right | Literal["public", "visit"]

_NEED: Final = "need"
_PASSIVE: Final = "passive"


def needs(need: Need, *, passive: bool = False) -> Callable[[View], View]:
    """Which right a view takes. ``passive``: a page that asks by itself; it does not prolong the visit."""

    def mark(view: View) -> View:
        setattr(view, _NEED, need)
        setattr(view, _PASSIVE, passive)
        return view

    return mark


def need_of(app: Flask, endpoint: str) -> Need:
    """The right that an endpoint takes."""
    if endpoint == "static":
        return "public"
    need: Need = getattr(app.view_functions[endpoint], _NEED)
    return need


def is_passive(app: Flask, endpoint: str | None) -> bool:
    """Whether an endpoint is asked by a page, and not by a person."""
    return bool(getattr(app.view_functions.get(endpoint or ""), _PASSIVE, False))


def check_views(app: Flask) -> None:
    """Raise where a view names no right, or one that does not exist."""
    for endpoint, view in app.view_functions.items():
        known = endpoint == "static" or getattr(view, _NEED, None) in (*RIGHTS, "public", "visit")
        if not known:
            raise RuntimeError(f"the view {endpoint} does not say which right it takes")


def may(right: Right, *, unit: str | None = None, area: str | None = None) -> bool:
    """Whether who is signed in has a right, for a unit and in an area where these are given."""
    current = visit()
    return current is not None and _may(current.person, right, unit=unit, area=area)


def demand(right: Right, *, unit: str | None = None, area: str | None = None) -> None:
    """Answer 403 where who is signed in has not the right."""
    if not may(right, unit=unit, area=area):
        abort(403)
