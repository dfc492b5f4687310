"""Broken marks «càng ít càng tốt», «càng nhiều càng tốt»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spec.model import rules
from tests.proofs.seeded.tiers import ladders
from tests.proofs.whole import Edits, Fault, Whole

_MARK = re.compile(r"càng (ít|nhiều) càng tốt")
_POINTS = re.compile(r": [\d,]+")
_REASON = re.compile(r' vì ".*')
_TRUTH = re.compile(r" khi (không )?(\w+)(?= vì|$)")
_CODE = re.compile(r"(?<= )có (?=\w+ vì)")


def turned_mark(whole: Whole) -> Iterator[Fault]:
    """The other mark: told at the fact."""
    for name, lines in whole.facts.items():
        for line in lines:
            if match := _MARK.search(whole.line(line)):
                other = "nhiều" if match[1] == "ít" else "ít"
                edits = {line: (_MARK.sub(f"càng {other} càng tốt", whole.line(line)),)}
                leaves = [leaf.number for leaf in whole.using(name)]
                yield whole.fault(
                    "dấu «càng … càng tốt» ghi ngược",
                    "C025",
                    lines[0],
                    edits,
                    leaves=leaves,
                    says=f"«{name}»",
                )


def turned_rule(whole: Whole) -> Iterator[Fault]:
    """A rule that rewards the wrong way: told at the marked fact that it reads."""
    for ladder in ladders(whole):
        best, worst = whole.line(ladder.tiers[0].line), whole.line(ladder.last)
        most, least = (_POINTS.search(line) for line in (best, worst))
        assert most is not None
        assert least is not None
        edits = {
            ladder.tiers[0].line: (_POINTS.sub(least[0], best, count=1),),
            ladder.last: (_POINTS.sub(most[0], worst, count=1),),
        }
        values = {tier.value for tier in ladder.tiers}
        defined = [one.line for one in ladder.leaf.definitions if one.name in values]
        yield from _told(whole, edits, [*defined, *(tier.line for tier in ladder.tiers)])
    for leaf in whole.model.leaves:
        for line in whole.rules(leaf, rules.Achieved, rules.Gate, rules.Addition):
            turned = _TRUTH.sub(_opposite, _CODE.sub("không có ", whole.line(line)))
            if turned != whole.line(line):
                yield from _told(whole, {line: (turned,)}, [line])


def _opposite(match: re.Match[str]) -> str:
    return f" khi {match[2]}" if match[1] else f" khi không {match[2]}"


def _told(whole: Whole, edits: Edits, lines: Iterable[int]) -> Iterator[Fault]:
    """The fault for each marked fact that some lines read."""
    read = " ".join(_REASON.sub("", whole.line(line)) for line in lines)
    for name, declared in whole.facts.items():
        if any(_MARK.search(whole.line(line)) for line in declared) and re.search(rf"\b{name}\b", read):
            kind = "quy tắc đi ngược dấu «càng … càng tốt»"
            yield whole.fault(kind, "C025", declared[0], edits, says=f"«{name}»")


KINDS = (turned_mark, turned_rule)
