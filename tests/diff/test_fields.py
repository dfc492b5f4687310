"""The JSON form is as the page on the command line says, field by field."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from engine.output.diff_json import report
from tests.diff.comparing import compared
from tests.docs.markdown import DOCS, first_column

_PAGE = DOCS / "command-line.md"


@cache
def found() -> Any:
    return report(
        compared(("từ 90% vì", "từ 95% vì"), ("so_loi: số nguyên từ 0", "so_loi: số nguyên từ 0 đến 100"))
    )


def _changed(parts: Any) -> Any:
    return next(part for part in parts if part["changes"])


_PARTS: list[tuple[str, Callable[[Any], Any]]] = [
    ("The comparison", lambda it: it),
    ("A compared set", lambda it: it["old"]),
    ("The figures", lambda it: it["summary"]),
    ("A compared heading", lambda it: it["areas"][0]),
    ("A compared heading", lambda it: it["criteria"][0]),
    ("A compared leaf", lambda it: it["leaves"][0]),
    ("A leaf on one side", lambda it: it["leaves"][0]["old"]),
    ("A compared fact", lambda it: it["facts"][0]),
    ("A change", lambda it: _changed(it["leaves"])["changes"][0]),
]


@pytest.mark.parametrize(("heading", "part"), _PARTS, ids=[f"{i} {one}" for i, (one, _) in enumerate(_PARTS)])
def test_fields_are_all_told(heading: str, part: Callable[[Any], Any]) -> None:
    assert first_column(_PAGE, heading) == list(part(found()))


def test_lines_have_a_number_and_a_text() -> None:
    change = _changed(found()["leaves"])["changes"][0]
    assert [set(line) for line in (*change["old"], *change["new"])] == [{"line", "text"}] * 2
