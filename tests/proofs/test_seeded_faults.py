"""Single faults planted into the 2020 set: each is told with the right code on the right line.

The faults stand in ``tests/proofs/seeded``, at places that are found by pattern, more than a thousand of them. Here
some of every kind are tried, from all over the set: each alone in the part of the set that it needs
(``Whole.plant_alone``: same lines, all else blank), one of each kind in the whole set too, and in `make soak` all of
these. ``python -m tests.proofs`` tries every one of them.

The right line is the one that an official has to look at; each kind says in its docstring which that is. A fault may
be told on other lines as well (a maximum that is too high is also not reached).
"""

from __future__ import annotations

import pytest

from spec import load_file, load_text, sets_folder
from tests.proofs.missed import missed
from tests.proofs.seeded import KINDS, Kind, chosen, faults, some
from tests.proofs.whole import whole

pytestmark = pytest.mark.no_cover  # the same lines again and again; others measure them

_PARTS = 20


def _list(found: list[str]) -> str:
    return "\n".join([f"{len(found)} not told:", *found])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_faults_of_a_kind_are_told(kind: Kind) -> None:
    assert len(some(kind)) >= 15
    found = [one for fault in some(kind) for one in missed(fault, alone=True)]
    assert not found, _list(found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_fault_of_a_kind_is_told_in_the_whole_set(kind: Kind) -> None:
    found = missed(some(kind)[KINDS.index(kind) % 15], alone=False)
    assert not found, _list(found)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(_PARTS))
def test_faults_are_told_in_the_whole_set(part: int) -> None:
    found = [one for fault in list(chosen())[part::_PARTS] for one in missed(fault, alone=False)]
    assert not found, _list(found)


def test_there_are_many_and_each_changes_the_set() -> None:
    assert len(list(chosen())) >= 200
    texts = [whole().plant(fault.edits) for fault in faults()]
    assert whole().text not in texts
    assert len(set(texts)) > 0.9 * len(texts)  # some faults are told at two facts, or by two findings


# ---- Where there is no fault


def test_nothing_is_told_of_the_correct_set() -> None:
    for text in (whole().text, whole().plant({})):
        model, found = load_text(text)
        assert model is not None
        assert not found, [one.as_text() for one in found]


@pytest.mark.parametrize("name", ["so-2020", "so-2021"])
def test_nothing_is_told_of_the_sets_of_departments(name: str) -> None:
    _, found = load_file(sets_folder() / f"{name}.tieuchi")
    assert not found, [one.as_text() for one in found]


def test_only_notes_are_told_of_the_set_of_provinces() -> None:
    model, found = load_file(sets_folder() / "tinh-2020.tieuchi")
    assert model is not None
    assert {one.severity for one in found} <= {"note"}, [one.as_text() for one in found]


def test_nothing_is_told_of_a_leaf_alone() -> None:
    for leaf in whole().leaves:
        _, found = load_text(whole().plant_alone({}, [leaf]))
        assert not found, [one.as_text() for one in found]


def test_nothing_is_told_of_the_same_rules_in_other_words() -> None:
    """Some faults are planted where the last tier says its values instead of «còn lại»: that is no fault."""
    variants = {str(fault.variant): fault for fault in faults() if fault.variant is not None}
    assert variants
    for fault in variants.values():
        assert fault.variant is not None
        _, found = load_text(whole().plant_alone(fault.variant, fault.leaves))
        assert not found, [one.as_text() for one in found]
