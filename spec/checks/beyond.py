"""What the proofs could not decide: said, so that silence always means that it was proved."""

from spec.checks.findings import Findings
from spec.diagnostics import Bilingual

#: So many leaves are told one by one.
_MOST = 20


def check(findings: Findings) -> None:
    """C029, once for each leaf (of very many, the rest together); after all other proofs."""
    found = list(findings.beyond.items())
    for number, (line, why) in found[:_MOST]:
        findings.report(line, "C029", number=number, why=why)
    if rest := found[_MOST:]:
        others = Bilingual(f"{len(rest)} thành phần khác", f"{len(rest)} other subcriteria")
        findings.report(rest[0][1][0], "C029", number=others, why=rest[0][1][1])
