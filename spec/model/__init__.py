"""The declarative criteria set: what is left of a file once every name is resolved and every type is known.

``expressions`` holds conditions and formulas, ``rules`` what a leaf says, ``criteria`` the set itself. Everything
is frozen pydantic, so a set has a JSON form and a JSON Schema; nothing here knows how to score.
"""

from spec.model.criteria import (
    Adjustment,
    Area,
    Band,
    CriteriaSet,
    Criterion,
    Definition,
    Expectation,
    Fact,
    FactCheck,
    Given,
    Leaf,
    Scenario,
)
from spec.model.expressions import Expression, ValueType
from spec.model.rules import Reason, Rule

__all__ = [
    "Adjustment",
    "Area",
    "Band",
    "CriteriaSet",
    "Criterion",
    "Definition",
    "Expectation",
    "Expression",
    "Fact",
    "FactCheck",
    "Given",
    "Leaf",
    "Reason",
    "Rule",
    "Scenario",
    "ValueType",
]
