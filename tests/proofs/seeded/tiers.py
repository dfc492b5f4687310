"""Faults in tiers: gaps, lines that are never reached, lines that half overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from spec.model import Leaf, rules
from spec.resolve.numbers import shown
from tests.proofs.whole import Edits, Fault, Whole

_TIER = re.compile(r"  khi (?P<condition>.+?): (?P<rest>[\d,]+(?: vì .*)?)$")
_BOUNDS = re.compile(
    r"(?P<value>\w+)"
    r"(?: = (?P<equal>\S+)| (?P<low_word>từ|trên) (?P<low>\S+))?"
    r"(?: trở lên| (?P<high_word>đến dưới|đến hết|đến) (?P<high>\S+))?$"
)


@dataclass(frozen=True)
class Tier:
    """A line «khi» that compares one value with bounds."""

    line: int
    rest: str
    value: str
    equal: str | None
    low_word: str | None
    low: str | None
    high_word: str | None
    high: str | None

    @property
    def text(self) -> str:
        """The line."""
        if self.equal is not None:
            return f"  khi {self.value} = {self.equal}: {self.rest}"
        low = f" {self.low_word} {self.low}" if self.low else ""
        high = f" {self.high_word} {self.high}" if self.high else ""
        end = " trở lên" if self.low_word == "từ" and not self.high else ""
        return f"  khi {self.value}{low}{high}{end}: {self.rest}"


@dataclass(frozen=True)
class Ladder:
    """The tiers of a leaf: lines «khi» from the best to the worst, and the line «còn lại»."""

    leaf: Leaf
    tiers: list[Tier]
    last: int

    @property
    def rises(self) -> bool:
        """Whether a worse line takes higher values: days after a deadline."""
        return self.tiers[0].high_word == "đến hết"

    @property
    def compares_one_value(self) -> bool:
        """Whether all lines compare one value with constants."""
        bounds = [bound for tier in self.tiers for bound in (tier.low, tier.high) if bound]
        return len({tier.value for tier in self.tiers}) == 1 and all(one[0].isdigit() for one in bounds)


def ladders(whole: Whole) -> list[Ladder]:
    """The leaves with tiers that end in «còn lại», in the order of the file."""
    found = []
    for leaf in whole.model.leaves:
        tiers = [rule for rule in leaf.rules if isinstance(rule, rules.Tier)]
        if tiers and tiers[-1].condition is None:
            found.append(Ladder(leaf, [_tier(whole, rule.line) for rule in tiers[:-1]], tiers[-1].line))
    return found


def _tier(whole: Whole, line: int) -> Tier:
    match = _TIER.match(whole.line(line))
    assert match is not None, whole.line(line)
    bounds = _BOUNDS.match(match["condition"])
    assert bounds is not None, match["condition"]
    return Tier(line, match["rest"], **bounds.groupdict())


# ---- Bounds


def _moved(bound: str, steps: int) -> str:
    """A bound some steps further on: a percent, 0,1, a whole number, a day."""
    if bound.endswith("%"):
        return shown(Decimal(bound[:-1].replace(",", ".")) + steps) + "%"
    if "/" in bound:
        day, month = bound.split("/")
        return (date(2020, int(month), int(day)) + timedelta(days=steps)).strftime("%d/%m")
    value = Decimal(bound.replace(",", "."))
    return shown(value + steps * Decimal(1).scaleb(value.as_tuple().exponent))  # type: ignore[arg-type]


def _named(bound: str) -> str:
    """A bound as a message writes it."""
    return f"{bound}/2020" if "/" in bound else bound


def _is_whole(whole: Whole, tier: Tier) -> bool:
    """Whether the value is a count or a day."""
    bound = tier.low or tier.high or tier.equal or ""
    return "/" in bound or not ("%" in bound or "," in bound)


def _rest(ladder: Ladder) -> tuple[str, str]:
    """The condition of «còn lại» in so many words, and how a message names these values."""
    tier = ladder.tiers[-1]
    if tier.equal is not None and not tier.equal[0].isdigit():
        return f"{tier.value} = nghiem_trong", ""
    if ladder.rises:
        assert tier.high is not None
        return f"{tier.value} > {tier.high}", f"từ {_named(_moved(tier.high, 1))} trở lên"
    low = tier.equal or tier.low
    assert low is not None
    if tier.low_word == "trên":
        return f"{tier.value} không quá {low}", f"không quá {low}"
    return f"{tier.value} dưới {low}", f"dưới {low}"


def _closed(whole: Whole, ladder: Ladder) -> Edits:
    """The same tiers with all of the last one's values said: another way to write the rules."""
    said = whole.line(ladder.last).replace("còn lại", f"khi {_rest(ladder)[0]}")
    return {ladder.last: (said,)}


# ---- Gaps


def removed_rest(whole: Whole) -> Iterator[Fault]:
    """«còn lại» is missing: told at the last line «khi», with what no line takes."""
    for ladder in ladders(whole):
        named = _rest(ladder)[1] if ladder.compares_one_value else ""
        edits: Edits = {ladder.last: ()}
        yield whole.fault(
            "bỏ dòng «còn lại»", "C005", ladder.tiers[-1].line, edits, says=_whole(named, ladder)
        )


def _whole(named: str, ladder: Ladder) -> str:
    """Counts as a message writes them: «không quá 5» for «dưới 6»; there are none below 0."""
    tier = ladder.tiers[-1]
    low = tier.equal or tier.low or ""
    if named.startswith("dưới ") and low.isdigit():
        return f"không quá {int(low) - 1}"
    return named


