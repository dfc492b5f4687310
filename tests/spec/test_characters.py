"""Letters that are not what they look like, and words that are not what they should be."""

from __future__ import annotations

import unicodedata

import pytest

from spec import characters
from spec.legacy_fonts import decoder
from spec.lexer import tokenise
from spec.misspelt import readings
from spec.source import Source


def test_vietnamese_letters() -> None:
    assert len([letter for letter in characters.VIETNAMESE_LETTERS if letter.islower()]) == 12 * 6 + 21
    assert all(unicodedata.normalize("NFC", letter) == letter for letter in characters.VIETNAMESE_LETTERS)
    assert not characters.VIETNAMESE_LETTERS & characters.LOOK_ALIKES.keys()
    assert not characters.VIETNAMESE_LETTERS & characters.LEGACY
    assert not characters.LEGACY & characters.LOOK_ALIKES.keys()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("khі", "khi"),
        ("ОR", "OR"),
        ("Ðạt", "Đạt"),
        ("ðạt", "đạt"),
        ("Ɖảng", "Đảng"),
        ("trƣ\u0300", "trừ"),
        ("ｋｈｉ", "khi"),
        ("đ\u200bạ\u00adt", "đạt"),
        ("đạt", "đạt"),
        ("abc", "abc"),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    assert characters.meant(written) == meant
    assert characters.is_clean(meant)
    assert characters.foreign(meant) == []


def test_where_it_is_odd() -> None:
    assert characters.foreign("cо_kh") == [1]
    assert characters.foreign("hồ_sơ²") == [5]
    assert not characters.is_clean("hồ sơ²")
    assert characters.is_clean("hồ sơ 1_a")


def test_descriptions() -> None:
    assert characters.describe("\u0430") == "«а» U+0430 CYRILLIC SMALL LETTER A"
    assert characters.describe("\u200b") == "U+200B ZERO WIDTH SPACE"
    assert characters.describe("\u0301") == "«◌\u0301» U+0301 COMBINING ACUTE ACCENT"
    assert characters.describe("\x07") == "U+0007"


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("KÕ ho¹ch c¶i c¸ch hµnh chÝnh", "Kế hoạch cải cách hành chính"),
        ("ch\u00ada cã", "chưa có"),
        ("UBND tØnh §¾k N«ng", "UBND tỉnh Đắk Nông"),
        ("Keá hoaïch caûi caùch haønh chính", "Kế hoạch cải cách hành chính"),
        ("ñieåm thöôûng", "điểm thưởng"),
        ("chöa coù", "chưa có"),
        ("ñuùng haïn", "đúng hạn"),
        ("thñ tôc cña uû ban", "thủ tục của uỷ ban"),
        ("luång v¨n b¶n", "luồng văn bản"),
    ],
)
def test_old_fonts(damaged: str, meant: str) -> None:
    assert decoder(damaged)(damaged) == meant


@pytest.mark.parametrize("text", ["Kế hoạch 10 µm", "plain", "Kế hoạch", "có số", "Ủy ban – naïve"])
def test_other_texts_are_not_of_an_old_font(text: str) -> None:
    assert characters.legacy_decoder(text) is None


@pytest.mark.parametrize(
    "text", ["deduct (báo_cáo - 1) × 2 each n", "add a_2 ÷ 2", "when má: 1 because «Lý do»", "a × (á)"]
)
def test_signs_and_quotes_are_no_letters_of_an_old_font(text: str) -> None:
    assert characters.legacy_decoder(text) is None


def test_quotes_around_words_give_way_to_blanks() -> None:
    assert characters.without_guillemets("theo «Kế hoạch» năm, «a»") == "theo  Kế hoạch  năm,  a "
    assert characters.without_guillemets("§¾k N«ng, b»ng") == "§¾k N«ng, b»ng"


# ---- Words for keywords


def meanings(text: str) -> list[str]:
    (line, *_), _ = tokenise(Source("tệp", text))
    return [terminal for terminal, _, _ in readings(text, line.tokens, 0)]


@pytest.mark.parametrize(
    ("text", "terminal"),
    [
        ("thanh phan", "LEAF"),
        ("thành_phần", "LEAF"),
        ("thànhphần", "LEAF"),
        ("THANH PHAN", "LEAF"),
        ("thành phầm", "LEAF"),
        ("tiêu trí", "CRITERION"),
        ("tiêu chí thành phần", "LEAF"),
        ("linh vuc", "AREA"),
        ("khí", "WHEN"),
        ("nếu", "WHEN"),
        ("đạt khí", "ACHIEVED"),
        ("ngược lại", "OTHERWISE"),
        ("du lieu", "FACT"),
        ("khong qua", "AT_MOST"),
        ("tối thiểu", "AT_LEAST"),
        ("co/khong", "YES_NO"),
        ("subcriterian", "LEAF"),
    ],
)
def test_readings(text: str, terminal: str) -> None:
    assert meanings(text)[0] == terminal


def test_words_that_stand_for_nothing() -> None:
    assert meanings("xyz abc") == []
    assert meanings("so_ho_so") == []
