"""The published document: OpenAPI 3.1, made from the models that requests are read with."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from engine.service.outgoing import TYPES as OUTGOING
from webhooks import problems
from webhooks.inbox import MAX_EVENTS
from webhooks.payloads import MESSAGE_ID, TYPES, CloudEnvelope, Envelope
from webhooks.problems import Kind
from webhooks.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER

Schema = dict[str, Any]

_JSON: Final = "application/json"
_CLOUD: Final = "application/cloudevents+json"
_CLOUD_BATCH: Final = "application/cloudevents-batch+json"


def document() -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ChấmĐiểm webhooks",
            "version": "1.0.0",
            "description": _ABOUT,
        },
        "paths": {
            "/hooks/v1/{source}/events": {"post": _post_event()},
            "/hooks/v1/{source}/events:batch": {"post": _post_batch()},
            "/hooks/v1/openapi.json": {"get": _get("openapi", "This document", {"type": "object"})},
            "/healthz": {
                "get": _get("healthz", "Whether the process answers", _object(status={"const": "ok"}))
            },
        },
        "webhooks": {name: {"post": _message(name, about)} for name, about in OUTGOING.items()},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": SIGNATURE_HEADER,
                    "description": "Standard Webhooks 1.0.0: one or more `v1,<base64 of HMAC-SHA256>` or `v1a,<base64 "
                    "of Ed25519>`, separated by blanks, over the bytes `webhook-id.webhook-timestamp.body`.",
                }
            },
        },
    }


_ABOUT: Final = (
    "Events with facts come in, signed as Standard Webhooks 1.0.0 has it; events with changed scores go out, signed in "
    "the same way. An event is taken once: its repetition under the same id gets the same answer. Members that are not "
    "named here are ignored. Beyond what schemas can say: JSON is read by RFC 7493 (UTF-8, no key twice, whole numbers "
    "within ±(2^53−1)), a body has at most 256 KiB (a batch 5 MiB), 32 levels and 20,000 values, and times lie at most "
    "five minutes ahead. A time of 23:59:60 is refused."
)


# ---- Operations


def _get(name: str, summary: str, schema: Schema) -> Schema:
    return {
        "operationId": name,
        "summary": summary,
        "security": [],
        "responses": {"200": _response("OK", {_JSON: schema}), **_refusals([problems.NOT_FOUND])},
    }


def _post_event() -> Schema:
    content = {
        _JSON: {"schema": _ref("Event"), "examples": _examples(cloud=False)},
        _CLOUD: {"schema": _ref("CloudEvent"), "examples": _examples(cloud=True)},
    }
    # A CloudEvent is known by its `specversion`, whatever the media type.
    content[_JSON]["schema"] = content[_CLOUD]["schema"] = {"anyOf": [_ref("Event"), _ref("CloudEvent")]}
    taken = {_JSON: _ref("Taken")}
    return {
        "operationId": "postEvent",
        "summary": "Post one event",
        "security": [{"signature": []}],
        "parameters": _parameters(),
        "requestBody": {"required": True, "content": content},
        "responses": {
            "202": _response("Committed, with what it did", taken),
            "200": _response("Known already, with what it did when it came first", taken),
            **_refusals(_ALWAYS),
        },
    }


def _post_batch() -> Schema:
    schema = {
        "type": "array",
        "maxItems": MAX_EVENTS,
        "items": {},
        "description": "Each item is an event with an id of its own, taken or refused by itself.",
    }
    contained = {**schema, "contains": {"anyOf": [_ref("BatchEvent"), _ref("CloudBatchEvent")]}}
    examples = {
        "batch": {"value": [{"id": f"msg-{at}", **_EXAMPLES[name]} for at, name in enumerate(_EXAMPLES)]}
    }
    content = {media: {"schema": contained, "examples": examples} for media in (_JSON, _CLOUD, _CLOUD_BATCH)}
    listed = {_JSON: {"type": "array", "items": _ref("Item")}}
    return {
        "operationId": "postBatch",
        "summary": "Post up to 500 events under one signature",
        "security": [{"signature": []}],
        "parameters": _parameters(),
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": _response("What became of each, in order; at least one was taken", listed),
            **_refusals(kind for kind in _ALWAYS if kind not in (problems.INVALID, problems.NOT_PERMITTED)),
            "422": _response("None was taken", {problems.MEDIA_TYPE: _ref("Problem")}),
        },
    }


def _parameters() -> list[Schema]:
    return [
        {
            "name": "source",
            "in": "path",
            "required": True,
            "description": "The code under which the sender is registered.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 64},
        },
        {
            "name": ID_HEADER,
            "in": "header",
            "required": True,
            "description": "The id of the message, the same at every attempt.",
            "schema": {"type": "string", "pattern": f"^{MESSAGE_ID}$"},
        },
        {
            "name": TIMESTAMP_HEADER,
            "in": "header",
            "required": True,
            "description": "Unix seconds of this attempt, at most 300 away from the server's clock.",
            "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"},
        },
    ]


_ALWAYS: Final = (
    problems.BAD_REQUEST,
    problems.BAD_JSON,
    problems.NOT_AUTHENTIC,
    problems.SUSPENDED,
    problems.NOT_PERMITTED,
    problems.NOT_FOUND,
    problems.ID_REUSED,
    problems.RETIRED,
    problems.TOO_LARGE,
    problems.MEDIA,
    problems.INVALID,
    problems.TOO_MANY,
    problems.UNAVAILABLE,
)
_WAITING: Final = frozenset({problems.TOO_MANY.status, problems.UNAVAILABLE.status})


def _refusals(kinds: Iterable[Kind]) -> Schema:
    words: dict[str, list[str]] = {}
    for kind in kinds:
        words.setdefault(str(kind.status), []).append(f"`{kind.type}`: {kind.detail.en}")
    found = {}
    for status, lines in words.items():
        found[status] = _response("; ".join(lines), {problems.MEDIA_TYPE: _ref("Problem")})
        if int(status) in _WAITING:
            found[status]["headers"] = {
                "Retry-After": {
                    "required": True,
                    "description": "Seconds",
                    "schema": {"type": "integer", "minimum": 1},
                }
            }
    return found


def _response(description: str, content: Mapping[str, Schema]) -> Schema:
    return {
        "description": description,
        "content": {media: {"schema": schema} for media, schema in content.items()},
    }


# ---- Schemas


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: Iterable[str] | None = None, **properties: Schema) -> Schema:
    needed = list(properties if required is None else required)
    return {"type": "object", "required": needed, "properties": properties}


def _schemas() -> Schema:
    models = [*TYPES.values(), Envelope, CloudEnvelope]
    _, made = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    schemas: Schema = made["$defs"]
    plain, cloud = schemas.pop("Envelope"), schemas.pop("CloudEnvelope")
    plain["properties"]["specversion"] = {"not": {}, "description": "This would make it a CloudEvent."}
    with_id = {"id": {"type": "string", "pattern": f"^{MESSAGE_ID}$"}}
    schemas |= {
        "Event": _event(plain),
        "CloudEvent": _event(cloud),
        "BatchEvent": _event(plain, with_id),
        "CloudBatchEvent": _event(cloud, with_id),
        "Taken": _taken(),
        "Item": _item(),
        "Score": _score(),
        "Error": _object(
            pointer={"type": "string", "description": "RFC 6901, from the top of the body"},
            code={"type": "string"},
            vi={"type": "string"},
            en={"type": "string"},
        ),
        "Problem": _problem(),
    }
    return schemas


def _event(envelope: Schema, more: Mapping[str, Schema] | None = None) -> Schema:
    """The envelope with what its type says; an event of a type that is not known is kept and answered."""
    properties = envelope["properties"] | dict(more or {})
    required = list(dict.fromkeys([*envelope["required"], *(more or {})]))
    known = [
        {"properties": {"type": {"const": name}, "data": _ref(model.__name__)}}
        for name, model in TYPES.items()
    ]
    other = {"properties": {"type": {"not": {"enum": list(TYPES)}}}}
    return {
        "type": "object",
        "title": envelope["title"],
        "description": envelope["description"],
        "required": required,
        "properties": properties,
        "anyOf": [*known, other],
    }


def _did() -> dict[str, Schema]:
    return {
        "unit": {"type": "string"},
        "year": {"type": "integer"},
        "scores": {"type": "array", "items": _ref("Score")},
        "ignored": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Columns that the set does not declare; they are not kept.",
        },
        "waits_for": {"enum": ["unit", "round"]},
        "first": {"enum": ["accepted", "pending_subject", "ignored"]},
        "detail": {"type": "string"},
    }


def _taken() -> Schema:
    states = ["accepted", "pending_subject", "ignored", "duplicate"]
    return _object(["id", "state"], id={"type": "string"}, state={"enum": states}, **_did())


def _item() -> Schema:
    statuses = ["accepted", "duplicate", "conflict", "invalid", "pending_subject", "not_permitted", "failed"]
    return _object(
        ["index", "id", "status"],
        index={"type": "integer", "minimum": 0},
        id={"type": ["string", "null"]},
        status={"enum": statuses},
        state={"const": "ignored"},
        errors={"type": "array", "items": _ref("Error")},
        **_did(),
    )


_TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
_CHANGE: Final = _object(old=_TEXT_OR_NULL, new=_TEXT_OR_NULL)


def _score() -> Schema:
    leaf = _object(number={"type": "string"}, old=_TEXT_OR_NULL, new=_TEXT_OR_NULL, status={"type": "string"})
    return _object(
        view={"enum": ["declared", "appraised"]},
        version={"type": "integer", "description": "Grows with each change of this unit, year and view."},
        points=_CHANGE,
        percent=_CHANGE,
        band=_CHANGE,
        leaves={"type": "array", "items": leaf},
    )


def _problem() -> Schema:
    return _object(
        ["type", "title", "status", "detail", "instance"],
        type={"enum": sorted({kind.type for kind in problems.KINDS})},
        title={"type": "string"},
        status={"type": "integer"},
        detail={"type": "string"},
        instance={"type": "string", "format": "uri", "description": "The id of the request."},
        errors={"type": "array", "items": _ref("Error")},
        items={"type": "array", "items": _ref("Item")},
    )


# ---- What goes out


def _message(name: str, about: str) -> Schema:
    body = _object(
        id={"type": "string"},
        type={"const": name},
        schema={"const": f"{name}/1"},
        timestamp={"type": "string", "format": "date-time"},
        subject={"type": ["string", "null"], "description": "The unit"},
        data=_MESSAGES[name],
    )
    return {
        "operationId": name,
        "summary": f"Sent to subscribers: {about}",
        "security": [{"signature": []}],
        "parameters": _parameters()[1:],
        "requestBody": {"required": True, "content": {_JSON: {"schema": body}}},
        "responses": {
            "2XX": {"description": "Delivered"},
            "410": {"description": "No more messages are wanted; the subscription ends"},
            "default": {"description": "It is sent again, over three days"},
        },
    }


_UNIT_YEAR: Final[dict[str, Schema]] = {"unit": {"type": "string"}, "year": {"type": "integer"}}
_SET: Final[dict[str, Schema]] = {
    "set": {"type": "integer"},
    "year": {"type": "integer"},
    "number": {"type": "integer"},
    "name": {"type": "string", "description": "Only for subscriptions that may hear all."},
}
_MESSAGES: Final[Mapping[str, Schema]] = {
    "score.changed": _object(
        ["unit", "year", "view", "version", "set", "closed", "band", "link"],
        **_UNIT_YEAR,
        view={"enum": ["declared", "appraised"]},
        version={"type": "integer", "description": "What is older than the highest one seen is stale."},
        set={"type": "integer"},
        closed={"type": "boolean"},
        band=_CHANGE,
        link={"type": "string"},
        points={**_CHANGE, "description": "Only for subscriptions that may hear all."},
        percent={**_CHANGE, "description": "Only for subscriptions that may hear all."},
        leaves={
            "type": "array",
            "items": {"type": "object"},
            "description": "Only for subscriptions that may hear all.",
        },
    ),
    "fact.rejected": _object(
        ["unit", "year", "name", "event"],
        **_UNIT_YEAR,
        name={"type": "string"},
        event={"type": "string"},
        reason={"type": "string", "description": "Only for subscriptions that may hear all."},
        by={"type": "string", "description": "Only for subscriptions that may hear all."},
    ),
    "set.published": _object(["set", "year", "number"], **_SET),
    "set.withdrawn": _object(
        ["set", "year", "number", "paused"],
        **_SET,
        paused={
            "type": "boolean",
            "description": "Whether a round pauses: its events wait until it goes on.",
        },
        reason={"type": "string", "description": "Only for subscriptions that may hear all."},
    ),
    "round.closed": _object(year={"type": "integer"}, set={"type": "integer"}),
    "subscription.tested": _object(subscription={"type": "integer"}),
}


# ---- Examples

_TIME: Final = "2021-12-31T08:00:00+07:00"
_EXAMPLES: Final[Mapping[str, Schema]] = {
    "facts.declared": {
        "type": "facts.declared",
        "timestamp": _TIME,
        "data": {"unit": "so-a", "year": 2021, "facts": {"so_tthc": 120, "so_tthc_co_quy_trinh_dt": 96}},
    },
    "dossiers.upserted": {
        "type": "dossiers.upserted",
        "timestamp": _TIME,
        "data": {
            "unit": "so-a",
            "year": 2021,
            "table": "hồ_sơ",
            "rows": [{"mã": "H1", "hẹn_trả": "2021-03-10", "trả": "2021-03-11", "xin_lỗi": False}],
        },
    },
    "dossiers.withdrawn": {
        "type": "dossiers.withdrawn",
        "timestamp": _TIME,
        "data": {"unit": "so-a", "year": 2021, "table": "hồ_sơ", "keys": ["H1"]},
    },
    "evidence.announced": {
        "type": "evidence.announced",
        "timestamp": _TIME,
        "data": {
            "unit": "so-a",
            "year": 2021,
            "documents": [{"leaf": "mot-cua-quy-trinh", "name": "Quyết định 12/QĐ-SNV", "sha256": "0" * 64}],
        },
    },
}


def _examples(*, cloud: bool) -> Schema:
    if not cloud:
        return {name: {"value": value} for name, value in _EXAMPLES.items()}
    return {
        name: {
            "value": {
                "specversion": "1.0",
                "id": f"example-{at}",
                "source": "/mot-cua",
                "type": name,
                "time": _TIME,
                "data": _EXAMPLES[name]["data"],
            }
        }
        for at, name in enumerate(_EXAMPLES)
    }
