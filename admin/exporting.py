"""Tables handed out as files for spreadsheets: CSV that Excel opens as it is meant, and in which no cell is a formula.

What users wrote may begin with a sign by which a spreadsheet takes it for a formula («CSV injection»): such a text gets
an apostrophe in front. Numbers are no texts; they are written with the decimal comma and stay numbers.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Final
from urllib.parse import quote

from flask import Response, stream_with_context

#: What a cell may hold.
Cell = str | int | Decimal | None

#: The beginnings by which spreadsheets know a formula, or in which they look for one behind white space; full-width
#: signs are taken for the others where the language of the system is an East Asian one.
TRIGGERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: By this Excel knows UTF-8.
_BOM: Final = "\ufeff"
#: Rows that go out at once.
_BATCH: Final = 500


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as a file to be saved under a name: UTF-8 with its mark, semicolons, as Vietnam's Excel reads it.

    Rows are sent as they come, so a long table needs no memory. Where one of them fails, the transfer breaks off and no
    whole file arrives.
    """
    response = Response(stream_with_context(csv_text(header, rows)), mimetype="text/csv")
    # A header is ASCII; the name as it is stands beside it (RFC 6266).
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    told = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **told)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The text of such a file, in parts."""
    part = StringIO(newline="")
    part.write(_BOM)
    writer = csv.writer(part, delimiter=";", lineterminator="\r\n")
    writer.writerow([written(cell) for cell in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([written(cell) for cell in row])
        if count % _BATCH == 0:
            yield part.getvalue()
            part.seek(0)
            part.truncate()
    yield part.getvalue()


def written(cell: Cell) -> str:
    """A cell as it stands in the file."""
    match cell:
        case None:
            return ""
        case str():
            return "'" + cell if cell.startswith(TRIGGERS) else cell
        case Decimal():
            return f"{cell:f}".replace(".", ",")
        case _:
            return str(cell)
