"""Ceilings, gates, what did not arise or does not apply, and the documents that are asked for."""

from collections.abc import Iterator

from spec.diagnostics import Bilingual
from spec.diff import phrases
from spec.diff.change import Change
from spec.diff.pair import Pair, Words
from spec.diff.pairing import alone
from spec.diff.rewording import Compare
from spec.diff.side import Side
from spec.model.rules import Ceiling, Evidence, Gate, NotApplicable, NothingArose

_ALWAYS = Bilingual("luôn phải có", "always")
_APPROVED = Bilingual("khi được duyệt", "when approved")

_Conditional = Gate | NothingArose | NotApplicable


def comparing(noun: str) -> Compare[_Conditional]:
    """What changed in a `gate`, or in what leads to `nothing_arose` or `not_applicable`."""

    def compared(was: _Conditional | None, now: _Conditional | None, pair: Pair) -> Iterator[Change]:
        if was is None or now is None:
            found: tuple[str, Side, _Conditional] = alone(was, now, pair)
            kind, side, rule = found
            yield pair.rule(f"{noun}_{kind}", was, now, {"condition": _when(rule, side, _APPROVED)})
        else:
            words = {"was": _when(was, pair.old, _APPROVED), "now": _when(now, pair.new, _APPROVED)}
            yield pair.rule(f"{noun}_changed", was, now, words, pair.only(was.condition, now.condition))

    return compared


def ceiling(was: Ceiling | None, now: Ceiling | None, pair: Pair) -> Iterator[Change]:
    """What changed in a ceiling."""
    if was is None or now is None:
        kind, side, rule = alone(was, now, pair)
        words: Words = {"points": phrases.points(rule, side), "condition": _when(rule, side)}
        yield pair.rule(f"ceiling_{kind}", was, now, words)
        return
    if pair.differ(was.points, now.points):
        words = {"condition": _when(now, pair.new), "moved": phrases.points_moved(was, now, pair)}
        yield pair.part("ceiling_points_changed", was, now, "points", words)
    if pair.differ(was.condition, now.condition):
        points = phrases.points(now, pair.new)
        words = {"points": points, "was": _when(was, pair.old), "now": _when(now, pair.new)}
        values = pair.only(was.condition, now.condition)
        yield pair.rule("ceiling_condition_changed", was, now, words, values)


def evidence(was: Evidence | None, now: Evidence | None, pair: Pair) -> Iterator[Change]:
    """What changed in a document that is asked for."""
    if was is None or now is None:
        kind, _, rule = alone(was, now, pair)
        yield pair.rule(f"evidence_{kind}", was, now, {"document": rule.document})
        return
    asked = {"was": _when(was, pair.old, _ALWAYS), "now": _when(now, pair.new, _ALWAYS)}
    yield pair.rule("evidence_condition_changed", was, now, {"document": now.document, **asked})


def _when(rule: _Conditional | Ceiling | Evidence, side: Side, otherwise: Bilingual = _ALWAYS) -> Bilingual:
    """Under which condition a rule counts; what to say where it has none."""
    if rule.condition is None:
        return otherwise
    said = phrases.condition(rule, side)
    return Bilingual(f"khi {said.vi}", f"when {said.en}")
