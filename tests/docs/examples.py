"""Examples of the pages, run: fragments made into whole sets, facts into documents, scores into result lines."""

import json
import re
from decimal import Decimal
from functools import cache
from typing import Any

from engine.block import score_units
from engine.facts.units import _UNIT_KEYS
from engine.output.json_form import report
from engine.program import compile_set
from engine.session import LoadedSet, Refused, read_facts
from spec import load_bytes
from spec.diagnostics import Diagnostic
from spec.model import CriteriaSet

_LINE = re.MULTILINE | re.IGNORECASE
_HEADING = re.compile(r"^ *(?:lĩnh vực|tiêu chí|thành phần|area|criterion|subcriterion) \d", _LINE)
_AREA = re.compile(r"^ *(?:lĩnh vực|area) \d", _LINE)
_LEAF = re.compile(r'^ *(?:thành phần|subcriterion) [\d.]+ ".*" ([\d.,]+) ', _LINE)
_WHOLE = re.compile(r"^ *(?:bộ tiêu chí|criteria set) ", _LINE)
_YEAR = re.compile(r"^ *(?:năm|year) ", _LINE)
_ENGLISH = re.compile(r"^ *(?:criteria set|fact|subcriterion|area|band|rank|round|bonus|let) ", _LINE)

#: What is added, in Vietnamese and in English.
_AREA_IN = ('lĩnh vực 1 "Ví dụ" {points} điểm\n', 'area 1 "Example" {points} points\n')
_SET_IN = ('bộ tiêu chí "Ví dụ"\n', 'criteria set "Example"\n')
_YEAR_IN = ("năm 2020\n", "year 2020\n")
_LEAF_IN = (
    'lĩnh vực 9 "Ví dụ" 1 điểm\nthành phần 9.1 "Ví dụ" 1 điểm\nđạt khi ví_dụ\ndữ kiện ví_dụ: có/không\n',
    'area 9 "Example" 1 points\nsubcriterion 9.1 "Example" 1 points\nachieved when example\nfact example: yes/no\n',
)

#: Findings that a fragment may have: it shows one thing and leaves others unused, or is beyond the proofs.
TOLERATED = frozenset({"C008", "C009", "C029", "C030"})


def is_whole(example: str) -> bool:
    """Whether an example is a whole file."""
    return _WHOLE.search(example) is not None


def whole_set(example: str) -> str:
    """A fragment as a whole set; a whole set as it is.

    What a fragment lacks is added so that its own lines keep their numbers where they can: an area right above its
    first leaf if it has none, and below it the name, the year, and a leaf if it has none.
    """
    if is_whole(example):
        return example
    example = example.rstrip("\n") + "\n"
    english = _ENGLISH.search(example) is not None
    heading = _HEADING.search(example)
    if heading is None:
        example += _LEAF_IN[english]
    elif not _AREA.search(example):
        points = sum((Decimal(found.replace(",", ".")) for found in _LEAF.findall(example)), Decimal(0))
        area = _AREA_IN[english].format(points=f"{points.normalize():f}".replace(".", ","))
        example = example[: heading.start()] + area + example[heading.start() :]
    if not _YEAR.search(example):
        example += _YEAR_IN[english]
    return example + _SET_IN[english]


SET_NAME = "ví-dụ.tieuchi"
FACTS_NAME = "số-liệu.json"


def check(data: bytes, name: str = SET_NAME) -> tuple[CriteriaSet | None, list[Diagnostic]]:
    """What the language says about a text."""
    return load_bytes(data, name)


@cache
def load(example: str) -> LoadedSet:
    """A set or fragment, ready to score."""
    model, found = check(whole_set(example).encode())
    assert model is not None, "\n".join(one.as_text() for one in found)
    return LoadedSet(model, compile_set(model))


# ---- Facts


