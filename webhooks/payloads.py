"""The events that may come in, as strict models; the published document is generated from the same models.

An event is `{id?, type, timestamp, data}`, or the same as a CloudEvent (1.0, structured mode). What the models do not
name is ignored, so that senders may add to it. Whether the facts are those of the year's set is not known here.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from engine.canonical_json import MAX_WHOLE
from engine.service.submissions import Submission
from spec.diagnostics import Bilingual
from webhooks.problems import Fault

#: How far a time may lie ahead: clocks differ. Microseconds.
AHEAD: Final = 5 * 60 * 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_RFC_3339 = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?P<clock>[0-9]{2}:[0-9]{2}):(?P<second>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,12}))?(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


def instant(value: Any, now: int) -> int:
    """Microseconds since 1970 (UTC) of a time by RFC 3339; what is beyond a microsecond is cut off.

    Raises ``PydanticCustomError`` with one of the codes below: ``time`` (no such text), ``no_offset``, ``second_60``
    (there is no such second in the civil time of Vietnam's systems), ``impossible``, ``before_1900``, ``ahead`` (more
    than five minutes after ``now``).
    """
    match = _RFC_3339.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("time", "time")
    if match["offset"] is None:
        raise PydanticCustomError("no_offset", "no offset")
    if match["second"] == "60":
        raise PydanticCustomError("second_60", "second 60")
    try:
        moment = _moment(match)
    except (ValueError, OverflowError):
        raise PydanticCustomError("impossible", "impossible") from None
    if moment < _EARLIEST:
        raise PydanticCustomError("before_1900", "before 1900")
    found = (moment - _EPOCH) // _MICROSECOND
    if found > now + AHEAD:
        raise PydanticCustomError("ahead", "ahead")
    return found


def _moment(match: re.Match[str]) -> datetime:
    offset = match["offset"].upper().replace("Z", "+00:00")
    # What the library makes of these is not the same in all its versions.
    if match["clock"] >= "24" or offset[1:] >= "24" or offset[4:] >= "60":
        raise ValueError("no such hour")
    micro = ((match["fraction"] or "") + "000000")[:6]
    written = f"{match['day']}T{match['clock']}:{match['second']}.{micro}{offset}"
    return datetime.fromisoformat(written).astimezone(UTC)


def _instant(value: Any, info: ValidationInfo) -> int:
    assert info.context is not None
    return instant(value, info.context["now"])


def _whole(value: Any) -> Any:
    """2021.0 is the same number as 2021, in JSON Schema too."""
    if isinstance(value, Decimal) and abs(value) <= MAX_WHOLE and value == int(value):
        return int(value)
    return value


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


Instant = Annotated[
    int,
    BeforeValidator(_instant),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "description": "RFC 3339 with an offset, from 1900 on, at most five minutes ahead of the server's clock.",
        }
    ),
]
UnitCode = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_nfc)]
Text = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_nfc)]
Year = Annotated[int, Field(ge=1900, le=9999), BeforeValidator(_whole)]
Values = dict[str, Any]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


# ---- Envelopes

#: The grammar of ids: that of the header `webhook-id`.
MESSAGE_ID: Final = r"[A-Za-z0-9_\-:]{1,256}"

TypeName = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_]+([./:-][A-Za-z0-9_]+)*$")
]
Identity = Annotated[str, Field(min_length=1, max_length=256)]


class Envelope(_Strict):
    """What every event has, whatever it says."""

    id: Identity | None = None
    type: TypeName
    timestamp: Instant
    data: Values


class CloudEnvelope(_Strict):
    """The same as a CloudEvent."""

    specversion: Literal["1.0"]
    id: Identity
    source: Annotated[str, Field(min_length=1, max_length=1000)]
    type: TypeName
    time: Instant
    subject: str | None = None
    data: Values


# ---- What events say


class _OfUnit(_Strict):
    """Of which unit and year, and when it was true."""

    unit: UnitCode
    year: Year
    as_of: Instant | None = Field(None, description="When it was true; the event's own time by default.")
    version: Annotated[int, Field(ge=0, le=MAX_WHOLE), BeforeValidator(_whole)] = Field(
        0, description="The sender's version of the record: of two with the same as_of the higher one counts."
    )

    def _submission(self, event: str, at: int, **parts: Any) -> Submission:
        as_of = at if self.as_of is None else self.as_of
        return Submission(event, self.unit, self.year, as_of, self.version, **parts)


class FactsDeclared(_OfUnit):
    """Facts of a unit, by name; ``previous`` are last year's."""

    facts: Values
    previous: Values = Field(default_factory=dict)

    def submission(self, event: str, at: int) -> Submission:
        """As it is handed to the book; ``at`` is the event's own time."""
        return self._submission(event, at, facts=self.facts, previous=self.previous)


class SurveyReported(FactsDeclared):
    """Results of a survey: facts too, from whoever asked the people."""


class DossiersUpserted(_OfUnit):
    """Rows of a table with a key; a row with a known key is its next version. No rows: the table is there, and empty.

    Without ``table`` it is the only table with a key that the set has.
    """

    table: Text | None = None
    rows: list[Values]

    def submission(self, event: str, at: int) -> Submission:
        """As it is handed to the book; ``at`` is the event's own time."""
        return self._submission(event, at, table=self.table or "", rows=self.rows)


