"""How often somebody may ask: token buckets in the memory of one process.

Several processes each have their own, so that the limit is a little higher then; what counts is that nobody can take
all of the service for himself. Senders learn from ``Retry-After`` when to come again (RFC 9110, 10.2.3).
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a minute in the long run, and so many at once after a silence. Both from 1."""

    per_minute: int
    burst: int

    @property
    def seconds_each(self) -> float:
        """The time in which one more is earned."""
        return 60 / self.per_minute


class Buckets:
    """A bucket for each key. Safe for use by many threads.

    ``clock`` gives seconds that never go back. At most ``most`` keys are remembered; the one that was not asked for
    longest is forgotten, which gives it a full bucket again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = 10_000) -> None:
        self._clock = clock
        self._most = most
        self._lock = Lock()
        #: By key, the moment at which its bucket is full again.
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str, rate: Rate) -> int:
        """Take one: 0 where it is granted, else the whole seconds after which it would be."""
        now = self._clock()
        with self._lock:
            full_at = max(self._full_at.get(key, now), now) + rate.seconds_each
            # Rounding must not cost the last one of a full bucket.
            over = full_at - now - rate.burst * rate.seconds_each - 1e-9
            if over > 0:
                return max(1, math.ceil(over))
            self._full_at[key] = full_at
            self._full_at.move_to_end(key)
            if len(self._full_at) > self._most:
                self._full_at.popitem(last=False)
        return 0


def address_key(address: str | None) -> str:
    """What an address is counted under: itself, or its /64 where it is IPv6, of which one sender has many."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((int(ip) >> 64 << 64, 64)))
    return str(ip)
