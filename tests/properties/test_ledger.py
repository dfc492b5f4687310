"""The ledger balances: maximum = earned + lost + pending, for every leaf, each loss with a reason that can be told."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.block import UnitResult
from engine.reasons import facts_of, loss_line, loss_reason
from tests.properties.cases import document_of, generated, scored
from tests.properties.reach import leaf_bounds
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

_PARTS = 4
_SETS = 15
_DOCUMENTS = 6


def _balances(seed: int) -> None:
    loaded = generated(seed)
    for number in range(_DOCUMENTS):
        document = document_of(loaded, seed + number)
        for result in scored(loaded, document):
            _unit_balances(result)
        for result in scored(loaded, document, close=True):
            _unit_balances(result)
            assert not result.totals.provisional
            assert all(status != "pending" for _, status, _ in result.scored.outcomes)


def _unit_balances(result: UnitResult) -> None:
    program = result.scored.program
    for position, leaf in enumerate(program.leaves):
        points, status, losses = result.scored.outcomes[position]
        if status == "not_applicable":
            assert (points, losses) == (0, ()), leaf.number
            continue
        bounds = leaf_bounds(result, position)
        pending = 0 if result.scored.closed else bounds.high - bounds.low
        assert points + sum(lost for lost, _ in losses) + pending == program.maxima[position], leaf.number
        assert 0 <= points <= program.maxima[position]
        assert (status == "pending") == (position in result.scored.open and not result.scored.closed)
        for lost, rule in losses:
            assert lost > 0
            assert loss_line(result.scored, position, rule) >= leaf.line
            facts_of(result.scored, position, rule)
            for language in ("vi", "en"):
                assert loss_reason(result.scored, position, rule, language).strip(), leaf.number


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_the_ledger_balances(part: int, seed: int) -> None:
    _balances(seed_of(part, seed))


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(400)
@given(seed=SEEDS)
def test_the_ledger_balances_for_long(part: int, seed: int) -> None:
    _balances(seed_of(part, seed))
