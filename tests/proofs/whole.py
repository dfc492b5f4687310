"""The 2020 set as numbered lines, single faults planted into it, and as little of it as a fault needs.

A fault says which lines of the set read otherwise; lines keep their numbers but for lines that it adds. ``plant`` makes
the text of the whole set with the fault in it. ``plant_alone`` blanks everything that the fault has nothing to do with,
so that checking takes a fiftieth of the time and finds things on the same lines: it keeps the areas of the fault with
all headings, the leaves it is about word by word («hội đồng chấm» stands in for the rules of the others) and the facts
and checks that these lines name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from spec import CriteriaSet, load_text, sets_folder
from spec.model import Leaf, rules
from spec.resolve.numbers import shown

#: Lines of the set that read otherwise: number → what stands there instead (nothing, or several lines).
Edits = Mapping[int, Sequence[str]]

_WORD = re.compile(r"\w+")
_FACT = re.compile(r"dữ kiện (\w+)")
_HEADING = re.compile(r"(?:lĩnh vực|tiêu chí|thành phần) ([\d.]+) ")
_CHECK = re.compile(r"(?:ràng buộc|cảnh báo) ")
_POINTS = re.compile(r"[\d,]+ điểm$")
_LEAF_POINTS = re.compile(r"điểm\(([\d.]+)\)")
_SETTING = re.compile(r"(?:bộ tiêu chí|năm|áp dụng cho|làm tròn|công bố|quy đổi|xếp hạng|xếp loại) ")


@dataclass(frozen=True)
class Fault:
    """One mistake in the set.

    ``line`` is where it has to be told, in the text that has the mistake; ``says`` are words that have to stand in the
    message. ``variant`` is the part of ``edits`` that is no mistake by itself: another way to write the same rules.
    """

    kind: str
    code: str
    line: int
    edits: Edits
    leaves: tuple[str, ...] = ()
    says: str = ""
    variant: Edits | None = None

    def __str__(self) -> str:
        changed = "; ".join(
            f"dòng {line}: {' / '.join(new).strip() or '(bỏ)'}" for line, new in self.edits.items()
        )
        return f"{self.kind}: {self.code} ở dòng {self.line} ({changed})"


@dataclass(frozen=True)
class Whole:
    """A set without its scenarios."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The set as it is."""
        return "\n".join(self.lines) + "\n"

    @cached_property
    def model(self) -> CriteriaSet:
        """The set as it is, resolved."""
        model, _ = load_text(self.text, prove=False)
        assert model is not None
        return model

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        """The leaves by number."""
        return {leaf.number: leaf for leaf in self.model.leaves}

    def line(self, number: int) -> str:
        """A line."""
        return self.lines[number - 1]

    def rules(self, leaf: Leaf, *kinds: type[rules.Statement]) -> list[int]:
        """The lines of the rules of some kinds, of those that stand on one line."""
        lines = [rule.line for rule in leaf.rules if isinstance(rule, kinds)]
        return [line for line in lines if self.line(line).count("(") == self.line(line).count(")")]

    def block(self, leaf: Leaf) -> range:
        """The lines of a leaf, from its heading on."""
        end = leaf.line
        while end < len(self.lines) and self.lines[end].startswith("  "):
            end += 1
        return range(leaf.line, end + 1)

    @cached_property
    def facts(self) -> dict[str, range]:
        """The lines of each fact."""
        found = {}
        for number, line in enumerate(self.lines, 1):
            if match := _FACT.match(line):
                end = number
                while end < len(self.lines) and self.lines[end].startswith("  "):
                    end += 1
                found[match[1]] = range(number, end + 1)
        return found

    def using(self, *names: str) -> Iterator[Leaf]:
        """The leaves whose lines name all of some facts."""
        for leaf in self.model.leaves:
            if set(names) <= set(_words(self.line(line) for line in self.block(leaf))):
                yield leaf

    # ---- Texts with a fault

    def fault(
        self,
        kind: str,
        code: str,
        at: int,
        edits: Edits,
        *,
        within: int = 0,
        leaves: Iterable[str] = (),
        says: str = "",
    ) -> Fault:
        """A fault that is told at a line of the set, or at one of the lines that stand there now."""
        moved = sum(len(new) - 1 for line, new in edits.items() if line < at)
        return Fault(kind, code, at + moved + within, edits, tuple(leaves), says)

    def plant(self, edits: Edits) -> str:
        """The whole set with some lines changed."""
        return _with(self.lines, edits)

    def plant_alone(self, edits: Edits, leaves: Iterable[str] = ()) -> str:
        """What the changed lines and some leaves need of the set, with those lines changed."""
        needed = {*leaves, *(found for line in edits if (found := self._leaf_at(line)) is not None)}
        needed |= {
            read for leaf in needed for line in self.block(self.leaves[leaf]) for read in self._read(line)
        }
        if any(_HEADING.match(self.line(line)) for line in edits):
            kept = self._whole_areas({self._area_at(line) for line in edits}, needed)
        else:
            kept = self._alone(needed or {"1.1.1"})
        kept |= {number: line for number, line in enumerate(self.lines, 1) if _SETTING.match(line)}
        kept |= {line: self.line(line) for line in edits}
        said = [*kept.values(), *(line for new in edits.values() for line in new)]
        kept |= {line: self.line(line) for line in self._facts_of(said)}
        return _with(tuple(kept.get(number, "") for number in range(1, len(self.lines) + 1)), edits)

    def _leaf_at(self, line: int) -> str | None:
        return next((leaf.number for leaf in self.model.leaves if line in self.block(leaf)), None)

    def _read(self, line: int) -> list[str]:
        """The leaves whose points a line reads."""
        return _LEAF_POINTS.findall(self.line(line))

    def _area_at(self, line: int) -> str:
        return [area.number for area in self.model.areas if area.line <= line][-1]

    def _whole_areas(self, areas: set[str], leaves: set[str]) -> dict[int, str]:
        """All headings of some areas; of the leaves that are not wanted a rule that needs no facts."""
        kept = {}
        for area in self.model.areas:
            if area.number not in areas and not any(leaf.number in leaves for leaf in area.leaves):
                continue
            for line in (area.line, *(criterion.line for criterion in area.criteria)):
                kept[line] = self.line(line)
            for leaf in area.leaves:
                block = self.block(leaf)
                kept |= {line: self.line(line) for line in (block if leaf.number in leaves else block[:1])}
                kept.setdefault(leaf.line + 1, "  hội đồng chấm")
        return kept

    def _alone(self, leaves: set[str]) -> dict[int, str]:
        """Some leaves under their headings, which get the points of these leaves alone."""
        kept = {}
        for area in self.model.areas:
            headings = [
                (area.line, list(area.leaves)),
                *((one.line, list(one.leaves)) for one in area.criteria),
            ]
            for line, inside in headings:
                if points := sum((leaf.maximum for leaf in inside if leaf.number in leaves), Decimal(0)):
                    kept[line] = _POINTS.sub(f"{shown(points)} điểm", self.line(line))
        for number in leaves:
            kept |= {line: self.line(line) for line in self.block(self.leaves[number])}
        return kept

    def _facts_of(self, said: Iterable[str]) -> Iterator[int]:
        """The lines of the facts, definitions and checks that lines name, and of those that these name."""
        words, names = set(_words(said)), set[str]()
        for name in reversed(self.facts):  # a fact is bounded by those above it
            if name in words:
                names.add(name)
                words |= set(_words(self.line(line) for line in self.facts[name]))
        for name, lines in self.facts.items():
            if name in words or any(name in _words([self.line(line)]) for line in self._refusals(words)):
                names.add(name)
                yield from lines
        for number, line in enumerate(self.lines, 1):
            if line.startswith("đặt ") and line.split()[1] in words:
                yield number
            if _CHECK.match(line) and {word for word in _words([line]) if word in self.facts} <= names:
                yield number

    def _refusals(self, words: set[str]) -> Iterator[int]:
        """The lines «ràng buộc» that speak of one of some facts."""
        for check in self.model.checks:
            if (
                check.kind == "constraint"
                and words & set(_words([self.line(check.line)])) & self.facts.keys()
            ):
                yield check.line


def _words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in _WORD.findall(line)]


def _with(lines: Sequence[str], edits: Edits) -> str:
    made = [new for number, line in enumerate(lines, 1) for new in edits.get(number, (line,))]
    return "\n".join(made) + "\n"


@cache
def whole() -> Whole:
    """The 2020 set."""
    lines = (sets_folder() / "so-2020.tieuchi").read_text(encoding="utf-8").splitlines()
    end = next((number for number, line in enumerate(lines) if line.startswith("kiểm thử")), len(lines))
    return Whole(tuple(lines[:end]))
