"""Rules that score as before: what is left to tell is wording. And whatever else is the same for every kind of rule."""

from collections.abc import Callable, Iterator

from spec.diff.change import Change, Grade
from spec.diff.digests import parts_of
from spec.diff.pair import Pair
from spec.diff.pairing import S
from spec.diff.side import Ruled
from spec.diff.values import day_text
from spec.model import Adjustment
from spec.model.expressions import DateLiteral
from spec.model.rules import Evidence
from spec.model.walk import walk

Compare = Callable[[S | None, S | None, Pair], Iterator[Change]]


def explained(was: S | None, now: S | None, pair: Pair, compare: Compare[S]) -> Iterator[Change]:
    """What changed from one rule to another; ``compare`` says it where the rule itself scores otherwise."""
    if was is None or now is None:
        yield from compare(was, now, pair)
    elif pair.old.rule(was) == pair.new.rule(now):
        yield from _reworded(was, now, pair)
    elif pair.old.rule(was, "own") == pair.new.rule(now, "own"):
        yield from _reasons(was, now, pair)  # what it reads changed, and that is told there
    elif pair.old.rule(was, "calendar") == pair.new.rule(now, "calendar"):
        days = ", ".join(_days_that_stayed(was, now, pair))
        yield pair.noted("day_stayed", Grade.MINOR, (was,), (now,), {"day": days})
    else:
        yield from compare(was, now, pair)


def _reworded(was: Ruled, now: Ruled, pair: Pair) -> Iterator[Change]:
    if isinstance(was, Evidence) and isinstance(now, Evidence) and was.document != now.document:
        words = {"was": was.document, "now": now.document}
        yield pair.noted("evidence_renamed", Grade.WORDING, (was,), (now,), words)
    if isinstance(was, Adjustment) and isinstance(now, Adjustment) and was.name != now.name:
        words = {"name": now.name, "was": was.name}
        yield pair.noted(f"{now.kind}_renamed", Grade.WORDING, (was,), (now,), words)
    if pair.old.rule(was, "own") != pair.new.rule(now, "own"):
        yield pair.noted("rewritten", Grade.WORDING, (was,), (now,))
    else:
        yield from _reasons(was, now, pair)


def _reasons(was: Ruled, now: Ruled, pair: Pair) -> Iterator[Change]:
    if pair.old.reason(was) != pair.new.reason(now):
        yield pair.noted("reason_changed", Grade.WORDING, (was,), (now,))


def _days_that_stayed(was: Ruled, now: Ruled, pair: Pair) -> list[str]:
    """The days that are the same in the calendar, though the years of the two sets are not."""
    before = {day.value for day in _days(was)}
    return sorted({day_text(day.value, 0) for day in _days(now) if day.value in before})


def _days(rule: Ruled) -> Iterator[DateLiteral]:
    for expression in parts_of(rule):
        yield from (one for one in walk(expression) if isinstance(one, DateLiteral))
