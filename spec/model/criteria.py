"""The criteria set itself: its settings, the facts it asks for, and its outline of areas, criteria and leaves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from spec.model.base import Part
from spec.model.expressions import Expression, ValueType
from spec.model.rules import Measured, Reason, Rule

#: The number of what the language means; a change of meaning raises it and keeps the old meaning runnable.
SEMANTICS = 1


class Domain(Part):
    """The values that a fact may take. A bound may be another fact; a bound that is not declared does not bind."""

    low: Expression | None = None
    low_inclusive: bool = True
    high: Expression | None = None
    high_inclusive: bool = True


class CodeLabel(Part):
    """One code of a choice or subset, with its wording."""

    code: str
    label: str = ""


class Fact(Part):
    """Something a unit declares, or a field of a record or a column of a table (which nest one level).

    A number with ``unit`` "%" has the type ratio: its values count percent.
    """

    name: str
    type: ValueType
    nullable: bool = False
    domain: Domain | None = None
    unit: str = ""
    label: str = ""
    source: str = ""
    better: Literal["less", "more"] | None = Field(
        default=None,
        description="What is proved: more of it never raises (less) or never lowers (more) a score.",
    )
    codes: tuple[CodeLabel, ...] = ()
    fields: tuple[Fact, ...] = ()
    table_key: tuple[str, ...] = ()
    line: int


class FactCheck(Part):
    """``ràng buộc`` (refuses the facts) or ``cảnh báo`` (only warns) where the condition is false."""

    kind: Literal["constraint", "warning"]
    condition: Expression
    reason: Reason | None = None
    line: int
    written: str


class Definition(Part):
    """``đặt NAME = …``, of the set or of a leaf."""

    name: str
    value: Expression
    line: int
    written: str


class Leaf(Part):
    """A sub-criterion: what is scored. ``key`` is its ``mã``, or its number."""

    number: str
    key: str
    name: str
    maximum: Decimal
    appraised_by: str = ""
    responsible: str = ""
    definitions: tuple[Definition, ...] = ()
    rules: tuple[Rule, ...] = ()
    line: int


class Criterion(Part):
    """A criterion. A leaf that stands right under its area is in a criterion of its own with ``implicit`` set."""

    number: str
    name: str
    maximum: Decimal
    appraised_by: str = ""
    responsible: str = ""
    leaves: tuple[Leaf, ...] = ()
    implicit: bool = False
    line: int


class Area(Part):
    """An area of reform."""

    number: str
    name: str
    maximum: Decimal
    appraised_by: str = ""
    responsible: str = ""
    criteria: tuple[Criterion, ...] = ()
    line: int

    @property
    def leaves(self) -> Iterator[Leaf]:
        """Its leaves in the order of the file."""
        return (leaf for criterion in self.criteria for leaf in criterion.leaves)


class Adjustment(Measured):
    """``điểm thưởng`` or ``điểm phạt``: added or taken off after the sums, outside the base."""

    kind: Literal["bonus", "penalty"]
    name: str


class Band(Part):
    """``xếp loại "…" từ P [khi C]``: the first band, from the highest, that is reached and whose condition holds."""

    name: str
    threshold: Decimal
    condition: Expression | None = None
    line: int


class GivenFact(Part):
    """``cho NAME …``: a value in the form of a facts file, or one row of a table."""

    kind: Literal["fact"] = "fact"
    name: str
    value: Any
    line: int


class GivenPrevious(Part):
    """``cho năm trước(NAME) …``: last year's value of a fact, or of a field of a record."""

    kind: Literal["previous"] = "previous"
    name: str
    field: str | None = None
    value: Any
    line: int


class GivenCouncil(Part):
    """``cho hội đồng chấm LEAF = …``: the points that the council entered."""

    kind: Literal["council"] = "council"
    leaf: str
    points: Decimal
    line: int


class GivenApproval(Part):
    """``cho được duyệt LEAF``: the leaf has been approved as not applicable."""

    kind: Literal["approval"] = "approval"
    leaf: str
    line: int


class GivenEvidence(Part):
    """``cho minh chứng LEAF ["…"] đã nộp|bị bác|còn thiếu``: one document of a leaf, or all of them."""

    kind: Literal["evidence"] = "evidence"
    leaf: str
    document: str | None = None
    state: Literal["handed_in", "rejected", "missing"]
    line: int


Given = Annotated[
    GivenFact | GivenPrevious | GivenCouncil | GivenApproval | GivenEvidence, Field(discriminator="kind")
]


class Expectation(Part):
    """``thì …`` of a scenario: a leaf number or one of total, percent, band, rank; and what is expected of it."""

    target: str
    value: str | None = None
    status: Literal["not_applicable", "pending"] | None = None
    reason: str | None = None
    line: int


class Scenario(Part):
    """A ``kiểm thử`` block. Evidence of which it says nothing counts as handed in."""

    name: str
    given: tuple[Given, ...] = ()
    expected: tuple[Expectation, ...] = ()
    line: int


class CriteriaSet(Part):
    """One year's criteria set."""

    name: str
    year: int
    blocks: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    decimal_places: int = 3
    published_places: int = 2
    rescale: Literal["total", "area", "none"] = "total"
    ranking: Literal["dense", "competition", "ordinal"] = "dense"
    compare_exact: bool = False
    unranked_blocks: tuple[str, ...] = ()
    unranked_units: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[FactCheck, ...] = ()
    definitions: tuple[Definition, ...] = ()
    areas: tuple[Area, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    bonus_limit: Decimal | None = None
    penalty_limit: Decimal | None = None
    total_limit: Decimal | None = Field(
        default=None, description="The most that a total with bonuses may be; None: no limit."
    )
    total_limit_is_said: bool = True
    scenarios: tuple[Scenario, ...] = ()
    content_hash: str = ""
    scoring_hash: str = ""

    @property
    def leaves(self) -> Iterator[Leaf]:
        """All leaves in the order of the file."""
        return (leaf for area in self.areas for leaf in area.leaves)

    @property
    def maximum(self) -> Decimal:
        """The sum of the area maxima."""
        return sum((area.maximum for area in self.areas), Decimal(0))
