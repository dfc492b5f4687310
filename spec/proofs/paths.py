"""The ways through a leaf, in the fixed order of evaluation (docs/language.md, "Order of evaluation").

Every unit takes one of the ways. A way knows what must be so of the facts, which lines decided and how, and the points
that it gives. Evidence is left out of account (a unit that says nothing on it is scored on its facts alone), and so is
an approval that a leaf does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeVar

from spec.model import rules as r
from spec.model.criteria import Leaf
from spec.model.expressions import Expression
from spec.proofs.linear import Form, at_least_zero
from spec.proofs.lowering import Lowering, Scope
from spec.proofs.system import System
from spec.proofs.values import NOTHING, Empty, NoValue, Ratio, Value, scaled, whole

End = Literal["not_applicable", "gate", "nothing_arose", "gap", "scored", "pending", "no_value"]
Decided = tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a leaf.

    ``decided`` says of rules, by index, what they did: a condition held or not, a tier was taken or passed over, a
    share reached its threshold. ``sum`` is base and additions before anything limits them, ``points`` what is left at
    the end (not rounded); both only where points were worked out. ``line`` is where a quotient by 0 is written, or of
    the tiers that leave a gap.
    """

    system: System
    end: End
    decided: Decided = ()
    sum: Ratio | None = None
    points: Ratio | None = None
    line: int = 0


def walk_leaf(leaf: Leaf, starts: Iterable[System], lowering: Lowering) -> Iterator[Way]:
    """All ways of a leaf that begin in one of the systems."""
    walker = _Walker(leaf, lowering, _exact(leaf.maximum))
    for start in starts:
        yield from walker.ways(start)


_Kind = TypeVar("_Kind", bound=r.Statement)


