"""A sheet that was changed again and again is the sheet made anew from what it then says."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given

from engine.book.card import card_of, next_card
from engine.book.criteria import Criteria, criteria_of
from engine.book.entries import Entry
from engine.book.sheet import Sheet, change_sheet, open_sheet
from engine.score import score
from tests.book.entries import HEADER, Said, changed, draw_changes, entry, said_in, table_states
from tests.book.tables import SET_WITH_TABLES, tables_document
from tests.properties.cases import document_of, generated, load, read
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

_STEPS = 6


def _follows_a_generated_set(seed: int) -> None:
    """Scores, losses, bounds, and what contradicts."""
    loaded = generated(seed % 5000)
    criteria = criteria_of(1, loaded.model)
    one, other = (said_in(criteria, document_of(loaded, seed + n, units=1)["units"][0]) for n in (0, 1))
    follow(criteria, list(draw_changes(Random(seed), one, other, _STEPS)))


@cache
def _with_tables() -> Criteria:
    return criteria_of(1, load(SET_WITH_TABLES).model)


def _follows_tables(seed: int) -> None:
    random = Random(seed)
    criteria = _with_tables()
    one, other = (said_in(criteria, tables_document(random)) for _ in range(2))
    follow(criteria, list(draw_changes(random, one, other, _STEPS)))


@in_parts(2)
@fixed(20)
@given(seed=SEEDS)
def test_a_changed_sheet_is_the_sheet_made_anew(part: int, seed: int) -> None:
    _follows_a_generated_set(seed_of(part, seed))


@in_parts(2)
@fixed(60)
@given(seed=SEEDS)
def test_figures_kept_by_difference_are_those_of_all_rows(part: int, seed: int) -> None:
    _follows_tables(seed_of(part, seed))


@pytest.mark.soak
@in_parts(4)
@fresh(500)
@given(seed=SEEDS)
def test_changed_sheets_for_long(part: int, seed: int) -> None:
    _follows_a_generated_set(seed_of(part, seed))
    _follows_tables(seed_of(part, seed))


def follow(criteria: Criteria, states: list[Said]) -> None:
    """Changes a sheet from state to state; after each it has to be as made anew."""
    before = Said()
    sheet = open_sheet(criteria, HEADER, "appraised", {}, {})
    card, scored = card_of(sheet.scored), sheet.scored
    for now in states:
        sheet = change_sheet(sheet, *_difference(criteria, before, now, sheet))
        anew = open_sheet(
            criteria,
            HEADER,
            "appraised",
            {subject: entry(criteria, subject, value) for subject, value in now.values.items()},
            table_states(criteria, now.rows),
        )
        card, scored = next_card(card, scored, sheet.scored), sheet.scored
        assert card == card_of(scored) == card_of(anew.scored)
        assert _broken(sheet) == _broken(anew)
        assert sheet.scored.open.keys() == anew.scored.open.keys()
        before = now


def _difference(
    criteria: Criteria, before: Said, now: Said, sheet: Sheet
) -> tuple[dict[tuple[str, str], Entry | None], dict[str, Any]]:
    entries: dict[tuple[str, str], Entry | None] = {}
    for subject in {**before.values, **now.values}:
        if subject not in now.values:
            entries[subject] = None
        elif subject not in before.values or before.values[subject] != now.values[subject]:
            entries[subject] = entry(criteria, subject, now.values[subject])
    tables = {}
    for table, rows in now.rows.items():
        if table not in before.rows or before.rows[table] != rows:
            state = sheet.tables.get(table) or table_states(criteria, {table: {}})[table]
            tables[table] = changed(criteria, table, state, before.rows.get(table, {}), rows)
    return entries, tables


def _broken(sheet: Sheet) -> set[str]:
    return {one.finding.message() for one in sheet.violations}


@pytest.mark.parametrize("seed", range(40))
def test_a_sheet_scores_as_a_facts_file_does(seed: int) -> None:
    """The same document read as a file, all rows in it, and entered into a book."""
    random = Random(seed)
    loaded = load(SET_WITH_TABLES)
    criteria = criteria_of(1, loaded.model)
    unit = tables_document(random)
    said = said_in(criteria, unit)
    sheet = open_sheet(
        criteria,
        HEADER,
        "appraised",
        {subject: entry(criteria, subject, value) for subject, value in said.values.items()},
        table_states(criteria, said.rows),
    )
    if sheet.violations:
        return
    document = {"year": loaded.model.year, "units": [{**unit, "code": "u1", "block": "sở"}]}
    by_file = score(loaded.program, read(loaded, document)[0])
    assert card_of(sheet.scored).leaves == card_of(by_file).leaves
