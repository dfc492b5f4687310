"""A plain reference interpreter of criteria sets: rationals, no cleverness, nothing shared with the engine.

It reads a ``CriteriaSet`` and a facts document and follows docs/language.md, section «Meaning», sentence by sentence,
so that the compiled engine can be held to it. The way to read it: ``values`` (what a value is), ``facts`` (how a
unit's document becomes values), ``expressions`` and ``tables`` (conditions and formulas), ``rules`` and ``ledger``
(one leaf), ``totals`` and ``ranks`` (a unit and its block).
"""

from tests.reference.ledger import LeafResult, Loss
from tests.reference.ranks import score_document
from tests.reference.totals import AreaResult, UnitResult

__all__ = ["AreaResult", "LeafResult", "Loss", "UnitResult", "score_document"]
