"""Bands and limits of the set as a whole."""

from spec.checks.findings import Findings
from spec.resolve.numbers import shown


def check(findings: Findings) -> None:
    """C012, C019."""
    seen: dict[object, tuple[str, int]] = {}
    for band in findings.model.bands:
        if band.threshold in seen and band.condition is None:
            other, line = seen[band.threshold]
            threshold = shown(band.threshold * 100) + "%"
            findings.report(band.line, "C012", other=f"«{other}»", line=line, threshold=threshold)
        if band.condition is None:
            seen[band.threshold] = (band.name, band.line)
    bonuses = [a for a in findings.model.adjustments if a.kind == "bonus"]
    if bonuses and not findings.model.total_limit_is_said:
        maximum = shown(findings.model.maximum)
        findings.report(bonuses[0].line, "C019", maximum=maximum)