def document(text: str, year: int) -> bytes:
    """A facts file from what an example shows: a whole file, some units, one unit, or just its facts."""
    try:
        shown = json.loads(text)
    except ValueError:
        return text.encode()
    if isinstance(shown, dict) and shown.keys() & {"units", "year"}:
        return text.encode()
    units = shown if isinstance(shown, list) else [shown]
    made = []
    for unit in units:
        whole = unit if unit.keys() & set(_UNIT_KEYS) else {"facts": unit}
        made.append({"code": "vi-du", **whole})
    return json.dumps({"year": year, "units": made}).encode()


def score(loaded: LoadedSet, facts: str, *, close: bool = False) -> dict[str, Any]:
    """The JSON form of the scores, or of what was refused."""
    try:
        units = read_facts(loaded, document(facts, loaded.model.year), FACTS_NAME)
    except Refused as refused:
        return {"diagnostics": refused.diagnostics}
    return report(loaded.program, score_units(loaded.program, units, close=close))


def refusal(loaded: LoadedSet, facts: str | bytes) -> list[Diagnostic]:
    """Why facts are refused; nothing if they are not."""
    data = document(facts, loaded.model.year) if isinstance(facts, str) else facts
    try:
        read_facts(loaded, data, FACTS_NAME)
    except Refused as refused:
        return refused.diagnostics
    return []


# ---- Result lines


def result_line(target: str, scores: dict[str, Any]) -> str:
    """What a result line says of ``target``: a leaf's number, «area 1», «total», «bonus 1» or «refused».

    Where there are several units, the unit's code and a comma stand before it.
    """
    if target == "refused":
        return "; ".join(f"{one.code}, {one.message()}" for one in scores["diagnostics"])
    assert "units" in scores, "\n".join(one.as_text() for one in scores["diagnostics"])
    code, comma, rest = target.partition(", ")
    if comma:
        unit = next(unit for unit in scores["units"] if unit["code"] == code)
        return _of_unit(rest, unit)
    return _of_unit(target, scores["units"][0])


def _of_unit(target: str, unit: dict[str, Any]) -> str:
    kind, _, number = target.partition(" ")
    if kind == "total":
        return _total(unit)
    if kind == "warning":
        return "; ".join(unit["warnings"])
    if kind == "area":
        area = next(area for area in unit["areas"] if area["number"] == number)
        return f"{_of(area)} = {_vi(area['percent'])} %{_rank(area)}"
    if kind in ("bonus", "penalty"):
        found = [one for one in unit["adjustments"] if one["kind"] == kind]
        return _vi(found[int(number or 1) - 1]["points"])
    return _leaf(next(leaf for leaf in unit["leaves"] if target in (leaf["number"], leaf["key"])))


def _leaf(leaf: dict[str, Any]) -> str:
    if leaf["status"] == "not_applicable":
        return "not applicable"
    parts = [f"{_of(leaf)}, {leaf['status']}"]
    if leaf["status"] == "pending":
        parts[0] += f", {_vi(leaf['low'])} to {_vi(leaf['high'])}, needs {', '.join(leaf['pending'])}"
    parts += [f"−{_vi(loss['points'])} «{loss['reason']}»" for loss in leaf["losses"]]
    return "; ".join(parts)


def _total(unit: dict[str, Any]) -> str:
    total = unit["total"]
    shown = f"{_of(total)}"
    if total["percent"] is not None:
        shown += f" = {_vi(total['percent'])} %"
    if unit["provisional"]:
        shown += f", {_vi(total['percent_low'])} % to {_vi(total['percent_high'])} %"
    shown += _rank(total)
    return shown + (f", «{total['band']}»" if total["band"] else "")


def _of(part: dict[str, Any]) -> str:
    return f"{_vi(part['points'])}/{_vi(part['maximum'])}"


def _rank(part: dict[str, Any]) -> str:
    return "" if part["rank"] is None else f", rank {part['rank']}/{part['rank_of']}"


def _vi(number: str) -> str:
    return number.replace(".", ",")
