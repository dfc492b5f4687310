"""Values as people type them: in Vietnam's way of writing, and in every odd way that still means one thing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from admin.translating import setup_languages
from admin.values import MOST_TEXT, Unreadable, clean, in_words, read, read_codes, same, typed
from engine.facts.values import value_of
from engine.layout import MISSING
from spec.model.criteria import CodeLabel, Fact
from spec.model.expressions import ValueType


@pytest.fixture(autouse=True)
def _words() -> Iterator[None]:
    """Messages are said in the language of a request."""
    app = Flask(__name__)
    app.secret_key = "test"  # noqa: S105
    setup_languages(app)
    with app.test_request_context():
        yield


def fact(type_: ValueType, **more: Any) -> Fact:
    return Fact(name="x", type=type_, line=1, **more)


COUNT, NUMBER, RATIO = fact(ValueType.COUNT), fact(ValueType.NUMBER), fact(ValueType.RATIO, unit="%")
DAY, TEXT, BOOLEAN = fact(ValueType.DATE), fact(ValueType.TEXT), fact(ValueType.BOOLEAN)
CODES = (CodeLabel(code="tot", label="tốt"), CodeLabel(code="kha"))
CHOICE, SUBSET = fact(ValueType.CHOICE, codes=CODES), fact(ValueType.SUBSET, codes=CODES)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1.234.567,25", "1234567.25"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u202f567", 1234567),
        ("1.234.567", 1234567),
        ("9,8", "9.8"),
        ("9.8", "9.8"),
        ("0.125", "0.125"),
        ("0,10", "0.1"),
        ("007", 7),
        ("12,00", 12),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("+4", 4),
        ("-0", 0),
        ("  85  ", 85),
    ],
)
def test_numbers(written: str, value: Any) -> None:
    found = read(NUMBER, written)
    assert found == value
    assert type(found) is type(value)
    assert value_of(found, NUMBER) == value_of(value, NUMBER)


@pytest.mark.parametrize("written", ["1.234", "12.500", "-1.234"])
def test_what_can_be_read_in_two_ways_is_refused_with_both(written: str) -> None:
    with pytest.raises(Unreadable, match="hai cách") as raised:
        read(NUMBER, written)
    assert written.replace(".", ",") in str(raised.value)
    assert written.replace(".", "") in str(raised.value)
    assert read(COUNT, written) == int(written.replace(".", ""))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "abc",
        "1,2,3",
        "1.23.456",
        "1.2345.678",
        "1,234.5",
        "12a",
        "--1",
        "½",
        "10²",
        "１２",
        "😀",
        "1e5",
        "NaN",
        "0x10",
        "١٢",
    ],
)
def test_what_is_no_number(written: str) -> None:
    with pytest.raises(Unreadable):
        read(NUMBER, written)


def test_whole_numbers_have_no_fraction() -> None:
    assert read(COUNT, "12,0") == 12
    with pytest.raises(Unreadable, match="số nguyên"):
        read(COUNT, "12,5")


def test_a_percentage_may_carry_its_sign() -> None:
    assert read(RATIO, "98,5%") == read(RATIO, "98,5 %") == read(RATIO, "98,5") == "98.5"
    with pytest.raises(Unreadable):
        read(NUMBER, "98,5%")


@pytest.mark.parametrize("written", ["9" * 31, "1," + "3" * 31, "9" * 101, "9" * 1_000_000])
def test_very_long_numbers(written: str) -> None:
    with pytest.raises(Unreadable, match=r"nhiều hơn 30|dài quá"):
        read(NUMBER, written)


@pytest.mark.parametrize(
    "written", ["31/01/2026", "31/1/2026", "31-01-2026", "31.01.2026", "2026-01-31", " 31 / 01 / 2026 "]
)
def test_days(written: str) -> None:
    assert read(DAY, written) == "2026-01-31"


def test_what_is_no_day() -> None:
    for written in ("", "31/01/26", "01/2026", "31/01/2026x", "ba mươi"):
        with pytest.raises(Unreadable, match="như 31/01/2026"):
            read(DAY, written)
    for written in ("31/02/2026", "2026-13-01", "00/01/2026", "01/01/0000"):
        with pytest.raises(Unreadable, match="không có ngày"):
            read(DAY, written)


def test_texts_are_composed_and_may_hold_anything_that_is_seen() -> None:
    decomposed = unicodedata.normalize("NFD", "Quyết định")
    assert read(TEXT, decomposed) == "Quyết định"
    assert read(TEXT, "tốt 👍🏽 <b>&amp;</b> '\"") == "tốt 👍🏽 <b>&amp;</b> '\""
    assert read(TEXT, "hàng 1\r\nhàng 2\t.") == "hàng 1\nhàng 2\t."
    assert read(TEXT, "x" * MOST_TEXT) == "x" * MOST_TEXT
    with pytest.raises(Unreadable, match="dài quá"):
        read(TEXT, "x" * (MOST_TEXT + 1))
    with pytest.raises(Unreadable, match="điều khiển"):
        read(TEXT, "a\x00b")
    assert clean(" a\r\nb ") == "a\nb"


def test_yes_and_no() -> None:
    assert (read(BOOLEAN, "true"), read(BOOLEAN, "Có"), read(BOOLEAN, "không")) == (True, True, False)
    with pytest.raises(Unreadable):
        read(BOOLEAN, "có lẽ")


def test_codes() -> None:
    assert read(CHOICE, "kha") == "kha"
    assert read_codes(SUBSET, ["kha", "tot", "kha"]) == ["tot", "kha"]
    assert read_codes(SUBSET, []) == []
    for chosen in ("yếu", ""):
        with pytest.raises(Unreadable):
            read(CHOICE, chosen)
        with pytest.raises(Unreadable):
            read_codes(SUBSET, [chosen])


@pytest.mark.parametrize(
    ("one", "value", "as_typed", "words"),
    [
        (COUNT, 1234, "1234", "1234"),
        (fact(ValueType.COUNT, unit="hồ sơ"), 5, "5", "5 hồ sơ"),
        (NUMBER, "1234.5", "1234,5", "1234,5"),
        (NUMBER, "1.12345678901", "1,12345678901", "1,12345678901"),
        (RATIO, "98.55", "98,55", "98,55%"),
        (DAY, "2026-01-31", "31/01/2026", "31/01/2026"),
        (DAY, "31/1/2026", "31/01/2026", "31/01/2026"),
        (BOOLEAN, False, "false", "không"),
        (CHOICE, "tot", "tot", "tốt"),
        (SUBSET, ["tot", "kha"], "['tot', 'kha']", "tốt, kha"),
        (SUBSET, [], "[]", "không có"),
        (TEXT, "chữ", "chữ", "chữ"),
        (NUMBER, None, "", "trống"),
        (NUMBER, MISSING, "", "chưa khai"),
        (DAY, "hôm qua", "", "hôm qua"),
    ],
)
def test_values_as_they_are_shown(one: Fact, value: Any, as_typed: str, words: str) -> None:
    assert typed(one, value) == as_typed
    assert in_words(one, value) == words if value is not MISSING else True


def test_records_and_tables_in_words() -> None:
    parts = (
        Fact(name="a", type=ValueType.COUNT, label="Loại A", line=1),
        Fact(name="b", type=ValueType.DATE, line=1),
    )
    record = fact(ValueType.RECORD, fields=parts)
    assert in_words(record, {"a": 3, "b": "2026-01-31"}) == "Loại A: 3; b: 31/01/2026"
    assert in_words(fact(ValueType.TABLE, fields=parts), [{}, {}]) == "2 hàng"
    assert in_words(SUBSET, [], "en") == "none"


def test_values_that_say_the_same() -> None:
    assert same(NUMBER, 5, "5.0")
    assert same(DAY, "2026-01-31", "31/1/2026")
    assert same(SUBSET, ["tot", "kha"], ["kha", "tot"])
    assert same(NUMBER, None, None)
    assert not same(NUMBER, None, 0)
    assert not same(NUMBER, "x", "x")
    record = fact(
        ValueType.RECORD,
        fields=(COUNT.model_copy(update={"name": "a"}), NUMBER.model_copy(update={"name": "b"})),
    )
    assert same(record, {"a": 1, "b": "2.0"}, {"a": 1, "b": 2})
    assert not same(record, {"a": 1}, {"a": 1, "b": 2})
    table = fact(ValueType.TABLE, fields=record.fields)
    assert same(table, [{"a": 1}], [{"a": 1}])
    assert not same(table, [{"a": 1}], [{"a": 1}, {"a": 2}])
    assert not same(table, None, [])
