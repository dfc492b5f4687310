"""What stands between two tokens and means nothing to the language: comments, line breaks, blank lines."""

from dataclasses import dataclass

from spec.source import Source
from spec.tokens import LogicalLine, Token


@dataclass(frozen=True, slots=True)
class Gap:
    """The part of a text between two tokens.

    ``comment`` ends the line of the first one (empty: there is none). ``lines`` are the whole lines between the two,
    each a comment or, for any number of blank lines, empty. ``breaks`` says whether the two stand on different lines.
    """

    comment: str
    lines: tuple[str, ...]
    breaks: bool


def gap(text: str) -> Gap:
    """Read what stands between two tokens."""
    first, *rest = (line.strip() for line in text.split("\n"))
    lines: list[str] = []
    for line in rest[:-1]:
        if line or lines[-1:] != [""]:
            lines.append(line)
    return Gap(first, tuple(lines), bool(rest))


def inner_gap(source: Source, before: Token, after: Token) -> Gap:
    """What stands between two tokens of a statement."""
    return gap(source.text[before.end_pos : after.start_pos])


def outer_gap(source: Source, before: LogicalLine | None, after: LogicalLine | None) -> Gap:
    """What stands between two statements; None stands for the beginning or the end of the file."""
    start = before.span.end if before is not None else 0
    end = after.span.start if after is not None else len(source.text)
    return gap("\n" * (before is None) + source.text[start:end] + "\n" * (after is None))
