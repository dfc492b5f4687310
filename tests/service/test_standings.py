"""The standings of a round: as the engine scores a facts file, after whatever happened to the books."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from engine.block import UnitResult, score_units
from engine.book.entries import VIEWS, View
from engine.demo import generate
from engine.demo.show import FACTS
from engine.rounding import half_up
from engine.service.appraisal import correct
from engine.service.errors import NotFound
from engine.service.intake import submit
from engine.service.office import Office
from engine.service.record import latest_score
from engine.service.registry import UnitRecord, open_round, register_unit
from engine.service.round_scores import years_with_rounds
from engine.service.rounds import close_round, pause_round, rebind_round
from engine.service.standings import Block, Difference, Standing, Standings, standings
from engine.service.submissions import Submission
from engine.session import load_facts, load_set
from engine.store.database import Database
from engine.store.journal import Journal
from spec import sets_folder
from tests.in_force import put_set
from tests.service.offices import NOON
from tests.service.years import ANYBODY, demo_office, say, set_of, small_office

PUBLISHED = generate.HERE / "units_daknong_2020.csv"


def stand(office: Office, year: int = 2021) -> Standings:
    with office.read() as connection:
        return standings(office, connection, year)


def settled(points: int) -> Difference:
    return Difference(Decimal(points), Decimal(points))


def one(office: Office, unit: str, view: View = "declared", year: int = 2021) -> Standing:
    return stand(office, year).of(view, unit)


def figures(result: UnitResult) -> tuple[object, ...]:
    """All that ranks hang on, and what they come to."""
    totals, placed = result.totals, result.placed
    areas = {area.group.item.number: (area.points, area.maximum) for area in totals.areas}
    band = None if totals.band is None else totals.band.name
    shown = (totals.points, totals.maximum, totals.percent, totals.low, totals.high, band)
    return *shown, placed.rank, placed.rank_of, placed.areas, areas


def scored_file() -> Mapping[str, UnitResult]:
    loaded = load_set(sets_folder() / "so-2020.tieuchi")
    return {one.unit.code: one for one in score_units(loaded.program, load_facts(loaded, FACTS))}


# ---- The departments of 2020


@pytest.fixture
def demo(book_database: Database, tmp_path: Path) -> Office:
    return demo_office(book_database, tmp_path)


def test_departments_stand_as_the_engine_scores_their_file_and_as_published(demo: Office) -> None:
    expected = scored_file()
    from_memory = stand(demo, 2020)
    again = stand(Office(Journal(demo.database), demo.vault, demo.evidence), 2020)
    for found in (from_memory, again):
        for view in VIEWS:
            assert {code: figures(one.result) for code, one in found.views[view].items()} == {
                code: figures(result) for code, result in expected.items()
            }
    _published(again, list(expected))
    _spread(again, list(expected.values()))


def _published(found: Standings, codes: list[str]) -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for code, row in zip(codes, rows, strict=True):
        standing = found.of("appraised", code)
        assert standing.total.percent == Decimal(row["published_percent"])
        assert standing.total.rank == int(row["expected_dense_rank"])
        assert standing.totals.band is not None
        assert standing.totals.band.name == row["expected_band"]
    real = found.of("appraised", "so-ldtbxh")
    assert (real.areas["1"].rank, real.areas["1"].rank_of) == (15, 17)
    assert real.areas["3"].points == Decimal("13.981")


def _spread(found: Standings, results: list[UnitResult]) -> None:
    """The mean is exact before it is rounded."""
    (block,) = found.blocks["appraised"]
    percents = [result.totals.percent or Fraction(0) for result in results]
    mean = Decimal(half_up(sum(percents, Fraction(0)) / 22, 2)).scaleb(-2)
    assert block.percent is not None
    shown = (block.percent.mean, block.percent.highest, block.percent.lowest)
    assert shown == (mean, Decimal("95.9"), Decimal("84.12"))
    assert (block.name, block.units, block.ranked) == ("sở", 22, 22)
    third = block.area_points["3"]
    assert third is not None
    assert third.lowest == Decimal("13.981")


def test_an_event_moves_its_unit_and_the_ranks_of_the_others(demo: Office) -> None:
    before = stand(demo, 2020)
    assert stand(demo, 2020) is before
    say(demo, "so-ldtbxh", 2020, 10**15, so_tin_bai_cchc=12, co_gan_thi_dua=True)
    after = stand(demo, 2020)
    was, is_now = (found.of("declared", "so-ldtbxh").total for found in (before, after))
    assert is_now.points - was.points == Decimal("0.75")
    assert (was.rank, is_now.rank) == (18, 17)
    assert after.of("declared", "so-tnmt").total.rank == 18
    assert after.of("declared", "so-y-te").total == before.of("declared", "so-y-te").total


# ---- Small rounds


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return small_office(book_database, tmp_path, "so-a", "so-b", "so-c", "huyen-d")


def total(office: Office, unit: str, view: View = "declared") -> tuple[object, ...]:
    found = one(office, unit, view).total
    return found.points, found.percent, found.rank, found.rank_of


def test_a_unit_of_which_nothing_was_said_is_there_with_everything_open(office: Office) -> None:
    say(office, "so-a", a=4, b=3, c=True, d=50)
    found = stand(office)
    assert list(found.views["declared"]) == ["huyen-d", "so-a", "so-b", "so-c"]
    silent = found.of("declared", "so-b")
    assert silent.silent
    assert (silent.totals.low, silent.totals.high) == (0, 10_000)
    assert silent.totals.provisional
    assert silent.result.unit.name == "Đơn vị so-b"
    assert [block.name for block in found.blocks["declared"]] == ["sở", "huyện"]


def test_a_unit_of_which_nothing_counts_yet_has_no_place_and_no_part_in_the_mean(office: Office) -> None:
    say(office, "so-a", a=4, b=3, c=True)
    say(office, "so-c", speaker=ANYBODY, a=4, b=4, c=True)
    declared, appraised = (block_of(office, "sở", view) for view in VIEWS)
    assert (declared.units, declared.ranked, declared.silent) == (3, 2, 1)
    assert [total(office, unit)[2:] for unit in ("so-a", "so-b", "so-c")] == [(2, 2), (None, None), (1, 2)]
    assert one(office, "so-b").areas["1"].rank is None
    assert declared.percent is not None
    assert declared.percent.lowest == total(office, "so-a")[1]
    # What nobody has accepted is nothing to rank by in the other view.
    assert (appraised.ranked, appraised.silent) == (1, 2)
    assert one(office, "so-c", "appraised").silent
    # When the round is over, what was never said is lost, and the unit has the place that comes of it.
    close_round(office, "SNV", 2021)
    assert total(office, "so-b") == (Decimal(0), Decimal(0), 3, 3)
    assert block_of(office, "sở", "declared").silent == 0
    assert block_of(office, "huyện", "declared").percent is not None


def test_a_document_that_waits_for_appraisers_gives_no_place_among_what_they_accepted(
    book_database: Database, tmp_path: Path
) -> None:
    text = set_of(2021, ("  mã ke-hoach\n", '  mã ke-hoach\n  minh chứng "Kế hoạch"\n'))
    office = small_office(book_database, tmp_path, "so-a", text=text)
    document = {"leaf": "ke-hoach", "for": "Kế hoạch", "name": "kh.pdf"}
    handed = Submission("e-kh", "so-a", 2021, NOON, facts={"c": True}, evidence=[document])
    submit(office, "don-vi", ANYBODY, handed)
    assert total(office, "so-a")[2:] == (1, 1)
    assert one(office, "so-a", "appraised").silent
    assert total(office, "so-a", "appraised")[2:] == (None, None)
    assert block_of(office, "sở", "appraised").percent is None


def test_a_block_of_which_nothing_is_known_has_no_figures(office: Office) -> None:
    block = block_of(office, "huyện", "declared")
    assert (block.units, block.ranked, block.silent) == (1, 0, 1)
    assert (block.percent, block.points, block.areas) == (None, None, {"1": None, "2": None})


def block_of(office: Office, name: str, view: View, year: int = 2021) -> Block:
    return next(block for block in stand(office, year).blocks[view] if block.name == name)


def test_best_values_wait_for_the_whole_block_and_no_other(office: Office) -> None:
    say(office, "so-a", a=4, b=4, c=True, d=50)
    say(office, "so-b", a=4, b=2, c=True, d=100)
    say(office, "huyen-d", a=1, b=1, c=True, d=10)
    assert total(office, "huyen-d")[:2] == (Decimal(10), Decimal(100))
    assert total(office, "so-a")[0] == Decimal("6.2")
    waiting = one(office, "so-a").totals
    # The third one may declare as much as 1,000.
    assert (waiting.low, waiting.high) == (6_200, 8_000)
    say(office, "so-c", a=0, b=0, c=False, d=0)
    assert total(office, "so-a") == (Decimal(8), Decimal(80), 1, 2)
    assert total(office, "so-b") == (Decimal(8), Decimal(80), 1, 2)


def test_both_views_stand_apart(office: Office) -> None:
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, a=4, b=4, c=True, d=50)
    correct(office, "TĐ", "so-a", 2021, {"d": 25}, "đếm lại")
    assert total(office, "so-a") == (Decimal(10), Decimal(100), 1, 1)
    assert total(office, "so-a", "appraised") == (Decimal(8), Decimal(80), 2, 2)


def test_a_closed_round_stands_as_its_final_scores(office: Office) -> None:
    say(office, "so-a", a=4, b=4, c=True, d=50)
    say(office, "so-b", a=4, b=3, d=100)
    close_round(office, "SNV", 2021)
    found = stand(office)
    assert found.info.state == "closed"
    for view in VIEWS:
        for unit in ("so-a", "so-b"):
            standing = found.of(view, unit)
            with office.read() as connection:
                kept = latest_score(connection, unit, 2021, view)
            assert kept is not None
            assert kept.closed
            assert (kept.points, kept.percent) == (
                f"{standing.total.points:f}",
                f"{standing.total.percent:f}",
            )
            assert not standing.totals.provisional
    # The unit that said nothing hindered no best value, and has nothing.
    assert found.of("declared", "so-a").total.points == Decimal(8)
    assert found.of("declared", "so-c").total.points == Decimal(0)
    assert not found.of("declared", "so-c").totals.provisional


def test_in_a_paused_round_nothing_is_lost_yet(office: Office) -> None:
    say(office, "so-a", a=4, b=4, d=50)
    before = one(office, "so-a").totals
    identity = stand(office).info.set_id
    office.journal.act("SNV", "set.withdrawn", "2021", lambda action: pause_round(action, identity))
    assert stand(office).info.state == "paused"
    after = one(office, "so-a").totals
    assert (after.low, after.high, after.provisional) == (before.low, before.high, True)


def test_a_round_under_another_set_is_worked_out_anew(office: Office) -> None:
    say(office, "huyen-d", a=4, b=2, c=True, d=1)
    assert total(office, "huyen-d")[0] == Decimal(8)
    changed = set_of(2021, ("theo tỷ lệ b / a", "theo tỷ lệ b / a từ 60%"))
    rebind_round(office, "SNV", 2021, put_set(office.database, changed, 2))
    assert total(office, "huyen-d")[0] == Decimal(6)
    assert stand(office).info.set_number == 2


def test_what_the_register_says_counts_at_once(office: Office) -> None:
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, a=4, b=4, c=True, d=50)
    register_unit(office, "SNV", UnitRecord("so-b", "Sở Bê", "sở", "2000-01-01", ranked=False))
    standing = one(office, "so-b")
    assert (standing.result.unit.name, standing.total.rank) == ("Sở Bê", None)
    assert one(office, "so-a").total.rank_of == 1


def test_a_unit_that_was_merged_away_is_scored_and_not_ranked(office: Office) -> None:
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, a=4, b=4, c=True, d=50)
    successor = UnitRecord("so-bc", "Sở B và C", "sở", "2021-10-01", succeeds=("so-b", "so-c"))
    register_unit(office, "SNV", successor)
    register_unit(office, "SNV", UnitRecord("so-cu", "Sở cũ", "sở", "2000-01-01", "2020-12-31"))
    found = stand(office)
    assert "so-cu" not in found.views["declared"]
    gone, new = found.of("declared", "so-b"), found.of("declared", "so-bc")
    assert (gone.member.ended, gone.total.rank) == ("2021-09-30", None)
    assert gone.total.points == Decimal("6.2")  # the best value waits for the new one
    assert new.member.came_from == ("so-b", "so-c")
    assert new.silent
    (block, _) = found.blocks["declared"]
    assert (block.units, block.ranked, block.silent) == (4, 1, 1)


def test_there_is_nothing_without_a_round_or_a_unit(office: Office) -> None:
    with pytest.raises(NotFound):
        stand(office, 2019)
    with pytest.raises(NotFound):
        one(office, "so-x")
    with office.read() as connection:
        assert years_with_rounds(connection) == [2021]


# ---- Against last year


def next_year(office: Office, *changes: tuple[str, str]) -> None:
    open_round(office, "SNV", put_set(office.database, set_of(2022, *changes), 2))


def two_years(office: Office, *changes: tuple[str, str]) -> Standings:
    for unit, done in (("so-a", 4), ("so-b", 2), ("so-c", 3)):
        say(office, unit, a=4, b=done, c=True, d=50)
    next_year(office, *changes)
    for unit, done in (("so-a", 1), ("so-b", 2), ("so-c", 2)):
        say(office, unit, 2022, a=4, b=done, c=True, d=50)
    return stand(office, 2022)


def test_what_is_pending_makes_a_difference_a_range(office: Office) -> None:
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, a=4, b=3, c=True, d=50)
    next_year(office)
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, 2022, a=4, b=4, d=50)
    standing = one(office, "so-a", year=2022)
    assert (standing.total.low, standing.total.high, standing.total.final) == (Decimal(8), Decimal(10), False)
    assert (standing.change.points, standing.change.percent) == (Difference(Decimal(-1), Decimal(1)), None)
    assert standing.area_changes["1"].points == Difference(Decimal(-1), Decimal(1))
    assert (standing.area_changes["2"].points, standing.area_changes["2"].percent) == (settled(0), Decimal(0))
    assert block_of(office, "sở", "declared", 2022).pending == {None, "1"}
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, 2022, c=True)
    standing = one(office, "so-a", year=2022)
    assert (standing.change.points, standing.change.percent) == (settled(1), Decimal(10))
    assert block_of(office, "sở", "declared", 2022).pending == frozenset()


def test_points_and_ranks_are_compared_with_last_year(office: Office) -> None:
    found = two_years(office)
    assert found.years is not None
    assert found.years.total == "yes"
    change = found.of("declared", "so-a").change
    assert (change.points, change.percent, change.rank) == (settled(-3), Decimal(-30), -1)
    assert change.before is not None
    assert (change.before.points, change.before.rank) == (Decimal(10), 1)
    assert found.of("appraised", "so-b").change.rank == 2
    assert found.of("declared", "so-b").area_changes["1"].rank == 2
    assert found.of("declared", "so-b").area_changes["2"].points == settled(0)
    silent = found.of("declared", "huyen-d").change
    assert (silent.comparable, silent.obstacle, silent.points) == ("no", "silent", None)


def test_the_first_one_to_report_has_not_risen(office: Office) -> None:
    """Of those who have nothing to be ranked by yet nobody was overtaken."""
    for unit, done in (("so-a", 2), ("so-b", 4), ("so-c", 3)):
        say(office, unit, a=4, b=done, c=True, d=50)
    next_year(office)
    say(office, "so-a", 2022, a=4, b=3, c=True, d=50)
    first = stand(office, 2022).of("declared", "so-a")
    assert (first.total.rank, first.change.rank) == (1, None)
    for unit in ("so-b", "so-c"):
        say(office, unit, 2022, a=4, b=1, c=True, d=50)
    assert stand(office, 2022).of("declared", "so-a").change.rank == 2


def test_in_the_end_a_place_counts_among_whoever_is_there(office: Office) -> None:
    for unit, done in (("so-a", 2), ("so-b", 4), ("so-c", 3)):
        say(office, unit, a=4, b=done, c=True, d=50)
    next_year(office)
    for unit in ("so-a", "so-b"):
        say(office, unit, 2022, a=4, b=4, c=True, d=50)
    assert stand(office, 2022).of("declared", "so-a").change.rank is None
    close_round(office, "SNV", 2022)
    assert stand(office, 2022).of("declared", "so-a").change.rank == 2


def test_the_first_year_is_compared_with_nothing(office: Office) -> None:
    say(office, "so-a", a=4, b=4, c=True, d=50)
    change = one(office, "so-a").change
    assert (change.before, change.comparable, change.obstacle) == (None, "no", "no_round")


def test_other_maxima_hinder_the_total_and_their_area_alone(office: Office) -> None:
    more = (
        ('lĩnh vực 1 "Điều hành" 6', 'lĩnh vực 1 "Điều hành" 7'),
        ('tiêu chí 1.1 "Nhiệm vụ" 6', 'tiêu chí 1.1 "Nhiệm vụ" 7'),
        ('"Kế hoạch" 2', '"Kế hoạch" 3'),
    )
    standing = two_years(office, *more).of("declared", "so-a")
    assert (standing.change.obstacle, standing.change.points, standing.change.rank) == ("maximum", None, None)
    assert standing.area_changes["1"].obstacle == "criteria"
    assert standing.area_changes["2"].points == settled(0)


def test_other_criteria_of_the_same_maximum_are_compared_with_care(office: Office) -> None:
    found = two_years(office, ('đạt khi c vì "chưa có kế hoạch"', "đạt khi a > 2"))
    standing = found.of("declared", "so-a")
    assert (standing.change.comparable, standing.change.points) == ("with_care", settled(-3))
    assert (standing.area_changes["1"].comparable, standing.area_changes["1"].points) == ("no", None)
    assert standing.area_changes["2"].comparable == "yes"


def test_another_way_of_summing_up_hinders_all_totals(office: Office) -> None:
    rescaled = ("làm tròn 3 chữ số", "làm tròn 3 chữ số\nquy đổi không")
    assert two_years(office, rescaled).of("declared", "so-a").change.obstacle == "rules"


def test_leaves_are_recognised_by_their_keys(office: Office) -> None:
    """Numbers are changed about; the keys stay."""
    swapped = (("1.1.1", "1.1.9"), ("1.1.2", "1.1.1"), ("1.1.9", "1.1.2"))
    years = two_years(office, *swapped).years
    assert years is not None
    assert {new: matched.old for new, matched in years.leaves.items()} == {
        "1.1.1": "1.1.2",
        "1.1.2": "1.1.1",
        "2.1.1": "2.1.1",
    }
    assert years.total == "yes"


def test_units_that_are_new_or_were_merged_or_changed_their_block(office: Office) -> None:
    for unit in ("so-a", "so-b", "so-c"):
        say(office, unit, a=4, b=4, c=True, d=50)
    register_unit(office, "SNV", UnitRecord("so-b", "Sở B", "sở", "2022-02-01", succeeds=("so-c",)))
    register_unit(office, "SNV", UnitRecord("so-e", "Sở E", "sở", "2022-01-01"))
    register_unit(office, "SNV", UnitRecord("so-a", "Huyện A", "huyện", "2022-01-01"))
    next_year(office)
    for unit in ("so-a", "so-b", "so-e"):
        say(office, unit, 2022, a=4, b=4, c=True, d=50)
    found = stand(office, 2022).views["declared"]
    assert found["so-b"].change.obstacle == "merged"
    assert found["so-e"].change.obstacle == "new"
    assert found["so-a"].change.obstacle == ""
    assert (found["so-a"].change.rank, found["so-a"].area_changes["1"].rank) == (None, None)


def test_years_change_with_last_years_book(office: Office) -> None:
    two_years(office)
    assert one(office, "so-a", year=2022).change.points == settled(-3)
    say(office, "so-a", at=5, b=0)
    assert one(office, "so-a", year=2022).change.points == settled(1)
