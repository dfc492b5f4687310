"""The parts of a page that are run: fenced blocks, the result lines under them, generated tables, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

#: All pages for people that the tests hold to the code.
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))

#: A line of a page that says what the block above it comes to.
RESULT = "→ "

_FENCE = re.compile(r"(`{3,})(.*)")
_HEADING = re.compile(r"(#+) (.*)")
_TABLE_START = re.compile(r"<!-- made from (\S+) -->")
_TABLE_END = "<!-- end -->"


@dataclass(slots=True)
class Block:
    """A fenced block: its info string, its text, and where its first line stands (both counted from 1).

    ``results`` are the lines below it that begin with an arrow, each with its line.
    """

    path: Path
    heading: str
    info: list[str]
    line: int
    text: str
    results: list[tuple[int, str]] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The first word after the fence."""
        return self.info[0] if self.info else ""

    @property
    def place(self) -> str:
        """The block as a test's parameter names it."""
        return f"{self.path.name}:{self.line}"

    def option(self, name: str) -> str | None:
        """The value of ``name=value`` after the fence; the empty text for a bare ``name``."""
        for word in self.info[1:]:
            key, _, value = word.partition("=")
            if key == name:
                return value
        return None


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found: list[Block] = []
    heading, fence, start = "", "", 0
    inside: list[str] = []
    info: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if fence:
            if line == fence:
                text = "".join(one + "\n" for one in inside)
                found.append(Block(path, heading, info, start, text))
                fence = ""
            else:
                inside.append(line)
        elif match := _FENCE.fullmatch(line):
            fence, info, start, inside = match.group(1), match.group(2).split(), number + 1, []
        elif match := _HEADING.fullmatch(line):
            heading = match.group(2)
        elif line.startswith(RESULT) and found:
            found[-1].results.append((number, line.removeprefix(RESULT)))
    assert not fence, f"{path.name}: the block that begins at line {start} is not closed"
    return found


def headings(path: Path) -> list[tuple[int, str]]:
    """Level and text of each heading."""
    lines = _outside_blocks(path)
    return [(len(m.group(1)), m.group(2)) for m in map(_HEADING.fullmatch, lines) if m]


def anchors(path: Path) -> set[str]:
    """What a link into the page can point to, as the usual viewers make it from the headings."""
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for _, text in headings(path)}


def links(path: Path) -> list[str]:
    """The targets of all links and pictures."""
    return [target for line in _outside_blocks(path) for target in re.findall(r"\]\(([^)]+)\)", line)]


def _outside_blocks(path: Path) -> Iterator[str]:
    fence = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        match = _FENCE.fullmatch(line)
        if fence:
            fence = "" if line == fence else fence
        elif match:
            fence = match.group(1)
        else:
            yield line


def first_column(path: Path, heading: str) -> list[str]:
    """What stands in backticks in the first column of the table under a heading."""
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if (match := _HEADING.fullmatch(line)) and match.group(2) == heading:
            break
    found: list[str] = []
    for line in lines:
        if _HEADING.fullmatch(line):
            break
        if line.startswith("| `"):
            found += re.findall(r"`([^`]+)`", line.split(" | ")[0])
    return found


def made_parts(text: str) -> dict[str, str]:
    """The parts of a page that are made from code, by what they are made from."""
    found: dict[str, str] = {}
    name, inside = "", list[str]()
    for line in text.splitlines():
        if match := _TABLE_START.fullmatch(line):
            name, inside = match.group(1), []
        elif line == _TABLE_END:
            found[name] = "".join(one + "\n" for one in inside)
        else:
            inside.append(line)
    return found


def with_made_parts(text: str, parts: dict[str, str]) -> str:
    """The page with those parts replaced."""
    out: list[str] = []
    skipping = False
    for line in text.splitlines():
        if match := _TABLE_START.fullmatch(line):
            out += [line, *parts[match.group(1)].splitlines()]
            skipping = True
        elif line == _TABLE_END:
            out.append(line)
            skipping = False
        elif not skipping:
            out.append(line)
    return "".join(one + "\n" for one in out)
