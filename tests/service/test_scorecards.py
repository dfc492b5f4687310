"""The scorecard of a unit: every point and every reason as the engine tells them, and where all of it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from engine.block import score_units
from engine.book.entries import VIEWS, View
from engine.demo.show import FACTS
from engine.output.explain import explain_leaf
from engine.output.json_form import leaf_form
from engine.service import leaf_cards, telling, trail
from engine.service.appraisal import approve_not_applicable, correct, decide, enter_council
from engine.service.errors import NotFound
from engine.service.evidence import Document, attach_evidence
from engine.service.intake import receive
from engine.service.leaf_cards import LeafCard
from engine.service.office import Office
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.rounds import close_round
from engine.service.scorecards import CardPage, scorecard, version
from engine.service.sources import SourceRecord, add_source
from engine.service.standings import Difference
from engine.service.submissions import Speaker
from engine.session import load_facts, load_set
from engine.store import tables as t
from engine.store.database import Database
from spec import sets_folder
from spec.keywords import Language
from tests.in_force import put_set
from tests.service.offices import NOON, SYSTEM, UNTRUSTED, event, office_on
from tests.service.years import demo_office, say, set_of, small_office

DOSSIERS = """bộ tiêu chí "Hồ sơ"
năm 2021
áp dụng cho sở
làm tròn 3 chữ số

dữ kiện hồ_sơ: bảng khóa mã (
  mã: văn bản "Mã hồ sơ";
  hẹn: ngày;
  trả: ngày hoặc trống) "Hồ sơ"
dữ kiện don_vi: bảng (
  ten: văn bản;
  so: số nguyên từ 0) "Đơn vị trực thuộc"
cảnh báo đếm(hồ_sơ) > 1 vì "chỉ có {đếm(hồ_sơ)} hồ sơ"
điểm thưởng "Nhiều hồ sơ" 0,5 khi đếm(hồ_sơ) > 2 vì "{đếm(hồ_sơ)} hồ sơ: {liệt kê(hồ_sơ.mã)}"
tổng được vượt 3 điểm

lĩnh vực 1 "A" 3 điểm
thành phần 1.1 "Đúng hạn" 2 điểm
  đặt tre = đếm(hồ_sơ với trả sau hẹn)
  đạt khi tre = 0 vì "{tre} hồ sơ trễ: {liệt kê(hồ_sơ.mã với trả sau hẹn)}"
thành phần 1.2 "Có trả" 1 điểm
  trừ 0,25 mỗi đếm(hồ_sơ với trả là trống)
  trừ 0,25 mỗi đếm(don_vi với so = 0) vì "{đếm(don_vi với so = 0)} đơn vị"
