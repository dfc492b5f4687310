"""The order and repetition of events do not matter; what is kept step by step is what comes out from the beginning."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from engine.book.card import card_of
from engine.book.entries import VIEWS
from engine.service.appraisal import unit_in_year
from engine.service.books import header_of, load_sheets
from engine.service.intake import Event, receive
from engine.service.office import Office
from engine.service.record import latest_score, replay, scores_of, verify
from engine.service.registry import round_of
from engine.store import tables as t
from engine.store.database import Database
from tests.service.offices import SYSTEM, UNITS, UNTRUSTED, draw_events, office_on

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them


def state_of(office: Office) -> dict[str, Any]:
    """What the book comes to: scores, the values that count, and the figures that are kept."""
    found: dict[str, Any] = {}
    with office.read() as connection:
        for unit in UNITS:
            for view in VIEWS:
                row = latest_score(connection, unit, 2021, view)
                found[f"{unit} {view}"] = None if row is None else row.digest
        kept = select(t.figures).order_by(t.figures.c.unit, t.figures.c.view, t.figures.c.table_name)
        found["figures"] = sorted(map(tuple, connection.execute(kept).all()))
    return found


def follow(office: Office, events: list[Event], random: Random) -> None:
    """Send events, in batches of one or several; some come twice."""
    left = [*events, *random.sample(events, len(events) // 3)]
    random.shuffle(left)
    while left:
        size = random.choice((1, 1, 2, 4))
        for outcome in receive(office, SYSTEM, left[:size]):
            assert outcome.state in ("applied", "duplicate"), outcome
        left = left[size:]


def from_the_beginning(office: Office) -> dict[str, str]:
    """The digests of all books scored from their entries alone."""
    found = {}
    with office.read() as connection:
        round_ = round_of(connection, 2021)
        assert round_ is not None
        criteria = office.set_of(connection, round_.set_id)
        for unit in UNITS:
            header = header_of(unit_in_year(connection, unit, 2021), evidence_required=False)
            for view, sheet in load_sheets(connection, criteria, header, 2021).items():
                found[f"{unit} {view}"] = card_of(sheet.scored).digest
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_order_gives_the_same_book(
    book_database: Database, other_book_database: Database, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    events = draw_events(random, 14)
    office = office_on(book_database, tmp_path)
    follow(office, events, random)
    first = state_of(office)
    anew = from_the_beginning(office)
    assert {name: anew[name] for name in anew if first[name]} == {
        name: first[name] for name in anew if first[name]
    }
    assert verify(office) == []
    again = office_on(other_book_database, tmp_path)
    follow(again, events, Random(seed + 1000))
    assert state_of(again) == first


def test_a_book_out_of_memory_goes_on_as_before(book_database: Database, tmp_path: Path) -> None:
    """Another process, or one that was started again, has nothing in memory."""
    random = Random(77)
    events = draw_events(random, 20)
    office = office_on(book_database, tmp_path)
    for one in events:
        receive(office, SYSTEM, [one])
        if random.random() < 0.5:
            office.books.clear()
    assert verify(office) == []


def test_every_score_ever_kept_comes_out_again(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    follow(office, draw_events(Random(5), 25), Random(6))
    with office.read() as connection:
        rows = list(scores_of(connection))
        assert len(rows) > 10
        assert all(replay(office, connection, row).is_same for row in rows)


def test_what_is_not_accepted_counts_in_one_view_only(book_database: Database, tmp_path: Path) -> None:
    office = office_on(book_database, tmp_path)
    for one in draw_events(Random(9), 12):
        receive(office, UNTRUSTED, [one])
    with office.read() as connection:
        appraised = latest_score(connection, "so-a", 2021, "appraised")
        declared = latest_score(connection, "so-a", 2021, "declared")
    assert appraised is not None
    assert declared is not None
    assert appraised.points == "0"
    assert declared.high != appraised.high or declared.points != appraised.points
    assert verify(office) == []