def removed_tier(whole: Whole) -> Iterator[Fault]:
    """A line «khi» is missing, where the last line says what it takes: told at that line, with the range.

    Or the gate is missing that takes trống: no line takes that either.
    """
    for ladder in ladders(whole):
        closed = _closed(whole, ladder)
        for tier in ladder.tiers if ladder.compares_one_value else ladder.tiers[-1:]:
            says = _range(whole, tier) if ladder.compares_one_value else ""
            edits = {**closed, tier.line: ()}
            yield replace(whole.fault("bỏ một mức", "C005", ladder.last, edits, says=says), variant=closed)
        for line in whole.rules(ladder.leaf, rules.Gate):
            if " là trống" in whole.line(line):
                edits = {**closed, line: ()}
                yield replace(whole.fault("bỏ một mức", "C005", ladder.last, edits), variant=closed)


def _range(whole: Whole, tier: Tier) -> str:
    """The values of a line as a message names them."""
    if tier.equal is not None or (tier.low is None and tier.high is None):
        return ""
    if tier.low is None:
        return f"không quá {_named(tier.high or '')}"
    if tier.high is None:
        return f"từ {_named(tier.low)} trở lên"
    return f"{tier.low_word} {_named(tier.low)} {tier.high_word} {_named(tier.high)}".replace(
        "đến hết", "đến"
    )


def shifted_bound(whole: Whole) -> Iterator[Fault]:
    """A lower bound one step too high, where the last line says what it takes: told there, with the gap."""
    for ladder in ladders(whole):
        closed = _closed(whole, ladder)
        for tier in ladder.tiers:
            if tier.low is None or tier.low_word != "từ" or not ladder.compares_one_value:
                continue
            moved = replace(tier, low=_moved(tier.low, 1))
            gap = _named(tier.low) if _is_whole(whole, tier) else f"từ {tier.low} đến dưới {moved.low}"
            edits = {**closed, tier.line: (moved.text,)}
            says = f"({gap} không có dòng nào)"
            kind = "ngưỡng dịch làm hở"
            yield replace(whole.fault(kind, "C005", ladder.last, edits, says=says), variant=closed)


# ---- Lines that are never reached


def shadowed(whole: Whole) -> Iterator[Fault]:
    """A line that takes all that the next one does: told at the next one."""
    kind = "dòng bị dòng trên che"
    for ladder in ladders(whole):
        for tier in ladder.tiers:
            line = whole.line(tier.line)
            yield whole.fault(kind, "C006", tier.line, {tier.line: (line, line)}, within=1)
        all_of_them = "".join(f"  khi {_rest(ladder)[0]}: 0")
        edits = {ladder.last: (all_of_them, whole.line(ladder.last))}
        yield whole.fault(kind, "C006", ladder.last, edits, within=1)


def swapped(whole: Whole) -> Iterator[Fault]:
    """Two lines without an upper bound, the lower one first: told at the one that comes too late."""
    for ladder in ladders(whole):
        for upper, lower in pairwise(ladder.tiers):
            if not ladder.compares_one_value or not (lower.low or lower.equal or "")[0].isdigit():
                continue
            open_ = _opened(lower, rises=ladder.rises)
            edits = {upper.line: (open_.text,), lower.line: (_opened(upper, rises=ladder.rises).text,)}
            yield whole.fault("đổi chỗ hai mức", "C006", lower.line, edits)


def _opened(tier: Tier, *, rises: bool) -> Tier:
    """The tier with the bound that its order makes needless left out."""
    if rises:
        return replace(tier, low_word=None, low=None)
    if tier.equal is not None:
        return replace(tier, equal=None, low_word="từ", low=tier.equal)
    return replace(tier, high_word=None, high=None)


def overlapping(whole: Whole) -> Iterator[Fault]:
    """A line that reaches into the one above: told at the lower one."""
    for ladder in ladders(whole):
        for above, tier in pairwise(ladder.tiers):
            if tier.low is None or tier.high is None or above.equal or not ladder.compares_one_value:
                continue
            low, high = (
                (_moved(tier.low, -5), tier.high) if ladder.rises else (tier.low, _moved(tier.high, 3))
            )
            wide = replace(tier, low=low, high=high)
            yield whole.fault("hai mức chồng nhau", "C026", tier.line, {tier.line: (wide.text,)})


# ---- The words of a line


def too_late(whole: Whole) -> Iterator[Fault]:
    """«còn lại» before another line: told at «còn lại»."""
    for ladder in ladders(whole):
        before = ladder.tiers[-1].line
        edits = {before: (whole.line(ladder.last),), ladder.last: (whole.line(before),)}
        yield whole.fault("«còn lại» không đứng cuối", "C016", before, edits)


def above_instead_of_from(whole: Whole) -> Iterator[Fault]:
    """«trên 90%» for «từ 90%»: told at the line."""
    for ladder in ladders(whole):
        for tier in ladder.tiers:
            if tier.low is not None and tier.low_word == "từ" and not _is_whole(whole, tier):
                edits = {tier.line: (replace(tier, low_word="trên").text,)}
                yield whole.fault("«trên» thay cho «từ»", "C028", tier.line, edits, says=tier.low)


KINDS = (
    removed_rest,
    removed_tier,
    shifted_bound,
    shadowed,
    swapped,
    overlapping,
    too_late,
    above_instead_of_from,
)
