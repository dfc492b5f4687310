"""Vietnamese text however it was typed: one model, one hash, and places as a person counts them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from spec import CriteriaSet, load_bytes, load_text, sets_folder
from spec.source import Position, Source, Span, normalise, visible_length
from tests.programs.golden import FOLDER, Golden, rendered

_GOLDENS = sorted((FOLDER / "bad").glob("*.md"))


def decomposed(text: str) -> str:
    """NFD: every mark on its own, as some systems store file names and copied text."""
    return unicodedata.normalize("NFD", text)


def half_composed(text: str) -> str:
    """The vowel with its first mark, the second mark on its own: ê + U+0301, as some keyboards type."""
    return "".join(_half(character) for character in unicodedata.normalize("NFC", text))


def tone_apart(text: str) -> str:
    """The tone on its own whatever its place in NFD: ê + U+0323 for ệ."""
    return "".join(_tone(character) for character in unicodedata.normalize("NFC", text))


def _half(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    return unicodedata.normalize("NFC", parts[:2]) + parts[2:] if len(parts) == 3 else character


def _tone(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    tones = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
    if len(parts) != 3 or not tones:
        return character
    rest = "".join(part for part in parts if part != tones[0])
    return unicodedata.normalize("NFC", rest) + tones[0]


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def with_mark(text: str) -> str:
    return "\ufeff" + text


_FORMS: list[Callable[[str], str]] = [decomposed, half_composed, tone_apart, crlf, with_mark]


@cache
def text_of_2020() -> str:
    return (sets_folder() / "so-2020.tieuchi").read_text(encoding="utf-8")


@cache
def model_of_2020() -> CriteriaSet:
    model, found = load_text(text_of_2020())
    assert found == []
    assert model is not None
    return model


def test_the_forms_are_different_texts() -> None:
    forms = {form(text_of_2020()) for form in _FORMS}
    assert len(forms | {text_of_2020()}) == len(_FORMS) + 1
    assert "ê\u0301" in half_composed("kế")
    assert half_composed("tệ") == "tẹ\u0302"
    assert tone_apart("tệ") == "tê\u0323"


@pytest.mark.no_cover  # a long set again and again; others measure the same lines
@pytest.mark.parametrize("form", _FORMS)
def test_every_form_gives_the_same_model(form: Callable[[str], str]) -> None:
    model, found = load_bytes(form(text_of_2020()).encode(), "tệp")
    assert found == []
    assert model is not None
    assert model == model_of_2020()
    assert model.content_hash == model_of_2020().content_hash
    assert model.scoring_hash == model_of_2020().scoring_hash


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("path", _GOLDENS, ids=lambda path: path.stem)
def test_every_form_has_its_mistakes_at_the_same_places(path: Path, form: Callable[[str], str]) -> None:
    golden = Golden.read(path)
    assert rendered(load_text(form(golden.source), golden.name)[1]) == golden.wanted


def test_columns_count_what_a_person_sees() -> None:
    line = "  đạt khi có_kế_hoạch và thiếu"
    for form in (decomposed, half_composed, tone_apart):
        source = Source("tệp", normalise(form(line)))
        assert source.position(source.text.index("thiếu")) == Position(1, 26)
    # What does not compose counts with the letter before it; so does what cannot be seen.
    source = Source("tệp", "a\u0302\u0323b\u200bc😀d\ne")
    assert [source.position(offset).column for offset in (0, 3, 5, 6, 7)] == [1, 2, 3, 4, 5]
    assert source.position(9) == Position(2, 1)


def test_positions_are_right_in_any_order() -> None:
    source = Source("tệp", "ab\u0301c\nd\u0302e\u0301f\n")
    offsets = list(range(len(source.text) + 1))
    forwards = [source.position(offset) for offset in offsets]
    assert [source.position(offset) for offset in reversed(offsets)] == forwards[::-1]
    assert forwards == [Source("tệp", source.text).position(offset) for offset in offsets]


def test_visible_length() -> None:
    assert visible_length("kế hoạch") == 8
    assert visible_length(decomposed("kế hoạch")) == 8
    assert visible_length("a\u200b\u00adb") == 2
    assert visible_length("") == 0


def test_a_span_is_half_open() -> None:
    assert Span(1, 3) == Span(1, 3)
    assert Span(1, 3).end - Span(1, 3).start == 2


# ---- Spellings


_LEAF = """bộ tiêu chí "Thử"
năm 2020
dữ kiện {name}: số nguyên từ 0
lĩnh vực 1 "A" 1 điểm
tiêu chí 1.1 "B" 1 điểm
thành phần 1.1.1 "C" 1 điểm
  đạt khi {name} > 0
