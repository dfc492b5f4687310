"""The same facts and the same file always give the same score, whatever stands around a unit."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given

from engine.block import score_units
from engine.output.json_form import report
from engine.score import score
from engine.totals import Totals
from tests.properties.cases import document_of, generated, read, scored
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

_PARTS = 2
_SETS = 15


def _scores_twice_the_same(seed: int) -> None:
    """Also where the units were scored alone in between, or closed."""
    loaded = generated(seed)
    document = document_of(loaded, seed, units=3)
    units = read(loaded, document)
    first = report(loaded.program, score_units(loaded.program, units))
    for unit in units:
        score_units(loaded.program, [unit])
    score_units(loaded.program, units, close=True)
    assert report(loaded.program, score_units(loaded.program, units)) == first
    assert report(generated(seed).program, scored(loaded, document)) == first


def _scores_the_same_in_any_order(seed: int) -> None:
    """But for ordinal ranks, where equals go by the order of the file."""
    loaded = generated(seed)
    document = document_of(loaded, seed, units=3)
    mixed = _mixed(document, Random(seed))
    found = report(loaded.program, scored(loaded, document))["units"]
    other = report(loaded.program, scored(loaded, mixed))["units"]
    if loaded.model.ranking == "ordinal":
        for unit in (*found, *other):
            _without_ranks(unit)
    by_code = {unit["code"]: unit for unit in other}
    assert [by_code[unit["code"]] for unit in found] == found


def _mixed(value: Any, random: Random, *, of_units: bool = False) -> Any:
    """The same document with its units, and the keys of its objects, in another order."""
    if isinstance(value, dict):
        names = random.sample(sorted(value), len(value))
        return {name: _mixed(value[name], random, of_units=name == "units") for name in names}
    if isinstance(value, list):
        items = [_mixed(item, random) for item in value]
        return random.sample(items, len(items)) if of_units else items
    return value


def _without_ranks(unit: dict[str, Any]) -> None:
    for part in (unit["total"], *unit["areas"]):
        del part["rank"]


def _closes_at_the_lower_bound(seed: int) -> None:
    """Of what was possible with the block's best values; those are the ones that were declared by then."""
    loaded = generated(seed)
    document = document_of(loaded, seed, holes=0.3)
    open_ = scored(loaded, document)
    for one, final in zip(open_, scored(loaded, document, close=True), strict=True):
        settled = Totals(score(loaded.program, one.unit, close=True, best=one.scored.known))
        assert settled.points == settled.low == settled.high == one.totals.low
        assert settled.percent == one.totals.percent
        assert one.totals.low <= final.totals.points <= one.totals.high
        assert final.totals.points == final.totals.low == final.totals.high
        if not loaded.program.layout.best:
            assert final.totals.points == settled.points


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_scoring_twice_gives_the_same(part: int, seed: int) -> None:
    _scores_twice_the_same(seed_of(part, seed))


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_the_order_of_units_and_names_does_not_matter(part: int, seed: int) -> None:
    _scores_the_same_in_any_order(seed_of(part, seed))


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_closing_gives_the_lower_bound(part: int, seed: int) -> None:
    _closes_at_the_lower_bound(seed_of(part, seed))


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(400)
@given(seed=SEEDS)
def test_the_same_scores_for_long(part: int, seed: int) -> None:
    seed = seed_of(part, seed)
    _scores_twice_the_same(seed)
    _scores_the_same_in_any_order(seed)
    _closes_at_the_lower_bound(seed)
