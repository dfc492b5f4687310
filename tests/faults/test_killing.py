"""kill -9 of the serving process at random moments while systems post; both databases, and a server with a fault."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic, sleep

import pytest

from engine.service.office import Office
from engine.service.opening import open_office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.sources import SourceRecord, add_source, subscribe
from engine.store import journal
from tests.databases import Server
from tests.faults.auditing import Findings, audit
from tests.faults.posting import Poster
from tests.faults.victim import Served
from tests.in_force import put_set
from tests.webhooks.serving import SMALL
from tests.webhooks.subscribers import Subscriber, serving
from webhooks.deliver import Deliverer
from webhooks.guard import AddressGuard
from webhooks.signing import Key, new_secret, parse_key

pytestmark = pytest.mark.no_cover  # what is measured here runs in other processes

_POSTERS = 4
#: Events that a server lives to acknowledge, at most, and the seconds that it may live on after the last of them.
_MOST, _LONGER = 15, 0.04
#: Seconds after which nothing will come any more, on whatever machine.
_HUNG = 600.0
_HOUR = 3600 * 1_000_000


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_lost_on_sqlite(tmp_path: Path, part: int) -> None:
    _holds(f"sqlite:///{tmp_path / 'sổ.db'}", tmp_path, kills=25, seed=part)


def test_nothing_is_lost_on_postgresql(postgres: Server, tmp_path: Path) -> None:
    name = postgres.create_database()
    _holds(postgres.url(name), tmp_path, kills=25, seed=4)
    postgres.drop_database(name)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_nothing_is_lost_in_a_long_run(tmp_path: Path, part: int) -> None:
    _holds(f"sqlite:///{tmp_path / 'sổ.db'}", tmp_path, kills=100, seed=100 + part)


def test_a_server_that_acknowledges_before_it_commits_is_found_out(tmp_path: Path) -> None:
    """The negative control: the same run, the same findings, and a server that promises too early."""
    findings, _ = _killed(f"sqlite:///{tmp_path / 'sổ.db'}", tmp_path, kills=10, seed=5, early=True)
    assert findings.lost


def _holds(database: str, home: Path, *, kills: int, seed: int) -> None:
    findings, posters = _killed(database, home, kills=kills, seed=seed)
    assert not findings.any(), findings
    assert [poster.unexpected for poster in posters] == [[]] * _POSTERS
    assert _acknowledged(posters) > 3 * kills, "too little was posted to show anything"
    assert any(poster.repeated for poster in posters)


def _killed(
    database: str, home: Path, *, kills: int, seed: int, early: bool = False
) -> tuple[Findings, list[Poster]]:
    """Serve, post and kill; what is wrong afterwards, and the posters with what they know."""
    random, over = Random(seed), Event()
    with serving() as subscriber:
        key = _office(database, home, subscriber)
        served = Served(home, database, _free_port(), early)
        posters = [
            Poster(f"p{number}", served.port, key, over, Random(seed * 100 + number))
            for number in range(_POSTERS)
        ]
        for poster in posters:
            poster.start()
        for _ in range(kills):
            _serve_and_kill(served, random, posters)
        with _kept_up(served):
            over.set()
            for poster in posters:
                poster.join(_HUNG)
                assert not poster.is_alive()
        with open_office(home, database) as office:
            _deliver_the_rest(office)
            posted = [one for poster in posters for one in poster.acknowledged]
            return audit(office, posted, set(subscriber.messages)), posters


def _office(database: str, home: Path, subscriber: Subscriber) -> Key:
    """An office with two units, a round, a source and a subscriber; gives the source's key."""
    secret = new_secret()
    with open_office(home, database) as office:
        for code in ("so-a", "so-b"):
            register_unit(office, "test", UnitRecord(code, code.upper(), ""))
        open_round(office, "test", put_set(office.database, SMALL.read_text(encoding="utf-8")))
        add_source(office, "test", SourceRecord("mot-cua", "một cửa", per_minute=10_000_000), secret)
        subscribe(office, "test", subscriber.url, new_secret(), types=("score.changed",))
    return parse_key(secret)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _serve_and_kill(served: Served, random: Random, posters: list[Poster]) -> None:
    """Most are killed while they work, some while they start."""
    process = served.start()
    if random.random() < 0.9:
        _wait_for(served.port)
        _wait_until(_acknowledged(posters) + random.randrange(_MOST), posters)
        sleep(random.uniform(0, _LONGER))
    else:
        sleep(random.uniform(0, 0.3))
    process.kill()
    process.join(_HUNG)


def _acknowledged(posters: list[Poster]) -> int:
    return sum(len(poster.acknowledged) for poster in posters)


def _wait_until(many: int, posters: list[Poster]) -> None:
    """Until so many events are acknowledged, whatever the pace of the machine."""
    until = monotonic() + _HUNG
    while _acknowledged(posters) < many:
        assert monotonic() < until, [poster.unexpected for poster in posters]
        sleep(0.001)


@contextmanager
def _kept_up(served: Served) -> Iterator[None]:
    process = served.start()
    try:
        _wait_for(served.port)
        yield
    finally:
        process.kill()
        process.join(_HUNG)


def _wait_for(port: int) -> None:
    until = monotonic() + _HUNG
    while monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.01)
        else:
            return
    pytest.fail("the server does not come up")


def _deliver_the_rest(office: Office) -> None:
    """An hour later: leases of the killed have ended."""
    guard = AddressGuard(["127.0.0.0/8"], allow_http=True)
    deliverer = Deliverer(office.database, office.vault, guard, lambda: journal.now() + _HOUR)
    while deliverer.run_once(1000):
        pass
