"""What statements mean, as digests that can be compared between two sets.

Two statements have the same digest where they mean the same, whatever they are called and in whatever year they
stand: definitions are entered, what was matched goes by the same name on both sides, a day counts from its set's own
year, and wording is left out. So nothing that has the same digest twice can score differently.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from spec.model import CriteriaSet, Fact, FactCheck, Leaf, Rule
from spec.model import expressions as e
from spec.model.base import Part
from spec.model.criteria import SEMANTICS, Definition
from spec.model.rules import Reason, Statement, Tier
from spec.model.traversal import rule_expressions
from spec.model.walk import walk

#: How much of an expression a digest holds. ``deep``: what it means, definitions entered. ``shape``: the same with
#: its numbers and days left open. ``own``: what it says itself, definitions by name. ``calendar``: the same with days
#: of the calendar, not of the set's year.
Mode = Literal["deep", "shape", "own", "calendar"]
#: Modes that take a definition by its name.
_BY_NAME: tuple[Mode, ...] = ("own", "calendar")

_Definitions = Mapping[str, Definition]

#: What is wording or place, and never changes a score: as in ``spec.hashing``, but a fact's unit is kept.
_WORDING = {"line", "written", "reason", "label", "source", "better", "document"}
#: What an expression takes from its parts, or is told by its place.
_DERIVED = {"nullable", "type"}
_IN_ANY_ORDER = (e.And, e.Or, e.Extreme)


@dataclass(frozen=True, slots=True)
class Names:
    """How facts and leaves of one side are called on both: by their names in the old set, where they were matched."""

    facts: Mapping[str, str] = field(default_factory=dict)
    leaves: Mapping[str, str] = field(default_factory=dict)


class Digests:
    """The digests of one set."""

    def __init__(self, model: CriteriaSet, names: Names) -> None:
        self.model = model
        self.names = names
        self.facts = {fact.name: fact for fact in model.facts}
        self.leaves = {leaf.number: leaf for leaf in model.leaves}
        self.parameters: _Definitions = {one.name: one for one in model.definitions}
        self._own: dict[str, _Definitions] = {}
        self._known: dict[tuple[object, ...], str] = {}

    # ---- Definitions

    def definition(self, value: e.DefinitionValue, leaf: Leaf | None) -> Definition:
        """The definition that an expression of a leaf (or of the set, where it is None) reads."""
        if value.scope == "set" or leaf is None:
            return self.parameters[value.name]
        return self.of_leaf(leaf)[value.name]

    def of_leaf(self, leaf: Leaf) -> _Definitions:
        """The definitions of a leaf by name."""
        if leaf.number not in self._own:
            self._own[leaf.number] = {one.name: one for one in leaf.definitions}
        return self._own[leaf.number]

    # ---- Expressions and rules

    def expression(self, expression: e.Expression, leaf: Leaf | None, mode: Mode = "deep") -> str:
        """The digest of an expression that stands in a leaf, or outside of leaves."""
        if isinstance(expression, e.DefinitionValue) and mode not in _BY_NAME:
            place = leaf.number if leaf is not None and expression.scope == "leaf" else ""
            key = ("definition", place, expression.name, mode)
            if key not in self._known:
                value = self.definition(expression, leaf).value
                self._known[key] = self.expression(value, leaf if place else None, mode)
            return self._known[key]
        return digest(self._expression(expression, leaf, mode))

    def _expression(self, expression: e.Expression, leaf: Leaf | None, mode: Mode) -> Any:
        match expression:
            case e.Number(value=value):
                return ["number", None if mode == "shape" else _plain(value)]
            case e.DateLiteral(value=day):
                return ["date", self._day(day, mode)]
            case e.FactValue(name=name) | e.PreviousValue(name=name) | e.BestValue(name=name):
                return [expression.kind, self.fact_name(name), getattr(expression, "field", None)]
            case e.LeafPoints(leaf=number):
                return ["leaf_points", self._points_of(number, mode)]
            case e.PointRatio(number=number):
                return ["point_ratio", self.leaf_name(number)]
            case _:
                return self._whole(expression, leaf, mode)

    def _whole(self, expression: e.Expression, leaf: Leaf | None, mode: Mode) -> Any:
        """All fields of an expression."""
        form = {
            name: self._value(name, value, leaf, mode)
            for name, value in expression.__dict__.items()
            if name not in _DERIVED
        }
        if isinstance(expression, _IN_ANY_ORDER):
            form["values"].sort()
        return form

    def _day(self, day: date, mode: Mode) -> Any:
        if mode == "shape":
            return None
        return [day.year - (0 if mode == "calendar" else self.model.year), day.month, day.day]

    def _value(self, name: str, value: Any, leaf: Leaf | None, mode: Mode) -> Any:
        if isinstance(value, e.Node):
            return self.expression(value, leaf, mode)  # type: ignore[arg-type]
        if isinstance(value, Part):  # a term of a sum, a factor of a product
            return {key: self._value(key, inner, leaf, mode) for key, inner in value.__dict__.items()}
        if isinstance(value, tuple):
            return [self._value(name, inner, leaf, mode) for inner in value]
        return self.fact_name(value) if name == "table" else value

    def _points_of(self, number: str, mode: Mode) -> str:
        """The points of another leaf: they mean the same where that leaf does."""
        return self.leaf(self.leaves[number]) if mode == "deep" else self.leaf_name(number)

    def rule(self, rule: Statement | FactCheck, leaf: Leaf | None, mode: Mode = "deep") -> str:
        """The digest of what a rule scores; its reason and the name of a document are wording."""
        return digest(self._rule(rule, leaf, mode))

    def _rule(self, rule: Statement | FactCheck, leaf: Leaf | None, mode: Mode) -> Any:
        kept = {name: value for name, value in rule.__dict__.items() if name not in _WORDING}
        kept.pop("name", None)  # of a bonus or penalty
        return {
            name: _plain(value) if isinstance(value, Decimal) else self._value(name, value, leaf, mode)
            for name, value in kept.items()
        }

    def reason(self, reason: Reason | None, leaf: Leaf | None) -> str:
        """The digest of a reason: its words, and the values in them by name."""
        parts = reason.parts if reason is not None else ()
        return digest([one if isinstance(one, str) else [self.expression(one, leaf, "own")] for one in parts])

    # ---- Leaves

    def leaf(self, leaf: Leaf) -> str:
        """The hash of what a leaf scores: its maximum, its rules, and what they read."""
        for one in self.after_what_they_read((leaf,)):
            key = ("leaf", one.number)
            if key not in self._known:
                self._known[key] = digest(self._leaf(one))
        return self._known["leaf", leaf.number]

    def after_what_they_read(self, leaves: Iterable[Leaf]) -> Iterator[Leaf]:
        """Leaves, each after those whose points it reads; a chain of them may be long, so nothing recurses."""
        done: set[str] = set()
        for leaf in leaves:
            waiting = [leaf]
            while waiting:
                one = waiting[-1]
                missing = [other for other in self.leaves_read(one) if other.number not in done]
                if missing:
                    waiting += missing
                    continue
                waiting.pop()
                if one.number not in done:
                    done.add(one.number)
                    yield one

    def leaves_read(self, leaf: Leaf) -> Iterator[Leaf]:
        """The leaves whose points the rules of a leaf read."""
        for rule in leaf.rules:
            for part in parts_of(rule):
                for one in self.inside(part, leaf):
                    if isinstance(one, e.LeafPoints):
                        yield self.leaves[one.leaf]

    def _leaf(self, leaf: Leaf) -> Any:
        """Only tiers count in their order; all other rules apply in the order of evaluation."""
        tiers = [self.rule(rule, leaf) for rule in leaf.rules if isinstance(rule, Tier)]
        others = [self.rule(rule, leaf) for rule in leaf.rules if not isinstance(rule, Tier)]
        read = self.read_by_rules(leaf.rules, leaf)
        return {
            "semantics": SEMANTICS,
            "maximum": _plain(leaf.maximum),
            "tiers": tiers,
            "rules": sorted(others),
            "facts": sorted(self.fact(name, part) for name, part in read),
        }

    # ---- Facts

    def leaf_name(self, number: str) -> str:
        """How a leaf is called on both sides."""
        return self.names.leaves.get(number, number)

    def fact_name(self, name: str) -> str:
        """How a fact is called on both sides."""
        return self.names.facts.get(name, name)

    def fact(self, name: str, part: str | None = None) -> str:
        """The digest of a declaration, or of one field or column of it: its type, and what may be declared."""
        fact = self.facts[name]
        fields = {one.name: one for one in fact.fields}
        one = fact if part is None else fields[part]
        return digest([self.fact_name(name), part, self._declaration(one)])

    def _declaration(self, fact: Fact) -> Any:
        return {
            "type": fact.type,
            "nullable": fact.nullable,
            "unit": fact.unit,
            "codes": sorted(one.code for one in fact.codes),
            "key": list(fact.table_key),
            "domain": self.domain(fact),
        }

    def domain(self, fact: Fact) -> Any:
        """The domain of a fact in plain form; None without one."""
        if fact.domain is None:
            return None
        return {name: self._value(name, value, None, "deep") for name, value in fact.domain.__dict__.items()}

    def read_by_rules(
        self, rules: Iterable[Rule], leaf: Leaf | None, mode: Mode = "deep"
    ) -> frozenset[tuple[str, str | None]]:
        """The facts (with field or column) that rules read."""
        return frozenset(
            found for rule in rules for one in parts_of(rule) for found in self.read(one, leaf, mode)
        )

    def read(
        self, expression: e.Expression, leaf: Leaf | None, mode: Mode = "deep"
    ) -> Iterator[tuple[str, str | None]]:
        """The facts that an expression reads, each with its field or column where one is named."""
        for one in self.inside(expression, leaf, mode):
            match one:
                case e.FactValue(name=name, field=part) | e.PreviousValue(name=name, field=part):
                    yield name, part
                case e.BestValue(name=name):
                    yield name, None
                case e.ColumnValue(table=name, column=part):
                    yield name, part
                case e.Aggregate(table=name, column=part):
                    yield name, None
                    if part is not None:
                        yield name, part
                case e.Exists(table=name) | e.Every(table=name):
                    yield name, None
                case _:
                    pass

    def inside(
        self, expression: e.Expression, leaf: Leaf | None, mode: Mode = "deep"
    ) -> Iterator[e.Expression]:
        """An expression and all that it consists of; what it reads by name is entered once, if the mode enters it."""
        entered: set[tuple[str, str]] = set()
        waiting = [expression]
        while waiting:
            for one in walk(waiting.pop()):
                yield one
                if isinstance(one, e.DefinitionValue) and mode not in _BY_NAME:
                    key = (one.scope, one.name)
                    if key not in entered:
                        entered.add(key)
                        waiting.append(self.definition(one, leaf).value)


def parts_of(rule: Statement | FactCheck) -> Iterator[e.Expression]:
    """The expressions by which a rule scores: all but those of its reason."""
    if isinstance(rule, FactCheck):
        return iter((rule.condition,))
    return rule_expressions(rule, reasons=False)


def digest(form: Any) -> str:
    """SHA-256 of the canonical JSON of a plain form."""
    text = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
