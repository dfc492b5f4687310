"""What a document leaves out."""

from __future__ import annotations

from collections.abc import Collection
from random import Random
from typing import Any

from spec.model import CriteriaSet


def punch(model: CriteriaSet, document: dict[str, Any], random: Random, share: float) -> None:
    """Leave out a share of everything that can be missing."""
    keys = {table.name: table.table_key for table in model.facts}
    for unit in document["units"]:
        for part in ("facts", "previous", "tables", "council"):
            _drop(unit.get(part) or {}, random, share)
        for record in [*unit.get("facts", {}).values(), *(unit.get("previous") or {}).values()]:
            if isinstance(record, dict):
                _drop(record, random, share)
        for name, rows in unit.get("tables", {}).items():
            for row in rows:
                _drop(row, random, share / 2, keep=keys[name])
        evidence = unit.get("evidence", {})
        # A unit that is left without any evidence would seem to say nothing about it.
        _drop(evidence, random, share, keep=list(evidence)[:1])


def _drop(values: dict[str, Any], random: Random, share: float, keep: Collection[str] = ()) -> None:
    for name in list(values):
        if name not in keep and random.random() < share:
            del values[name]
