"""Malformed texts: whatever is typed is answered, with findings and never with an exception."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.editor.annex import annex
from admin.editor.compare import differences
from admin.editor.complete import completions
from admin.editor.diagnose import diagnose
from admin.editor.format import format_text
from admin.editor.hover import definition, hover
from admin.editor.insertion import insert, offer
from admin.editor.outline import outline
from admin.editor.reading import Reading, reading_of, text_hash
from admin.editor.scenarios import scenarios
from spec.keywords import KEYWORDS
from tests.editor.texts import SMALL, units


def ask_everything(text: str, places: list[int]) -> None:
    found = diagnose(text)
    assert all(0 <= one.start <= one.end <= units(text) for one in found)
    for answer in (outline(text), annex(text), scenarios(text), format_text(text), offer(text)):
        assert answer is not None
    differences(SMALL, text)
    for place in places:
        options = completions(text, place)
        assert all(0 <= one.start <= units(text) for one in options.options)
        hover(text, place)
        definition(text, place)


HOSTILE: dict[str, str] = {
    "nothing": "",
    "blank": " \n\t\n",
    "an empty text in quotes": '""\n',
    "quotes": '"' * 999,
    "parentheses": "đạt khi " + "(" * 2000,
    "closing ones": ")" * 999,
    "braces": 'thành phần 1.1 "x" 1 điểm\n  đạt khi a vì "{{{{{a}"',
    "a lone surrogate": "a\ud800b",
    "a zero byte": "a\0b",
    "a file of another kind": "PK\x03\x04",
    "marks": "a" + "\u0301" * 100,
    "headings without anything": "lĩnh vực\ntiêu chí\nthành phần\nthành phần 1.1\n",
    "numbers": 'thành phần 1.1.1.1.1 "x" 1.234.567,8,9 điểm\nlĩnh vực 99999999999999999999 "x" 1 điểm\n',
    "old font": "bé tiªu chÝ",
    "a long word": "a" * 5000,
    "facts without types": "dữ kiện\ndữ kiện a\ndữ kiện a:\ndữ kiện a: bảng (\ndữ kiện a: lựa chọn (x; x; )\n",
    "no line end": SMALL.rstrip("\n"),
    "only comments": "# một\n# hai",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_texts(text: str) -> None:
    ask_everything(text, [0, 1, units(text) // 2, units(text), units(text) + 10])


_WORDS = [keyword.vi for keyword in KEYWORDS if keyword.vi] + [
    *'()[]{}:;.,=<>+-×/#"«»“”',
    *(
        "\n",
        "\n  ",
        " ",
        "1",
        "1.1",
        "1.1.1",
        "0,5",
        "80%",
        "31/12",
        "so_hs",
        "hồ_sơ",
        "muc",
        '"x"',
        "😀",
        "e\u0301",
    ),
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(_WORDS), max_size=25), st.integers(0, 80))
def test_words_in_any_order(words: list[str], place: int) -> None:
    ask_everything(" ".join(words), [place])


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, len(SMALL)),
    st.integers(0, 60),
    st.sampled_from(["", '"', "(", ")", "{", "#", "\n", "😀", "khi"]),
)
def test_a_sound_text_with_a_hole(start: int, length: int, put: str) -> None:
    ask_everything(SMALL[:start] + put + SMALL[start + length :], [start])


@pytest.mark.parametrize("code", ["F01", "F07", "F30", "F35", "F38"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_insertion_into_hostile_texts(text: str, code: str) -> None:
    insert(text, code, {"name": "x", "maximum": "1", "parent": "1", "done.label": "x"})


LARGE: dict[str, Any] = {
    "too many lines": "a\n" * 20_001,
    "too many bytes": "é" * 600_000,
    "one long line": "đạt khi " + "a và " * 90_000,
    "as many facts as lines": "".join(f"dữ kiện a{number}: số nguyên từ 0\n" for number in range(3000)),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=list(LARGE))
def test_large_texts(text: str) -> None:
    ask_everything(text, [units(text) // 2])


def test_one_text_is_read_once_for_several_questions() -> None:
    text = SMALL + "# một lần\n"
    assert reading_of(text) is reading_of(text)
    first = reading_of(text)
    for number in range(30):
        reading_of(f"{text}{number}")
    assert reading_of(text) is not first


def test_large_readings_are_not_kept_beside_each_other() -> None:
    texts = [f"# {number}\n" + "# x\n" * 200_000 for number in range(4)]
    readings = [reading_of(text) for text in texts]
    assert reading_of(texts[-1]) is readings[-1]
    assert reading_of(texts[0]) is not readings[0]


def test_line_ends_do_not_tell_texts_apart() -> None:
    assert text_hash("a\r\nb") == text_hash("a\nb") == Reading("a\nb").hash
