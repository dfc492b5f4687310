"""What closing a round would settle is what closing it settles."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine.book.entries import VIEWS, View
from engine.service.closing import Closing, close_as_seen, closing_of
from engine.service.errors import Conflict, NotFound
from engine.service.office import Office
from engine.service.record import verify
from engine.service.registry import round_of
from engine.service.rounds import close_round
from engine.service.standings import standings
from engine.service.trial import trial
from engine.store.database import Database
from tests.service.years import ANYBODY, demo_office, say, set_of, small_office


@pytest.fixture
def office(book_database: Database, tmp_path: Path) -> Office:
    return small_office(book_database, tmp_path, "so-a", "so-b", "so-c", "huyen-d")


def look(office: Office, year: int = 2021) -> Closing:
    with office.read() as connection:
        return closing_of(office, connection, year)


def points(office: Office, year: int = 2021) -> dict[tuple[str, View], Decimal]:
    with office.read() as connection:
        found = standings(office, connection, year)
    return {(unit, view): found.of(view, unit).total.points for view in VIEWS for unit in found.views[view]}


def foreseen(closing: Closing) -> dict[tuple[str, View], Decimal]:
    return {(one.unit, view): Decimal(one.views[view].final) for view in VIEWS for one in closing.units}


def test_what_is_foreseen_comes_true(office: Office) -> None:
    say(office, "so-a", a=4, b=3)
    say(office, "so-b", a=8, b=8, c=True, d=50)
    say(
        office, "so-b", at=1, speaker=ANYBODY, d=40
    )  # nobody accepted it: the best of the block is another by view
    say(office, "so-c", speaker=ANYBODY, a=1, b=1, d=10)
    closing = look(office)
    assert [one.unit for one in closing.units] == ["huyen-d", "so-a", "so-b", "so-c"]
    silent, half = closing.units[0].views["declared"], closing.units[1].views["declared"]
    assert (silent.low, silent.high, silent.final, silent.pending) == ("0", "10", "0", 3)
    assert (half.low, half.high, half.final, half.pending) == ("3", "9", "3", 2)
    # The best of the block is that of the units that said it, whoever did not.
    assert (closing.units[3].views["declared"].low, closing.units[3].views["declared"].final) == (
        "4.04",
        "5",
    )
    assert closing.units[3].views["appraised"].final == "0"
    assert not closing.is_settled
    close_as_seen(office, "SNV", 2021, closing.mark)
    assert points(office) == foreseen(closing)
    assert list(verify(office)) == []


def test_the_departments_of_2020(book_database: Database, tmp_path: Path) -> None:
    office = demo_office(book_database, tmp_path)
    closing = look(office, 2020)
    assert len(closing.units) == 22
    close_as_seen(office, "SNV", 2020, closing.mark)
    assert points(office, 2020) == foreseen(closing)


def test_a_round_that_would_lose_something_else_than_was_looked_at_is_not_closed(office: Office) -> None:
    say(office, "so-a", a=4, b=3)
    closing = look(office)
    say(office, "so-a", at=1, c=True)
    with pytest.raises(Conflict, match="xem lại"):
        close_as_seen(office, "SNV", 2021, closing.mark)
    with office.read() as connection:
        assert round_of(connection, 2021).state == "open"  # type: ignore[union-attr]
    closing = look(office)
    say(office, "so-a", at=2, b=4)  # other points, and nothing more or less is lost
    close_as_seen(office, "SNV", 2021, closing.mark)
    assert points(office)["so-a", "declared"] == 6
    with pytest.raises(Conflict):
        close_as_seen(office, "SNV", 2021, closing.mark)
    with pytest.raises(Conflict):
        close_round(office, "SNV", 2021)


def test_who_is_waited_for_is_told(office: Office) -> None:
    assert look(office).waits["submitted"] == 0
    say(office, "so-a", speaker=ANYBODY, a=4, b=3, c=True)
    closing = look(office)
    assert closing.waits["submitted"] == 2
    assert closing.pending == {"declared": 10, "appraised": 12}


def test_nothing_is_pending_where_all_is_said(office: Office) -> None:
    for unit in ("so-a", "so-b", "so-c", "huyen-d"):
        say(office, unit, a=4, b=3, c=True, d=5)
    assert look(office).is_settled


def test_a_year_without_a_round(office: Office) -> None:
    with pytest.raises(NotFound):
        look(office, 2019)


def test_a_text_is_tried_on_a_closed_round_as_it_was_closed(office: Office) -> None:
    say(office, "so-a", a=4, b=4, c=True, d=50)
    say(office, "so-b", a=4, b=4)  # and never d, of which the best counts
    with office.read() as connection:
        before = trial(office, connection, set_of(2021), 2021, "so-a")
    close_round(office, "SNV", 2021)
    with office.read() as connection:
        after = trial(office, connection, set_of(2021), 2021, "so-a")
    assert (before.points, before.pending) == ("6.2", True)
    assert (after.points, after.pending) == ("10", False)
