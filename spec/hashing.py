"""The two hashes of a set: any change, and only what can change a score."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from spec.model.base import Part
from spec.model.criteria import SEMANTICS, CriteriaSet
from spec.source import Source

#: Fields that are wording or place: they never change a score.
_WORDING = (
    {"line", "written", "reason", "label", "unit", "source", "better", "document"}
    | {"legal_basis", "appraised_by", "responsible"}
    | {"scenarios", "content_hash", "scoring_hash"}
)
#: Parts of the outline whose name is wording; a fact's or band's name is not.
_NAMED = frozenset({"areas", "criteria", "leaves", "adjustments"})


def with_hashes(model: CriteriaSet, source: Source) -> CriteriaSet:
    """The set with both hashes: of the normalised text, and of the scoring model with the semantics' number."""
    content = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
    return model.model_copy(update={"content_hash": content, "scoring_hash": scoring_hash(model)})


def scoring_hash(model: CriteriaSet) -> str:
    """SHA-256 of the canonical JSON of what can change a score."""
    body = {"semantics": SEMANTICS, "set": _scoring(model, named=True)}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _scoring(value: Any, *, named: bool = False) -> Any:
    """A part as plain JSON without wording; ``named`` says that ``name`` here is wording too."""
    if isinstance(value, Part):
        return {
            key: _scoring(inner, named=key in _NAMED)
            for key, inner in value.__dict__.items()
            if key not in _WORDING and not (named and key == "name")
        }
    if isinstance(value, tuple | list):
        return [_scoring(inner, named=named) for inner in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value
