"""Tiers: which line became which, and what changed in it."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from spec.diagnostics import Bilingual
from spec.diff import phrases
from spec.diff.change import Change
from spec.diff.pair import Pair
from spec.diff.pairing import alone
from spec.diff.rewording import explained
from spec.diff.side import Side
from spec.diff.values import bounds_in_words
from spec.model.rules import Tier

_Pairs = list[tuple[Tier | None, Tier | None]]
_OTHERWISE = Bilingual("còn lại", "otherwise")


def tier_changes(
    old: Sequence[Tier], new: Sequence[Tier], pair: Pair, same_maximum: bool
) -> Iterator[Change]:
    """What changed from the tiers of one leaf to those of another."""
    was, now = [pair.old.rule(one) for one in old], [pair.new.rule(one) for one in new]
    if was != now and sorted(was) == sorted(now):
        yield pair.noted("tiers_reordered", pair.grade(old, new), old, new, {})
        return
    for before, after in _aligned(old, new, pair, same_maximum):
        yield from explained(before, after, pair, _compared)


def _aligned(old: Sequence[Tier], new: Sequence[Tier], pair: Pair, same_maximum: bool) -> _Pairs:
    """The lines side by side: those that ask the same, or those that give the same: whichever leaves less changed.

    Where both leave as much, a new maximum says that the points were set anew, else the thresholds were.
    """
    by_points = _side_by_side(
        old, new, [_points(one, pair.old) for one in old], [_points(one, pair.new) for one in new]
    )
    by_condition = _side_by_side(
        old, new, [_asked(one, pair.old) for one in old], [_asked(one, pair.new) for one in new]
    )
    first, second = (by_points, by_condition) if same_maximum else (by_condition, by_points)
    return first if _changed(first, pair) <= _changed(second, pair) else second


def _points(tier: Tier, side: Side) -> str:
    return side.digest(tier.points)


def _asked(tier: Tier, side: Side) -> str:
    return side.digest(tier.condition)


def _changed(pairs: _Pairs, pair: Pair) -> int:
    return sum(was is None or now is None or pair.old.rule(was) != pair.new.rule(now) for was, now in pairs)


def _side_by_side(old: Sequence[Tier], new: Sequence[Tier], was: list[str], now: list[str]) -> _Pairs:
    pairs: _Pairs = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        both = min(i_end - i, j_end - j)
        pairs += zip(old[i : i + both], new[j : j + both], strict=True)
        pairs += [(one, None) for one in old[i + both : i_end]] + [
            (None, one) for one in new[j + both : j_end]
        ]
    return pairs


def _compared(was: Tier | None, now: Tier | None, pair: Pair) -> Iterator[Change]:
    if was is None or now is None:
        kind, side, tier = alone(was, now, pair)
        words = {"condition": _condition(tier, side), "points": phrases.points(tier, side)}
        yield pair.rule(f"tier_{kind}", was, now, words)
        return
    asks_else = pair.differ(was.condition, now.condition)
    gives_else = pair.differ(was.points, now.points)
    if gives_else and not asks_else:
        words = {"condition": _condition(now, pair.new), "moved": phrases.points_moved(was, now, pair)}
        yield pair.part("tier_points_changed", was, now, "points", words)
    elif asks_else and not gives_else:
        words = {"was": _condition(was, pair.old), "now": _condition(now, pair.new)}
        words["points"] = phrases.points(now, pair.new)
        yield pair.rule("tier_threshold_changed", was, now, words, pair.only(was.condition, now.condition))
    elif asks_else:
        words = {"was_condition": _condition(was, pair.old), "now_condition": _condition(now, pair.new)}
        words |= {"was": phrases.points(was, pair.old), "now": phrases.points(now, pair.new)}
        yield pair.rule("tier_changed", was, now, words)


def _condition(tier: Tier, side: Side) -> Bilingual:
    """What a tier asks, without naming the quantity that all of them look at."""
    if tier.condition is None:
        return _OTHERWISE
    return bounds_in_words(tier.condition, side) or phrases.condition(tier, side)
