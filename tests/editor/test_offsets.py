"""Places as browsers count them: UTF-16 units of what was typed, composed or not, with letters beyond 16 bits."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.editor.diagnose import diagnose
from admin.editor.edits import Edit, applied
from admin.editor.reading import Reading
from tests.editor.texts import decomposed, units

TEXTS = {
    "plain": "abc\ndef",
    "emoji": "một 😀 hai\n😀😀 ba",
    "composed": "Tiếng Việt, ưỡn ẹo\nđiểm",
    "decomposed": decomposed("Tiếng Việt, ưỡn ẹo\nđiểm"),
    "both": "Việt " + decomposed("Việt") + " 😀 " + decomposed("ưỡ") + "x\ny",
    "line ends": "một\r\nhai\rba\n" + decomposed("bốn"),
    "byte order mark": "\ufeff" + decomposed("bộ tiêu chí") + ' "x"',
    "Hangul": "한국" + decomposed("한국") + "a",
    "empty": "",
}


def read_as(typed: str) -> str:
    text = typed.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("typed", TEXTS.values(), ids=list(TEXTS))
def test_each_place_and_back(typed: str) -> None:
    reading = Reading(typed)
    assert reading.source is not None
    for offset in range(len(reading.source.text) + 1):
        place = reading.offsets.typed_at(offset)
        before = typed.encode("utf-16-le")[: 2 * place].decode("utf-16-le")
        assert read_as(before) == reading.source.text[:offset]
        assert reading.offsets.read_at(place) == offset


@pytest.mark.parametrize("typed", TEXTS.values(), ids=list(TEXTS))
def test_places_inside_of_letters_and_outside_of_the_text_are_some_place(typed: str) -> None:
    reading = Reading(typed)
    assert reading.source is not None
    found = [reading.offsets.read_at(place) for place in range(-3, units(typed) + 4)]
    assert found == sorted(found)
    assert found[-1] == len(reading.source.text)
    assert reading.offsets.typed_at(10**6) == units(typed)


@given(st.text(st.sampled_from("aếe\u0302\u0301đ😀\u1112\u1161\u11ab\r\n\u0323 \u200b"), max_size=30))
def test_any_text(typed: str) -> None:
    reading = Reading(typed)
    if reading.source is None:
        return
    places = [reading.offsets.typed_at(offset) for offset in range(len(reading.source.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= units(typed) for place in places)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_finding_and_its_fix_are_where_the_browser_shows_them(form: Literal["NFC", "NFD"]) -> None:
    text = 'bộ tiêu chí "😀"\nnăm 2021\nlĩnh vực 1 "Đạt 😀" 1 điểm\nthành phần 1.1 "Đúng hạn" 1 điểm\n  đạt khi cò_kh\n'
    typed = unicodedata.normalize(form, text.replace("cò_kh", "có_kh") + "dữ kiện cô_kh: có/không\n")
    finding = next(one for one in diagnose(typed) if one.code == "N003")
    marked = typed.encode("utf-16-le")[2 * finding.start : 2 * finding.end].decode("utf-16-le")
    assert unicodedata.normalize("NFC", marked) == "có_kh"
    assert (finding.line, finding.column) == (5, 11)
    fix = next(one for one in finding.fixes if "cô_kh" in one.label)
    mended = _applied(typed, fix.edits)
    assert not [one for one in diagnose(mended) if one.severity == "error"]


def _applied(typed: str, edits: tuple[Edit, ...]) -> str:
    """Edits in UTF-16 units, as a browser carries them out."""
    data = typed.encode("utf-16-le")
    for edit in sorted(edits, key=lambda one: -one.start):
        data = data[: 2 * edit.start] + edit.text.encode("utf-16-le") + data[2 * edit.end :]
    return data.decode("utf-16-le")


def test_edits_at_one_place_stand_in_their_order() -> None:
    assert applied("ab", [Edit(1, 1, "1"), Edit(1, 1, "2"), Edit(0, 1, "x")]) == "x12b"
