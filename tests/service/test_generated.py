"""Books of generated sets: events in any order, some twice; step by step is what comes out from the beginning."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.book.card import card_of
from engine.book.entries import VIEWS, Order
from engine.service.importing import submissions_of
from engine.service.intake import Event, receive
from engine.service.office import Office
from engine.service.record import latest_score, replay, told, verify
from engine.service.submissions import Submission
from engine.store.database import Database
from engine.store.ledger import canonical
from tests.generated import generate_facts, generate_set
from tests.properties.cases import load
from tests.service.offices import NOON, SYSTEM, UNITS, office_on

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_DOCUMENTS = 3


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_events_gives_the_same_book(
    book_database: Database, other_book_database: Database, tmp_path: Path, seed: int
) -> None:
    _same_book(book_database, other_book_database, tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1300))
def test_any_order_of_events_gives_the_same_book_in_a_long_run(
    book_database: Database, other_book_database: Database, tmp_path: Path, seed: int
) -> None:
    _same_book(book_database, other_book_database, tmp_path, seed)


def _same_book(one: Database, other: Database, folder: Path, seed: int) -> None:
    text = generate_set(seed)
    offices = [office_on(database, folder, text) for database in (one, other)]
    events = list(_events(text, seed))
    for number, office in enumerate(offices):
        _follow(office, events, Random(seed * 2 + number))
        # Every score ever kept, and every figure, worked out from the entries alone.
        assert verify(office) == []
    assert _digests(offices[0]) == _digests(offices[1])
    assert any(_digests(offices[0]).values())
    _hold_words_to_points(offices[0])


def _events(text: str, seed: int) -> Iterator[Event]:
    """What documents of the set say of both units, in parts, at instants and in versions that contend."""
    loaded, random = load(text), Random(seed)
    keyed = frozenset(fact.name for fact in loaded.model.facts if fact.table_key)
    for number in range(_DOCUMENTS):
        document = generate_facts(loaded.model, seed + number, len(UNITS), random.choice((0.0, 0.2)))
        for code, unit in zip(UNITS, document["units"], strict=True):
            for part in submissions_of({**unit, "code": code}, loaded.model.year, Order(0, 0, ""), keyed):
                yield from _in_parts(part, random)


def _in_parts(said: Submission, random: Random) -> Iterator[Event]:
    """A submission as one event, or as two that each say a part of its facts."""
    facts, previous = said.facts, said.previous or {}
    halves: list[dict[str, Any]] = [{"facts": facts, "previous": previous}]
    if len(facts) > 1:
        first = set(random.sample(sorted(facts), len(facts) // 2))
        halves = [
            {"facts": {name: value for name, value in facts.items() if name in first}, "previous": previous},
            {"facts": {name: value for name, value in facts.items() if name not in first}},
        ]
    if said.rows is not None:
        halves = [{"table": said.table, "rows": said.rows}]
    if said.evidence:
        halves = [{"evidence": said.evidence}]
    for half in halves:
        at = NOON + random.randrange(4) * 1_000_000
        content = canonical([said.unit, at, half])
        name = hashlib.sha256(content.encode()).hexdigest()
        submission = Submission(
            f"mot-cua/{name}", said.unit, said.year, at, version=random.randrange(2), **half
        )
        yield Event("mot-cua", name, "facts.declared", name, name, b"{}", submission)


def _follow(office: Office, events: list[Event], random: Random) -> None:
    left = [*events, *random.sample(events, len(events) // 3)]
    random.shuffle(left)
    while left:
        size = random.choice((1, 1, 3))
        for outcome in receive(office, SYSTEM, left[:size]):
            # A half may be impossible by itself; then it is so in any order.
            assert outcome.status in (200, 202, 422), outcome
        left = left[size:]
        if random.random() < 0.2:
            office.books.clear()


def _digests(office: Office) -> dict[str, str | None]:
    found = {}
    with office.read() as connection:
        for unit in UNITS:
            for view in VIEWS:
                row = latest_score(connection, unit, _year(office), view)
                found[f"{unit} {view}"] = None if row is None else row.digest
    return found


def _year(office: Office) -> int:
    (criteria,) = office.criteria.values()
    return criteria.model.year


def _hold_words_to_points(office: Office) -> None:
    """A score told over all rows, in the words of the set, has the points of the one that was kept."""
    with office.read() as connection:
        for unit in UNITS:
            for view in VIEWS:
                row = latest_score(connection, unit, _year(office), view)
                if row is not None:
                    replayed = replay(office, connection, row)
                    in_words = card_of(told(connection, replayed))
                    assert in_words.leaves == replayed.card.leaves
                    assert in_words.figures == replayed.card.figures
