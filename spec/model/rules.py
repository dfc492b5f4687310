"""What a leaf says: one class per kind of statement, named like its rule in the grammar.

The engine applies them in a fixed order, whatever the order of lines (docs/language.md, "Order of evaluation"):
not applicable → gates → nothing arose → evidence → base (achieved, tiers, proportion, formula, council; else the
maximum, or 0 where there is an addition) → additions → deductions → ceilings → clamp to 0…maximum → rounding.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from spec.model.base import Part
from spec.model.expressions import Expression


class Reason(Part):
    """The words after «vì»: plain text and values in turn."""

    parts: tuple[str | Expression, ...]


class Statement(Part):
    """What every rule carries: its line in the file, the line as written, and its reason."""

    line: int
    written: str
    reason: Reason | None = None


class Achieved(Statement):
    """``đạt khi C``: all of the points if the condition holds, else none."""

    kind: Literal["achieved"] = "achieved"
    condition: Expression


class Tier(Statement):
    """``khi C: P``, and ``còn lại: P`` where the condition is None; the first line that holds gives the base."""

    kind: Literal["tier"] = "tier"
    condition: Expression | None
    points: Expression


class Proportion(Statement):
    """``theo tỷ lệ E [từ T]``: maximum × E, E taken as at most 100 % and at least 0; nothing where E < T."""

    kind: Literal["proportion"] = "proportion"
    ratio: Expression
    threshold: Expression | None = None


class Formula(Statement):
    """``tính điểm E``: the base is the expression."""

    kind: Literal["formula"] = "formula"
    points: Expression


class Council(Statement):
    """``hội đồng chấm [bước P]``: the council enters points within 0…maximum, a multiple of the step."""

    kind: Literal["council"] = "council"
    step: Decimal | None = None


class Measured(Statement):
    """Points that count under a condition, or once for each of something; exactly one of the two is given.

    ``each``: points × count, a negative count taken as 0, at most ``limit``.
    """

    points: Expression
    each: Expression | None = None
    condition: Expression | None = None
    limit: Expression | None = None


class Addition(Measured):
    """``cộng P khi C`` or ``cộng P mỗi N [không quá Q]``."""

    kind: Literal["addition"] = "addition"


class Deduction(Measured):
    """``trừ P khi C`` or ``trừ P mỗi N [không quá Q]``; never takes a leaf below 0."""

    kind: Literal["deduction"] = "deduction"


class Ceiling(Statement):
    """``tối đa P khi C``: at most P where the condition holds."""

    kind: Literal["ceiling"] = "ceiling"
    points: Expression
    condition: Expression


class Gate(Statement):
    """``không tính điểm khi C``: no points where the condition holds."""

    kind: Literal["gate"] = "gate"
    condition: Expression


class NothingArose(Statement):
    """``không phát sinh khi C``: full points where the condition holds."""

    kind: Literal["nothing_arose"] = "nothing_arose"
    condition: Expression


class NotApplicable(Statement):
    """``không áp dụng khi C``, or ``khi được duyệt`` where the condition is None: leaves the base."""

    kind: Literal["not_applicable"] = "not_applicable"
    condition: Expression | None


class Evidence(Statement):
    """``minh chứng "…" [khi C]``: a document that must be there."""

    kind: Literal["evidence"] = "evidence"
    document: str
    condition: Expression | None = None


Rule = Annotated[
    Achieved
    | Tier
    | Proportion
    | Formula
    | Council
    | Addition
    | Deduction
    | Ceiling
    | Gate
    | NothingArose
    | NotApplicable
    | Evidence,
    Field(discriminator="kind"),
]

#: The kinds that give a leaf its base; a leaf has at most one of them (tiers count as one).
BASES = (Achieved, Tier, Proportion, Formula, Council)
