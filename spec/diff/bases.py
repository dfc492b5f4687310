"""The base of a leaf: how its points come about before anything is added or taken off."""

from collections.abc import Iterator, Sequence

from spec.diagnostics import Bilingual
from spec.diff import phrases
from spec.diff.change import Change, Grade
from spec.diff.pair import Pair, Words
from spec.diff.rewording import explained
from spec.diff.tiers import tier_changes
from spec.model import Leaf
from spec.model import rules as r
from spec.model.rules import Statement
from spec.resolve.numbers import shown

_METHODS: dict[type[Statement] | None, Bilingual] = {
    r.Achieved: Bilingual("đạt hoặc không đạt", "all or nothing"),
    r.Tier: Bilingual("theo mức", "by tiers"),
    r.Proportion: Bilingual("theo tỷ lệ", "in proportion"),
    r.Formula: Bilingual("theo công thức", "by a formula"),
    r.Council: Bilingual("hội đồng chấm", "the council's points"),
    r.Addition: Bilingual("cộng từng nội dung", "adding up what is held"),
    None: Bilingual("đủ điểm, trừ khi vi phạm", "all points but for violations"),
}
_ANY_AMOUNT = Bilingual("tùy ý", "any")


def base_changes(pair: Pair, old: Leaf, new: Leaf) -> Iterator[Change]:
    """What changed in the base."""
    was, now = base_of(old), base_of(new)
    if method(was) is not method(now):
        words = {"was": _METHODS[method(was)], "now": _METHODS[method(now)]}
        yield pair.noted("method_changed", Grade.MAJOR, was, now, words)
    elif method(was) is r.Tier:
        before, after = ([one for one in base if isinstance(one, r.Tier)] for base in (was, now))
        yield from tier_changes(before, after, pair, old.maximum == new.maximum)
    elif was and method(was) is not r.Addition:
        yield from explained(was[0], now[0], pair, _compared)


def base_of(leaf: Leaf) -> Sequence[Statement]:
    """The rules that make up its base: one, or its tiers, or what is added up where it starts at 0."""
    base = [rule for rule in leaf.rules if isinstance(rule, r.BASES)]
    return base or [rule for rule in leaf.rules if isinstance(rule, r.Addition)]


def method(base: Sequence[Statement]) -> type[Statement] | None:
    """The kind of a base; None where a leaf starts at its maximum."""
    return type(base[0]) if base else None


def _compared(was: Statement | None, now: Statement | None, pair: Pair) -> Iterator[Change]:
    match was, now:
        case r.Achieved(), r.Achieved():
            words: Words = {"was": phrases.condition(was, pair.old), "now": phrases.condition(now, pair.new)}
            values = pair.only(was.condition, now.condition)
            yield pair.rule("condition_changed", was, now, words, values)
        case r.Proportion(), r.Proportion():
            yield from _proportion(was, now, pair)
        case r.Formula(), r.Formula():
            words = {"numbers": pair.numbers(was.points, now.points)}
            yield pair.rule("formula_changed", was, now, words, pair.only(was.points, now.points))
        case r.Council(), r.Council():
            words = {"was": _step(was), "now": _step(now)}
            yield pair.rule("council_step_changed", was, now, words)
        case _:
            raise AssertionError((was, now))


def _proportion(was: r.Proportion, now: r.Proportion, pair: Pair) -> Iterator[Change]:
    if pair.differ(was.ratio, now.ratio):
        words = {"numbers": pair.numbers(was.ratio, now.ratio)}
        yield pair.rule("ratio_changed", was, now, words, pair.only(was.ratio, now.ratio))
    if pair.differ(was.threshold, now.threshold):
        kind, words = _threshold(was, now, pair)
        yield pair.part(kind, was, now, "threshold", words)


def _threshold(was: r.Proportion, now: r.Proportion, pair: Pair) -> tuple[str, dict[str, Bilingual]]:
    before = "" if was.threshold is None else phrases.value_text(was, pair.old, "threshold")
    after = "" if now.threshold is None else phrases.value_text(now, pair.new, "threshold")
    if was.threshold is None:
        return "threshold_added", {"now": Bilingual(after, after)}
    if now.threshold is None:
        return "threshold_removed", {"was": Bilingual(before, before)}
    return "threshold_changed", {"moved": pair.moved(was.threshold, before, now.threshold, after)}


def _step(rule: r.Council) -> str | Bilingual:
    return _ANY_AMOUNT if rule.step is None else shown(rule.step)
