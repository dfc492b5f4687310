"""JSON that everybody reads alike comes in, with its exact numbers; everything else is refused with its place."""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from engine.canonical_json import MAX_WHOLE
from tests.webhooks.drawn import fixed
from webhooks.strict_json import MAX_DIGITS, MAX_KEY, NotStrict, canonical, read_json


def _refused(body: bytes | str, **limits: int) -> tuple[str, str | None]:
    """The code and the pointer of a refusal."""
    with pytest.raises(NotStrict) as refusal:
        read_json(body.encode() if isinstance(body, str) else body, **limits)
    assert refusal.value.detail == str(refusal.value)
    return refusal.value.code, refusal.value.pointer


# --- what comes in comes in whole

_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
_KEYS = _TEXTS.map(lambda text: unicodedata.normalize("NFC", text))
_DOUBLES = st.floats(allow_nan=False, allow_infinity=False)
_WHOLES = st.integers(-MAX_WHOLE, MAX_WHOLE)
_LEAVES = st.none() | st.booleans() | _WHOLES | _DOUBLES | _TEXTS
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=30,
)


def _exact(value: Any) -> Any:
    """A tree with its doubles as the decimals that they are printed as."""
    match value:
        case float():
            return Decimal(repr(value))
        case list():
            return [_exact(inner) for inner in value]
        case dict():
            return {key: _exact(inner) for key, inner in value.items()}
        case _:
            return value


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 1])
@fixed(60)
@given(tree=_TREES)
def test_what_json_writes_is_read_back_equal(ascii_only: bool, indent: int | None, tree: Any) -> None:
    found = read_json(json.dumps(tree, ensure_ascii=ascii_only, indent=indent).encode())
    assert found == _exact(tree)
    assert repr(found) == repr(_exact(tree))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        (str(MAX_WHOLE), MAX_WHOLE),
        (str(-MAX_WHOLE), -MAX_WHOLE),
        ("1.0", Decimal("1.0")),
        ("1.00", Decimal("1.00")),
        ("1e0", Decimal("1e0")),
        ("12.340", Decimal("12.340")),
        ("0.1234567890123456789012345678901234567890", Decimal("0.1234567890123456789012345678901234567890")),
        ("1.7976931348623157e308", Decimal("1.7976931348623157e308")),
        ("5e-324", Decimal("5e-324")),
        ("-0.0", Decimal("-0.0")),
    ],
)
def test_numbers_keep_their_digits(text: str, value: int | Decimal) -> None:
    found = read_json(text.encode())
    assert (type(found), repr(found)) == (type(value), repr(value))


def test_keys_come_back_in_nfc_and_values_as_they_were() -> None:
    decomposed = unicodedata.normalize("NFD", "Huyện")
    composed = unicodedata.normalize("NFC", decomposed)
    found = read_json(json.dumps({decomposed: decomposed}).encode())
    assert list(found.items()) == [(composed, decomposed)]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd()",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "'; DROP TABLE facts; --",
        "\u202egnp.exe",
        "ро",
        "\x7f",
        "x" * 1_000_000,
    ],
)
def test_what_is_hostile_elsewhere_is_data_here(text: str) -> None:
    assert read_json(json.dumps({"v": text}).encode()) == {"v": text}


def test_halves_that_belong_together_are_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "😀"


# --- hostile inputs, by their number in the list


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\n\t \r", b"\0", b"{", b'{"a":1}x', b"{'a':1}", b"[1,]", b"01", b"+1", b".5"]
)
def test_26_what_is_no_json(body: bytes) -> None:
    assert _refused(body) == ("syntax", None)


