"""The facts that a finding prints, pasted into the set as a scenario and scored: do they show the fault?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.block import best_values, score_units
from engine.bounds.values import ZERO_DIVISOR
from engine.facts.units import UnitFacts as Facts
from engine.ledger import Outcome
from engine.program import Program, compile_set
from engine.scenarios.facts import _document, unit_of
from engine.score import Scored, decided, score_leaves
from spec import load_text
from spec.diagnostics import Bilingual, Diagnostic
from spec.model import CriteriaSet, Leaf, ValueType, rules
from spec.reading import read
from tests.reference.facts import UnitFacts
from tests.reference.rules import _base_and_additions
from tests.reference.totals import UnitScorer

#: The findings that come with facts.
CODES = ("C005", "C022", "C023", "C024", "C025")


@dataclass(frozen=True)
class Scenario:
    """A scenario that was pasted into a set: one leaf of one unit, scored by the engine and by the reference."""

    scored: Scored
    position: int
    reference: UnitScorer

    @property
    def leaf(self) -> Leaf:
        """The leaf that it is about."""
        return self.scored.program.leaves[self.position]

    @property
    def outcome(self) -> Outcome:
        """What the leaf came to."""
        return self.scored.outcomes[self.position]

    @property
    def points(self) -> Fraction:
        """Its points."""
        return Fraction(self.outcome[0], 10**self.scored.program.places)

    @property
    def needs(self) -> frozenset[str]:
        """What it is pending for."""
        return (
            frozenset(self.scored.open[self.position].needs) if self.outcome[1] == "pending" else frozenset()
        )

    def took(self, *kinds: type[rules.Statement]) -> bool:
        """Whether a rule of some kinds decided the leaf."""
        held = [index for index, held in decided(self.scored, self.position) if held]
        return any(isinstance(self.leaf.rules[index], kinds) for index in held)

    def took_rule(self, index: int) -> bool:
        """Whether a rule held, and decided the leaf or changed its points."""
        return (index, True) in decided(self.scored, self.position)

    def base_and_additions(self) -> Fraction:
        """What the leaf comes to before anything limits it."""
        return _base_and_additions(self.reference.scope(self.leaf), Fraction(self.leaf.maximum))[0]


class NotAccepted(Exception):
    """The facts are no scenario of the set: they cannot be read, or break a domain or a constraint."""


def pasted(text: str, lines: Sequence[str], leaf: str) -> Scenario:
    """A set with one more scenario of some lines, scored. Raises ``NotAccepted``."""
    program, unit, document = _read(text, lines, f"thì {leaf} đang chờ")
    position = program.position(leaf)
    assert position is not None
    best = best_values(program, [unit]).get(unit.block, {})
    scored = score_leaves(program, unit, program.with_those_read([position]), best)
    return Scenario(scored, position, _reference(program.model, document))


def _read(text: str, lines: Sequence[str], expected: str) -> tuple[Program, Facts, Mapping[str, Any]]:
    """The unit of the scenario that a set gains, also as a document."""
    whole = "\n".join([text.rstrip("\n"), 'kiểm thử "ví dụ"', *lines, expected]) + "\n"
    model, found = load_text(whole, prove=False)
    if model is None:
        raise NotAccepted("\n".join(one.as_text() for one in found if one.severity == "error"))
    source, _ = read(whole.encode(), "bộ tiêu chí")
    assert source is not None
    program, scenario = compile_set(model), model.scenarios[-1]
    unit, findings = unit_of(scenario, program, source)
    if unit is None:
        raise NotAccepted("\n".join(one.as_text() for one in findings))
    return program, unit, _document(scenario, model)["units"][0]


def _reference(model: CriteriaSet, unit: Mapping[str, Any]) -> UnitScorer:
    tables = {fact.name for fact in model.facts if fact.type is ValueType.TABLE}
    facts = {name: value for name, value in unit["facts"].items() if name not in tables}
    rows = {name: value for name, value in unit["facts"].items() if name in tables}
    said = UnitFacts(model, {**unit, "facts": facts, "tables": rows})
    return UnitScorer(model, said, said.fact)


# ---- What a finding says


def number_of(finding: Diagnostic) -> str:
    """The leaf that a finding is about."""
    return str(finding.arguments["number"])


def is_shown(text: str, finding: Diagnostic) -> bool:
    """Whether the facts of a finding show what it says. Raises ``NotAccepted``."""
    return _SHOWS[finding.code](text, finding)


def _gap(text: str, finding: Diagnostic) -> bool:
    """No line «khi» takes the unit, and nothing decided before."""
    found = pasted(text, finding.example, number_of(finding))
    before = (rules.NotApplicable, rules.Gate, rules.NothingArose)
    return found.outcome[1] != "pending" and not found.took(rules.Tier, *before)


def _quotient(text: str, finding: Diagnostic) -> bool:
    """The leaf waits for a divisor; where its points are settled all the same the reference still cannot divide."""
    if number_of(finding).startswith("«"):
        return _is_open(text, finding)
    found = pasted(text, finding.example, number_of(finding))
    if found.outcome[1] != "pending":
        return found.reference.leaf(found.leaf.number).status == "pending"
    return ZERO_DIVISOR in found.needs


def _is_open(text: str, finding: Diagnostic) -> bool:
    """Whether a bonus or penalty is open though all facts that it reads are there."""
    program, unit, _ = _read(text, finding.example, "thì tổng đang chờ")
    (result,) = score_units(program, [unit])
    found = [one for one in result.totals.adjustments if f"«{one.adjustment.name}»" == number_of(finding)]
    return any(one.low != one.high for one in found)


def _above(text: str, finding: Diagnostic) -> bool:
    found = pasted(text, finding.example, number_of(finding))
    return found.base_and_additions() > Fraction(found.leaf.maximum)


def _below(text: str, finding: Diagnostic) -> bool:
    return pasted(text, finding.example, number_of(finding)).base_and_additions() < 0


def _unfair(text: str, finding: Diagnostic) -> bool:
    """More of the fact changes the points as the message says, and against the mark."""
    said = finding.arguments
    less = pasted(text, finding.example, number_of(finding)).points
    more = pasted(text, raised(finding), number_of(finding)).points
    assert isinstance(said["change"], Bilingual)
    rises = said["change"].vi == "tăng"
    return (less, more) == (_points(said["before"]), _points(said["after"])) and (more > less) is rises


def _points(said: object) -> Fraction:
    return Fraction(Decimal(str(said).replace(",", ".")))


def raised(finding: Diagnostic) -> list[str]:
    """The lines of an example with more of the fact that is marked: the value that the message names."""
    said = finding.arguments
    name, low, high = str(said["name"]), _in_vietnamese(said["low"]), _in_vietnamese(said["high"])
    lines = [_raised(line, name, low, high) for line in finding.example]
    assert lines != list(finding.example), f"{finding.example} does not hold {name} = {low}"
    return lines


def _in_vietnamese(said: object) -> str:
    assert isinstance(said, Bilingual)
    return said.vi


def _raised(line: str, name: str, low: str, high: str) -> str:
    fact, _, part = name.partition(".")
    if part:
        return (
            _with_part(line, f"{part}: {low}", f"{part}: {high}")
            if line.startswith(f"cho {fact} (")
            else line
        )
    if line == f"cho {fact} = {low}":
        return f"cho {fact} = {high}"
    if line.startswith(f"cho {fact} = (") and high.startswith("có "):
        return _with_code(line, high.removeprefix("có "))
    return line


def _with_part(line: str, low: str, high: str) -> str:
    head, _, values = line.partition("(")
    return head + "(" + "; ".join(high if one == low else one for one in values[:-1].split("; ")) + ")"


def _with_code(line: str, code: str) -> str:
    """A subset with one more code."""
    head, _, codes = line.rpartition("= (")
    return f"{head}= ({'; '.join([*filter(None, codes[:-1].split('; ')), code])})"


_SHOWS: dict[str, Callable[[str, Diagnostic], bool]] = {
    "C005": _gap,
    "C022": _quotient,
    "C023": _above,
    "C024": _below,
    "C025": _unfair,
}
