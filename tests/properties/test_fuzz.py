"""Whatever stands in a file, there is an answer in words: no exception ever leaves the loader or the session."""

from __future__ import annotations

import json
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given

from engine.block import score_units
from engine.demo import generate
from engine.output.json_form import report
from engine.program import compile_set
from engine.session import LoadedSet, Refused, load_set, read_facts
from spec import load_text, sets_folder
from spec.diagnostics import Diagnostic
from spec.keywords import Language
from tests.generated import generate_set
from tests.properties.cases import read
from tests.properties.mutations import damaged_document, damaged_text
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_PARTS = 2
_GENERATED, _LONG, _DOCUMENTS = 60, 8, 200
_SO_2020 = sets_folder() / "so-2020.tieuchi"


def _can_be_shown(found: list[Diagnostic]) -> None:
    """In both languages, as text and as JSON; nothing is refused without a word."""
    for one in found:
        for language in get_args(Language):
            assert one.as_text(language).strip()
            shown = one.as_json(language)
            assert json.loads(json.dumps(shown)) == shown
            start, end = shown["range"]["start"], shown["range"]["end"]
            assert (1, 1) <= (start["line"], start["column"]) <= (end["line"], end["column"])


def _is_answered(text: str) -> None:
    model, found = load_text(text)
    _can_be_shown(found)
    errors = [one for one in found if one.severity == "error"]
    assert (model is None) == bool(errors)
    if model is not None:
        program = compile_set(model)
        blocks = model.blocks or ("sở",)
        blank = [{"code": f"u{number}", "block": block} for number, block in enumerate(blocks)]
        units = read(LoadedSet(model, program), {"year": model.year, "units": blank})
        json.dumps(report(program, score_units(program, units)))


def _of_generated(seed: int) -> None:
    _is_answered(damaged_text(generate_set(seed % 50), Random(seed)))


def _of_so_2020(seed: int) -> None:
    _is_answered(damaged_text(_SO_2020.read_text(encoding="utf-8"), Random(seed)))


@in_parts(_PARTS)
@fixed(_GENERATED)
@given(seed=SEEDS)
def test_a_damaged_set_is_answered(part: int, seed: int) -> None:
    _of_generated(seed_of(part, seed))


@in_parts(_PARTS)
@fixed(_LONG)
@given(seed=SEEDS)
def test_a_damaged_set_of_2020_is_answered(part: int, seed: int) -> None:
    _of_so_2020(seed_of(part, seed))


@pytest.fixture(scope="module")
def so_2020() -> LoadedSet:
    return load_set(_SO_2020)


@pytest.fixture(scope="module")
def facts() -> Any:
    """The demo's facts of two units."""
    document = json.loads((generate.HERE / "so-2020.json").read_text(encoding="utf-8"))
    return {**document, "units": document["units"][:2]}


def _is_scored_or_refused(loaded: LoadedSet, facts: Any, seed: int) -> None:
    data = damaged_document(facts, Random(seed))
    try:
        units = read_facts(loaded, data, "facts.json")
    except Refused as refused:
        _can_be_shown(refused.diagnostics)
        return
    for close in (False, True):
        json.dumps(report(loaded.program, score_units(loaded.program, units, close=close)))


@in_parts(_PARTS)
@fixed(_DOCUMENTS)
@given(seed=SEEDS)
def test_a_damaged_document_is_scored_or_refused(
    so_2020: LoadedSet, facts: Any, part: int, seed: int
) -> None:
    _is_scored_or_refused(so_2020, facts, seed_of(part, seed))


@pytest.mark.soak
@fresh(5_000)
@given(seed=SEEDS)
def test_damaged_sets_are_answered_for_long(seed: int) -> None:
    _of_generated(seed)


@pytest.mark.soak
@fresh(1_000)
@given(seed=SEEDS)
def test_damaged_sets_of_2020_are_answered_for_long(seed: int) -> None:
    _of_so_2020(seed)


@pytest.mark.soak
@fresh(10_000)
@given(seed=SEEDS)
def test_damaged_documents_are_scored_or_refused_for_long(so_2020: LoadedSet, facts: Any, seed: int) -> None:
    _is_scored_or_refused(so_2020, facts, seed)
