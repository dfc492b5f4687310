"""Keyed tables that are computed anew from all their rows: said, because large ones then cost more with each event."""

from spec.checks.findings import Findings
from spec.model.figures import figures_of, keyed_tables


def check(findings: Findings) -> None:
    """C030 for each table that a rule reads in another way than row by row."""
    for table in keyed_tables(findings.model):
        if figures_of(findings.model, table) is None:
            findings.report(table.line, "C030", table=table.name)
