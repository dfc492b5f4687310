"""The addresses under ``/hooks/v1``: what HTTP has to say about a request is settled here, the rest in the inbox."""

import json
import re
from typing import Final

from flask import Blueprint, Request, Response, g, request

from webhooks import problems
from webhooks.inbox import Answer, Arrival, Inbox
from webhooks.openapi import document
from webhooks.problems import Refusal
from webhooks.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER

#: Bytes of a body.
MAX_EVENT: Final = 256 * 1024
MAX_BATCH: Final = 5 * 1024 * 1024

_EVENT_TYPES: Final = frozenset({"application/json", "application/cloudevents+json"})
_BATCH_TYPES: Final = _EVENT_TYPES | {"application/cloudevents-batch+json"}
_MEDIA_TYPE: Final = re.compile(
    r"(?P<type>[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+)[ \t]*"
    r"(?:;[ \t]*charset=(?P<quote>\"?)(?P<charset>[a-z0-9_-]+)(?P=quote)[ \t]*)?",
    re.IGNORECASE,
)
_CHUNK: Final = 64 * 1024
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def hooks(inbox: Inbox) -> Blueprint:
    """The addresses that other systems post to, and the document about them."""
    blueprint = Blueprint("hooks", __name__, url_prefix="/hooks/v1")
    published = json.dumps(document(), ensure_ascii=False).encode()

    @blueprint.post("/<source>/events")
    def event(source: str) -> Response:
        return _answered(inbox, source, batch=False)

    @blueprint.post("/<source>/events:batch")
    def batch(source: str) -> Response:
        return _answered(inbox, source, batch=True)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return Response(published, content_type="application/json")

    return blueprint


def _answered(inbox: Inbox, source: str, *, batch: bool) -> Response:
    arrival = Arrival(source, {}, b"", request.remote_addr or "", g.request_id)
    try:
        inbox.admit(request.remote_addr)
        headers = signed_headers(request)
        check_media(request, _BATCH_TYPES if batch else _EVENT_TYPES)
        body = read_body(request, MAX_BATCH if batch else MAX_EVENT)
        arrival = Arrival(source, headers, body, arrival.address, arrival.request)
        return _response(inbox.batch(arrival) if batch else inbox.one(arrival))
    except Refusal as refusal:
        inbox.refused(arrival, refusal)
        raise


def _response(answer: Answer) -> Response:
    return Response(_ENCODER.encode(answer.body) + "\n", answer.status, content_type="application/json")


def signed_headers(asked: Request) -> dict[str, str]:
    """The three headers of a signature that are there.

    One that came twice was joined by the server: «a, b». No id and no time has a comma, and no list of signatures has
    one before a blank. Raises ``Refusal``.
    """
    found: dict[str, str] = {}
    for name in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER):
        value = asked.headers.get(name)
        if value is None:
            continue
        if _is_joined(name, value):
            raise Refusal(problems.BAD_REQUEST, "repeated_header")
        found[name] = value
    return found


def _is_joined(name: str, value: str) -> bool:
    return (", " if name == SIGNATURE_HEADER else ",") in value


def check_media(asked: Request, taken: frozenset[str]) -> None:
    """Refuse what is not JSON in UTF-8 as it is. Raises ``Refusal``."""
    # Nothing is ever inflated: a small body would be a large one.
    encoding = asked.headers.get("Content-Encoding", "identity").strip().lower()
    match = _MEDIA_TYPE.fullmatch(asked.headers.get("Content-Type", "").strip())
    if encoding != "identity" or match is None or match["type"].lower() not in taken:
        raise Refusal(problems.MEDIA)
    if match["charset"] is not None and match["charset"].lower() not in ("utf-8", "utf8"):
        raise Refusal(problems.MEDIA, "charset")


def read_body(asked: Request, most: int) -> bytes:
    """The whole body, or a refusal: a body that is cut short must not pass for a complete one."""
    length = asked.content_length
    if length is not None and length > most:
        raise Refusal(problems.TOO_LARGE)
    body = bytearray()
    # The frameworks' own limit cuts a chunked body off without a word; one byte more than allowed tells.
    while len(body) <= most and (chunk := asked.stream.read(min(_CHUNK, most + 1 - len(body)))):
        body += chunk
    if len(body) > most:
        raise Refusal(problems.TOO_LARGE)
    if length is not None and len(body) != length:
        raise Refusal(problems.BAD_REQUEST, "short_body")
    return bytes(body)
