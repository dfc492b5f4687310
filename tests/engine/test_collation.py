"""The order of Vietnamese words."""

import unicodedata
from random import Random

import pytest

from engine.collation import vietnamese_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ẩn", "Âu", "Ba", "Dương", "Đông", "E", "Ê", "Ích"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mà a"],
        ["Sở Công Thương", "Sở Giáo dục", "Sở Giao thông", "Sở Nội vụ", "Sở Nông nghiệp", "Sở Y tế"],
        ["o", "ô", "ơ", "u", "ư", "v"],
        ["Phường 2", "Phường A", "Phường Ă"],
        ["xã", "Xã", "Xã A"],
        ["", "1", "a"],
    ],
)
def test_words_stand_in_vietnamese_order(ordered: list[str]) -> None:
    mixed = list(ordered)
    Random(5).shuffle(mixed)
    assert sorted(mixed, key=vietnamese_key) == ordered


def test_the_spelling_of_a_letter_does_not_matter() -> None:
    for word in ("Đắk R'Lấp", "Thừa Thiên Huế", "ưỡn"):
        composed, apart = (vietnamese_key(unicodedata.normalize(form, word)) for form in ("NFC", "NFD"))
        assert composed[:2] == apart[:2]
