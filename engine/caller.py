"""From where an action comes: what the audit chain holds beside who did what.

Whoever answers requests says it for as long as one lasts; the journal asks in the thread that begins an action. What no
request began (a command, the housekeeping) comes from nowhere.
"""

from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Caller:
    """The address of the other side, and the id under which the request stands in logs and answers."""

    address: str | None = None
    request: str | None = None


NOBODY: Final = Caller()
_CALLER: ContextVar[Caller] = ContextVar("caller", default=NOBODY)

#: What ``end_call`` needs to know.
Call = Token[Caller]


def caller() -> Caller:
    """Who calls, in this thread."""
    return _CALLER.get()


def begin_call(who: Caller) -> Call:
    """From now on this one calls."""
    return _CALLER.set(who)


def end_call(call: Call) -> None:
    """The call is over."""
    _CALLER.reset(call)
