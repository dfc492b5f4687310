"""What every check works on: the model, the text for places, and which parts are broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from spec.diagnostics import MESSAGES, Bilingual, Diagnostic, Severity, add, at
from spec.keywords import BY_TERMINAL, table_of
from spec.model.criteria import CriteriaSet, Leaf
from spec.proofs.paths import Way
from spec.proofs.system import System, TooHard
from spec.proofs.ways import Ways
from spec.resolve.outline import Draft
from spec.source import Source, Span

#: The points of a heading, the last number before the word for points.
_POINTS = re.compile(
    rf"([\d.,]+)\s*(?:{BY_TERMINAL['POINTS'].vi}|{BY_TERMINAL['POINTS'].en})\s*(?:#.*)?$", re.IGNORECASE
)


#: Steps that one question about a leaf may take.
_MOST_STEPS = 20_000
#: Why a leaf is beyond the method, by what stopped it.
_WHY = {
    "ways": ("có quá nhiều trường hợp phải xét", "there are too many cases"),
    "kinds of rows": ("bảng có quá nhiều loại hàng phải xét", "the table has too many kinds of rows"),
    "codes": ("có lựa chọn với quá nhiều mã", "a choice has too many codes"),
    "chain of facts": ("quá nhiều dữ kiện giới hạn lẫn nhau", "too many facts bound each other"),
    "chain": (
        "các thành phần lấy điểm của nhau thành vòng",
        "subcriteria use each other's points in a circle",
    ),
    "": ("có phép tính ngoài khả năng chứng minh", "it uses something that the proof does not cover"),
}
_NO_EXAMPLE = (
    "không tìm được số liệu cho một trường hợp, cũng không loại trừ được nó",
    "no facts were found for one case, nor could it be ruled out",
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
    #: Leaves of which something could not be proved either way: the line that says so, and why.
    beyond: dict[str, tuple[int, Bilingual]] = field(default_factory=dict)
    _ways: Ways | None = None

    @property
    def ways(self) -> Ways:
        """The ways through the leaves, worked out once for all checks."""
        if self._ways is None:
            self._ways = Ways(self.model)
        return self._ways

    def prove(self, one: Callable[[Leaf, list[Way], Findings], None]) -> None:
        """Ask something of each leaf that was read whole."""
        for leaf in self.whole_leaves():
            self.prove_one(leaf, one)

    def prove_one(self, leaf: Leaf, one: Callable[[Leaf, list[Way], Findings], None]) -> None:
        """Ask something of a leaf, given the ways through it; what is too hard is noted."""
        try:
            ways = self.ways.of(leaf)
            self.ways.space.shared.begin(_MOST_STEPS)
            one(leaf, ways, self)
        except TooHard as hard:
            self.note_beyond(leaf, leaf.line, *_WHY.get(str(hard), _WHY[""]))

    def note_beyond(self, leaf: Leaf, line: int, vi: str, en: str) -> None:
        """Remember that something about a leaf was neither proved nor refuted."""
        self.beyond.setdefault(leaf.number, (line, Bilingual(vi, en)))

    def shows(self, leaf: Leaf, line: int, system: System) -> tuple[str, ...] | None:
        """The facts of a fault (none where it needs none); None, and a note, where the method finds none."""
        example = self.ways.example(leaf, system)
        if example is None:
            self.note_beyond(leaf, line, *_NO_EXAMPLE)
            return None
        return example.lines(self.ways.space, table_of(self.source.text))

    def report(
        self,
        line: int,
        code: str,
        suggestions: tuple[str, ...] = (),
        /,
        *,
        example: tuple[str, ...] = (),
        **arguments: object,
    ) -> None:
        """Note a finding about a line; ``example`` are facts that show it."""
        if MESSAGES[code].severity in self.full:
            return
        text = self.source.line_text(line)
        start = self.source.line_start(line) + len(text) - len(text.lstrip())
        end = self.source.line_start(line) + len(
            text.split("#")[0].rstrip() if '"' not in text else text.rstrip()
        )
        found = at(self.source, Span(start, max(start, end)), code, suggestions, **arguments)
        self._add(replace(found, example=example) if example else found)

    def _add(self, finding: Diagnostic) -> None:
        if not add(self.diagnostics, finding):
            self.full.add(finding.severity)

    def report_points(
        self, line: int, code: str, suggestions: tuple[str, ...] = (), /, **arguments: object
    ) -> None:
        """Note a finding about the points at the end of a heading."""
        match = _POINTS.search(self.source.line_text(line))
        if match is None:
            self.report(line, code, suggestions, example=(), **arguments)
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
