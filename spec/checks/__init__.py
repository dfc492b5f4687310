"""Proofs on the model, one file per kind. A broken part is left alone: its mistake has been told already."""

from collections.abc import Callable

from spec.checks import conditions, cycles, leaves, points, settings, sums, tiers, use
from spec.checks.findings import Findings
from spec.diagnostics import Diagnostic
from spec.resolve import Resolved
from spec.source import Source

_CHECKS: tuple[Callable[[Findings], None], ...] = (
    sums.check,
    leaves.check,
    points.check,
    tiers.check,
    conditions.check,
    cycles.check,
    use.check,
    settings.check,
)


def check(resolved: Resolved, source: Source) -> list[Diagnostic]:
    """Everything the checks find about a set."""
    assert resolved.model is not None
    findings = Findings(resolved.model, source, resolved.drafts, resolved.written_names)
    for one in _CHECKS:
        if "error" not in findings.full:
            one(findings)
    return findings.diagnostics
