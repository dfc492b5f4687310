"""What stands outside the leaves: bonus and penalty, and the conditions of bands.

Each is looked at as a leaf of its own: a bonus or penalty as one addition to nothing, a band as a condition that stops.
"""

from decimal import Decimal

from spec.checks.conditions import TRUTHS
from spec.checks.findings import Findings
from spec.checks.quotients import quotients
from spec.diagnostics import Bilingual
from spec.model import rules
from spec.model.criteria import Adjustment, Band, Leaf
from spec.proofs.paths import Way

_NEVER = Bilingual("điều kiện của nó luôn sai", "its condition is always false")


def check(findings: Findings) -> None:
    """C020 and C022 of bonus and penalty, C027: the condition of a band never holds."""
    for adjustment in findings.model.adjustments:
        leaf = _of_adjustment(adjustment)
        findings.prove_one(leaf, quotients)
        if adjustment.condition is not None:
            findings.prove_one(leaf, _settled)
    for band in findings.model.bands:
        if band.condition is not None:
            findings.prove_one(_of_band(band), _never)


def _of_adjustment(one: Adjustment) -> Leaf:
    amount = rules.Addition(**{name: getattr(one, name) for name in rules.Measured.model_fields})
    return _leaf(one.name, one.line, amount)


def _of_band(band: Band) -> Leaf:
    assert band.condition is not None
    return _leaf(band.name, band.line, rules.Gate(line=band.line, written="", condition=band.condition))


def _leaf(name: str, line: int, rule: rules.Addition | rules.Gate) -> Leaf:
    number = f"«{name}»"
    return Leaf(number=number, key=number, name=name, maximum=Decimal(0), rules=(rule,), line=line)


def _settled(leaf: Leaf, ways: list[Way], findings: Findings) -> None:
    known = _truths(ways)
    if len(known) == 1:
        findings.report(leaf.line, "C020", truth=TRUTHS[known.pop()])


def _never(leaf: Leaf, ways: list[Way], findings: Findings) -> None:
    known = _truths(ways)
    if known == {False}:
        findings.report(leaf.line, "C027", name=leaf.name, why=_NEVER)


def _truths(ways: list[Way]) -> set[bool]:
    """What the only rule can do."""
    return {held for way in ways for _, held in way.decided}
