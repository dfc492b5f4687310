from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.schedule import JITTER, LEAST_WHEN_BUSY, MOST_ASKED, SCHEDULE, next_attempt, verdict
from webhooks.sending import Attempt, ErrorClass

NOW = datetime(2026, 2, 28, 23, 59, 58, tzinfo=UTC)
#: Less than this cannot be told apart once seconds have become microseconds.
ROUNDING = timedelta(microseconds=1)

ERRORS: list[ErrorClass | None] = [
    None,
    "forbidden_address",
    "dns",
    "timeout",
    "tls",
    "connection",
    "protocol",
]
failures = st.builds(
    Attempt,
    st.none() | st.sampled_from([301, 400, 404, 429, 500, 502, 503, 504]),
    st.sampled_from(ERRORS),
    st.just(1),
    retry_after=st.none() | st.floats(0, 1e15),
)
tries = st.integers(1, len(SCHEDULE) - 1)
generators = st.integers(0, 2**32).map(Random)


def _wait(attempts_made: int, attempt: Attempt, rng: Random) -> timedelta:
    moment = next_attempt(attempts_made, attempt, NOW, rng)
    assert moment is not None
    return moment - NOW


def test_ten_tries_within_three_days_and_a_bit() -> None:
    assert len(SCHEDULE) == 10
    assert sum(SCHEDULE, timedelta(0)) == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (200, None, "delivered"),
        (202, None, "delivered"),
        (204, None, "delivered"),
        (299, None, "delivered"),
        (200, "timeout", "delivered"),  # it said so, and dripped the rest
        (410, None, "gone"),
        (101, None, "retry"),
        (300, "redirect", "retry"),
        (301, "redirect", "retry"),
        (304, "redirect", "retry"),
        (400, None, "retry"),
        (404, None, "retry"),
        (429, None, "retry"),
        (500, None, "retry"),
        (999, None, "retry"),
        (None, "timeout", "retry"),
        (None, "forbidden_address", "retry"),
    ],
)
def test_verdicts(status: int | None, error: ErrorClass | None, expected: str) -> None:
    assert verdict(Attempt(status, error, 1)) == expected


@given(tries, generators)
def test_the_waits_keep_to_the_schedule(attempts_made: int, rng: Random) -> None:
    planned = SCHEDULE[attempts_made]
    wait = _wait(attempts_made, Attempt(500, None, 1), rng)
    assert planned * (1 - JITTER) - ROUNDING <= wait <= planned * (1 + JITTER) + ROUNDING


@given(tries, failures, generators)
def test_busy_subscribers_and_those_that_ask_are_left_alone(
    attempts_made: int, attempt: Attempt, rng: Random
) -> None:
    planned = SCHEDULE[attempts_made]
    wait = _wait(attempts_made, attempt, rng)
    asked = min(timedelta(seconds=min(attempt.retry_after or 0, 1e9)), MOST_ASKED)
    busy = LEAST_WHEN_BUSY if attempt.error == "timeout" or attempt.status == 429 else timedelta(0)
    assert wait >= max(planned * (1 - JITTER) - ROUNDING, asked - ROUNDING, busy)
    assert wait <= max(planned * (1 + JITTER), asked, busy) + ROUNDING


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [
        (Attempt(None, "timeout", 15_000), 60),
        (Attempt(429, None, 1), 60),
        (Attempt(429, None, 1, retry_after=30.0), 60),
        (Attempt(503, None, 1, retry_after=30.0), 30),
        (Attempt(503, None, 1, retry_after=90.0), 90),
        (Attempt(301, "redirect", 1, retry_after=90.0), 90),
        (Attempt(503, None, 1, retry_after=1e15), 24 * 3600),
    ],
)
def test_waits_after_the_first_try(attempt: Attempt, seconds: int) -> None:
    assert _wait(1, attempt, Random(1)) == timedelta(seconds=seconds)


def test_the_jitter_spreads_the_tries_and_comes_from_the_generator() -> None:
    waits = {_wait(2, Attempt(500, None, 1), Random(seed)) for seed in range(50)}
    assert len(waits) == 50
    assert max(waits) - min(waits) > SCHEDULE[2] * JITTER
    assert _wait(2, Attempt(500, None, 1), Random(7)) == _wait(2, Attempt(500, None, 1), Random(7))


@given(st.integers(10, 1000), failures, generators)
def test_after_ten_tries_there_is_none(attempts_made: int, attempt: Attempt, rng: Random) -> None:
    assert next_attempt(attempts_made, attempt, NOW, rng) is None


@pytest.mark.parametrize("status", [200, 204, 410])
def test_nor_where_the_subscriber_has_spoken(status: int) -> None:
    assert next_attempt(1, Attempt(status, None, 1, retry_after=5.0), NOW, Random(1)) is None


@pytest.mark.parametrize("attempts_made", [0, -1])
def test_the_attempt_at_hand_counts(attempts_made: int) -> None:
    with pytest.raises(ValueError, match="at hand"):
        next_attempt(attempts_made, Attempt(500, None, 1), NOW, Random(1))
