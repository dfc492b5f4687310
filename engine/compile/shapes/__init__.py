"""Callables for the shapes that criteria sets mostly consist of, one file per kind of rule.

Each gives the same outcome as the general way through the ledger (tests hold them to it), but its outcomes are made
beforehand where points are constants, and its one division is done on integers. ``fitting`` returns None for a leaf
of any other shape.
"""

from engine.compile.expressions import Compiler
from engine.compile.parts import LeafParts
from engine.compile.shapes.checklists import checklist
from engine.compile.shapes.deductions import deduction, deductions
from engine.compile.shapes.outcomes import Shape, choose, constant_outcome
from engine.compile.shapes.shares import capped, proportion, proportion_bound, share_of_facts
from engine.compile.shapes.tiers import comparing, quotient_tiers, tiers
from engine.ledger import LEAF, Outcome
from engine.rounding import units
from spec.model import rules
from spec.model.criteria import Leaf

__all__ = ["Shape", "base_alone", "fitting", "with_zero"]


def fitting(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """The callable for the shape of a leaf; None if it has none of these shapes."""
    maximum = units(leaf.maximum, places)
    if parts.only():
        full = constant_outcome(maximum, maximum, LEAF)
        return lambda _: full
    if parts.only("bases"):
        return base_alone(leaf, parts, compiler, places)
    if parts.only("bases", "ceilings"):
        return capped(leaf, parts, compiler, places)
    if parts.only("additions"):
        return checklist(parts, compiler, leaf.maximum, places)
    if not parts.only("deductions"):
        return None
    alone = deduction(parts, compiler, maximum, places) if len(parts.deductions) == 1 else None
    return alone or deductions(parts, compiler, maximum, places)


def with_zero(
    leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int, slot: int, outcome: Outcome
) -> Shape | None:
    """A base on a quotient, whose outcome where the divisor (at ``slot``) is 0 is known beforehand; else None."""
    if not parts.bases or not parts.only("bases"):
        return None
    index, rule = parts.bases[0]
    maximum = units(leaf.maximum, places)
    if isinstance(rule, rules.Proportion):
        slots = compiler.quotient_slots(rule.ratio)
        bound = proportion_bound(rule)
        if slots is None or slots[1] != slot or bound is None:
            return None
        return share_of_facts(rule, slots, bound, maximum, index, compiler, outcome)
    if not isinstance(rule, rules.Tier):
        return None
    found = quotient_tiers(parts, compiler, leaf.maximum, places)
    if found is None or found[0][1] != slot:
        return None
    (over, under), lines, last = found
    compare = comparing(lines, last)
    return lambda f: compare(f[over], f[under]) if f[under] else outcome


def base_alone(leaf: Leaf, parts: LeafParts, compiler: Compiler, places: int) -> Shape | None:
    """A leaf of which only the base counts."""
    index, rule = parts.bases[0]
    maximum = units(leaf.maximum, places)
    match rule:
        case rules.Achieved():
            return choose(
                rule.condition,
                compiler,
                constant_outcome(maximum, maximum, index),
                constant_outcome(0, maximum, index),
            )
        case rules.Proportion():
            return proportion(rule, index, compiler, maximum)
        case rules.Tier():
            return tiers(parts, compiler, leaf.maximum, places)
        case _:
            return None