@pytest.mark.parametrize(("body", "value"), [(b"null", None), (b'"x"', "x"), (b"[]", []), (b" {} ", {})])
def test_26_what_is_json_but_no_event_is_the_route_s_affair(body: bytes, value: Any) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize(
    "body",
    [
        '{"a":1}'.encode("utf-16"),
        '{"ệ":1}'.encode("utf-16-le"),
        '{"a":1}'.encode("utf-32"),
        '{"a":"é"}'.encode("latin-1"),
        b'"\xff"',
        b'"\xc0\xaf"',
        b'"\xe0\x80\xaf"',
        b'"\xed\xa0\x80"',
        b'"\xed\xa0\xbd\xed\xb8\x80"',
        b'"\xf5\x80\x80\x80"',
        b'"\xe1\xbb',
    ],
)
def test_27_what_is_no_utf_8(body: bytes) -> None:
    assert _refused(body) == ("encoding", None)


def test_27_utf_16_without_a_mark_is_no_json_and_a_mark_is_refused() -> None:
    assert _refused('{"a":1}'.encode("utf-16-le")) == ("syntax", None)
    assert _refused(b"\xef\xbb\xbf{}") == ("bom", None)


@pytest.mark.parametrize(
    "body", ["[" * 30_000, "[" * 30_000 + "]" * 30_000, '{"a":' * 30_000, '[{"a":' * 15_000]
)
def test_28_thousands_of_levels(body: str) -> None:
    assert _refused(body) == ("depth", None)


def test_the_last_level_is_read_and_the_next_is_not() -> None:
    assert read_json(b"[" * 32 + b"]" * 32)
    assert _refused("[" * 33 + "]" * 33) == ("depth", None)
    assert _refused('{"a":[]}', max_depth=1) == ("depth", None)
    assert read_json(b'{"a":"[[["}', max_depth=1) == {"a": "[[["}
    assert read_json(b'["\\"[[[", "{{{{\\\\"]', max_depth=1) == ['"[[[', "{{{{\\"]


def test_a_generous_limit_does_not_end_in_a_crash() -> None:
    assert _refused("[" * 30_000 + "]" * 30_000, max_depth=10**6, max_nodes=10**6) == ("depth", None)


@pytest.mark.parametrize(
    ("body", "nodes"),
    [
        ("1", 1),
        ("[]", 1),
        ("[ ]", 1),
        ("[[],{},[ ]]", 4),
        ('[1,"a,b,c,[,{"]', 3),
        ('{"a,b":1,"c":[1,2,3]}', 6),
        ('{"a":{},"":[""]}', 4),
        ('["\\",", "\\\\", [,]]'.replace("[,]", "[0,0]"), 6),
    ],
)
def test_values_are_counted_exactly(body: str, nodes: int) -> None:
    assert read_json(body.encode(), max_nodes=nodes) is not None
    assert _refused(body, max_nodes=nodes - 1) == ("nodes", None)


@fixed(60)
@given(tree=_TREES)
def test_values_of_any_tree_are_counted_exactly(tree: Any) -> None:
    nodes = _count(tree)
    body = json.dumps(tree, ensure_ascii=False).encode()
    assert read_json(body, max_nodes=nodes) == _exact(tree)
    assert _refused(body, max_nodes=nodes - 1) == ("nodes", None)


def _count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_count, inner))


def test_the_last_value_is_read_and_the_next_is_not() -> None:
    assert len(read_json(b"[" + b"0," * 19_998 + b"0]")) == 19_999
    assert _refused("[" + "0," * 19_999 + "0]") == ("nodes", None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"a":1,"a":1}', "/a"),
        ('{"a":1,"\\u0061":2}', "/a"),
        ('[0,{"x":{"a/b":1,"a/b":2}}]', "/1/x/a~1b"),
        ('{"~":1,"~":2}', "/~0"),
        ('{"":1,"":2}', "/"),
        ('{"ế":1,"e\u0302\u0301":2}', "/ế"),
        ('{"a":1,"a":{"b":1,"b":2}}', "/a"),
    ],
)
def test_a_key_comes_twice(body: str, pointer: str) -> None:
    assert _refused(body) == ("duplicate_key", pointer)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_that_are_no_json(constant: str) -> None:
    assert _refused(f'{{"a":[1,{constant}]}}') == ("constant", "/a/1")


