"""What a unit's people hand in, what they see of it, and that nobody overwrites what they have not seen."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest

from engine.book.asked import outline_of
from engine.service.appraisal import decide
from engine.service.declaring import Handing, attach, declare, suppose_declared, use_again, withdraw_document
from engine.service.dossier import read_dossier
from engine.service.errors import Conflict, Invalid, NotFound, NotPermitted, ServiceError
from engine.service.intake import receive
from engine.service.office import Office
from engine.service.record import verify
from engine.service.rounds import close_round
from engine.service.said import Stale, read_rows
from engine.store.database import Database
from tests.service.desk import PDF, declaration, desk_on, dossier, speaker
from tests.service.offices import NOON, SYSTEM, event

HANDING = Handing("so-a", 2021, "1.1.1", "Báo cáo nhiệm vụ", "báo cáo.pdf")


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return desk_on(book_database, tmp_path)


def test_what_leaves_ask_for_and_where_each_fact_is_judged(office: Office) -> None:
    outline = outline_of(dossier(office).criteria.program)
    asked = {one.number: [fact.name for fact in one.facts] for one in outline.leaves}
    assert asked["1.1.1"] == ["so_giao", "so_dung_han"]
    assert asked["1.1.3"] == ["ty_le", "khao_sat"]
    assert [fact.name for fact in outline.by_number["1.1.3"].previous] == ["ty_le"]
    assert [rule.document for rule in outline.by_number["1.1.1"].documents] == ["Báo cáo nhiệm vụ"]
    assert outline.by_number["1.1.1"].by_approval
    assert outline.by_number["1.1.4"].council is not None
    assert [fact.name for fact in outline.outside.facts] == ["co_giai"]
    assert outline.home_of("fact", "so_giao") == "1.1.1"
    assert outline.home_of("fact", "co_giai") == ""
    assert outline.of("9.9") is None


def test_a_leaf_goes_from_missing_to_accepted(office: Office) -> None:
    assert dossier(office).leaf("1.1.1").status == "missing"
    declare(office, speaker(office), declaration(facts={"so_giao": 10}))
    half = dossier(office).leaf("1.1.1")
    assert (half.status, half.missing) == ("missing", ("so_dung_han",))
    declare(office, speaker(office), declaration(facts={"so_dung_han": 9}))
    found = dossier(office).leaf("1.1.1")
    assert (found.status, found.missing) == ("submitted", ())
    said = found.facts[1].stand.declared
    assert said is not None
    assert (said.value, said.by, said.origin.name, said.origin.kind) == (9, "lan", "Nguyễn Thị Lan", "person")
    assert said.received_at == said.as_of
    decide(office, "minh", "fact", [one.number for one in found.waiting], True)
    assert dossier(office).leaf("1.1.1").status == "accepted"
    assert verify(office) == []


def test_points_follow_with_the_reason_of_each_loss(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10, "so_dung_han": 9}))
    with office.read() as connection:
        whole = read_dossier(office, connection, "so-a", 2021)
        leaf = whole.leaf("1.1.1")
        declared = whole.points(connection, leaf, "declared")
        appraised = whole.points(connection, leaf, "appraised")
    assert declared is not None
    assert appraised is not None
    assert (declared.points, declared.maximum, declared.outcome) == ("1.8", "2", "partial")
    assert [(one.points, one.reason) for one in declared.losses] == [("0.2", "Đúng hạn 9/10 nhiệm vụ")]
    assert (appraised.points, appraised.high, appraised.outcome) == ("0", "2", "pending")
    assert list(appraised.needs) == [
        "so_dung_han (Số nhiệm vụ đúng hạn)",
        "so_giao (Số nhiệm vụ được giao)",
    ]


def test_a_rejection_is_told_with_its_reason_until_something_newer_is_declared(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10, "so_dung_han": 9}))
    waiting = dossier(office).leaf("1.1.1").waiting
    decide(office, "minh", "fact", [waiting[0].number], False, "thiếu căn cứ")
    found = dossier(office).leaf("1.1.1")
    assert found.status == "rejected"
    assert [(one.entry.subject[1], one.decision.reason) for one in found.words if one.decision] == [
        ("so_giao", "thiếu căn cứ")
    ]
    declare(office, speaker(office), declaration(facts={"so_giao": 10}))
    found = dossier(office).leaf("1.1.1")
    assert (found.status, found.words) == ("submitted", [])


def test_every_kind_of_fact(office: Office) -> None:
    facts = {
        "ngay_kh": "2021-01-31",
        "hinh_thuc": ["pano"],
        "muc": "kha",
        "co_kh": True,
        "ty_le": "85.5",
        "khao_sat": {"phieu_a": 3, "phieu_b": 1},
        "bao_cao": [{"ky": "q1", "gui": "2021-04-01"}, {"ky": "q2", "gui": None}],
        "co_giai": True,
    }
    changes = declare(office, speaker(office), declaration(facts=facts, previous={"ty_le": 80}))
    points = {leaf["number"]: leaf["new"] for leaf in changes[0].as_answer()["leaves"]}
    assert points["1.1.2"] == "1.25"
    assert points["1.1.3"] == "1"
    assert points["2.1.2"] == "1"
    found = dossier(office)
    assert found.outside is not None
    assert found.outside.status == "submitted"
    assert found.leaf("1.1.3").status == "submitted"
    assert found.record.stand("fact", "hinh_thuc").declared is not None


def test_a_record_whose_field_is_missing_is_not_complete(office: Office) -> None:
    said = {"ty_le": 95, "khao_sat": {"phieu_a": 3}}
    declare(office, speaker(office), declaration(facts=said, previous={"ty_le": 99}))
    found = dossier(office).leaf("1.1.3")
    assert (found.status, found.missing) == ("missing", ("khao_sat.phieu_b",))


def test_rows_of_a_keyed_table(office: Office) -> None:
    rows = [{"ten": "Một cửa số", "diem": 7}, {"ten": "Trợ lý", "diem": "4.5"}]
    declare(office, speaker(office), declaration(rows={"sang_kien": rows}))
    found = dossier(office).leaf("2.1.3")
    assert found.status == "submitted"
    assert (found.facts[0].rows.count, found.facts[0].rows.states) == (2, {"submitted": 2})  # type: ignore[union-attr]
    with office.read() as connection:
        page = read_rows(connection, "so-a", 2021, "sang_kien", most=1)
        rest = read_rows(connection, "so-a", 2021, "sang_kien", after=page.after or "", most=1)
    assert [page.rows[0].value["ten"], rest.rows[0].value["ten"]] == ["Một cửa số", "Trợ lý"]
    assert rest.after is None
    declare(office, speaker(office), declaration(withdrawn={"sang_kien": [{"ten": "Trợ lý"}]}))
    rows_now = dossier(office).leaf("2.1.3").facts[0].rows
    assert rows_now is not None
    assert rows_now.count == 1
    declare(office, speaker(office), declaration(rows={"sang_kien": []}))
    assert verify(office) == []


def test_an_empty_keyed_table_is_an_answer(office: Office) -> None:
    declare(office, speaker(office), declaration(rows={"sang_kien": []}))
    found = dossier(office).leaf("2.1.3")
    assert found.status == "submitted"
    assert found.facts[0].rows is not None
    assert found.facts[0].rows.count == 0


# ---- Who may say what


def test_what_a_system_delivers_nobody_types(office: Office) -> None:
    receive(office, SYSTEM, [event("e1", "so-a", NOON, facts={"so_ho_so": 120})])
    (fact,) = dossier(office).leaf("2.1.1").facts
    assert (fact.only_from, fact.stand.state) == ("một cửa", "accepted")
    assert fact.stand.declared is not None
    assert (fact.stand.declared.origin.name, fact.stand.declared.origin.kind) == ("một cửa", "system")
    with pytest.raises(NotPermitted, match="do hệ thống «một cửa» gửi sang"):
        declare(office, speaker(office), declaration(facts={"so_ho_so": 999}))
    disguised = replace(speaker(office), name="một cửa")
    with pytest.raises(NotPermitted):
        declare(office, disguised, declaration(facts={"so_ho_so": 999}))


def test_nobody_speaks_for_another_unit(office: Office) -> None:
    with pytest.raises(NotPermitted, match="so-b"):
        declare(office, speaker(office), replace(declaration(facts={"so_giao": 1}), unit="so-b"))
    with pytest.raises(NotPermitted, match="so-b"):
        attach(office, speaker(office), replace(HANDING, unit="so-b"), "application/pdf", BytesIO(PDF))
    with pytest.raises(NotPermitted):
        speaker(office, "minh")


def test_a_login_that_is_spelt_like_a_system_is_still_a_person(office: Office) -> None:
    disguised = replace(speaker(office), code="mot-cua")
    declare(office, disguised, declaration(facts={"so_giao": 1}))
    said = dossier(office).record.stand("fact", "so_giao").declared
    assert said is not None
    assert said.origin.kind == "person"


def test_all_flaws_are_told_at_once_and_nothing_is_kept(office: Office) -> None:
    said = declaration(
        facts={"so_giao": 0, "muc": "tuyệt"}, rows={"sang_kien": [{"ten": "A", "diem": 11}, {"diem": 1}]}
    )
    with pytest.raises(Invalid) as raised:
        declare(office, speaker(office), said)
    pointers = {flaw.pointer for flaw in raised.value.flaws}
    assert pointers == {
        "/facts/so_giao",
        "/facts/muc",
        "/tables/sang_kien/rows/0",
        "/tables/sang_kien/rows/1",
    }
    assert dossier(office).record.entries == []


def test_facts_that_contradict_each_other_are_told(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10, "so_dung_han": 5}))
    declare(office, speaker(office), declaration(facts={"so_dung_han": 11}))
    found = dossier(office).leaf("1.1.1")
    assert len(found.contradictions) == 1
    assert "so_giao = 10" in found.contradictions[0].vi
    assert found.missing == ()


def test_a_closed_round_takes_nothing(office: Office) -> None:
    close_round(office, "test", 2021)
    with pytest.raises(Conflict, match="đã khóa sổ"):
        declare(office, speaker(office), declaration(facts={"so_giao": 1}))
    with pytest.raises(Conflict, match="đã khóa sổ"):
        attach(office, speaker(office), HANDING, "application/pdf", BytesIO(PDF))
    with pytest.raises(Conflict, match="đã khóa sổ"):
        withdraw_document(office, speaker(office), HANDING)


# ---- Two at once


def test_what_somebody_has_not_seen_is_not_overwritten(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10}))
    seen = {("fact", "so_giao"): dossier(office).record.stand("fact", "so_giao").declared.number}  # type: ignore[union-attr]
    declare(office, speaker(office, "hoa"), declaration(facts={"so_giao": 12}, seen=seen))
    with pytest.raises(Stale) as raised:
        declare(office, speaker(office), declaration(facts={"so_giao": 11}, seen=seen))
    (change,) = raised.value.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.name, change.before.value, change.after.value, change.after.by) == (
        "so_giao",
        10,
        12,
        "hoa",
    )
    now = dossier(office).record.stand("fact", "so_giao").declared
    assert now is not None
    assert now.value == 12
    again = {("fact", "so_giao"): now.number}
    declare(office, speaker(office), declaration(facts={"so_giao": 11}, seen=again))


def test_what_came_first_while_nothing_was_seen(office: Office) -> None:
    seen = {("fact", "so_giao"): 0, ("fact", "so_dung_han"): 0}
    declare(office, speaker(office), declaration(facts={"so_dung_han": 3}, seen=seen))
    declare(office, speaker(office), declaration(facts={"so_giao": 3}, seen=seen))
    with pytest.raises(Stale):
        declare(office, speaker(office), declaration(facts={"so_giao": 4}, seen=seen))


def test_rows_that_somebody_else_changed(office: Office) -> None:
    key = '["A"]'
    declare(office, speaker(office), declaration(rows={"sang_kien": [{"ten": "A", "diem": 1}]}))
    with office.read() as connection:
        (row,) = read_rows(connection, "so-a", 2021, "sang_kien").rows
    seen = {("sang_kien", key): row.number}
    second = {"sang_kien": [{"ten": "A", "diem": 2}]}
    declare(office, speaker(office, "hoa"), declaration(rows=second, seen_rows=seen))
    with pytest.raises(Stale):
        declare(office, speaker(office), declaration(rows=second, seen_rows=seen))
    with pytest.raises(Stale):  # a new row whose key is there already
        declare(office, speaker(office), declaration(rows=second, seen_rows={("sang_kien", key): 0}))


def test_two_save_at_the_same_instant_and_one_is_told(office: Office) -> None:
    seen = {("fact", "so_giao"): 0}
    told: list[ServiceError] = []

    def save(login: str, value: int) -> None:
        try:
            declare(office, speaker(office, login), declaration(facts={"so_giao": value}, seen=seen))
        except Stale as error:
            told.append(error)

    threads = [Thread(target=save, args=("lan", 1)), Thread(target=save, args=("hoa", 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert len(dossier(office).record.entries) == 1


# ---- Before saving


def test_what_would_be_is_shown_and_nothing_is_written(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10, "so_dung_han": 5}))
    with office.read() as connection:
        whole = read_dossier(office, connection, "so-a", 2021)
        supposed = declaration(facts={"so_dung_han": 8}, rows={"sang_kien": [{"ten": "A", "diem": 9}]})
        effect = suppose_declared(office, connection, whole, speaker(office), supposed)
        with pytest.raises(Invalid):
            suppose_declared(office, connection, whole, speaker(office), declaration(facts={"so_giao": -1}))
    assert [(one.number, one.before.points, one.after.points) for one in effect.leaves] == [
        ("1.1.1", "1", "1.6"),
        ("2.1.3", "0", "0.5"),
    ]
    assert (effect.before.points, effect.after.points) == ("1", "2.1")
    assert effect.leaf(0).points == "1.6"
    assert dossier(office).record.stand("fact", "so_dung_han").declared.value == 5  # type: ignore[union-attr]
    declare(office, speaker(office), supposed)
    assert dossier(office).totals("declared").points == 2100


# ---- Documents


def test_a_document_is_handed_in_used_again_and_taken_back(office: Office) -> None:
    about = {"number": "12/BC", "day": "2021-12-01", "place": "mục II, trang 3", "note": " "}
    attached = attach(office, speaker(office), replace(HANDING, about=about), "application/pdf", BytesIO(PDF))
    (wanted,) = dossier(office).leaf("1.1.1").documents
    (handed,) = wanted.handed
    assert (handed.name, handed.state, handed.file.size) == ("báo cáo.pdf", "submitted", len(PDF))  # type: ignore[union-attr]
    assert handed.about == {**about, "note": ""}
    again = replace(HANDING, name="bản dùng lại.pdf")
    use_again(office, speaker(office), again, attached.sha256)
    found = dossier(office)
    assert [one.name for one in found.leaf("1.1.1").documents[0].handed] == [
        "báo cáo.pdf",
        "bản dùng lại.pdf",
    ]
    assert [one.sha256 for one in found.reusable] == [attached.sha256]
    withdraw_document(office, speaker(office), HANDING)
    assert [one.name for one in dossier(office).leaf("1.1.1").documents[0].handed] == ["bản dùng lại.pdf"]
    assert verify(office) == []


def test_nobody_uses_a_file_of_another_unit(office: Office) -> None:
    theirs = replace(speaker(office, "hoa"), units=("so-b",))
    attached = attach(office, theirs, replace(HANDING, unit="so-b"), "application/pdf", BytesIO(PDF))
    with pytest.raises(NotFound):
        use_again(office, speaker(office), HANDING, attached.sha256)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"wanted": "không có"}, "/for"),
        ({"leaf": "9.9"}, "/leaf"),
        ({"about": {"number": "x" * 201}}, "/about/number"),
    ],
)
def test_what_is_wrong_with_a_document(office: Office, change: dict[str, object], pointer: str) -> None:
    attached = attach(office, speaker(office), HANDING, "application/pdf", BytesIO(PDF))
    with pytest.raises(Invalid) as raised:
        use_again(office, speaker(office), replace(HANDING, **change), attached.sha256)  # type: ignore[arg-type]
    assert raised.value.flaws[0].pointer == pointer


def test_a_rejected_document_matters_until_another_one_stands(office: Office) -> None:
    declare(office, speaker(office), declaration(facts={"so_giao": 10, "so_dung_han": 9}))
    attach(office, speaker(office), HANDING, "application/pdf", BytesIO(PDF))
    said = dossier(office).leaf("1.1.1").documents[0].handed[0].said
    decide(office, "minh", "fact", [said.number], False, "mờ")
    assert dossier(office).leaf("1.1.1").status == "rejected"
    attach(office, speaker(office), replace(HANDING, name="rõ.pdf"), "application/pdf", BytesIO(PDF + b"2"))
    assert dossier(office).leaf("1.1.1").status == "submitted"
