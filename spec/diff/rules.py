"""What changed in the rules of a leaf: each kind of rule with those of its kind."""

from collections.abc import Iterator
from typing import Any

from spec.diff import exceptions, measured
from spec.diff.bases import base_changes, base_of, method
from spec.diff.change import Change
from spec.diff.pair import Pair
from spec.diff.pairing import matched
from spec.diff.rewording import Compare, explained
from spec.model import Leaf
from spec.model import rules as r

_COMPARED: tuple[tuple[type[r.Statement], Compare[Any]], ...] = (
    (r.Addition, measured.comparing("addition")),
    (r.Deduction, measured.comparing("deduction")),
    (r.Ceiling, exceptions.ceiling),
    (r.Gate, exceptions.comparing("gate")),
    (r.NothingArose, exceptions.comparing("nothing_arose")),
    (r.NotApplicable, exceptions.comparing("not_applicable")),
    (r.Evidence, exceptions.evidence),
)


def rule_changes(pair: Pair, old: Leaf, new: Leaf) -> Iterator[Change]:
    """What changed in the rules of a leaf, base first."""
    yield from base_changes(pair, old, new)
    methods = {method(base_of(old)), method(base_of(new))}
    for kind, compare in _COMPARED:
        if kind is r.Addition and len(methods) > 1 and r.Addition in methods:
            continue  # what was added up was the base: told as another way of scoring
        before = [rule for rule in old.rules if isinstance(rule, kind)]
        after = [rule for rule in new.rules if isinstance(rule, kind)]
        for was, now in matched(before, after, pair):
            yield from explained(was, now, pair, compare)
