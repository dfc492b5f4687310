"""What stands outside of the leaves and scores nevertheless: bands, bonus and penalty, checks on facts."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from spec.diagnostics import Bilingual
from spec.diff import phrases
from spec.diff.change import Change, Grade
from spec.diff.matching import Rest
from spec.diff.measured import comparing
from spec.diff.pair import Pair, Words
from spec.diff.pairing import alone, matched
from spec.diff.rewording import explained
from spec.diff.side import Side
from spec.diff.values import decimal_plain, moved
from spec.keywords import word
from spec.model import Band, FactCheck
from spec.resolve.numbers import shown

_WITHOUT = Bilingual("không kèm điều kiện", "without a condition")
_CHECKS = {
    "constraint": Bilingual(word("CONSTRAINT"), word("CONSTRAINT", "en")),
    "warning": Bilingual(word("WARNING"), word("WARNING", "en")),
}


# ---- Bands


def band_changes(pair: Pair) -> Iterator[Change]:
    """What changed in the bands: by name, else by threshold."""
    rest = Rest(pair.old.version.model.bands, pair.new.version.model.bands)
    pairs = rest.take(rest.by(lambda band: band.name)) + rest.take(rest.by(lambda band: band.threshold))
    for was, now in pairs:
        yield from _band(was, now, pair)
    for was in rest.old:
        yield Change("band_removed", Grade.MINOR, _band_words(was, pair.old), old=(pair.old.line(was),))
    for now in rest.new:
        yield Change("band_added", Grade.MINOR, _band_words(now, pair.new), new=(pair.new.line(now),))


def _band(was: Band, now: Band, pair: Pair) -> Iterator[Change]:
    lines = ((pair.old.line(was),), (pair.new.line(now),))
    if was.name != now.name:
        yield Change("band_renamed", Grade.MINOR, {"was": was.name, "now": now.name}, *lines)
    if was.threshold != now.threshold:
        words: Words = {"name": now.name, "moved": moved(was.threshold, now.threshold, _percent)}
        values = (_plain(was.threshold), _plain(now.threshold))
        yield Change("band_threshold_changed", Grade.MINOR, words, *lines, *values)
    if pair.old.digest(was.condition) != pair.new.digest(now.condition):
        asked = {"was": _band_condition(was, pair.old), "now": _band_condition(now, pair.new)}
        yield Change("band_condition_changed", Grade.MINOR, {"name": now.name, **asked}, *lines)


def _band_words(band: Band, side: Side) -> dict[str, str | Bilingual]:
    return {
        "name": band.name,
        "threshold": _percent(band.threshold),
        "condition": _band_condition(band, side),
    }


def _band_condition(band: Band, side: Side) -> Bilingual:
    if band.condition is None:
        return _WITHOUT
    said = phrases.condition(band, side)
    return Bilingual(f"khi {said.vi}", f"when {said.en}")


def _percent(ratio: Decimal) -> str:
    return shown(ratio * 100) + "%"


def _plain(ratio: Decimal) -> str:
    return decimal_plain(ratio * 100) + "%"


# ---- Bonus and penalty


def adjustment_changes(pair: Pair) -> Iterator[Change]:
    """What changed in bonus and penalty: one that is new or gone makes totals of another kind."""
    for kind in ("bonus", "penalty"):
        before, after = (
            [one for one in side.version.model.adjustments if one.kind == kind]
            for side in (pair.old, pair.new)
        )
        for was, now in matched(before, after, pair):
            for change in explained(was, now, pair, comparing(kind)):
                yield replace(change, grade=Grade.MAJOR) if was is None or now is None else change


# ---- Checks on facts


def check_changes(pair: Pair) -> Iterator[Change]:
    """What changed in the checks: a constraint refuses facts, a warning only speaks."""
    old, new = pair.old.version.model, pair.new.version.model
    for was, now in matched(old.checks, new.checks, pair):
        yield from explained(was, now, pair, _check)


def _check(was: FactCheck | None, now: FactCheck | None, pair: Pair) -> Iterator[Change]:
    refuses = any(one is not None and one.kind == "constraint" for one in (was, now))
    grade = Grade.MINOR if refuses else Grade.WORDING
    if was is None or now is None:
        kind, side, check = alone(was, now, pair)
        words = {"check": _CHECKS[check.kind], "condition": phrases.condition(check, side)}
        lines = ((was,) if was else (), (now,) if now else ())
        yield pair.noted(f"check_{kind}", grade, *lines, words)
        return
    said = {"was": phrases.condition(was, pair.old), "now": phrases.condition(now, pair.new)}
    yield pair.noted("check_changed", grade, (was,), (now,), {"check": _CHECKS[now.kind], **said})
