"""Seeds drawn by hypothesis: the same ones in every run of `make test`, fresh ones in `make soak`.

A property works everything out from one seed, so a case that fails is a number. Shrinking is left out: a smaller seed
is another case, not a smaller one.
"""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

#: A test that is split into parts, so that several workers share it, draws from as many seeds in each part.
_PER_PART: Final = 1_000_000

SEEDS = st.integers(0, _PER_PART - 1)


def in_parts(count: int) -> pytest.MarkDecorator:
    """Runs a test in so many parts, which workers can share.

    None is measured for coverage: they run the same lines again and again, several times as fast unmeasured.
    """
    parts = [pytest.param(part, marks=pytest.mark.no_cover) for part in range(count)]
    return pytest.mark.parametrize("part", parts)


def seed_of(part: int, seed: int) -> int:
    """The seed that no other part has."""
    return part * _PER_PART + seed


def fixed(examples: int) -> settings:
    """So many seeds, the same in every run."""
    return _settings(examples, derandomize=True)


def fresh(examples: int) -> settings:
    """So many seeds, others in every run."""
    return _settings(examples, derandomize=False)


def _settings(examples: int, *, derandomize: bool) -> settings:
    return settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
