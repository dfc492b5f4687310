"""The text as the formatter lays it out, as the edits that lead there."""

from dataclasses import dataclass

from admin.editor.diagnose import Finding, finding_of
from admin.editor.edits import Edit, difference
from admin.editor.reading import reading_of
from spec.keywords import Language
from spec.printing import print_source


@dataclass(frozen=True, slots=True)
class Formatted:
    """The canonical text with the edits that make it; ``text`` is None where ``findings`` keep it from being read."""

    text: str | None
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()


def format_text(text: str, language: Language = "vi") -> Formatted:
    """Lay a text out; comments, order and wording stay."""
    reading = reading_of(text)
    if reading.source is None:
        return Formatted(None, findings=tuple(finding_of(one, reading, language) for one in reading.findings))
    canonical, found = print_source(reading.source)
    if canonical is None:
        return Formatted(None, findings=tuple(finding_of(one, reading, language) for one in found))
    if text == reading.source.text:
        edits = difference(text, canonical)
        return Formatted(canonical, tuple(edit.typed(reading.offsets) for edit in edits))
    # What was typed in parts (letters and marks) comes out composed: all of it is written anew.
    return Formatted(canonical, (Edit(0, reading.offsets.length, canonical),))
