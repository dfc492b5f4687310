"""One leaf scored by its rules, in one order whatever the order of lines.

«Applicable? → gates → nothing arose? → evidence → base → additions → deductions → ceilings → clamp to 0…maximum →
rounding».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeVar

from spec.model import rules as r
from spec.model.expressions import Expression
from tests.reference.expressions import Scope, condition, evaluate
from tests.reference.ledger import LeafResult, Loss, Status, Taken, rounded_losses
from tests.reference.values import (
    UNKNOWN,
    Answer,
    Special,
    any_of,
    as_decimal,
    as_number,
    round_half_up,
)

_Kind = TypeVar("_Kind", bound=r.Statement)


class Undecided(Exception):
    """The leaf needs something that is missing, that is trống, or that has no value: it is pending."""


class EvidenceMissing(Undecided):
    """It is pending for want of a document; closing the round makes that a loss at this line."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Settled(Exception):
    """The leaf is decided before its points are worked out."""

    def __init__(self, status: Status, line: int = 0) -> None:
        super().__init__(status)
        self.status: Status = status
        self.line = line


def score_leaf(scope: Scope, closed: bool = False) -> LeafResult:
    """The leaf of the scope."""
    try:
        _settle_first(scope)
        return _worked_out(scope)
    except _Settled as settled:
        return _settled(scope, settled.status, settled.line)
    except EvidenceMissing as missing:
        return _settled(scope, "zero" if closed else "pending", missing.line)
    except Undecided:
        return _settled(scope, "pending")


def _rules(scope: Scope, kind: type[_Kind]) -> list[_Kind]:
    assert scope.leaf is not None
    return [rule for rule in scope.leaf.rules if isinstance(rule, kind)]


def _settled(scope: Scope, status: Status, line: int = 0) -> LeafResult:
    """A leaf without a base to work out; zero is «one loss of the whole maximum»."""
    assert scope.leaf is not None
    leaf, places = scope.leaf, scope.criteria.decimal_places
    maximum = as_decimal(Fraction(leaf.maximum), places)
    nothing = as_decimal(Fraction(0), places)
    if status == "full":
        return LeafResult(leaf.number, maximum, "full", maximum)
    if status == "pending":
        return LeafResult(leaf.number, maximum, "pending", None)
    losses = (Loss(maximum, line),) if status == "zero" else ()
    return LeafResult(leaf.number, maximum, status, nothing, losses)


# ---- Before the points ---------------------------------------------------------------------------------


def _settle_first(scope: Scope) -> None:
    """What comes before the base, in order; each step has to be decided before the next one counts."""
    _check(any_of([_leaves_base(rule, scope) for rule in _rules(scope, r.NotApplicable)]), "not_applicable")
    gates = [(condition(rule.condition, scope), rule.line) for rule in _rules(scope, r.Gate)]
    first = next((line for answer, line in gates if answer is True), 0)
    _check(any_of([answer for answer, _ in gates]), "zero", first)
    _check(any_of([condition(rule.condition, scope) for rule in _rules(scope, r.NothingArose)]), "full")
    if scope.unit.speaks_of_evidence:
        _check_evidence(scope)


def _check(answer: Answer, status: Status, line: int = 0) -> None:
    if answer is UNKNOWN:
        raise Undecided
    if answer is True:
        raise _Settled(status, line)


def _leaves_base(rule: r.NotApplicable, scope: Scope) -> Answer:
    """«By a condition or by a named person's decision»; without a decision the leaf stays."""
    if rule.condition is not None:
        return condition(rule.condition, scope)
    assert scope.leaf is not None
    return scope.unit.about("not_applicable", scope.leaf) is not None


# ---- Evidence ------------------------------------------------------------------------------------------


def _check_evidence(scope: Scope) -> None:
    """What documents do before any rule counts.

    «A document that is not there makes the leaf pending (lost on closing); one that was rejected costs the leaf's
    points at once.»
    """
    states = [
        (_holds(rule.condition, scope), _document_state(rule, scope), rule.line)
        for rule in _rules(scope, r.Evidence)
    ]
    for needed, state, line in states:
        if needed is True and state == "rejected":
            raise _Settled("zero", line)
    for needed, state, line in states:
        if needed is True and state == "missing":
            raise EvidenceMissing(line)
    if any(needed is UNKNOWN and state != "there" for needed, state, _ in states):
        raise Undecided


def _document_state(rule: r.Evidence, scope: Scope) -> Literal["there", "missing", "rejected"]:
    """Rejected: «`accepted: false` (and no other document for the same minh chứng that is not rejected)»."""
    assert scope.leaf is not None
    first = _rules(scope, r.Evidence)[0].document
    entries: Iterable[str | Mapping[str, Any]] = scope.unit.about("evidence", scope.leaf) or ()
    documents = [entry if isinstance(entry, Mapping) else {"name": entry} for entry in entries]
    named = [one for one in documents if (one.get("for") or first) == rule.document]
    if not named:
        return "missing"
    return "rejected" if all(one.get("accepted") is False for one in named) else "there"


# ---- The points ----------------------------------------------------------------------------------------


