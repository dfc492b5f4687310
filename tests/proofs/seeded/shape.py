"""Faults in what a set or a leaf is made of: two bases, none, no parts; bands that are never reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spec.model import rules
from tests.proofs.whole import Fault, Whole


def two_bases(whole: Whole) -> Iterator[Fault]:
    """A second way to work out the points: told at the second."""
    for leaf in whole.model.leaves:
        bases = [rule for rule in leaf.rules if isinstance(rule, rules.BASES)]
        if not bases or bases[-1].line not in whole.rules(leaf, *rules.BASES):
            continue
        last = bases[-1].line
        second = "  tính điểm 0,5" if isinstance(bases[0], rules.Achieved) else "  đạt khi 1 > 0"
        edits = {last: (whole.line(last), second)}
        yield whole.fault("hai cách tính điểm gốc", "C004", last, edits, within=1)


def nothing_left(whole: Whole) -> Iterator[Fault]:
    """A leaf without rules, a criterion without leaves: told at the heading."""
    for leaf in list(whole.model.leaves)[::5]:
        edits: dict[int, tuple[str, ...]] = dict.fromkeys(whole.block(leaf)[1:], ())
        yield whole.fault("không có quy tắc hoặc mục con", "C002", leaf.line, edits)
    for area in whole.model.areas:
        criterion = area.criteria[-1]
        edits = {line: () for leaf in criterion.leaves for line in whole.block(leaf)}
        yield whole.fault("không có quy tắc hoặc mục con", "C015", criterion.line, edits)


def useless_band(whole: Whole) -> Iterator[Fault]:
    """A band that nobody can be put into, or with the threshold of another one: told at its line."""
    kind = "xếp loại trùng hoặc không ai đạt"
    bands = [band.line for band in whole.model.bands]
    for line in bands:
        again = re.sub('"(.+)"', r'"\1 (nhắc lại)"', whole.line(line))
        yield whole.fault(kind, "C012", line, {line: (whole.line(line), again)}, within=1)
    for area in whole.model.areas:
        first = next(area.leaves).number
        for condition in (f"tỷ lệ điểm({area.number}) trên 100%", f"tỷ lệ điểm({first}) dưới 0%"):
            never = f'xếp loại "Không ai đạt" từ 98% khi {condition}'
            edits = {bands[0]: (never, whole.line(bands[0]))}
            yield whole.fault(kind, "C027", bands[0], edits, leaves=[first])


KINDS = (two_bases, nothing_left, useless_band)
