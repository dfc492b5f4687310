"""A criteria set, compiled once: everything that scoring needs, laid out for speed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import itemgetter

from engine.bounds.domains import Bounded, bounded_by
from engine.compile.expressions import Compiler
from engine.compile.leaf import LeafProgram, Measured, compile_leaf, measured, publishing
from engine.compile.lookup import FEW_VALUES, Outcomes, table_of
from engine.compile.parts import LeafParts, parts_of
from engine.layout import MISSING, UNSET, Layout, Path, layout_of
from engine.ledger import Outcome
from engine.rounding import exact, units
from spec.checks.cycles import evaluation_order
from spec.model import CriteriaSet
from spec.model import expressions as e
from spec.model.criteria import Adjustment, Area, Criterion, Leaf
from spec.model.traversal import leaf_expressions, rule_expressions
from spec.model.walk import children, walk


@dataclass(slots=True)
class Group:
    """An area or criterion: which leaves it has, as a range of positions in file order, and its full maximum."""

    item: Area | Criterion
    start: int
    end: int
    maximum: int


@dataclass(slots=True)
class Program:
    """A compiled set. ``leaves``, ``compiled``, ``parts``, ``maxima`` and ``reads`` go by position in file order."""

    model: CriteriaSet
    layout: Layout
    places: int
    leaves: list[Leaf]
    compiled: list[LeafProgram]
    parts: list[LeafParts]
    maxima: list[int]
    #: Leaves that are a table of outcomes (place of the value, table), and all others; ``in_file_order`` puts the
    #: outcomes of the former followed by those of the latter where they belong.
    lookups: list[tuple[int, Outcomes]]
    others: list[LeafProgram]
    in_file_order: Callable[[list[Outcome]], Sequence[Outcome]]
    #: The places of values that each leaf reads, through its definitions.
    reads: list[frozenset[int]]
    #: Positions in the order of evaluation; None where file order will do.
    order: list[int] | None
    #: For leaves whose points others read: position → place of the value.
    published: dict[int, int]
    areas: list[Group]
    criteria: list[Group]
    #: Leaves that need more than facts: a council's points, an approval.
    council: frozenset[int]
    by_approval: frozenset[int]
    with_evidence: list[int]
    adjustments: list[tuple[Adjustment, Measured, frozenset[int]]]
    scratch: list[object]
    bounded: dict[Path, Bounded]
    definitions: dict[tuple[str, str], e.Expression]

    #: Whether the leaves alone decide totals and band; else a bonus, a penalty or a band's condition reads facts too.
    leaves_decide: bool

    #: Whether scoring needs the leaves one by one whatever the facts: a council, or an order other than the file's.
    beyond_facts: bool

    @property
    def maximum(self) -> int:
        """The full maximum of the set, in units."""
        return sum(self.maxima)

    def position(self, number_or_key: str) -> int | None:
        """The position of a leaf by its number or its «mã»."""
        for position, leaf in enumerate(self.leaves):
            if number_or_key in (leaf.number, leaf.key):
                return position
        return None

    def with_those_read(self, positions: Iterable[int]) -> list[int]:
        """The leaves at some positions and those whose points they read, in the order of evaluation."""
        found, left = set[int](), list(positions)
        while left:
            position = left.pop()
            if position not in found:
                found.add(position)
                left += [other for other, slot in self.published.items() if slot in self.reads[position]]
        return [position for position in self.order or range(len(self.leaves)) if position in found]

    def leaves_reading(self, fact: str) -> list[str]:
        """The numbers of the leaves that read a fact or table."""
        slots = {slot for (name, _), slot in self.layout.facts.items() if name == fact}
        slots |= {slot for name, slot in self.layout.tables.items() if name == fact}
        return [leaf.number for leaf, reads in zip(self.leaves, self.reads, strict=True) if reads & slots]


def compile_set(model: CriteriaSet) -> Program:
    """Compile a checked set. Raises ValueError where its leaves use each other in a circle."""
    layout = layout_of(model)
    definitions = {("", one.name): one.value for one in model.definitions}
    for leaf in model.leaves:
        definitions |= {(leaf.number, one.name): one.value for one in leaf.definitions}
    leaves = list(model.leaves)
    places = model.decimal_places
    position = {leaf.number: index for index, leaf in enumerate(leaves)}
    order = [position[leaf.number] for leaf in evaluation_order(model)]
    parts = [parts_of(leaf) for leaf in leaves]
    council = frozenset(
        i for i, part in enumerate(parts) if part.bases and part.bases[0][1].kind == "council"
    )
    uses = _uses(model)
    compiled = [_compiled(leaf, layout, definitions, places, uses) for leaf in leaves]
    reads = [_reads(leaf, layout, definitions) for leaf in leaves]
    scratch: list[object] = [None] * len(layout.rows) + [UNSET] * len(layout.definitions)
    tables = _tables(leaves, compiled, reads, layout, scratch)
    return Program(
        model=model,
        layout=layout,
        places=places,
        leaves=leaves,
        compiled=compiled,
        lookups=list(tables.values()),
        others=[one for position, one in enumerate(compiled) if position not in tables],
        in_file_order=_in_file_order(len(leaves), list(tables)),
        parts=parts,
        maxima=[units(leaf.maximum, places) for leaf in leaves],
        reads=reads,
        order=None if order == sorted(order) else order,
        published={position[leaf]: slot for leaf, slot in layout.leaf_points.items()},
        areas=_groups(model, model.areas, position, places),
        criteria=_groups(model, [c for a in model.areas for c in a.criteria], position, places),
        council=council,
        leaves_decide=_leaves_decide(model, layout, definitions),
        beyond_facts=bool(council) or order != sorted(order),
        by_approval=frozenset(
            i
            for i, part in enumerate(parts)
            if any(rule.condition is None for _, rule in part.not_applicable)
        ),
        with_evidence=[i for i, part in enumerate(parts) if part.evidence],
        adjustments=[_adjustment(one, layout, definitions) for one in model.adjustments],
        scratch=scratch,
        bounded=bounded_by(model),
        definitions=definitions,
    )


def _leaves_decide(
    model: CriteriaSet, layout: Layout, definitions: dict[tuple[str, str], e.Expression]
) -> bool:
    conditions = [band.condition for band in model.bands if band.condition is not None]
    read = set[int]().union(*(slots_of(one, "", layout, definitions) for one in conditions))
    return not model.adjustments and read <= set(layout.leaf_points.values())


def with_leaf(program: Program, leaf: Leaf) -> Program:
    """The program with another leaf of the same number, for ``engine.score.rescored`` only: it is not compiled."""
    position = program.position(leaf.number)
    assert position is not None
    leaves, parts = list(program.leaves), list(program.parts)
    leaves[position], parts[position] = leaf, parts_of(leaf)
    definitions = program.definitions | {(leaf.number, one.name): one.value for one in leaf.definitions}
    return replace(program, leaves=leaves, parts=parts, definitions=definitions)


def with_settings(program: Program, model: CriteriaSet) -> Program:
    """The program with other definitions of the set, bonuses, penalties and bands, for ``rescored`` only."""
    definitions = program.definitions | {("", one.name): one.value for one in model.definitions}
    adjustments = [_adjustment(one, program.layout, definitions) for one in model.adjustments]
    return replace(
        program,
        model=model,
        definitions=definitions,
        adjustments=adjustments,
        leaves_decide=_leaves_decide(model, program.layout, definitions),
    )


def _tables(
    leaves: list[Leaf],
    compiled: list[LeafProgram],
    reads: list[frozenset[int]],
    layout: Layout,
    scratch: list[object],
) -> dict[int, tuple[int, Outcomes]]:
    """By position, the leaves that hang on one fact with few values: its place, and the table of outcomes."""
    types = {slot: layout.declarations[path].type for path, slot in layout.facts.items()}
    blank = [MISSING] * layout.size + scratch
    found = {}
    for position, (leaf, slots) in enumerate(zip(leaves, reads, strict=True)):
        slot = next(iter(slots)) if len(slots) == 1 else None
        if slot is not None and types.get(slot) in FEW_VALUES and leaf.number not in layout.leaf_points:
            found[position] = (slot, table_of(compiled[position], slot, blank))
    return found


def _in_file_order(count: int, looked_up: list[int]) -> Callable[[list[Outcome]], Sequence[Outcome]]:
    """Puts the outcomes of some leaves, followed by those of all others, where they belong."""
    others = [position for position in range(count) if position not in looked_up]
    place = {position: place for place, position in enumerate(looked_up + others)}
    return tuple if count == 1 else itemgetter(*(place[position] for position in range(count)))


def _uses(model: CriteriaSet) -> Counter[tuple[str, str]]:
    """How often rules and definitions read each definition; inside a table counts as often."""
    uses: Counter[tuple[str, str]] = Counter()
    for leaf in model.leaves:
        found = [one.value for one in leaf.definitions]
        found += [part for rule in leaf.rules for part in rule_expressions(rule, reasons=False)]
        _count_uses(found, leaf.number, uses)
    _count_uses([one.value for one in model.definitions], "", uses)
    return uses


def _count_uses(found: list[e.Expression], scope: str, uses: Counter[tuple[str, str]]) -> None:
    for expression in found:
        for node in walk(expression):
            if isinstance(node, e.DefinitionValue):
                uses[scope if node.scope == "leaf" else "", node.name] += 1
            elif isinstance(node, e.Aggregate | e.Exists | e.Every):
                _count_uses(list(children(node)), scope, uses)


def _compiled(
    leaf: Leaf,
    layout: Layout,
    definitions: dict[tuple[str, str], e.Expression],
    places: int,
    uses: Mapping[tuple[str, str], int],
) -> LeafProgram:
    scored = compile_leaf(leaf, Compiler(layout, leaf.number, definitions, uses), places)
    slot = layout.leaf_points.get(leaf.number)
    return scored if slot is None else publishing(scored, slot, places)


def _groups(
    model: CriteriaSet, items: "tuple[Area, ...] | list[Criterion]", position: dict[str, int], places: int
) -> list[Group]:
    groups = []
    for item in items:
        leaves = [position[leaf.number] for leaf in item.leaves]
        start, end = (leaves[0], leaves[-1] + 1) if leaves else (0, 0)
        groups.append(Group(item, start, end, units(item.maximum, places)))
    return groups


def _adjustment(
    adjustment: Adjustment, layout: Layout, definitions: dict[tuple[str, str], e.Expression]
) -> tuple[Adjustment, Measured, frozenset[int]]:
    compiled = measured(adjustment, Compiler(layout, "", definitions))
    slots: set[int] = set()
    for expression in rule_expressions(adjustment, reasons=False):
        slots |= slots_of(expression, "", layout, definitions)
    return adjustment, compiled, frozenset(slots)


def _reads(leaf: Leaf, layout: Layout, definitions: dict[tuple[str, str], e.Expression]) -> frozenset[int]:
    slots: set[int] = set()
    for rule in leaf.rules:
        for expression in rule_expressions(rule, reasons=False):
            slots |= slots_of(expression, leaf.number, layout, definitions)
    return frozenset(slots)


def slots_of(
    expression: e.Expression, scope: str, layout: Layout, definitions: dict[tuple[str, str], e.Expression]
) -> set[int]:
    """The places of values that an expression reads, through definitions."""
    found: set[int] = set()
    for node in _nodes_of(expression, scope, definitions):
        match node:
            case e.FactValue(name=name, field=part):
                found.add(layout.facts[name, part])
            case e.PreviousValue(name=name, field=part):
                found.add(layout.previous[name, part])
            case e.BestValue(name=name):
                found.add(layout.best[name])
            case e.LeafPoints(leaf=leaf):
                found.add(layout.leaf_points[leaf])
            case (
                e.Aggregate(table=table)
                | e.Exists(table=table)
                | e.Every(table=table)
                | e.Listing(table=table)
            ):
                found.add(layout.tables[table])
            case _:
                pass
    return found


def columns_of(
    expression: e.Expression, scope: str, layout: Layout, definitions: dict[tuple[str, str], e.Expression]
) -> set[tuple[int, int]]:
    """The places of tables that an expression reads, each with the place of a column that it reads there."""
    found: set[tuple[int, int]] = set()
    for node in _nodes_of(expression, scope, definitions):
        if isinstance(node, e.ColumnValue | e.Aggregate | e.Listing) and node.column is not None:
            found.add((layout.tables[node.table], layout.columns[node.table][node.column]))
    return found


def _nodes_of(
    expression: e.Expression, scope: str, definitions: dict[tuple[str, str], e.Expression]
) -> Iterator[e.Expression]:
    """An expression and everything inside it, through definitions."""
    stack, seen = [expression], set[tuple[str, str]]()
    while stack:
        for node in walk(stack.pop()):
            yield node
            if isinstance(node, e.DefinitionValue):
                key = (scope if node.scope == "leaf" else "", node.name)
                if key not in seen:
                    seen.add(key)
                    stack.append(definitions[key])


def reasons_read(leaf: Leaf) -> list[e.Expression]:
    """The expressions of a leaf with its reasons: what an explanation may show."""
    return list(leaf_expressions(leaf))


def full_maximum(program: Program) -> Fraction | int:
    """The full maximum in points."""
    return exact(program.model.maximum)
