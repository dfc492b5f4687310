"""Each kind of change: where it is told, how heavy it is, and what its sentence says (`kinds.md`)."""

from __future__ import annotations

import os
import re

import pytest

from spec.diff import Change, Comparison
from spec.diff.change import Grade
from spec.diff.words import SENTENCES
from tests.diff.comparing import told
from tests.diff.golden import Case, cases, shown

#: The last resort of a comparison that finds another hash and cannot say why.
_LAST_RESORT = "rules_changed"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_is_told(case: Case) -> None:
    comparisons = case.comparisons()
    for comparison in comparisons.values():
        for _, change in told(comparison):
            _is_whole(change)
        _hashes_and_classes_agree(comparison)
    if os.environ.get("UPDATE_GOLDENS"):
        case.rewrite(shown(comparisons))
    else:
        assert shown(comparisons) == case.told


def _is_whole(change: Change) -> None:
    """Its sentences hold no gap, and it can be seen in some line."""
    for sentence in (change.text("vi"), change.text("en")):
        assert not re.search(r"[{}]|  |: ;|: $|«»|None", sentence), sentence
    assert change.old or change.new or change.kind == "points_of_changed"
    assert change.grade > Grade.NONE


def _hashes_and_classes_agree(comparison: Comparison) -> None:
    for leaf in comparison.leaves:
        if leaf.old is not None and leaf.new is not None:
            assert (leaf.old_hash == leaf.new_hash) == (leaf.comparable == "yes")


def test_every_kind_has_a_case() -> None:
    found = {
        kind for case in cases() for kind in re.findall(r"^[→←] \S+, \w+ (\w+):", case.told, re.MULTILINE)
    }
    assert found == set(SENTENCES) - {_LAST_RESORT}
