"""Every golden says what it should, and together they show every code.

``UPDATE_GOLDENS=1 pytest tests/programs`` rewrites them; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from itertools import chain

import pytest

from spec import load_text
from spec.diagnostics import MESSAGES
from tests.programs.golden import FOLDER, Golden, rendered

_BAD = sorted((FOLDER / "bad").glob("*.md"))
#: Codes that no golden shows, and why.
_ELSEWHERE = {
    "S001": "bytes that are no UTF-8: tests/spec/test_limits.py",
    "S002": "a file over the limit of bytes: tests/spec/test_limits.py",
    "S003": "a file over the limit of lines: tests/spec/test_limits.py",
    "S013": "a long run of marks: tests/spec/test_limits.py",
    "S014": "bytes that are no text: tests/spec/test_limits.py",
    "S020": "a statement of 5000 tokens: tests/spec/test_limits.py",
    "S022": "UTF-16: tests/spec/test_limits.py",
    "S023": "told by the formatter: tests/printing/test_layout.py",
    "P012": "more than 200 findings: tests/spec/test_limits.py",
}
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯà-ỹ]")


@pytest.mark.parametrize("path", _BAD, ids=lambda path: path.stem)
def test_golden(path: object) -> None:
    golden = Golden.read(path)  # type: ignore[arg-type]
    found = rendered(golden.findings())
    if os.environ.get("UPDATE_GOLDENS"):
        golden.rewrite(found)
        return
    assert found == golden.wanted


@pytest.mark.parametrize("path", _BAD, ids=lambda path: path.stem)
def test_english_wording_is_complete(path: object) -> None:
    golden = Golden.read(path)  # type: ignore[arg-type]
    for one in golden.findings():
        assert one.as_text("en")
        assert one.message("en") != one.message("vi")
        template = MESSAGES[one.code]
        assert not _VIETNAMESE.search(template.en + template.hint_en), one.code
        assert bool(template.hint_vi) == bool(template.hint_en)


def test_goldens_show_every_code() -> None:
    text = chain.from_iterable(Golden.read(path).wanted.get("places", "").splitlines() for path in _BAD)
    shown = {line.split()[0] for line in text}
    registered = {code for code in MESSAGES if code[0] in "SPNTC"}
    assert shown & _ELSEWHERE.keys() == set()
    assert shown | _ELSEWHERE.keys() == registered


def test_there_are_enough_goldens() -> None:
    assert len(_BAD) >= 70


def test_no_place_has_two_findings() -> None:
    """One mistake, one finding: a second one at the same place is nearly always caused by the first."""
    for path in _BAD:
        if path.stem != "no_header":  # two lines are missing from the top
            starts = [
                line.split()[1].split("–")[0] for line in Golden.read(path).wanted["places"].splitlines()
            ]
            assert len(starts) == len(set(starts)), path.name


@pytest.mark.parametrize("path", sorted((FOLDER / "good").glob("*.tieuchi")), ids=lambda path: path.name)
def test_good_programs_have_no_findings(path: object) -> None:
    """But for notes: sums and means of a column are beyond the proofs, some tables are computed anew."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    model, findings = load_text(text)
    assert {one.code for one in findings} <= {"C029", "C030"}
    assert model is not None
