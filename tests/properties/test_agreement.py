"""The engine is the reference interpreter, only faster: points, statuses, losses, sums, percents, bands and ranks.

Half of the documents are complete, the others have holes: there the engine has to agree with all that the reference
decides.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from spec.checks.cycles import used_leaves
from tests.properties.agreement import differences
from tests.properties.cases import document_of, generated, scored
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of
from tests.reference import score_document

_PARTS = 20
_SETS = 25
_DOCUMENTS = 20
assert _PARTS * _SETS * _DOCUMENTS >= 10_000


def _agrees(seed: int) -> None:
    loaded = generated(seed)
    for number in range(_DOCUMENTS):
        document = document_of(loaded, seed + number)
        found = differences(scored(loaded, document), score_document(loaded.model, document))
        assert not found, "\n".join([f"document {seed + number} of set {seed}", *found])


def _agrees_when_closed(seed: int) -> None:
    """A document that is not there is lost then; a leaf that reads others closes on what was known of them before."""
    loaded = generated(seed)
    document = document_of(loaded, seed, units=3)
    references = score_document(loaded.model, document, closed=True)
    for result, reference in zip(scored(loaded, document, close=True), references, strict=True):
        for leaf, (points, status, _) in zip(loaded.model.leaves, result.scored.outcomes, strict=True):
            expected = reference.leaves[leaf.number]
            if expected.points is not None and not list(used_leaves(leaf)):
                wanted = (int(expected.points.scaleb(loaded.model.decimal_places)), expected.status)
                assert (points, status) == wanted, f"leaf {leaf.number}, set and facts of {seed}"


@in_parts(2)
@fixed(40)
@given(seed=SEEDS)
def test_engine_agrees_with_the_reference_when_closed(part: int, seed: int) -> None:
    _agrees_when_closed(seed_of(part, seed))


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_engine_agrees_with_the_reference(part: int, seed: int) -> None:
    _agrees(seed_of(part, seed))


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(200)
@given(seed=SEEDS)
def test_engine_agrees_with_the_reference_when_closed_for_long(part: int, seed: int) -> None:
    _agrees_when_closed(seed_of(part, seed))


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(200)
@given(seed=SEEDS)
def test_engine_agrees_with_the_reference_for_long(part: int, seed: int) -> None:
    _agrees(seed_of(part, seed))
