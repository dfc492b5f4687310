"""What comes in over HTTP: every row of the table of hostile and unlucky inputs, and what each leaves behind."""

from __future__ import annotations

import hmac
import json
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.book.card import card_of
from engine.book.sheet import Header
from engine.caller import NOBODY, caller
from engine.service.books import load_sheets
from engine.service.registry import UnitRecord, register_unit
from engine.service.sources import SourceRecord, change_source, rotate_key
from engine.store import tables as t
from engine.store.database import Database, Unavailable
from tests.webhooks.serving import (
    Client,
    dossier,
    dossiers,
    facts,
    make_client,
    sqlite_client,
)
from webhooks.inbox import MAX_EVENTS, Limits
from webhooks.limits import Rate
from webhooks.routes import MAX_BATCH, MAX_EVENT
from webhooks.signing import new_key_pair, new_secret, parse_key, sign


@pytest.fixture(scope="module")
def shared(book_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One book for all tests that only add to it."""
    with sqlite_client(book_file, tmp_path_factory.mktemp("office")) as client:
        yield client


@pytest.fixture
def client(book_file: Path, tmp_path: Path) -> Iterator[Client]:
    with sqlite_client(book_file, tmp_path) as client:
        yield client


def _problem(response: TestResponse, status: int, slug: str) -> dict[str, Any]:
    """The members of a refusal, which is one all over."""
    assert response.status_code == status, response.get_data()
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = json.loads(response.get_data())
    assert found["type"] == f"/problems/{slug}"
    assert found["status"] == status
    assert found["instance"] == response.headers["X-Request-Id"]
    return found


def _errors(response: TestResponse) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in _problem(response, 422, "invalid-event")["errors"]}


def _leaves_nothing(client: Client, response: TestResponse, before: dict[str, int], status: int) -> None:
    assert response.status_code == status, response.get_data()
    assert client.stored() == before


# --- rows 1–8: once, again, otherwise


def test_an_event_is_committed_and_says_what_it_did(book_database: Database, tmp_path: Path) -> None:
    client = make_client(book_database, tmp_path)
    response = client.post(facts(so_tthc=10, so_tthc_co_quy_trinh_dt=5), identity="one")
    assert response.status_code == 202
    answer = response.get_json()
    assert (answer["id"], answer["state"], answer["unit"], answer["year"]) == (
        "one",
        "accepted",
        "so-a",
        2021,
    )
    declared, appraised = answer["scores"]
    assert (declared["view"], appraised["view"]) == ("declared", "appraised")
    (leaf,) = declared["leaves"]
    assert (leaf["number"], leaf["old"], leaf["new"]) == ("1.1.1", "0", "2")
    row = client.inbox("one")
    assert (row.state, row.status, row.unit) == ("applied", 202, "so-a")
    again = client.post(facts(so_tthc=10, so_tthc_co_quy_trinh_dt=5), identity="one")
    assert again.status_code == 200
    assert again.get_json() == {**answer, "state": "duplicate", "first": "accepted"}
    other = client.post(facts(so_tthc=10, so_tthc_co_quy_trinh_dt=6), identity="one")
    _problem(other, 409, "id-reused")
    with client.office.read() as connection:
        (kept,) = connection.execute(select(t.conflicts)).all()
    assert (kept.source, kept.message_id) == ("mot-cua", "one")
    assert json.loads(kept.raw)["data"]["facts"]["so_tthc_co_quy_trinh_dt"] == 6


def test_the_chain_says_from_where_an_event_came(shared: Client) -> None:
    for content, status, what in (
        (facts(ngan_sach=5), 202, "events.received"),
        ({}, 422, "event.quarantined"),
    ):
        response = shared.post(content)
        assert response.status_code == status
        with shared.office.read() as connection:
            newest = connection.execute(select(t.audit).order_by(t.audit.c.seq.desc()).limit(1)).one()
        assert newest.what == what
        assert (newest.address, newest.request) == ("127.0.0.1", response.headers["X-Request-Id"])
    assert caller() == NOBODY


def test_the_same_json_written_otherwise_is_the_same_event(shared: Client) -> None:
    event = facts(ngan_sach=120.5)
    assert shared.post(event, identity="w1").status_code == 202
    before = shared.stored()
    written = json.dumps(event, indent=2, sort_keys=True).replace("120.5", "1.2050e2").encode()
    assert shared.post(written, identity="w1").status_code == 200
    after = shared.stored()
    assert {**after, "audit": 0} == {**before, "audit": 0}


def test_the_same_id_of_another_source_is_another_event(shared: Client) -> None:
    event = facts(so_tthc=10)
    assert shared.post(event, identity="s1").status_code == 202
    assert shared.post(event, identity="s1", source="khao-sat").status_code == 202


def test_two_at_the_same_instant_are_taken_once(book_database: Database, tmp_path: Path) -> None:
    client = make_client(book_database, tmp_path)
    for at in range(5):
        body = json.dumps(facts(so_tthc=10 + at)).encode()
        headers = client.headers(body, identity=f"i{at}")
        barrier = Barrier(2)

        def post(
            _: int,
            body: bytes = body,
            headers: dict[str, str] = headers,
            barrier: Barrier = barrier,
        ) -> int:
            barrier.wait()
            url = "/hooks/v1/mot-cua/events"
            return client.app.test_client().post(url, data=body, headers=headers).status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(post, range(2))) == [200, 202]
    assert client.stored()["inbox"] == 5


def test_a_captured_request_is_good_for_five_minutes(shared: Client) -> None:
    event = facts(co_ke_hoach=False)
    assert shared.post(event, identity="c1", at=shared.now() - 60).status_code == 202
    assert shared.post(event, identity="c1", at=shared.now() - 60).status_code == 200
    before = shared.stored()
    for at in (-302, 302):
        _leaves_nothing(shared, shared.post(event, identity="c1", at=shared.now() + at), before, 401)


# --- rows 9–18: who it is


def _altered(shared: Client, body: bytes, **headers: str | None) -> TestResponse:
    sent = shared.headers(body)
    for name, value in headers.items():
        key = f"webhook-{name}"
        if value is None:
            del sent[key]
        else:
            sent[key] = value
    return shared.app.test_client().post("/hooks/v1/mot-cua/events", data=body, headers=sent)


_REFUSED: dict[str, tuple[str | None, ...]] = {
    "id": (None, "", "a" * 257, "a.b", "a\tb", "🙂", "a b"),
    "timestamp": (
        *(None, "", " 1", "1_6", "1.6e9", "١٦٠٠٠٠٠٠٠٠", "nan", "1600000000000", "-5", "0", "9" * 30),
    ),
    "signature": (
        *(None, "", "v1", "v1,a,b", "v1,!!!!", "v1,é", "v1,YWJj", "v2,YWJj", " ".join(["v1,YWJj"] * 5000)),
    ),
}
_HEADERS: list[dict[str, str | None]] = [
    {name: value} for name, values in _REFUSED.items() for value in values
]


@pytest.mark.parametrize("headers", _HEADERS, ids=range(len(_HEADERS)))
def test_headers_that_prove_nothing(shared: Client, headers: dict[str, str | None]) -> None:
    before = shared.stored()
    try:
        response = _altered(shared, json.dumps(facts()).encode(), **headers)
    except UnicodeEncodeError:  # the client cannot even send it
        return
    _leaves_nothing(shared, response, before, 401)
    found = _problem(response, 401, "not-authentic")
    assert {name: found[name] for name in ("title", "detail")} == {
        "title": "Chưa xác thực / Not authentic",
        "detail": "Không xác thực được nguồn gửi / the sender is not proved",
    }


@pytest.mark.parametrize(("seconds", "told"), [(-301, "chậm 301 giây"), (301, "nhanh 301 giây")])
def test_a_sender_whose_clock_alone_is_wrong_hears_of_it(shared: Client, seconds: int, told: str) -> None:
    before, body = shared.stored(), json.dumps(facts()).encode()
    response = shared.post(body, at=shared.now() + seconds)
    _leaves_nothing(shared, response, before, 401)
    (error,) = _problem(response, 401, "not-authentic")["errors"]
    assert error["code"] == "clock"
    assert told in error["vi"]
    # Nobody else does: not who has no key of the source, not who changed a byte, not for a source that is not there.
    sent = shared.headers(body, at=shared.now() + seconds)
    others = [
        shared.post(body + b" ", headers=sent),
        shared.post(
            body, source="mot-cua", headers=shared.headers(body, "khao-sat", at=shared.now() + seconds)
        ),
        shared.post(body, path="/hooks/v1/khong-co/events", headers=sent),
    ]
    for other in others:
        assert "errors" not in _problem(other, 401, "not-authentic")


def test_what_is_joined_came_twice(shared: Client) -> None:
    body = json.dumps(facts()).encode()
    sent = shared.headers(body)
    before = shared.stored()
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        pairs = [*sent.items(), (name, sent[name])]
        response = shared.app.test_client().post("/hooks/v1/mot-cua/events", data=body, headers=pairs)
        _problem(response, 400, "bad-request")
    assert shared.stored() == before


def test_junk_before_the_right_signature(shared: Client) -> None:
    body = json.dumps(facts()).encode()
    good = shared.headers(body, identity="junk")
    good["webhook-signature"] = f"v1,YWJj  v9,x {good['webhook-signature']}"
    assert (
        shared.app.test_client().post("/hooks/v1/mot-cua/events", data=body, headers=good).status_code == 202
    )


def test_an_underscore_is_not_a_dash(shared: Client) -> None:
    response = _altered(shared, json.dumps(facts()).encode())
    assert response.status_code == 202


def test_unknown_suspended_retired(client: Client) -> None:
    before = client.stored()
    body = facts()
    unknown = client.post(body, path="/hooks/v1/khong-co/events")
    _problem(unknown, 401, "not-authentic")
    _problem(client.post(body, source="tam-dung"), 403, "source-suspended")
    _problem(client.post(body, source="da-nghi"), 410, "source-retired")
    # Nobody learns of either without its key.
    for source in ("tam-dung", "da-nghi"):
        _problem(client.post(body, path=f"/hooks/v1/{source}/events"), 401, "not-authentic")
    for code in ("a" * 65, "%00", "%0a", "%F0%9F%99%82", "..", "a%2Fb"):
        response = client.post(body, path=f"/hooks/v1/{code}/events")
        assert response.status_code in (401, 404)
    assert client.stored() == before


def test_another_sources_key(shared: Client) -> None:
    before = shared.stored()
    response = shared.post(facts(), source="khao-sat", path="/hooks/v1/mot-cua/events")
    _leaves_nothing(shared, response, before, 401)


def test_keys_in_their_overlap_and_after(client: Client) -> None:
    old = client.keys["mot-cua"]
    secret = new_secret()
    rotate_key(client.office, "test", "mot-cua", secret)
    assert client.post(facts()).status_code == 202
    client.keys["mot-cua"] = parse_key(secret)
    assert client.post(facts()).status_code == 202
    rotate_key(client.office, "test", "mot-cua", new_secret(), overlap=0)
    assert client.post(facts()).status_code == 401
    client.keys["mot-cua"] = old
    assert client.post(facts()).status_code == 401


def test_a_key_that_was_taken_back_is_gone_within_a_second(book_file: Path, tmp_path: Path) -> None:
    with sqlite_client(book_file, tmp_path, Limits()) as client:
        assert client.post(facts()).status_code == 202
        rotate_key(client.office, "test", "mot-cua", new_secret(), overlap=0)
        time.sleep(1)
        assert client.post(facts()).status_code == 401


def test_an_ed25519_key(client: Client) -> None:
    private, public = new_key_pair()
    rotate_key(client.office, "test", "mot-cua", public, overlap=0)
    client.keys["mot-cua"] = parse_key(private)
    assert client.post(facts()).status_code == 202


def test_a_malformed_key_counts_for_nothing(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    rotate_key(client.office, "test", "mot-cua", "nonsense!", overlap=0)
    assert client.post(facts()).status_code == 401
    assert "nonsense" not in caplog.text


# --- rows 19–28: bodies


def _padded(size: int) -> bytes:
    body = json.dumps({**facts(), "more": ""}).encode()
    return body[:-2] + b"x" * (size - len(body)) + b'"}'


def test_the_limit_of_a_body(shared: Client) -> None:
    assert shared.post(_padded(MAX_EVENT)).status_code == 202
    before = shared.stored()
    response = shared.post(_padded(MAX_EVENT + 1))
    _leaves_nothing(shared, response, before, 413)
    _problem(response, 413, "too-large")
    padding = b" " * (MAX_BATCH - 2)
    assert shared.post(b"[" + padding + b"]", batch=True).status_code == 422
    _problem(shared.post(b"[" + padding + b" ]", batch=True), 413, "too-large")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "identity, gzip"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": ""},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json; charset=utf-8; charset=utf-16"},
        {"Content-Type": "application/json, text/plain"},
        {"Content-Type": "application/cloudevents-batch+json"},
        {"Content-Type": "application/json;" + " " * 5000 + "x"},
    ],
    ids=str,
)
def test_other_media(shared: Client, headers: dict[str, str]) -> None:
    before = shared.stored()
    response = shared.post(facts(), headers=headers)
    _leaves_nothing(shared, response, before, 415)
    _problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "media",
    ["application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"', "application/cloudevents+json"],
)
def test_json_in_other_words(shared: Client, media: str) -> None:
    assert shared.post(facts(), headers={"Content-Type": media}).status_code == 202


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "syntax"),
        (b"  ", "syntax"),
        (b"null", "top_level"),
        (b'"x"', "top_level"),
        (b"[]", "top_level"),
        (json.dumps(facts()).encode("utf-16"), "encoding"),
        (b"\xef\xbb\xbf" + json.dumps(facts()).encode(), "bom"),
        (b'{"type": "\xff"}', "encoding"),
        (b'{"type": "\xc0\xaf"}', "encoding"),
        (b"[" * 30_000, "depth"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "depth"),
        (b'{"a":1,"a":2}', "duplicate_key"),
        (b'{"a":NaN}', "constant"),
        (b'{"a":9007199254740993}', "number"),
        (b'{"a":"\\u0000"}', "nul"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":[' + b"1," * 20_000 + b"1]}", "nodes"),
    ],
)
def test_bodies_that_are_no_json(shared: Client, body: bytes, code: str) -> None:
    before = shared.stored()
    response = shared.post(body)
    _leaves_nothing(shared, response, before, 400)
    assert _problem(response, 400, "bad-json")["errors"][0]["code"] == code


@pytest.mark.parametrize(
    "value",
    [
        "=cmd()",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "'; DROP TABLE inbox; --",
        "a\u202eb",
        "x" * 100_000,
    ],
)
def test_strange_values_are_only_values(shared: Client, value: str) -> None:
    assert shared.post(facts(ghi_chu=value), identity=shared.fresh()).status_code == 202
    late = shared.post(facts(unit=value[:100]))
    assert late.get_json()["state"] == "pending_subject"


# --- the addresses


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "//hooks/v1/mot-cua/events", 404),
        ("POST", "/hooks/v1/mot-cua/events/", 404),
        ("POST", "/hooks//v1/mot-cua/events", 404),
        ("POST", "/hooks/v1/mot-cua/events:batch/", 404),
        ("POST", "/hooks/v1//events", 404),
        ("POST", "/hooks/v1/mot-cua/Events", 404),
        ("GET", "/hooks/v1/mot-cua/events", 405),
        ("HEAD", "/hooks/v1/mot-cua/events", 405),
        ("OPTIONS", "/hooks/v1/mot-cua/events", 405),
        ("TRACE", "/hooks/v1/mot-cua/events", 405),
        ("PUT", "/hooks/v1/mot-cua/events:batch", 405),
        ("OPTIONS", "/healthz", 405),
        ("POST", "/hooks/v1/openapi.json", 405),
        ("GET", "/static/x", 404),
        ("GET", "/", 404),
    ],
)
def test_other_addresses_and_methods(shared: Client, method: str, path: str, status: int) -> None:
    response = shared.app.test_client().open(path, method=method)
    assert response.status_code == status
    assert "Location" not in response.headers
    assert ("Allow" in response.headers) == (status == 405)
    assert response.content_type == "application/problem+json"


def test_headers_of_every_answer(shared: Client) -> None:
    answers = [shared.app.test_client().get(path) for path in ("/healthz", "/none", "/hooks/v1/openapi.json")]
    for response in [*answers, shared.post(facts())]:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Request-Id"].startswith("urn:uuid:")
        assert "Set-Cookie" not in response.headers
    assert answers[0].get_json() == {"status": "ok"}


# --- what is authentic and no event


_FLAWED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"/type": "missing", "/timestamp": "missing", "/data": "missing"}),
    ({**facts(), "data": []}, {"/data": "type"}),
    (
        facts() | {"data": {"unit": "", "year": "2021"}},
        {"/data/unit": "length", "/data/year": "type", "/data/facts": "missing"},
    ),
    (facts(at="2021-12-31T23:59:60Z"), {"/timestamp": "second_60"}),
    (facts(at="2021-12-31T23:59:59"), {"/timestamp": "no_offset"}),
    (facts(at="1899-12-31T23:59:59Z"), {"/timestamp": "before_1900"}),
    (facts(at="1900-01-01T00:00:00+07:00"), {"/timestamp": "before_1900"}),
    (facts(at="9999-12-31T23:59:59-01:00"), {"/timestamp": "impossible"}),
    (facts(at="2999-01-01T00:00:00Z"), {"/timestamp": "ahead"}),
    (facts(at="2021-02-30T00:00:00Z"), {"/timestamp": "impossible"}),
    (facts(at="2021-12-31T24:00:00Z"), {"/timestamp": "impossible"}),
    (facts(at="2021-12-31T23:00:00+24:00"), {"/timestamp": "impossible"}),
    (facts(at="2021-12-31T23:00:00+07:60"), {"/timestamp": "impossible"}),
    (facts(at="2021-12-31 23:00:00Z"), {"/timestamp": "time"}),
    (facts(at="2021-12-31"), {"/timestamp": "time"}),
    (facts(at="٢٠٢١-12-31T00:00:00Z"), {"/timestamp": "time"}),
    ({**facts(), "timestamp": 5}, {"/timestamp": "time"}),
    (dossiers(as_of="2021-13-01T00:00:00Z"), {"/data/as_of": "impossible"}),
    (dossiers(version=-1), {"/data/version": "range"}),
    (dossiers(version=1.5), {"/data/version": "type"}),
    ({**facts(), "specversion": "0.3"}, {"/specversion": "value", "/id": "missing", "/time": "missing"}),
    ({**facts(), "type": "Đã khai"}, {"/type": "pattern"}),
    (
        {
            "type": "dossiers.withdrawn",
            "timestamp": "2021-12-31T08:00:00Z",
            "data": {"unit": "a", "keys": []},
        },
        {"/data/year": "missing", "/data/keys": "length"},
    ),
    (facts(khong_co=1), {"/data/facts/khong_co": "unknown"}),
    (facts(so_tthc="x"), {"/data/facts/so_tthc": "F010"}),
    (facts(so_tthc=0), {"/data/facts/so_tthc": "F011"}),
    (facts(hồ_sơ=[]), {"/data/facts/hồ_sơ": "keyed_table"}),
    (dossiers({"mã": "H1"}, {"hẹn_trả": "2021-03-10"}), {"/data/rows/1": "key"}),
    (dossiers(table="khac"), {"/data/table": "unknown"}),
]


@pytest.mark.parametrize(("event", "errors"), _FLAWED, ids=range(len(_FLAWED)))
def test_flaws_are_named_and_the_event_is_kept_aside(
    shared: Client, event: dict[str, Any], errors: dict[str, str]
) -> None:
    identity = f"flaw-{shared.fresh()}"
    before = shared.stored()
    first = shared.post(event, identity=identity)
    found = _errors(first)
    assert found.items() >= errors.items()
    row = shared.inbox(identity)
    assert (row.state, row.status, json.loads(row.raw)) == ("quarantined", 422, event)
    after = shared.stored()
    assert after["inbox"] == before["inbox"] + 1
    assert [after[name] for name in ("facts", "table_rows", "scores", "conflicts")] == [
        before[name] for name in ("facts", "table_rows", "scores", "conflicts")
    ]
    assert _errors(shared.post(event, identity=identity)) == found
    _problem(shared.post(facts(), identity=identity), 409, "id-reused")


def test_five_minutes_ahead_are_the_difference_of_clocks(shared: Client) -> None:
    def at(seconds: int) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(shared.now() + seconds))

    assert shared.post(facts(at=at(295))).status_code == 202
    assert _errors(shared.post(facts(at=at(310)))) == {"/timestamp": "ahead"}


def test_what_a_source_may_not_say(shared: Client) -> None:
    for event in (facts(co_ke_hoach=True), facts(unit="so-b", so_tthc=3), dossiers(dossier("H1"))):
        response = shared.post(event, source="khao-sat", identity=(identity := shared.fresh() + "-no"))
        found = _problem(response, 403, "not-permitted")
        assert found["errors"][0]["code"] == "not_permitted"
        assert shared.inbox(identity, "khao-sat").state == "quarantined"


# --- the types


def test_dossiers_come_and_go(client: Client) -> None:
    late = client.post(dossiers(dossier("H1", late=True), {**dossier("H2"), "người_nộp": "A"})).get_json()
    assert late["ignored"] == ["hồ_sơ.người_nộp"]
    assert _points(late) == "0"
    sorry = client.post(dossiers(dossier("H1", late=True, sorry=True), version=1)).get_json()
    assert _points(sorry) == "3"
    back = client.post(dossiers(dossier("H1", late=True), version=2)).get_json()
    assert _points(back) == "0"
    gone = {**facts(), "type": "dossiers.withdrawn"}
    gone["data"] = {"unit": "so-a", "year": 2021, "table": "hồ_sơ", "keys": ["H1"], "version": 3}
    assert _points(client.post(gone).get_json()) == "3"
    with client.office.read() as connection:
        assert "người_nộp" not in str(connection.execute(select(t.table_rows.c.cells)).all())


def _points(answer: dict[str, Any]) -> str | None:
    declared = next(score for score in answer["scores"] if score["view"] == "declared")
    found: dict[str, str] = {leaf["number"]: leaf["new"] for leaf in declared["leaves"]}
    return found.get("1.1.3")


def test_no_rows_declare_the_table(client: Client) -> None:
    assert _points(client.post(dossiers()).get_json()) == "3"


def test_a_table_need_not_be_named_where_there_is_one(client: Client) -> None:
    event = dossiers(dossier("H1", late=True))
    del event["data"]["table"]
    response = client.post(event)
    assert response.status_code == 202
    assert _points(response.get_json()) == "0"


def test_evidence_and_surveys(shared: Client) -> None:
    evidence = facts() | {"type": "evidence.announced"}
    document = {"leaf": "1.1.1", "name": "QĐ 1", "sha256": "a" * 64}
    evidence["data"] = {"unit": "so-a", "year": 2021, "documents": [document]}
    assert shared.post(evidence).get_json()["state"] == "accepted"
    evidence["data"] = {"unit": "so-a", "year": 2021, "documents": [{**document, "leaf": "9"}]}
    assert _errors(shared.post(evidence)) == {"/data/documents/0/leaf": "unknown"}
    survey = facts(so_tthc=7) | {"type": "survey.reported"}
    assert shared.post(survey, source="khao-sat").get_json()["state"] == "accepted"


def test_a_cloud_event(shared: Client) -> None:
    plain = facts(so_tthc=8)
    event = {
        "specversion": "1.0",
        "id": "a.b",
        "source": "/mot-cua",
        "type": plain["type"],
        "data": plain["data"],
    }
    event |= {"time": plain["timestamp"], "subject": "so-a", "traceparent": "x"}
    media = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
    assert shared.post(event, headers=media).get_json()["state"] == "accepted"


def test_an_unknown_type_is_kept(shared: Client) -> None:
    event = {"type": "meeting.held", "timestamp": "2021-12-31T08:00:00Z", "data": {"anything": [1]}}
    assert shared.post(event, identity="meeting").get_json() == {
        "id": "meeting",
        "state": "ignored",
        "detail": "type meeting.held",
    }
    assert shared.inbox("meeting").state == "ignored"
    again = shared.post(event, identity="meeting").get_json()
    assert (again["state"], again["first"]) == ("duplicate", "ignored")


def test_what_waits_is_applied_when_its_unit_appears(client: Client) -> None:
    response = client.post(facts(unit="so-moi", so_tthc=10, ngan_sach=0.0000001), identity="wait")
    assert (response.status_code, response.get_json()) == (
        202,
        {"id": "wait", "state": "pending_subject", "waits_for": "unit"},
    )
    next_year = facts()
    next_year["data"]["year"] = 2022
    assert client.post(next_year).get_json()["waits_for"] == "round"
    register_unit(client.office, "test", UnitRecord("so-moi", "Sở mới", ""))
    assert client.inbox("wait").state == "applied"
    again = client.post(facts(unit="so-moi", so_tthc=10, ngan_sach=0.0000001), identity="wait")
    assert again.status_code == 200
    assert again.get_json()["scores"]


@pytest.mark.parametrize(
    ("number", "points"),
    [("1e2", 2), ("1E+2", 2), ("100.00", 2), ("0.0000001", 0), ("12345678901234567890.5", 2)],
)
def test_numbers_however_they_are_written(client: Client, number: str, points: int) -> None:
    body = json.dumps(facts(ngan_sach=0, ghi_chu="")).replace("0,", f"{number},").encode()
    client.post(body, identity="number")
    assert client.inbox("number").state == "applied"
    with client.office.read() as connection:
        book = load_sheets(connection, client.office.set_of(connection, 1), _HEADER, 2021)
    (leaf,) = (leaf for leaf in card_of(book["declared"].scored).leaves if leaf.number == "1.1.4")
    assert (leaf.points, leaf.status != "pending") == (points * 1000, True)


_HEADER = Header("so-a", "SO-A", "", ranked=True, evidence_required=False)


# --- batches


def _statuses(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.get_data()
    items = response.get_json()
    assert [item["index"] for item in items] == list(range(len(items)))
    return [item["status"] for item in items]


def test_a_batch_is_answered_item_by_item(book_database: Database, tmp_path: Path) -> None:
    client = make_client(book_database, tmp_path)
    assert client.post(facts(so_tthc=5), identity="known").status_code == 202
    events = [
        {"id": "b1", **facts(so_tthc=6)},
        {"id": "b2", **facts(khong_co=1)},
        {"id": "b1", **facts(so_tthc=6)},
        {"id": "b1", **facts(so_tthc=7)},
        {"id": "known", **facts(so_tthc=5)},
        {"id": "b3", **facts(unit="so-x")},
        facts(),
        {"id": "a b", **facts()},
        5,
        {"id": "b4", "type": "facts.declared"},
        {"id": "b4", **facts()},
        {"id": "b5", "type": "x", "timestamp": "2021-12-31T08:00:00Z", "data": {}},
        {"id": "b1", "type": "x"},
    ]
    response = client.post(events, batch=True)
    assert _statuses(response) == [
        "accepted",
        "invalid",
        "duplicate",
        "conflict",
        "conflict",  # with an id of its own in it, it is not the same JSON
        "pending_subject",
        "invalid",
        "invalid",
        "invalid",
        "invalid",
        "conflict",
        "accepted",
        "conflict",
    ]
    items = response.get_json()
    assert items[0]["unit"] == "so-a"
    assert items[6]["errors"][0]["pointer"] == "/id"
    assert items[6]["id"] is None
    assert items[11]["state"] == "ignored"
    assert client.inbox("b1").raw == json.dumps(events[0]).encode()
    again = client.post(events, batch=True)
    assert _statuses(again)[:3] == ["duplicate", "invalid", "duplicate"]


def test_permissions_in_a_batch(shared: Client) -> None:
    events = [{"id": "p1", **facts(so_tthc=6)}, {"id": "p2", **facts(co_ke_hoach=True)}]
    assert _statuses(shared.post(events, batch=True, source="khao-sat")) == ["accepted", "not_permitted"]


def test_a_batch_of_which_nothing_is_taken(shared: Client) -> None:
    response = shared.post([facts(), {"id": "n1", "type": "x"}], batch=True)
    found = _problem(response, 422, "no-event-taken")
    assert [item["status"] for item in found["items"]] == ["invalid", "invalid"]
    before = shared.stored()
    _leaves_nothing(shared, shared.post([], batch=True), before, 422)
    _leaves_nothing(shared, shared.post(facts(), batch=True), before, 400)
    _leaves_nothing(shared, shared.post([1] * (MAX_EVENTS + 1), batch=True), before, 413)


def test_a_full_batch(client: Client) -> None:
    events = [{"id": f"f{at}", **dossiers(dossier(f"H{at}"))} for at in range(MAX_EVENTS)]
    assert set(_statuses(client.post(events, batch=True))) == {"accepted"}
    assert client.stored()["table_rows"] == MAX_EVENTS
    assert set(_statuses(client.post(events, batch=True))) == {"duplicate"}


def test_an_event_of_a_batch_may_come_again_alone(shared: Client) -> None:
    event = {"id": "alone", **facts(so_tthc=9)}
    assert _statuses(shared.post([event], batch=True)) == ["accepted"]
    assert shared.post(event, identity="alone").status_code == 200


# --- rates, faults, the log


def test_a_source_has_a_rate(client: Client) -> None:
    assert client.post(facts(), source="cham").status_code == 202
    before = client.stored()
    response = client.post(facts(), source="cham")
    _leaves_nothing(client, response, before, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 10
    assert client.post(facts()).status_code == 202


def test_an_address_has_a_rate_before_anything_is_known(book_file: Path, tmp_path: Path) -> None:
    with sqlite_client(book_file, tmp_path, Limits(address=Rate(1, 3), remembered=0)) as client:
        found = [client.post(facts(), path="/hooks/v1/khong/events") for _ in range(4)]
        assert [response.status_code for response in found] == [401, 401, 401, 429]
        assert 1 <= int(found[-1].headers["Retry-After"]) <= 60


def test_a_database_that_cannot(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Any:
        raise Unavailable("disk full at /srv/secret")

    with monkeypatch.context() as patch:
        patch.setattr(client.office.database, "write", fail)
        response = client.post(facts(), identity="later")
    _problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "5"
    assert "secret" not in response.get_data(as_text=True)
    assert client.post(facts(), identity="later").status_code == 202


def test_a_fault_of_ours_is_never_the_senders(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise ZeroDivisionError("SELECT secret")

    batch = [{"id": "fault", **facts()}]
    for name in ("check", "receive"):
        with monkeypatch.context() as patch:
            patch.setattr(f"engine.service.intake.{name}", fail)
            for response in (client.post(facts(), identity="fault"), client.post(batch, batch=True)):
                _problem(response, 503, "unavailable")
                assert "Retry-After" in response.headers
                assert "secret" not in response.get_data(as_text=True)
    assert client.post(facts(), identity="fault").status_code == 202


def test_refusals_are_logged_without_the_body(shared: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "webhooks.inbox"):
        shared.post(facts(ghi_chu="bí-mật-\n"), at=1)
        shared.post(facts(), path="/hooks/v1/a%0ab/events")
    first, second = (json.loads(record.getMessage()) for record in caplog.records)
    assert (first["reason"], first["status"], first["source"]) == ("too_old", 401, "mot-cua")
    assert len(first["sha256"]) == 64
    assert second["source"] == "a\nb"
    assert all("\n" not in record.getMessage() for record in caplog.records)
    assert "mật" not in caplog.text
    assert "v1," not in caplog.text


def test_the_log_is_no_weapon(book_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    limits = Limits(log=Rate(1, 2), remembered=0)
    with (
        sqlite_client(book_file, tmp_path, limits) as client,
        caplog.at_level(logging.WARNING, "webhooks.inbox"),
    ):
        for _ in range(5):
            client.post(facts(), at=1)
    assert len(caplog.records) == 2


def test_a_source_may_be_suspended_and_come_back(client: Client) -> None:
    change_source(client.office, "test", SourceRecord("mot-cua", "một cửa", state="suspended"))
    assert client.post(facts()).status_code == 403
    change_source(client.office, "test", SourceRecord("mot-cua", "một cửa"))
    assert client.post(facts()).status_code == 202


def test_the_official_library_signs_what_is_taken(client: Client) -> None:
    standard = pytest.importorskip("standardwebhooks.webhooks")
    secret = new_secret()
    rotate_key(client.office, "test", "mot-cua", secret)
    body = json.dumps(facts())
    at = datetime.now(UTC)
    signature = standard.Webhook(secret).sign("official", at, body)
    headers = {"webhook-id": "official", "webhook-timestamp": str(int(at.timestamp()))}
    headers |= {"webhook-signature": signature}
    assert client.post(body.encode(), headers=headers).status_code == 202
    ours = sign("x", int(at.timestamp()), body.encode(), [parse_key(secret)])
    standard.Webhook(secret).verify(body, ours)


def test_17_an_unknown_source_costs_the_same_work_as_a_wrong_key(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted and not timed: nobody can try out by the clock which sources there are."""
    digests: list[bytes] = []
    real = hmac.digest

    def counted(key: bytes, content: bytes, kind: str) -> bytes:
        digests.append(content)
        return real(key, content, kind)

    monkeypatch.setattr(hmac, "digest", counted)
    body = json.dumps(facts()).encode()
    wrong = sign("msg_wrong", client.now(), body, [parse_key(new_secret())])
    found = {}
    for source in ("mot-cua", "khong-co"):
        digests.clear()
        path = f"/hooks/v1/{source}/events"
        answer = client.post(body, headers=wrong, path=path)
        found[source] = (answer.status_code, answer.get_json()["type"], len(digests))
    assert found["mot-cua"] == found["khong-co"]
    assert found["mot-cua"][2] > 0
