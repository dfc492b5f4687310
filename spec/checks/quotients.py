"""Quotients by 0 that nothing excludes: no domain, no «ràng buộc», no rule that decides before."""

from spec.checks.findings import Findings
from spec.model.criteria import Leaf
from spec.proofs.paths import Way


def check(findings: Findings) -> None:
    """C022, once for each line with such a quotient."""
    findings.prove(quotients)


def quotients(leaf: Leaf, ways: list[Way], findings: Findings) -> None:
    """The quotients by 0 on the ways of a leaf."""
    told: set[int] = set()
    for way in ways:
        if way.end == "no_value" and way.line not in told:
            example = findings.shows(leaf, way.line, way.system)
            if example is not None:
                told.add(way.line)
                findings.report(way.line, "C022", example=example, number=leaf.number)
