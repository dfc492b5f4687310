"""Drafts compiled for scoring books, kept by their text: a draft is looked at many times between two saves."""

import hashlib
from collections import OrderedDict
from threading import Lock

from engine.book.criteria import Criteria, criteria_of
from spec import load_text
from spec.diagnostics import Diagnostic

#: A compiled set is some megabytes.
_KEPT = 8

_compiled: OrderedDict[str, Criteria] = OrderedDict()
_lock = Lock()


def compiled(text: str) -> tuple[Criteria | None, list[Diagnostic]]:
    """A text compiled, without its proofs; None with the findings where it has errors."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    with _lock:
        known = _compiled.get(digest)
        if known is not None:
            _compiled.move_to_end(digest)
            return known, []
    model, found = load_text(text, prove=False)
    if model is None:
        return None, found
    criteria = criteria_of(0, model)
    with _lock:
        _compiled[digest] = criteria
        if len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    return criteria, []
