"""Lines: indentation, blank lines, and where comments stand."""

from collections.abc import Sequence

from spec.diagnostics import Diagnostic
from spec.keywords import Language
from spec.parser import Statement
from spec.printing.gaps import Gap, inner_gap, outer_gap
from spec.printing.reasons import reason
from spec.printing.senses import Senses, senses
from spec.printing.words import apart, written
from spec.source import Source
from spec.tokens import LogicalLine, Token

_STEP = 2
#: Before these stands a blank line.
_HEADINGS = frozenset({"AREA", "CRITERION", "LEAF", "TEST"})
#: Lines that belong to the heading above them.
_INDENTED = frozenset(
    {"KEY", "RESPONSIBLE", "APPRAISED_BY", "ACHIEVED", "WHEN", "OTHERWISE", "PROPORTION", "FORMULA"}
    | {"COUNCIL", "ADD", "DEDUCT", "CEILING", "GATE", "NOTHING_AROSE", "NOT_APPLICABLE", "EVIDENCE"}
    | {"GIVEN", "THEN"}
)


class Layout:
    """Lays out the statements of a source, all of which were understood. ``findings``: what is wrong in reasons."""

    def __init__(self, source: Source, language: Language) -> None:
        self.source = source
        self.language = language
        self.findings: list[Diagnostic] = []
        #: Whether a heading stands above: a definition below one belongs to it.
        self._below_heading = False

    def text(self, statements: Sequence[Statement]) -> str:
        """The whole text, with one line end at its end."""
        lines: list[str] = []
        above: LogicalLine | None = None
        indent: int | None = None
        for statement in statements:
            head = statement.line.head
            below = self._indentation(head)
            _fill(
                lines, outer_gap(self.source, above, statement.line), indent, below, opens=head in _HEADINGS
            )
            lines += self._statement(statement, below)
            above, indent = statement.line, below
        _fill(lines, outer_gap(self.source, above, None), indent, None)
        return "".join(line + "\n" for line in lines)

    def _indentation(self, head: str) -> int:
        self._below_heading = self._below_heading or head in _HEADINGS
        return _STEP if head in _INDENTED or (head == "LET" and self._below_heading) else 0

    def _statement(self, statement: Statement, indent: int) -> list[str]:
        """The lines of a statement; where it breaks inside parentheses, it still does."""
        assert statement.node is not None
        found = senses(statement.node)
        lines, line = [], ""
        #: The indentation of the line on which each open parenthesis stands.
        opened: list[int] = []
        before: Token | None = None
        for token in statement.line.tokens:
            if before is not None:
                gap = inner_gap(self.source, before, token)
                if gap.breaks:
                    inner = opened[-1] + _STEP
                    lines.append(" " * indent + line + _at_end(gap.comment))
                    lines += [_indented(one, inner) for one in gap.lines]
                    indent, line = (opened[-1] if token.type == "RPAR" else inner), ""
                elif apart(before, token, found):
                    line += " "
            line += self._word(before, token, found)
            if token.type == "LPAR":
                opened.append(indent)
            elif token.type == "RPAR":
                opened.pop()
            before = token
        return [*lines, " " * indent + line]

    def _word(self, before: Token | None, token: Token, found: Senses) -> str:
        if token.type != "STRING" or before is None or before.type != "BECAUSE":
            return written(token, found, self.language)
        text, findings = reason(self.source, token, self.language)
        self.findings += findings
        return text


def _indented(line: str, indent: int) -> str:
    """A whole line; an empty one has no blanks."""
    return " " * indent + line if line else ""


def _at_end(comment: str) -> str:
    """A comment at the end of a line."""
    return f"  {comment}" if comment else ""


def _fill(lines: list[str], gap: Gap, above: int | None, below: int | None, *, opens: bool = False) -> None:
    """Add what stands between two statements, of which these are the indentations (None: there is none).

    ``opens`` says that the statement below is a heading. A comment is indented like what stands directly below it; one
    that only touches the statement above belongs to that.
    """
    if gap.comment:
        lines[-1] += _at_end(gap.comment)
    between = list(gap.lines)
    if above is None and between[:1] == [""]:
        between.pop(0)
    if below is None and between[-1:] == [""]:
        between.pop()
    blanks = [index for index, line in enumerate(between) if not line]
    touching = blanks[0] if blanks else len(between)
    attached = len(between) if below is None else blanks[-1] + 1 if blanks else 0
    if opens and above is not None and not attached:
        lines.append("")
    for index, line in enumerate(between):
        indent = max(above or 0, below or 0) if index < min(touching, attached) else below or 0
        lines.append(_indented(line, indent))
