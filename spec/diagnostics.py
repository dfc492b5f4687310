"""The one type of finding, and its two renderings.

A diagnostic carries a stable code and the values its sentence needs; the sentence itself stands in a table of
messages in Vietnamese and English, so that the command line, the editor and the API show the same words.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from spec.keywords import Language
from spec.source import Position, Source, Span, visible_length

Severity = Literal["error", "warning", "note"]

#: The most errors, and the most warnings, that one stage tells: who has so many mends some and checks again.
MAX_FINDINGS = 200
#: The code that says so.
_TOO_MANY = "P012"

#: The widest part of a line that is shown.
_WIDEST = 160


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
    #: Facts that show the fault, as lines that can be pasted into a scenario.
    example: tuple[str, ...] = ()
    source: Source | None = field(default=None, repr=False, compare=False)
    #: The same place as offsets, for who marks it in the text itself.
    span: Span | None = field(default=None, repr=False, compare=False)

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
            "example": list(self.example),
        }

    def as_text(self, language: Language = "vi") -> str:
        """Place, sentence, the line with the part underlined, hint and suggestions."""
        place = f"{self.file}:{self.start.line}:{self.start.column}" if self.start else self.file
        words = {
            "vi": {
                "error": "lỗi",
                "warning": "cảnh báo",
                "note": "ghi chú",
                "try": "có phải: ",
                "facts": "ví dụ:",
            },
            "en": {
                "error": "error",
                "warning": "warning",
                "note": "note",
                "try": "did you mean: ",
                "facts": "for example:",
            },
        }[language]
        lines = [f"{place}: {words[self.severity]} {self.code}: {self.message(language)}"]
        lines += self._excerpt()
        if hint := self.hint(language):
            lines.append(f"  = {hint}")
        if not all(_holds(lines[0] + "\n" + hint, text) for text in self.suggestions):
            lines.append("  = " + words["try"] + ", ".join(f"«{text}»" for text in self.suggestions) + "?")
        if self.example:
            lines.append("  = " + words["facts"])
            lines += ["      " + line for line in self.example]
        return "\n".join(lines)

    def _excerpt(self) -> list[str]:
        if self.source is None or self.start is None or self.end is None:
            return []
        text, column = self.source.line_text(self.start.line), self.start.column
        same = self.end.line == self.start.line
        if len(text) > _WIDEST:
            text, column, end = _window(text, column, self.end.column if same else None)
        else:
            end = self.end.column if same else visible_length(text) + 1
        margin = f"{self.start.line:>5} | "
        under = " " * (len(margin) + column - 1) + "^" * max(1, end - column)
        return [margin + text.translate(_PICTURES), under]


def _holds(sentence: str, suggestion: str) -> bool:
    """Whether a sentence names a suggestion already, and not as a part of another word."""
    return re.search(rf"(?<!\w){re.escape(suggestion)}(?!\w)", sentence) is not None


def _window(text: str, column: int, end: int | None) -> tuple[str, int, int]:
    """The part of a long line around a place, and the place in it; ``end`` is None where it is on another line."""
    first = max(0, column - 1 - _WIDEST // 4)
    part = text[first : first + _WIDEST]
    before, after = "…" if first else "", "…" if first + _WIDEST < len(text) else ""
    shift, last = first - len(before), len(before) + len(part) + 1
    return before + part + after, column - shift, last if end is None else min(end - shift, last)


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
        source=source,
        span=span,
    )


def add(diagnostics: list[Diagnostic], finding: Diagnostic) -> bool:
    """Add a finding to those of its stage; False (and a note) once there are as many of its severity as are told."""
    if is_full(diagnostics, finding.severity):
        return False
    diagnostics.append(finding)
    if not is_full(diagnostics, finding.severity):
        return True
    if not any(one.code == _TOO_MANY for one in diagnostics):
        place, limit = (finding.file, finding.end, finding.end), {"limit": MAX_FINDINGS}
        diagnostics.append(Diagnostic(_TOO_MANY, *place, limit, source=finding.source))
    return False


def is_full(diagnostics: list[Diagnostic], severity: Severity = "error") -> bool:
    """Whether a stage has found as many errors (or warnings) as it tells."""
    if len(diagnostics) < MAX_FINDINGS:
        return False
    return sum(one.severity == severity for one in diagnostics) >= MAX_FINDINGS


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the set from being used."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, each finding once."""
    start = Position(0, 0)
    unique = {(d.code, d.file, d.start, d.end, d.message()): d for d in diagnostics}
    return sorted(unique.values(), key=lambda d: (d.file, d.start or start, d.end or start, d.code))


def similar(name: str, candidates: Iterable[str], most: int = 3, *, least: float = 0.7) -> tuple[str, ...]:
    """The candidates that a person may have meant, best first; marks and case count little."""
    wanted = plain(name[:_LONGEST_NAME])
    by_plain: dict[str, list[str]] = {}
    for candidate in candidates:
        by_plain.setdefault(plain(candidate), []).append(candidate)
    if len(by_plain) > _MANY:  # comparing letter by letter takes long: look at the likeliest only
        by_plain = {key: found for key, found in by_plain.items() if _may_be(wanted, key)}
    close = difflib.get_close_matches(wanted, by_plain, n=most, cutoff=least)
    return tuple(candidate for key in close for candidate in by_plain[key])[:most]


_LONGEST_NAME = 200
_MANY = 500


def _may_be(wanted: str, key: str) -> bool:
    if abs(len(key) - len(wanted)) > 2 or key[:3] != wanted[:3]:
        return False
    return key[-2:] == wanted[-2:] or key[:-2] == wanted[: len(key) - 2]


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Lower case without marks, đ as d: how people type in a hurry."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


#: The longest value that a sentence shows in full.
_LONGEST_VALUE = 150
#: Control characters as pictures: a file must not steer the terminal that shows its mistakes.
_PICTURES: dict[int, int] = {code: 0x2400 + code for code in range(0x20) if code != 0x0A}
_PICTURES |= {0x09: ord(" "), 0x7F: 0x2421}


def _fill(template: str, arguments: Mapping[str, object], language: Language) -> str:
    values = {name: _shown(value, language) for name, value in arguments.items()}
    return template.format_map(values).translate(_PICTURES)


def _shown(value: object, language: Language) -> object:
    if isinstance(value, Bilingual):
        return getattr(value, language)
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:
        return value[: _LONGEST_VALUE - 1] + "…"
    return value