@pytest.mark.parametrize(
    "number",
    [
        str(MAX_WHOLE + 1),
        str(-MAX_WHOLE - 1),
        str(2**63),
        "9" * 5_000,
        "9" * 100_000,
        "1e309",
        "-1e309",
        "1.8e308",
        "1e999999",
        "1e99999999999999999999999",
        "1e-99999999999999999999999",
        "1e-999999999",
        "0e999999999",
        "0e-999999999",
        "0." + "3" * 100_000,
        "1e" + "9" * 100_000,
    ],
)
def test_numbers_that_not_everybody_holds(number: str) -> None:
    assert _refused(f'{{"a":{number}}}') == ("number", "/a")


def test_a_double_written_out_in_full_is_short_enough() -> None:
    smallest = Decimal(-5e-324)  # noqa: RUF032 -- all digits of the double
    text = format(smallest, "f")
    assert 1_000 < len(text) <= MAX_DIGITS
    assert read_json(text.encode()) == smallest


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ('{"a":"\\u0000"}', "nul", "/a"),
        ('{"a":{"\\u0000":1}}', "nul", "/a"),
        ('["\\ud800"]', "surrogate", "/0"),
        ('["\\ude00\\ud83d"]', "surrogate", "/0"),
        ('{"a":{"\\udfff":1}}', "surrogate", "/a"),
        ('{"a":{"\\udfff":1,"\\udfff":2}}', "surrogate", "/a"),
        ('{"a":{"\\u0000":1,"\\u0000":2}}', "nul", "/a"),
        ('"\\ud800"', "surrogate", ""),
        ('{"a":1,"b":"\\u0000","c":NaN}', "nul", "/b"),
    ],
)
def test_texts_that_databases_refuse(body: str, code: str, pointer: str) -> None:
    assert _refused(body) == (code, pointer)


@pytest.mark.parametrize("body", [b'"\0"', b'"\n"', b'"\x1f"', b'"\\x"', b'"\\u12"', b'"\\'])
def test_control_characters_and_unknown_escapes_are_no_json(body: bytes) -> None:
    assert _refused(body) == ("syntax", None)


@pytest.mark.usefixtures("no_hang")
def test_a_key_that_takes_long_to_normalise_is_refused_at_once() -> None:
    marks = "\u0301\u0323" * 60_000
    assert _refused(json.dumps([{"a": 1, marks: 2}], ensure_ascii=False)) == ("key_length", "/0")
    assert read_json(json.dumps({"k" * MAX_KEY: 1}).encode())
    assert _refused(json.dumps({"k" * (MAX_KEY + 1): 1})) == ("key_length", "")


