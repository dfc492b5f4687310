"""The engine is the reference interpreter, only faster: points, statuses, losses, sums, percents, bands and ranks.

Half of the documents are complete, the others have holes: there the engine has to agree with all that the reference
decides.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.properties.agreement import differences
from tests.properties.cases import document_of, generated, scored
from tests.properties.seeds import SEEDS, fixed, fresh, seed_of
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


@pytest.mark.parametrize("part", range(_PARTS))
@fixed(_SETS)
@given(seed=SEEDS)
def test_engine_agrees_with_the_reference(part: int, seed: int) -> None:
    _agrees(seed_of(part, seed))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(_PARTS))
@fresh(500)
@given(seed=SEEDS)
def test_engine_agrees_with_the_reference_for_long(part: int, seed: int) -> None:
    _agrees(seed_of(part, seed))
