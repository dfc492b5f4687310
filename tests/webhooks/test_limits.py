"""Rates: so many at once, so many in the long run, and when to come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from webhooks.limits import Buckets, Rate, address_key


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_the_rate() -> None:
    clock = Clock()
    buckets, rate = Buckets(clock), Rate(60, 5)
    assert [buckets.take("a", rate) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert buckets.take("b", rate) == 0
    clock.now += 1
    assert [buckets.take("a", rate) for _ in range(2)] == [0, 1]
    clock.now += 3600
    assert [buckets.take("a", rate) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("per_minute", [1, 7, 600, 10_000])
def test_who_waits_as_told_is_let_in(per_minute: int) -> None:
    clock = Clock()
    buckets, rate = Buckets(clock), Rate(per_minute, 3)
    for _ in range(3):
        assert buckets.take("a", rate) == 0
    for _ in range(50):
        wait = buckets.take("a", rate)
        clock.now += wait
        if wait:
            assert wait <= max(1, 60 / per_minute + 1)
            assert buckets.take("a", rate) == 0


def test_no_more_than_the_burst_whatever_the_threads() -> None:
    clock = Clock()
    buckets, rate = Buckets(clock), Rate(1, 100)
    with ThreadPoolExecutor(8) as pool:
        assert sum(wait == 0 for wait in pool.map(lambda _: buckets.take("a", rate), range(500))) == 100


def test_only_so_many_are_remembered() -> None:
    buckets, rate = Buckets(Clock(), most=2), Rate(1, 1)
    assert [buckets.take(key, rate) for key in "abcabc"] == [0] * 6


def test_addresses_of_one_sender_count_together() -> None:
    assert address_key("192.0.2.1") == "192.0.2.1"
    assert address_key("::ffff:192.0.2.1") == "192.0.2.1"
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert address_key(None) == address_key("unix") == ""