"""
LATE = [
    {"mã": f"H{n}", "hẹn": "2021-03-05", "trả": None if n == 9 else f"2021-03-{day:02}"}
    for n, day in enumerate((1, 9, 4, 7, 8, 1, 1, 1, 1, 1))
]


def card(office: Office, unit: str = "so-a", year: int = 2021, language: Language = "vi") -> CardPage:
    with office.read() as connection:
        return scorecard(office, connection, unit, year, language)


def leaves_of(page: CardPage) -> Iterator[LeafCard]:
    for area in page.areas:
        for criterion in area.criteria:
            yield from criterion.leaves


def leaf(office: Office, number: str, unit: str = "so-a", **asked: Any) -> LeafCard:
    return next(one for one in leaves_of(card(office, unit, **asked)) if one.number == number)


def reasons(found: LeafCard, view: View = "declared") -> list[tuple[Decimal, str]]:
    return [(loss.points, loss.reason) for loss in found.views[view].losses]


# ---- The departments of 2020


def test_every_leaf_of_a_department_is_what_the_engine_tells(book_database: Database, tmp_path: Path) -> None:
    office = demo_office(book_database, tmp_path)
    loaded = load_set(sets_folder() / "so-2020.tieuchi")
    results = {one.unit.code: one for one in score_units(loaded.program, load_facts(loaded, FACTS))}
    for page in (card(office, unit, 2020) for unit in ("so-ldtbxh", "cuc-thue")):
        scored = results[page.unit].scored
        for view in VIEWS:
            _adds_up(page, view)
            for position, found in enumerate(leaves_of(page)):
                form = leaf_form(scored, position)
                shown = found.views[view]
                assert (found.number, shown.status) == (form["number"], form["status"])
                assert (shown.points, shown.low) == (Decimal(form["points"]), Decimal(form["low"]))
                assert [(f"{one.points:f}", one.reason, one.line) for one in shown.losses] == [
                    (one["points"], one["reason"], one["line"]) for one in form["losses"]
                ]
                _words(found, explain_leaf(scored, position), view)
    taxes = card(office, "cuc-thue", 2020)
    assert (taxes.units["appraised"].total.rank, taxes.name) == (12, "Cục Thuế (số liệu minh họa)")
    (first,) = leaf(office, "3.4.1", "so-ldtbxh", year=2020).history
    assert (first.before, first.after.points, first.views) == (None, 2883, VIEWS)
    assert (first.cause.who, first.cause.what) == ("SNV", "facts.imported")


def _adds_up(page: CardPage, view: View) -> None:
    for sums in (
        page.sums[view],
        *(area.sums[view] for area in page.areas),
        *(one.sums[view] for area in page.areas for one in area.criteria),
    ):
        assert sums.points + sums.lost + sums.pending == sums.maximum
    assert (
        page.sums[view].points
        == page.units[view].total.points
        == sum(area.figures[view].points for area in page.areas)
    )


def _words(found: LeafCard, lines: list[str], view: View) -> None:
    """Rules, values of facts and what is worked out, as «explain» has them."""
    said = "\n".join(lines)
    for rule in found.rules:
        assert f"dòng {rule.line}: {rule.written}" in said
    told = tuple(line.strip() for line in lines)
    for fact in found.facts:
        name = {"points": "điểm({})", "previous": "năm trước({})"}.get(fact.reading, "{}").format(fact.name)
        named, value = f"{name} ({fact.label})" if fact.label else name, fact.views[view].shown
        assert f"{named} = {value}".startswith(told) or f"{named}: {value}".startswith(told)
    for name, value in found.views[view].computed:
        assert f"{name} = {value}" in said


# ---- Where facts come from


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    found = office_on(book_database, tmp_path)
    add_source(found, "test", SourceRecord(UNTRUSTED.code, "Sở A tự khai"), "whsec_" + "B" * 32)
    return found


def send(
    office: Office, name: str, speaker: Speaker = SYSTEM, unit: str = "so-a", at: int = 0, **said: Any
) -> None:
    made = event(name, unit, NOON + at, **said)
    made = replace(made, source=speaker.code)
    assert made.submission is not None
    submission = replace(made.submission, event=f"{speaker.code}/{name}")
    (outcome,) = receive(office, speaker, [replace(made, submission=submission)])
    assert outcome.state == "applied", outcome


def numbers(office: Office, name: str) -> list[int]:
    with office.read() as connection:
        query = text("SELECT id FROM facts WHERE name = :name ORDER BY id")
        return list(connection.execute(query, {"name": name}).scalars())


def test_each_fact_names_its_source_its_days_and_its_appraiser(office: Office) -> None:
    send(office, "e1", facts={"muc_tieu": 4})
    send(office, "e2", UNTRUSTED, facts={"da_lam": 3})
    goal, done = leaf(office, "1.1.7").facts
    assert (goal.name, goal.views["declared"].shown, goal.is_alike) == ("muc_tieu", "4", True)
    said = goal.views["declared"].said
    assert said is not None
    assert (said.origin.code, said.origin.name, said.entry.order.event) == (
        "mot-cua",
        "một cửa",
        "mot-cua/e1",
    )
    assert (said.as_of, said.state, said.decision) == (NOON, "accepted", None)
    assert said.received_at > NOON
    waiting = done.views["declared"].said
    assert waiting is not None
    assert (waiting.origin.name, waiting.state) == ("Sở A tự khai", "submitted")
    assert (done.views["appraised"].said, done.views["appraised"].is_missing) == (None, True)
    assert done.views["appraised"].shown == "chưa khai"


def test_what_appraisers_decide_stands_at_the_fact(office: Office) -> None:
    send(office, "e1", UNTRUSTED, facts={"muc_tieu": 4, "da_lam": 3})
    decide(office, "TĐ1", "fact", numbers(office, "muc_tieu"), True)
    decide(office, "TĐ2", "fact", numbers(office, "da_lam"), False, "không có căn cứ")
    goal, done = leaf(office, "1.1.7").facts
    accepted, rejected = goal.views["appraised"].said, done.views["declared"].said
    assert accepted is not None
    assert accepted.decision is not None
    assert (accepted.state, accepted.decision.by) == ("accepted", "TĐ1")
    assert rejected is not None
    assert rejected.decision is not None
    assert (rejected.state, rejected.decision.by) == ("rejected", "TĐ2")
    assert rejected.decision.reason == "không có căn cứ"
    correct(office, "TĐ2", "so-a", 2021, {"da_lam": 2}, "đếm lại")
    done = leaf(office, "1.1.7").facts[1]
    corrected = done.views["appraised"].said
    assert corrected is not None
    assert (done.views["declared"].shown, done.views["appraised"].shown) == ("3", "2")
    assert (corrected.state, corrected.by, corrected.reason) == ("corrected", "TĐ2", "đếm lại")
    assert not done.is_alike


def test_facts_that_contradict_each_other_say_so(office: Office) -> None:
    send(office, "e1", facts={"muc_tieu": 4, "da_lam": 2})
    send(office, "e2", facts={"muc_tieu": 3}, at=1)
    send(office, "e3", facts={"da_lam": 9}, at=2)
    page = card(office)
    found = leaf(office, "1.1.7")
    assert found.views["declared"].status == "pending"
    assert found.facts[1].views["declared"].shown == "9"
    assert "da_lam" in found.facts[1].views["declared"].contradictions[0]
    assert page.contradictions["declared"] == found.facts[1].views["declared"].contradictions


def test_documents_with_their_files(office: Office) -> None:
    send(office, "e1", facts={"muc_tieu": 4, "da_lam": 2})
    document = Document("tay/1", "so-a", 2021, NOON, "1.1.9", "báo cáo.pdf", type="application/pdf")
    attached = attach_evidence(office, "văn thư", UNTRUSTED, document, BytesIO(b"%PDF-1.7"))
    send(office, "e2", evidence=[{"leaf": "1.1.9", "name": "chỉ báo tên", "sha256": "0" * 64}])
    (asked,) = leaf(office, "1.1.9").evidence
    assert asked.document == "Báo cáo"
    file, named = sorted(asked.handed, key=lambda one: one.name)
    assert (file.name, file.sha256, file.size, file.removed) == ("báo cáo.pdf", attached.sha256, 8, False)
    assert (file.said.state, named.sha256, named.said.state) == ("submitted", None, "accepted")
    decide(office, "TĐ", "fact", [file.said.number], False, "bản mờ")
    (asked,) = leaf(office, "1.1.9").evidence
    file = min(asked.handed, key=lambda one: one.name)
    assert file.said.decision is not None
    assert (file.said.state, file.said.decision.reason) == ("rejected", "bản mờ")
    removed = update(t.evidence_files).values(removed_at=1)
    office.database.write(lambda connection: connection.execute(removed))
    assert min(leaf(office, "1.1.9").evidence[0].handed, key=lambda one: one.name).removed


def test_what_the_council_gave_and_what_does_not_apply(office: Office) -> None:
    send(office, "e1", facts={"muc_tieu": 4, "da_lam": 4})
    assert leaf(office, "1.1.8").views["appraised"].needs == ("điểm của hội đồng",)
    enter_council(office, "HĐ", "so-a", 2021, "1.1.8", "0.75", "xét hồ sơ")
    approve_not_applicable(office, "SNV", "so-a", 2021, "1.1.9", "không có đối tượng")
    council = leaf(office, "1.1.8").views["appraised"]
    assert council.council is not None
    assert (council.council.points, council.council.by) == ("0,75", "HĐ")
    assert council.losses[0].reason == "hội đồng chấm: xét hồ sơ (HĐ)"
    out = leaf(office, "1.1.9").views["appraised"]
    assert (out.status, out.leaving) == ("not_applicable", "không có đối tượng (SNV)")
    assert card(office).sums["appraised"].maximum == Decimal(11)


# ---- History


def test_each_change_names_the_event_or_the_person_behind_it(office: Office) -> None:
    send(office, "e1", facts={"muc_tieu": 4, "da_lam": 2})
    send(office, "e2", UNTRUSTED, facts={"da_lam": 3}, at=1)
    decide(office, "TĐ", "fact", numbers(office, "da_lam")[1:], True, "đúng sổ")
    moves = leaf(office, "1.1.7").history
    told = [
        (
            move.views,
            None if move.before is None else move.before.points,
            move.after.points,
            move.cause.who_name,
            move.cause.what,
        )
        for move in moves
    ]
    assert told == [
        (("appraised",), 1000, 1500, "TĐ", "entries.accepted"),
        (("declared",), 1000, 1500, "Sở A tự khai", "events.received"),
        (VIEWS, None, 1000, "một cửa", "events.received"),
    ]
    assert (moves[1].cause.event_type, moves[1].cause.message_id) == ("facts.declared", "e2")
    assert moves[0].cause.reason == "đúng sổ"
    assert moves[0].cause.at > NOON


def test_history_is_bounded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_SCORES", 3)
    monkeypatch.setattr(trail, "MOST_MOVES", 2)
    for number in range(6):
        send(office, f"e{number}", facts={"muc_tieu": 4, "da_lam": number % 3}, at=number)
    moves = leaf(office, "1.1.7").history
    assert [(move.after.points, move.views) for move in moves] == [(1000, VIEWS), (500, VIEWS)]
    assert all(move.before is not None for move in moves)


# ---- Tables


@pytest.fixture
def dossiers(book_database: Database, tmp_path: Path) -> Office:
    found = office_on(book_database, tmp_path, DOSSIERS)
    send(found, "e1", table="hồ_sơ", rows=LATE)
    rows = [{"ten": "A", "so": 0}, {"ten": "B", "so": 3}]
    send(found, "e2", facts={"don_vi": rows})
    return found


def test_few_rows_are_named(dossiers: Office) -> None:
    found, other = leaf(dossiers, "1.1"), leaf(dossiers, "1.2")
    assert reasons(found) == reasons(found, "appraised") == [(Decimal(2), "3 hồ sơ trễ: H1, H3, H4")]
    assert found.views["declared"].computed == (("tre", "3"),)
    (table,) = found.facts
    assert (table.name, table.label, table.reading) == ("hồ_sơ", "Hồ sơ", "table")
    assert (table.views["declared"].shown, table.more_rows) == ("10 hàng", 0)
    assert table.columns == ("Mã hồ sơ", "hẹn", "trả")
    assert table.rows[1].cells == ("H1", "05/03/2021", "09/03/2021")
    source = table.rows[1].said
    assert source is not None
    assert (source.origin.name, source.as_of, source.state) == ("một cửa", NOON, "accepted")
    assert reasons(other) == [
        (Decimal("0.25"), "bị trừ theo «trừ 0,25 mỗi đếm(hồ_sơ với trả là trống)»"),
        (Decimal("0.25"), "1 đơn vị"),
    ]
    assert [row.cells for row in other.facts[1].rows] == [("A", "0"), ("B", "3")]
    page = card(dossiers)
    (bonus,) = page.adjustments["declared"]
    assert (bonus.kind, bonus.points, page.large) == ("bonus", Decimal("0.5"), frozenset())
    assert bonus.reason.startswith("10 hồ sơ: H0, H1")
    assert page.warnings == {"declared": (), "appraised": ()}


def test_many_rows_are_counted_and_not_read(dossiers: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    named = card(dossiers)

    def read(*_: object) -> Mapping[str, str]:
        raise AssertionError("the rows are not to be read")

    monkeypatch.setattr(telling, "MOST_ROWS", 9)
    monkeypatch.setattr(telling, "rows_that_count", read)
    monkeypatch.setattr(leaf_cards, "MOST_ROWS", 4)
    page = card(dossiers)
    assert page.large == {"hồ_sơ"}
    assert [one.views["declared"].points for one in leaves_of(page)] == [
        one.views["declared"].points for one in leaves_of(named)
    ]
    late, given = leaves_of(page)
    assert reasons(late) == [(Decimal(2), "3 hồ sơ trễ: (danh sách dài, xem bảng «hồ_sơ»)")]
    assert late.views["declared"].computed == (("tre", "3"),)
    assert reasons(given) == reasons(list(leaves_of(named))[1])
    assert (late.facts[0].views["declared"].shown, late.facts[0].more_rows) == ("10 hàng", 6)
    assert [row.cells[0] for row in late.facts[0].rows] == ["H0", "H1", "H2", "H3"]
    (bonus,) = page.adjustments["declared"]
    assert bonus.reason == "10 hồ sơ: (danh sách dài, xem bảng «hồ_sơ»)"
    english, _ = leaves_of(card(dossiers, language="en"))
    assert reasons(english)[0][1] == "3 hồ sơ trễ: (a long list, see the table «hồ_sơ»)"
    close_round(dossiers, "SNV", 2021)
    assert reasons(leaf(dossiers, "1.1")) == reasons(late)


def test_rows_withdrawn_are_not_shown(dossiers: Office) -> None:
    send(dossiers, "e3", table="hồ_sơ", withdrawn=["H1", "H3"], at=1)
    found = leaf(dossiers, "1.1")
    assert reasons(found) == [(Decimal(2), "1 hồ sơ trễ: H4")]
    assert (len(found.facts[0].rows), found.facts[0].more_rows) == (8, 0)


# ---- Rounds, years, languages


def test_a_unit_of_which_nothing_was_said(book_database: Database, tmp_path: Path) -> None:
    office = small_office(book_database, tmp_path, "so-a")
    page = card(office)
    assert (page.name, page.sums["declared"].pending) == ("Đơn vị so-a", Decimal(10))
    assert {one.views["declared"].status for one in leaves_of(page)} == {"pending"}
    assert leaf(office, "1.1.2").views["declared"].needs == ("c (Có kế hoạch)",)
    assert leaf(office, "1.1.2").history == ()
    for unit, year in (("so-x", 2021), ("so-a", 2019)):
        with pytest.raises(NotFound):
            card(office, unit, year)


def test_a_closed_round_says_what_was_not_there(book_database: Database, tmp_path: Path) -> None:
    office = small_office(book_database, tmp_path, "so-a", "so-b")
    say(office, "so-a", a=4, b=2, d=50)
    say(office, "so-b", d=100)
    close_round(office, "SNV", 2021)
    assert reasons(leaf(office, "1.1.2")) == [(Decimal(2), "khóa sổ: chưa có c (Có kế hoạch)")]
    best = leaf(office, "2.1.1")
    assert reasons(best) == [(Decimal(2), "50, cao nhất 100")]
    assert [fact.views["declared"].shown for fact in best.facts] == ["100", "50"]
    assert best.history[0].cause.what == "round.closed"
    assert card(office).sums["declared"].points == Decimal(4)


def test_leaves_are_compared_with_last_year_by_their_keys(book_database: Database, tmp_path: Path) -> None:
    office = small_office(book_database, tmp_path, "so-a", "so-b")
    say(office, "so-a", a=4, b=4, c=True, d=50)
    assert leaf(office, "1.1.1").change is None
    swapped = (("1.1.1", "1.1.9"), ("1.1.2", "1.1.1"), ("1.1.9", "1.1.2"))
    harder = ("đạt khi c vì", "đạt khi c và a > 2 vì")
    open_round(office, "SNV", put_set(book_database, set_of(2022, *swapped, harder), 2))
    say(office, "so-a", 2022, a=4, b=1, c=True, d=50)
    work = leaf(office, "1.1.2", year=2022).change
    assert work is not None
    assert (work.old, work.comparable, work.before_maximum) == ("1.1.1", "yes", Decimal(4))
    assert (work.before["declared"], work.points["declared"]) == (
        Decimal(4),
        Difference(Decimal(-3), Decimal(-3)),
    )
    plan = leaf(office, "1.1.1", year=2022).change
    assert plan is not None
    assert (plan.old, plan.comparable, plan.points["declared"]) == ("1.1.2", "no", None)
    register_unit(office, "SNV", UnitRecord("so-n", "Sở N", "sở", "2022-01-01", succeeds=("so-b",)))
    say(office, "so-n", 2022, a=4, b=1, c=True, d=50)
    assert leaf(office, "1.1.2", "so-n", year=2022).change is None


def test_words_that_are_not_the_authors_are_in_the_readers_language(office: Office) -> None:
    send(office, "e1", facts={"muc_tieu": 4})
    found = leaf(office, "1.1.7", language="en")
    assert found.facts[1].views["declared"].shown == "not declared"
    assert leaf(office, "1.1.8", language="en").views["appraised"].needs == ("the council's points",)


def test_the_version_changes_with_the_book_and_the_round(book_database: Database, tmp_path: Path) -> None:
    office = small_office(book_database, tmp_path, "so-a", "so-b")

    def seen(unit: str = "so-a") -> str:
        with office.read() as connection:
            return version(connection, unit, 2021)

    versions = [seen()]
    say(office, "so-a", a=4)
    versions.append(seen())
    say(office, "so-b", a=4)
    assert seen() == versions[-1] == card(office).version
    correct(office, "TĐ", "so-a", 2021, {"a": 5}, "đếm lại")
    versions.append(seen())
    close_round(office, "SNV", 2021)
    versions.append(seen())
    assert len(set(versions)) == 4
    with office.read() as connection, pytest.raises(NotFound):
        version(connection, "so-a", 2019)
