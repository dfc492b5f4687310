"""Both scorers by hand agree, reach every branch, and give the published table."""

import inspect
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.bench import handwritten_decimal, handwritten_integers
from tests.bench.cases import cases, published_department

CASES = cases()
MAXIMA = ("17.5", "12", "18", "11", "15", "11.5", "15")
RULE = re.compile(r'"(\d\.\d\.\d [^"]+)"')


def test_published_table() -> None:
    result = handwritten_decimal.score(handwritten_decimal.prepare(published_department()))
    assert [area.points for area in result.areas] == [
        Decimal(points) for points in ("11.364", "12", "13.981", "10", "14", "11.5", "14")
    ]
    assert [area.maximum for area in result.areas] == [Decimal(maximum) for maximum in MAXIMA]
    assert (result.total, result.maximum, result.percent) == (
        Decimal("86.845"),
        Decimal(100),
        Decimal("86.85"),
    )


@pytest.mark.parametrize("unit", CASES, ids=lambda unit: unit["code"])
def test_the_two_agree(unit: dict[str, Any]) -> None:
    by_integers = handwritten_integers.score(handwritten_integers.prepare(unit))
    by_decimals = handwritten_decimal.score(handwritten_decimal.prepare(unit))
    assert by_decimals.percent == Decimal(by_integers.percent) / 100
    assert _thousandths(by_decimals) == _thousandths(by_integers, one=1)


@pytest.mark.parametrize("unit", CASES, ids=lambda unit: unit["code"])
def test_ledger_balances(unit: dict[str, Any]) -> None:
    result = handwritten_integers.score(handwritten_integers.prepare(unit))
    for area in result.areas:
        assert sum(points for points, _, _ in area.leaves) == sum(area.criteria) == area.points
        losses = sum(lost for _, _, entries in area.leaves for lost, _ in entries)
        assert area.points + losses == area.maximum == sum(area.maxima)
        for points, status, entries in area.leaves:
            assert (status in {"full", "not_applicable"}) == (not entries)
            assert (status in {"zero", "not_applicable"}) == (points == 0)


def test_cases_reach_every_rule_and_status() -> None:
    outcomes = [
        leaf
        for unit in CASES
        for area in handwritten_integers.score(handwritten_integers.prepare(unit)).areas
        for leaf in area.leaves
    ]
    reached = {rule for _, _, losses in outcomes for _, rule in losses}
    assert set(RULE.findall(inspect.getsource(handwritten_integers))) <= reached
    assert len(outcomes) == 80 * len(CASES)
    by_leaf = [{status for _, status, _ in outcomes[number::80]} for number in range(80)]
    assert all({"full", "zero"} <= statuses for statuses in by_leaf)
    assert sum("not_applicable" in statuses for statuses in by_leaf) == 7


def _thousandths(result: Any, one: int = 1000) -> object:
    """Everything but the facts, in thousandths."""
    return (
        result.total * one,
        result.maximum * one,
        [
            (
                [
                    (points * one, status, [(lost * one, rule) for lost, rule in losses])
                    for points, status, losses in area.leaves
                ],
                [points * one for points in area.criteria],
                [maximum * one for maximum in area.maxima],
                area.points * one,
                area.maximum * one,
            )
            for area in result.areas
        ],
    )
