"""Two units that differ in one fact alone, and what more of it does to the points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spec.model.criteria import Leaf
from spec.proofs.linear import Form, Number, at_least_zero
from spec.proofs.lowering import Lowering
from spec.proofs.paths import Way
from spec.proofs.space import Derived, Space
from spec.proofs.system import System
from spec.proofs.values import Ratio


@dataclass(frozen=True, slots=True)
class Pair:
    """A way of a unit, and one of the same unit with more of a fact; ``names`` are its variables that differ."""

    system: System
    less: Ratio
    more: Ratio
    fact: int
    names: dict[int, int]


def pairs(leaf: Leaf, ways: list[Way], fact: int, sign: int, lowering: Lowering) -> Iterator[Pair]:
    """The pairs in which more of the fact changes the points in the direction of ``sign`` (1: they rise)."""
    names = _doubled(fact, lowering.space)
    scored = [way for way in ways if way.points is not None]
    doubled = [(other, other.system.renamed(names)) for other in scored]
    for way in scored:
        for other, system_of_other in doubled:
            assert way.points is not None
            assert other.points is not None
            if _cannot_differ(way.points, other.points, sign):
                continue
            found = _system(way.system, system_of_other, fact, names, lowering)
            if found is None:
                continue
            more = Ratio(other.points.top.renamed(names), other.points.bottom.renamed(names))
            if way.points == other.points or _same(way.points, other.points):
                found = _with_slope(found, way.points, fact, sign, lowering)
            if (
                found is not None
                and (system := _changed(found, way.points, more, sign, lowering)) is not None
            ):
                yield Pair(system, way.points, more, fact, names)


def _cannot_differ(less: Ratio, more: Ratio, sign: int) -> bool:
    return less.is_constant and more.is_constant and sign * (more.number - less.number) <= 0


def _same(one: Ratio, other: Ratio) -> bool:
    return one.top.same_as(other.top) and one.bottom.same_as(other.bottom)


def _doubled(fact: int, space: Space) -> dict[int, int]:
    """A second variable for the fact, and for all that follows from it."""
    names = {
        fact: space.variable(("more", fact), whole=fact in space.integers, bounds=space.bounds.get(fact))
    }
    for kind in (space.days, space.few, space.ratios):
        if fact in kind:
            kind.add(names[fact])
    for place, derived in list(space.derived.items()):
        if derived.inputs & names.keys() and space.keys[place][0] != "more":
            twin = space.variable(
                ("more", fact, place), whole=place in space.integers, bounds=space.bounds.get(place)
            )
            names[place] = twin
            space.derived.setdefault(twin, _twin(derived, dict(names)))
    return names


def _twin(derived: Derived, names: dict[int, int]) -> Derived:
    return Derived(
        frozenset(names.get(one, one) for one in derived.inputs),
        lambda known: derived.value({one: known[names.get(one, one)] for one in derived.inputs}),
    )


def _system(
    system: System, other: System, fact: int, names: dict[int, int], lowering: Lowering
) -> System | None:
    joined = system.joined(other)
    if joined is None:
        return None
    grown = Form({names[fact]: 1, fact: -1})
    found = joined.with_constraints([at_least_zero(grown, lowering.space.integers, strict=True)])
    return found.checked() if found is not None else None


def _with_slope(system: System, points: Ratio, fact: int, sign: int, lowering: Lowering) -> System | None:
    """Where the points, a quotient of two forms, go in the direction of ``sign`` as the fact grows.

    With top n + a × fact and bottom m + b × fact that is where a × m − b × n has that sign, whatever the fact is.
    """
    a, b = points.top.coefficients.get(fact, 0), points.bottom.coefficients.get(fact, 0)
    slope = _without(points.bottom, fact).times(a).plus(_without(points.top, fact), -b)
    found = system.with_form(slope.times(sign), strict=True)
    read = {*points.top.coefficients, *points.bottom.coefficients}
    if read & lowering.space.derived.keys():
        return system  # what follows from the fact need not go with it in a straight line
    return found.checked() if found is not None else None


def _without(form: Form, variable: int) -> Form:
    left: dict[int, Number] = {one: value for one, value in form.coefficients.items() if one != variable}
    return Form(left, form.constant)


def _changed(system: System, less: Ratio, more: Ratio, sign: int, lowering: Lowering) -> System | None:
    change = lowering.difference(more, less).times(sign)
    found = system.with_form(change, strict=True)
    return found.checked() if found is not None else None
