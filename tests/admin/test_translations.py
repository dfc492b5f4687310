"""The pages in English: every text has its translation, with the same places in it, and none is left over."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir

import admin
from admin.translating import catalogues

_FOLDER = Path(admin.__file__).parent
_WORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
_PLACES = re.compile(r"%\(\w+\)[sd]")


def texts() -> dict[str | tuple[str, ...], str]:
    """Every text of the pages, and where it stands."""
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    found = extract_from_dir(str(_FOLDER), methods, options_map={}, keywords=_WORDS)
    return {message: f"{path}:{line}" for path, line, message, _, _ in found}


def english() -> dict[str | tuple[str, ...], Any]:
    found: dict[str | tuple[str, ...], Any] = {}
    for catalogue in catalogues("en"):
        for message in catalogue:
            if message.id:
                key = message.id if isinstance(message.id, str) else tuple(message.id)
                assert key not in found, f"{key} stands in two catalogues"
                found[key] = message.string
    return found


def test_every_text_has_its_english() -> None:
    known = english()
    assert {text: place for text, place in texts().items() if not known.get(text)} == {}


def test_nothing_is_translated_that_no_page_says() -> None:
    assert set(english()) - set(texts()) == set()


def test_texts_are_composed_and_have_the_same_places() -> None:
    for vietnamese, translated in english().items():
        ours = [vietnamese] if isinstance(vietnamese, str) else list(vietnamese)
        theirs = [translated] if isinstance(translated, str) else list(translated)
        for text in (*ours, *theirs):
            assert unicodedata.is_normalized("NFC", text), text
        for text in theirs:
            assert set(_PLACES.findall(text)) == set(_PLACES.findall(ours[0])), ours[0]


@pytest.mark.parametrize(
    "path", sorted((_FOLDER / "templates").rglob("*.html")), ids=lambda path: path.name + path.parent.name
)
def test_no_text_of_a_template_is_left_in_one_language(path: Path) -> None:
    """Letters that only Vietnamese has stand within `_("…")`, but for the names of languages and of the product."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    text = text.replace("ChấmĐiểm", "").replace("Tiếng Việt", "")
    assert not re.findall(r"[^\n]*[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ][^\n]*", text), path
