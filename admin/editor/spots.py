"""Where new lines are put into a text: after which line, so that the formatter would leave them there."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin.editor.edits import Edit
from admin.editor.reading import Reading

_OUTLINE = frozenset({"AREA", "CRITERION", "LEAF"})
_FACTS = frozenset({"FACT", "CONSTRAINT", "WARNING"})


@dataclass(frozen=True, slots=True)
class Spot:
    """The end of a line after which something is put; ``blank``: with an empty line between."""

    offset: int
    blank: bool = False

    def insert(self, lines: Sequence[str]) -> Edit:
        """The edit that puts lines there."""
        text = "\n".join(lines)
        if self.offset == 0:
            return Edit(0, 0, text + "\n" + "\n" * self.blank)
        return Edit(self.offset, self.offset, "\n" + "\n" * self.blank + text)


def after_line(reading: Reading, index: int, *, blank: bool = False) -> Spot:
    """After one of the statements, and what else stands on the line on which it ends."""
    return after_offset(reading, reading.lines[index].span.end, blank=blank)


def after_offset(reading: Reading, offset: int, *, blank: bool = False) -> Spot:
    """After what ends at an offset, and what else stands on that line."""
    source = reading.offsets.source
    line = source.line_of(offset)
    return Spot(source.line_start(line) + len(source.line_text(line)), blank)


def before_outline(reading: Reading) -> int:
    """How many statements stand before the first area, criterion, leaf or scenario."""
    stops = _OUTLINE | {"TEST"}
    heads = (index for index, line in enumerate(reading.lines) if line.head in stops)
    return next(heads, len(reading.lines))


def after_facts(reading: Reading) -> Spot:
    """After the last fact; where there is none, after what is said about the set, an empty line between."""
    first = before_outline(reading)
    facts = [index for index, line in enumerate(reading.lines) if line.head in _FACTS]
    above = [index for index in facts if index < first] or facts
    if above:
        return after_line(reading, above[-1])
    return after_line(reading, first - 1, blank=True) if first else Spot(0, blank=True)


def after_settings(reading: Reading, *heads: str) -> Spot:
    """After the last statement of some kinds; else after the statements about the set that stand before its facts."""
    lines = reading.lines
    first = before_outline(reading)
    alike = [index for index in range(first) if lines[index].head in heads]
    if alike:
        return after_line(reading, alike[-1])
    last = next((index for index in range(first) if lines[index].head in {*_FACTS, "LET"}), first)
    return after_line(reading, last - 1) if last else Spot(0)
