"""Statements about the set as a whole: one function each, every one adding fields of ``CriteriaSet``."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from spec import syntax
from spec.model.criteria import Adjustment, Band
from spec.model.expressions import ValueType
from spec.resolve import numbers
from spec.resolve.expression import condition, percentages, report_missing_percent, resolve
from spec.resolve.reasons import reason
from spec.resolve.rules import measured
from spec.resolve.scope import Context, Scope

Fields = dict[str, Any]
_MOST_PLACES = 9


def setting(node: syntax.Node, context: Context, line: int) -> Fields:
    """The fields that a statement sets; empty where it is wrong (and has been reported)."""
    return _SETTINGS[type(node)](node, context, line)


def is_setting(node: syntax.Node | None) -> bool:
    """Whether a statement is about the set as a whole."""
    return type(node) in _SETTINGS


def repeats(node: syntax.Node) -> bool:
    """Whether a set may hold several statements of this kind."""
    return type(node) in _REPEATED


def year(node: syntax.Year, context: Context) -> int | None:
    """The year of the set."""
    text = str(node.year)
    if not text.isdigit() or not 1900 <= int(text) <= 2999:
        context.report(node.year.span, "T019")
        return None
    return int(text)


def _legal_basis(node: syntax.LegalBasis, context: Context, line: int) -> Fields:
    return {"legal_basis": (str(node.text),)}


def _applies_to(node: syntax.AppliesTo, context: Context, line: int) -> Fields:
    return {"blocks": tuple(str(name) for name in node.names)}


def _rounding(node: syntax.Rounding, context: Context, line: int) -> Fields:
    places = numbers.whole(node.places, context, _MOST_PLACES)
    return {} if places is None else {"decimal_places": places}


def _publication(node: syntax.Publication, context: Context, line: int) -> Fields:
    places = numbers.whole(node.places, context, _MOST_PLACES)
    return {} if places is None else {"published_places": places}


def _rescale(node: syntax.Rescale, context: Context, line: int) -> Fields:
    modes = {"TOTAL": "total", "BY_AREA": "area", "NOT": "none", "NONE": "none"}
    return {"rescale": modes[node.mode.type]}


def _ranking(node: syntax.Ranking, context: Context, line: int) -> Fields:
    return {"ranking": node.method.type.lower()}


def _unranked_blocks(node: syntax.UnrankedBlocks, context: Context, line: int) -> Fields:
    return {"unranked_blocks": tuple(str(name) for name in node.names)}


def _unranked_units(node: syntax.UnrankedUnits, context: Context, line: int) -> Fields:
    return {"unranked_units": tuple(str(name) for name in node.names)}


def _compare_exact(node: syntax.CompareExact, context: Context, line: int) -> Fields:
    return {"compare_exact": True}


def _band(node: syntax.Band, context: Context, line: int) -> Fields:
    scope = Scope(context, in_band=True)
    threshold = resolve(node.threshold, scope)
    holds = condition(node.condition.condition, scope) if node.condition else None
    if threshold is None or (node.condition and holds is None):
        return {}
    expression = threshold.expression
    if ValueType.RATIO not in threshold.types and (meant := percentages(threshold)):
        report_missing_percent(node.threshold, meant, scope)
        return {}
    if expression.kind != "number" or expression.type != "ratio" or not 0 <= expression.value <= 1:
        context.report(node.threshold.span, "C013", found=context.written(node.threshold.span))
        return {}
    return {"bands": (Band(name=str(node.name), threshold=expression.value, condition=holds, line=line),)}


def _adjustment(node: syntax.AdjustmentNode, context: Context, line: int) -> Fields:
    scope = Scope(context)
    why = reason(node.reason, scope)
    parts = measured(node.points, node.measure, scope)
    if parts is None:
        return {}
    made = Adjustment(
        kind="bonus" if isinstance(node, syntax.Bonus) else "penalty",
        name=str(node.name),
        line=line,
        written=context.written(node.span),
        reason=why,
        **parts,
    )
    return {"adjustments": (made,)}


def _limit(field: str) -> Callable[[syntax.PointLimit, Context, int], Fields]:
    def setting_of(node: syntax.PointLimit, context: Context, line: int) -> Fields:
        value = numbers.decimal(node.points, context)
        return {} if value is None else {field: value}

    return setting_of


def _total_unlimited(node: syntax.TotalUnlimited, context: Context, line: int) -> Fields:
    return {"total_unlimited": True}


_SETTINGS: dict[type[syntax.Node], Callable[[Any, Context, int], Fields]] = {
    syntax.LegalBasis: _legal_basis,
    syntax.AppliesTo: _applies_to,
    syntax.Rounding: _rounding,
    syntax.Publication: _publication,
    syntax.Rescale: _rescale,
    syntax.Ranking: _ranking,
    syntax.UnrankedBlocks: _unranked_blocks,
    syntax.UnrankedUnits: _unranked_units,
    syntax.CompareExact: _compare_exact,
    syntax.Band: _band,
    syntax.Bonus: _adjustment,
    syntax.Penalty: _adjustment,
    syntax.BonusLimit: _limit("bonus_limit"),
    syntax.PenaltyLimit: _limit("penalty_limit"),
    syntax.TotalLimit: _limit("total_limit"),
    syntax.TotalUnlimited: _total_unlimited,
}
_REPEATED = (syntax.LegalBasis, syntax.Band, syntax.Bonus, syntax.Penalty)


def merge(into: Fields, fields: Fields) -> None:
    """Add the fields of one statement to those of the others; tuples are joined."""
    for name, value in fields.items():
        if isinstance(value, tuple) and name in into:
            into[name] = (*into[name], *value)
        else:
            into[name] = value


def total_limit(fields: Fields, maximum: Decimal) -> Fields:
    """The most that a total may be: as said, or the maximum where nothing is said."""
    said = "total_limit" in fields or "total_unlimited" in fields
    unlimited = fields.pop("total_unlimited", False)
    limit = fields.pop("total_limit", maximum)
    return {"total_limit": None if unlimited else limit, "total_limit_is_said": said}
