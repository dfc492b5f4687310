"""A scenario's facts given to the reference interpreter, which shares nothing with the engine."""

from fractions import Fraction
from typing import Any

from spec.model import CriteriaSet
from spec.model.criteria import Expectation, GivenApproval, GivenEvidence, GivenFact, Scenario
from spec.model.expressions import ValueType
from spec.model.rules import Evidence
from tests.reference import score_document


def disagreements(model: CriteriaSet, scenario: Scenario) -> list[str]:
    """The expectations of a scenario that the reference does not come to."""
    result = score_document(model, {"year": model.year, "units": [_unit(model, scenario)]})[0]
    found = []
    for expected in scenario.expected:
        wanted, got = _wanted(expected), _got(expected.target, result)
        if got != wanted:
            found.append(
                f"line {expected.line}, {expected.target}: {wanted} expected, {got} by the reference"
            )
    return found


def _wanted(expected: Expectation) -> object:
    if expected.status is not None:
        return expected.status
    assert expected.value is not None
    if expected.target == "band":
        return expected.value
    return Fraction(expected.value) * (100 if expected.target == "percent" else 1)


def _got(target: str, result: Any) -> object:
    if target in result.leaves:
        leaf = result.leaves[target]
        return leaf.status if leaf.status in ("pending", "not_applicable") else Fraction(leaf.points)
    if not result.total.decided:
        return "pending"
    figures = {"total": result.total.points, "percent": result.total.published, "rank": result.total.rank}
    found = result.band if target == "band" else figures[target]
    return "not_applicable" if found is None else found


def _unit(model: CriteriaSet, scenario: Scenario) -> dict[str, Any]:
    types = {fact.name: fact.type for fact in model.facts}
    unit: dict[str, Any] = {"code": "u", "block": model.blocks[0], "facts": {}, "tables": {}}
    said = [given for given in scenario.given if isinstance(given, GivenEvidence)]
    if said:
        unit["evidence"] = _evidence(model, said)
    for given in scenario.given:
        if isinstance(given, GivenApproval):
            unit.setdefault("not_applicable", {})[given.leaf] = {"reason": "x", "by": "y"}
        elif isinstance(given, GivenFact) and types[given.name] is ValueType.TABLE:
            rows = unit["tables"].setdefault(given.name, [])
            rows += [given.value] if given.value else []
        else:
            assert isinstance(given, GivenFact | GivenEvidence)
            if isinstance(given, GivenFact):
                unit["facts"][given.name] = given.value
    return unit


def _evidence(model: CriteriaSet, said: list[GivenEvidence]) -> dict[str, Any]:
    """Everything is handed in but what the scenario says otherwise."""
    evidence = {}
    for leaf in model.leaves:
        states = {rule.document: "handed_in" for rule in leaf.rules if isinstance(rule, Evidence)}
        for given in said:
            if given.leaf == leaf.number:
                states |= {one: given.state for one in states if given.document in (None, one)}
        evidence[leaf.number] = [
            {"for": document, **({"accepted": False} if state == "rejected" else {})}
            for document, state in states.items()
            if state != "missing"
        ]
    return evidence
