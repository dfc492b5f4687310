"""One row for each leaf of each unit, for spreadsheets and data frames."""

from collections.abc import Sequence

from engine.block import UnitResult
from engine.output.json_form import leaf_form
from engine.reasons import loss_reason

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


def as_csv(results: Sequence[UnitResult]) -> str:
    """The table as CSV text with a header: commas between fields, points as decimal strings with a point."""
    import pandas as pd  # slow to import, and only tables need it

    rows = []
    for result in results:
        scored = result.scored
        for position, (_, _, losses) in enumerate(scored.outcomes):
            form = leaf_form(scored, position)
            reasons = "; ".join(loss_reason(scored, position, rule) for _, rule in losses)
            values = [
                form[name] for name in ("number", "key", "name", "points", "maximum", "status", "low", "high")
            ]
            rows.append([result.unit.code, result.unit.name, *values, form["pending_points"], reasons])
    return pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(index=False, lineterminator="\n")
