"""What every check works on: the model, the text for places, and which parts are broken."""

import re
from dataclasses import dataclass, field

from spec.diagnostics import MESSAGES, Diagnostic, Severity, add, at
from spec.keywords import BY_TERMINAL
from spec.model.criteria import CriteriaSet, Leaf
from spec.resolve.outline import Draft
from spec.source import Source, Span

#: The points of a heading, the last number before the word for points.
_POINTS = re.compile(
    rf"([\d.,]+)\s*(?:{BY_TERMINAL['POINTS'].vi}|{BY_TERMINAL['POINTS'].en})\s*(?:#.*)?$", re.IGNORECASE
)


@dataclass(slots=True)
class Findings:
    """The set under check, and what has been found so far."""

    model: CriteriaSet
    source: Source
    drafts: dict[str, Draft]
    #: Names that stand somewhere, where not every line could be read.
    written_names: frozenset[str] = frozenset()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    #: The severities of which as many have been told as are told.
    full: set[Severity] = field(default_factory=set)

    def report(self, line: int, code: str, suggestions: tuple[str, ...] = (), /, **arguments: object) -> None:
        """Note a finding about a line."""
        if MESSAGES[code].severity in self.full:
            return
        text = self.source.line_text(line)
        start = self.source.line_start(line) + len(text) - len(text.lstrip())
        end = self.source.line_start(line) + len(
            text.split("#")[0].rstrip() if '"' not in text else text.rstrip()
        )
        self._add(at(self.source, Span(start, max(start, end)), code, suggestions, **arguments))

    def _add(self, finding: Diagnostic) -> None:
        if not add(self.diagnostics, finding):
            self.full.add(finding.severity)

    def report_points(
        self, line: int, code: str, suggestions: tuple[str, ...] = (), /, **arguments: object
    ) -> None:
        """Note a finding about the points at the end of a heading."""
        match = _POINTS.search(self.source.line_text(line))
        if match is None:
            self.report(line, code, suggestions, **arguments)
            return
        start = self.source.line_start(line)
        span = Span(start + match.start(1), start + match.end(1))
        self._add(at(self.source, span, code, suggestions, **arguments))

    def is_broken(self, number: str) -> bool:
        """Whether a part, or anything right inside it, could not be read."""
        draft = self.drafts.get(number)
        return draft is None or draft.broken or any(child.broken for child in draft.children)

    def whole_leaves(self) -> list[Leaf]:
        """The leaves of which every line could be read."""
        return [leaf for leaf in self.model.leaves if not self.is_broken(leaf.number)]
