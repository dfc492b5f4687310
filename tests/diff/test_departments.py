"""The departments' sets of 2020 and 2021: what came along is right, and the comparison reads as it should.

`UPDATE_GOLDENS=1 pytest tests/diff/test_departments.py` writes the outputs anew: a person reads the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from engine.output.diff_html import page
from engine.output.diff_json import report
from engine.output.diff_text import told
from engine.program import compile_set
from engine.session import LoadedSet
from spec import load_file, sets_folder
from spec.diff import Comparison, compare
from spec.keywords import Language
from tests.diff.comparing import compared, leaf, version
from tests.diff.comparing import told as all_told
from tests.properties.cases import scored

GOLDENS = Path(__file__).parent / "departments"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


@cache
def years() -> Comparison:
    sides = []
    for year in (2020, 2021):
        name = f"so-{year}.tieuchi"
        sides.append(version((sets_folder() / name).read_text(encoding="utf-8"), name))
    return compare(*sides)


def as_json(comparison: Comparison) -> str:
    """The JSON without its hashes: a comment in a set changes them, and nothing else here."""
    return _HASH.sub("…", json.dumps(report(comparison), ensure_ascii=False, indent=1)) + "\n"


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("so-sanh.txt", lambda comparison: told(comparison) + "\n"),
        ("comparison.txt", lambda comparison: told(comparison, "en") + "\n"),
        ("so-sanh.json", as_json),
        ("so-sanh.html", page),
    ],
)
def test_the_comparison_of_2020_and_2021(name: str, output: object) -> None:
    assert callable(output)
    found, golden = output(years()), GOLDENS / name
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


# ---- The set of 2021


def test_the_set_of_2021_is_clean_and_adds_up() -> None:
    model, found = load_file(sets_folder() / "so-2021.tieuchi")
    assert model is not None
    assert [one.code for one in found if one.severity in ("error", "warning")] == []
    maxima = [area.maximum for area in model.areas]
    assert maxima == [Decimal(one) for one in ("17.5", "12", "18", "11", "15", "11.5", "15")]


def test_at_least_ten_kinds_of_change() -> None:
    kinds = Counter(change.kind for _, change in all_told(years()))
    assert {
        "added",
        "removed",
        "moved",
        "split_from",
        "maximum_changed",
        "computed_from_table",
        "threshold_changed",
        "tier_added",
        "tier_removed",
        "deduction_points_changed",
        "ceiling_points_changed",
        "gate_added",
        "not_applicable_changed",
        "evidence_added",
        "evidence_removed",
        "evidence_renamed",
        "name_changed",
        "reason_changed",
        "fact_domain_changed",
        "band_added",
    } <= set(kinds)


def test_days_of_each_year_are_no_change() -> None:
    """1.1.1 asks for 15/01 and 31/01 in both years, 1.5.1 for the whole year."""
    for number in ("1.1.1", "1.5.1", "3.1.1", "5.5.1"):
        assert not leaf(years(), number).changes


@cache
def _set_of_2021() -> LoadedSet:
    model, _ = load_file(sets_folder() / "so-2021.tieuchi", prove=False)
    assert model is not None
    return LoadedSet(model, compile_set(model))


def _points(facts: dict[str, object]) -> dict[str, str]:
    """What the dossiers of a department come to, leaf by leaf."""
    loaded = _set_of_2021()
    document = {"year": 2021, "units": [{"code": "so-a", "block": "sở", "facts": facts}]}
    (result,) = scored(loaded, document)
    statuses = (outcome[1] for outcome in result.scored.outcomes)
    return {one.number: status for one, status in zip(loaded.program.leaves, statuses, strict=True)}


def test_an_apology_brings_the_points_back() -> None:
    """One late dossier after the other arrives, and then the letter for it."""
    late = {"mã": "H2", "hẹn_trả": "2021-03-01", "trả": "2021-03-02", "xin_lỗi": False}
    on_time = {"mã": "H1", "hẹn_trả": "2021-03-01", "trả": "2021-03-01", "xin_lỗi": False}
    found = [
        _points({"hồ_sơ": rows})["3.4.2"]
        for rows in ([], [on_time], [on_time, late], [on_time, {**late, "xin_lỗi": True}])
    ]
    assert found == ["full", "full", "zero", "full"]


def test_no_dossier_at_all() -> None:
    found = _points({"hồ_sơ": []})
    assert (found["3.4.1"], found["3.4.2"]) == ("not_applicable", "full")


# ---- The page


class _Page(HTMLParser):
    """Reads a page and holds it to its own structure."""

    _VOID = frozenset({"meta", "col"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, *one) for one in attrs]
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _read(html: str) -> _Page:
    found = _Page()
    found.feed(html)
    found.close()
    assert found.open == []
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_stands_alone(language: Language) -> None:
    """Well-formed, in one language, without scripts, forms or anything from elsewhere."""
    html = page(years(), language)
    found = _read(html)
    assert ("html", "lang", language) in found.attributes
    assert not found.tags.keys() & {"script", "link", "img", "iframe", "form", "object", "embed", "a", "base"}
    assert {name for _, name, _ in found.attributes} <= {
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "scope",
        "colspan",
    }
    assert "//" not in html.replace("<!DOCTYPE html>", "")
    assert "url(" not in html
    assert "@import" not in html


def test_the_page_is_a_table_that_can_be_read_aloud() -> None:
    found = _read(page(years()))
    assert found.tags["table"] == found.tags["caption"] == found.tags["thead"]
    headings = [one for one in found.attributes if one[0] == "th" and one[1] == "scope"]
    assert len(headings) == found.tags["th"]
    assert found.tags["h1"] == found.tags["main"] == found.tags["title"] == 1
    assert found.tags["del"] > 10
    assert found.tags["ins"] > 10


def test_the_page_holds_what_a_set_says_as_text() -> None:
    name = "<script>alert(1)</script> & 'x'"
    comparison = compared(
        ('"Chấp hành"', f'"{name}"'), ('"Sở Nội vụ"', '"</td><b>"'), ('"ban hành muộn"', '"a < b & c > d"')
    )
    found = _read(page(comparison))
    assert not found.tags.keys() & {"script", "b"}
    assert any(name in text for text in found.texts)
    assert "script" in "".join(found.texts)


def test_outputs_hold_nothing_that_steers_a_terminal() -> None:
    comparison = compared(('"Chấp hành"', '"Chấp\u202e hành\u0007"'))
    for output in (told(comparison), page(comparison)):
        assert not {"\u202e", "\u0007", "\u001b"} & set(output)
