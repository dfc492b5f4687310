"""The scenarios of a text and what came out of them, each at its place."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from admin.editor.diagnose import Finding, finding_of
from admin.editor.reading import Reading, reading_of
from engine.output.scenario_text import got, summary, wanted
from engine.scenarios.run import Checked
from spec.keywords import Language

State = Literal["passed", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Expected:
    """One line «thì»: what was to come out, and what did."""

    line: int
    start: int
    text: str
    passed: bool
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario."""

    name: str
    line: int
    start: int
    state: State
    expected: tuple[Expected, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All scenarios; ``ran`` is False while the text has errors."""

    ran: bool
    summary: str
    passed: int
    failed: int
    scenarios: tuple[Outcome, ...]

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


def scenarios(text: str, language: Language = "vi") -> Outcomes:
    """Run the scenarios of a text."""
    reading = reading_of(text)
    checked = reading.scenarios
    if checked is None:
        return Outcomes(ran=False, summary="", passed=0, failed=0, scenarios=())
    passed = sum(one.passed for one in checked)
    return Outcomes(
        ran=True,
        summary=summary(checked, language) if checked else "",
        passed=passed,
        failed=len(checked) - passed,
        scenarios=tuple(_outcome(one, reading, language) for one in checked),
    )


def _outcome(one: Checked, reading: Reading, language: Language) -> Outcome:
    line = one.scenario.line
    state: State = "passed" if one.passed else "refused" if one.result is None else "failed"
    return Outcome(
        one.scenario.name,
        line,
        _start(line, reading),
        state,
        tuple(_expected(one, reading, language)),
        tuple(finding_of(finding, reading, language) for finding in one.findings),
    )


def _expected(one: Checked, reading: Reading, language: Language) -> Iterator[Expected]:
    if one.result is None:
        return
    source = reading.offsets.source
    for each in one.scenario.expected:
        yield Expected(
            each.line,
            _start(each.line, reading),
            source.line_text(each.line).strip(),
            each not in one.failed,
            wanted(each, language),
            got(each.target, one.result, language),
        )


def _start(line: int, reading: Reading) -> int:
    """Where a line begins, without its blanks."""
    source = reading.offsets.source
    text = source.line_text(line)
    return reading.offsets.typed_at(source.line_start(line) + len(text) - len(text.lstrip()))
