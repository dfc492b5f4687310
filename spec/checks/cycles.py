"""Leaves that use each other's points in a circle."""

import heapq
from collections.abc import Iterable

from spec.checks.findings import Findings
from spec.model.criteria import CriteriaSet, Leaf
from spec.model.expressions import LeafPoints
from spec.model.traversal import leaf_expressions
from spec.model.walk import walk


def check(findings: Findings) -> None:
    """C007, once for each circle."""
    uses = {leaf.number: sorted(set(used_leaves(leaf))) for leaf in findings.model.leaves}
    lines = {leaf.number: leaf.line for leaf in findings.model.leaves}
    stuck = circular(uses)
    reported: set[str] = set()
    for number in uses:
        if number not in stuck or number in reported:
            continue
        path = _circle(number, uses, stuck)
        reported.update(path)
        if path[0] == number:
            findings.report(lines[number], "C007", path=" → ".join([*path, path[0]]))


def used_leaves(leaf: Leaf) -> Iterable[str]:
    """The leaves whose points a leaf reads."""
    for expression in leaf_expressions(leaf):
        for part in walk(expression):
            if isinstance(part, LeafPoints):
                yield part.leaf


def circular(uses: dict[str, list[str]]) -> set[str]:
    """The leaves that lie on a circle, or lead only into one: those that no order of evaluation settles."""
    waiting = {number: {used for used in found if used in uses} for number, found in uses.items()}
    readers: dict[str, list[str]] = {number: [] for number in uses}
    for number, found in waiting.items():
        for used in found:
            readers[used].append(number)
    ready = [number for number, found in waiting.items() if not found]
    while ready:
        done = ready.pop()
        for reader in readers[done]:
            waiting[reader].discard(done)
            if not waiting[reader]:
                ready.append(reader)
    return {number for number, found in waiting.items() if found}


def _circle(start: str, uses: dict[str, list[str]], stuck: set[str]) -> list[str]:
    """Follow the first stuck use from ``start`` until a leaf comes again."""
    places: dict[str, int] = {}
    number = start
    while number not in places:
        places[number] = len(places)
        number = next(used for used in uses[number] if used in stuck)
    return list(places)[places[number] :]


def evaluation_order(model: CriteriaSet) -> list[Leaf]:
    """The leaves so that each comes after those whose points it reads; file order otherwise."""
    leaves = list(model.leaves)
    places = {leaf.number: place for place, leaf in enumerate(leaves)}
    uses = [{places[used] for used in used_leaves(leaf) if used in places} for leaf in leaves]
    readers: list[list[int]] = [[] for _ in leaves]
    for place, found in enumerate(uses):
        for used in found:
            readers[used].append(place)
    ready = [
        place for place, found in enumerate(uses) if not found
    ]  # a heap: the first in the file comes first
    order: list[Leaf] = []
    while ready:
        place = heapq.heappop(ready)
        order.append(leaves[place])
        for reader in readers[place]:
            uses[reader].discard(place)
            if not uses[reader]:
                heapq.heappush(ready, reader)
    if len(order) < len(leaves):
        stuck = ", ".join(leaf.number for leaf, found in zip(leaves, uses, strict=True) if found)
        raise ValueError(f"leaves use each other's points in a circle: {stuck}")
    return order
