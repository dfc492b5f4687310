"""Some of the holes of a document filled, the others left open."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from spec.model import CriteriaSet


def partly_filled(model: CriteriaSet, holed: Any, filled: Any, seed: int) -> Any:
    """A document between one with holes and the same one without."""
    random = Random(seed)
    keys = {table.name: table.table_key for table in model.facts}
    document = copy.deepcopy(filled)
    for before, after in zip(holed["units"], document["units"], strict=True):
        for part in ("facts", "previous", "tables", "council", "evidence"):
            if part in after and after[part] is not None:
                _open_again(before.get(part, {}), after[part], random)
        for name in ("facts", "previous"):
            for record, value in (after.get(name) or {}).items():
                if isinstance(value, dict):
                    earlier = before.get(name, {}).get(record)
                    _open_again(earlier if isinstance(earlier, dict) else {}, value, random)
        for name, rows in after.get("tables", {}).items():
            earlier_rows = before.get("tables", {}).get(name) or [{}] * len(rows)
            for earlier, row in zip(earlier_rows, rows, strict=True):
                _open_again({**earlier, **dict.fromkeys(keys[name])}, row, random)
    return document


def _open_again(before: dict[str, Any], after: dict[str, Any], random: Random) -> None:
    """Take out about half of what was not there before."""
    for name in list(after):
        if name not in before and random.random() < 0.5:
            del after[name]
