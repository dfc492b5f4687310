"""What could have stood where a document leaves something out."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from spec.model import CriteriaSet
from tests.generated import documents, extras
from tests.generated.drawing import Drawing
from tests.generated.ranges import Ranges


def fill_holes(model: CriteriaSet, facts: dict[str, Any], seed: int) -> dict[str, Any]:
    """A copy of a document in which everything that was missing is there, as its declarations allow."""
    random = Random(seed)
    filled = {**facts, "units": [_filled(model, unit, random) for unit in facts["units"]]}
    return copy.deepcopy(filled)


def _filled(model: CriteriaSet, unit: dict[str, Any], random: Random) -> dict[str, Any]:
    for _ in range(documents.ATTEMPTS):
        copied = copy.deepcopy(unit)
        documents.fill_values(model, copied, Drawing(model, random))
        if Ranges(model, copied).allows():
            extras.add_council(model, copied, random)
            if "evidence" in copied:
                extras.add_evidence(model, copied, random)
            return copied
    raise ValueError(f"no filling found that the constraints of «{model.name}» allow")
