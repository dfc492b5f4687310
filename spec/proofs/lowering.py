"""Expressions → values and truths, with a fork wherever facts decide.

Every function yields pairs: a system (what is known on this way) and what the expression is on it. Together the ways
cover everything that facts inside their domains can be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Protocol

from spec.model import expressions as e
from spec.model.criteria import Fact, Leaf
from spec.model.expressions import ValueType
from spec.proofs.linear import ONE, Constraint, Form, at_least_zero, variable
from spec.proofs.space import ORDERED, Space
from spec.proofs.system import System, TooHard
from spec.proofs.values import EMPTY, NOTHING, Empty, NoValue, Ratio, Value, whole

Values = Iterator[tuple[System, Value]]
#: A condition that a quotient by 0 leaves open is told by the line of that quotient, negative; 0 where it is left open
#: by the points of a leaf that is pending.
Truths = Iterator[tuple[System, bool | int]]

#: The longest chain of facts that bound each other.
_DEEPEST = 40
#: The most codes of a choice that are told apart.
_MOST_CODES = 200

#: What facts and tables hold: each of them is one or more variables.
_Declared = e.FactValue | e.PreviousValue | e.ColumnValue


class Rows(Protocol):
    """What stands for the tables of a leaf (``spec.proofs.tables``)."""

    def number(self, node: e.Aggregate, system: System, scope: Scope) -> Values:
        """An aggregate."""

    def truth(self, node: e.Exists | e.Every, system: System, scope: Scope) -> Truths:
        """«tồn tại» and «mọi»."""


class OtherLeaves(Protocol):
    """What the points of another leaf come to."""

    def points_of(self, number: str, system: System) -> Values:
        """Rounded points; trống where it is not applicable."""


@dataclass(slots=True)
class Scope:
    """Where an expression stands: in a leaf (or the set), on a line, in rows of tables (innermost first)."""

    leaf: Leaf | None
    line: int
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bound:
    """An end of a domain; ``sign`` 1 where values lie above it."""

    value: e.Expression
    inclusive: bool
    sign: int


@dataclass(slots=True)
class Lowering:
    """Turns the expressions of a set into values and truths."""

    space: Space
    tables: Rows
    others: OtherLeaves
    #: The values whose domain is being looked at.
    bounding: list[int] = field(default_factory=list)

    # ---- Numbers

    def number(self, node: e.Expression, system: System, scope: Scope) -> Values:
        """The ways of a number or a day."""
        match node:
            case e.Number() | e.DateLiteral() | e.MaximumPoints():
                yield system, self._literal(node, scope)
            case e.FactValue() | e.PreviousValue() | e.ColumnValue() | e.BestValue():
                yield from self._declared(node, system, scope)
            case e.DefinitionValue():
                value, inside = self._defined(node, scope)
                yield from self.number(value, system, inside)
            case e.LeafPoints(leaf=leaf):
                yield from self.others.points_of(leaf, system)
            case e.Sum(terms=terms):
                yield from self._sum(terms, system, scope)
            case e.Product(factors=factors):
                yield from self._product(factors, system, scope)
            case e.Extreme(values=values, function=function):
                yield from self._extreme(list(values), [], 1 if function == "greatest" else -1, system, scope)
            case e.Floor(value=inner):
                yield from self._floor(inner, system, scope)
            case e.SubsetSize(subset=subset):
                for found, codes in self._subset(subset, system, scope):
                    yield found, EMPTY if codes is None else Ratio(Form(dict.fromkeys(codes.values(), 1)))
            case e.Aggregate():
                yield from self.tables.number(node, system, scope)
            case e.PointRatio() | e.LowestArea():
                number = node.number if isinstance(node, e.PointRatio) else None
                share = self.space.variable((node.kind, number), bounds=(0, False, 1, False))
                yield system, Ratio(variable(share))
            case _:
                raise TooHard(node.kind)

    @staticmethod
    def _literal(node: e.Number | e.DateLiteral | e.MaximumPoints, scope: Scope) -> Ratio:
        if isinstance(node, e.DateLiteral):
            return whole(node.value.toordinal())
        if isinstance(node, e.Number):
            return whole(_exact(node.value))
        return whole(_exact(scope.leaf.maximum if scope.leaf else 0))

    def _defined(self, node: e.DefinitionValue, scope: Scope) -> tuple[e.Expression, Scope]:
        leaf = scope.leaf if node.scope == "leaf" else None
        value, line = self.space.definitions[leaf.number if leaf else "", node.name]
        return value, Scope(leaf, line)

    def _declared(self, node: _Declared | e.BestValue, system: System, scope: Scope) -> Values:
        fact, key = self.place(node, scope)
        value = self.space.value_of((node.kind, *key), fact)
        if isinstance(node, e.BestValue):
            yield from self._best(node, value, fact, system, scope)
            return
        if not (fact.nullable or isinstance(node, e.PreviousValue)):
            yield system, Ratio(variable(value))
            return
        for found, is_empty in self._emptied(node.kind, key, system):
            if is_empty:
                yield found, EMPTY
            elif isinstance(node, e.PreviousValue):
                yield found, Ratio(variable(value))
            else:
                for inside in self.inside_domain(fact, value, found, scope):
                    yield inside, Ratio(variable(value))

    def _best(self, node: e.BestValue, value: int, fact: Fact, system: System, scope: Scope) -> Values:
        """The best value of the block: at least the unit's own, and just that where an example has one unit only.

        It is trống where the value of every unit is.
        """
        key = (node.name, None)
        own = self.space.value_of(("fact", *key), fact)
        self.space.derive(("best", *key), (variable(own),), lambda known: known[own])
        if not fact.nullable:
            yield from self._at_least(own, value, system)
            return
        nothing = self.space.flag(("empty", "fact", *key))
        flag = {"whole": True, "bounds": (0, False, 1, False)}
        self.space.derive(("empty", "best", *key), (variable(nothing),), lambda known: known[nothing], **flag)
        for found, is_empty in self._emptied("fact", key, system):
            if not is_empty:
                for inside in self.inside_domain(fact, own, found, scope):
                    yield from self._at_least(own, value, inside)
                continue
            for known, none_has_one in self._emptied("best", key, found):
                if none_has_one:
                    yield known, EMPTY
                    continue
                for inside in self.inside_domain(fact, value, known, scope):
                    yield inside, Ratio(variable(value))

    @staticmethod
    def _at_least(own: int, value: int, system: System) -> Values:
        found = system.with_form(Form({value: 1, own: -1}))
        if found is not None and found.possible:
            yield found, Ratio(variable(value))

    def place(self, node: _Declared | e.BestValue, scope: Scope) -> tuple[Fact, tuple[str | None, ...]]:
        """The declaration and the key of what is declared."""
        match node:
            case e.ColumnValue(table=table, column=column, depth=depth):
                if depth >= len(scope.rows) or scope.rows[depth] != table:
                    raise TooHard("column")
                return self.space.declaration(table, column), (table, column, str(len(scope.rows) - depth))
            case e.BestValue(name=name):
                return self.space.declaration(name, None), (name, None)
            case _:
                return self.space.declaration(node.name, node.field), (node.name, node.field)

    def inside_domain(self, fact: Fact, value: int, system: System, scope: Scope) -> Iterator[System]:
        """The systems in which a value that is there is inside its domain; a bound that is trống bounds nothing.

        Facts may bound each other: what is being looked at already is not looked at again.
        """
        if fact.domain is None or value in self.bounding:
            yield system
            return
        if len(self.bounding) >= _DEEPEST:
            raise TooHard("chain of facts")
        systems = [system]
        for bound, inclusive, sign in (
            (fact.domain.low, fact.domain.low_inclusive, 1),
            (fact.domain.high, fact.domain.high_inclusive, -1),
        ):
            if bound is not None:
                beyond = _Bound(bound, inclusive, sign)
                systems = [found for known in systems for found in self._within(beyond, value, known, scope)]
        yield from systems

    def _within(self, one: _Bound, value: int, system: System, scope: Scope) -> Iterator[System]:
        self.bounding.append(value)
        try:
            ways = list(self.number(one.value, system, scope))
        finally:
            self.bounding.pop()
        for found, bound in ways:
            if not isinstance(bound, Ratio) or bound.bottom is not ONE:
                yield found
                continue
            distance = variable(value).plus(bound.top, -1).times(one.sign)
            inside = found.with_form(distance, strict=not one.inclusive)
            if inside is not None and inside.possible:
                yield inside

    # ---- Arithmetic

    def _sum(self, terms: tuple[e.Term, ...], system: System, scope: Scope) -> Values:
        ways: list[tuple[System, Value]] = [(system, NOTHING)]
        for term in terms:
            sign = 1 if term.sign == "+" else -1
            ways = [
                (found, self.added(total, value, sign))
                for known, total in ways
                for found, value in self.number(term.value, known, scope)
            ]
        yield from ways

    def added(self, left: Value, right: Value, sign: int = 1) -> Value:
        """The sum or difference of two values."""
        if isinstance(left, Empty) or isinstance(right, Empty):
            return EMPTY
        if isinstance(left, NoValue):
            return left
        if isinstance(right, NoValue):
            return right
        if left.bottom is right.bottom or left.bottom.same_as(right.bottom):
            return Ratio(left.top.plus(right.top, sign), left.bottom)
        top = self.times(left.top, right.bottom).plus(self.times(right.top, left.bottom), sign)
        return Ratio(top, self.times(left.bottom, right.bottom))

    def times(self, left: Form, right: Form) -> Form:
        """The product of two forms; of two that both have variables, a variable of its own."""
        if left.is_constant:
            return right.times(left.constant)
        if right.is_constant:
            return left.times(right.constant)
        key = ("product", frozenset({key_of(left), key_of(right)}))
        product = self.space.derive(key, (left, right), lambda known: left.value(known) * right.value(known))
        return variable(product)

    def difference(self, left: Ratio, right: Ratio) -> Form:
        """A form with the sign of left − right."""
        found = self.added(left, right, -1)
        assert isinstance(found, Ratio)
        return found.top

    def _product(self, factors: tuple[e.Factor, ...], system: System, scope: Scope) -> Values:
        ways: list[tuple[System, Value]] = [(system, whole(1))]
        for factor in factors:
            ways = [
                way
                for known, total in ways
                for found, value in self.number(factor.value, known, scope)
                for way in self._multiplied(total, factor.operator, value, found, scope)
            ]
        yield from ways

    def _multiplied(self, left: Value, operator: str, right: Value, system: System, scope: Scope) -> Values:
        if isinstance(left, Empty) or isinstance(right, Empty):
            yield system, EMPTY
        elif isinstance(left, NoValue) or isinstance(right, NoValue):
            yield system, left if isinstance(left, NoValue) else right
        elif operator == "*":
            yield system, Ratio(self.times(left.top, right.top), self.times(left.bottom, right.bottom))
        else:
            for found, sign in self.signs(system, right.top):
                top = self.times(left.top, right.bottom.times(sign))
                bottom = self.times(left.bottom, right.top.times(sign))
                yield found, Ratio(top, bottom) if sign else NoValue(scope.line)

    def _extreme(
        self, left: list[e.Expression], known: list[Ratio], sign: int, system: System, scope: Scope
    ) -> Values:
        """Each of several values where it is the greatest (``sign`` 1) or smallest; trống ones are passed over."""
        if left:
            for found, value in self.number(left[0], system, scope):
                if isinstance(value, NoValue):
                    yield found, value
                else:
                    more = known if isinstance(value, Empty) else [*known, value]
                    yield from self._extreme(left[1:], more, sign, found, scope)
            return
        if not known:
            yield system, EMPTY
        for place, one in enumerate(known):
            way: System | None = system
            for index, other in enumerate(known):
                if index != place and way is not None:
                    distance = self.difference(one, other).times(sign)
                    way = way.with_form(distance, strict=index < place)
            if way is not None and way.possible:
                yield way, one

    def _floor(self, inner: e.Expression, system: System, scope: Scope) -> Values:
        for found, value in self.number(inner, system, scope):
            if not isinstance(value, Ratio):
                yield found, value
                continue
            result = self._floored(value)
            below = self.times(variable(result), value.bottom)
            way = found.with_form(value.top.plus(below, -1))
            way = way.with_form(below.plus(value.bottom).plus(value.top, -1), strict=True) if way else None
            if way is not None and way.possible:
                yield way, Ratio(variable(result))

    def _floored(self, value: Ratio) -> int:
        return self.space.derive(
            ("floor", key_of(value.top), key_of(value.bottom)),
            (value.top, value.bottom),
            lambda known: floor(Fraction(value.top.value(known)) / value.bottom.value(known)),
            whole=True,
        )

    def _subset(
        self, node: e.Expression, system: System, scope: Scope
    ) -> Iterator[tuple[System, dict[str, int] | None]]:
        """The variables of the codes; None where the subset is trống."""
        if not isinstance(node, _Declared):
            raise TooHard("subset")
        fact, key = self.place(node, scope)
        flags = {one.code: self.space.flag(("code", node.kind, *key, one.code)) for one in fact.codes}
        for found, is_empty in self._emptied_if_nullable(node, fact, key, system):
            yield found, None if is_empty else flags

    def _emptied(
        self, kind: str, key: tuple[str | None, ...], system: System
    ) -> Iterator[tuple[System, bool]]:
        """Where a value is trống, and where it is there."""
        empty = self.space.flag(("empty", kind, *key))
        return self.split(system, at_least_zero(Form({empty: 1}, -1), self.space.integers))

    def _emptied_if_nullable(
        self, node: _Declared, fact: Fact, key: tuple[str | None, ...], system: System
    ) -> Iterator[tuple[System, bool]]:
        if fact.nullable or isinstance(node, e.PreviousValue):
            return self._emptied(node.kind, key, system)
        return iter([(system, False)])

    # ---- Forks

    def split(self, system: System, one: Constraint) -> Iterator[tuple[System, bool]]:
        """Where an inequality holds, and where it does not; a side that nothing satisfies is left out."""
        holds = system.with_constraints((one,))
        if holds is system:
            yield system, True
            return
        if holds is not None and holds.possible:
            yield holds, True
        fails = system.with_constraints((one.opposite(self.space.integers),))
        if fails is not None and fails.possible:
            yield fails, False

    def signs(self, system: System, form: Form) -> Iterator[tuple[System, int]]:
        """Where a form is below, at and above 0."""
        integers = self.space.integers
        for found, holds in self.split(system, at_least_zero(form, integers, strict=True)):
            if holds:
                yield found, 1
                continue
            for way, negative in self.split(found, at_least_zero(form.times(-1), integers, strict=True)):
                yield way, -1 if negative else 0

    # ---- Conditions

    def truth(self, node: e.Expression, system: System, scope: Scope) -> Truths:
        """The ways of a condition: True, False, or minus the line of what leaves it open."""
        match node:
            case e.And(values=values):
                yield from self._all(values, True, system, scope)
            case e.Or(values=values):
                yield from self._all(values, False, system, scope)
            case e.Not(value=inner):
                for found, truth in self.truth(inner, system, scope):
                    yield found, (not truth if isinstance(truth, bool) else truth)
            case e.Compare():
                yield from (self._compare if node.left.type in ORDERED else self._equal)(node, system, scope)
            case e.Between():
                yield from self._all(_both(node), True, system, scope)
            case e.Membership():
                yield from self._membership(node, system, scope)
            case e.Emptiness(value=inner, negated=negated):
                for found, empty in self._emptiness(inner, system, scope):
                    yield found, (empty is not negated if isinstance(empty, bool) else empty)
            case e.Exists() | e.Every():
                yield from self.tables.truth(node, system, scope)
            case e.DefinitionValue():
                value, inside = self._defined(node, scope)
                yield from self.truth(value, system, inside)
            case e.Truth(value=literal):
                yield system, literal
            case e.FactValue() | e.PreviousValue() | e.ColumnValue():
                for found, flag in self._flag(node, system, scope):
                    yield found, bool(flag)
            case _:
                raise TooHard(node.kind)

    def _membership(self, node: e.Membership, system: System, scope: Scope) -> Truths:
        for found, codes in self._subset(node.subset, system, scope):
            if codes is None:
                yield found, False
                continue
            has = at_least_zero(Form({codes[node.code]: 1}, -1), self.space.integers)
            for way, there in self.split(found, has):
                yield way, there is not node.negated

    def _all(self, values: tuple[e.Expression, ...], sought: bool, system: System, scope: Scope) -> Truths:
        """All of them (``sought`` True) or any of them (False): the first that is not as sought decides."""
        ways: list[tuple[System, bool | int]] = [(system, sought)]
        for value in values:
            left: list[tuple[System, bool | int]] = []
            for known, so_far in ways:
                for found, truth in self.truth(value, known, scope):
                    if truth is (not sought):
                        yield found, truth
                    else:
                        left.append((found, so_far if isinstance(truth, bool) else truth))
            ways = left
        yield from ways

    def _compare(self, node: e.Compare, system: System, scope: Scope) -> Truths:
        for middle, one in self.number(node.left, system, scope):
            for found, other in self.number(node.right, middle, scope):
                if isinstance(one, Empty) or isinstance(other, Empty):
                    yield found, False
                elif isinstance(one, NoValue):
                    yield found, -one.line
                elif isinstance(other, NoValue):
                    yield found, -other.line
                else:
                    yield from self.compared(node.operator, self.difference(one, other), found)

    def compared(self, operator: str, form: Form, system: System) -> Iterator[tuple[System, bool]]:
        """Form ⋛ 0."""
        if operator in ("=", "<>"):
            for found, sign in self.signs(system, form):
                yield found, (sign == 0) is (operator == "=")
            return
        sought = form if operator in (">", ">=") else form.times(-1)
        yield from self.split(
            system, at_least_zero(sought, self.space.integers, strict=operator in ("<", ">"))
        )

    def _equal(self, node: e.Compare, system: System, scope: Scope) -> Truths:
        """Choices, texts, yes and no."""
        wanted = node.operator == "="
        for middle, one in self.option(node.left, node.right, system, scope):
            for found, other in self.option(node.right, node.left, middle, scope):
                if one is None or other is None:
                    yield found, False
                else:
                    yield found, (one == other) is wanted

    def option(
        self, node: e.Expression, compared: e.Expression, system: System, scope: Scope
    ) -> Iterator[tuple[System, object]]:
        """The value of a choice, text or yes/no; None is trống. Against a literal only that value is told apart."""
        match node:
            case e.Code(value=literal) | e.Text(value=literal):
                yield system, literal
            case e.Truth(value=truth):
                yield system, truth
            case e.FactValue() | e.PreviousValue() | e.ColumnValue() if node.type is ValueType.BOOLEAN:
                yield from self._flag(node, system, scope)
            case e.FactValue() | e.PreviousValue() | e.ColumnValue():
                yield from self._coded(node, compared, system, scope)
            case e.DefinitionValue() if node.type in (ValueType.CHOICE, ValueType.TEXT):
                value, inside = self._defined(node, scope)
                yield from self.option(value, compared, system, inside)
            case _:
                for found, truth_ in self.truth(node, system, scope):
                    if not isinstance(truth_, bool):
                        raise TooHard("compared condition")
                    yield found, truth_

    def _flag(self, node: _Declared, system: System, scope: Scope) -> Iterator[tuple[System, bool | None]]:
        fact, key = self.place(node, scope)
        flag = self.space.flag((node.kind, *key))
        for found, is_empty in self._emptied_if_nullable(node, fact, key, system):
            if is_empty:
                yield found, None
                continue
            yield from self.split(found, at_least_zero(Form({flag: 1}, -1), self.space.integers))

    def _coded(
        self,
        node: _Declared,
        compared: e.Expression,
        system: System,
        scope: Scope,
    ) -> Iterator[tuple[System, object]]:
        fact, key = self.place(node, scope)
        for found, is_empty in self._emptied_if_nullable(node, fact, key, system):
            if is_empty:
                yield found, None
                continue
            if fact.type is ValueType.TEXT and not isinstance(compared, e.Text):
                raise TooHard("texts")
            options = (
                [compared.value] if isinstance(compared, e.Code | e.Text) else [c.code for c in fact.codes]
            )
            yield from self._options(options, (node.kind, *key), fact, found)

    def _options(
        self, options: list[str], key: tuple[str | None, ...], fact: Fact, system: System
    ) -> Iterator[tuple[System, object]]:
        """Whether the value is one of the options, in turn; after the last comes any other value."""
        rest: System | None = self.exclusive(key, fact, system)
        for option in options:
            if rest is None:
                return
            flag = self.space.flag(("is", *key, option))
            self_is = at_least_zero(Form({flag: 1}, -1), self.space.integers)
            left = None
            for found, holds in self.split(rest, self_is):
                if holds:
                    yield found, option
                else:
                    left = found
            rest = left
        if rest is not None:
            yield rest, _OTHER

    def exclusive(self, key: tuple[str | None, ...], fact: Fact, system: System) -> System | None:
        """A choice is one of its codes."""
        if fact.type is not ValueType.CHOICE:
            return system
        if len(fact.codes) > _MOST_CODES:
            raise TooHard("codes")
        flags = [self.space.flag(("is", *key, one.code)) for one in fact.codes]
        return system.with_zero(Form(dict.fromkeys(flags, 1), -1))

    def _emptiness(self, node: e.Expression, system: System, scope: Scope) -> Truths:
        if node.type in ORDERED:
            for found, value in self.number(node, system, scope):
                yield found, -value.line if isinstance(value, NoValue) else isinstance(value, Empty)
        elif node.type is ValueType.SUBSET:
            for found, codes in self._subset(node, system, scope):
                yield found, codes is None
        elif isinstance(node, e.FactValue | e.PreviousValue | e.ColumnValue):
            fact, key = self.place(node, scope)
            yield from self._emptied_if_nullable(node, fact, key, system)
        else:
            raise TooHard("emptiness")


_OTHER = object()


def _both(node: e.Between) -> tuple[e.Expression, e.Expression]:
    """The two comparisons that a range stands for."""
    boolean, value = ValueType.BOOLEAN, node.value
    return (
        e.Compare(type=boolean, operator=">=" if node.low_inclusive else ">", left=value, right=node.low),
        e.Compare(type=boolean, operator="<=" if node.high_inclusive else "<", left=value, right=node.high),
    )


def _exact(value: object) -> int | Fraction:
    found = Fraction(str(value))
    return found.numerator if found.denominator == 1 else found


def key_of(form: Form) -> tuple[Hashable, ...]:
    """What equal forms have in common."""
    return (form.constant, *sorted(form.coefficients.items()))
