"""Tiers: the lines «khi» of a leaf leave no gap, and each can be reached.

Where every condition compares one and the same value with constants, the line of numbers is walked piece by piece;
otherwise «còn lại» must stand at the end.
"""

from dataclasses import dataclass
from fractions import Fraction

from spec.checks.findings import Findings
from spec.model import expressions as e
from spec.model import rules
from spec.model.criteria import Leaf


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A place between two values: just below ``value`` (side 0) or just above it (side 1)."""

    value: Fraction
    side: int


Piece = tuple[Cut | None, Cut | None]  # from, to; None is infinity


def check(findings: Findings) -> None:
    """C005, C006."""
    for leaf in findings.whole_leaves():
        tiers = [rule for rule in leaf.rules if isinstance(rule, rules.Tier)]
        if tiers:
            _check_leaf(leaf, tiers, findings)


def _check_leaf(leaf: Leaf, tiers: list[rules.Tier], findings: Findings) -> None:
    known: list[Piece] = []
    value: e.Expression | None = None
    simple = True
    for tier in tiers:
        if tier.condition is None:
            if simple and known and covers(known, (None, None)):
                findings.report(tier.line, "C006")
            return
        found = piece(tier.condition)
        if found is None or (value is not None and found[0] != value):
            simple = False
            continue
        value = found[0]
        if covers(known, found[1]):
            findings.report(tier.line, "C006")
        known.append(found[1])
    nullable = value is not None and value.nullable
    if not simple or nullable or not covers(known, (None, None)):
        findings.report(tiers[-1].line, "C005", number=leaf.number)


def piece(condition: e.Expression) -> tuple[e.Expression, Piece] | None:
    """The value that a condition bounds by constants, and the range in which it holds."""
    match condition:
        case e.Compare(operator=operator, left=left, right=e.Number(value=number)):
            at, above = Cut(Fraction(number), 0), Cut(Fraction(number), 1)
            ranges: dict[str, Piece] = {
                ">=": (at, None),
                ">": (above, None),
                "<=": (None, above),
                "<": (None, at),
                "=": (at, above),
            }
            return (left, ranges[operator]) if operator in ranges else None
        case e.Between(
            value=value,
            low=e.Number(value=low),
            high=e.Number(value=high),
            low_inclusive=low_in,
            high_inclusive=high_in,
        ):
            return value, (Cut(Fraction(low), 0 if low_in else 1), Cut(Fraction(high), 1 if high_in else 0))
        case _:
            return None


def covers(known: list[Piece], wanted: Piece) -> bool:
    """Whether the pieces together cover a range."""
    start, end = wanted
    while True:
        reach: Cut | None = start
        for low, high in known:
            begins = low is None or (start is not None and low <= start)
            if begins and high is None:
                return True
            if begins and high is not None and (reach is None or high > reach):
                reach = high
        if end is not None and reach is not None and reach >= end:
            return True
        if reach == start:
            return False
        start = reach
