"""Tiers: the lines «khi» of a leaf leave no gap, each can be reached, and none says what another says already.

Whether there is a gap, and whether a line can be reached, is decided over all facts (``spec.proofs``). Where all lines
compare one and the same value with constants, the gap is named as a range, and lines that half overlap are told.
"""

from spec.checks.findings import Findings
from spec.checks.ranges import is_possible, written
from spec.diagnostics import Bilingual
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf
from spec.proofs.paths import Way
from spec.ranges import Range, common, compared, gaps


def check(findings: Findings) -> None:
    """C005, C006, C026."""
    findings.prove(_check_leaf)
    for leaf in findings.whole_leaves():
        last = [rule for rule in leaf.rules if isinstance(rule, rules.Tier)][-1:]
        if leaf.number in findings.beyond and last and last[0].condition is not None:
            findings.report(last[0].line, "C005", number=leaf.number, gap="")


def _check_leaf(leaf: Leaf, ways: list[Way], findings: Findings) -> None:
    tiers = [(index, rule) for index, rule in enumerate(leaf.rules) if isinstance(rule, rules.Tier)]
    if tiers:
        _gap(leaf, tiers, ways, findings)
        _unreachable(leaf, tiers, ways, findings)
        _overlaps([tier for _, tier in tiers], findings)


def _gap(leaf: Leaf, tiers: list[tuple[int, rules.Tier]], ways: list[Way], findings: Findings) -> None:
    for way in ways:
        if way.end == "gap" and (example := findings.shows(leaf, way.line, way.system)) is not None:
            missing = _missing([tier for _, tier in tiers], leaf, findings)
            findings.report(way.line, "C005", example=example, number=leaf.number, gap=missing)
            return


def _missing(tiers: list[rules.Tier], leaf: Leaf, findings: Findings) -> object:
    """The values that no line takes, in words; nothing where the lines compare more than one value."""
    known = [compared(tier.condition) for tier in tiers if tier.condition is not None]
    values = [one[0] for one in known if one is not None]
    if len(values) < len(known) or any(value != values[0] for value in values):
        return ""
    lowering = findings.ways.lowering(leaf)
    starts = findings.ways.start([leaf], lowering)
    left = gaps([one[1] for one in known if one is not None])
    found = written([one for one in left if is_possible(one, values[0], leaf, starts, lowering)], values[0])
    return Bilingual(f" ({found.vi} không có dòng nào)", f" (no line for {found.en})") if found.vi else ""


def _unreachable(
    leaf: Leaf, tiers: list[tuple[int, rules.Tier]], ways: list[Way], findings: Findings
) -> None:
    for index, tier in tiers:
        found = [way for way in ways if (index, True) in way.decided]
        if not found:
            findings.report(tier.line, "C006")
        elif not any(findings.ways.example(leaf, way.system) for way in found):
            findings.shows(leaf, tier.line, found[0].system)


def _overlaps(tiers: list[rules.Tier], findings: Findings) -> None:
    """Lines that share some values though neither holds all values of the other: one of the two bounds is a slip."""
    known: list[tuple[e.Expression, Range, int]] = []
    for tier in tiers:
        found = compared(tier.condition) if tier.condition is not None else None
        if found is None:
            continue
        value, range_ = found
        for other_value, other, line in known:
            shared = common(range_, other)
            if other_value == value and shared is not None and shared not in (range_, other):
                findings.report(tier.line, "C026", line=line, shared=written([shared], value))
                break
        known.append((value, range_, tier.line))
