"""Facts against the set: domains, constraints, warnings. What is outside is refused, never scored by guess."""

from datetime import date
from fractions import Fraction
from typing import Any

from engine.bounds.domains import Domains
from engine.bounds.evaluate import Evaluator, compare
from engine.bounds.values import Range, number
from engine.facts.units import UnitFacts
from engine.layout import MISSING
from engine.program import Program
from engine.reasons import reason_text
from engine.wording import decimal_text
from spec.diagnostics import Bilingual, Diagnostic
from spec.model import expressions as e
from spec.model.criteria import Fact, FactCheck
from spec.model.expressions import NUMERIC, ValueType
from spec.model.walk import walk


def validate(program: Program, unit: UnitFacts, name: str) -> list[Diagnostic]:
    """The findings about one unit; broken warnings go to ``unit.warnings``."""
    values = unit.values + program.scratch
    domains = Domains(program.layout, program.bounded)
    evaluator = Evaluator(program.layout, program.definitions, values, {}, domains)
    domains.evaluator = evaluator
    found = _domains(program, unit, evaluator, name)
    for check in program.model.checks:
        if evaluator.condition(check.condition).value is False:
            if check.kind == "warning":
                unit.warnings.append(_reason(check, program, values))
            else:
                found.append(_broken(check, program, unit, values, name))
    return found


def _reason(check: FactCheck, program: Program, values: list[Any]) -> str:
    if check.reason is not None:
        return reason_text(check.reason, program, "", values)
    return f"không đúng: {check.written}"


def _broken(check: FactCheck, program: Program, unit: UnitFacts, values: list[Any], name: str) -> Diagnostic:
    read = [node for node in walk(check.condition) if isinstance(node, e.FactValue)]
    facts = sorted({one.name if one.field is None else f"{one.name}.{one.field}" for one in read})
    arguments = {
        "unit": unit.code,
        "reason": _reason(check, program, values),
        "line": check.line,
        "facts": ", ".join(facts),
    }
    return Diagnostic("F012", name, arguments=arguments)


def _domains(program: Program, unit: UnitFacts, evaluator: Evaluator, name: str) -> list[Diagnostic]:
    found = []
    for (fact_name, part), fact in program.layout.declarations.items():
        value = unit.values[program.layout.facts[fact_name, part]]
        path = fact_name if part is None else f"{fact_name}.{part}"
        if _is_outside(value, fact, evaluator):
            found.append(_outside(unit, path, value, fact, program, evaluator, name))
    for table, fact in program.layout.table_facts.items():
        rows = unit.values[program.layout.tables[table]]
        for index, row in enumerate(() if rows is MISSING else rows, start=1):
            evaluator.current[table] = row
            for column, value in zip(fact.fields, row, strict=True):
                if _is_outside(value, column, evaluator):
                    words = [f"{table}, {row_} {index}, {column.name}" for row_ in ("hàng", "row")]
                    found.append(_outside(unit, Bilingual(*words), value, column, program, evaluator, name))
    return found


def _is_outside(value: Any, fact: Fact, evaluator: Evaluator) -> bool:
    domain = fact.domain
    if domain is None or value is None or value is MISSING:
        return False
    low = _breaks(">=" if domain.low_inclusive else ">", value, domain.low, evaluator)
    return low or _breaks("<=" if domain.high_inclusive else "<", value, domain.high, evaluator)


def _breaks(operator: str, value: Any, bound: e.Expression | None, evaluator: Evaluator) -> bool:
    """Whether a value is surely outside; a bound that is trống or missing does not bind."""
    if bound is None:
        return False
    limit: Range = evaluator.number(bound)
    if not limit.present or limit.empty or limit.undefined:
        return False
    return compare(operator, number(value), limit).value is False


def _outside(
    unit: UnitFacts,
    path: str | Bilingual,
    value: Any,
    fact: Fact,
    program: Program,
    evaluator: Evaluator,
    name: str,
) -> Diagnostic:
    arguments = {
        "unit": unit.code,
        "fact": path,
        "value": shown_value(value, fact),
        "domain": _domain_text(fact, evaluator),
    }
    return Diagnostic("F011", name, arguments=arguments)


def _domain_text(fact: Fact, evaluator: Evaluator) -> str:
    assert fact.domain is not None
    parts = []
    for bound, word, strict, inclusive in (
        (fact.domain.low, "từ", "trên", fact.domain.low_inclusive),
        (fact.domain.high, "đến", "dưới", fact.domain.high_inclusive),
    ):
        if bound is None:
            continue
        limit = evaluator.number(bound)
        known = shown_value(limit.low, fact) if limit.settled else "?"
        named = f"{bound.name} = {known}" if isinstance(bound, e.FactValue) else known
        parts.append(f"{word if inclusive else strict} {named}")
    return " ".join(parts)


#: As many as a value in a facts file may have: what is refused must not look like a value that is not.
_PLACES = 32


def shown_value(value: Any, fact: Fact) -> str:
    """A number or day as a message shows it."""
    if fact.type is ValueType.DATE:
        return date.fromordinal(int(value)).strftime("%d/%m/%Y")
    if fact.type is ValueType.RATIO:
        return decimal_text(Fraction(value) * 100, _PLACES) + "%"
    assert fact.type in NUMERIC
    return decimal_text(Fraction(value), _PLACES)
