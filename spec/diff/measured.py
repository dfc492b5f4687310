"""Points that are added or taken off: how many, for what, and how many at most."""

from collections.abc import Callable, Iterator

from spec.diagnostics import Bilingual
from spec.diff import phrases
from spec.diff.change import Change
from spec.diff.pair import Pair, Words
from spec.diff.pairing import alone
from spec.diff.side import Side
from spec.model import Adjustment
from spec.model.rules import Measured

_NO_LIMIT = Bilingual("không giới hạn", "no limit")


def comparing(noun: str) -> Callable[[Measured | None, Measured | None, Pair], Iterator[Change]]:
    """What changed in an `addition`, a `deduction`, a `bonus` or a `penalty`."""

    def compared(was: Measured | None, now: Measured | None, pair: Pair) -> Iterator[Change]:
        if was is None or now is None:
            kind, side, rule = alone(was, now, pair)
            points, measure = phrases.points(rule, side), phrases.measure(rule, side)
            words: Words = {"name": _name(rule), "points": points, "measure": measure}
            yield pair.rule(f"{noun}_{kind}", was, now, words)
        else:
            yield from _parts(noun, was, now, pair)

    return compared


def _parts(noun: str, was: Measured, now: Measured, pair: Pair) -> Iterator[Change]:
    measure, name = phrases.measure(now, pair.new), _name(now)
    if pair.differ(was.points, now.points):
        words: Words = {"name": name, "measure": measure, "moved": phrases.points_moved(was, now, pair)}
        yield pair.part(f"{noun}_points_changed", was, now, "points", words)
    if pair.differ(was.limit, now.limit):
        limits = {"was": _limit(was, pair.old), "now": _limit(now, pair.new)}
        words = {"name": name, "measure": measure, **limits}
        yield pair.part(f"{noun}_limit_changed", was, now, "limit", words)
    if pair.differ(was.each, now.each) or pair.differ(was.condition, now.condition):
        points = phrases.points(now, pair.new)
        words = {"name": name, "points": points, "was": phrases.measure(was, pair.old), "now": measure}
        yield pair.rule(f"{noun}_condition_changed", was, now, words)


def _limit(rule: Measured, side: Side) -> Bilingual:
    return _NO_LIMIT if rule.limit is None else phrases.points(rule, side, "limit")


def _name(rule: Measured) -> str:
    """The name of a bonus or penalty; what a leaf adds or takes off has none."""
    return rule.name if isinstance(rule, Adjustment) else ""
