"""Twenty thousand signed bodies: no fault of ours, and nothing stored that the answer does not say."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.store import tables as t
from tests.webhooks.serving import Client, dossier, dossiers, facts, sqlite_client
from webhooks.inbox import Arrival, Inbox
from webhooks.problems import Refusal

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

PARTS = 8
BODIES = 20_000 // PARTS
#: What a single event may be answered.
ANSWERS = {200, 202, 400, 403, 409, 413, 422}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_body_is_a_fault_of_ours(book_file: Path, tmp_path: Path, part: int) -> None:
    rng = random.Random(part)
    answered: dict[int, int] = {}
    with sqlite_client(book_file, tmp_path) as client:
        inbox = Inbox(client.office)
        stored: dict[str, tuple[int, str]] = {}
        before = client.stored()
        for _ in range(BODIES):
            identity = f"f{rng.randrange(BODIES)}"
            body = _mutated(rng) if rng.random() < 0.5 else _random(rng)
            status, answer = _answer(inbox, client, body, identity)
            assert status in ANSWERS, (status, body)
            answered[status] = answered.get(status, 0) + 1
            if status in (202, 403, 422) and identity not in stored:
                stored[identity] = status, _state(answer)
        _only_what_was_said(client, stored, before)
    assert {202, 400, 409, 422} <= answered.keys()


def _answer(inbox: Inbox, client: Client, body: bytes, identity: str) -> tuple[int, Any]:
    """What the routes would answer; they turn any other exception into a 503."""
    try:
        answer = inbox.one(Arrival("mot-cua", client.headers(body, identity=identity), body))
    except Refusal as refusal:
        return refusal.kind.status, None
    return answer.status, answer.body


def _state(answer: Any) -> str:
    """The state in the inbox that an answer speaks of."""
    said: str = (answer or {}).get("state", "quarantined")
    return {"accepted": "applied"}.get(said, said)


def _only_what_was_said(client: Client, stored: dict[str, tuple[int, str]], before: dict[str, int]) -> None:
    with client.office.read() as connection:
        rows = connection.execute(select(t.inbox)).all()
        events = {*connection.execute(select(t.facts.c.event)).scalars()}
        events |= {*connection.execute(select(t.table_rows.c.event)).scalars()}
    assert {row.message_id: (row.status, row.state) for row in rows} == stored
    applied = {f"mot-cua/{row.message_id}" for row in rows if row.state == "applied"}
    assert events <= applied
    assert client.stored()["outbox"] == before["outbox"]


# --- valid events, and what becomes of them by a few changes


def _valid(rng: random.Random) -> dict[str, Any]:
    at = f"2021-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T08:00:00+07:00"
    match rng.randrange(5):
        case 0:
            whole = rng.randint(1, 50)
            return facts(at=at, so_tthc=whole, so_tthc_co_quy_trinh_dt=rng.randint(0, whole))
        case 1:
            event = facts(at=at, co_ke_hoach=rng.random() < 0.5, ngan_sach=rng.choice([0, 99.5, 1e3]))
            return event | {"type": rng.choice(["facts.declared", "survey.reported"])}
        case 2:
            keys = rng.sample(range(30), rng.randint(0, 3))
            return dossiers(*(dossier(f"H{key}", late=rng.random() < 0.5) for key in keys))
        case 3:
            gone = [f"H{rng.randrange(30)}"]
            data = {"unit": "so-a", "year": 2021, "table": "hồ_sơ", "keys": gone}
            return {"type": "dossiers.withdrawn", "timestamp": at, "data": data}
        case _:
            documents = [
                {"leaf": rng.choice(["1.1.1", "mot-cua-quy-trinh"]), "name": f"QĐ {rng.randrange(9)}"}
            ]
            data = {"unit": rng.choice(["so-a", "so-b"]), "year": 2021, "documents": documents}
            return {"type": "evidence.announced", "timestamp": at, "data": data}


_STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 2**53 - 1, -(2**53), 1e308, 5e-324, 0.1, 1e22, "", "x" * 300, "\u202e", "=cmd()",
    "'; DROP TABLE inbox;--", "{{7*7}}", "../..", "null", "1e2", "31/12/2021", "2021-02-30", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z", "2021-12-31T23:59:60Z", [], {}, [[]], [None], {"": ""}, {"a": {"b": [1, {"c": None}]}},
    "so-a", "so-z", "hồ_sơ", "ghi_chu", "H1", 2021, 1900, 9999, 10000, "💥", "é", "e\u0301",
)  # fmt: skip
_NAMES = (
    "unit", "year", "facts", "previous", "rows", "keys", "table", "documents", "as_of", "version", "type", "timestamp",
    "data", "specversion", "id", "source", "time", "ngan_sach", "ghi_chu", "so_tthc", "hồ_sơ", "mã", "trả", "leaf",
    "for", "name", "sha256", "withdrawn", "", "~/", "\u0301",
)  # fmt: skip


def _mutated(rng: random.Random) -> bytes:
    event: Any = _valid(rng)
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        _change(rng, event)
    body = json.dumps(event, ensure_ascii=rng.random() < 0.5).encode()
    if rng.random() < 0.1:
        at = rng.randrange(len(body))
        body = body[:at] + rng.randbytes(rng.randrange(3)) + body[at + rng.randrange(3) :]
    return body


def _change(rng: random.Random, event: Any) -> None:
    """One change at a random place."""
    place = event
    while True:
        inner = [value for value in _values(place) if isinstance(value, dict | list) and value]
        if not inner or rng.random() < 0.3:
            break
        place = rng.choice(inner)
    if isinstance(place, dict):
        key = rng.choice([*place, rng.choice(_NAMES)])
        if rng.random() < 0.2:
            place.pop(key, None)
        else:
            place[key] = deepcopy(rng.choice(_STRANGE))
    else:
        place[rng.randrange(len(place))] = deepcopy(rng.choice(_STRANGE))


def _values(place: Any) -> list[Any]:
    return list(place.values()) if isinstance(place, dict) else list(place)


# --- anything at all


def _random(rng: random.Random) -> bytes:
    makers: tuple[Callable[[random.Random], bytes], ...] = (_bytes, _text, _tree, _tree, _brackets)
    return rng.choice(makers)(rng)


def _bytes(rng: random.Random) -> bytes:
    return rng.randbytes(rng.randrange(200))


def _text(rng: random.Random) -> bytes:
    alphabet = string.printable + "\u0000\ud7ff\ue000éđ" + '{}[]:,"' * 5
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(100))).encode()


def _brackets(rng: random.Random) -> bytes:
    return rng.choice([b"[", b'{"a":', b"[{", b"[[],"]) * rng.randrange(1, 2000)


def _tree(rng: random.Random) -> bytes:
    tree = {rng.choice(_NAMES): _node(rng, 4) for _ in range(rng.randrange(6))}
    return json.dumps(tree).encode()


def _node(rng: random.Random, depth: int) -> Any:
    if depth == 0 or rng.random() < 0.4:
        return deepcopy(rng.choice(_STRANGE))
    if rng.random() < 0.5:
        return [_node(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {rng.choice(_NAMES): _node(rng, depth - 1) for _ in range(rng.randrange(4))}
