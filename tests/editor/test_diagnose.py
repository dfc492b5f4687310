"""Findings as the editor shows them, and what mends them."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from admin.editor.diagnose import diagnose
from admin.editor.edits import applied
from spec import load_text
from tests.editor.texts import SMALL

_BAD = sorted((Path(__file__).parents[1] / "programs" / "bad").glob("*.md"))
_BLOCK = re.compile(r"^```tieuchi[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: «,» between two conditions may be «và» or «hoặc»; of a line that begins with no keyword the first word alone is told;
#: a sum that is mended may no longer fit one level up.
_NOT_EACH_TIME = {"P007", "P001", "C001"}


def test_a_sound_text_has_no_errors() -> None:
    assert [one.code for one in diagnose(SMALL) if one.severity == "error"] == []


@pytest.mark.parametrize("path", _BAD, ids=lambda path: path.stem)
def test_every_finding_of_the_language_is_shown_and_every_fix_mends_something(path: Path) -> None:
    for text in _BLOCK.findall(path.read_text(encoding="utf-8")):
        known = load_text(text)[1]
        found = diagnose(text)
        assert [(one.code, one.line) for one in found] == [
            (one.code, one.start.line if one.start else 1) for one in known
        ]
        json.dumps([one.as_json() for one in found])
        before = Counter(one.code for one in found)
        for finding in found:
            assert 0 <= finding.start <= finding.end <= len(text)
            for fix in finding.fixes:
                after = Counter(one.code for one in diagnose(applied(text, fix.edits)))
                if finding.code not in _NOT_EACH_TIME:
                    assert after[finding.code] < before[finding.code], (fix.label, finding.message)


def test_the_other_line_of_a_finding_is_named_with_what_stands_there() -> None:
    text = SMALL + "dữ kiện so_hs: số\n"
    finding = next(one for one in diagnose(text) if one.code == "N004")
    (other,) = finding.related
    assert other.line == 4
    assert text[other.start : other.end].startswith("dữ kiện so_hs")
    assert "dòng 4" in other.message


def test_messages_and_fixes_are_in_the_reader_s_language() -> None:
    text = SMALL.replace("đạt", "đạt") + "cảnh báo so_hss > 0\n"
    vi, en = (
        next(one for one in diagnose(text, language) if one.code == "N003") for language in ("vi", "en")
    )
    assert "chưa được khai báo" in vi.message
    assert "is not declared" in en.message
    assert [fix.label for fix in en.fixes] == ["Change to «so_hs»", "Declare the fact «so_hss»"]


def test_a_text_that_is_no_text_is_told_once() -> None:
    (finding,) = diagnose("a\n" * 20_001)
    assert (finding.code, finding.fixes) == ("S003", ())
