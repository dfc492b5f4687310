"""Coverage: which lines of the rules the scenarios make decide something.

A rule of a leaf counts for a scenario that expects something of that leaf, and only where it decided, in the order of
evaluation: what stands behind a gate that holds, or behind a question that is open, decides nothing. Its goals are

* «đạt khi», and «theo tỷ lệ» with a threshold: reached in one scenario, not reached in another;
* a line «khi» or «còn lại»: it is the one that gives the points;
* «theo tỷ lệ» without a threshold, «tính điểm», «hội đồng chấm»: the points come from it;
* «không áp dụng», «không tính điểm», «không phát sinh», «tối đa»: its condition holds, or the leaf is approved;
* «cộng», «trừ»: it comes to more than 0;
* «minh chứng»: it is asked for, and the document is missing or rejected.

A bonus or penalty counts where it comes to more than 0 in a scenario that expects something of the total; a band where
it is the one that a scenario expecting a band comes to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from engine.program import Program
from engine.scenarios.run import OF_THE_TOTAL, Checked
from engine.score import decided
from spec.model import rules
from spec.model.criteria import Adjustment, Band
from spec.source import Source

#: What a line may do, and what a scenario may see it do.
Outcomes = frozenset[bool]

_HELD: Outcomes = frozenset({True})
_BOTH: Outcomes = frozenset({True, False})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rules. ``leaf`` is the number of its leaf, empty for bands, bonus and penalty.

    ``goals`` is what scenarios should see it do, ``seen`` what they saw.
    """

    leaf: str
    line: int
    written: str
    goals: Outcomes
    seen: Outcomes = frozenset()

    @property
    def missing(self) -> Outcomes:
        """What no scenario saw it do."""
        return self.goals - self.seen

    @property
    def touched(self) -> bool:
        """Whether scenarios saw all that it may do."""
        return not self.missing


def coverage(program: Program, checked: Sequence[Checked], source: Source) -> list[Line]:
    """Every line of the rules with what the scenarios saw of it: leaves in the order of the file, then the others."""
    seen: dict[tuple[str, int], set[bool]] = {}
    for one in checked:
        for leaf, line, held in _decided(program, one):
            seen.setdefault((leaf, line), set()).add(held)
    return [
        replace(line, seen=frozenset(seen.get((line.leaf, line.line), ())))
        for line in _lines(program, source)
    ]


def _lines(program: Program, source: Source) -> Iterator[Line]:
    for leaf in program.leaves:
        for rule in sorted(leaf.rules, key=lambda one: one.line):
            yield Line(leaf.number, rule.line, rule.written, _goals(rule))
    others: Iterable[Adjustment | Band] = (*program.model.adjustments, *program.model.bands)
    for line in sorted(one.line for one in others):
        yield Line("", line, source.line_text(line).strip(), _HELD)


def _goals(rule: rules.Rule) -> Outcomes:
    either = isinstance(rule, rules.Achieved) or (
        isinstance(rule, rules.Proportion) and rule.threshold is not None
    )
    return _BOTH if either else _HELD


def _decided(program: Program, one: Checked) -> Iterator[tuple[str, int, bool]]:
    """What a scenario saw: the leaf, the line, and whether the line applied."""
    if one.result is None:
        return
    targets = {expected.target for expected in one.scenario.expected}
    for number in targets - set(OF_THE_TOTAL):
        position = program.position(number)
        assert position is not None
        rules_ = program.leaves[position].rules
        for index, held in decided(one.result.scored, position):
            yield number, rules_[index].line, held
    if targets & set(OF_THE_TOTAL):
        for adjusted in one.result.totals.adjustments:
            if adjusted.points and adjusted.low == adjusted.high:
                yield "", adjusted.adjustment.line, True
    if "band" in targets and one.result.totals.band is not None:
        yield "", one.result.totals.band.line, True
