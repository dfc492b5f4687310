"""Children add up to their parent at every level."""

from collections.abc import Sequence
from decimal import Decimal

from spec.checks.findings import Findings
from spec.model.criteria import Area, Criterion, Leaf
from spec.resolve.numbers import shown


def check(findings: Findings) -> None:
    """C001 where the points of the parts differ from the whole's, C015 where there are no parts."""
    for area in findings.model.areas:
        _compare(area, area.criteria, findings)
        for criterion in area.criteria:
            if not criterion.implicit:
                _compare(criterion, criterion.leaves, findings)


def _compare(whole: Area | Criterion, parts: Sequence[Criterion | Leaf], findings: Findings) -> None:
    if not parts:
        if not (findings.drafts[whole.number].broken or findings.drafts[whole.number].incomplete):
            findings.report(whole.line, "C015", number=whole.number)
        return
    total = sum((part.maximum for part in parts), Decimal(0))
    if total == whole.maximum or _maximum_is_unknown(whole, parts, findings):
        return
    findings.report_points(
        whole.line,
        "C001",
        (shown(total),),
        number=whole.number,
        sum=shown(total),
        maximum=shown(whole.maximum),
        difference=shown(abs(total - whole.maximum)),
    )


def _maximum_is_unknown(
    whole: Area | Criterion, parts: Sequence[Criterion | Leaf], findings: Findings
) -> bool:
    """A heading that could not be read has no maximum; a leaf with one wrong rule still has its own."""
    unknown = findings.drafts[whole.number].incomplete or whole.maximum == 0
    return unknown or any(part.maximum == 0 for part in parts)