@dataclass(slots=True)
class _Walker:
    leaf: Leaf
    lowering: Lowering
    maximum: Fraction | int

    def ways(self, start: System) -> Iterator[Way]:
        stages: tuple[tuple[type[r.NotApplicable | r.Gate | r.NothingArose], End, Ratio | None], ...] = (
            (r.NotApplicable, "not_applicable", None),
            (r.Gate, "gate", NOTHING),
            (r.NothingArose, "nothing_arose", whole(self.maximum)),
        )
        left = [Way(start, "scored")]
        for kind, end, points in stages:
            rules = [(i, one.condition) for i, one in self._rules(kind) if one.condition is not None]
            going_on = []
            for way in left:
                for found, truth in self._any(rules, way):
                    if truth is True:
                        yield replace(found, end=end, points=points)
                    elif truth is False:
                        going_on.append(found)
                    else:
                        yield _opened(found, -truth)
            left = going_on
        for way in left:
            yield from self._scored(way)

    def _rules(self, kind: type[_Kind]) -> list[tuple[int, _Kind]]:
        return [(index, rule) for index, rule in enumerate(self.leaf.rules) if isinstance(rule, kind)]

    def _scope(self, index: int) -> Scope:
        return Scope(self.leaf, self.leaf.rules[index].line)

    def _any(self, rules: list[tuple[int, Expression]], way: Way) -> Iterator[tuple[Way, bool | int]]:
        """Whether one of several rules holds; the first that does decides."""
        ways: list[tuple[Way, bool | int]] = [(way, False)]
        for index, condition in rules:
            left: list[tuple[Way, bool | int]] = []
            for known, so_far in ways:
                for system, truth in self.lowering.truth(condition, known.system, self._scope(index)):
                    if not isinstance(truth, bool):
                        left.append((replace(known, system=system), truth))
                        continue
                    found = replace(known, system=system, decided=(*known.decided, (index, truth)))
                    if truth:
                        yield found, True
                    else:
                        left.append((found, so_far))
            ways = left
        yield from ways

    # ---- Points

    def _scored(self, way: Way) -> Iterator[Way]:
        for based, value in self._base(way):
            if based.end != "scored":
                yield based
                continue
            for added, total in self._amounts(self._rules(r.Addition), based, value):
                if added.end != "scored" or total is None:
                    yield added
                    continue
                yield from self._deducted(replace(added, sum=total), total)

    def _base(self, way: Way) -> Iterator[tuple[Way, Ratio]]:
        bases = [(index, rule) for index, rule in enumerate(self.leaf.rules) if isinstance(rule, r.BASES)]
        if not bases:
            adds = any(isinstance(rule, r.Addition) for rule in self.leaf.rules)
            yield way, NOTHING if adds else whole(self.maximum)
            return
        index, rule = bases[0]
        match rule:
            case r.Tier():
                yield from self._tiers([(i, one) for i, one in bases if isinstance(one, r.Tier)], way)
            case r.Achieved(condition=condition):
                for found, truth in self._any([(index, condition)], way):
                    if isinstance(truth, bool):
                        yield found, whole(self.maximum) if truth else NOTHING
                    else:
                        yield _opened(found, -truth), NOTHING
            case r.Proportion():
                yield from self._proportion(index, rule, way)
            case r.Formula(points=points):
                yield from self._points(index, points, way)
            case _:
                yield from self._council(index, rule, way)

    def _tiers(self, tiers: list[tuple[int, r.Tier]], way: Way) -> Iterator[tuple[Way, Ratio]]:
        if not tiers:
            last = [rule.line for rule in self.leaf.rules if isinstance(rule, r.Tier)][-1]
            yield replace(way, end="gap", line=last), NOTHING
            return
        index, tier = tiers[0]
        conditions = [] if tier.condition is None else [(index, tier.condition)]
        outcomes = self._any(conditions, way) if conditions else iter([(self._took(way, index), True)])
        for found, truth in outcomes:
            if truth is True:
                yield from self._points(index, tier.points, found)
            elif truth is False:
                yield from self._tiers(tiers[1:], found)
            else:
                yield _opened(found, -truth), NOTHING

    @staticmethod
    def _took(way: Way, index: int) -> Way:
        return replace(way, decided=(*way.decided, (index, True)))

    def _points(self, index: int, points: Expression, way: Way) -> Iterator[tuple[Way, Ratio]]:
        for system, value in self.lowering.number(points, way.system, self._scope(index)):
            yield self._with_value(replace(way, system=system), value), _ratio(value)

    @staticmethod
    def _with_value(way: Way, value: Value) -> Way:
        if isinstance(value, Empty):
            return _opened(way, 0)
        return _opened(way, value.line) if isinstance(value, NoValue) else way

    def _proportion(self, index: int, rule: r.Proportion, way: Way) -> Iterator[tuple[Way, Ratio]]:
        for system, ratio in self.lowering.number(rule.ratio, way.system, self._scope(index)):
            found = self._with_value(replace(way, system=system), ratio)
            if found.end != "scored":
                yield found, NOTHING
                continue
            for reached, truth in self._reached(index, rule, _ratio(ratio), found):
                if reached.end != "scored" or not truth:
                    yield reached, NOTHING
                else:
                    yield from self._share(_ratio(ratio), reached)

    def _reached(self, index: int, rule: r.Proportion, ratio: Ratio, way: Way) -> Iterator[tuple[Way, bool]]:
        """Whether a share reaches its threshold."""
        if rule.threshold is None:
            yield self._took(way, index), True
            return
        for system, least in self.lowering.number(rule.threshold, way.system, self._scope(index)):
            found = self._with_value(replace(way, system=system), least)
            if found.end != "scored":
                yield found, False
                continue
            distance = self.lowering.difference(ratio, _ratio(least))
            for part, truth in self.lowering.compared(">=", distance, system):
                yield replace(found, system=part, decided=(*found.decided, (index, truth))), truth

    def _share(self, ratio: Ratio, way: Way) -> Iterator[tuple[Way, Ratio]]:
        """A share of the maximum, the share taken as at least 0 and at most 1."""
        for system, negative in self.lowering.compared("<", ratio.top, way.system):
            if negative:
                yield replace(way, system=system), NOTHING
                continue
            above = self.lowering.difference(ratio, whole(1))
            for part, whole_ in self.lowering.compared(">=", above, system):
                points = whole(self.maximum) if whole_ else scaled(ratio, self.maximum)
                yield replace(way, system=part), points

    def _council(self, index: int, rule: r.Council, way: Way) -> Iterator[tuple[Way, Ratio]]:
        """So many steps of points; without steps any points up to the maximum."""
        space = self.lowering.space
        points = space.variable(("council", self.leaf.number))
        limits = [
            at_least_zero(Form({points: 1}), space.integers),
            at_least_zero(Form({points: -1}, self.maximum), space.integers),
        ]
        if rule.step is not None and rule.step > 0 and not self.leaf.maximum % rule.step:  # else that is told
            steps = space.variable(("council steps", self.leaf.number), whole=True)
            distance = Form({points: 1, steps: -_exact(rule.step)})
            limits += [at_least_zero(one, space.integers) for one in (distance, distance.times(-1))]
        system = way.system.with_constraints(limits)
        if system is not None:
            yield self._took(replace(way, system=system), index), Ratio(Form({points: 1}))

    # ---- Additions, deductions, ceilings

    def _amounts(
        self, rules: list[tuple[int, r.Addition]] | list[tuple[int, r.Deduction]], way: Way, total: Ratio
    ) -> Iterator[tuple[Way, Ratio | None]]:
        """The total with the amounts of some rules added; None where one of them has no value."""
        ways = [(way, total)]
        for index, rule in rules:
            left = []
            for known, so_far in ways:
                for found, amount in self._amount(index, rule, known):
                    if found.end != "scored":
                        yield found, None
                    else:
                        left.append((found, _ratio(self.lowering.added(so_far, amount))))
            ways = left
        yield from ways

    def _amount(self, index: int, rule: r.Measured, way: Way) -> Iterator[tuple[Way, Ratio]]:
        if rule.condition is not None:
            for found, truth in self._any([(index, rule.condition)], way):
                if not isinstance(truth, bool):
                    yield _opened(found, -truth), NOTHING
                elif truth:
                    for given, points in self._points(index, rule.points, found):
                        yield from self._not_negative(given, points)
                else:
                    yield found, NOTHING
            return
        assert rule.each is not None
        for system, count in self.lowering.number(rule.each, way.system, self._scope(index)):
            found = self._with_value(replace(way, system=system), count)
            if found.end != "scored":
                yield found, NOTHING
                continue
            for part, some in self.lowering.compared(">", _ratio(count).top, system):
                here = replace(found, system=part, decided=(*found.decided, (index, some)))
                if some:
                    yield from self._counted(index, rule, _ratio(count), here)
                else:
                    yield here, NOTHING

    def _counted(self, index: int, rule: r.Measured, count: Ratio, way: Way) -> Iterator[tuple[Way, Ratio]]:
        """Points × count, at most the limit."""
        for found, points in self._points(index, rule.points, way):
            times = self.lowering.times
            amount = Ratio(times(points.top, count.top), times(points.bottom, count.bottom))
            for limited, least in self._limited(index, rule.limit, amount, found):
                yield from self._not_negative(limited, least)

    def _limited(
        self, index: int, limit: Expression | None, amount: Ratio, way: Way
    ) -> Iterator[tuple[Way, Ratio]]:
        if way.end != "scored" or limit is None:
            yield way, amount
            return
        for found, most in self._points(index, limit, way):
            if found.end != "scored":
                yield found, NOTHING
                continue
            excess = self.lowering.difference(amount, most)
            for system, too_much in self.lowering.compared(">", excess, found.system):
                yield replace(found, system=system), most if too_much else amount

    def _not_negative(self, way: Way, amount: Ratio) -> Iterator[tuple[Way, Ratio]]:
        """An amount below 0 counts as 0."""
        if way.end != "scored":
            yield way, NOTHING
            return
        for system, negative in self.lowering.compared("<", amount.top, way.system):
            yield replace(way, system=system), NOTHING if negative else amount

    def _deducted(self, way: Way, total: Ratio) -> Iterator[Way]:
        for found, taken in self._amounts(self._rules(r.Deduction), way, NOTHING):
            if found.end != "scored" or taken is None:
                yield found
                continue
            left = _ratio(self.lowering.added(total, taken, -1))
            for ceiled, value in self._ceilings(self._rules(r.Ceiling), found, left):
                yield from self._clamped(ceiled, value) if ceiled.end == "scored" else iter([ceiled])

    def _ceilings(
        self, rules: list[tuple[int, r.Ceiling]], way: Way, value: Ratio
    ) -> Iterator[tuple[Way, Ratio]]:
        if not rules:
            yield way, value
            return
        (index, rule), rest = rules[0], rules[1:]
        for found, truth in self._any([(index, rule.condition)], way):
            if not isinstance(truth, bool):
                yield _opened(found, -truth), NOTHING
            elif not truth:
                yield from self._ceilings(rest, found, value)
            else:
                for limited, most in self._points(index, rule.points, found):
                    if limited.end != "scored":
                        yield limited, NOTHING
                        continue
                    excess = self.lowering.difference(value, most)
                    for part, above in self.lowering.compared(">", excess, limited.system):
                        here = replace(limited, system=part)
                        yield from self._ceilings(rest, here, most if above else value)

    def _clamped(self, way: Way, value: Ratio) -> Iterator[Way]:
        for system, negative in self.lowering.compared("<", value.top, way.system):
            if negative:
                yield replace(way, system=system, points=NOTHING)
                continue
            above = self.lowering.difference(value, whole(self.maximum))
            for part, full in self.lowering.compared(">=", above, system):
                yield replace(way, system=part, points=whole(self.maximum) if full else value)


def _opened(way: Way, line: int) -> Way:
    """The way that ends without points: by a quotient by 0 on a line, or by what is trống or pending."""
    return replace(way, end="no_value" if line else "pending", line=line)


def _ratio(value: Value) -> Ratio:
    return value if isinstance(value, Ratio) else NOTHING


def _exact(value: object) -> Fraction | int:
    found = Fraction(str(value))
    return found.numerator if found.denominator == 1 else found
