"""What every check works on: the model, the text for places, and which parts are broken."""

from dataclasses import dataclass, field

from spec.diagnostics import Diagnostic, add, at
from spec.model.criteria import CriteriaSet, Leaf
from spec.resolve.outline import Draft
from spec.source import Source, Span


@dataclass(slots=True)
class Findings:
    """The set under check, and what has been found so far."""

    model: CriteriaSet
    source: Source
    drafts: dict[str, Draft]
    #: Names that stand somewhere, where not every line could be read.
    written_names: frozenset[str] = frozenset()
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def report(self, line: int, code: str, suggestions: tuple[str, ...] = (), /, **arguments: object) -> None:
        """Note a finding about a line."""
        text = self.source.line_text(line)
        start = self.source.line_start(line) + len(text) - len(text.lstrip())
        end = self.source.line_start(line) + len(
            text.split("#")[0].rstrip() if '"' not in text else text.rstrip()
        )
        add(self.diagnostics, at(self.source, Span(start, max(start, end)), code, suggestions, **arguments))

    def is_broken(self, number: str) -> bool:
        """Whether a part, or anything right inside it, could not be read."""
        draft = self.drafts.get(number)
        return draft is None or draft.broken or any(child.broken for child in draft.children)

    def whole_leaves(self) -> list[Leaf]:
        """The leaves of which every line could be read."""
        return [leaf for leaf in self.model.leaves if not self.is_broken(leaf.number)]
