"""The scenarios of the sets that come along: they hold, touch every line, and notice nearly every change."""

from functools import cache

import pytest

from engine.program import Program, compile_set
from engine.scenarios.coverage import coverage
from engine.scenarios.equivalent import Equivalence
from engine.scenarios.mutate import mutate
from engine.scenarios.run import Checked, run
from spec import load_file, sets_folder
from spec.reading import read
from spec.source import Source
from tests.scenarios.by_reference import disagreements


@cache
def _ran(name: str) -> tuple[Program, list[Checked], Source]:
    path = sets_folder() / f"{name}.tieuchi"
    model, found = load_file(path)
    assert model is not None, found
    source, _ = read(path.read_bytes(), name)
    assert source is not None
    program = compile_set(model)
    return program, run(program, source), source


@pytest.mark.parametrize("name", ["so-2020", "so-2021"])
def test_they_hold(name: str) -> None:
    _, checked, _ = _ran(name)
    assert [one.scenario.name for one in checked if not one.passed] == []
    assert checked


@pytest.mark.parametrize("name", ["so-2020", "so-2021"])
def test_the_reference_agrees(name: str) -> None:
    """Expectations come from the rules: what shares nothing with the engine comes to the same."""
    program, checked, _ = _ran(name)
    assert [line for one in checked for line in disagreements(program.model, one.scenario)] == []


def test_every_leaf_of_2020_has_some() -> None:
    program, checked, _ = _ran("so-2020")
    targets = {expected.target for one in checked for expected in one.scenario.expected}
    assert {leaf.number for leaf in program.leaves} <= targets
    assert {"total", "percent", "band"} <= targets


def test_they_touch_every_line_of_2020() -> None:
    lines = coverage(*_ran("so-2020"))
    assert [line for line in lines if not line.touched] == []
    assert len(lines) > 250


@pytest.mark.no_cover  # the same lines again and again; others measure them
def test_they_notice_nearly_every_change_of_2020() -> None:
    program, checked, source = _ran("so-2020")
    tried = mutate(program, checked, source, Equivalence(program.model))
    noticed = sum(one.state == "noticed" for one in tried)
    assert len(tried) > 800
    assert noticed >= 0.9 * len(tried)  # of all mutants, also those that provably change nothing
    left = [(one.leaf, one.mutant.line) for one in tried if one.state == "survived"]
    assert len(left) <= 5, left
