"""The one type of finding, and its two renderings.

A diagnostic carries a stable code and the values its sentence needs; the sentence itself stands in a table of
messages in Vietnamese and English, so that the command line, the editor and the API show the same words.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from spec.keywords import Language
from spec.source import Position, Source, Span, visible_length

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A value of a message that is itself worded differently in the two languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Message:
    """The wording of one code. Braces name the diagnostic's arguments; a hint may be empty."""

    severity: Severity
    vi: str
    en: str
    hint_vi: str = ""
    hint_en: str = ""


MESSAGES: dict[str, Message] = {}


def register(messages: Mapping[str, Message]) -> None:
    """Add the wording of a stage; a code stands for one thing only."""
    for code, message in messages.items():
        if code in MESSAGES and MESSAGES[code] is not message:
            raise ValueError(f"diagnostic code {code} is registered twice")
        MESSAGES[code] = message


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``file`` is the name that the user gave; ``start`` and ``end`` are None where a finding has no place in a text.
    """

    code: str
    file: str = ""
    start: Position | None = None
    end: Position | None = None
    arguments: Mapping[str, object] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    source: Source | None = field(default=None, repr=False, compare=False)

    @property
    def severity(self) -> Severity:
        """How bad it is; only errors stop a set from being used."""
        return MESSAGES[self.code].severity

    def message(self, language: Language = "vi") -> str:
        """The sentence."""
        message = MESSAGES[self.code]
        return _fill(message.vi if language == "vi" else message.en, self.arguments, language)

    def hint(self, language: Language = "vi") -> str:
        """What to do about it; empty where the sentence says it all."""
        message = MESSAGES[self.code]
        return _fill(message.hint_vi if language == "vi" else message.hint_en, self.arguments, language)

    def as_json(self, language: Language = "vi") -> dict[str, Any]:
        """The form that the command line, the editor and the API share."""
        start, end = self.start or Position(1, 1), self.end or self.start or Position(1, 1)
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message(language),
            "hint": self.hint(language),
            "file": self.file,
            "range": {
                "start": {"line": start.line, "column": start.column},
                "end": {"line": end.line, "column": end.column},
            },
            "suggestions": list(self.suggestions),
        }

    def as_text(self, language: Language = "vi") -> str:
        """Place, sentence, the line with the part underlined, hint and suggestions."""
        place = f"{self.file}:{self.start.line}:{self.start.column}" if self.start else self.file
        words = {
            "vi": {"error": "lỗi", "warning": "cảnh báo", "note": "ghi chú", "try": "có phải: "},
            "en": {"error": "error", "warning": "warning", "note": "note", "try": "did you mean: "},
        }[language]
        lines = [f"{place}: {words[self.severity]} {self.code}: {self.message(language)}"]
        lines += self._excerpt()
        if hint := self.hint(language):
            lines.append(f"  = {hint}")
        if self.suggestions:
            lines.append("  = " + words["try"] + ", ".join(f"«{text}»" for text in self.suggestions) + "?")
        return "\n".join(lines)

    def _excerpt(self) -> list[str]:
        if self.source is None or self.start is None or self.end is None:
            return []
        text = self.source.line_text(self.start.line).replace("\t", " ")
        if self.end.line == self.start.line:
            width = max(1, self.end.column - self.start.column)
        else:
            width = max(1, visible_length(text) + 1 - self.start.column)
        margin = f"{self.start.line:>5} | "
        if len(text) > 200:
            return []
        return [margin + text, " " * (len(margin) + self.start.column - 1) + "^" * width]


def at(
    source: Source, span: Span, code: str, suggestions: Iterable[str] = (), /, **arguments: object
) -> Diagnostic:
    """A diagnostic about a part of a text."""
    return Diagnostic(
        code,
        source.name,
        source.position(span.start),
        source.position(max(span.end, span.start)),
        arguments,
        tuple(suggestions),
        source,
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the set from being used."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, each finding once."""
    start = Position(0, 0)
    unique = {(d.code, d.file, d.start, d.end, d.message()): d for d in diagnostics}
    return sorted(unique.values(), key=lambda d: (d.file, d.start or start, d.end or start, d.code))


def similar(name: str, candidates: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The candidates that a person may have meant, best first; marks and case count little."""
    by_plain: dict[str, list[str]] = {}
    for candidate in candidates:
        by_plain.setdefault(plain(candidate), []).append(candidate)
    close = difflib.get_close_matches(plain(name), by_plain, n=most, cutoff=0.7)
    return tuple(candidate for key in close for candidate in by_plain[key])[:most]


def plain(text: str) -> str:
    """Lower case without marks, đ as d: how people type in a hurry."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _fill(template: str, arguments: Mapping[str, object], language: Language) -> str:
    values = {
        name: getattr(value, language) if isinstance(value, Bilingual) else value
        for name, value in arguments.items()
    }
    return template.format_map(values)
