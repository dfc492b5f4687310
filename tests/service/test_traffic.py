"""What other systems send and hear, as those who look after it see it; what may be done to sources and subscribers."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from engine.service import traffic
from engine.service.deliveries import Delivery, deliveries, delivery, subscription, subscriptions
from engine.service.errors import Conflict, Invalid, NotFound
from engine.service.intake import Event, Outcome, quarantine, receive, replay_quarantined
from engine.service.office import Office
from engine.service.paging import Place, first_key
from engine.service.record import verify
from engine.service.registry import UnitRecord, register_unit
from engine.service.retention import expire
from engine.service.rounds import close_round
from engine.service.sources import (
    OVERLAP,
    SourceRecord,
    Wish,
    add_source,
    change_source,
    change_subscription,
    known_source,
    revoke_key,
    rotate_key,
    rotate_subscription_key,
    set_source,
    set_subscription,
    source_names,
    subscribe,
    try_subscription,
)
from engine.service.traffic import (
    DAY,
    Asked,
    EventDetail,
    EventRow,
    KeyState,
    SourceTraffic,
    events,
    source_with_traffic,
    sources_with_traffic,
)
from engine.store import tables as t
from engine.store.database import Database
from tests.service.offices import NOON, SYSTEM, Clock, event, office_on

SECRET = "whsec_" + "B" * 32
OTHER = "whsec_" + "C" * 32
MINUTE = 60 * 1_000_000
URL = "https://nhan.example/tin"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(book_database: Database, tmp_path: Path, clock: Clock) -> Office:
    found = office_on(book_database, tmp_path)
    found.journal.clock = clock
    return found


def made(name: str, body: str = '{"tin":1}', unit: str = "so-a", **said: Any) -> Event:
    digest = f"{abs(hash(body)):064x}"[-64:]
    one = event(name, unit, NOON, **(said or {"facts": {"muc_tieu": 4, "da_lam": 4}}))
    return replace(one, raw=body.encode(), sha256=digest, canonical=digest)


def send(office: Office, name: str, body: str = '{"tin":1}', **said: Any) -> Outcome:
    return receive(office, SYSTEM, [made(name, body, **said)])[0]


def aside(office: Office, name: str, body: str = '{"tin":1}') -> Outcome:
    """An event that cannot be read at all."""
    errors = [{"pointer": "/data", "code": "missing", "vi": "thiếu", "en": "it is missing"}]
    outcome = Outcome(422, "quarantined", {"errors": errors})
    return quarantine(office, "mot-cua", name, body.encode(), outcome, ("f" * 64, "f" * 64))


def source(office: Office, code: str = "mot-cua") -> SourceTraffic:
    with office.read() as connection:
        return source_with_traffic(connection, code, office.journal.clock())


def listed(office: Office, place: Place | None = None, **asked: Any) -> list[EventRow]:
    with office.read() as connection:
        return events(connection, Asked(**asked), place or Place()).items


def shown(office: Office, name: str) -> EventDetail:
    (row,) = listed(office, message_id=name)
    with office.read() as connection:
        return traffic.event(connection, row.number)


def chain(office: Office, what: str) -> list[tuple[str, dict[str, Any]]]:
    """Subject and detail of the entries of a kind."""
    with office.read() as connection:
        query = text("SELECT subject, detail FROM audit WHERE what = :what ORDER BY seq")
        rows = connection.execute(query, {"what": what}).all()
        return [(row.subject, json.loads(row.detail)) for row in rows]


def keys_that_work(office: Office, code: str = "mot-cua") -> int:
    with office.read() as connection:
        known = known_source(office, connection, code, office.journal.clock())
    assert known is not None
    return len(known.secrets)


# ---- Sources as they do


def test_a_source_that_has_sent_nothing(office: Office) -> None:
    found = source(office)
    assert (found.record, found.counts, found.last, found.failed, found.silent_since) == (
        SourceRecord("mot-cua", "một cửa"),
        {},
        None,
        0,
        None,
    )
    (key,) = found.keys
    assert (key.until, key.valid, found.valid_keys) == (None, True, 1)
    with pytest.raises(NotFound):
        source(office, "khong-co")


def test_events_are_counted_by_what_became_of_them(office: Office, clock: Clock) -> None:
    send(office, "e0")
    clock.at += 31 * DAY
    send(office, "e1")
    send(office, "e1")
    send(office, "e2", '{"tin":2}', unit="so-c")
    send(office, "e3", facts={"khong_co": 1})
    send(office, "e1", '{"tin":3}')
    aside(office, "e4")
    found = source(office)
    assert found.counts == {"applied": 1, "pending_subject": 1, "quarantined": 2, "conflict": 1}
    assert (found.last and found.last.state, found.failed, found.fails) == ("quarantined", 2, False)
    aside(office, "e5")
    assert source(office).fails
    send(office, "e6")
    assert source(office).failed == 0


def test_sources_are_listed_with_the_retired_ones_last(office: Office) -> None:
    add_source(office, "admin", SourceRecord("a-cu", "cũ"), SECRET)
    add_source(office, "admin", SourceRecord("z-moi", "mới"), SECRET)
    set_source(office, "admin", "a-cu", "retired")
    with office.read() as connection:
        found = sources_with_traffic(connection, office.journal.clock())
        assert source_names(connection) == {"a-cu": "cũ", "mot-cua": "một cửa", "z-moi": "mới"}
    assert [one.record.code for one in found] == ["mot-cua", "z-moi", "a-cu"]


@pytest.mark.parametrize(
    ("pauses", "since", "silent"),
    [
        ([DAY] * 9, 2 * DAY, False),
        ([DAY] * 9, 3 * DAY + MINUTE, True),
        ([MINUTE] * 9, DAY - MINUTE, False),
        ([MINUTE] * 9, DAY + MINUTE, True),
        ([MINUTE] * 8 + [2 * DAY], 5 * DAY, False),
        ([MINUTE] * 4, 20 * DAY, False),  # too few to know its habits
        ([MINUTE] * 4, 31 * DAY, True),
        ([], 31 * DAY, True),
    ],
)
def test_when_a_source_is_silent(
    office: Office, clock: Clock, pauses: list[int], since: int, silent: bool
) -> None:
    send(office, "e")
    for number, pause in enumerate(pauses):
        clock.at += pause
        send(office, f"e{number}")
    last = clock.at
    clock.at += since
    found = source(office)
    assert (found.silent_since is not None) == silent
    if found.silent_since is not None:
        assert abs(found.silent_since - last) < 1000
    set_source(office, "admin", "mot-cua", "suspended")
    assert source(office).silent_since is None, "nobody expects anything of it"


# ---- What may be done to sources


def test_a_source_is_suspended_and_comes_back(office: Office) -> None:
    set_source(office, "admin", "mot-cua", "suspended")
    assert source(office).record.state == "suspended"
    set_source(office, "admin", "mot-cua", "active")
    assert source(office).record.state == "active"
    change = {"before": {"state": "active"}, "after": {"state": "suspended"}}
    assert chain(office, "source.suspended") == [("mot-cua", change)]
    with pytest.raises(NotFound):
        set_source(office, "admin", "khong-co", "active")
    assert verify(office) == []


def test_a_change_tells_before_and_after(office: Office) -> None:
    was = source(office).record
    now = replace(was, name="Một cửa tỉnh", units=("so-*",), per_minute=60)
    change_source(office, "admin", now, was)
    assert source(office).record == now
    ((_, told),) = chain(office, "source.changed")
    assert told == {
        "before": {"name": "một cửa", "units": ["*"], "per_minute": 600},
        "after": {"name": "Một cửa tỉnh", "units": ["so-*"], "per_minute": 60},
    }
    with pytest.raises(Conflict, match="người khác"):
        change_source(office, "admin", replace(was, name="x"), was)
    assert source(office).record == now


def test_a_code_is_taken_once(office: Office) -> None:
    before = source(office).keys
    with pytest.raises(Conflict):
        add_source(office, "admin", SourceRecord("mot-cua", "khác"), SECRET)
    assert source(office).keys == before
    assert source(office).record.name == "một cửa"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"code": ""}, "/code"),
        ({"code": "a b"}, "/code"),
        ({"code": "a/b"}, "/code"),
        ({"code": "x" * 65}, "/code"),
        ({"code": "a\u202eb"}, "/code"),
        ({"name": "  "}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"may_post": ()}, "/may_post"),
        ({"units": ("",)}, "/units"),
        ({"units": ("x" * 201,)}, "/units"),
        ({"units": ("so-*",) * 101}, "/units"),
        ({"per_minute": 0}, "/per_minute"),
        ({"state": "gone"}, "/state"),
    ],
)
def test_what_no_source_can_be(office: Office, wrong: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_source(office, "admin", replace(SourceRecord("moi", "mới"), **wrong), SECRET)
    assert [flaw.pointer for flaw in refused.value.flaws] == [pointer]


def test_a_key_is_rotated_with_an_overlap(office: Office, clock: Clock) -> None:
    rotate_key(office, "admin", "mot-cua", SECRET)
    new, old = source(office).keys
    assert (new.until, new.valid) == (None, True)
    assert old.until is not None
    assert abs(old.until - clock.at - OVERLAP) < 1000
    assert keys_that_work(office) == 2
    clock.at += OVERLAP + 1000
    assert [key.valid for key in source(office).keys] == [True, False]
    assert keys_that_work(office) == 1


def test_a_key_is_not_given_twice_by_mistake(office: Office) -> None:
    (only,) = source(office).keys
    rotate_key(office, "admin", "mot-cua", SECRET, newest=only.number)
    with pytest.raises(Conflict, match="vừa được cấp"):
        rotate_key(office, "admin", "mot-cua", OTHER, newest=only.number)
    assert len(source(office).keys) == 2


def test_a_key_is_revoked_at_once(office: Office) -> None:
    rotate_key(office, "admin", "mot-cua", SECRET)
    _, old = source(office).keys
    revoke_key(office, "admin", "mot-cua", old.number)
    assert [key.valid for key in source(office).keys] == [True, False]
    assert keys_that_work(office) == 1
    assert chain(office, "source.key_revoked") == [("mot-cua", {"key": old.number, "left": 1})]
    with pytest.raises(Conflict):
        revoke_key(office, "admin", "mot-cua", old.number)
    with pytest.raises(NotFound):
        revoke_key(office, "admin", "khong-co", old.number)


def test_a_key_of_another_source_is_not_revoked(office: Office) -> None:
    add_source(office, "admin", SourceRecord("moi", "mới"), SECRET)
    (key,) = source(office, "moi").keys
    with pytest.raises(Conflict):
        revoke_key(office, "admin", "mot-cua", key.number)
    assert keys_that_work(office, "moi") == 1


def test_no_secret_is_read_or_told(office: Office) -> None:
    rotate_key(office, "admin", "mot-cua", SECRET)
    number = subscribe(office, "admin", URL, OTHER)
    rotate_subscription_key(office, "admin", number, SECRET)
    with office.read() as connection:
        told = repr(sources_with_traffic(connection, 0)) + repr(subscriptions(connection, 0))
        told += repr(connection.execute(text("SELECT * FROM audit")).all())
    assert "whsec_" not in told
    assert "B" * 32 not in told
    assert set(KeyState.__slots__) == {"number", "since", "until", "valid"}


# ---- Events


def test_events_newest_first_by_pages(office: Office) -> None:
    for number in range(7):
        send(office, f"e{number}")
    with office.read() as connection:
        first = events(connection, Asked(), Place(rows=3))
        second = events(connection, Asked(), Place(before=first.older, rows=3))
        third = events(connection, Asked(), Place(before=second.older, rows=3))
        back = events(connection, Asked(), Place(after=third.newer, rows=3))
        top = events(connection, Asked(), Place(after=back.newer, rows=3))
    names = [[one.message_id for one in page.items] for page in (first, second, third, back, top)]
    assert names == [["e6", "e5", "e4"], ["e3", "e2", "e1"], ["e0"], ["e3", "e2", "e1"], ["e6", "e5", "e4"]]
    assert (first.newer, third.older, top.newer) == (None, None, None)


def test_a_page_stays_what_it_is_while_events_come(office: Office) -> None:
    for number in range(4):
        send(office, f"e{number}")
    with office.read() as connection:
        older = events(connection, Asked(), Place(rows=2)).older
    send(office, "e4")
    assert [one.message_id for one in listed(office, Place(before=older, rows=2))] == ["e1", "e0"]


@pytest.mark.parametrize("rows", [0, -5, 10_000])
def test_a_page_has_its_bounds(office: Office, rows: int) -> None:
    for number in range(3):
        send(office, f"e{number}")
    assert len(listed(office, Place(rows=rows))) in (1, 3)


def test_beyond_the_ends_there_is_nothing(office: Office) -> None:
    send(office, "e0")
    with office.read() as connection:
        before = events(connection, Asked(), Place(before=1))
        after = events(connection, Asked(), Place(after=999))
        back = events(connection, Asked(), Place(before=after.older))
    assert (before.items, before.older, after.items, after.newer) == ([], None, [], None)
    assert len(back.items) == 1


def test_events_that_are_asked_for(office: Office, clock: Clock) -> None:
    send(office, "e0")
    aside(office, "e1")
    send(office, "e0", '{"tin":2}')
    clock.at += DAY
    middle = clock.at
    clock.at += DAY
    send(office, "e2", unit="so-c")

    def names(**asked: Any) -> list[str]:
        return [one.message_id for one in listed(office, **asked)]

    assert names() == ["e2", "e1", "e0"]
    assert names(source="mot-cua", state="applied") == ["e0"]
    assert names(source="khac") == []
    assert names(state="quarantined") == ["e1"]
    assert names(state="conflict") == ["e0"]
    assert names(state="pending_subject") == ["e2"]
    assert names(since=middle) == ["e2"]
    assert names(until=middle) == ["e1", "e0"]
    assert names(message_id="e1") == ["e1"]
    assert names(message_id="'; DROP TABLE inbox; --") == []


def test_what_came_again_is_marked(office: Office, clock: Clock) -> None:
    send(office, "e0")
    send(office, "e1")
    aside(office, "e2")
    send(office, "e3", facts={"khong_co": 1})
    clock.at += MINUTE
    again = clock.at
    send(office, "e0")
    aside(office, "e2")
    send(office, "e3", facts={"khong_co": 1})
    send(office, "e0", '{"tin":2}')
    receive(office, SYSTEM, [made("e0"), made("e4", '{"tin":4}')])
    found = {one.message_id: one for one in listed(office)}
    assert {name: len(one.repeats) for name, one in found.items()} == {
        "e0": 2,
        "e1": 0,
        "e2": 1,
        "e3": 1,
        "e4": 0,
    }
    assert {name: one.conflicts for name, one in found.items() if one.conflicts} == {"e0": 1}
    assert found["e0"].repeats[0] >= again
    assert shown(office, "e0").row.repeats == found["e0"].repeats


def test_one_event_with_all_that_is_kept(office: Office) -> None:
    send(office, "e0", '{"b":[1.50,{}],"a":"x"}')
    send(office, "e0", '{"khac":1}')
    found = shown(office, "e0")
    assert found.body == '{\n  "b": [\n    1.50,\n    {}\n  ],\n  "a": "x"\n}'
    assert [(one.kind, one.name, one.value, one.accepted) for one in found.entered] == [
        ("fact", "muc_tieu", 4, True),
        ("fact", "da_lam", 4, True),
    ]
    assert found.answer["scores"][0]["points"]["new"] == "3"
    assert [copy.body for copy in found.conflicts] == ['{\n  "khac": 1\n}']
    assert (found.row.unit, found.row.year, found.row.status) == ("so-a", 2021, 202)


def test_rows_are_counted(office: Office) -> None:
    rows = [
        {"mã": f"H{n}", "hẹn_trả": "2021-03-10", "trả": "2021-03-09", "xin_lỗi": False, "phí": "1.5"}
        for n in range(3)
    ]
    made_ = made("e0", table="hồ_sơ", rows=rows)
    outcome = receive(office, SYSTEM, [made_])[0]
    found = shown(office, "e0")
    assert (outcome.state, found.rows) == ("applied", {"hồ_sơ": 3}), outcome.answer


def test_a_body_whose_time_is_over(office: Office, clock: Clock) -> None:
    send(office, "e0")
    close_round(office, "admin", 2021)
    clock.at += 3 * 365 * DAY
    expire(office, "admin")
    found = shown(office, "e0")
    assert found.body is None
    assert found.answer["unit"] == "so-a"


def test_an_event_that_waited_says_what_it_did(office: Office) -> None:
    send(office, "e0", unit="so-c")
    assert shown(office, "e0").entered == []
    register_unit(office, "SNV", UnitRecord("so-c", "Sở C", "sở"))
    found = shown(office, "e0")
    assert (found.row.state, [one.name for one in found.entered]) == ("applied", ["da_lam", "muc_tieu"])


def test_quarantine_and_who_took_it_up(office: Office) -> None:
    aside(office, "e0")
    with office.read() as connection:
        assert traffic.quarantined(connection) == 1
    found = shown(office, "e0")
    assert (found.row.unit, found.entered, found.rows, found.replayed) == (None, [], {}, [])
    submission = made("e0").submission
    assert submission is not None
    replay_quarantined(office, "an.nguyen", found.row.number, lambda _row: submission)
    again = shown(office, "e0")
    assert again.row.state == "applied"
    assert [who for _, who in again.replayed] == ["an.nguyen"]
    with office.read() as connection:
        assert traffic.quarantined(connection) == 0
    with pytest.raises(NotFound), office.read() as connection:
        traffic.event(connection, 999)


def test_two_who_take_one_event_up_at_one_instant(office: Office) -> None:
    aside(office, "e0")
    number = shown(office, "e0").row.number
    submission = made("e0").submission
    assert submission is not None

    def take(_: int) -> str:
        try:
            return replay_quarantined(office, "admin", number, lambda _row: submission).state
        except NotFound:
            return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, range(2))) == ["applied", "taken"]
    assert len(shown(office, "e0").entered) == 2


# ---- Keys in the order of time


def test_where_a_time_begins(office: Office, clock: Clock) -> None:
    with office.read() as connection:
        assert first_key(connection, t.inbox.c.id, t.inbox.c.received_at, 0) == 0
    for number in range(9):
        clock.at += 10 * MINUTE
        send(office, f"e{number}")
    with office.read() as connection:
        rows = connection.execute(text("SELECT id, received_at FROM inbox ORDER BY id")).all()
        for row in rows:
            assert first_key(connection, t.inbox.c.id, t.inbox.c.received_at, row.received_at) == row.id
        assert first_key(connection, t.inbox.c.id, t.inbox.c.received_at, 0) == rows[0].id
        beyond = first_key(connection, t.inbox.c.id, t.inbox.c.received_at, clock.at + DAY)
        assert beyond == rows[-1].id + 1


# ---- Subscribers


@pytest.fixture
def number(office: Office) -> int:
    return subscribe(office, "admin", URL, OTHER, types=("score.*",))


def state(office: Office, number: int) -> Any:
    with office.read() as connection:
        return subscription(connection, number, office.journal.clock())


def sent(office: Office, number: int, kind: str | None = None) -> list[Delivery]:
    with office.read() as connection:
        return deliveries(connection, number, kind, Place()).items


def test_a_subscription_and_what_waits_for_it(office: Office, number: int) -> None:
    found = state(office, number)
    assert (found.url, found.wish, found.state, found.backlog) == (URL, Wish(("score.*",)), "active", 0)
    assert [key.valid for key in found.keys] == [True]
    send(office, "e0")
    found = state(office, number)
    assert (found.backlog, found.counts) == (2, {"pending": 2})
    assert found.waiting_since is not None
    ((subject, told),) = chain(office, "subscription.added")
    assert (subject, told["url"], told["types"]) == (str(number), URL, ["score.*"])


def test_the_same_subscription_is_not_made_twice(office: Office, number: int) -> None:
    with pytest.raises(Conflict, match=f"số {number}"):
        subscribe(office, "admin", URL, SECRET, types=("score.*",))
    other = subscribe(office, "admin", URL, SECRET, types=("set.*",))
    set_subscription(office, "admin", other, "disabled")
    assert subscribe(office, "admin", URL, SECRET, types=("set.*",)) != other


def test_two_at_one_instant_make_one_subscription(office: Office) -> None:
    def add(_: int) -> str:
        try:
            subscribe(office, "admin", URL, SECRET)
        except Conflict:
            return "there"
        return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == ["made", "there"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"url": ""}, "/url"),
        ({"url": "https://a b/"}, "/url"),
        ({"url": "https://a/" + "x" * 2000}, "/url"),
        ({"types": ()}, "/types"),
        ({"units": ("\t",)}, "/units"),
    ],
)
def test_what_no_subscription_can_be(office: Office, wrong: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        subscribe(office, "admin", **({"url": URL, "secret": SECRET} | wrong))
    assert [flaw.pointer for flaw in refused.value.flaws] == [pointer]


def test_what_is_heard_changes_from_now_on(office: Office, number: int) -> None:
    send(office, "e0")
    wish = Wish(("score.*",), ("so-b",), full=True)
    change_subscription(office, "admin", number, wish, Wish(("score.*",)))
    send(office, "e1", '{"tin":2}', facts={"muc_tieu": 4, "da_lam": 3})
    assert state(office, number).wish == wish
    assert len(sent(office, number)) == 2
    ((_, told),) = chain(office, "subscription.changed")
    assert told == {"before": {"units": ["*"], "full": False}, "after": {"units": ["so-b"], "full": True}}
    with pytest.raises(Conflict, match="người khác"):
        change_subscription(office, "admin", number, Wish(), Wish(("score.*",)))
    with pytest.raises(Invalid):
        change_subscription(office, "admin", number, Wish(types=()))
    with pytest.raises(NotFound):
        change_subscription(office, "admin", 999, Wish())


def test_a_subscription_is_disabled_and_enabled(office: Office, number: int) -> None:
    send(office, "e0")
    row = {"failing_since": 5, "disabled_reason": "failing", "state": "disabled"}
    office.database.write(lambda connection: connection.execute(update(t.subscriptions).values(row)))
    assert (state(office, number).failing_since, state(office, number).disabled_reason) == (5, "failing")
    set_subscription(office, "admin", number, "active")
    found = state(office, number)
    assert (found.state, found.failing_since, found.disabled_reason, found.backlog) == (
        "active",
        None,
        None,
        2,
    )


def test_a_removed_subscription_is_gone_for_good(office: Office, number: int) -> None:
    send(office, "e0")
    set_subscription(office, "admin", number, "removed")
    with office.read() as connection:
        assert subscriptions(connection, 0) == []
    found = state(office, number)
    assert (found.state, found.keys, found.backlog) == ("removed", (), 2)
    send(office, "e1", '{"tin":2}', facts={"muc_tieu": 4, "da_lam": 3})
    assert len(sent(office, number)) == 2
    refused: list[Callable[[], object]] = [
        lambda: set_subscription(office, "admin", number, "active"),
        lambda: change_subscription(office, "admin", number, Wish()),
        lambda: rotate_subscription_key(office, "admin", number, SECRET),
        lambda: try_subscription(office, "admin", number),
    ]
    for call in refused:
        with pytest.raises(Conflict, match="đã bị xóa"):
            call()
    assert verify(office) == []


def test_a_subscriptions_key_is_rotated(office: Office, number: int) -> None:
    (only,) = state(office, number).keys
    rotate_subscription_key(office, "admin", number, SECRET, newest=only.number)
    new, old = state(office, number).keys
    assert (new.until, old.number, old.valid) == (None, only.number, True)
    with pytest.raises(Conflict, match="vừa được cấp"):
        rotate_subscription_key(office, "admin", number, SECRET, newest=only.number)
    rotate_subscription_key(office, "admin", number, SECRET, overlap=0)
    assert [key.valid for key in state(office, number).keys] == [True, False, False]


def test_a_message_that_only_says_that_messages_arrive(office: Office, number: int) -> None:
    identity = try_subscription(office, "admin", number)
    (message,) = sent(office, number)
    assert (message.message_id, message.type, message.state) == (identity, "subscription.tested", "pending")
    with office.read() as connection:
        body = json.loads(delivery(connection, message.number).body)
    assert (body["type"], body["subject"], body["data"]) == (
        "subscription.tested",
        None,
        {"subscription": number},
    )
    set_subscription(office, "admin", number, "disabled")
    with pytest.raises(Conflict, match="đang tắt"):
        try_subscription(office, "admin", number)


def test_messages_with_every_attempt(office: Office, number: int) -> None:
    send(office, "e0")
    newest = sent(office, number)[0]
    tries = [
        {"at": 1, "status": None, "error": "timeout", "address": None, "answer": "", "replay": False},
        {"at": 2, "status": 200, "error": None, "address": "192.0.2.1", "answer": "<b>", "replay": True},
    ]
    rows = [{**one, "outbox": newest.number, "milliseconds": 7} for one in tries]
    office.database.write(lambda connection: connection.execute(insert(t.attempts), rows))
    done = update(t.outbox).where(t.outbox.c.id == newest.number)
    office.database.write(lambda connection: connection.execute(done.values(state="delivered")))
    first, second = sent(office, number)
    assert [(one.status, one.error, one.replay, one.answer) for one in first.tries] == [
        (None, "timeout", False, ""),
        (200, None, True, "<b>"),
    ]
    assert second.tries == ()
    assert [one.number for one in sent(office, number, "delivered")] == [first.number]
    assert [one.number for one in sent(office, number, "pending")] == [second.number]
    assert state(office, number).counts == {"pending": 1, "delivered": 1}
    with pytest.raises(NotFound), office.read() as connection:
        delivery(connection, 999)
