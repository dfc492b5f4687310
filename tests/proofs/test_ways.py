"""The ways through a leaf are true: facts take one of them, and it comes to what the engine scores.

``spec.proofs`` goes through everything that facts can do. Here facts are drawn, a variable of the proofs gets the value
that they give it (``tests.proofs.assignment``), and the ways whose inequalities hold are looked for: it has to be one,
with the engine's points and the engine's reason to stop.
"""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given

from engine.program import compile_set
from engine.session import LoadedSet
from spec import load_text
from tests.bench.cases import cases
from tests.generated import generate_facts, generate_set
from tests.proofs.agreement import Compared
from tests.proofs.whole import whole
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

_PARTS = 4
_SETS = 5
_DOCUMENTS = 8
#: Units of the 2020 set, from its published department on.
_VARIATIONS = 40


def compared(text: str) -> Compared:
    """The ways of a set. Sets made by chance are no good sets, so they are not proved as a whole."""
    model, found = load_text(text, prove=False)
    assert model is not None, [one.as_text() for one in found]
    return Compared(LoadedSet(model, compile_set(model)))


def _agrees(seed: int) -> Compared:
    found = compared(generate_set(seed))
    for number in range(_DOCUMENTS):
        document = generate_facts(found.loaded.model, seed + number)
        differences = list(found.differences(document))
        assert not differences, "\n".join([f"document {seed + number} of set {seed}", *differences])
    return found


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_the_way_that_facts_take_is_what_the_engine_scores(part: int, seed: int) -> None:
    _agrees(seed_of(part, seed))


@pytest.mark.soak
@in_parts(20)
@fresh(100)
@given(seed=SEEDS)
def test_the_way_that_facts_take_is_what_the_engine_scores_for_long(part: int, seed: int) -> None:
    _agrees(seed_of(part, seed))


@pytest.mark.no_cover  # the same lines again and again; others measure them
def test_most_leaves_of_sets_made_by_chance_are_gone_through() -> None:
    sets = [compared(generate_set(seed)) for seed in range(12)]
    assert sum(len(one.variables) for one in sets) > 2 * sum(len(one.hard) for one in sets)


@cache
def _of_2020() -> Compared:
    return compared(whole().text)


@pytest.mark.no_cover  # the same lines again and again; others measure them
def test_the_ways_of_the_2020_set_are_what_the_engine_scores() -> None:
    found = _of_2020()
    assert not found.hard
    for unit in cases(_VARIATIONS):
        assert not list(found.differences({"year": 2020, "units": [unit]})), unit["code"]
    assert found.count == 80 * (_VARIATIONS + 1)
