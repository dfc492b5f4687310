"""The appraisers' desk: what waits, what a decision would do, deciding, and deciding on what has changed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.service.appraisal_queue import Filter, Item, Queue, queue
from engine.service.appraising import (
    AboutLeaf,
    Judgement,
    accept_all,
    acceptance_of,
    effects,
    give_council_points,
    judge,
    settle_applicability,
)
from engine.service.declaring import Handing, attach, declare, withdraw_document
from engine.service.dossier import Dossier, read_dossier
from engine.service.errors import Conflict, Invalid, NotFound
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.record import verify
from engine.service.rounds import close_round
from engine.service.said import Stale, read_rows
from engine.service.timeline import timeline
from engine.store import tables as t
from engine.store.database import Database
from tests.service.desk import PDF, declaration, desk_on, dossier, speaker
from tests.service.offices import NOON, SYSTEM, UNTRUSTED, event


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return desk_on(book_database, tmp_path)


@pytest.fixture
def asked(office: Office) -> Office:
    """An office in which one unit has declared a leaf with its document."""
    declare(office, speaker(office), declaration(facts={"so_giao": 10, "so_dung_han": 9}))
    handing = Handing("so-a", 2021, "1.1.1", "Báo cáo nhiệm vụ", "báo cáo.pdf")
    attach(office, speaker(office), handing, "application/pdf", BytesIO(PDF))
    return office


def whole(office: Office, number: str = "1.1.1", **other: Any) -> Judgement:
    """All that waits at a leaf, as it is shown now."""
    found = dossier(office)
    return replace(acceptance_of(found, found.leaf(number)), **other)


def points(office: Office, number: str = "1.1.1", view: Any = "appraised") -> str:
    with office.read() as connection:
        found = read_dossier(office, connection, "so-a", 2021)
        told = found.points(connection, found.leaf(number), view)
    assert told is not None
    return told.points


def waiting(office: Office, **wanted: Any) -> Queue:
    with office.read() as connection:
        return queue(office, connection, 2021, Filter(**wanted))


def shown(items: Any) -> list[tuple[str, str, int]]:
    return [(one.unit, one.number, one.count) for one in items]


# ---- The queue


def test_what_waits_is_told_by_leaf_and_the_oldest_first(asked: Office) -> None:
    declare(asked, speaker(asked), declaration(facts={"co_kh": True, "muc": "tot", "co_giai": False}))
    found = waiting(asked)
    assert shown(found.items) == [("so-a", "1.1.1", 3), ("so-a", "", 1), ("so-a", "1.1.2", 2)]
    assert found.counts == {"submitted": 3, "council": 2, "returned": 0, "rejected": 0, "accepted": 0}
    assert found.items[0].asked.name == "Đúng hạn"


def test_filters(asked: Office) -> None:
    said = replace(declaration(rows={"sang_kien": [{"ten": "A", "diem": 5}]}), unit="so-b")
    declare(asked, replace(speaker(asked), units=("so-b",)), said)
    assert shown(waiting(asked, unit="so-b").items) == [("so-b", "2.1.3", 1)]
    assert shown(waiting(asked, area="1").items) == [("so-a", "1.1.1", 3)]
    assert shown(waiting(asked, areas=("2",)).items) == [("so-b", "2.1.3", 1)]
    assert shown(waiting(asked, but="so-a").items) == [("so-b", "2.1.3", 1)]
    assert waiting(asked, but="so-a").counts["council"] == 1
    assert shown(waiting(asked, waits="council", unit="so-a").items) == [("so-a", "1.1.4", 1)]


def test_what_was_overtaken_waits_no_more(asked: Office) -> None:
    declare(asked, speaker(asked), declaration(facts={"so_giao": 11}))
    assert shown(waiting(asked).items) == [("so-a", "1.1.1", 3)]
    handing = Handing("so-a", 2021, "1.1.1", "Báo cáo nhiệm vụ", "báo cáo.pdf")
    withdraw_document(asked, speaker(asked), handing)
    assert shown(waiting(asked).items) == [("so-a", "1.1.1", 2)]


def test_what_trusted_systems_deliver_waits_for_nobody(office: Office) -> None:
    row = {"ten": "A", "diem": 5}
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"so_ho_so": 5})])
    receive(office, SYSTEM, [event("e2", "so-a", NOON, table="sang_kien", rows=[row])])
    assert waiting(office).items == []
    receive(office, UNTRUSTED, [event("e3", "so-a", NOON + 1, table="sang_kien", rows=[{**row, "diem": 6}])])
    assert shown(waiting(office).items) == [("so-a", "2.1.3", 1)]


def test_every_state_has_its_place(asked: Office) -> None:
    judge(asked, "minh", whole(asked, verdict="return", reason="thiếu phụ lục"))
    assert shown(waiting(asked, waits="returned").items) == [("so-a", "1.1.1", 3)]
    declare(asked, speaker(asked), declaration(facts={"so_giao": 10, "so_dung_han": 9}))
    judge(asked, "minh", whole(asked, verdict="reject", reason="không đúng"))
    # The document is still to be completed, which comes first.
    assert shown(waiting(asked, waits="returned").items) == [("so-a", "1.1.1", 1)]
    handing = Handing("so-a", 2021, "1.1.1", "Báo cáo nhiệm vụ", "báo cáo.pdf")
    withdraw_document(asked, speaker(asked), handing)
    assert shown(waiting(asked, waits="rejected").items) == [("so-a", "1.1.1", 2)]
    judge(
        asked,
        "minh",
        whole(asked, verdict="other", values={"so_giao": 10, "so_dung_han": 5}, reason="đếm lại"),
    )
    assert shown(waiting(asked, waits="accepted").items) == [("so-a", "1.1.1", 2)]


def test_the_next_item(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10}))
    declare(office, speaker(office), declaration(facts={"co_kh": True}))
    found = waiting(office)
    first, second = found.items
    assert found.after(first.key) is second
    assert found.after(second.key) is first
    assert Queue(found.info, [], found.counts, {}, found.outline).after(first.key) is None
    assert isinstance(first, Item)


# ---- Deciding


def test_accepting_brings_all_of_a_leaf_into_the_appraisers_view(asked: Office) -> None:
    assert points(asked) == "0"
    judge(asked, "minh", whole(asked))
    assert points(asked) == "1.8"
    assert dossier(asked).leaf("1.1.1").status == "accepted"
    assert waiting(asked).items == []
    assert verify(asked) == []


def test_other_values_stand_beside_what_was_declared(asked: Office) -> None:
    judge(asked, "minh", whole(asked, verdict="other", values={"so_dung_han": 6}, reason="đếm lại sổ"))
    assert (points(asked), points(asked, view="declared")) == ("1.2", "1.8")
    leaf = dossier(asked).leaf("1.1.1")
    assert (leaf.status, leaf.facts[1].stand.state) == ("accepted", "corrected")
    corrected = leaf.facts[1].stand.appraised
    assert corrected is not None
    assert (corrected.value, corrected.by, corrected.reason) == (6, "minh", "đếm lại sổ")
    assert leaf.facts[1].stand.declared.value == 9  # type: ignore[union-attr]
    assert waiting(asked).items == []
    assert verify(asked) == []


def test_a_part_of_a_leaf(asked: Office) -> None:
    leaf = dossier(asked).leaf("1.1.1")
    one = [said.seen for said in leaf.waiting if said.entry.subject[1] == "so_giao"]
    judge(asked, "minh", whole(asked, entries=one))
    assert [said.entry.subject[1] for said in dossier(asked).leaf("1.1.1").waiting][:1] == ["so_dung_han"]


def test_sent_back_and_rejected_are_told_apart(asked: Office) -> None:
    judge(asked, "minh", whole(asked, verdict="return", reason="bổ sung trang 3"))
    leaf = dossier(asked).leaf("1.1.1")
    assert leaf.status == "returned"
    assert {(one.decision.reason, one.decision.by) for one in leaf.words if one.decision} == {
        ("bổ sung trang 3", "minh")
    }
    judge(asked, "minh", replace(all_of(leaf), verdict="reject", reason="không phải của năm nay"))
    assert dossier(asked).leaf("1.1.1").status == "rejected"
    assert verify(asked) == []


def all_of(leaf: Any) -> Judgement:
    """All entries of a leaf as they are shown, whatever was decided on them."""
    said = [one.stand.declared for one in leaf.facts] + [
        one.said for wanted in leaf.documents for one in wanted.handed
    ]
    return Judgement("so-a", 2021, leaf.number, "accept", [one.seen for one in said], seen=leaf.seen)


def test_rows_one_by_one_and_all_together(office: Office) -> None:
    rows = [{"ten": name, "diem": 5} for name in "ABC"]
    declare(office, speaker(office), declaration(rows={"sang_kien": rows}))
    with office.read() as connection:
        first = read_rows(connection, "so-a", 2021, "sang_kien").rows[0]
    chosen = Judgement("so-a", 2021, "2.1.3", "reject", [first.seen], reason="của năm trước")
    judge(office, "minh", chosen)
    assert dossier(office).leaf("2.1.3").status == "rejected"
    judge(office, "minh", whole(office, "2.1.3"))
    assert points(office, "2.1.3") == "1"
    assert points(office, "2.1.3", "declared") == "1.5"
    assert waiting(office).items == []
    assert verify(office) == []


def test_rows_that_came_later_are_not_accepted_unseen(office: Office) -> None:
    declare(office, speaker(office), declaration(rows={"sang_kien": [{"ten": "A", "diem": 5}]}))
    judgement = whole(office, "2.1.3")
    declare(office, speaker(office), declaration(rows={"sang_kien": [{"ten": "B", "diem": 5}]}))
    judge(office, "minh", judgement)
    assert points(office, "2.1.3") == "0.5"
    assert shown(waiting(office).items) == [("so-a", "2.1.3", 1)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"verdict": "reject"}, "phải ghi lý do"),
        ({"verdict": "return", "reason": "  "}, "phải ghi lý do"),
        ({"verdict": "other", "reason": "x"}, "chưa nhập giá trị"),
        ({"entries": (), "tables": {}}, "chưa chọn mục nào"),
        ({"leaf": "1.1.2"}, "ở thành phần khác: 1.1.1"),
        ({"verdict": "other", "reason": "x", "values": {"co_kh": True}}, "ở thành phần khác: 1.1.2"),
    ],
)
def test_what_is_no_decision(asked: Office, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Conflict, match=words):
        judge(asked, "minh", whole(asked, **change))


def test_what_cannot_be(asked: Office) -> None:
    with pytest.raises(Invalid):
        judge(asked, "minh", whole(asked, verdict="other", reason="x", values={"so_giao": -1}))
    with pytest.raises(NotFound):
        judge(asked, "minh", whole(asked, leaf="9.9"))
    strange = replace(whole(asked).entries[0], number=10**6)
    with pytest.raises(NotFound):
        judge(asked, "minh", whole(asked, entries=[strange]))
    theirs = whole(asked)
    with pytest.raises(NotFound):
        judge(asked, "minh", replace(theirs, unit="so-b"))
    close_round(asked, "test", 2021)
    with pytest.raises(Conflict, match="khóa sổ"):
        judge(asked, "minh", theirs)


def test_what_appraisers_entered_is_not_judged_like_a_declaration(asked: Office) -> None:
    give_council_points(asked, "minh", AboutLeaf("so-a", 2021, "1.1.4", "xét"), "0.5")
    own = dossier(asked).leaf("1.1.4").council.appraised
    assert own is not None
    with pytest.raises(NotFound):
        judge(asked, "minh", Judgement("so-a", 2021, "1.1.4", "reject", [own.seen], reason="x"))


def test_accepting_where_another_value_stands(asked: Office) -> None:
    judge(asked, "minh", whole(asked, verdict="other", values={"so_dung_han": 6}, reason="đếm lại"))
    with pytest.raises(Conflict, match="«so_dung_han» đang được chấm theo giá trị khác"):
        judge(asked, "minh", all_of(dossier(asked).leaf("1.1.1")))


# ---- Decisions on what has changed


def test_a_stale_decision_is_refused_and_shows_what_changed(asked: Office) -> None:
    judgement = whole(asked)
    declare(asked, speaker(asked, "hoa"), declaration(facts={"so_dung_han": 10}))
    with pytest.raises(Stale) as raised:
        judge(asked, "minh", judgement)
    (change,) = raised.value.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.name, change.before.value, change.after.value, change.after.by) == (
        "so_dung_han",
        9,
        10,
        "hoa",
    )
    assert points(asked) == "0"
    judge(asked, "minh", whole(asked))
    assert points(asked) == "2"


def test_what_a_colleague_has_decided_meanwhile(asked: Office) -> None:
    judgement = whole(asked)
    judge(asked, "tâm", whole(asked, verdict="reject", reason="mờ"))
    with pytest.raises(Stale) as raised:
        judge(asked, "minh", judgement)
    decision = raised.value.changes[0].after.decision  # type: ignore[union-attr]
    assert decision is not None
    assert (decision.by, decision.reason) == ("tâm", "mờ")


def test_what_a_colleague_has_corrected_meanwhile(asked: Office) -> None:
    judgement = whole(asked, verdict="other", values={"so_dung_han": 7}, reason="đếm lại")
    judge(asked, "tâm", whole(asked, verdict="other", values={"so_dung_han": 6}, reason="đếm lại"))
    with pytest.raises(Stale) as raised:
        judge(asked, "minh", judgement)
    change = next(one for one in raised.value.changes if one.name == "so_dung_han")
    assert change.after is not None
    assert (change.after.value, change.after.by) == (6, "tâm")


def test_rows_that_changed_meanwhile(office: Office) -> None:
    declare(office, speaker(office), declaration(rows={"sang_kien": [{"ten": "A", "diem": 5}]}))
    with office.read() as connection:
        (row,) = read_rows(connection, "so-a", 2021, "sang_kien").rows
    declare(office, speaker(office), declaration(rows={"sang_kien": [{"ten": "A", "diem": 4}]}))
    with pytest.raises(Stale) as raised:
        judge(office, "minh", Judgement("so-a", 2021, "2.1.3", "accept", [row.seen]))
    assert raised.value.changes[0].after.value == {"ten": "A", "diem": 4}  # type: ignore[union-attr]


# ---- Before deciding


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"verdict": "other", "values": {"so_dung_han": 6}, "reason": "đếm lại"},
        {"verdict": "reject", "reason": "mờ"},
    ],
)
def test_the_effect_is_what_then_happens_and_nothing_is_written(
    asked: Office, change: dict[str, Any]
) -> None:
    declare(asked, speaker(asked), declaration(rows={"sang_kien": [{"ten": "A", "diem": 5}]}))
    judge(asked, "minh", whole(asked, "2.1.3"))
    before = _entries(asked)
    judgement = whole(asked, **change)
    with asked.read() as connection:
        ((_, effect),) = effects(asked, connection, [judgement])
    assert _entries(asked) == before
    judge(asked, "minh", judgement)
    found = dossier(asked)
    assert effect.after.points == str(found.totals("appraised").points / 1000).removesuffix(".0")
    assert effect.leaf(0).points == points(asked)
    assert effect.before.points == "0.5"


def test_the_effect_of_several_decisions_on_one_unit(asked: Office) -> None:
    declare(asked, speaker(asked), declaration(rows={"sang_kien": [{"ten": "A", "diem": 5}]}))
    with asked.read() as connection:
        ((found, effect),) = effects(asked, connection, [whole(asked), whole(asked, "2.1.3")])
    assert isinstance(found, Dossier)
    assert [(one.number, one.before.points, one.after.points) for one in effect.leaves] == [
        ("1.1.1", "0", "1.8"),
        ("2.1.3", "0", "0.5"),
    ]
    assert (effect.name, effect.before.points, effect.after.points) == ("Sở so-a", "0", "2.3")


def _entries(office: Office) -> tuple[int, ...]:
    with office.read() as connection:
        counted = (t.facts, t.table_rows, t.decisions, t.scores, t.audit)
        return tuple(
            connection.execute(select(func.count()).select_from(one)).scalar_one() for one in counted
        )


def test_several_accepted_at_once_each_by_itself(asked: Office) -> None:
    declare(asked, speaker(asked), declaration(facts={"co_kh": True}))
    first, second = whole(asked), whole(asked, "1.1.2")
    declare(asked, speaker(asked), declaration(facts={"co_kh": False}))
    done, refused = accept_all(asked, "minh", [first, second])
    assert done.error is None
    assert isinstance(refused.error, Stale)
    assert points(asked) == "1.8"
    assert dossier(asked).leaf("1.1.2").facts[-1].stand.state in ("submitted", "missing")


# ---- The council, and leaves that do not apply


def test_council_points_and_what_a_colleague_gave_meanwhile(office: Office) -> None:
    about = AboutLeaf("so-a", 2021, "1.1.4", "xét hồ sơ")
    give_council_points(office, "minh", about, "0.75")
    assert points(office, "1.1.4") == "0.75"
    with pytest.raises(Stale):
        give_council_points(office, "tâm", about, "0.5")
    seen = dossier(office).leaf("1.1.4").seen
    give_council_points(office, "tâm", replace(about, seen=seen), None)
    assert points(office, "1.1.4") == "0"
    seen = dossier(office).leaf("1.1.4").seen
    with pytest.raises(Invalid):
        give_council_points(office, "tâm", replace(about, seen=seen), "0.3")
    assert shown(waiting(office, waits="council", unit="so-a").items) == [("so-a", "1.1.4", 1)]


def test_a_leaf_that_does_not_apply(office: Office) -> None:
    about = AboutLeaf("so-a", 2021, "1.1.1", "không được giao nhiệm vụ")
    settle_applicability(office, "minh", about, applies=False)
    leaf = dossier(office).leaf("1.1.1")
    assert leaf.status == "accepted"
    with office.read() as connection:
        whole_ = read_dossier(office, connection, "so-a", 2021)
        told = whole_.points(connection, whole_.leaf("1.1.1"), "appraised")
    assert told is not None
    assert told.outcome == "not_applicable"
    assert told.leaves_for == "không được giao nhiệm vụ (minh)"
    with pytest.raises(Stale):
        settle_applicability(office, "minh", about, applies=True)
    settle_applicability(office, "minh", replace(about, seen=leaf.seen), applies=True)
    assert dossier(office).leaf("1.1.1").status == "missing"


def test_the_history_of_a_leaf(asked: Office) -> None:
    judge(asked, "minh", whole(asked, verdict="return", reason="thiếu phụ lục"))
    declare(asked, speaker(asked), declaration(facts={"so_giao": 10, "so_dung_han": 8}))
    judge(asked, "minh", whole(asked, verdict="other", values={"so_dung_han": 7}, reason="đếm lại"))
    found = dossier(asked)
    told = [(one.what, one.said.entry.subject[1], one.by) for one in timeline(found, found.leaf("1.1.1"))]
    assert told[0] == ("corrected", "so_dung_han", "minh")
    assert ("decided", "so_giao", "minh") in told
    assert sum(what == "said" for what, _, _ in told) == 5
    assert timeline(found, found.leaf("1.1.2")) == []