def _worked_out(scope: Scope) -> LeafResult:
    """Base, additions, deductions, ceilings, clamp, rounding.

    «Losses of the other steps are measured on values clamped to [0, max].»
    """
    assert scope.leaf is not None
    places, maximum = scope.criteria.decimal_places, Fraction(scope.leaf.maximum)
    value, taken = _base_and_additions(scope, maximum)
    for deduction in _rules(scope, r.Deduction):
        after = max(Fraction(0), value - measured(deduction, scope))
        taken.append(Taken(_clamp(value, maximum) - _clamp(after, maximum), deduction.line))
        value = after
    for ceiling in _rules(scope, r.Ceiling):
        after = _under_ceiling(ceiling, value, scope)
        taken.append(Taken(_clamp(value, maximum) - _clamp(after, maximum), ceiling.line))
        value = after
    points = round_half_up(_clamp(value, maximum), places)
    losses = rounded_losses(taken, points, maximum, places)
    status: Status = "full" if points == maximum else "partial" if points else "zero"
    return LeafResult(
        scope.leaf.number, as_decimal(maximum, places), status, as_decimal(points, places), losses
    )


def _clamp(value: Fraction, maximum: Fraction) -> Fraction:
    return min(max(value, Fraction(0)), maximum)


def _number(node: Expression, scope: Scope) -> Fraction:
    """«Where points or a ratio would need it the leaf is pending»: trống has no number, nor has what is missing."""
    value = evaluate(node, scope)
    if isinstance(value, Special):
        raise Undecided
    return as_number(value)


def _holds(node: Expression | None, scope: Scope) -> Answer:
    return True if node is None else condition(node, scope)


def _decided(node: Expression, scope: Scope) -> bool:
    answer = condition(node, scope)
    if answer is UNKNOWN:
        raise Undecided
    return answer is True


def _base_and_additions(scope: Scope, maximum: Fraction) -> tuple[Fraction, list[Taken]]:
    """The value after the additions, and what is lost by then.

    «An addition that did not hold loses its own points (allocated in line order up to what is really lost; what
    no addition explains is lost at the base rule's line, or at the leaf's line where there is no base)».
    """
    additions = _rules(scope, r.Addition)
    value, line = _base(scope, maximum, bool(additions))
    explained: list[tuple[Fraction | None, int]] = []
    for addition in additions:
        amount = measured(addition, scope)
        value += amount
        explained.append((_shortfall(addition, amount, scope), addition.line))
    lost = maximum - _clamp(value, maximum)
    taken = []
    for shortfall, addition_line in explained:
        share = lost if shortfall is None else min(shortfall, lost)
        taken.append(Taken(share, addition_line))
        lost -= share
    return value, [Taken(lost, line), *taken]


def _base(scope: Scope, maximum: Fraction, has_additions: bool) -> tuple[Fraction, int]:
    """The base and the line it stands on.

    «Without one a leaf starts at 0 if it has a `cộng`, else at its maximum.»
    """
    assert scope.leaf is not None
    for rule in scope.leaf.rules:
        match rule:
            case r.Achieved():
                return (maximum if _decided(rule.condition, scope) else Fraction(0)), rule.line
            case r.Tier():
                return _tiers(scope)
            case r.Proportion():
                return maximum * _proportion(rule, scope), rule.line
            case r.Formula():
                return _number(rule.points, scope), rule.line
            case r.Council():
                points = scope.unit.council_points(scope.leaf)
                if points is UNKNOWN:
                    raise Undecided
                return as_number(points), rule.line
            case _:
                continue
    return (Fraction(0) if has_additions else maximum), scope.leaf.line


def _tiers(scope: Scope) -> tuple[Fraction, int]:
    """«The first line that holds»."""
    for tier in _rules(scope, r.Tier):
        if tier.condition is None or _decided(tier.condition, scope):
            return _number(tier.points, scope), tier.line
    assert scope.leaf is not None
    return Fraction(0), scope.leaf.line


def _proportion(rule: r.Proportion, scope: Scope) -> Fraction:
    """«E (at most 100 %), nothing below T»."""
    ratio = _number(rule.ratio, scope)
    if rule.threshold is not None and ratio < _number(rule.threshold, scope):
        return Fraction(0)
    return _clamp(ratio, Fraction(1))


def measured(rule: r.Measured, scope: Scope) -> Fraction:
    """`P khi C`, or «points × count, a negative count taken as 0, at most ``limit``»; never below 0.

    Where the condition is false the points are not read.
    """
    if rule.each is None:
        assert rule.condition is not None
        if not _decided(rule.condition, scope):
            return Fraction(0)
        return max(Fraction(0), _number(rule.points, scope))
    amount = _number(rule.points, scope) * max(Fraction(0), _number(rule.each, scope))
    if rule.limit is not None:
        amount = min(amount, _number(rule.limit, scope))
    return max(Fraction(0), amount)


def _shortfall(rule: r.Addition, amount: Fraction, scope: Scope) -> Fraction | None:
    """What an addition could still have given: None, without bound, for `cộng P mỗi N` that has no limit.

    Its «own points» are P of `cộng P khi C` and the limit of `cộng P mỗi N không quá Q`. Points that cannot be read
    where the condition is false explain nothing.
    """
    own = rule.points if rule.each is None else rule.limit
    if own is None:
        return None
    value = evaluate(own, scope)
    return Fraction(0) if isinstance(value, Special) else max(Fraction(0), as_number(value) - amount)


def _under_ceiling(rule: r.Ceiling, value: Fraction, scope: Scope) -> Fraction:
    """`tối đa P khi C`: min(value, P) where the condition holds."""
    return min(value, _number(rule.points, scope)) if _decided(rule.condition, scope) else value
