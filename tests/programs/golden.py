"""Golden programs: a file with a mistake and what ``check`` says about it, in one Markdown file.

The first fenced block (``tieuchi``) is the source. ``⟨U+200B⟩`` in it stands for that character, so that nothing
invisible stands in a golden. The second (``check``) is the text of ``check`` in Vietnamese, the third (``places``) one
line for each finding with its code and range: what the underline cannot show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from spec import load_text
from spec.diagnostics import Diagnostic

FOLDER = Path(__file__).parent
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ESCAPE = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")


@dataclass(frozen=True)
class Golden:
    """One Markdown file."""

    path: Path
    source: str
    wanted: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Golden:
        """The blocks of a file; a block that is not there yet is empty."""
        blocks = dict(_BLOCK.findall(path.read_text(encoding="utf-8")))
        source = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), blocks.pop("tieuchi"))
        return cls(path, source, blocks)

    @property
    def name(self) -> str:
        """The file name that the findings show."""
        return f"{self.path.stem}.tieuchi"

    def findings(self) -> list[Diagnostic]:
        """What the loader finds."""
        return load_text(self.source, self.name)[1]

    def rewrite(self, found: dict[str, str]) -> None:
        """Replace what is wanted by what was found: a person reads the difference."""
        text = self.path.read_text(encoding="utf-8")
        head = text[: text.index("```\n", text.index("```tieuchi") + 3)] + "```\n"
        blocks = [f"\n```{name}\n{body}```\n" for name, body in found.items()]
        self.path.write_text(head + "".join(blocks), encoding="utf-8")


def rendered(findings: list[Diagnostic]) -> dict[str, str]:
    """The blocks that a golden keeps."""
    text = "\n\n".join(_shown(one.as_text()) for one in findings)
    places = [f"{one.code} {_range(one)}" for one in findings]
    return {"check": text + "\n" if text else "", "places": "".join(f"{place}\n" for place in places)}


def _shown(text: str) -> str:
    """Invisible characters of an excerpt as they are written in the source block."""
    hidden = "\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300\u0301\u0302\u0323"
    return "".join(f"⟨U+{ord(c):04X}⟩" if c in hidden else c for c in text)


def _range(one: Diagnostic) -> str:
    assert one.start is not None
    assert one.end is not None
    return f"{one.start.line}:{one.start.column}–{one.end.line}:{one.end.column}"
