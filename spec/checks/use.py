"""Facts and definitions that nothing uses."""

from collections.abc import Iterable

from spec.checks.findings import Findings
from spec.model import expressions as e
from spec.model.criteria import CriteriaSet
from spec.model.traversal import all_expressions, leaf_expressions
from spec.model.walk import walk


def check(findings: Findings) -> None:
    """C008, C009."""
    model = findings.model
    used = facts_used(all_expressions(model)) | findings.written_names
    for fact in model.facts:
        if fact.name not in used:
            findings.report(fact.line, "C008", name=fact.name)
    _definitions(model, findings)


def facts_used(found: Iterable[e.Expression]) -> set[str]:
    """The facts and tables that expressions read; definitions are not entered."""
    names: set[str] = set()
    for expression in found:
        for part in walk(expression):
            match part:
                case e.FactValue(name=name) | e.PreviousValue(name=name) | e.BestValue(name=name):
                    names.add(name)
                case (
                    e.Aggregate(table=table)
                    | e.Exists(table=table)
                    | e.Every(table=table)
                    | e.Listing(table=table)
                ):
                    names.add(table)
                case _:
                    pass
    return names


def _definitions(model: CriteriaSet, findings: Findings) -> None:
    written = findings.written_names
    everywhere = written.union(_definitions_used(all_expressions(model)))
    for definition in model.definitions:
        if definition.name not in everywhere:
            findings.report(definition.line, "C009", name=definition.name)
    for leaf in model.leaves:
        used = written.union(_definitions_used(leaf_expressions(leaf)))
        for definition in leaf.definitions:
            if definition.name not in used:
                findings.report(definition.line, "C009", name=definition.name)


def _definitions_used(found: Iterable[e.Expression]) -> Iterable[str]:
    for expression in found:
        for part in walk(expression):
            if isinstance(part, e.DefinitionValue):
                yield part.name
