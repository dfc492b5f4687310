"""Facts against the set: domains, constraints, warnings. What is outside is refused, never scored by guess."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from operator import ge, gt, le, lt
from typing import Any

from engine.bounds.domains import Domains
from engine.bounds.evaluate import Evaluator, compare
from engine.bounds.values import Range, number
from engine.facts.units import UnitFacts
from engine.layout import MISSING, Path
from engine.program import Program, slots_of
from engine.reasons import reason_text
from engine.rounding import exact
from engine.wording import decimal_text
from spec.diagnostics import Bilingual, Diagnostic
from spec.model import expressions as e
from spec.model.criteria import Fact, FactCheck
from spec.model.expressions import NUMERIC, ValueType
from spec.model.traversal import bound_expressions
from spec.model.walk import walk


@dataclass(frozen=True, slots=True)
class Violation:
    """Facts that cannot all be right. ``slots``: the places of the values that speak against each other."""

    finding: Diagnostic
    slots: frozenset[int]


def validate(program: Program, unit: UnitFacts, name: str) -> list[Diagnostic]:
    """The findings about one unit; broken warnings go to ``unit.warnings``."""
    checker = Checker(program)
    unit.warnings += checker.warnings(unit)
    return [one.finding for one in checker.violations(unit, name)]


class Checker:
    """The domains and constraints of a set: all of them, or those that hang on some places of values."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._slots: dict[int, frozenset[int]] = {}

    def violations(
        self, unit: UnitFacts, name: str, touched: frozenset[int] | None = None
    ) -> list[Violation]:
        """What is broken; with ``touched`` only what may hang on a value at one of these places."""
        evaluator = self._evaluator(unit)
        return [
            Violation(finding, self._slots_of(rule))
            for rule in (self._rules if touched is None else self._rules_near(touched))
            for finding in self._broken(rule, unit, evaluator, name)
        ]

    def near(self, slots: frozenset[int]) -> frozenset[int]:
        """The places of all values that domains join with some, directly or through others.

        What a missing value may be hangs on what its bounds may be, and so on.
        """
        return slots.union(*(self._joined[slot] for slot in slots if slot in self._joined))

    def cells(self, table: str, unit: UnitFacts, name: str) -> list[Diagnostic]:
        """What is outside the domains of a table's columns, the rest of the facts left alone."""
        if all(column.domain is None for column in self.program.layout.table_facts[table].fields):
            return []
        return list(_cells(table, self.program, unit, self._evaluator(unit), name))

    def _rules_near(self, touched: frozenset[int]) -> list[Path | str | FactCheck]:
        found = set[int]().union(*(self._rules_by_slot.get(slot, ()) for slot in touched))
        return [self._rules[index] for index in sorted(found)]

    @cached_property
    def _rules_by_slot(self) -> dict[int, list[int]]:
        """By place, the rules that may hang on its value, as indices."""
        found: dict[int, list[int]] = {}
        for index, rule in enumerate(self._rules):
            for slot in self.near(self._slots_of(rule)):
                found.setdefault(slot, []).append(index)
        return found

    @cached_property
    def _joined(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for rule in self._rules:
            if not isinstance(rule, FactCheck):
                group = set(self._slots_of(rule))
                group = group.union(*(found.get(slot, ()) for slot in group))
                found |= dict.fromkeys(group, group)
        return found

    def warnings(self, unit: UnitFacts) -> list[str]:
        """What only warns."""
        evaluator = self._evaluator(unit)
        return [
            _reason(check, self.program, evaluator.values)
            for check in self.program.model.checks
            if check.kind == "warning" and evaluator.condition(check.condition).value is False
        ]

    def _evaluator(self, unit: UnitFacts) -> Evaluator:
        program = self.program
        domains = Domains(program.layout, program.bounded)
        evaluator = Evaluator(program.layout, program.definitions, unit.values + program.scratch, {}, domains)
        domains.evaluator = evaluator
        return evaluator

    @cached_property
    def _rules(self) -> list[Path | str | FactCheck]:
        """Facts by their path, tables by their name, constraints."""
        layout = self.program.layout
        return [
            *(path for path, fact in layout.declarations.items() if fact.domain is not None),
            *(name for name, fact in layout.table_facts.items() if any(one.domain for one in fact.fields)),
            *(check for check in self.program.model.checks if check.kind == "constraint"),
        ]

    def _broken(
        self, rule: Path | str | FactCheck, unit: UnitFacts, evaluator: Evaluator, name: str
    ) -> Iterator[Diagnostic]:
        program = self.program
        match rule:
            case FactCheck():
                if evaluator.condition(rule.condition).value is False:
                    yield _broken(rule, program, unit, evaluator.values, name)
            case str():
                yield from _cells(rule, program, unit, evaluator, name)
            case _:
                fact, value = program.layout.declarations[rule], unit.values[program.layout.facts[rule]]
                if _is_outside(value, fact, evaluator):
                    path = rule[0] if rule[1] is None else f"{rule[0]}.{rule[1]}"
                    yield _outside(unit, path, value, fact, evaluator, name)

    def _slots_of(self, rule: Path | str | FactCheck) -> frozenset[int]:
        known = self._slots.get(id(rule))
        if known is None:
            layout = self.program.layout
            expressions: list[e.Expression] = []
            match rule:
                case FactCheck():
                    own, expressions = set[int](), [rule.condition]
                case str():
                    own = {layout.tables[rule]}
                    for column in layout.table_facts[rule].fields:
                        expressions += bound_expressions(column)
                case _:
                    own = {layout.facts[rule]}
                    expressions += bound_expressions(layout.declarations[rule])
            for expression in expressions:
                own |= slots_of(expression, "", layout, self.program.definitions)
            known = self._slots[id(rule)] = frozenset(own)  # the rules live as long as this checker
        return known


def _cells(
    table: str, program: Program, unit: UnitFacts, evaluator: Evaluator, name: str
) -> Iterator[Diagnostic]:
    fact, rows = program.layout.table_facts[table], unit.values[program.layout.tables[table]]
    for index, row in enumerate(() if rows is MISSING else rows, start=1):
        evaluator.current[table] = row
        for column, value in zip(fact.fields, row, strict=True):
            if _is_outside(value, column, evaluator):
                words = [f"{table}, {row_} {index}, {column.name}" for row_ in ("hàng", "row")]
                yield _outside(unit, Bilingual(*words), value, column, evaluator, name)


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


def _is_outside(value: Any, fact: Fact, evaluator: Evaluator) -> bool:
    domain = fact.domain
    if domain is None or value is None or value is MISSING:
        return False
    low = _breaks(">=" if domain.low_inclusive else ">", value, domain.low, evaluator)
    return low or _breaks("<=" if domain.high_inclusive else "<", value, domain.high, evaluator)


_HOLDS = {">=": ge, ">": gt, "<=": le, "<": lt}


def _breaks(operator: str, value: Any, bound: e.Expression | None, evaluator: Evaluator) -> bool:
    """Whether a value is surely outside; a bound that is trống or missing does not bind."""
    if bound is None:
        return False
    if isinstance(bound, e.Number):  # most are
        return not _HOLDS[operator](value, exact(bound.value))
    limit: Range = evaluator.number(bound)
    if not limit.present or limit.empty or limit.undefined:
        return False
    return compare(operator, number(value), limit).value is False


def _outside(
    unit: UnitFacts,
    path: str | Bilingual,
    value: Any,
    fact: Fact,
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
