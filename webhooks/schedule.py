"""When a message is sent again: ten tries over three days (Standard Webhooks, «Retries»; RFC 9110, 10.2.3)."""

from datetime import datetime, timedelta
from random import Random
from typing import Literal

from webhooks.sending import Attempt

Verdict = Literal["delivered", "gone", "retry"]

#: The wait before each try, from the end of the one before it. The last try comes after 75 h 35 min.
SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: Each wait is longer or shorter by at most this share, lest all messages of one failure come again at one moment.
JITTER = 0.2
#: The shortest wait for a subscriber that is overloaded, or seems to be.
LEAST_WHEN_BUSY = timedelta(seconds=60)
#: The longest wait that a subscriber can ask for.
MOST_ASKED = timedelta(hours=24)


def verdict(attempt: Attempt) -> Verdict:
    """What an attempt means for its message: 2xx is delivered, 410 gone (the endpoint wants no more), all else a retry.

    The status alone decides. Where an answer breaks off after its first line the subscriber has spoken: to send a
    message again that it confirmed would only make a duplicate.
    """
    if attempt.status is None:
        return "retry"
    if 200 <= attempt.status < 300:
        return "delivered"
    return "gone" if attempt.status == 410 else "retry"


def next_attempt(attempts_made: int, attempt: Attempt, now: datetime, rng: Random) -> datetime | None:
    """The moment of the next try; None where there is none: delivered, gone, or the schedule is used up.

    `attempts_made` counts the tries of the message so far, the `attempt` at hand included; `now` is the moment at which
    it ended. A `Retry-After` makes the wait longer, up to 24 h, and never shorter. Raises `ValueError` where no attempt
    has been made.
    """
    if attempts_made < 1:
        raise ValueError("attempts_made counts the attempt at hand")
    if attempts_made >= len(SCHEDULE) or verdict(attempt) != "retry":
        return None
    wait = SCHEDULE[attempts_made] * rng.uniform(1 - JITTER, 1 + JITTER)
    if attempt.error == "timeout" or attempt.status == 429:
        wait = max(wait, LEAST_WHEN_BUSY)
    return now + max(wait, _asked(attempt))


def _asked(attempt: Attempt) -> timedelta:
    most = MOST_ASKED.total_seconds()
    return timedelta(seconds=min(attempt.retry_after or 0.0, most))
