"""What holds for all sets: scoring again changes nothing, mutants score as the changed set, equivalents as the set."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from engine.block import UnitResult
from engine.program import Program, compile_set, with_leaf
from engine.scenarios.equivalent import Equivalence
from engine.scenarios.mutants import Mutant, mutants_of
from engine.score import Scored, rescored, score_leaves
from engine.session import LoadedSet
from spec import load_text
from spec.model import CriteriaSet
from tests.generated import generate_set
from tests.properties.cases import document_of, scored
from tests.properties.seeds import SEEDS, fixed, fresh
from tests.scenarios.running import with_leaf_in

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

#: Of each leaf so many mutants are tried on so many units.
_MUTANTS = 6
_UNITS = 3


def _results(seed: int, holes: float) -> tuple[Program, list[UnitResult]]:
    model, _ = load_text(generate_set(seed), prove=False)
    assert model is not None
    loaded = LoadedSet(model, compile_set(model))
    document = document_of(loaded, seed, holes=holes, units=_UNITS)
    return loaded.program, scored(loaded, document)


def _order(program: Program) -> list[int]:
    return program.order or list(range(len(program.leaves)))


def _same(one: Scored, other: Scored) -> None:
    assert list(one.outcomes) == list(other.outcomes)
    assert dict(one.open) == dict(other.open)


def _scores_again_as_before(seed: int) -> None:
    for holes in (0.0, 0.2):
        program, results = _results(seed, holes)
        for result in results:
            before = result.scored
            _same(rescored(program, before, _order(program)), before)
            for position in range(len(program.leaves)):
                alone = score_leaves(program, result.unit, program.with_those_read([position]))
                if not before.known:  # the block's best values, which another unit has not declared
                    assert alone.outcomes[position] == before.outcomes[position]


@fixed(10)
@given(seed=SEEDS)
def test_scoring_again_changes_nothing(seed: int) -> None:
    _scores_again_as_before(seed)


def _some(model: CriteriaSet, seed: int) -> list[Mutant]:
    random = Random(seed)
    found = [list(mutants_of(leaf)) for leaf in model.leaves]
    return [one for of_leaf in found for one in random.sample(of_leaf, min(_MUTANTS, len(of_leaf)))]


def _mutants_score_as_the_changed_set(seed: int) -> None:
    program, results = _results(seed, 0.1)
    for mutant in _some(program.model, seed):
        assert mutant.leaf is not None
        whole = compile_set(with_leaf_in(program.model, mutant.leaf))
        if whole.layout != program.layout:
            continue  # nothing reads last year's value, or another leaf's points, any more
        changed = with_leaf(program, mutant.leaf)
        for result in results:
            again = rescored(changed, result.scored, _order(program))
            positions = whole.order or list(range(len(whole.leaves)))
            anew = score_leaves(whole, result.unit, positions, result.scored.known)
            assert list(again.outcomes) == list(anew.outcomes), mutant.change


@fixed(5)
@given(seed=SEEDS)
def test_a_mutant_scores_as_the_changed_set_does(seed: int) -> None:
    _mutants_score_as_the_changed_set(seed)


def _equivalents_change_no_points(seed: int) -> int:
    program, results = _results(seed, 0.0)
    is_equivalent, found = Equivalence(program.model), 0
    for mutant in _some(program.model, seed):
        if not is_equivalent(mutant):
            continue
        found += 1
        assert mutant.leaf is not None
        changed = with_leaf(program, mutant.leaf)
        for result in results:
            again = rescored(changed, result.scored, _order(program))
            for before, after in zip(result.scored.outcomes, again.outcomes, strict=True):
                assert before[:2] == after[:2], (mutant.line, mutant.change)
    return found


@fixed(6)
@given(seed=SEEDS)
def test_equivalent_mutants_change_no_points(seed: int) -> None:
    _equivalents_change_no_points(seed)


@pytest.mark.soak
@fresh(200)
@given(seed=SEEDS)
def test_the_laws_for_long(seed: int) -> None:
    _scores_again_as_before(seed)
    _mutants_score_as_the_changed_set(seed)
    _equivalents_change_no_points(seed)
