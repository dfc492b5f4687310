"""The published document: true of the models, and true of what the application answers (Schemathesis, all checks)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from engine.service.outgoing import TYPES as OUTGOING
from tests.webhooks.serving import Client, dossiers, facts, served, sqlite_client
from webhooks.openapi import document
from webhooks.payloads import MESSAGE_ID, TYPES
from webhooks.signing import sign
from webhooks.strict_json import NotStrict, read_json

#: In place of a signature: what the wrapper signs in the sender's name.
MARK = "sign-me"


@pytest.fixture
def client(book_file: Path, tmp_path: Path) -> Iterator[Client]:
    with sqlite_client(book_file, tmp_path) as client:
        yield client


class Signing:
    """An application behind a signer: ids and times that fit their grammar are replaced by fresh ones."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.answers: list[tuple[str, int]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("HTTP_WEBHOOK_SIGNATURE") == MARK:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            if environ["PATH_INFO"].endswith(":batch"):
                body = self._with_fresh_ids(body)
            environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
            self._sign(environ, body)

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self.answers.append((environ["PATH_INFO"], int(status[:3])))
            return start_response(status, headers, *rest)

        return self._client.app(environ, started)

    def _with_fresh_ids(self, body: bytes) -> bytes:
        try:
            items = json.loads(body)
        except ValueError:
            return body
        if not isinstance(items, list):
            return body
        for item in items:
            identity = item.get("id") if isinstance(item, dict) else None
            if isinstance(identity, str) and re.fullmatch(MESSAGE_ID, identity):
                item["id"] = self._client.fresh()
        return json.dumps(items).encode()

    def _sign(self, environ: dict[str, Any], body: bytes) -> None:
        identity, stamp = environ.get("HTTP_WEBHOOK_ID", ""), environ.get("HTTP_WEBHOOK_TIMESTAMP", "")
        if re.fullmatch(MESSAGE_ID, identity) and re.fullmatch("[1-9][0-9]{0,14}", stamp, re.ASCII):
            signed = sign(self._client.fresh(), self._client.now(), body, [self._client.keys["mot-cua"]])
            environ.update(
                {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
            )


def _configuration(examples: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
            "parameters": {"path.source": "mot-cua"},
            "auth": {"openapi": {"signature": {"api_key": MARK}}},
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
            },
        }
    )


@pytest.mark.no_cover  # the same lines again and again; others measure them
@pytest.mark.parametrize("examples", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_schemathesis_finds_nothing(client: Client, examples: int) -> None:
    moments = st.datetimes(datetime(1900, 1, 2), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    schemathesis.openapi.format("date-time", moments.map(lambda moment: moment.isoformat()))
    app = Signing(client)
    with served(client, app) as port:
        tested, found = _run(port, examples)
    assert found == [], "\n".join(found)
    # The document's own address it does not test: it has read it from there.
    tested.add("GET /hooks/v1/openapi.json")
    assert {f"{method.upper()} {path}" for path, of in document()["paths"].items() for method in of} <= tested
    # It came to the heart of things and not only to the door.
    single = {status for path, status in app.answers if path == "/hooks/v1/mot-cua/events"}
    batch = {status for path, status in app.answers if path == "/hooks/v1/mot-cua/events:batch"}
    assert single >= {202, 400, 401, 405, 415, 422}
    assert batch >= {200, 400, 401, 405, 415}
    assert not any(status >= 500 for _, status in app.answers)


def _run(port: int, examples: int) -> tuple[set[str], list[str]]:
    """What was tested, and what is wrong."""
    # Over its transport for WSGI, Schemathesis 4.32 fails to send a request again without its signature.
    address = f"http://127.0.0.1:{port}/hooks/v1/openapi.json"
    schema = schemathesis.openapi.from_url(address, config=_configuration(examples))
    schema.hook("filter_body")(_is_plain)
    found: list[str] = []
    tested: set[str] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            found.append(str(event.value))
        if isinstance(event, events.FatalError):
            found.append(str(event.exception))
        if isinstance(event, events.ScenarioFinished) and event.status is not Status.SKIP:
            tested.add(event.label or "")
            found += _failures(event)
    return tested, found


def _is_plain(_: Any, body: Any) -> bool:
    """Whether a body keeps the rules of RFC 7493, of which schemas know nothing; tests of their own break them."""
    try:
        read_json(json.dumps(body).encode())
    except (NotStrict, TypeError, ValueError):
        return False
    return True


def _failures(event: events.ScenarioFinished) -> list[str]:
    return [
        f"{event.label} {event.phase} {check.name}: {check.failure_info.failure}; {check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.status is Status.FAILURE and check.failure_info is not None
    ]


def test_every_example_is_taken_or_waits(client: Client) -> None:
    for path, operations in document()["paths"].items():
        for media, content in operations.get("post", {}).get("requestBody", {}).get("content", {}).items():
            for example in content["examples"].values():
                batch = path.endswith("batch")
                response = client.post(example["value"], batch=batch, headers={"Content-Type": media})
                assert response.status_code in (200, 202), response.get_data()


def test_every_type_and_every_message_is_in_it() -> None:
    published = document()
    assert published["webhooks"].keys() == OUTGOING.keys()
    named = {
        branch["properties"]["type"].get("const")
        for branch in published["components"]["schemas"]["Event"]["anyOf"]
    }
    assert named >= TYPES.keys()
    assert published["openapi"] == "3.1.0"


def test_references_lead_somewhere() -> None:
    published = document()
    schemas = published["components"]["schemas"]
    found = set()
    left: list[Any] = [published]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            found |= {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            left += value.values()
        elif isinstance(value, list):
            left += value
    assert {f"#/components/schemas/{name}" for name in schemas} >= found


def test_events_of_the_tests_fit_it() -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    published = document()
    validator = jsonschema_rs.Draft202012Validator(
        {**published["components"]["schemas"]["Event"], "components": published["components"]}
    )
    for event in (facts(so_tthc=1), dossiers(), {**facts(), "more": 1}):
        assert validator.is_valid(event)
    for event in ({}, facts() | {"data": {}}, {**facts(), "specversion": "1.0"}):
        assert not validator.is_valid(event)