class DossiersWithdrawn(_OfUnit):
    """Keys of rows that are no longer true. A key of several columns is an object."""

    table: Text | None = None
    # An empty list would declare the table.
    keys: list[Any] = Field(
        min_length=1,
        json_schema_extra={"items": {"type": ["string", "number", "object"]}},
    )

    def submission(self, event: str, at: int) -> Submission:
        """As it is handed to the book; ``at`` is the event's own time."""
        return self._submission(event, at, table=self.table or "", withdrawn=self.keys)


class Announced(_Strict):
    """A document for a leaf: which of its documents, and the file that is handed in elsewhere."""

    leaf: Text
    for_: Text | None = Field(None, alias="for")
    name: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    withdrawn: bool = False


class EvidenceAnnounced(_OfUnit):
    """Documents of evidence."""

    documents: list[Announced] = Field(min_length=1)

    def submission(self, event: str, at: int) -> Submission:
        """As it is handed to the book; ``at`` is the event's own time."""
        documents = [one.model_dump(by_alias=True, exclude_none=True) for one in self.documents]
        return self._submission(event, at, evidence=documents)


Said = FactsDeclared | SurveyReported | DossiersUpserted | DossiersWithdrawn | EvidenceAnnounced

#: What each type says. One type is one schema for ever; a break is a new type.
TYPES: Final[Mapping[str, type[Said]]] = {
    "facts.declared": FactsDeclared,
    "survey.reported": SurveyReported,
    "dossiers.upserted": DossiersUpserted,
    "dossiers.withdrawn": DossiersWithdrawn,
    "evidence.announced": EvidenceAnnounced,
}


# ---- Reading


class NoEvent(Exception):
    """JSON that is no event; says everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].code)
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Reading:
    """An event that was read. ``submission`` is None where its type is not known."""

    type: str
    submission: Submission | None


def read_event(document: Mapping[str, Any], event: str, now: int) -> Reading:
    """Read an event from parsed JSON.

    ``event`` is the name under which the ledger knows it, ``now`` is in microseconds since 1970 (UTC). Raises
    ``NoEvent`` with every fault.
    """
    envelope, faults = _envelope(document, now)
    kind, data = document.get("type"), document.get("data")
    model = TYPES.get(kind) if isinstance(kind, str) else None
    said: Said | None = None
    if model is not None and isinstance(data, dict):
        try:
            said = model.model_validate(data, context={"now": now})
        except ValidationError as error:
            faults += [_fault(one, "/data") for one in error.errors(include_url=False)]
    if faults or envelope is None:
        raise NoEvent(faults)
    at = envelope.time if isinstance(envelope, CloudEnvelope) else envelope.timestamp
    return Reading(envelope.type, None if said is None else said.submission(event, at))


def _envelope(document: Mapping[str, Any], now: int) -> tuple[Envelope | CloudEnvelope | None, list[Fault]]:
    model: type[Envelope | CloudEnvelope] = CloudEnvelope if "specversion" in document else Envelope
    try:
        return model.model_validate(document, context={"now": now}), []
    except ValidationError as error:
        return None, [_fault(one) for one in error.errors(include_url=False)]


def _fault(error: ErrorDetails, above: str = "") -> Fault:
    place = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"])
    code = _CODES.get(error["type"], error["type"])
    return Fault(above + place, code, _WORDS.get(code, _OTHER))


#: The library's names of errors, as ours: of those that these models can give, what is not here is a wrong type.
_CODES: Final = {
    "missing": "missing",
    "string_too_short": "length",
    "string_too_long": "length",
    "too_short": "length",
    "string_pattern_mismatch": "pattern",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "literal_error": "value",
    "string_type": "type",
    "int_type": "type",
    "bool_type": "type",
    "dict_type": "type",
    "list_type": "type",
    "model_type": "type",
}
_OTHER: Final = Bilingual("giá trị không hợp lệ", "not valid")
_WORDS: Final = {
    "missing": Bilingual("thiếu", "it is missing"),
    "length": Bilingual("quá ngắn hoặc quá dài", "too short or too long"),
    "pattern": Bilingual("không đúng dạng", "not of the form that is needed"),
    "range": Bilingual("ngoài khoảng cho phép", "out of range"),
    "value": Bilingual("không phải giá trị được nhận", "no value that is taken"),
    "type": Bilingual("sai kiểu", "of the wrong type"),
    "time": Bilingual("không phải thời điểm theo RFC 3339", "no time as RFC 3339 writes it"),
    "no_offset": Bilingual("thời điểm thiếu múi giờ (+07:00)", "the time lacks its offset (+07:00)"),
    "second_60": Bilingual("giây 60 không nhận", "second 60 is not taken"),
    "impossible": Bilingual("ngày giờ không có thật", "there is no such day or hour"),
    "before_1900": Bilingual("trước năm 1900", "before 1900"),
    "ahead": Bilingual("quá 5 phút so với hiện tại", "more than 5 minutes ahead"),
}