"""


@pytest.mark.parametrize(
    "name", ["số_hồ_sơ", "ĐơnVị", "đ", "6_thang", "12_tháng_đầu", "_x", "so_hs_2020", "Ỷ"]
)
def test_names_with_vietnamese_letters_and_digits(name: str) -> None:
    for form in (str, decomposed, half_composed):
        model, found = load_text(form(_LEAF.format(name=name)))
        assert found == []
        assert model is not None
        assert [fact.name for fact in model.facts] == [name]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("theo tỷ lệ a / b", "theo tỉ lệ a / b"),
        ("theo tỷ lệ a / b", "THEO TỶ LỆ a ÷ b"),
        ("theo tỷ lệ a / b", "Theo\u00a0Tỷ\u00a0Lệ a\u00a0/\u00a0b"),
        ("theo tỷ lệ a / b", "\ttheo   tỷ  lệ\ta/b"),
        ("đạt khi a - b > -1", "đạt khi a − b > −1"),
        ("đạt khi a - b > -1", "đạt khi a – b > –1"),
        ("đạt khi a * b > 1", "đạt khi a × b > 1"),
        ("đạt khi a * b > 1", "đạt khi a · b > 1"),
        ("đạt khi a <= b", "đạt khi a ≤ b"),
        ("đạt khi a <= b", "đạt khi a =< b"),
        ("đạt khi a >= b", "đạt khi a ≥ b"),
        ("đạt khi a <> b", "đạt khi a ≠ b"),
        ("đạt khi a <> b", "đạt khi a != b"),
        ("đạt khi a = b", "đạt khi a == b"),
        ('đạt khi a = b vì "x"', "đạt khi a = b vì “x”"),
        ('đạt khi a = b vì "x"', "đạt khi a = b vì „x“"),
        ('đạt khi a = b vì "x"', "đạt khi a = b vì «x»"),
        ('đạt khi a = b vì "“x”"', "đạt khi a = b vì «“x”»"),
        ('đạt khi a = b vì "nói ""', 'đạt khi a = b vì "nói \\""'),
        ("khi a / b >= 12,5%: 1", "khi a / b >= 12.5 %: 1.0"),
        ("đạt khi a = b", "đạt khi (a\n=\n# ghi chú\nb)"),
    ],
)
def test_accepted_spellings_mean_the_same(one: str, other: str) -> None:
    first, second = (_rules(line) for line in (one.replace('nói ""', 'nói \\""'), other))
    assert first == second


def _rules(line: str) -> list[object]:
    text = (
        _LEAF.format(name="a")
        .replace("lĩnh vực", "dữ kiện b: số nguyên từ 1\nlĩnh vực")
        .replace("đạt khi a > 0", line)
    )
    if line.startswith("khi"):
        text += "  còn lại: 0\n"
    model, found = load_text(text)
    assert model is not None, [one.as_text() for one in found]
    (leaf,) = model.leaves
    return [rule.model_dump(exclude={"written", "line"}) for rule in leaf.rules]


def test_the_column_key_is_an_old_spelling_too() -> None:
    text = (
        _LEAF.format(name="a")
        .replace("lĩnh vực", "dữ kiện b: bảng {} mã (mã: văn bản)\nlĩnh vực")
        .replace("a > 0", "a > 0 và đếm(b) > 0")
    )
    keys = []
    for word in ("khóa", "khoá", "KHÓA"):
        model, found = load_text(text.format(word))
        assert model is not None, found
        keys.append(model.facts[1].table_key)
    assert keys == [("mã",)] * 3