_SIZE = 256 * 1024
_MARKS = "\u0301\u0323" * 500


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"9" * _SIZE + b"]",
        b"[0." + b"9" * _SIZE + b"]",
        b'{"a":"' + b"\\" * _SIZE,
        b'"' + b'\\"' * (_SIZE // 2),
        b'\\"' * (_SIZE // 2),
        b"[" + b"[]," * 40 + b'"' + b'\\"' * (_SIZE // 2),
        b"[" + b"[]," * 40 + b'"' + b"\\" * _SIZE,
        b'"' * _SIZE,
        b"[" + b" " * _SIZE,
        b"[ " * (_SIZE // 2),
        b"[" + b'"",' * (_SIZE // 3),
        b"[]" * (_SIZE // 2),
        b"[" + b"[]," * (_SIZE // 3) + b"0]",
        b"[" * 30 + b"," * _SIZE,
        b"," * _SIZE,
        b"[" + b"0," * (_SIZE // 2),
        b'{"a":1,' * (_SIZE // 7),
        b"-" * _SIZE,
        ('{"' + "\u0301\u0323" * (_SIZE // 4) + '":0}').encode(),
        ("{" + ",".join(f'"{key}{_MARKS}":0' for key in range(_SIZE // 2_000)) + ',"x":NaN}').encode(),
    ],
    ids=range(20),
)
@pytest.mark.usefixtures("no_hang")
def test_a_body_of_full_size_comes_to_its_end(body: bytes) -> None:
    _refused(body)


@fixed(500)
@given(body=st.binary(max_size=60) | st.text('[]{}",:\\u0d8e1-.aN \0', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        value = read_json(body)
    except NotStrict as refusal:
        (refusal.pointer or "").encode()
        return
    canonical(value)


# --- the canonical form


@fixed(60)
@given(tree=_TREES)
def test_the_canonical_form_of_exact_numbers_is_that_of_doubles(tree: Any) -> None:
    assert canonical(_exact(tree)) == canonical(tree) == rfc8785.dumps(tree)


@fixed(60)
@given(tree=_TREES)
def test_the_canonical_form_does_not_depend_on_how_it_was_written(tree: Any) -> None:
    first = canonical(read_json(json.dumps(tree, indent=2).encode()))
    assert canonical(json.loads(first, parse_int=float)) == first
    assert canonical(read_json(json.dumps(tree, ensure_ascii=False, sort_keys=True).encode())) == first


@pytest.mark.parametrize(
    ("same", "form"),
    [
        (["1", "1.0", "1.00", "1e0", "10e-1", "0.1e1"], b"1"),
        (["0", "-0", "0.0", "-0.0", "0e5", "-0e-5"], b"0"),
        (["1e20", "100000000000000000000.0"], b"100000000000000000000"),
        (["1e21", "10e20"], b"1e+21"),
        (["0.000001", "1e-6"], b"0.000001"),
        (["1e-7", "0.0000001"], b"1e-7"),
        (["-12.50", "-12.5"], b"-12.5"),
        (["333333333.33333329"], b"333333333.3333333"),
        (["0.12345678901234567890", "0.1234567890123456789"], b'"\\u00001234567890123456789e-19"'),
        (["9007199254740993.0", "9007199254740993e0"], b'"\\u00009007199254740993e0"'),
        (["-1e-400"], b'"\\u0000-1e-400"'),
    ],
)
def test_equal_numbers_have_one_form(same: list[str], form: bytes) -> None:
    if same == ["333333333.33333329"]:
        # RFC 8785 rounds its own example to the double; here an exact number stays what it is.
        assert rfc8785.dumps(333333333.33333329) == form
        form = b'"\\u000033333333333333329e-8"'
    assert {canonical(read_json(text.encode())) for text in same} == {form}


@fixed(100)
@given(
    first=st.decimals(allow_nan=False, allow_infinity=False)
    | st.decimals(places=20, min_value=-2, max_value=2),
    second=st.decimals(allow_nan=False, allow_infinity=False)
    | st.decimals(places=20, min_value=-2, max_value=2),
)
def test_numbers_have_the_same_form_if_and_only_if_they_are_equal(first: Decimal, second: Decimal) -> None:
    assert (canonical(first) == canonical(second)) is (first == second)
    shifted = first.as_tuple()
    longer = Decimal((shifted.sign, (*shifted.digits, 0, 0), int(shifted.exponent) - 2))
    assert canonical(longer) == canonical(first)


def test_the_example_of_the_standard() -> None:
    body = rb"""{
      "numbers": [333333333.33333329E0, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }""".replace(b"333333333.33333329E0", b"333333333.3333333E0")
    assert (
        canonical(read_json(body))
        == (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


def test_keys_are_sorted_as_utf_16() -> None:
    body = r'{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}'
    assert list(json.loads(canonical(json.loads(body))).values()) == [2, 4, 6, 7, 1, 5, 3]


@pytest.mark.parametrize(
    "value",
    [
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        float("nan"),
        MAX_WHOLE + 1,
        {1: 2},
        "\ud800",
        {"\ud800": 1},
        b"",
        object(),
    ],
    ids=[*map(str, range(10))],  # the workers have to agree on names, and an object's repr is its address
)
def test_what_is_no_json_has_no_form(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical([value])
