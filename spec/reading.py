"""Bytes → source: decoding, limits, normalisation."""

from spec.diagnostics import Bilingual, Diagnostic
from spec.source import MAX_BYTES, MAX_LINES, Position, Source, normalise, run_of_marks, visible_length

_TOP = Position(1, 1)

#: How files begin that are taken for a criteria file by mistake.
_SIGNATURES: tuple[tuple[bytes, Bilingual], ...] = (
    (
        b"PK\x03\x04",
        Bilingual("tệp Word, Excel (.docx, .xlsx) hoặc tệp nén", "a Word or Excel file or an archive"),
    ),
    (b"\xd0\xcf\x11\xe0", Bilingual("tệp Word hoặc Excel (.doc, .xls)", "a Word or Excel file (.doc, .xls)")),
    (b"%PDF", Bilingual("tệp PDF", "a PDF file")),
    (b"\x89PNG", Bilingual("tệp ảnh PNG", "a PNG picture")),
    (b"\xff\xd8\xff", Bilingual("tệp ảnh JPEG", "a JPEG picture")),
    (b"{\\rtf", Bilingual("tệp RTF", "an RTF file")),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(data: bytes, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """The text of a file; None where it is no text that can be read, with the reason."""
    finding = _not_a_text(data, name)
    if finding is not None:
        return None, [finding]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(data[: error.start])
        return None, [Diagnostic("S001", name, place, place, {"byte": error.start + 1})]
    marks = run_of_marks(text)
    if marks is not None:
        place = Position(text.count("\n", 0, marks) + 1, 1)
        return None, [Diagnostic("S013", name, place, place)]
    source = Source(name, normalise(text))
    lines = source.line_count - source.text.endswith("\n")
    if lines > MAX_LINES:
        return None, [Diagnostic("S003", name, _TOP, _TOP, {"lines": lines, "limit": MAX_LINES})]
    return source, []


def _not_a_text(data: bytes, name: str) -> Diagnostic | None:
    """The finding for what is no text, or too much of it: the cheap questions first."""
    for beginning, kind in _SIGNATURES:
        if data.startswith(beginning):
            return Diagnostic("S014", name, _TOP, _TOP, {"kind": kind})
    if len(data) > MAX_BYTES:
        return Diagnostic("S002", name, _TOP, _TOP, {"size": len(data), "limit": MAX_BYTES})
    if data.startswith(_UTF_16):
        return Diagnostic("S022", name, _TOP, _TOP)
    if b"\0" in data:
        place = _place(data[: data.index(b"\0")])
        return Diagnostic(
            "S014", name, place, place, {"kind": Bilingual("có byte 0", "it holds a zero byte")}
        )
    return None


def _place(before: bytes) -> Position:
    """Line and column after some bytes of a file."""
    line = before.rpartition(b"\n")[2].decode("utf-8", "replace").removeprefix("\ufeff")
    return Position(before.count(b"\n") + 1, visible_length(line) + 1)
