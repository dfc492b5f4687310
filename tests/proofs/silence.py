"""What a set that was proved must never do: facts that refute what the proofs say of it, or do not say."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from engine.bounds.values import ZERO_DIVISOR
from engine.program import compile_set
from engine.session import LoadedSet
from spec import load_text
from spec.diagnostics import Diagnostic
from spec.model import CriteriaSet, Fact, ValueType, rules
from tests.generated.ranges import Ranges
from tests.proofs.shown import Scenario
from tests.properties.cases import scored
from tests.reference.facts import UnitFacts
from tests.reference.totals import UnitScorer

_FACT = re.compile(r"^(dữ kiện \w+: (?:số|tỷ lệ|có/không|tập con)\b[^#]*?)(\s*#.*)?$", re.MULTILINE)

#: What a unit says that the proofs leave out of account.
_BEYOND_FACTS = ("evidence", "not_applicable")

_STOPS = (rules.NotApplicable, rules.Gate, rules.NothingArose)


def with_marks(text: str, seed: int) -> str:
    """A set of which some facts are marked, rightly or wrongly."""
    random = Random(seed)

    def marked(match: re.Match[str]) -> str:
        if random.random() < 0.5:
            return match[0]
        return f"{match[1]} càng {random.choice(('ít', 'nhiều'))} càng tốt{match[2] or ''}"

    return _FACT.sub(marked, text)


@dataclass
class Proved:
    """A set with all that the proofs found; ``beyond`` are the leaves of which they do not say everything."""

    text: str
    found: list[Diagnostic] = field(init=False)
    loaded: LoadedSet = field(init=False)
    told: dict[str, set[str]] = field(init=False)
    lines: dict[str, dict[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Prove it, and load it all the same where it has faults."""
        _, self.found = load_text(self.text)
        model, _ = load_text(self.text, prove=False)
        assert model is not None
        self.loaded = LoadedSet(model, compile_set(model))
        self.told, self.lines = {}, {}
        for one in self.found:
            subject = one.arguments.get("name" if one.code == "C025" else "number")
            self.told.setdefault(one.code, set()).add(str(subject))
            assert one.start is not None
            self.lines.setdefault(one.code, {})[one.start.line] = one.message()

    @property
    def model(self) -> CriteriaSet:
        """The set."""
        return self.loaded.model

    @property
    def beyond(self) -> set[str]:
        """The leaves of which not everything was proved; all of them where these are too many to be told apart."""
        every = {leaf.number for leaf in self.model.leaves}
        told = {one for one in self.told.get("C029", set()) if not one.startswith("«")}  # which are no leaves
        return told if every.issuperset(told) else every

    # ---- One unit

    def refuted(self, document: Mapping[str, Any]) -> Iterator[str]:
        """What the only unit of a document does that must not be."""
        for one in self._scenarios(document["units"][0]):
            if one.leaf.number not in self.beyond:
                yield from (f"leaf {one.leaf.number}: {what}" for what in self._wrong(one))

    def _scenarios(self, unit: Mapping[str, Any]) -> list[Scenario]:
        alone = {key: value for key, value in unit.items() if key not in _BEYOND_FACTS}
        (result,) = scored(self.loaded, {"year": self.model.year, "units": [alone]})
        said = UnitFacts(self.model, alone)
        scorer = UnitScorer(self.model, said, said.fact)
        places = range(len(self.loaded.program.leaves))
        return [Scenario(result.scored, position, scorer) for position in places]

    def _is_told(self, one: Scenario, *codes: str) -> bool:
        return any(one.leaf.number in self.told.get(code, ()) for code in codes)

    def _wrong(self, one: Scenario) -> Iterator[str]:
        if ZERO_DIVISOR in one.needs and not self._is_told(one, "C022"):
            yield "divides by 0"
        if one.reference.leaf(one.leaf.number).status == "pending" or one.took(*_STOPS):
            return  # also where the engine knows the points, though it does not know base and additions
        has_tiers = any(isinstance(rule, rules.Tier) for rule in one.leaf.rules)
        if has_tiers and not one.took(rules.Tier) and not self._is_told(one, "C005"):
            yield "no tier takes it"
        yield from self._wrong_sum(one)
        if one.points == one.leaf.maximum and self._is_told(one, "C014"):
            yield "comes to its maximum, which is said not to be reached"
        yield from self._wrong_lines(one)

    def _wrong_sum(self, one: Scenario) -> Iterator[str]:
        total = one.base_and_additions()
        if total > Fraction(one.leaf.maximum) and not self._is_told(one, "C023", "C003"):
            yield f"base and additions come to {total}, above the maximum"
        if total < 0 and not (self._is_told(one, "C024") or "C017" in self.told):
            yield f"base and additions come to {total}, below 0"

    def _wrong_lines(self, one: Scenario) -> Iterator[str]:
        """Lines that are said never to be reached, or never to hold."""
        for index, rule in enumerate(one.leaf.rules):
            never = self.lines.get("C006", {}).get(rule.line)
            if "luôn sai" in (settled := self.lines.get("C020", {}).get(rule.line, "")):
                never = settled
            if never is not None and one.took_rule(index):
                yield f"line {rule.line} decides it, of which is said: {never}"

    # ---- Two units that differ in one fact

    def unfair(self, document: Mapping[str, Any], seed: int) -> Iterator[str]:
        """Leaves whose points go against a mark though nothing was said of it."""
        random, before = Random(seed), document["units"][0]
        marked = [
            fact for fact in self.model.facts if fact.better and fact.name not in self.told.get("C025", ())
        ]
        for fact in marked:
            unit = copy.deepcopy(before)
            if not _raise(unit["facts"], fact, random) or not Ranges(self.model, unit).allows():
                continue
            for less, more in zip(self._scenarios(before), self._scenarios(unit), strict=True):
                if less.leaf.number in self.beyond or not {less.outcome[1], more.outcome[1]} <= _SCORED:
                    continue
                worse = less.points - more.points if fact.better == "more" else more.points - less.points
                if worse > 0:
                    change = f"{less.points} to {more.points}"
                    yield f"leaf {less.leaf.number}: more of {fact.name} ({fact.better}) goes from {change}"


_SCORED = {"full", "partial", "zero"}


def _raise(facts: dict[str, Any], fact: Fact, random: Random) -> bool:
    """Put more of a fact into the facts of a unit; False where there is no more."""
    value = facts[fact.name]
    if value is None:
        return False
    if fact.type is ValueType.BOOLEAN:
        facts[fact.name] = True
        return value is False
    if fact.type is ValueType.SUBSET:
        left = [one.code for one in fact.codes if one.code not in value]
        facts[fact.name] = [*value, random.choice(left)] if left else value
        return bool(left)
    step = random.choice((1, 1, 2, 5, 20, 100) if fact.type is ValueType.COUNT else ("0.1", 1, 5, 30, 100))
    facts[fact.name] = str(Decimal(str(value)) + Decimal(step))
    if fact.type is ValueType.COUNT:
        facts[fact.name] = int(facts[fact.name])
    return True
