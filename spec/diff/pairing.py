"""Which rule of a leaf is which rule of the leaf as it was: by meaning, by wording, by what it is about."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from spec.diff.matching import Rest, likeness
from spec.diff.pair import Pair
from spec.diff.side import Ruled, Side
from spec.model import Adjustment
from spec.model.rules import Evidence

S = TypeVar("S", bound=Ruled)
#: How much of their words two documents share to be taken for one that was reworded; two reasons must share more.
_SAME_DOCUMENT = 0.5
_SAME_REASON = 0.75


def matched(old: Sequence[S], new: Sequence[S], pair: Pair) -> list[tuple[S | None, S | None]]:
    """Rules of one kind: those that are one rule; what is left is gone, or new. In the order of the lines."""
    rest = Rest(old, new)
    pairs: list[tuple[S | None, S | None]] = []
    for key in _KEYS:
        pairs += rest.take(rest.in_turn(_on(key, pair.old), _on(key, pair.new)))
    pairs += rest.take(rest.by_likeness(_like))
    pairs += rest.take(rest.alone())
    pairs += [(was, None) for was in rest.old] + [(None, now) for now in rest.new]
    return sorted(pairs, key=_place)


def alone(was: S | None, now: S | None, pair: Pair) -> tuple[str, Side, S]:
    """A rule that one side has: whether it was added or removed, its side, and itself."""
    if now is not None:
        return "added", pair.new, now
    assert was is not None
    return "removed", pair.old, was


def _place(pair: tuple[Ruled | None, Ruled | None]) -> tuple[int, int]:
    was, now = pair
    return (now.line, 0) if now is not None else (was.line if was is not None else 0, 1)


def _on(key: Callable[[Ruled, Side], Hashable], side: Side) -> Callable[[Ruled], Hashable]:
    return lambda rule: key(rule, side)


def _meaning(rule: Ruled, side: Side) -> Hashable:
    return side.rule(rule), getattr(rule, "document", None)


def _words(rule: Ruled, side: Side) -> Hashable:
    return side.rule(rule, "own"), getattr(rule, "document", None)


def _name(rule: Ruled, side: Side) -> Hashable:
    return rule.name if isinstance(rule, Adjustment) else _none_else(rule)


def _document(rule: Ruled, side: Side) -> Hashable:
    return rule.document if isinstance(rule, Evidence) else _none_else(rule)


def _subject(rule: Ruled, side: Side) -> Hashable:
    """What a rule counts, or asks; a line for evidence is about its document."""
    return _none_else(rule) if isinstance(rule, Evidence) else side.digest(_asked(rule))


def _shape(rule: Ruled, side: Side) -> Hashable:
    return _none_else(rule) if isinstance(rule, Evidence) else side.digest(_asked(rule), "shape")


def _reason(rule: Ruled, side: Side) -> Hashable:
    return _none_else(rule) if rule.reason is None else side.reason(rule)


def _none_else(rule: Ruled) -> Hashable:
    """A key that no other rule has."""
    return id(rule)


def _asked(rule: Ruled) -> Any:
    each = getattr(rule, "each", None)
    return each if each is not None else getattr(rule, "condition", None)


def _like(was: Ruled, now: Ruled) -> float:
    if isinstance(was, Evidence) and isinstance(now, Evidence):
        like = likeness(was.document, now.document)
        return like if like >= _SAME_DOCUMENT else 0.0
    like = likeness(_told(was), _told(now)) if was.reason is not None and now.reason is not None else 0.0
    return like if like >= _SAME_REASON else 0.0


def _told(rule: Ruled) -> str:
    """The words of a reason without its values."""
    return " ".join(part for part in (rule.reason.parts if rule.reason else ()) if isinstance(part, str))


_KEYS = (_meaning, _words, _name, _document, _subject, _shape, _reason)
