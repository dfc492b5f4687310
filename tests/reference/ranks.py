"""All units of a facts document, and their ranks within each block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from spec.model import CriteriaSet
from tests.reference.expressions import extreme
from tests.reference.facts import UnitFacts
from tests.reference.totals import Share, UnitResult, UnitScorer, score_unit
from tests.reference.values import UNKNOWN, Value


def score_document(
    criteria: CriteriaSet, document: Mapping[str, Any], closed: bool = False
) -> list[UnitResult]:
    """Score every unit of a document that is valid for the set.

    ``closed`` makes the lack of a document a loss, and the best of the block that of the units that declared it; a leaf
    that is pending for another reason stays so, since its lower bound is not this interpreter's business.
    """
    units = [UnitFacts(criteria, unit) for unit in document["units"]]
    results = [
        score_unit(UnitScorer(criteria, unit, _best_of(units, unit.block, closed), closed)) for unit in units
    ]
    for block in {unit.block for unit in units}:
        ranked = [result for result in results if result.block == block and result.ranked]
        _rank(criteria, [result.total for result in ranked])
        for index in range(len(criteria.areas)):
            _rank(criteria, [result.areas[index] for result in ranked])
    return results


def _best_of(units: Sequence[UnitFacts], block: str, closed: bool) -> Callable[[str], Value]:
    """`tốt nhất(fact)`: «the greatest value of a fact over the units of the same block»."""
    members = [unit for unit in units if unit.block == block]

    def best(name: str) -> Value:
        values = [unit.fact(name) for unit in members]
        return extreme("greatest", [one for one in values if not (closed and one is UNKNOWN)])

    return best


def _rank(criteria: CriteriaSet, shares: Sequence[Share]) -> None:
    """Ranks of the shares that have a percent; none at all while one of them is undecided.

    Dense: 1, 2, 2, 3; competition: 1, 2, 2, 4; ordinal: 1, 2, 3, 4 with «ties in file order».
    """
    if any(not share.decided for share in shares):
        return
    figures = [share.percent if criteria.compare_exact else share.published for share in shares]
    there = [figure for figure in figures if figure is not None]
    for index, (share, figure) in enumerate(zip(shares, figures, strict=True)):
        if figure is None:
            continue
        share.rank = 1 + _ahead(criteria, figures, index, figure)
        share.rank_of = len(set(there)) if criteria.ranking == "dense" else len(there)


def _ahead(criteria: CriteriaSet, figures: Sequence[Fraction | None], index: int, figure: Fraction) -> int:
    """How many ranks come before this one."""
    above = [other for other in figures if other is not None and other > figure]
    if criteria.ranking == "dense":
        return len(set(above))
    if criteria.ranking == "competition":
        return len(above)
    return len(above) + sum(1 for other in figures[:index] if other == figure)
