"""What holds for every pair of sets: nothing is overlooked, nothing is made up, and what is comparable really is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given

from engine.output.diff_html import page
from engine.output.diff_json import report
from engine.output.diff_text import told
from engine.program import compile_set
from engine.session import LoadedSet, Refused
from spec.diff import Comparison, Version, compare
from spec.diff.change import Grade
from tests.diff.comparing import told as all_told
from tests.diff.comparing import unchecked
from tests.diff.mutations import mutations
from tests.generated import generate_set
from tests.properties.cases import document_of, scored
from tests.properties.seeds import SEEDS, fixed, fresh, in_parts, seed_of

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_ATTEMPTS = 30


@cache
def generated(seed: int) -> Version:
    found = unchecked(generate_set(seed))
    assert found is not None
    return found


@cache
def mutated(seed: int) -> Version | None:
    """The set of a seed with one change; None where no change makes a set."""
    old = generated(seed)
    ways = mutations(old.source.text, Random(seed))
    for _ in range(_ATTEMPTS):
        new = unchecked(next(ways))
        if new is not None:
            return new
    return None


def is_itself(seed: int) -> None:
    one = generated(seed)
    comparison = compare(one, one)
    assert comparison.is_empty
    assert comparison.comparable == "yes"
    assert [leaf.new for leaf in comparison.leaves] == [leaf.old for leaf in comparison.leaves]


def tells_every_change(seed: int) -> None:
    """Where the models differ in anything but place and spelling, something is told; else nothing is."""
    old, new = generated(seed), mutated(seed)
    assume(new is not None)
    assert new is not None
    comparison = compare(old, new)
    assert comparison.is_empty == (_plain(old) == _plain(new)), _difference(old, new)
    _hashes_and_classes_agree(comparison)


def _plain(version: Version) -> Any:
    return _without_places(version.model.model_dump(mode="json"))


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_places(inner) for key, inner in value.items() if key not in _PLACES}
    return [_without_places(inner) for inner in value] if isinstance(value, list) else value


_PLACES = {"line", "written", "content_hash", "scoring_hash", "scenarios", "total_limit_is_said"}


def _difference(old: Version, new: Version) -> list[tuple[str, str]]:
    pairs = zip(old.source.text.splitlines(), new.source.text.splitlines(), strict=False)
    return [(was, now) for was, now in pairs if was != now][:1]


def _hashes_and_classes_agree(comparison: Comparison) -> None:
    for leaf in comparison.leaves:
        if leaf.old is not None and leaf.new is not None:
            assert (leaf.old_hash == leaf.new_hash) == (leaf.comparable == "yes")
            assert leaf.old_hash != leaf.new_hash or leaf.grade <= Grade.WORDING
    assert "rules_changed" not in {change.kind for _, change in all_told(comparison)}


def compares_what_scores_the_same(seed: int) -> None:
    """The facts of the old set, scored by both: a leaf that is said to be comparable has the same points."""
    old, new = generated(seed), mutated(seed)
    assume(new is not None)
    assert new is not None
    comparison = compare(old, new)
    assume(not any(change.kind == "rounding_changed" for change in comparison.settings))
    sides = [LoadedSet(one.model, compile_set(one.model)) for one in (old, new)]
    document = document_of(sides[0], seed, holes=0.0)
    try:
        results = [scored(side, document) for side in sides]
    except Refused:
        assume(False)
        raise
    for before, after in zip(*results, strict=True):
        points = [_points(one.scored) for one in (before, after)]
        for leaf in comparison.leaves:
            if leaf.comparable == "yes" and leaf.old is not None and leaf.new is not None:
                assert points[0][leaf.old.number] == points[1][leaf.new.number]


def _points(scored_unit: Any) -> dict[str, Any]:
    leaves = scored_unit.program.leaves
    return {leaf.number: outcome[:2] for leaf, outcome in zip(leaves, scored_unit.outcomes, strict=True)}


def leaves_order_out(seed: int) -> None:
    """Facts, areas and leaves in another order are the same set."""
    old = generated(seed)
    new = unchecked(_shuffled(old.source.text, Random(seed)))
    assert new is not None
    assert compare(old, new).is_empty


def _shuffled(text: str, random: Random) -> str:
    """The areas in another order, the criteria within them, the leaves within those; and the facts."""
    head, *areas = re.split(r"^(?=lĩnh vực )", text, flags=re.MULTILINE)
    facts = re.findall(r"^dữ kiện .*\n", head, flags=re.MULTILINE)
    for fact in facts:
        head = head.replace(fact, "")
    random.shuffle(facts)
    mixed = [_shuffled_leaves(area, random) for area in areas]
    random.shuffle(mixed)
    return head + "".join(facts) + "".join(mixed)


def _shuffled_leaves(area: str, random: Random) -> str:
    parts = re.split(r"^(?=tiêu chí |thành phần )", area.rstrip("\n") + "\n", flags=re.MULTILINE)
    groups: list[list[str]] = []
    for part in parts[1:]:
        alone = part.startswith("tiêu chí ") or re.match(r"thành phần \d+\.\d+ ", part)
        groups.append([part]) if alone else groups[-1].append(part)
    random.shuffle(groups)
    for group in groups:
        rest = group[1:]
        random.shuffle(rest)
        group[1:] = rest
    return parts[0] + "".join(part for group in groups for part in group)


def puts_out_the_same(seed: int) -> None:
    """And both ways the same leaves changed."""
    old, new = generated(seed), mutated(seed)
    assume(new is not None)
    assert new is not None
    comparison, again = compare(old, new), compare(old, new)
    assert json.dumps(report(comparison)) == json.dumps(report(again))
    assert told(comparison) == told(again)
    assert page(comparison, "en") == page(again, "en")
    back = compare(new, old)
    assert {one.present.number for one in back.leaves if one.changes} == {
        one.present.number for one in comparison.leaves if one.changes
    }
    assert back.comparable == comparison.comparable


# ---- The tests

#: The last ones leave out some sets.
LAWS = (is_itself, leaves_order_out, tells_every_change, puts_out_the_same, compares_what_scores_the_same)


@in_parts(2)
@fixed(10)
@given(seed=SEEDS)
def test_the_laws_hold(part: int, seed: int) -> None:
    """All of them of the same sets: to change a set until it is one again takes longer than a law."""
    for law in LAWS:
        law(seed_of(part, seed))


@pytest.mark.soak
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@fresh(400)
@given(seed=SEEDS)
def test_a_law_holds_for_long(law: Callable[[int], None], seed: int) -> None:
    law(seed)
