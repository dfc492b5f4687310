"""Tables in a leaf: how many rows there are of each kind.

A leaf asks of a table's rows only whether some conditions hold. So the rows fall into kinds, one for each way in which
those conditions can hold or fail together, and a table is a whole number of rows of each kind: a count is a sum of such
numbers, «tồn tại» says that one is not 0, «mọi» that one is 0. Sums, means and extremes of a column are values of
their own, about which only the column's domain is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from spec.model import expressions as e
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import ValueType
from spec.model.traversal import rule_expressions
from spec.model.walk import children, walk
from spec.proofs.linear import Constraint, Form, at_least_zero, variable
from spec.proofs.lowering import Lowering, Scope, Truths, Values
from spec.proofs.space import WHOLE, Space
from spec.proofs.system import System, TooHard
from spec.proofs.values import EMPTY, NOTHING, NoValue, Ratio, Value

_Node = e.Aggregate | e.Exists | e.Every | e.Listing

#: The most kinds of rows of one table that are told apart.
_MOST_KINDS = 64


@dataclass(frozen=True)
class Predicate:
    """What is asked of a row: a condition, a column that is not trống, a condition that fails.

    ``leaf`` is the leaf whose definitions the conditions read, if any.
    """

    where: e.Expression | None = None
    present: str | None = None
    failing: e.Expression | None = None
    leaf: Leaf | None = None


@dataclass(slots=True)
class Kind:
    """Rows for which the same predicates hold; ``rows`` are the ways in which a row can be of this kind."""

    holds: tuple[bool, ...]
    count: int
    rows: list[System] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Over:
    """A figure over a column: its variable, and the place of the predicate whose rows it is taken over."""

    variable: int
    function: str
    column: str
    place: int


#: Figures over the values of a column.
_FUNCTIONS = ("count_distinct", "sum", "average", "greatest", "smallest")


def predicate_of(node: _Node, leaf: Leaf | None) -> Predicate:
    """The rows that a function of a table in a leaf works on."""
    failing = node.condition if isinstance(node, e.Every) else None
    present = node.column if isinstance(node, e.Aggregate) and node.column else None
    inside = [part for one in (node.where, failing) if one is not None for part in walk(one)]
    own = any(isinstance(part, e.DefinitionValue) and part.scope == "leaf" for part in inside)
    return Predicate(node.where, present, failing, leaf if own else None)


class Tables:
    """The tables that some leaves read."""

    def __init__(self, space: Space, leaves: Iterable[Leaf]) -> None:
        """``leaves`` are all that one line of thought is about: their conditions tell kinds of rows apart."""
        self.space = space
        self.leaves = [leaf.number for leaf in leaves]
        self.lowering: Lowering | None = None
        self.predicates: dict[str, list[Predicate]] = {}
        self._kinds: dict[str, list[Kind]] = {}
        self._collect(leaves)

    def _collect(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            expressions = [part for rule in leaf.rules for part in rule_expressions(rule, reasons=False)]
            for node in _outermost(expressions, leaf, self.space):
                self._add(node, leaf)
        for check in self.space.model.checks:
            if check.kind == "constraint":
                for node in _outermost([check.condition], None, self.space):
                    if node.table in self.predicates:
                        self._add(node, None)

    def _add(self, node: _Node, leaf: Leaf | None) -> None:
        found = self.predicates.setdefault(node.table, [])
        predicate = predicate_of(node, leaf)
        if predicate not in found:
            found.append(predicate)

    # ---- Kinds of rows

    def kinds(self, table: str) -> list[Kind]:
        """The kinds of rows of a table."""
        if table not in self._kinds:
            self._kinds[table] = self._made(table)
        return self._kinds[table]

    def _made(self, table: str) -> list[Kind]:
        found: dict[tuple[bool, ...], Kind] = {}
        scope = Scope(None, 0, (table,))
        for system, holds in self._rows(table, scope):
            if holds not in found:
                if len(found) >= _MOST_KINDS:
                    raise TooHard("kinds of rows")
                key = ("rows", table, tuple(self.leaves), holds)
                count = self.space.variable(key, whole=True, bounds=(0, False, None, False))
                self.space.few.add(count)
                found[holds] = Kind(holds, count)
            found[holds].rows.append(system)
        return list(found.values())

    def _rows(self, table: str, scope: Scope) -> Iterator[tuple[System, tuple[bool, ...]]]:
        """The ways in which a row can be, each with what holds of it."""
        blank = [self.space.anything()]
        for column in self.space.facts[table].fields:
            blank = [found for one in blank for found in self._column(table, column.name, scope, one)]
        for one in blank:
            yield from self._forked(self.predicates[table], (), one, scope)

    def _column(self, table: str, column: str, scope: Scope, system: System) -> Iterator[System]:
        """The domain of a column that is always there."""
        fact = self.space.declaration(table, column)
        if fact.nullable or fact.domain is None:
            yield system
            return
        assert self.lowering is not None
        value = self.space.value_of(("column", table, column, str(len(scope.rows))), fact)
        yield from self.lowering.inside_domain(fact, value, system, scope)

    def _forked(
        self, left: list[Predicate], known: tuple[bool, ...], system: System, scope: Scope
    ) -> Iterator[tuple[System, tuple[bool, ...]]]:
        if not left:
            yield system, known
            return
        for found, holds in self._holds(left[0], system, scope):
            yield from self._forked(left[1:], (*known, holds), found, scope)

    def _holds(self, one: Predicate, system: System, scope: Scope) -> Iterator[tuple[System, bool]]:
        assert self.lowering is not None
        conditions: list[e.Expression] = []
        if one.where is not None:
            conditions.append(one.where)
        if one.present is not None:
            fact = self.space.declaration(scope.rows[0], one.present)
            if fact.nullable:
                column = e.ColumnValue(type=fact.type, nullable=True, table=scope.rows[0], column=one.present)
                conditions.append(e.Emptiness(type=ValueType.BOOLEAN, value=column, negated=True))
        if one.failing is not None:
            conditions.append(e.Not(type=ValueType.BOOLEAN, value=one.failing))
        node = e.And(type=ValueType.BOOLEAN, values=tuple(conditions))
        for found, truth in self.lowering.truth(node, system, replace(scope, leaf=one.leaf)):
            if isinstance(truth, bool):
                yield found, truth
            else:  # a quotient by 0 inside a row: whichever way, nothing is lost
                yield found, True
                yield found, False

    def rows_of(self, table: str, predicate: Predicate) -> Form:
        """The number of rows for which a predicate holds."""
        if predicate not in self.predicates.get(table, ()):
            raise TooHard("table of a check")
        place = self.predicates[table].index(predicate)
        return Form({kind.count: 1 for kind in self.kinds(table) if kind.holds[place]})

    def asked(self, table: str) -> Iterator[Over]:
        """The figures over columns that were asked for."""
        for place, predicate in enumerate(self.predicates.get(table, ())):
            for function in _FUNCTIONS if predicate.present is not None else ():
                assert predicate.present is not None
                name = self._named(table, predicate.present, function, predicate)
                if (found := self.space.known(name)) is not None:
                    yield Over(found, function, predicate.present, place)

    # ---- What the lowering asks

    def number(self, node: e.Aggregate, system: System, scope: Scope) -> Values:
        """An aggregate."""
        if scope.rows:
            raise TooHard("table inside a table")
        predicate = predicate_of(node, scope.leaf)
        rows = self.rows_of(node.table, predicate)
        if node.function == "count":
            yield system, Ratio(rows)
        elif node.function == "count_distinct":
            yield from self._distinct(node, predicate, rows, system)
        else:
            yield from self._over_column(node, predicate, rows, system, scope)

    def _distinct(self, node: e.Aggregate, predicate: Predicate, rows: Form, system: System) -> Values:
        assert self.lowering is not None
        assert node.column is not None
        integers = self.space.integers
        fact = self.space.declaration(node.table, node.column)
        for found, some in self.lowering.split(system, at_least_zero(rows.plus(Form({}, -1)), integers)):
            if not some:
                yield found, NOTHING
                continue
            most = len(fact.codes) if fact.type is ValueType.CHOICE else None
            count = self.space.variable(
                self._name(node, predicate), whole=True, bounds=(1, False, most, False)
            )
            self.space.few.add(count)
            way = found.with_constraints(
                [
                    at_least_zero(rows.plus(variable(count), -1), integers),
                    *self._bounded(node, predicate, count),
                ]
            )
            if way is not None and way.possible:
                yield way, Ratio(variable(count))

    def _bounded(self, node: e.Aggregate, predicate: Predicate, count: int) -> Iterator[Constraint]:
        """Fewer rows have no more different values: between the counts of one column that are known so far."""
        place = self.predicates[node.table].index(predicate)
        lower, upper = self.space.bounds[count][0], self.space.bounds[count][2]
        assert lower is not None
        yield at_least_zero(Form({count: 1}, -lower), self.space.integers)
        if upper is not None:
            yield at_least_zero(Form({count: -1}, upper), self.space.integers)
        for index, other in enumerate(self.predicates[node.table]):
            known = self.space.known(self._named(node.table, node.column, "count_distinct", other))
            if known is None or index == place or other.present != node.column:
                continue
            kinds = self.kinds(node.table)
            if all(kind.holds[index] for kind in kinds if kind.holds[place]):
                yield at_least_zero(Form({known: 1, count: -1}), self.space.integers)
            elif all(kind.holds[place] for kind in kinds if kind.holds[index]):
                yield at_least_zero(Form({known: -1, count: 1}), self.space.integers)

    def _name(self, node: e.Aggregate, predicate: Predicate) -> tuple[object, ...]:
        return self._named(node.table, node.column, node.function, predicate)

    def _named(
        self, table: str, column: str | None, function: str, predicate: Predicate
    ) -> tuple[object, ...]:
        place = self.predicates[table].index(predicate)
        return ("over", table, column, function, tuple(self.leaves), place)

    def _over_column(
        self, node: e.Aggregate, predicate: Predicate, rows: Form, system: System, scope: Scope
    ) -> Values:
        """A sum is 0 over no rows, a mean has no value then, the greatest and smallest are trống."""
        assert self.lowering is not None
        assert node.column is not None
        fact = self.space.declaration(node.table, node.column)
        for found, some in self.lowering.split(
            system, at_least_zero(rows.plus(Form({}, -1)), self.space.integers)
        ):
            if not some:
                yield found, _over_nothing(node.function, scope.line)
                continue
            value = self.space.variable(
                self._name(node, predicate), whole=fact.type in WHOLE and node.function != "average"
            )
            limits = [*self._limits(node, fact, value), *self._parts(node, predicate, fact, value)]
            way = found.with_constraints(limits)
            if way is not None and way.possible:
                yield way, Ratio(variable(value))

    def _limits(self, node: e.Aggregate, fact: Fact, value: int) -> Iterator[Constraint]:
        """A figure is inside the domain of its column; a sum only where it has but one sign."""
        for bound, sign in ((fact.domain.low, 1), (fact.domain.high, -1)) if fact.domain else ():
            if isinstance(bound, e.Number):
                limit = Fraction(bound.value)
            elif isinstance(bound, e.DateLiteral):
                limit = Fraction(bound.value.toordinal())
            else:
                continue
            if node.function != "sum" or limit == 0:
                yield at_least_zero(Form({value: sign}, -sign * limit), self.space.integers)

    def _parts(self, node: e.Aggregate, predicate: Predicate, fact: Fact, value: int) -> Iterator[Constraint]:
        """The sum of a column that is at most another in each row is at most the sum of that one."""
        bound = fact.domain.high if fact.domain else None
        if node.function != "sum" or not isinstance(bound, e.ColumnValue) or bound.nullable:
            return
        for other in self.predicates[node.table]:
            whole = self.space.known(self._named(node.table, bound.column, "sum", other))
            if (
                whole is not None
                and other.present == bound.column
                and replace(other, present=None) == replace(predicate, present=None)
            ):
                yield at_least_zero(Form({whole: 1, value: -1}), self.space.integers)

    def truth(self, node: e.Exists | e.Every, system: System, scope: Scope) -> Truths:
        """«tồn tại» and «mọi»."""
        assert self.lowering is not None
        if scope.rows:
            yield from self._nested(node, system, scope)
            return
        rows = self.rows_of(node.table, predicate_of(node, scope.leaf))
        if rows.is_constant:
            yield system, isinstance(node, e.Every)
            return
        some = at_least_zero(rows.plus(Form({}, -1)), self.space.integers)
        for found, holds in self.lowering.split(system, some):
            yield found, holds is isinstance(node, e.Exists)

    def _nested(self, node: e.Exists | e.Every, system: System, scope: Scope) -> Truths:
        """Another table looked up from a row: a fact of its own; false (or true for «mọi») while that has no rows."""
        assert self.lowering is not None
        flag = self.space.flag(("nested", node.kind, node.table, scope.rows[0], _place(node, self.space)))
        one = at_least_zero(Form({flag: 1}, -1), self.space.integers)
        for found, there in self.lowering.split(system, one):
            yield found, there is isinstance(node, e.Exists)


def _over_nothing(function: str, line: int) -> Value:
    if function == "sum":
        return NOTHING
    return NoValue(line) if function == "average" else EMPTY


def _place(node: e.Expression, space: Space) -> str:
    """A name for an expression: the same for equal ones."""
    return repr(node)


def _outermost(expressions: Iterable[e.Expression], leaf: Leaf | None, space: Space) -> Iterator[_Node]:
    """The functions of tables that do not stand inside another, through definitions."""
    stack, seen = list(expressions), set[tuple[str, str]]()
    while stack:
        node = stack.pop()
        if isinstance(node, _Node):
            yield node
            continue
        stack += children(node)
        if isinstance(node, e.DefinitionValue):
            key = (leaf.number if leaf and node.scope == "leaf" else "", node.name)
            if key not in seen:
                seen.add(key)
                stack.append(space.definitions[key][0])


def with_definitions(expressions: Iterable[e.Expression], leaf: Leaf, space: Space) -> Iterator[e.Expression]:
    """Expressions and everything inside them, through definitions."""
    stack, seen = list(expressions), set[tuple[str, str]]()
    while stack:
        for node in walk(stack.pop()):
            yield node
            if isinstance(node, e.DefinitionValue):
                key = (leaf.number if node.scope == "leaf" else "", node.name)
                if key not in seen:
                    seen.add(key)
                    stack.append(space.definitions[key][0])
