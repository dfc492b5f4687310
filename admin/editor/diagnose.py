"""What is wrong with a text, in the form that the editor shows: places as a browser counts, and what mends it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from admin.editor.edits import Edit
from admin.editor.reading import Reading, reading_of
from admin.editor.spots import after_facts, after_line
from admin.editor.symbols import symbols_of
from engine.wording import say
from spec.diagnostics import Bilingual, Diagnostic, Severity
from spec.keywords import Language, word
from spec.source import Position, Source, Span


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend it."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has to do with it."""

    start: int
    end: int
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic; ``start`` and ``end`` are UTF-16 offsets in the text as it was typed."""

    start: int
    end: int
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str
    example: tuple[str, ...]
    fixes: tuple[Fix, ...]
    related: tuple[Related, ...]

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return asdict(self)


_WORDS = {
    "replace": Bilingual("Đổi thành «{text}»", "Change to «{text}»"),
    "declare": Bilingual("Khai báo dữ kiện «{name}»", "Declare the fact «{name}»"),
    "remove": Bilingual("Xóa dòng này", "Remove this line"),
    "otherwise": Bilingual("Thêm dòng «{line}»", "Add the line «{line}»"),
    "line": Bilingual("dòng {line}", "line {line}"),
    "no_reason": Bilingual("không thuộc mức nào", "in none of the tiers"),
}
#: A sentence this long is not repeated on a button.
_LONGEST = 60


def diagnose(text: str, language: Language = "vi") -> list[Finding]:
    """Everything that is wrong with a text, in its order."""
    reading = reading_of(text)
    return [finding_of(one, reading, language) for one in reading.findings]


def finding_of(one: Diagnostic, reading: Reading, language: Language) -> Finding:
    """A diagnostic of a reading as the editor shows it."""
    span = _span(one, reading)
    place = one.start or Position(1, 1)
    return Finding(
        reading.offsets.typed_at(span.start),
        reading.offsets.typed_at(span.end),
        place.line,
        place.column,
        one.severity,
        one.code,
        one.message(language),
        one.hint(language),
        one.example,
        tuple(_fixes(one, span, reading, language)),
        tuple(_related(one, reading, language)),
    )


def _span(one: Diagnostic, reading: Reading) -> Span:
    """Where it is; where only the line is known, the line without its blanks."""
    if one.span is not None:
        return one.span
    source = reading.offsets.source
    return _line_span(source, one.start.line) if one.start is not None else Span(0, 0)


def _line_span(source: Source, line: int) -> Span:
    if line > source.line_count:
        return Span(len(source.text), len(source.text))
    start, text = source.line_start(line), source.line_text(line)
    blank = len(text) - len(text.lstrip())
    return Span(start + min(blank, len(text.rstrip())), start + len(text.rstrip()))


def _related(one: Diagnostic, reading: Reading, language: Language) -> Iterator[Related]:
    """The other line that a sentence speaks of."""
    line, source = one.arguments.get("line"), reading.offsets.source
    if not isinstance(line, int) or (one.start is not None and line == one.start.line):
        return
    if 1 <= line <= source.line_count:
        span, offsets = _line_span(source, line), reading.offsets
        words = say(_WORDS["line"], language).format(line=line)
        written = source.text[span.start : span.end]
        yield Related(offsets.typed_at(span.start), offsets.typed_at(span.end), line, f"{words}: {written}")


# ---- What mends it


def _fixes(one: Diagnostic, span: Span, reading: Reading, language: Language) -> Iterator[Fix]:
    if reading.source is None:
        return
    for suggestion in one.suggestions:
        yield _replacement(suggestion, span, reading, language)
    if one.code == "N003":
        yield from _declaration(one, reading, language)
    elif one.code in ("C008", "C009"):
        yield from _removal(one, reading, language)
    elif one.code == "C005":
        yield from _otherwise(one, reading, language)


def _fix(reading: Reading, language: Language, key: str, edits: Sequence[Edit], **values: str) -> Fix:
    shown = {
        name: value if len(value) <= _LONGEST else value[:_LONGEST] + "…" for name, value in values.items()
    }
    label = say(_WORDS[key], language).format_map(shown)
    return Fix(label, tuple(edit.typed(reading.offsets) for edit in edits))


def _replacement(suggestion: str, span: Span, reading: Reading, language: Language) -> Fix:
    """The suggestion in place of what is marked, with a blank where two words would run together."""
    text = reading.offsets.source.text
    before, after = text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1]
    padded = suggestion
    if suggestion and _joins(before, suggestion[0]):
        padded = " " + padded
    if suggestion and _joins(suggestion[-1], after):
        padded += " "
    edit = Edit(span.start, span.end, padded)
    return _fix(reading, language, "replace", [edit], text=suggestion)


def _joins(left: str, right: str) -> bool:
    return (left.isalnum() or left == "_") and (right.isalnum() or right == "_")


def _declaration(one: Diagnostic, reading: Reading, language: Language) -> Iterator[Fix]:
    """A declaration for a name that nobody declared; its type is for the author to say."""
    name = one.arguments.get("name")
    if not isinstance(name, str) or not name.replace("_", "a").isalnum() or name in symbols_of(reading).facts:
        return
    table = reading.table
    line = f"{word('FACT', table)} {name}: {word('INTEGER', table)} {word('FROM', table)} 0"
    yield _fix(reading, language, "declare", [after_facts(reading).insert([line])], name=name)


def _removal(one: Diagnostic, reading: Reading, language: Language) -> Iterator[Fix]:
    """The whole statement out, with the lines that it takes."""
    index = reading.line_at(_span(one, reading).end)
    if index is None:
        return
    source, line = reading.offsets.source, reading.lines[index]
    first, last = line.line, source.line_of(line.span.end)
    start = source.line_start(first)
    end = source.line_start(last + 1) if last < source.line_count else len(source.text)
    yield _fix(reading, language, "remove", [Edit(start, end, "")])


def _otherwise(one: Diagnostic, reading: Reading, language: Language) -> Iterator[Fix]:
    """A last tier for what no tier takes."""
    index = reading.line_at(_span(one, reading).end)
    if index is None:
        return
    while index + 1 < len(reading.lines) and reading.lines[index + 1].head == "WHEN":
        index += 1
    table = reading.table
    reason = say(_WORDS["no_reason"], table)
    line = f'{word("OTHERWISE", table)}: 0 {word("BECAUSE", table)} "{reason}"'
    yield _fix(reading, language, "otherwise", [after_line(reading, index).insert(["  " + line])], line=line)
