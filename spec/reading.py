"""Bytes → source: decoding, limits, normalisation."""

from spec.diagnostics import Diagnostic
from spec.source import MAX_BYTES, MAX_LINES, Position, Source, can_be_normalised, normalise

_TOP = Position(1, 1)


def read(data: bytes, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """The text of a file; None where it is no text that can be read, with the reason."""
    if len(data) > MAX_BYTES:
        return None, [Diagnostic("S002", name, _TOP, _TOP, {"size": len(data), "limit": MAX_BYTES})]
    if b"\0" in data:
        return None, [Diagnostic("S014", name, _TOP, _TOP)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = Position(line, 1)
        return None, [Diagnostic("S001", name, place, place, {"byte": error.start + 1})]
    if not can_be_normalised(text):
        return None, [Diagnostic("S013", name, _TOP, _TOP)]
    source = Source(name, normalise(text))
    if source.line_count > MAX_LINES + 1 or (
        source.line_count > MAX_LINES and not source.text.endswith("\n")
    ):
        found = {"lines": source.line_count, "limit": MAX_LINES}
        return None, [Diagnostic("S003", name, _TOP, _TOP, found)]
    return source, []
