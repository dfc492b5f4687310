"""What the generators promise: sets that load, that use the whole language, and documents that are valid."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import get_args

import pytest

from spec import load_text
from spec.model import CriteriaSet, rules
from spec.model import expressions as ex
from tests.generated import fill_holes, generate_facts, generate_set
from tests.generated.ranges import Ranges
from tests.generated.walk import parts, previous_names

_SEEDS = range(60)


@cache
def model_of(seed: int) -> CriteriaSet:
    model, diagnostics = load_text(generate_set(seed), prove=False)
    errors = [finding for finding in diagnostics if finding.severity == "error"]
    assert model is not None, errors
    return model


@pytest.mark.parametrize("seed", _SEEDS)
def test_sets_load_and_add_up(seed: int) -> None:
    model = model_of(seed)
    assert 1 <= len(model.areas) <= 3
    assert len(model.facts) >= 8
    assert sum((leaf.maximum for leaf in model.leaves), Decimal(0)) == model.maximum


def test_the_same_seed_gives_the_same() -> None:
    assert generate_set(7) == generate_set(7) != generate_set(8)
    model = model_of(7)
    assert (
        generate_facts(model, 1, 2, 0.3)
        == generate_facts(model, 1, 2, 0.3)
        != generate_facts(model, 2, 2, 0.3)
    )


def test_every_kind_of_rule_and_expression_is_written() -> None:
    found = [part for seed in _SEEDS for part in parts(model_of(seed))]
    kinds = {type(part) for part in found}
    assert set(get_args(get_args(ex.Expression)[0])) <= kinds
    assert set(get_args(get_args(rules.Rule)[0])) <= kinds
    functions = {part.function for part in found if isinstance(part, ex.Aggregate)}
    assert functions == {"count", "count_distinct", "sum", "average", "greatest", "smallest"}
    assert any(isinstance(part, ex.ColumnValue) and part.depth for part in found)
    assert any(isinstance(part, ex.PreviousValue) and part.field for part in found)


@pytest.mark.parametrize("seed", _SEEDS)
def test_documents_are_valid_with_and_without_holes(seed: int) -> None:
    model = model_of(seed)
    whole = generate_facts(model, seed, units=2)
    holed = generate_facts(model, seed, units=2, holes=0.3)
    filled = fill_holes(model, holed, seed)
    for document in (whole, holed, filled):
        assert json.loads(json.dumps(document)) == document
        assert all(Ranges(model, unit).allows() for unit in document["units"])
    for unit in (*whole["units"], *filled["units"]):
        tables = {fact.name for fact in model.facts if fact.type == "table"}
        assert unit["facts"].keys() | unit.get("tables", {}).keys() == {fact.name for fact in model.facts}
        assert unit.get("tables", {}).keys() == tables
        last_year = unit.get("previous", {})
        assert last_year is None or last_year.keys() == previous_names(model).keys()


def test_filling_keeps_what_was_said() -> None:
    model = model_of(3)
    holed = generate_facts(model, 3, units=2, holes=0.4)
    for before, after in zip(holed["units"], fill_holes(model, holed, 1)["units"], strict=True):
        for name, value in before["facts"].items():
            kept = after["facts"][name]
            assert kept == value or (isinstance(value, dict) and value.items() <= kept.items())
