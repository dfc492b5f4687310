"""Conditions and formulas with every name resolved and every type known.

Numbers are decimals; a percentage is stored as its ratio (95% is 0.95). ``type`` is the value's type, ``nullable``
says that the value can be «trống» (declared as none). Meaning, shared by every evaluator:

* A comparison, ``Between`` or ``Membership`` with trống is false, ``<>`` too; only ``Emptiness`` sees it.
* Arithmetic with trống is trống. A quotient by 0 has no value: whatever reads it is undecided.
* ``And``/``Or`` are decided as soon as one operand decides them, whatever the order.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from spec.model.base import Part


class ValueType(StrEnum):
    """The types of values. Points, ratios, counts and dates do not mix."""

    COUNT = "count"
    NUMBER = "number"
    RATIO = "ratio"
    POINTS = "points"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    SUBSET = "subset"
    TEXT = "text"
    TABLE = "table"
    RECORD = "record"


NUMERIC = frozenset({ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO, ValueType.POINTS})


class Node(Part):
    """What every expression carries."""

    type: ValueType
    nullable: bool = False


class Number(Node):
    """A literal number or percentage (as a ratio)."""

    kind: Literal["number"] = "number"
    value: Decimal


class DateLiteral(Node):
    """A calendar day; a day written without a year has been given the set's own."""

    kind: Literal["date"] = "date"
    value: date


class Truth(Node):
    """«có» or «không» as a value."""

    kind: Literal["truth"] = "truth"
    value: bool


class Text(Node):
    """A literal text."""

    kind: Literal["text"] = "text"
    value: str


class Code(Node):
    """One code of a choice."""

    kind: Literal["code"] = "code"
    value: str


class FactValue(Node):
    """The value of a fact, or of one field of a record."""

    kind: Literal["fact"] = "fact"
    name: str
    field: str | None = None


class PreviousValue(Node):
    """Last year's value of a fact; trống where there was no last year."""

    kind: Literal["previous"] = "previous"
    name: str
    field: str | None = None


class BestValue(Node):
    """The greatest value of a fact over the units of the same block; trống if all of them are."""

    kind: Literal["best"] = "best"
    name: str


class ColumnValue(Node):
    """A column of a row of ``table``; ``depth`` 0 is the innermost row, 1 the row around it, and so on."""

    kind: Literal["column"] = "column"
    table: str
    column: str
    depth: int = 0


class DefinitionValue(Node):
    """A «đặt» of the leaf itself or of the set."""

    kind: Literal["definition"] = "definition"
    name: str
    scope: Literal["set", "leaf"]


class LeafPoints(Node):
    """Another leaf's rounded points; trống if that leaf is not applicable."""

    kind: Literal["leaf_points"] = "leaf_points"
    leaf: str


class MaximumPoints(Node):
    """The maximum of the leaf that the rule belongs to."""

    kind: Literal["maximum_points"] = "maximum_points"


class PointRatio(Node):
    """Points over maximum of an area, a criterion or a leaf; only in the condition of a band."""

    kind: Literal["point_ratio"] = "point_ratio"
    number: str


class LowestArea(Node):
    """The lowest ratio of points to maximum among the applicable areas; only in the condition of a band."""

    kind: Literal["lowest_area"] = "lowest_area"


class Term(Part):
    """One summand with its sign."""

    sign: Literal["+", "-"]
    value: Expression


class Sum(Node):
    """Terms added up from left to right; a date plus or minus days is a date, two dates apart are days."""

    kind: Literal["sum"] = "sum"
    terms: tuple[Term, ...]


class Factor(Part):
    """One operand of a product; the operator stands before it (the first one's is ``*``)."""

    operator: Literal["*", "/"]
    value: Expression


class Product(Node):
    """Factors multiplied and divided from left to right."""

    kind: Literal["product"] = "product"
    factors: tuple[Factor, ...]


class Compare(Node):
    """Two values of one type compared; ``=`` and ``<>`` work on every type, the others on numbers and dates."""

    kind: Literal["compare"] = "compare"
    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


class Between(Node):
    """A value inside two bounds, each inclusive or not."""

    kind: Literal["between"] = "between"
    value: Expression
    low: Expression
    low_inclusive: bool
    high: Expression
    high_inclusive: bool


class Membership(Node):
    """A subset has (or lacks) a code."""

    kind: Literal["membership"] = "membership"
    subset: Expression
    code: str
    negated: bool = False


class Emptiness(Node):
    """A value is (or is not) trống."""

    kind: Literal["emptiness"] = "emptiness"
    value: Expression
    negated: bool = False


class Not(Node):
    """Negation. What it negates is true or false: a comparison with trống inside it is false."""

    kind: Literal["not"] = "not"
    value: Expression


class And(Node):
    """All of them hold."""

    kind: Literal["and"] = "and"
    values: tuple[Expression, ...]


class Or(Node):
    """At least one of them holds."""

    kind: Literal["or"] = "or"
    values: tuple[Expression, ...]


class Extreme(Node):
    """The greatest or smallest of several values; trống ones are passed over, and all trống is trống."""

    kind: Literal["extreme"] = "extreme"
    function: Literal["greatest", "smallest"]
    values: tuple[Expression, ...]


class Floor(Node):
    """The greatest whole number that is not above the value."""

    kind: Literal["floor"] = "floor"
    value: Expression


class SubsetSize(Node):
    """How many codes a subset holds."""

    kind: Literal["subset_size"] = "subset_size"
    subset: Expression


class Aggregate(Node):
    """One figure over the rows of a table for which ``where`` holds (all rows without it).

    ``count`` counts rows, or with a column the rows where that column is not trống; ``count_distinct`` counts the
    different values of the column; the others work on the column and pass over trống. Over no value at all the
    sum is 0, the mean has no value (a quotient by 0), the greatest and smallest are trống.
    """

    kind: Literal["aggregate"] = "aggregate"
    function: Literal["count", "count_distinct", "sum", "average", "greatest", "smallest"]
    table: str
    column: str | None = None
    where: Expression | None = None


class Exists(Node):
    """At least one row of the table for which ``where`` holds (or at least one row)."""

    kind: Literal["exists"] = "exists"
    table: str
    where: Expression | None = None


class Every(Node):
    """Each row for which ``where`` holds satisfies the condition; true if there is none."""

    kind: Literal["every"] = "every"
    table: str
    where: Expression | None = None
    condition: Expression


class Listing(Node):
    """The values of a column, joined by commas; only in reasons."""

    kind: Literal["listing"] = "listing"
    table: str
    column: str
    where: Expression | None = None


Expression = Annotated[
    Number
    | DateLiteral
    | Truth
    | Text
    | Code
    | FactValue
    | PreviousValue
    | BestValue
    | ColumnValue
    | DefinitionValue
    | LeafPoints
    | MaximumPoints
    | PointRatio
    | LowestArea
    | Sum
    | Product
    | Compare
    | Between
    | Membership
    | Emptiness
    | Not
    | And
    | Or
    | Extreme
    | Floor
    | SubsetSize
    | Aggregate
    | Exists
    | Every
    | Listing,
    Field(discriminator="kind"),
]
