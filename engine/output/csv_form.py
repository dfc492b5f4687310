"""One row for each leaf of each unit, for spreadsheets and data frames."""

from collections.abc import Sequence

from engine.block import UnitResult
from engine.output.json_form import leaf_form
from spec.keywords import Language

_OF_LEAF = ("number", "key", "name", "points", "maximum", "status", "low", "high", "pending_points")

COLUMNS = (
    "unit_code",
    "unit_name",
    "leaf_number",
    "leaf_key",
    "leaf_name",
    "points",
    "maximum",
    "status",
    "low",
    "high",
    "pending_points",
    "reasons",
)


def as_csv(results: Sequence[UnitResult], language: Language = "vi") -> str:
    """The table as CSV text with a header: commas between fields, points as decimal strings with a point."""
    import pandas as pd  # slow to import, and only tables need it

    rows = []
    for result in results:
        for position in range(len(result.scored.outcomes)):
            form = leaf_form(result.scored, position, language)
            reasons = "; ".join(loss["reason"] for loss in form["losses"])
            rows.append([result.unit.code, result.unit.name, *(form[name] for name in _OF_LEAF), reasons])
    return pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(index=False, lineterminator="\n")
