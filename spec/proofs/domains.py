"""What is known of facts before any rule is asked: their domains, and the checks that refuse facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spec.model import expressions as e
from spec.model.criteria import Fact, FactCheck, Leaf
from spec.model.expressions import ValueType
from spec.model.traversal import rule_expressions
from spec.model.walk import walk
from spec.proofs.lowering import Lowering, Scope
from spec.proofs.space import ORDERED, Space
from spec.proofs.system import System, TooHard
from spec.proofs.tables import with_definitions

#: The longest chain of facts that bound each other.
_DEEPEST = 60
#: A fact, or a field of a record.
Path = tuple[str, str | None]


def start_of(leaves: Iterable[Leaf], space: Space, lowering: Lowering) -> list[System]:
    """The systems in which everything that the leaves read is inside its domain; their union is all that can be.

    Checks («ràng buộc») count where they read a fact that the leaves read too; one that is beyond the method is left
    out, which only makes the union larger.
    """
    read = read_by(leaves, space)
    systems = [space.anything()]
    for path in read.facts:
        systems = [found for one in systems for found in _inside(path, space, lowering, one)]
    for check in read.checks:
        try:
            systems = [
                found
                for one in systems
                for found, truth in lowering.truth(check.condition, one, Scope(None, check.line))
                if truth is not False
            ]
        except TooHard:
            continue
    return systems


@dataclass(slots=True)
class Read:
    """What some leaves read: facts (each after those that bound it), last year's values, tables; checks on them."""

    facts: dict[Path, None] = field(default_factory=dict)
    previous: dict[Path, None] = field(default_factory=dict)
    tables: dict[str, None] = field(default_factory=dict)
    checks: list[FactCheck] = field(default_factory=list)


def read_by(leaves: Iterable[Leaf], space: Space) -> Read:
    """What leaves read, with all that bounds it."""
    read = Read()
    for leaf in leaves:
        expressions = [part for rule in leaf.rules for part in rule_expressions(rule, reasons=False)]
        _note(with_definitions(expressions, leaf, space), space, read)
    for check in space.model.checks:
        if check.kind != "constraint":
            continue
        more = Read()
        _note(_through_definitions(check.condition, space), space, more)
        if any(path in read.facts for path in more.facts) or any(
            table in read.tables for table in more.tables
        ):
            read.checks.append(check)
            read.facts |= more.facts
            read.previous |= more.previous
            read.tables |= more.tables
    return read


def _through_definitions(expression: e.Expression, space: Space) -> Iterator[e.Expression]:
    for node in walk(expression):
        yield node
        if isinstance(node, e.DefinitionValue):
            yield from _through_definitions(space.definitions["", node.name][0], space)


def _note(nodes: Iterable[e.Expression], space: Space, read: Read) -> None:
    for node in nodes:
        match node:
            case e.FactValue(name=name, field=part):
                _add((name, part), space, read.facts)
            case e.BestValue(name=name):
                _add((name, None), space, read.facts)
            case e.PreviousValue(name=name, field=part):
                read.previous[name, part] = None
            case e.Aggregate(table=table) | e.Exists(table=table) | e.Every(table=table):
                read.tables[table] = None
                for column in space.facts[table].fields:
                    _add_bounds(column, space, read.facts, ())
            case _:
                pass


def _add(path: Path, space: Space, paths: dict[Path, None], within: tuple[Path, ...] = ()) -> None:
    if path in paths or path in within:
        return
    if len(within) > _DEEPEST:
        raise TooHard("chain of facts")
    _add_bounds(space.declaration(*path), space, paths, (*within, path))
    paths[path] = None


def _add_bounds(fact: Fact, space: Space, paths: dict[Path, None], within: tuple[Path, ...]) -> None:
    for bound in (fact.domain.low, fact.domain.high) if fact.domain else ():
        for node in walk(bound) if bound is not None else ():
            if isinstance(node, e.FactValue):
                _add((node.name, node.field), space, paths, within)


def _inside(path: Path, space: Space, lowering: Lowering, system: System) -> Iterator[System]:
    """The systems in which one fact is inside its domain; one that may be trống is looked at when it is read."""
    fact: Fact = space.declaration(*path)
    if fact.type is ValueType.CHOICE and not fact.nullable:
        found = lowering.exclusive(("fact", *path), fact, system)
        if found is not None:
            yield found
    elif fact.type in ORDERED and fact.domain is not None and not fact.nullable:
        value = space.value_of(("fact", *path), fact)
        yield from lowering.inside_domain(fact, value, system, Scope(None, fact.line))
    else:
        yield system
