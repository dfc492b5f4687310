"""The bounds are sound: however the holes are filled, the score lies within what was reported before.

A filling that leaves some of the holes open lies in between, so bounds never widen while facts come in.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.generated import fill_holes
from tests.properties.cases import document_of, generated, scored
from tests.properties.partly import partly_filled
from tests.properties.reach import escapes
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

_PARTS = 8
_SETS = 9
_HOLES = (0.05, 0.2, 0.5)
_FILLINGS = 5
assert _PARTS * _SETS * len(_HOLES) * _FILLINGS >= 1_000


def _is_sound(seed: int) -> None:
    loaded = generated(seed)
    for share in _HOLES:
        holed = document_of(loaded, seed, holes=share)
        before = scored(loaded, holed)
        for number in range(_FILLINGS):
            filled = fill_holes(loaded.model, holed, number)
            partly = partly_filled(loaded.model, holed, filled, number)
            between, after = scored(loaded, partly), scored(loaded, filled)
            found = [*escapes(before, between), *escapes(between, after), *escapes(before, after)]
            assert not found, "\n".join([f"filling {number} of set {seed}, holes {share}", *found])


@in_parts(_PARTS)
@fixed(_SETS)
@given(seed=SEEDS)
def test_every_filling_scores_within_the_bounds(part: int, seed: int) -> None:
    _is_sound(seed_of(part, seed))


@pytest.mark.soak
@in_parts(_PARTS)
@fresh(400)
@given(seed=SEEDS)
def test_every_filling_scores_within_the_bounds_for_long(part: int, seed: int) -> None:
    _is_sound(seed_of(part, seed))
