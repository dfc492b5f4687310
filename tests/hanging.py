"""A guard against input that never comes to its end, or whose cost grows with the square of its length."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

#: Seconds of processor time after which a test has hung, on whatever machine; the slowest take a tenth of it.
_HUNG = 120.0


@pytest.fixture
def no_hang() -> Iterator[None]:
    """Stops what is stuck; no measure of speed, which is for the benchmarks."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"not done after {_HUNG:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _HUNG)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)
