"""A scenario → the facts of one unit, read and validated as a facts file is.

What the facts of a scenario break (a domain, a constraint, a key, a document that no rule asks for) is found by the
same code as in a facts file; the findings get the line of the scenario that they are about.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.facts.units import Reader, UnitFacts
from engine.facts.validation import validate
from engine.program import Program
from spec.diagnostics import Bilingual, Diagnostic, in_order
from spec.model import CriteriaSet, Fact
from spec.model.criteria import (
    GivenApproval,
    GivenCouncil,
    GivenEvidence,
    GivenFact,
    GivenPrevious,
    Scenario,
)
from spec.model.expressions import NUMERIC, ValueType
from spec.model.rules import Evidence
from spec.source import Source

#: The code of the unit that a scenario's facts belong to.
UNIT = "kiểm thử"

#: Who signs what a scenario gives in a person's name.
_BY = {"reason": UNIT, "by": UNIT}


def unit_of(
    scenario: Scenario, program: Program, source: Source
) -> tuple[UnitFacts | None, list[Diagnostic]]:
    """The unit that a scenario describes; None with the findings where its facts cannot be."""
    reader = Reader(program.model, program.layout, source.name)
    units = reader.read(_document(scenario, program.model))
    found = list(reader.diagnostics)
    for unit in units:
        found += validate(program, unit, source.name)
    if found:
        return None, in_order(_placed(one, scenario, source) for one in found)
    return units[0], []


# ---- The document


def _document(scenario: Scenario, model: CriteriaSet) -> dict[str, Any]:
    """The scenario as the document of a facts file."""
    facts: dict[str, Any] = {}
    previous: dict[str, Any] = {}
    declared = {fact.name: fact for fact in model.facts}
    unit: dict[str, Any] = {"code": UNIT, "facts": facts, "previous": previous}
    if model.blocks:
        unit["block"] = model.blocks[0]
    for given in scenario.given:
        match given:
            case GivenFact(name=name, value=value):
                _give(facts, declared[name], value)
            case GivenPrevious(name=name, field=None, value=value):
                previous[name] = _json(value, declared[name])
            case GivenPrevious(name=name, field=part, value=value):
                fields = {field.name: field for field in declared[name].fields}
                previous.setdefault(name, {})[part] = _json(value, fields[part or ""])
            case GivenCouncil(leaf=leaf, points=points):
                unit.setdefault("council", {})[leaf] = {"points": points, **_BY}
            case GivenApproval(leaf=leaf):
                unit.setdefault("not_applicable", {})[leaf] = dict(_BY)
            case GivenEvidence():
                pass
    documents = [given for given in scenario.given if isinstance(given, GivenEvidence)]
    if documents:
        unit["evidence"] = _evidence(documents, model)
    return {"year": model.year, "units": [unit]}


def _give(facts: dict[str, Any], fact: Fact, value: Any) -> None:
    """Put a value among the facts; a table gets one more row, or with `()` none."""
    if fact.type is not ValueType.TABLE:
        facts[fact.name] = _json(value, fact)
        return
    rows = facts.setdefault(fact.name, [])
    if value:
        rows.append(_json(value, fact))


def _json(value: Any, fact: Fact) -> Any:
    """A value as the reader of facts files takes it."""
    if isinstance(value, dict):
        fields = {field.name: field for field in fact.fields}
        return {name: _json(inner, fields[name]) for name, inner in value.items()}
    if isinstance(value, str) and fact.type in NUMERIC:
        return Decimal(value)
    return value


def _evidence(said: list[GivenEvidence], model: CriteriaSet) -> dict[str, list[dict[str, Any]]]:
    """The documents of all leaves: those of which nothing is said are handed in."""
    states = {
        leaf.number: {rule.document: "handed_in" for rule in leaf.rules if isinstance(rule, Evidence)}
        for leaf in model.leaves
    }
    for given in said:
        of_leaf = states[given.leaf]
        whole = list(of_leaf) or [""]  # a leaf that asks for none is reported by the reader
        for document in whole if given.document is None else [given.document]:
            of_leaf[document] = given.state
    return {leaf: list(_documents(of_leaf)) for leaf, of_leaf in states.items() if of_leaf}


def _documents(states: dict[str, str]) -> Iterator[dict[str, Any]]:
    for document, state in states.items():
        if state != "missing":
            accepted = False if state == "rejected" else None
            yield {"for": document, "name": document} | ({} if accepted is None else {"accepted": accepted})


# ---- Where a finding belongs

_KINDS: dict[str, type[GivenEvidence | GivenCouncil | GivenApproval]] = {
    "F017": GivenEvidence,
    "F026": GivenEvidence,
    "F018": GivenCouncil,
    "F019": GivenCouncil,
    "F020": GivenApproval,
}

_FACT = re.compile(r"(?P<previous>năm trước\()?(?P<name>\w+)[^,]*(?:, hàng (?P<row>\d+))?")


def _placed(finding: Diagnostic, scenario: Scenario, source: Source) -> Diagnostic:
    """A finding at the line of the scenario that it is about."""
    line = _line_of(finding, scenario)
    text, offset = source.line_text(line), source.line_start(line)
    start = source.position(offset + len(text) - len(text.lstrip()))
    return replace(finding, start=start, end=source.position(offset + len(text.rstrip())), source=source)


def _line_of(finding: Diagnostic, scenario: Scenario) -> int:
    kind = _KINDS.get(finding.code)
    lines = [
        given.line
        for given in scenario.given
        if kind is not None and isinstance(given, kind) and given.leaf == finding.arguments["leaf"]
    ]
    if lines:
        return lines[-1]
    fact = finding.arguments.get("fact")
    found = _FACT.match(fact.vi if isinstance(fact, Bilingual) else str(fact))
    if fact is None or found is None:
        return scenario.line
    wanted = GivenPrevious if found["previous"] else GivenFact
    lines = [
        given.line for given in scenario.given if isinstance(given, wanted) and given.name == found["name"]
    ]
    row = int(str(finding.arguments.get("row") or found["row"] or 1))
    return lines[min(row, len(lines)) - 1] if lines else scenario.line
