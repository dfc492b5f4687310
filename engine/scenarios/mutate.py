"""Mutation: which small changes of the rules the scenarios notice.

A mutant is noticed where an expectation that the set meets is not met any more. Only the leaves that are changed, and
those that read their points, are scored again; where no expectation is about them nothing can notice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.block import UnitResult
from engine.program import Program, with_leaf, with_settings
from engine.ranking import place
from engine.scenarios.mutants import Mutant, mutants_of, mutants_of_set
from engine.scenarios.run import OF_THE_TOTAL, Checked, is_met
from engine.score import rescored
from engine.totals import Totals
from spec.checks.cycles import evaluation_order, used_leaves
from spec.model import CriteriaSet
from spec.model import expressions as e
from spec.model.criteria import Expectation, Leaf
from spec.model.traversal import leaf_expressions
from spec.model.walk import walk
from spec.source import Source

State = Literal["noticed", "survived", "equivalent"]

#: Whether a mutant surely scores every unit like the set itself.
Judge = Callable[[Mutant], bool]


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant and what became of it. ``leaf`` is empty where the change is outside of the leaves."""

    leaf: str
    mutant: Mutant
    state: State


def mutate(program: Program, checked: Sequence[Checked], source: Source, is_equivalent: Judge) -> list[Tried]:
    """Every mutant of the set, by leaf and line, those outside of the leaves last."""
    run = _Run(program, checked)
    return [
        Tried(leaf, mutant, "noticed" if run.notices(mutant) else _survivor(mutant, is_equivalent))
        for leaf, mutant in _all(program.model, source)
    ]


def _all(model: CriteriaSet, source: Source) -> Iterator[tuple[str, Mutant]]:
    for leaf in model.leaves:
        for mutant in mutants_of(leaf):
            yield leaf.number, mutant
    for mutant in mutants_of_set(model, source):
        yield "", mutant


def _survivor(mutant: Mutant, is_equivalent: Judge) -> State:
    return "equivalent" if is_equivalent(mutant) else "survived"


@dataclass(frozen=True, slots=True)
class _Case:
    """A scenario's result with the expectations that it meets."""

    result: UnitResult
    expected: tuple[Expectation, ...]


class _Run:
    """The scenarios by what they expect something of, and what each leaf's points go into."""

    def __init__(self, program: Program, checked: Sequence[Checked]) -> None:
        self.program = program
        self.by_target: dict[str, list[_Case]] = {}
        for one in checked:
            if one.result is not None:
                self._add(one, one.result)
        order = [leaf.number for leaf in evaluation_order(program.model)]
        uses = {leaf.number: set(used_leaves(leaf)) for leaf in program.leaves}
        #: By leaf: itself and the leaves that read its points, in the order of evaluation.
        self.touched = {number: _readers(number, order, uses) for number in order}
        self.order = order

    def _add(self, one: Checked, result: UnitResult) -> None:
        by_target: dict[str, list[Expectation]] = {}
        for expected in one.scenario.expected:
            if expected not in one.failed:
                target = "" if expected.target in OF_THE_TOTAL else expected.target
                by_target.setdefault(target, []).append(expected)
        for target, expectations in by_target.items():
            self.by_target.setdefault(target, []).append(_Case(result, tuple(expectations)))

    def notices(self, mutant: Mutant) -> bool:
        """Whether some expectation that the set meets is not met by the mutant."""
        if mutant.leaf is not None:
            changed = with_leaf(self.program, mutant.leaf)
            touched = self.touched[mutant.leaf.number]
        else:
            assert mutant.model is not None
            changed = with_settings(self.program, mutant.model)
            touched = self._touched_by_settings(mutant.model)
        for upto, target in enumerate(touched, start=1):
            if any(self._differs(case, changed, touched[:upto]) for case in self.by_target.get(target, ())):
                return True
        return any(self._differs(case, changed, touched) for case in self.by_target.get("", ()))

    def _touched_by_settings(self, model: CriteriaSet) -> list[str]:
        """The leaves that the changed definitions of the set go into."""
        before = {one.name: one.value for one in self.program.model.definitions}
        names = {one.name for one in model.definitions if one.value is not before[one.name]}
        for one in model.definitions:  # a definition uses only those above it
            if names & _set_definitions(one.value):
                names.add(one.name)
        if not names:
            return []
        users = {leaf.number for leaf in self.program.leaves if names & _of_leaf(leaf)}
        found = {reader for number in users for reader in self.touched[number]}
        return [number for number in self.order if number in found]

    def _differs(self, case: _Case, changed: Program, touched: Sequence[str]) -> bool:
        positions = [position for number in touched if (position := changed.position(number)) is not None]
        scored = rescored(changed, case.result.scored, positions)
        result = UnitResult(scored, Totals(scored), case.result.placed)
        if any(expected.target == "rank" for expected in case.expected):
            result = UnitResult(scored, result.totals, place(changed, [result.totals])[0])
        return not all(is_met(expected, result) for expected in case.expected)


def _readers(number: str, order: list[str], uses: dict[str, set[str]]) -> list[str]:
    found = {number}
    for other in order:
        if uses[other] & found:
            found.add(other)
    return [one for one in order if one in found]


def _of_leaf(leaf: Leaf) -> set[str]:
    return {name for expression in leaf_expressions(leaf) for name in _set_definitions(expression)}


def _set_definitions(expression: e.Expression) -> set[str]:
    """The names of the set's definitions that an expression reads."""
    return {
        node.name for node in walk(expression) if isinstance(node, e.DefinitionValue) and node.scope == "set"
    }
