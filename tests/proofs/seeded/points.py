"""Faults in points: sums, the most that a leaf gives, less than nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from spec.model import Leaf, rules
from spec.model.criteria import Area, Criterion
from spec.resolve.numbers import shown
from tests.proofs.whole import Fault, Whole

_HEADING_POINTS = re.compile(r"([\d,]+)(?= điểm$)")
_TIER_POINTS = re.compile(r"(?<=: )([\d,]+)(?=$| vì )")
_ADDED = re.compile(r"(?<=cộng )([\d,]+)")
_TAKEN = re.compile(r"(?<=trừ )([\d,]+)")
_LIMIT = re.compile(r"(?<=không quá )([\d,]+)(?= điểm)")
_THRESHOLD = re.compile(r" từ \d+%")
_PROPORTION = re.compile(r"theo tỷ lệ (\w+)(?: từ \d+%)?")


def _changed(pattern: re.Pattern[str], line: str, change: Callable[[Decimal], Decimal]) -> tuple[str]:
    """A line with another number."""
    return (pattern.sub(lambda match: shown(change(Decimal(match[1].replace(",", ".")))), line, count=1),)


def changed_maximum(whole: Whole) -> Iterator[Fault]:
    """The points of a heading: told at the whole whose parts no longer add up.

    Where those of a leaf are changed that is its criterion; its own heading tells what else is wrong with it.
    """
    kind = "điểm tối đa ghi sai"
    for area in whole.model.areas:
        yield from _changed_heading(whole, kind, area, area)
        for criterion in area.criteria:
            yield from _changed_heading(whole, kind, criterion, criterion)
            for leaf in criterion.leaves:
                yield from _changed_heading(whole, kind, leaf, criterion)


def _changed_heading(
    whole: Whole, kind: str, changed: Area | Criterion | Leaf, told: Area | Criterion
) -> Iterator[Fault]:
    step = Decimal("0.5") if len(changed.number) % 2 else Decimal("-0.25")
    edits = {changed.line: _changed(_HEADING_POINTS, whole.line(changed.line), lambda points: points + step)}
    yield whole.fault(kind, "C001", told.line, edits, says=f"các mục con của {told.number} ")


def unreachable_maximum(whole: Whole) -> Iterator[Fault]:
    """The best line, or one of a checklist, gives less; a threshold is above 100 %: told at the heading of the leaf."""
    kind = "không đạt được điểm tối đa"
    for leaf in whole.model.leaves:
        for line in whole.rules(leaf, rules.Tier)[:1]:
            yield _lower(whole, kind, leaf, line, _TIER_POINTS)
        for line in whole.rules(leaf, rules.Addition):
            limited = _LIMIT.search(whole.line(line)) is not None
            yield _lower(whole, kind, leaf, line, _LIMIT if limited else _ADDED)
        for line in whole.rules(leaf, rules.Proportion):
            if (threshold := _THRESHOLD.search(whole.line(line))) is not None:
                edits = {line: (whole.line(line).replace(threshold[0], " từ 101%", 1),)}
                yield whole.fault(kind, "C014", leaf.line, edits)


def _lower(whole: Whole, kind: str, leaf: Leaf, line: int, pattern: re.Pattern[str]) -> Fault:
    edits = {line: _changed(pattern, whole.line(line), lambda points: points / 2)}
    return whole.fault(kind, "C014", leaf.line, edits, says=f"của {leaf.number} không đạt được")


def points_above(whole: Whole) -> Iterator[Fault]:
    """A line that gives or takes more than the leaf has: told at that line."""
    kind = "mức điểm vượt điểm tối đa"
    for leaf in whole.model.leaves:
        most = shown(leaf.maximum + Decimal("0.5"))
        for line in whole.rules(leaf, rules.Tier)[:2]:
            edits = {line: (_TIER_POINTS.sub(most, whole.line(line), count=1),)}
            yield whole.fault(kind, "C003", line, edits)
        for line in whole.rules(leaf, rules.Deduction)[:1]:
            edits = {line: (_TAKEN.sub(most, whole.line(line), count=1),)}
            yield whole.fault(kind, "C003", line, edits)


def sum_above(whole: Whole) -> Iterator[Fault]:
    """Additions, or a formula, that can come to more than the maximum.

    Which line of a checklist is too high nobody can tell but its author: the last one is where the points pass the
    maximum.
    """
    kind = "tổng điểm có thể vượt tối đa"
    for leaf in whole.model.leaves:
        additions = whole.rules(leaf, rules.Addition)
        for line in additions:
            limit = _LIMIT.search(whole.line(line))
            doubled = _changed(_ADDED, whole.line(line), lambda points: points * 2)
            new = (re.sub(r" không quá [\d,]+ điểm", "", doubled[0]),) if limit else doubled
            yield whole.fault(kind, "C023", additions[-1], {line: new})
        for line in whole.rules(leaf, rules.Deduction):  # «cộng» for «trừ»: it never ends
            edits = {line: (whole.line(line).replace("  trừ", "  cộng"),)}
            if len(whole.rules(leaf, rules.Deduction)) == 1:
                yield whole.fault(kind, "C023", line, edits)
        for line in whole.rules(leaf, rules.Proportion):
            formula = r"tính điểm \1 × điểm tối đa + 0,1"
            yield whole.fault(kind, "C023", line, {line: (_PROPORTION.sub(formula, whole.line(line)),)})


def below_zero(whole: Whole) -> Iterator[Fault]:
    """A formula that can fall below 0: told at its line."""
    for leaf in whole.model.leaves:
        for line in whole.rules(leaf, rules.Proportion):
            formula = r"tính điểm \1 × điểm tối đa - 0,1"
            edits = {line: (_PROPORTION.sub(formula, whole.line(line)),)}
            yield whole.fault("công thức có thể dưới 0", "C024", line, edits)


def odd_number(whole: Whole) -> Iterator[Fault]:
    """Points below 0, finer than the rounding, a step of the council that does not fit: told where they stand."""
    kind = "số điểm viết sai"
    for leaf in whole.model.leaves:
        for line in whole.rules(leaf, rules.Deduction)[:1]:
            edits = {line: _changed(_TAKEN, whole.line(line), lambda points: -points)}
            yield whole.fault(kind, "C017", line, edits)
        for line in whole.rules(leaf, rules.Achieved)[:1]:
            yield whole.fault(kind, "C018", line, {line: ("  hội đồng chấm bước 0,35",)})
            edits = {
                leaf.line: _changed(
                    _HEADING_POINTS, whole.line(leaf.line), lambda points: points + Decimal("0.0005")
                )
            }
            yield whole.fault(kind, "C011", leaf.line, edits)


KINDS = (
    changed_maximum,
    unreachable_maximum,
    points_above,
    sum_above,
    below_zero,
    odd_number,
)
