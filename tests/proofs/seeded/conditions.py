"""Faults in conditions: quotients that may divide by 0, conditions that always or never hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spec.model import Leaf, rules
from tests.proofs.whole import Edits, Fault, Whole

_QUOTIENT = re.compile(r"  đặt \w+ = .*/ (\w+)$")
_NONE = re.compile(r"(\w+) = 0(?= vì |$)")
_FROM_ONE = re.compile(r": (số nguyên từ 1|số trên 0)(?= )")
_FROM_ZERO = re.compile(r": (số nguyên|số) từ 0(?= )")
_SOME = re.compile(r"từ 1 trở lên")

_STOPS = (rules.Gate, rules.NothingArose, rules.NotApplicable)


@dataclass(frozen=True)
class Quotient:
    """A quotient by a fact, and the line that says what happens where that is 0 (None: its domain excludes it)."""

    leaf: Leaf
    line: int
    divisor: str
    guard: int | None


def quotients(whole: Whole) -> list[Quotient]:
    """The quotients of the set, in the order of the file."""
    found = []
    for leaf in whole.model.leaves:
        for line in (one.line for one in leaf.definitions):
            if match := _QUOTIENT.match(whole.line(line)):
                guard = next(_guards(whole, leaf, match[1]), None)
                found.append(Quotient(leaf, line, match[1], guard))
    return found


def _guards(whole: Whole, leaf: Leaf, fact: str) -> Iterator[int]:
    for line in whole.rules(leaf, *_STOPS):
        match = _NONE.search(whole.line(line))
        if match is not None and match[1] == fact:
            yield line


def unguarded_quotient(whole: Whole) -> Iterator[Fault]:
    """Nothing excludes a divisor of 0 any more: told where the quotient is written."""
    kind = "chia cho 0"
    for one in quotients(whole):
        if one.guard is not None:
            without: Edits = {one.guard: ()}
            yield whole.fault(kind, "C022", one.line, without)
            edits = {one.guard: (_NONE.sub(r"\1 = 1", whole.line(one.guard)),)}
            yield whole.fault(kind, "C022", one.line, edits)
            continue
        declared = whole.facts.get(one.divisor)
        if declared is not None and (match := _FROM_ONE.search(whole.line(declared[0]))):
            line = declared[0]
            from_zero = match[1].replace("từ 1", "từ 0").replace("trên 0", "từ 0")
            edits = {line: (_FROM_ONE.sub(f": {from_zero}", whole.line(line)),)}
            yield whole.fault(kind, "C022", one.line, edits, leaves=[one.leaf.number])
    for check in whole.model.checks:
        if check.kind == "constraint":
            leaf = whole.leaves["1.8.1"]
            gone: Edits = {check.line: ()}
            yield whole.fault(kind, "C022", leaf.definitions[-1].line, gone, leaves=[leaf.number])


def settled_condition(whole: Whole) -> Iterator[Fault]:
    """A condition that a domain settles for ever: told at its line."""
    kind = "điều kiện luôn đúng hoặc luôn sai"
    for leaf in whole.model.leaves:
        for line in whole.rules(leaf, *_STOPS):
            if match := _NONE.search(whole.line(line)):
                declared = whole.facts.get(match[1])
                if declared is not None and _FROM_ZERO.search(whole.line(declared[0])):
                    above = _FROM_ZERO.sub(r": \1 từ 1", whole.line(declared[0]))
                    leaves = [leaf.number]
                    yield whole.fault(
                        kind, "C020", line, {declared[0]: (above,)}, leaves=leaves, says="luôn sai"
                    )
        for line in whole.rules(leaf, *_STOPS, rules.Ceiling, rules.Achieved):
            if _SOME.search(whole.line(line)):
                edits = {line: (_SOME.sub("từ 0 trở lên", whole.line(line)),)}
                yield whole.fault(kind, "C020", line, edits, says="luôn đúng")
        for line in whole.rules(leaf, *_STOPS):
            twice = whole.line(line)
            if " khi được duyệt" not in twice:  # the second finds nothing left
                yield whole.fault(kind, "C020", line, {line: (twice, twice)}, within=1, says="luôn sai")


KINDS = (unguarded_quotient, settled_condition)
