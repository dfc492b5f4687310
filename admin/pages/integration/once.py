"""Secrets that are shown once: a form that is sent twice by mistake makes one, and both answers show the same.

A browser shows the answer to the second of two clicks and throws the first away, and with it the only copy of the
secret. So the form carries a number of its own, and for a minute what was made for it is known in this process.
Elsewhere, and later, the use case refuses to do it twice.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final, cast

from flask import current_app, request

from admin.current import person
from admin.pages.integration.area import blueprint

_EXTENSION: Final = "chamdiem.once"
#: Seconds for which a secret is known, and how many at most.
KNOWN: Final = 60.0
MOST: Final = 20
_MOST_NUMBER: Final = 64

_Key = tuple[str, str, str]


class Once:
    """What was made for which form of whom."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._made: OrderedDict[_Key, tuple[float, str]] = OrderedDict()

    def secret(self, key: _Key, make: Callable[[], str]) -> str:
        """What was made for a form, or is made now."""
        with self._lock:
            self._forget()
            found = self._made.get(key)
            if found is None:
                found = self._clock(), make()
                self._made[key] = found
            return found[1]

    def _forget(self) -> None:
        until = self._clock() - KNOWN
        while self._made and (len(self._made) >= MOST or next(iter(self._made.values()))[0] < until):
            self._made.popitem(last=False)


@blueprint.record_once
def _set_up(state: object) -> None:
    state.app.extensions[_EXTENSION] = Once()  # type: ignore[attr-defined]


def new_form() -> str:
    """The number of a form that is about to be shown."""
    return secrets.token_urlsafe(16)


def secret_for_form(make: Callable[[], str]) -> str:
    """The secret that the form makes that was sent: once, however often it comes within a minute."""
    number = request.form.get("once", "")
    if not 0 < len(number) <= _MOST_NUMBER:
        return make()
    once = cast("Once", current_app.extensions[_EXTENSION])
    return once.secret((person().login, request.path, number), make)
