"""Checks on the model, one file per kind. A broken part is left alone: its mistake has been told already.

The first look at one thing at a time. The proofs go through all that facts can do (``spec.proofs``); they need a set
that was read whole.
"""

from collections.abc import Callable

from spec.checks import (
    beyond,
    conditions,
    cycles,
    fairness,
    leaves,
    outside,
    points,
    quotients,
    reach,
    settings,
    sums,
    tables,
    tiers,
    use,
    wording,
)
from spec.checks.findings import Findings
from spec.diagnostics import Diagnostic
from spec.resolve import Resolved
from spec.source import Source

_Check = Callable[[Findings], None]

_CHECKS: tuple[_Check, ...] = (
    sums.check,
    leaves.check,
    points.check,
    cycles.check,
    use.check,
    settings.check,
)
_PROOFS: tuple[_Check, ...] = (
    tiers.check,
    conditions.check,
    quotients.check,
    reach.check,
    fairness.check,
    outside.check,
    wording.check,
    tables.check,
    beyond.check,
)


def check(resolved: Resolved, source: Source, *, prove: bool) -> list[Diagnostic]:
    """Everything the checks find about a set, and with ``prove`` the proofs."""
    assert resolved.model is not None
    findings = Findings(resolved.model, source, resolved.drafts, resolved.written_names)
    for one in _CHECKS:
        if "error" not in findings.full:
            one(findings)
    if prove and not any(found.code == "C007" for found in findings.diagnostics):  # a circle has no points
        for one in _PROOFS:
            if "error" not in findings.full:
                one(findings)
    return findings.diagnostics
