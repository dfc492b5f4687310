"""The syntax tree: one class per grammar rule, named like it, with the span it was written in.

Fields stand in the order of the grammar; keywords and punctuation are left out unless their choice means something
(then the field holds the token). An optional part that is absent is None. Nothing here is resolved: names are
still tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

from spec.source import Span
from spec.tokens import Token


@dataclass(slots=True)
class Node:
    """A part of the tree."""

    span: Span


# ---- The set -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class SetHeader(Node):
    name: Token


@dataclass(slots=True)
class Year(Node):
    year: Token


@dataclass(slots=True)
class AppliesTo(Node):
    names: tuple[Token, ...]


@dataclass(slots=True)
class LegalBasis(Node):
    text: Token


@dataclass(slots=True)
class Rounding(Node):
    places: Token


@dataclass(slots=True)
class Publication(Node):
    places: Token


@dataclass(slots=True)
class Rescale(Node):
    mode: Token


@dataclass(slots=True)
class Ranking(Node):
    method: Token


@dataclass(slots=True)
class UnrankedBlocks(Node):
    names: tuple[Token, ...]


@dataclass(slots=True)
class UnrankedUnits(Node):
    names: tuple[Token, ...]


@dataclass(slots=True)
class CompareExact(Node):
    pass


@dataclass(slots=True)
class Band(Node):
    name: Token
    threshold: Node
    condition: Condition | None


@dataclass(slots=True)
class AdjustmentNode(Node):
    name: Token
    points: Node
    measure: Each | Condition
    reason: Reason | None


class Bonus(AdjustmentNode):
    __slots__ = ()


class Penalty(AdjustmentNode):
    __slots__ = ()


@dataclass(slots=True)
class PointLimit(Node):
    points: Token


class BonusLimit(PointLimit):
    __slots__ = ()


class PenaltyLimit(PointLimit):
    __slots__ = ()


class TotalLimit(PointLimit):
    __slots__ = ()


class TotalUnlimited(PointLimit):
    __slots__ = ()


# ---- Facts -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Fact(Node):
    name: Token
    type: SimpleType | CodeType | RecordType | TableType
    options: tuple[Node, ...]


class Field(Fact):
    __slots__ = ()


@dataclass(slots=True)
class Check(Node):
    condition: Node
    reason: Reason | None


class Constraint(Check):
    __slots__ = ()


class Warning_(Check):
    __slots__ = ()


@dataclass(slots=True)
class SimpleType(Node):
    name: Token


@dataclass(slots=True)
class CodeType(Node):
    name: Token
    codes: tuple[Code, ...]


@dataclass(slots=True)
class Code(Node):
    code: Token
    label: Token | None


@dataclass(slots=True)
class RecordType(Node):
    fields: tuple[Field, ...]


@dataclass(slots=True)
class TableType(Node):
    key: TableKey | None
    fields: tuple[Field, ...]


@dataclass(slots=True)
class TableKey(Node):
    columns: tuple[Token, ...]


@dataclass(slots=True)
class Domain(Node):
    bounds: Bounds


@dataclass(slots=True)
class OrEmpty(Node):
    pass


@dataclass(slots=True)
class UnitOption(Node):
    text: Token


@dataclass(slots=True)
class Fairness(Node):
    word: Token


@dataclass(slots=True)
class SourceOption(Node):
    text: Token


@dataclass(slots=True)
class Label(Node):
    text: Token


# ---- Areas, criteria, leaves -------------------------------------------------------------------------------


@dataclass(slots=True)
class Heading(Node):
    number: Token
    name: Token
    maximum: Token


class Area(Heading):
    __slots__ = ()


class Criterion(Heading):
    __slots__ = ()


class Leaf(Heading):
    __slots__ = ()


@dataclass(slots=True)
class Key(Node):
    key: Token


@dataclass(slots=True)
class Responsible(Node):
    text: Token


@dataclass(slots=True)
class AppraisedBy(Node):
    text: Token


@dataclass(slots=True)
class Definition(Node):
    name: Token
    value: Node


# ---- Rules of a leaf ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Reason(Node):
    text: Token


@dataclass(slots=True)
class Each(Node):
    count: Node
    limit: Limit | None


@dataclass(slots=True)
class Condition(Node):
    condition: Node


@dataclass(slots=True)
class Limit(Node):
    points: Node


@dataclass(slots=True)
class Achieved(Node):
    condition: Node
    reason: Reason | None


@dataclass(slots=True)
class Tier(Node):
    condition: Node
    points: Node
    reason: Reason | None


@dataclass(slots=True)
class Otherwise(Node):
    points: Node
    reason: Reason | None


@dataclass(slots=True)
class Proportion(Node):
    ratio: Node
    threshold: Threshold | None
    reason: Reason | None


@dataclass(slots=True)
class Threshold(Node):
    ratio: Node


@dataclass(slots=True)
class Formula(Node):
    points: Node
    reason: Reason | None


@dataclass(slots=True)
class Council(Node):
    step: Step | None
    reason: Reason | None


@dataclass(slots=True)
class Step(Node):
    points: Token


@dataclass(slots=True)
class Addition(Node):
    points: Node
    measure: Each | Condition
    reason: Reason | None


@dataclass(slots=True)
class Deduction(Node):
    points: Node
    measure: Each | Condition
    reason: Reason | None


@dataclass(slots=True)
class Ceiling(Node):
    points: Node
    condition: Node
    reason: Reason | None


@dataclass(slots=True)
class Gate(Node):
    condition: Node
    reason: Reason | None


@dataclass(slots=True)
class NothingArose(Node):
    condition: Node
    reason: Reason | None


@dataclass(slots=True)
class NotApplicable(Node):
    condition: Node
    reason: Reason | None


@dataclass(slots=True)
class Approved(Node):
    pass


@dataclass(slots=True)
class Evidence(Node):
    document: Token
    condition: Condition | None
    reason: Reason | None


# ---- Scenario tests ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Scenario(Node):
    name: Token


@dataclass(slots=True)
class Given(Node):
    name: Token
    value: Node


@dataclass(slots=True)
class GivenPrevious(Node):
    path: Path
    value: Node


@dataclass(slots=True)
class GivenCouncil(Node):
    leaf: Token
    points: Token


@dataclass(slots=True)
class GivenApproval(Node):
    leaf: Token


@dataclass(slots=True)
class GivenEvidence(Node):
    leaf: Token
    document: Token | None
    state: Token


@dataclass(slots=True)
class Literal(Node):
    negative: bool
    token: Token


@dataclass(slots=True)
class CodeValue(Node):
    code: Token


@dataclass(slots=True)
class EmptyValue(Node):
    pass


@dataclass(slots=True)
class GroupValue(Node):
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class Entry(Node):
    name: Token | None
    value: Node


@dataclass(slots=True)
class Expected(Node):
    target: Token
    outcome: ExpectedValue | ExpectedUnknown | ExpectedNotApplicable | ExpectedPending
    reason: Reason | None


@dataclass(slots=True)
class ExpectedValue(Node):
    value: Literal


@dataclass(slots=True)
class ExpectedUnknown(Node):
    pass


@dataclass(slots=True)
class ExpectedNotApplicable(Node):
    pass


@dataclass(slots=True)
class ExpectedPending(Node):
    pass


# ---- Conditions and expressions ----------------------------------------------------------------------------


@dataclass(slots=True)
class Disjunction(Node):
    values: tuple[Node, ...]


@dataclass(slots=True)
class Conjunction(Node):
    values: tuple[Node, ...]


@dataclass(slots=True)
class Negation(Node):
    value: Node


@dataclass(slots=True)
class Comparison(Node):
    left: Node
    operator: Token
    right: Node


@dataclass(slots=True)
class TruthComparison(Node):
    left: Node
    operator: Token
    right: Truth


@dataclass(slots=True)
class Truth(Node):
    word: Token


@dataclass(slots=True)
class Between(Node):
    value: Node
    bounds: Bounds


@dataclass(slots=True)
class Bounds(Node):
    """``low`` and ``high`` as far as the words give them."""

    low: Node | None
    low_inclusive: bool
    high: Node | None
    high_inclusive: bool


@dataclass(slots=True)
class Membership(Node):
    subset: Node
    operator: Token
    code: Token


@dataclass(slots=True)
class Emptiness(Node):
    value: Node
    negated: bool


@dataclass(slots=True)
class Sum(Node):
    """Operands, and the sign before each but the first."""

    operands: tuple[Node, ...]
    operators: tuple[Token, ...]


@dataclass(slots=True)
class Product(Node):
    operands: tuple[Node, ...]
    operators: tuple[Token, ...]


@dataclass(slots=True)
class Negative(Node):
    value: Node


@dataclass(slots=True)
class Group(Node):
    value: Node


@dataclass(slots=True)
class Number(Node):
    text: Token


@dataclass(slots=True)
class Percentage(Node):
    text: Token


@dataclass(slots=True)
class Date(Node):
    text: Token


@dataclass(slots=True)
class DayMonth(Node):
    text: Token


@dataclass(slots=True)
class Text(Node):
    text: Token


@dataclass(slots=True)
class Path(Node):
    names: tuple[Token, ...]


@dataclass(slots=True)
class MaximumPoints(Node):
    pass


@dataclass(slots=True)
class PointsOf(Node):
    number: Token


@dataclass(slots=True)
class RatioOf(Node):
    number: Token


@dataclass(slots=True)
class LowestArea(Node):
    pass


@dataclass(slots=True)
class Previous(Node):
    fact: Path


@dataclass(slots=True)
class Best(Node):
    fact: Path


@dataclass(slots=True)
class Call(Node):
    function: Token
    arguments: tuple[Argument, ...]


@dataclass(slots=True)
class Argument(Node):
    value: Node
    where: Condition | None


@dataclass(slots=True)
class Every(Node):
    rows: Argument
    condition: Node
