"""The JSON form of scores: the contract with other programs. Points and percentages are decimal strings."""

from collections.abc import Sequence
from typing import Any

from engine.block import UnitResult
from engine.ledger import Loss
from engine.program import Program
from engine.reasons import adjustment_reason, facts_of, loss_line, loss_reason
from engine.rounding import text
from engine.score import Scored
from engine.totals import UNLIMITED, Subtotal, Totals
from spec.keywords import Language


def report(program: Program, results: Sequence[UnitResult], language: Language = "vi") -> dict[str, Any]:
    """The set and the units; ``language`` is that of the reasons which are not the author's."""
    model = program.model
    return {
        "set": {
            "name": model.name,
            "year": model.year,
            "content_hash": model.content_hash,
            "scoring_hash": model.scoring_hash,
        },
        "units": [unit_form(result, language) for result in results],
    }


def unit_form(result: UnitResult, language: Language = "vi") -> dict[str, Any]:
    """One unit with areas, criteria, leaves and every loss."""
    totals, unit = result.totals, result.unit
    form = {
        "code": unit.code,
        "name": unit.name,
        "block": unit.block,
        "provisional": totals.provisional,
        "warnings": list(unit.warnings),
        "total": _total(result),
        "areas": [_area(area, result) for area in totals.areas],
        "criteria": [
            _subtotal(criterion, totals)
            for criterion in totals.criteria
            if not criterion.group.item.implicit  # type: ignore[union-attr]
        ],
        "leaves": [
            leaf_form(result.scored, position, language) for position in range(len(totals.points_by_leaf))
        ],
    }
    if totals.adjustments:
        form["adjustments"] = _adjustments(totals, language)
    return form


def _points(amount: int, totals: Totals) -> str:
    return text(amount, totals.program.places)


def _percent(published: int | None, totals: Totals) -> str | None:
    return None if published is None else text(published, totals.program.model.published_places)


def _total(result: UnitResult) -> dict[str, Any]:
    totals = result.totals
    low, high = totals.percent_bounds
    return {
        "points": _points(totals.points, totals),
        "maximum": _points(totals.maximum, totals),
        "percent": _percent(totals.published(totals.percent), totals),
        "rank": result.placed.rank,
        "rank_of": result.placed.rank_of,
        "band": totals.band.name if totals.band else None,
        "low": _points(totals.low, totals),
        "high": _points(totals.high, totals),
        "percent_low": _percent(totals.published(low), totals),
        "percent_high": _percent(totals.published(high), totals),
        "pending_points": _points(totals.high - totals.low, totals),
    }


def _subtotal(subtotal: Subtotal, totals: Totals) -> dict[str, Any]:
    return {
        "number": subtotal.group.item.number,
        "name": subtotal.group.item.name,
        "points": _points(subtotal.points, totals),
        "maximum": _points(subtotal.maximum, totals),
    }


def _area(area: Subtotal, result: UnitResult) -> dict[str, Any]:
    rank, rank_of = result.placed.areas.get(area.group.item.number, (None, None))
    percent = _percent(result.totals.published(area.percent), result.totals)
    return {**_subtotal(area, result.totals), "percent": percent, "rank": rank, "rank_of": rank_of}


def _adjustments(totals: Totals, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.adjustment.kind,
            "name": one.adjustment.name,
            "points": _points(one.points, totals),
            "low": _points(one.low, totals),
            "high": None if one.high >= UNLIMITED else _points(one.high, totals),
            "reason": adjustment_reason(totals.scored, one.adjustment, language) if one.points else "",
            "line": one.adjustment.line,
        }
        for one in totals.adjustments
    ]


def leaf_form(scored: Scored, position: int, language: Language = "vi") -> dict[str, Any]:
    """One leaf with its losses."""
    program = scored.program
    leaf, places = program.leaves[position], program.places
    points, status, losses = scored.outcomes[position]
    bounds = None if scored.closed else scored.open.get(position)
    low, high = (bounds.low, bounds.high) if bounds else (points, points)
    return {
        "number": leaf.number,
        "key": leaf.key,
        "name": leaf.name,
        "points": text(points, places),
        "maximum": text(program.maxima[position], places),
        "status": status,
        "low": text(low, places),
        "high": text(high, places),
        "pending_points": text(high - low, places),
        "losses": [_loss(scored, position, loss, language) for loss in losses],
        "pending": sorted(bounds.needs) if bounds else [],
    }


def _loss(scored: Scored, position: int, loss: Loss, language: Language) -> dict[str, Any]:
    points, rule = loss
    return {
        "points": text(points, scored.program.places),
        "reason": loss_reason(scored, position, rule, language),
        "line": loss_line(scored, position, rule),
        "facts": facts_of(scored, position, rule),
    }
