"""What a signed request goes through: rate → signature → strict JSON → models → the book → the answer.

Nothing is answered with 2xx before it is committed. What is not authentic leaves a counter and a line in the log and
nothing else; what is authentic and no event is kept aside, with the answer that it got.
"""

import hashlib
import json
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from engine.service import intake
from engine.service.intake import Event, Outcome
from engine.service.office import Office
from engine.service.sources import KnownSource, known_source
from spec.diagnostics import Bilingual
from webhooks import problems
from webhooks.limits import Buckets, Rate, address_key
from webhooks.payloads import MESSAGE_ID, NoEvent, read_event
from webhooks.problems import Fault, Refusal
from webhooks.signing import BadKey, Key, NotAuthentic, new_secret, parse_key, verify
from webhooks.strict_json import MAX_DEPTH, NotStrict, canonical, read_json

#: Events in one batch.
MAX_EVENTS: Final = 500
#: Values in one batch: ten times those of one event.
MAX_BATCH_NODES: Final = 200_000
#: Seconds after which a sender may try again what could not be committed.
TRY_AGAIN: Final = 5

_LOG = logging.getLogger(__name__)
_MICROSECONDS: Final = 1_000_000
_PER_ADDRESS: Final = Rate(60_000, 6_000)
_LOGGED: Final = Rate(600, 100)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken from whom.

    ``address``: from one address, before anything is known of it. A source has its own rate a minute; it may send
    ``burst_seconds`` worth of it at once. ``remembered`` are the seconds for which a source is not read again: so long
    a key that was taken back still works.
    """

    address: Rate = _PER_ADDRESS
    burst_seconds: int = 10
    remembered: float = 0.5
    log: Rate = _LOGGED


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that was read: bytes as they came over the wire, headers in any case. ``request`` is its id."""

    source: str
    headers: Mapping[str, str]
    body: bytes
    address: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the members of the answer."""

    status: int
    body: Any


class Inbox:
    """The door for signed requests to a book of record. Safe for use by many threads."""

    def __init__(self, office: Office, limits: Limits | None = None) -> None:
        self.office = office
        self.limits = limits or Limits()
        self._sources = _Sources(office, self.limits.remembered)
        self._buckets = Buckets()
        self._log = RefusalLog(self.limits.log)

    # ---- The two ways in

    def one(self, arrival: Arrival) -> Answer:
        """Take one event. Raises ``Refusal``."""
        source, message_id = self._authentic(arrival)
        document = _json(arrival.body, dict)
        item = _read(self.office, source, message_id, document, arrival.body)
        outcome = self._taken(source, [item])[0]
        return _single_answer(message_id, outcome)

    def batch(self, arrival: Arrival) -> Answer:
        """Take up to 500 events, each by itself. Raises ``Refusal``, also where none of them was taken."""
        source, _ = self._authentic(arrival)
        documents = _json(arrival.body, list, max_depth=MAX_DEPTH + 1, max_nodes=MAX_BATCH_NODES)
        if len(documents) > MAX_EVENTS:
            raise Refusal(problems.TOO_LARGE, "too_many_events")
        texts = _elements(arrival.body.decode())
        items = [
            _read_item(self.office, source, document, text.encode())
            for document, text in zip(documents, texts, strict=True)
        ]
        answers = [
            _item_answer(index, item, outcome)
            for index, (item, outcome) in enumerate(zip(items, self._taken(source, items), strict=True))
        ]
        return _batch_answer(answers)

    # ---- Who it is

    def admit(self, address: str | None) -> None:
        """Count a request of an address. Raises ``Refusal``."""
        if wait := self._buckets.take(f"address {address_key(address)}", self.limits.address):
            raise Refusal(problems.TOO_MANY, "address_rate", retry_after=wait)

    def refused(self, arrival: Arrival, refusal: Refusal) -> None:
        """Log a refusal: what it was and a hash of the body, never the body."""
        self._log.write(arrival, refusal)

    def _authentic(self, arrival: Arrival) -> tuple[KnownSource, str]:
        now = self.office.journal.clock()
        known = self._sources.get(arrival.source, now)
        # An unknown source costs the same work, so that nobody can try out which there are.
        keys = _NOBODY if known is None or not known.keys else known.keys
        try:
            message_id = verify(arrival.headers, arrival.body, keys, now // _MICROSECONDS)
        except NotAuthentic as error:
            raise Refusal(problems.NOT_AUTHENTIC, error.reason, errors=_clock(error.skew)) from None
        if known is None or not known.keys:
            raise Refusal(problems.NOT_AUTHENTIC, "no_match")
        record = known.source.record
        if record.state == "retired":
            raise Refusal(problems.RETIRED)
        if record.state != "active":
            raise Refusal(problems.SUSPENDED)
        burst = max(1, record.per_minute * self.limits.burst_seconds // 60)
        if wait := self._buckets.take(f"source {record.code}", Rate(max(1, record.per_minute), burst)):
            raise Refusal(problems.TOO_MANY, "source_rate", retry_after=wait)
        return known.source, message_id

    # ---- Into the book

    def _taken(self, source: KnownSource, items: Sequence["_Item"]) -> list[Outcome]:
        """The outcome of each: what can be read is taken in one transaction, what cannot is kept aside.

        Of two with one id the first one counts, readable or not.
        """
        outcomes: dict[int, Outcome] = {}
        first: dict[str, _Item] = {}
        for item in items:
            if item.event is not None:
                first.setdefault(item.event.message_id, item)
        late = [item.follows(first) for item in items]
        self._receive(source, items, [not behind for behind in late], outcomes)
        for index, item in enumerate(items):
            if item.flawed is not None:
                outcomes[index] = (
                    item.flawed if item.event is None else self._keep_aside(item.event, item.flawed)
                )
        self._receive(source, items, late, outcomes)
        return [outcomes[index] for index in range(len(items))]

    def _receive(
        self,
        source: KnownSource,
        items: Sequence["_Item"],
        which: Sequence[bool],
        outcomes: dict[int, Outcome],
    ) -> None:
        chosen = [
            (index, item.event)
            for index, item in enumerate(items)
            if which[index] and item.flawed is None and item.event is not None
        ]
        if chosen:
            events = [event for _, event in chosen]
            found = intake.receive(self.office, source.speaker, events)
            outcomes.update(zip((index for index, _ in chosen), found, strict=True))

    def _keep_aside(self, event: Event, flawed: Outcome) -> Outcome:
        digests = event.sha256, event.canonical
        return intake.quarantine(self.office, event.source, event.message_id, event.raw, flawed, digests)


# ---- Reading


@dataclass(frozen=True, slots=True)
class _Item:
    """One event of a request. ``flawed`` where it cannot be read; without an id it is no event at all."""

    event: Event | None
    flawed: Outcome | None = None

    def follows(self, first: Mapping[str, "_Item"]) -> bool:
        """Whether an item that cannot be read has taken its id before."""
        if self.event is None or self.flawed is not None:
            return False
        return first[self.event.message_id].flawed is not None


def _clock(skew: int | None) -> list[dict[str, str]]:
    """What a sender hears whose clock alone is wrong; whose signature does not hold hears nothing."""
    if skew is None:
        return []
    vi, en = ("nhanh", "fast") if skew > 0 else ("chậm", "slow")
    words = f"đồng hồ bên gửi {vi} {abs(skew)} giây, hoặc tin được ký từ lúc đó"
    other = f"the sender's clock is {abs(skew)} seconds {en}, or the message was signed then"
    return [_fault("", "clock", words, other)]


def _json(body: bytes, top: type, **limits: int) -> Any:
    try:
        document = read_json(body, **limits)
    except NotStrict as error:
        words = Bilingual(_STRICT.get(error.code, "JSON không đúng dạng"), error.detail)
        fault = Fault(error.pointer or "", error.code, words)
        raise Refusal(problems.BAD_JSON, error.code, errors=[fault.as_json()]) from None
    if not isinstance(document, top):
        words = Bilingual("phải là một danh sách […]", "it has to be a list […]")
        if top is dict:
            words = Bilingual("phải là một đối tượng {…}", "it has to be an object {…}")
        raise Refusal(problems.BAD_JSON, "top_level", errors=[Fault("", "top_level", words).as_json()])
    return document


_STRICT: Final[Mapping[str, str]] = {
    "encoding": "không phải UTF-8",
    "bom": "có dấu BOM ở đầu",
    "depth": "lồng nhau quá sâu",
    "nodes": "quá nhiều giá trị",
    "syntax": "không phải JSON",
    "constant": "NaN và Infinity không phải JSON",
    "number": "số ngoài khoảng cho phép; nhiều chữ số hơn thì gửi dạng chuỗi",
    "duplicate_key": "tên xuất hiện hai lần",
    "key_length": "tên quá dài",
    "nul": "có ký tự NUL",
    "surrogate": "có nửa ký tự",
}


def _read_item(office: Office, source: KnownSource, document: Any, raw: bytes) -> _Item:
    """An event of a batch: it has to have an id of its own."""
    if not isinstance(document, dict):
        return _Item(None, _quarantined([_fault("", "type", "không phải đối tượng {…}", "no object {…}")]))
    identity = document.get("id")
    if not isinstance(identity, str) or not re.fullmatch(MESSAGE_ID, identity):
        words = "cần mã riêng: 1–256 ký tự A–Z, a–z, 0–9, «_», «-», «:»"
        other = "it needs an id of its own: 1–256 of A–Z, a–z, 0–9, «_», «-», «:»"
        return _Item(None, _quarantined([_fault("/id", "id", words, other)]))
    return _read(office, source, identity, document, raw)


def _read(
    office: Office, source: KnownSource, message_id: str, document: Mapping[str, Any], raw: bytes
) -> _Item:
    code = source.record.code
    digests = hashlib.sha256(raw).hexdigest(), hashlib.sha256(canonical(document)).hexdigest()
    try:
        reading = read_event(document, f"{code}/{message_id}", office.journal.clock())
    except NoEvent as error:
        flawed = _quarantined([fault.as_json() for fault in error.faults])
        return _Item(Event(code, message_id, "", *digests, raw, None), flawed)
    return _Item(Event(code, message_id, reading.type, *digests, raw, reading.submission))


def _quarantined(errors: list[dict[str, str]]) -> Outcome:
    return Outcome(422, "quarantined", {"errors": errors})


def _fault(pointer: str, code: str, vi: str, en: str) -> dict[str, str]:
    return Fault(pointer, code, Bilingual(vi, en)).as_json()


_SEPARATOR = " \t\r\n,"


def _elements(text: str) -> list[str]:
    """The elements of a JSON array that was read already, as they were written: what is kept is what was signed."""
    scan = json.JSONDecoder(parse_float=len, parse_int=len).raw_decode
    found: list[str] = []
    place = text.index("[") + 1
    while True:
        while text[place] in _SEPARATOR:
            place += 1
        if text[place] == "]":
            return found
        _, end = scan(text, place)
        found.append(text[place:end])
        place = end


# ---- Answers

_STATES: Final = {"applied": "accepted"}


def _body(identity: str, state: str, outcome: Outcome) -> dict[str, Any]:
    answer = dict(outcome.answer)
    if "first" in answer:
        answer["first"] = _STATES.get(answer["first"], answer["first"])
    return {"id": identity, "state": _STATES.get(state, state), **answer}


def _single_answer(identity: str, outcome: Outcome) -> Answer:
    errors = outcome.answer.get("errors", ())
    match outcome.status:
        case 200 | 202:
            return Answer(outcome.status, _body(identity, outcome.state, outcome))
        case 403:
            raise Refusal(problems.NOT_PERMITTED, errors=errors)
        case 409:
            raise Refusal(problems.ID_REUSED)
        case 422:
            raise Refusal(problems.INVALID, errors=errors)
        case _:
            raise Refusal(problems.UNAVAILABLE, "failed", retry_after=TRY_AGAIN)


_ITEM_STATUS: Final = {
    200: "duplicate",
    202: "accepted",
    403: "not_permitted",
    409: "conflict",
    422: "invalid",
    503: "failed",
}


def _item_answer(index: int, item: _Item, outcome: Outcome) -> dict[str, Any]:
    status = "pending_subject" if outcome.state == "pending_subject" else _ITEM_STATUS[outcome.status]
    answer = _body("", outcome.state, outcome)
    del answer["id"], answer["state"]
    if outcome.state == "ignored":
        answer["state"] = "ignored"
    identity = None if item.event is None else item.event.message_id
    return {"index": index, "id": identity, "status": status, **answer}


#: What was taken, now or before.
_TAKEN: Final = frozenset({"accepted", "duplicate", "pending_subject"})


def _batch_answer(items: list[dict[str, Any]]) -> Answer:
    if any(item["status"] in _TAKEN for item in items):
        return Answer(200, items)
    if any(item["status"] == "failed" for item in items):
        raise Refusal(problems.UNAVAILABLE, "failed", retry_after=TRY_AGAIN)
    raise Refusal(problems.NONE_TAKEN, items=items)


# ---- Sources


@dataclass(frozen=True, slots=True)
class _Known:
    source: KnownSource
    keys: tuple[Key, ...]


#: What is tried for a source that is not there; nobody knows the secret.
_NOBODY: Final = (parse_key(new_secret()),)
_MOST_SOURCES: Final = 4096
_MOST_CODE: Final = 64


class _Sources:
    """Sources with their keys, read again after a moment; unknown ones are remembered for the same time."""

    def __init__(self, office: Office, remembered: float) -> None:
        self._office = office
        self._remembered = remembered
        self._lock = Lock()
        self._known: OrderedDict[str, tuple[float, _Known | None]] = OrderedDict()

    def get(self, code: str, now: int) -> _Known | None:
        """A source with the keys that are valid at a moment."""
        started = time.monotonic()
        with self._lock:
            found = self._known.get(code)
        if found is not None and started - found[0] < self._remembered:
            return found[1]
        known = self._read(code, now)
        with self._lock:
            # Counted from before it was read: what is taken back meanwhile is not remembered for longer.
            self._known[code] = started, known
            self._known.move_to_end(code)
            if len(self._known) > _MOST_SOURCES:
                self._known.popitem(last=False)
        return known

    def _read(self, code: str, now: int) -> _Known | None:
        # PostgreSQL takes no NUL, not even to say that there is no such thing.
        if len(code) > _MOST_CODE or not code.isprintable():
            return None
        with self._office.read() as connection:
            source = known_source(self._office, connection, code, now)
        if source is None:
            return None
        return _Known(source, tuple(_keys(source.secrets, code)))


def _keys(secrets: Sequence[str], code: str) -> list[Key]:
    found = []
    for secret in secrets:
        try:
            found.append(parse_key(secret))
        except BadKey:
            _LOG.warning("a key of the source %s is malformed and does not count", code)
    return found


# ---- The log


class RefusalLog:
    """One line of JSON for each refusal, no more than a rate allows; the next line says how many were left out."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._buckets = Buckets(clock)
        self._lock = Lock()
        self._left_out = 0

    def write(self, arrival: Arrival, refusal: Refusal) -> None:
        """Log a refusal, without body and without secrets."""
        if self._buckets.take("", self._rate):
            with self._lock:
                self._left_out += 1
            return
        with self._lock:
            left_out, self._left_out = self._left_out, 0
        line = {
            "event": "webhook.refused",
            "status": refusal.kind.status,
            "reason": refusal.reason,
            "source": arrival.source[:_MOST_CODE],
            "address": arrival.address,
            "request": arrival.request,
            "size": len(arrival.body),
            "sha256": hashlib.sha256(arrival.body).hexdigest(),
            "left_out": left_out,
        }
        _LOG.warning(json.dumps(line))
