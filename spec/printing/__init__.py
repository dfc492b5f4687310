"""The canonical text of a criteria set: one layout, one spelling, in either keyword table.

What the author chose is kept: words for bounds, the order of options, comments, line breaks inside parentheses, single
blank lines. Whatever the language understands but does not write itself becomes canonical.
"""

from spec.diagnostics import Diagnostic, has_errors, in_order
from spec.keywords import Language, table_of
from spec.parser import Statement, parse
from spec.printing.layout import Layout
from spec.printing.same import Lines, difference
from spec.reading import read
from spec.source import Source

__all__ = ["print_bytes", "print_source"]


def print_bytes(
    data: bytes, name: str, language: Language | None = None
) -> tuple[str | None, list[Diagnostic]]:
    """The canonical text of a file's bytes; ``name`` stands in the findings. Otherwise as ``print_source``."""
    source, findings = read(data, name)
    return (None, findings) if source is None else print_source(source, language)


def print_source(source: Source, language: Language | None = None) -> tuple[str | None, list[Diagnostic]]:
    """The canonical text in a keyword table; without one, in the table that the text is written in.

    None where a line cannot be read, or would be read differently afterwards, with the errors that say why. Mistakes
    that only ``spec.checks`` or ``spec.resolve`` find do not matter here.
    """
    statements, findings = parse(source)
    if has_errors(findings):
        return None, in_order(findings)
    language = language or table_of(source.text)
    layout = Layout(source, language)
    text = layout.text(statements)
    if has_errors(layout.findings):
        return None, in_order(layout.findings)
    if text != source.text:
        findings = _changed(_lines(source, statements), text, language)
    return (None, in_order(findings)) if has_errors(findings) else (text, [])


def _changed(before: Lines, text: str, language: Language) -> list[Diagnostic]:
    """What is wrong with the new text: nothing is printed that does not say what the old one said."""
    source, findings = read(text.encode(), before.source.name)
    if source is None:
        return findings
    statements, findings = parse(source)
    found = difference(before, _lines(source, statements), language)
    return findings if found is None else [found]


def _lines(source: Source, statements: list[Statement]) -> Lines:
    return Lines(source, tuple(statement.line for statement in statements))
