"""Systems that post events, each of them again and again until it is acknowledged, and some once more afterwards."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from random import Random
from threading import Event, Thread
from time import sleep, time
from typing import Any

from webhooks.signing import Key, sign

UNITS = ("so-a", "so-b")
YEAR = 2021
#: 1 June 2021, 07:00 in Vietnam, as the time of the first events.
_JUNE = "2021-06-01T07:{minute:02}:{second:02}+07:00"
_KEYS = [f"D{number}" for number in range(12)]


@dataclass(frozen=True)
class Posted:
    """An event that was acknowledged, with the answer; ``batch``: it came with others."""

    event: dict[str, Any]
    answer: dict[str, Any]
    batch: bool

    @property
    def identity(self) -> str:
        return str(self.event["id"])

    @property
    def order(self) -> tuple[str, int, str]:
        """Of two that say the same thing the greater counts (docs/language.md has nothing of it: the ledger does)."""
        return self.event["timestamp"], self.event["data"]["version"], self.identity


class Poster(Thread):
    """One system. It ends when ``over`` is set and all that it posted is acknowledged."""

    def __init__(self, name: str, port: int, key: Key, over: Event, random: Random) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged: list[Posted] = []
        self.unexpected: list[tuple[int, bytes]] = []
        self.repeated = 0
        self._port, self._key, self._over, self._random = port, key, over, random
        self._count = 0

    def run(self) -> None:
        for unit in UNITS:
            self._until_taken([self._event("facts.declared", unit, facts=_facts(self._random))])
            self._until_taken([self._event("dossiers.upserted", unit, rows=_rows(self._random))])
        while not self._over.is_set() and not self.unexpected:
            events = [self._any() for _ in range(self._random.choice([1, 1, 1, 5]))]
            self._until_taken(events)
            if self._random.random() < 0.2:
                self.repeated += 1
                self._until_taken(events, again=True)

    # ---- Events

    def _any(self) -> dict[str, Any]:
        unit = self._random.choice(UNITS)
        match self._random.randrange(4):
            case 0:
                return self._event("facts.declared", unit, facts=_facts(self._random))
            case 1:
                keys = self._random.sample(_KEYS, 2)
                return self._event("dossiers.withdrawn", unit, keys=keys)
            case _:
                return self._event("dossiers.upserted", unit, rows=_rows(self._random))

    def _event(self, kind: str, unit: str, **said: Any) -> dict[str, Any]:
        self._count += 1
        # Few instants and versions, so that many events contend and ids have to decide.
        at = _JUNE.format(minute=self._random.randrange(5), second=self._random.randrange(10))
        data = {"unit": unit, "year": YEAR, "version": self._random.randrange(3), **said}
        return {"id": f"{self.name}-{self._count}", "type": kind, "timestamp": at, "data": data}

    # ---- Posting

    def _until_taken(self, events: list[dict[str, Any]], *, again: bool = False) -> None:
        batch = len(events) > 1
        body = json.dumps(events if batch else events[0]).encode()
        identity = f"{events[0]['id']}-batch" if batch else events[0]["id"]
        while True:
            status, answer = self._post(identity, body, ":batch" if batch else "")
            if status in (200, 202):
                break
            if status and status not in (429, 500, 502, 503, 504):
                self.unexpected.append((status, answer))
                return
            sleep(0.02)
        read = json.loads(answer)
        if not again:
            answers = read if batch else [read]
            self.acknowledged += [Posted(*pair, batch) for pair in zip(events, answers, strict=True)]

    def _post(self, identity: str, body: bytes, suffix: str) -> tuple[int, bytes]:
        """Status and answer; 0 where there was none."""
        headers = {"Content-Type": "application/json", **sign(identity, int(time()), body, [self._key])}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("POST", f"/hooks/v1/mot-cua/events{suffix}", body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


def _facts(random: Random) -> dict[str, Any]:
    procedures = random.randrange(1, 40)
    return {
        "so_tthc": procedures,
        "so_tthc_co_quy_trinh_dt": random.randrange(procedures + 1),
        "co_ke_hoach": random.random() < 0.5,
        "ngan_sach": random.randrange(200),
        "ghi_chu": "ghi chú",
    }


def _rows(random: Random) -> list[dict[str, Any]]:
    return [
        {
            "mã": key,
            "hẹn_trả": "2021-03-10",
            "trả": random.choice(["2021-03-09", "2021-03-12", None]),
            "xin_lỗi": random.random() < 0.5,
        }
        for key in random.sample(_KEYS, random.randrange(1, 4))
    ]
