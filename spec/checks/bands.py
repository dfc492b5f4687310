"""Bands that no unit can be put into."""

from spec.checks.findings import Findings
from spec.diagnostics import Bilingual
from spec.model.criteria import Band
from spec.proofs.lowering import Lowering, Scope
from spec.proofs.system import TooHard


def check(findings: Findings) -> None:
    """C027: the condition of a band never holds, or a band above it takes all that it could take."""
    ways = findings.ways
    lowering, _ = ways.reader([])
    reached: list[Band] = []
    for band in sorted(findings.model.bands, key=lambda one: -one.threshold):
        above = [one for one in reached if one.condition is None and one.threshold == band.threshold]
        if band.condition is not None and not above and not _may_hold(band, lowering):
            findings.report(band.line, "C027", name=band.name, why=_NEVER)
        reached.append(band)


_NEVER = Bilingual("điều kiện của nó luôn sai", "its condition is always false")


def _may_hold(band: Band, lowering: Lowering) -> bool:
    assert band.condition is not None
    start = lowering.space.anything()
    try:
        found = list(lowering.truth(band.condition, start, Scope(None, band.line)))
    except TooHard:
        return True
    return any(truth is not False for _, truth in found)
