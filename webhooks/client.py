"""A sender of signed events: what ``chamdiem send`` uses, and an example of what another system has to do.

The id of a message is made from its content, so that a file that is sent again is known to the receiver and changes
nothing. What was not taken is sent again with the same id, and a new time and signature (Standard Webhooks 1.0.0).
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

import httpx2

from engine.service.submissions import Submission
from engine.store.ledger import canonical
from webhooks.signing import Key, sign

#: What may be other the next time.
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
#: Seconds to wait before each further try, where the receiver does not say otherwise.
_PAUSES: Final = (1.0, 2.0, 4.0, 8.0)
_LONGEST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an event: the HTTP status (None: no answer at all), the answer, and how often it was sent."""

    message_id: str
    status: int | None
    answer: Any
    tries: int

    @property
    def taken(self) -> bool:
        """Whether the receiver has it, now or from before."""
        return self.status in (200, 202)


class Sender:
    """Posts events to one address, signed by all ``keys``. ``pause`` waits for so many seconds."""

    def __init__(
        self,
        url: str,
        keys: Sequence[Key],
        *,
        seconds: float = 30,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        self._keys = keys
        self._pause = pause
        self._client = httpx2.Client(timeout=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, event: Mapping[str, Any]) -> Receipt:
        """Post one event until it is taken or refused, or nothing helps."""
        body = canonical(event).encode()
        message_id = event.get("id") or f"evt_{hashlib.sha256(body).hexdigest()[:40]}"
        tries = 0
        while True:
            tries += 1
            status, answer, asked = self._post(message_id, body)
            if (status is not None and status not in _AGAIN) or tries > len(_PAUSES):
                return Receipt(message_id, status, answer, tries)
            self._pause(min(asked, _LONGEST) if asked is not None else _PAUSES[tries - 1])

    def _post(self, message_id: str, body: bytes) -> tuple[int | None, Any, float | None]:
        """Status, answer, and the seconds after which the receiver wants it again."""
        headers = {"Content-Type": "application/json", **sign(message_id, int(time.time()), body, self._keys)}
        try:
            response = self._client.post(self._url, content=body, headers=headers)
        except httpx2.HTTPError as error:
            return None, f"{type(error).__name__}: {error}", None
        try:
            answer = response.json()
        except ValueError:
            answer = response.text[:1000]
        asked = response.headers.get("Retry-After", "")
        return response.status_code, answer, float(asked) if asked.isdecimal() else None


def events_of(submission: Submission, at: int) -> Iterator[dict[str, Any]]:
    """What one has to say of a unit, as events; ``at`` is the time of the events, microseconds since 1970."""
    head = {"unit": submission.unit, "year": submission.year, "as_of": _time(submission.as_of)}
    parts: dict[str, dict[str, Any]] = {}
    if submission.facts or submission.previous:
        parts["facts.declared"] = {"facts": submission.facts, "previous": submission.previous}
    if submission.rows is not None:
        parts["dossiers.upserted"] = {"table": submission.table, "rows": submission.rows}
    if submission.evidence:
        parts["evidence.announced"] = {"documents": submission.evidence}
    for kind, said in parts.items():
        yield {"type": kind, "timestamp": _time(at), "data": head | said}


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1e6, UTC).isoformat()
