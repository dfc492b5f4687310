"""Whether an endpoint of a subscriber is called at all, by how the last calls went."""

from collections import deque
from datetime import timedelta

_MICROSECOND = timedelta(microseconds=1)


class Breaker:
    """Whether an endpoint is called at all, by how the last calls went. Times are microseconds of one clock.

    It opens where at least 70 % of at least 10 calls within 5 minutes failed. After 30 seconds one call is let through
    («half-open»): its success closes the breaker, its failure keeps it open for as long again. A subscriber that asks
    for a pause gets it here too. A clock that is set back ends a pause rather than prolong it.
    """

    WINDOW = timedelta(minutes=5) // _MICROSECOND
    LEAST_CALLS = 10
    SHARE = 0.7
    OPEN = timedelta(seconds=30) // _MICROSECOND

    def __init__(self) -> None:
        self._calls: deque[tuple[int, bool]] = deque()
        self._open = False
        self._pause = (0, 0)

    def allows(self, now: int) -> bool:
        """Whether a call may be made now. Whoever makes one lets none other go beside it."""
        begin, end = self._pause
        return not begin <= now < end

    def note(self, now: int, failed: bool, hold: int = 0) -> None:
        """Count a call that ended now; `hold` is for how long the subscriber wants no other."""
        if self._open and not failed:
            self._open = False
            self._calls.clear()
        self._calls.append((now, failed))
        while not now - self.WINDOW < self._calls[0][0] <= now:
            self._calls.popleft()
        if failed and (self._open or self._is_failing()):
            self._open = True
            hold = max(hold, self.OPEN)
        if hold:
            self.hold(now, hold)

    def hold(self, now: int, duration: int) -> None:
        """Allow no call for some time."""
        self._pause = (now, now + duration)

    def _is_failing(self) -> bool:
        failures = sum(failed for _, failed in self._calls)
        return len(self._calls) >= self.LEAST_CALLS and failures >= self.SHARE * len(self._calls)
