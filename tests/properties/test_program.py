"""Three ways to score a leaf come to the same on complete facts.

They are the compiled program with its shapes, the general way through the ledger, and the bounds, which work with
ranges and never guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from engine.block import UnitResult
from engine.bounds.domains import Domains
from engine.bounds.evaluate import Evaluator
from engine.bounds.leaf import Bounded, bound_leaf
from engine.compile.expressions import Compiler
from engine.compile.leaf import _stops, general_way
from engine.compile.undecided import Undecided
from engine.evidence import SILENT
from engine.layout import MISSING
from engine.ledger import Outcome
from engine.program import Program
from engine.rounding import exact
from engine.session import LoadedSet, load_set
from spec import sets_folder
from tests.properties.cases import document_of, generated, scored
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

_PARTS = 4
_SETS = 12
_DOCUMENTS = 8


def _values(result: UnitResult) -> list[Any]:
    """A unit's values as the first leaf finds them, with the points of those leaves that others read."""
    program = result.scored.program
    values = result.unit.values + program.scratch
    for slot in program.published.values():
        values[slot] = result.scored.values[slot]
    return values


def _cases(loaded: LoadedSet, seed: int) -> Iterator[tuple[list[Any], int]]:
    """Values and a leaf that reads no hole in them."""
    program = loaded.program
    for number in range(_DOCUMENTS):
        for result in scored(loaded, document_of(loaded, seed + number, holes=0)):
            values = _values(result)
            for position in range(len(program.leaves)):
                if all(values[slot] is not MISSING for slot in program.reads[position]):
                    yield values, position


def _compiled(program: Program, position: int, values: list[Any]) -> Outcome | None:
    try:
        return program.compiled[position](list(values))
    except Undecided:
        return None


def _in_general(program: Program, position: int, values: list[Any]) -> Outcome | None:
    """Without any shape: the conditions that come first, one by one, and then the ledger."""
    leaf, parts, maximum = program.leaves[position], program.parts[position], program.maxima[position]
    compiler = Compiler(program.layout, leaf.number, program.definitions)
    compiler.maximum = exact(leaf.maximum)
    values = list(values)
    try:
        for condition, outcome in _stops(parts, maximum):
            if compiler.condition(condition)(values):
                return outcome
        return general_way(parts, compiler, maximum, program.places)(values)
    except Undecided:
        return None


def _bounds(program: Program, position: int, values: list[Any]) -> Bounded:
    domains = Domains(program.layout, program.bounded)
    evaluator = Evaluator(program.layout, program.definitions, values, {}, domains)
    domains.evaluator = evaluator
    leaf = program.leaves[position]
    evaluator.scope, evaluator.maximum = leaf.number, exact(leaf.maximum)
    return bound_leaf(
        program.parts[position],
        evaluator,
        program.maxima[position],
        program.places,
        SILENT,
        approved=False,
        council=None,
    )


def _three_ways_agree(loaded: LoadedSet, seed: int) -> None:
    program = loaded.program
    for values, position in _cases(loaded, seed):
        case = f"leaf {program.leaves[position].number}, set and facts of {seed}"
        compiled = _compiled(program, position, values)
        assert compiled == _in_general(program, position, values), case
        if compiled is None:
            continue
        found = _bounds(program, position, values)
        points, status, losses = compiled
        assert found.leaves == (status == "not_applicable"), case
        assert not found.may_leave, case
        assert (found.low, found.high, found.losses) == (points, points, losses), case
        assert not found.needs, case


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_program_shapes_and_bounds_agree(part: int, seed: int) -> None:
    _three_ways_agree(generated(seed_of(part, seed)), seed)


@pytest.fixture(scope="module")
def so_2020() -> LoadedSet:
    return load_set(sets_folder() / "so-2020.tieuchi")


@pytest.mark.no_cover  # the same lines again and again; others measure them
@fixed(3)
@given(seed=SEEDS)
def test_program_shapes_and_bounds_agree_on_the_set_of_2020(so_2020: LoadedSet, seed: int) -> None:
    _three_ways_agree(so_2020, seed)


@pytest.mark.soak
@fresh(40)
@given(seed=SEEDS)
def test_program_shapes_and_bounds_agree_on_the_set_of_2020_for_long(so_2020: LoadedSet, seed: int) -> None:
    _three_ways_agree(so_2020, seed)


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(400)
@given(seed=SEEDS)
def test_program_shapes_and_bounds_agree_for_long(part: int, seed: int) -> None:
    _three_ways_agree(generated(seed_of(part, seed)), seed)
