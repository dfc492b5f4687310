"""The cases of `kinds.md`: an edit of the base set, and what is told of it in both directions.

Each case is a heading, a block of changed lines (`-` old, `+` new, a blank for a line that stays and says where), and
one line for each change: `→` from the old lines to the new, `←` the other way round; where, class, kind, sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from spec.diff import Comparison, compare
from tests.diff.comparing import BASE, told, version

PAGE = Path(__file__).with_name("kinds.md")
_CASE = re.compile(
    r"^## (?P<name>[^\n]*)\n\n```diff\n(?P<lines>.*?)```\n\n(?P<told>(?:[→←] [^\n]*\n)*)",
    re.MULTILINE | re.DOTALL,
)
FORWARD, BACKWARD = "→", "←"


@dataclass(frozen=True)
class Case:
    """One case."""

    name: str
    lines: str
    told: str

    def comparisons(self) -> dict[str, Comparison]:
        """What changes by the edit, and by taking it back."""
        before, after = version(BASE), version(self._edited())
        return {FORWARD: compare(before, after), BACKWARD: compare(after, before)}

    def _edited(self) -> str:
        text = BASE
        for old, new in self._hunks():
            assert text.count(old) == 1, f"{self.name}: {text.count(old)} times\n{old}"
            text = text.replace(old, new)
        return text

    def _hunks(self) -> list[tuple[str, str]]:
        hunks = []
        for hunk in re.split(r"^@@\n", self.lines, flags=re.MULTILINE):
            lines = hunk.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] != "+")
            hunks.append((old, "".join(line[1:] for line in lines if line[0] != "-")))
        return hunks

    def rewrite(self, found: str) -> None:
        """Put what is found into the page: a person reads the difference."""
        text = PAGE.read_text(encoding="utf-8")
        old = f"## {self.name}\n\n```diff\n{self.lines}```\n\n{self.told}"
        assert text.count(old) == 1
        PAGE.write_text(text.replace(old, old.removesuffix(self.told) + found), encoding="utf-8")


def shown(comparisons: dict[str, Comparison]) -> str:
    """The lines under a case as they are now."""
    return "".join(
        f"{way} {where}, {one.grade.word} {one.kind}: {one.text()}\n"
        for way, comparison in comparisons.items()
        for where, one in told(comparison)
    )


def cases() -> list[Case]:
    """All cases of the page."""
    return [Case(**match.groupdict()) for match in _CASE.finditer(PAGE.read_text(encoding="utf-8"))]
