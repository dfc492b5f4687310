"""From a draft to force: who may do what with which text, and what becomes of others' work meanwhile."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text

from engine.service.appraisal import correct
from engine.service.drafts import (
    Stale,
    begin_draft,
    begin_from,
    discard,
    propose,
    publish,
    review,
    save_draft,
    take_back,
    withdraw,
)
from engine.service.errors import Conflict, Invalid, NotFound, SetRefused
from engine.service.intake import OFFICE, receive, submit
from engine.service.office import Office
from engine.service.record import latest_score, verify
from engine.service.registry import draft_set, open_round, publish_set, round_of
from engine.service.rounds import close_round, rebind_round
from engine.service.sets import all_sets, history, revision_text, set_record, text_of
from engine.service.sources import subscribe
from engine.store import tables as t
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.vault import Vault
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, event, office_on
from tests.webhooks.serving import SMALL

TEXT = SMALL.read_text(encoding="utf-8")
#: The same with an error: two leaves of one number.
BROKEN = TEXT.replace("1.1.2", "1.1.1")
FAILING = TEXT + '\nkiểm thử "sai"\n  cho co_ke_hoach = có\n  thì 1.1.2 = 0\n'
_SECRET = "whsec_" + "A" * 32


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return Office(Journal(book_database), Vault([Fernet.generate_key().decode()]), tmp_path)


def hash_of(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def state_of(office: Office, identity: int) -> str:
    with office.read() as connection:
        return set_record(connection, identity).state


def reviewed(office: Office, written: str = TEXT) -> int:
    """A draft that took all steps but the last."""
    identity = begin_draft(office, "soạn", written)
    propose(office, "soạn", identity, hash_of(written), "sửa ngưỡng")
    review(office, "thẩm định", identity, hash_of(written), True, "", impact_seen=True)
    return identity


def actions(office: Office) -> int:
    with office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(t.audit)).scalar_one())


# ---- The whole way


def test_a_draft_takes_all_steps(office: Office) -> None:
    subscribe(office, "admin", "https://example.test/", _SECRET, types=("set.*",))
    first = begin_draft(office, "soạn", TEXT)
    later = TEXT.replace("Bộ nhỏ", "Bộ nhỏ, sửa")
    saved = save_draft(office, "soạn khác", first, later, hash_of(TEXT))
    assert (saved.text_hash, saved.changed, saved.errors) == (hash_of(later), True, 0)
    propose(office, "soạn", first, saved.text_hash, " theo kế hoạch 12 ")
    review(office, "thẩm định", first, saved.text_hash, True, "đồng ý", impact_seen=True)
    publish(office, "thẩm định", first, "Số 12/QĐ-UBND ngày 02/01/2021", "2021-01-15", saved.text_hash)
    with office.read() as connection:
        record, kept = set_record(connection, first), history(connection, first)
        assert text_of(connection, first) == later
        assert [revision_text(connection, first, one.number) for one in kept.revisions] == [TEXT, later]
    assert (record.state, record.name, record.year, record.number) == ("published", "Bộ nhỏ, sửa", 2021, 1)
    assert (record.written_by, record.saved_by) == ("soạn", "soạn khác")
    assert (record.proposed_by, record.proposal) == ("soạn", "theo kế hoạch 12")
    assert (record.reviewed_by, record.review) == ("thẩm định", "đồng ý")
    assert (record.published_by, record.effective_from) == ("thẩm định", "2021-01-15")
    assert record.decision == "Số 12/QĐ-UBND ngày 02/01/2021"
    assert [(step.what, step.who) for step in kept.steps] == [
        ("set.drafted", "soạn"),
        ("set.saved", "soạn khác"),
        ("set.proposed", "soạn"),
        ("set.reviewed", "thẩm định"),
        ("set.published", "thẩm định"),
    ]
    assert [step.detail["text_hash"] for step in kept.steps] == [hash_of(TEXT)] + [hash_of(later)] * 4
    with office.read() as connection:
        told = [json.loads(bytes(one)) for one in connection.execute(select(t.outbox.c.body)).scalars()]
    assert [(one["type"], one["data"]["set"]) for one in told] == [("set.published", first)]
    assert verify(office) == []


def test_a_second_set_supersedes_the_first_and_texts_stay(office: Office) -> None:
    first = reviewed(office)
    publish(office, "ban hành", first, "Số 1", "2021-01-01")
    second = begin_from(office, "soạn", first, 2021)
    with office.read() as connection:
        assert (set_record(connection, second).based_on, set_record(connection, second).number) == (first, 2)
    changed = TEXT.replace("từ 80%", "từ 85%")
    saved = save_draft(office, "soạn", second, changed, hash_of(TEXT))
    propose(office, "soạn", second, saved.text_hash, "nâng ngưỡng")
    review(office, "thẩm định", second, saved.text_hash, True, "", impact_seen=True)
    publish(office, "ban hành", second, "Số 2", "2021-02-01")
    assert (state_of(office, first), state_of(office, second)) == ("superseded", "published")
    with office.read() as connection:
        assert [one.identity for one in all_sets(connection)] == [second, first]
        assert all_sets(connection, 2020) == []
        assert text_of(connection, first) == TEXT
    assert verify(office) == []


def test_a_draft_of_another_year_says_that_year(office: Office) -> None:
    first = reviewed(office)
    publish(office, "ban hành", first, "Số 1", "2021-01-01")
    second = begin_from(office, "soạn", first, 2022)
    with office.read() as connection:
        record = set_record(connection, second)
        assert text_of(connection, second) == TEXT.replace("năm 2021", "năm 2022")
    assert (record.year, record.number, record.is_sound) == (2022, 1, True)


# ---- Texts


def test_a_text_with_errors_is_kept_and_not_proposed(office: Office) -> None:
    identity = begin_draft(office, "soạn", BROKEN)
    with office.read() as connection:
        record = set_record(connection, identity)
        assert text_of(connection, identity) == BROKEN
    assert (record.name, record.year, record.is_sound) == ("Bộ nhỏ", 2021, False)
    with pytest.raises(SetRefused):
        propose(office, "soạn", identity, hash_of(BROKEN), "thử")
    saved = save_draft(office, "soạn", identity, FAILING, hash_of(BROKEN))
    with pytest.raises(SetRefused, match="sai"):
        propose(office, "soạn", identity, saved.text_hash, "thử")
    saved = save_draft(office, "soạn", identity, TEXT, saved.text_hash)
    propose(office, "soạn", identity, saved.text_hash, "đã sửa")
    assert state_of(office, identity) == "proposed"
    assert verify(office) == []


def test_a_draft_needs_a_year(office: Office) -> None:
    with pytest.raises(Invalid):
        begin_draft(office, "soạn", "chưa có gì")
    identity = begin_draft(office, "soạn", "", year=2023)
    with office.read() as connection:
        assert (set_record(connection, identity).year, text_of(connection, identity)) == (2023, "")
    saved = save_draft(office, "soạn", identity, TEXT, hash_of(""))
    with pytest.raises(Conflict, match="2021"):
        propose(office, "soạn", identity, saved.text_hash, "năm khác")
    with pytest.raises(NotFound):
        begin_draft(office, "soạn", TEXT, based_on=999)


@pytest.mark.parametrize("wrong", ["a\0b", "\ud800", "x" * (1024 * 1024 + 1)])
def test_what_is_no_text_is_refused(office: Office, wrong: str) -> None:
    identity = begin_draft(office, "soạn", TEXT)
    with pytest.raises(SetRefused):
        begin_draft(office, "soạn", wrong, year=2021)
    with pytest.raises(SetRefused):
        save_draft(office, "soạn", identity, wrong, hash_of(TEXT))
    with office.read() as connection:
        assert text_of(connection, identity) == TEXT


def test_line_ends_of_forms_are_no_change(office: Office) -> None:
    identity = begin_draft(office, "soạn", TEXT.replace("\n", "\r\n"))
    with office.read() as connection:
        assert text_of(connection, identity) == TEXT
    before = actions(office)
    assert not save_draft(office, "khác", identity, TEXT.replace("\n", "\r\n"), "cũ").changed
    assert actions(office) == before


# ---- Two at once


def test_two_editors(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)
    mine, yours = TEXT + "# của An\n", TEXT + "# của Bình\n"
    save_draft(office, "an", identity, mine, hash_of(TEXT))
    with pytest.raises(Stale) as caught:
        save_draft(office, "bình", identity, yours, hash_of(TEXT))
    stale = caught.value
    assert (stale.text, stale.text_hash, stale.by) == (mine, hash_of(mine), "an")
    assert "«an»" in stale.words.vi
    with office.read() as connection:
        record = set_record(connection, identity)
    assert (record.saved_by, record.saved_at, record.text_hash) == ("an", stale.at, hash_of(mine))
    save_draft(office, "bình", identity, mine + yours, stale.text_hash)
    with office.read() as connection:
        kept = history(connection, identity)
        texts = [revision_text(connection, identity, one.number) for one in kept.revisions]
    assert texts == [TEXT, mine, mine + yours]


def test_of_many_who_save_at_once_one_is_first(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)

    def save(number: int) -> str:
        try:
            save_draft(office, f"người {number}", identity, f"{TEXT}# {number}\n", hash_of(TEXT))
        except Stale as stale:
            return f"sau {stale.by}"
        return f"người {number}"

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(save, range(4)))
    first = [one for one in found if not one.startswith("sau")]
    assert len(first) == 1
    assert sorted(found) == sorted([*first, *([f"sau {first[0]}"] * 3)])
    assert verify(office) == []


def test_drafts_begun_at_once_have_numbers_of_their_own(office: Office) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: begin_draft(office, f"người {number}", TEXT), range(4)))
    with office.read() as connection:
        assert sorted(set_record(connection, one).number for one in made) == [1, 2, 3, 4]


def test_a_publish_during_an_edit(office: Office) -> None:
    identity = reviewed(office)
    publish(office, "ban hành", identity, "Số 1", "2021-01-01")
    with pytest.raises(Conflict, match=r"đang có hiệu lực.*dự thảo mới") as caught:
        save_draft(office, "soạn", identity, TEXT + "# thêm\n", hash_of(TEXT))
    assert not isinstance(caught.value, Stale)
    assert not save_draft(office, "soạn", identity, TEXT, hash_of(TEXT)).changed
    other = begin_draft(office, "soạn", TEXT + "# thêm\n", based_on=identity)
    assert state_of(office, other) == "draft"


def test_what_was_proposed_is_not_written_on(office: Office) -> None:
    identity = begin_draft(office, "soạn", TEXT)
    propose(office, "soạn", identity, hash_of(TEXT), "thử")
    with pytest.raises(Conflict, match="rút lại"):
        save_draft(office, "soạn", identity, TEXT + "# thêm\n", hash_of(TEXT))
    take_back(office, "soạn", identity)
    with pytest.raises(Conflict):
        take_back(office, "soạn", identity)
    later = save_draft(office, "soạn", identity, TEXT + "# thêm\n", hash_of(TEXT)).text_hash
    propose(office, "soạn", identity, later, "thử lại")
    with pytest.raises(Stale):  # the reviewer has the former text before them
        review(office, "thẩm định", identity, hash_of(TEXT), True, "", impact_seen=True)
    review(office, "thẩm định", identity, later, True, "", impact_seen=True)
    with pytest.raises(Stale):
        publish(office, "ban hành", identity, "Số 1", "2021-01-01", hash_of(TEXT))
    take_back(office, "soạn", identity)
    with office.read() as connection:
        record = set_record(connection, identity)
    assert (record.state, record.proposed_by, record.reviewed_by) == ("draft", None, None)


def test_a_draft_that_nobody_wants_is_put_aside_and_lost_in_nothing(office: Office) -> None:
    identity = begin_draft(office, "an", BROKEN)
    discard(office, "bình", identity)
    assert state_of(office, identity) == "discarded"
    for forbidden in (
        lambda: save_draft(office, "an", identity, TEXT, hash_of(BROKEN)),
        lambda: propose(office, "an", identity, hash_of(BROKEN), "trình"),
        lambda: discard(office, "an", identity),
        lambda: publish_set(office, "an", identity),
    ):
        with pytest.raises((Conflict, SetRefused)):
            forbidden()
    assert list(verify(office)) == []
    take_back(office, "an", identity)
    with office.read() as connection:
        assert text_of(connection, identity) == BROKEN
        steps = [(step.who, step.what) for step in history(connection, identity).steps]
    assert steps == [("an", "set.drafted"), ("bình", "set.discarded"), ("an", "set.taken_back")]
    later = save_draft(office, "an", identity, TEXT, hash_of(BROKEN)).text_hash
    propose(office, "an", identity, later, "trình")
    with pytest.raises(Conflict):  # what others look at is taken back first
        discard(office, "an", identity)


def test_what_a_reviewer_asked_for_is_still_said_of_a_draft_that_was_put_aside(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)
    propose(office, "an", identity, hash_of(TEXT), "trình")
    review(office, "thẩm định", identity, hash_of(TEXT), False, "thiếu minh chứng ở 1.2", impact_seen=False)
    discard(office, "an", identity)
    take_back(office, "an", identity)
    with office.read() as connection:
        record = set_record(connection, identity)
    assert (record.state, record.reviewed_by) == ("draft", "thẩm định")
    assert record.review == "thiếu minh chứng ở 1.2"


def test_a_stale_text_is_not_proposed(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)
    save_draft(office, "bình", identity, TEXT + "# thêm\n", hash_of(TEXT))
    with pytest.raises(Stale):
        propose(office, "an", identity, hash_of(TEXT), "bản tôi thấy")


# ---- Four eyes


def test_nobody_reviews_or_publishes_what_is_their_own(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)
    later = save_draft(office, "bình", identity, TEXT + "# thêm\n", hash_of(TEXT)).text_hash
    propose(office, "chi", identity, later, "trình")
    for who in ("an", "bình", "chi"):
        with pytest.raises(Conflict, match="không tự thẩm tra"):
            review(office, who, identity, later, True, "", impact_seen=True)
    review(office, "dũng", identity, later, True, "", impact_seen=True)
    for who in ("an", "bình", "chi"):
        with pytest.raises(Conflict, match="không tự thẩm tra"):
            publish(office, who, identity, "Số 1", "2021-01-01")
    publish(office, "dũng", identity, "Số 1", "2021-01-01")


def test_who_accepts_has_seen_the_impact(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)
    propose(office, "an", identity, hash_of(TEXT), "trình")
    with pytest.raises(Conflict, match="tác động"):
        review(office, "dũng", identity, hash_of(TEXT), True, "", impact_seen=False)
    with pytest.raises(Conflict, match="lý do"):
        review(office, "dũng", identity, hash_of(TEXT), False, " ", impact_seen=False)
    review(office, "dũng", identity, hash_of(TEXT), False, "ngưỡng cao quá", impact_seen=False)
    with office.read() as connection:
        record, kept = set_record(connection, identity), history(connection, identity)
    assert (record.state, record.reviewed_by, record.review) == ("draft", "dũng", "ngưỡng cao quá")
    assert kept.steps[-1].what == "set.returned"
    propose(office, "an", identity, hash_of(TEXT), "trình lại")
    with office.read() as connection:
        assert set_record(connection, identity).review is None


def test_steps_in_another_order_are_refused(office: Office) -> None:
    identity = begin_draft(office, "an", TEXT)
    with pytest.raises(Conflict):
        review(office, "dũng", identity, hash_of(TEXT), True, "", impact_seen=True)
    with pytest.raises(Conflict):
        publish(office, "dũng", identity, "Số 1", "2021-01-01")
    with pytest.raises(Conflict):
        withdraw(office, "dũng", identity, "sai")
    with pytest.raises(Conflict, match="tờ trình"):
        propose(office, "an", identity, hash_of(TEXT), "")
    with pytest.raises(NotFound):
        propose(office, "an", 999, hash_of(TEXT), "trình")
    with pytest.raises(NotFound):
        save_draft(office, "an", 999, TEXT, "")
    assert state_of(office, identity) == "draft"


def test_publishing_says_by_which_decision_and_from_when(office: Office) -> None:
    identity = reviewed(office)
    with pytest.raises(Conflict, match="quyết định"):
        publish(office, "ban hành", identity, " ", "2021-01-01")
    with pytest.raises(Invalid):
        publish(office, "ban hành", identity, "Số 1", "31/12/2021")
    assert state_of(office, identity) == "reviewed"


def test_the_short_way_of_the_command_line(office: Office) -> None:
    identity = draft_set(office, "quản trị", TEXT)
    publish_set(office, "quản trị", identity, "2021-01-01")
    with office.read() as connection:
        record, kept = set_record(connection, identity), history(connection, identity)
    assert (record.state, record.reviewed_by, record.effective_from) == ("published", None, "2021-01-01")
    assert record.text_hash == hash_of(TEXT)
    assert [step.what for step in kept.steps] == ["set.drafted", "set.published"]
    assert kept.steps[-1].detail["reviewed"] is False
    assert [one.by for one in kept.revisions] == ["quản trị"]


# ---- Withdrawn while units submit


def test_a_set_withdrawn_while_units_submit(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    with office.read() as connection:
        first = all_sets(connection)[0]
    assert receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"muc_tieu": 4})])[0].state == "applied"
    with pytest.raises(Conflict):
        withdraw(office, "SNV", first.identity, "")
    for full in (True, False):
        subscribe(office, "SNV", f"https://{full}.test/", _SECRET, types=("set.withdrawn",), full=full)
    assert withdraw(office, "SNV", first.identity, "sai điểm tối đa") == 2021
    about = {"set": first.identity, "year": 2021, "number": first.number, "paused": True}
    with office.read() as connection:
        heard = [json.loads(bytes(one)) for one in connection.execute(select(t.outbox.c.body)).scalars()]
    assert [(one["type"], one["data"]) for one in heard] == [
        ("set.withdrawn", {**about, "name": first.name, "reason": "sai điểm tối đa"}),
        ("set.withdrawn", about),
    ]
    with office.read() as connection:
        assert round_of(connection, 2021).state == "paused"  # type: ignore[union-attr]
        assert set_record(connection, first.identity).round_state == "paused"
        before = latest_score(connection, "so-a", 2021, "appraised")
    # What other systems send waits.
    late = event("e2", "so-a", NOON + 1, facts={"da_lam": 3})
    (outcome,) = receive(office, SYSTEM, [late])
    assert (outcome.status, outcome.state, outcome.answer) == (202, "pending_subject", {"waits_for": "round"})
    # What people hand in is refused with the reason, and they keep what they typed.
    assert late.submission is not None
    with pytest.raises(Conflict, match="tạm dừng"):
        submit(office, "văn thư", OFFICE, late.submission)
    with pytest.raises(Conflict, match="tạm dừng"):
        correct(office, "thẩm định", "so-a", 2021, {"muc_tieu": 5}, "nhầm")
    with pytest.raises(Conflict, match="tạm dừng"):
        close_round(office, "SNV", 2021)
    with pytest.raises(Conflict):
        rebind_round(office, "SNV", 2021, first.identity)
    # A corrected set is published, and the round goes on under it with all that came.
    second = put_corrected(office, first.identity)
    rebind_round(office, "SNV", 2021, second)
    with office.read() as connection:
        assert round_of(connection, 2021).state == "open"  # type: ignore[union-attr]
        after = latest_score(connection, "so-a", 2021, "appraised")
        kept = connection.execute(text("SELECT state FROM inbox ORDER BY id")).scalars().all()
    assert before is not None
    assert after is not None
    assert (before.set_id, after.set_id) == (first.identity, second)
    assert after.cause == "mot-cua/e2"
    assert list(kept) == ["applied", "applied"]
    submit(office, "văn thư", OFFICE, replace(late.submission, event="tay/1", facts={"muc_tieu": 5}))
    assert verify(office) == []


def test_events_that_come_while_a_set_is_withdrawn_are_taken_once(
    book_database: Database, tmp_path: Path
) -> None:
    office = office_on(book_database, tmp_path)
    with office.read() as connection:
        first = all_sets(connection)[0].identity
    second = put_corrected(office, first)

    def send(number: int) -> str:
        at = NOON + number
        sent = event(f"e{number}", ("so-a", "so-b")[number % 2], at, facts={"muc_tieu": 3 + number % 5})
        return receive(office, SYSTEM, [sent])[0].state

    with ThreadPoolExecutor(4) as pool:
        sending = pool.map(send, range(24))
        withdraw(office, "SNV", first, "sai")
        states = set(sending)
    assert states <= {"applied", "pending_subject"}
    rebind_round(office, "SNV", 2021, second)
    with office.read() as connection:
        kept = connection.execute(text("SELECT state FROM inbox")).scalars().all()
        entries = connection.execute(text("SELECT count(*) FROM facts")).scalar()
    assert set(kept) == {"applied"}
    assert (len(kept), entries) == (24, 24)
    assert verify(office) == []


def put_corrected(office: Office, first: int) -> int:
    """A corrected set that is in force, without the proofs."""

    with office.read() as connection:
        written = text_of(connection, first)
    return put_set(office.database, written.replace('"Đếm"', '"Đếm, sửa"'), 2)


def test_a_set_without_a_round_is_withdrawn_and_opens_none(office: Office) -> None:
    identity = reviewed(office)
    publish(office, "ban hành", identity, "Số 1", "2021-01-01")
    assert withdraw(office, "ban hành", identity, "ban hành nhầm") is None
    with pytest.raises(Conflict):
        open_round(office, "SNV", identity)
    with pytest.raises(Conflict):
        withdraw(office, "ban hành", identity, "lần nữa")
    with office.read() as connection:
        last: Any = history(connection, identity).steps[-1]
    assert (last.what, last.detail["reason"], last.detail["paused_round"]) == (
        "set.withdrawn",
        "ban hành nhầm",
        None,
    )
    assert verify(office) == []
