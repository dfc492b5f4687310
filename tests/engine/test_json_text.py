"""JSON laid out for people is still the same JSON, and shows everything that is in it."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.output.json_text import laid_out

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{}", "{}"),
        (" [ ] ", "[]"),
        ('{"a":[]}', '{\n  "a": []\n}'),
        ('[{"a" : 1.50e+2} ,"x,{}:[]"]', '[\n  {\n    "a": 1.50e+2\n  },\n  "x,{}:[]"\n]'),
        (r'"\" \\"', r'"\" \\"'),
        ('"a\u202eb\u200b"', '"a\\u202eb\\u200b"'),
        ('{"<b>":"{{7*7}}"}', '{\n  "<b>": "{{7*7}}"\n}'),
        ('{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'),
    ],
)
def test_how_it_is_laid_out(body: str, text: str) -> None:
    assert laid_out(body.encode()) == text


@given(VALUES)
def test_it_is_the_same_json(value: Any) -> None:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    shown = laid_out(body)
    if not any(unicodedata.category(sign) == "Cs" for sign in body.decode("utf-8", "surrogatepass")):
        assert json.loads(shown) == value
    assert not any(unicodedata.category(sign) in ("Cf", "Cs") for sign in shown)


@given(st.binary())
def test_whatever_comes_it_is_some_text(body: bytes) -> None:
    shown = laid_out(body)
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in shown if sign != "\n")
