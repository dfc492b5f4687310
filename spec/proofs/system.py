"""Systems of inequalities, and whether anything satisfies all of them.

Bounds of single variables are kept apart from inequalities between several. The first are tightened by the second
(interval propagation); what is left is decided by Fourier–Motzkin elimination, exactly over the rational numbers. Whole
numbers are tightened wherever an inequality has only such variables; where that is not enough a system may be called
possible that is not, never the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from spec.proofs.linear import Constraint, Form, Number, at_least_zero

#: Lower end, whether it is left out, upper end, whether it is left out; None is no end.
Interval = tuple[Number | None, bool, Number | None, bool]

EVERYTHING: Final[Interval] = (None, False, None, False)

#: Beyond so many inequalities elimination gives up and calls the system possible.
_MOST = 400
#: Steps that are spent on a whole set, far more than any real one needs.
_MOST_STEPS = 200_000
#: Rounds of propagation.
_ROUNDS = 4


class TooHard(Exception):
    """More work than is spent on one thing, or something that inequalities cannot say."""


@dataclass(slots=True)
class Shared:
    """What all systems of a set share: the variables that are whole numbers, the widest ranges, the work spent so far.

    ``left`` is how many more steps may be spent on what is looked at now, ``total`` on the whole set.
    """

    integers: set[int] = field(default_factory=set)
    widest: dict[int, Interval] = field(default_factory=dict)
    total: int = _MOST_STEPS
    left: int = _MOST_STEPS

    def begin(self, most: int) -> None:
        """Allow so many steps for what comes next."""
        self.left = min(most, self.total)

    def spend(self, steps: int) -> None:
        """Count steps. Raises ``TooHard`` where there are none left."""
        self.left -= steps
        self.total -= steps
        if self.left < 0:
            raise TooHard("ways")


class System:
    """A conjunction of inequalities. Immutable: adding makes a new one."""

    __slots__ = ("_possible", "bounds", "rows", "shared")

    def __init__(
        self,
        shared: Shared,
        bounds: dict[int, Interval] | None = None,
        rows: tuple[Constraint, ...] = (),
    ) -> None:
        """Without bounds and rows it is satisfied by everything."""
        self.shared = shared
        self.bounds = {} if bounds is None else bounds
        self.rows = rows
        self._possible: bool | None = None

    def interval(self, variable: int) -> Interval:
        """The range of a variable, as far as it is known."""
        return self.bounds.get(variable) or self.shared.widest.get(variable, EVERYTHING)

    def with_constraints(self, constraints: Iterable[Constraint]) -> System | None:
        """The system with more inequalities; None where it is plain that nothing is left."""
        self.shared.spend(1 + len(self.bounds) // 16 + sum(len(row.terms) for row in self.rows) // 2)
        bounds, rows, changed = dict(self.bounds), list(self.rows), False
        for one in constraints:
            for variable, _ in one.terms:
                if variable not in bounds:
                    bounds[variable] = self.shared.widest.get(variable, EVERYTHING)
            if not one.terms:
                if one.constant < 0 or (one.strict and one.constant == 0):
                    return None
            elif len(one.terms) == 1:
                if _bound(bounds, one, self.shared.integers):
                    changed = True
                    if _is_empty(bounds[one.terms[0][0]]):
                        return None
            elif (known := _known(bounds, one)) is False:
                return None
            elif known is None and one not in rows:
                rows.append(one)
                changed = True
        if not changed:
            return self
        if rows and not _propagate(bounds, rows, self.shared.integers):
            return None
        return System(self.shared, bounds, tuple(rows))

    def with_form(self, form: Form, *, strict: bool = False) -> System | None:
        """The system with form ≥ 0 (or > 0)."""
        return self.with_constraints((at_least_zero(form, self.shared.integers, strict=strict),))

    def with_zero(self, form: Form) -> System | None:
        """The system with form = 0."""
        integers = self.shared.integers
        return self.with_constraints((at_least_zero(form, integers), at_least_zero(form.times(-1), integers)))

    def checked(self) -> System | None:
        """The system itself where something satisfies it."""
        return self if self.possible else None

    @property
    def possible(self) -> bool:
        """Whether something satisfies it."""
        if self._possible is None:
            self._possible = _eliminate(self.rows, self.bounds, self.shared)
        return self._possible

    def renamed(self, names: Mapping[int, int]) -> System:
        """The same system about other variables."""
        bounds = {names.get(one, one): found for one, found in self.bounds.items()}
        return System(self.shared, bounds, tuple(row.renamed(names) for row in self.rows))

    def joined(self, other: System) -> System | None:
        """Both systems at once."""
        bounds = dict(self.bounds)
        for one, (low, low_out, high, high_out) in other.bounds.items():
            found = _meet(bounds.get(one, EVERYTHING), (low, low_out, high, high_out))
            if _is_empty(found):
                return None
            bounds[one] = found
        rows = tuple(dict.fromkeys(self.rows + other.rows))
        if rows and not _propagate(bounds, rows, self.shared.integers):
            return None
        return System(self.shared, bounds, rows)


# ---- Bounds of single variables


def _is_empty(interval: Interval) -> bool:
    low, low_out, high, high_out = interval
    if low is None or high is None:
        return False
    return low > high or (low == high and (low_out or high_out))


def _meet(one: Interval, other: Interval) -> Interval:
    low, low_out = _higher(one[0], one[1], other[0], other[1])
    high, high_out = one[2], one[3]
    if other[2] is not None and (high is None or other[2] < high):
        high, high_out = other[2], other[3]
    elif other[2] is not None and other[2] == high:
        high_out = high_out or other[3]
    return low, low_out, high, high_out


def _higher(a: Number | None, a_out: bool, b: Number | None, b_out: bool) -> tuple[Number | None, bool]:
    if a is None or (b is not None and b > a):
        return b, b_out
    return (a, a_out or b_out) if a == b else (a, a_out)


def _bound(bounds: dict[int, Interval], one: Constraint, integers: set[int]) -> bool:
    """Tighten the bounds by an inequality on one variable; whether that changed anything."""
    ((variable, coefficient),) = one.terms
    end: Number = (
        Fraction(-one.constant, coefficient) if coefficient not in (1, -1) else -one.constant * coefficient
    )
    new: Interval = (end, one.strict, None, False) if coefficient > 0 else (None, False, end, one.strict)
    if variable in integers:
        new = _whole(new)
    old = bounds.get(variable, EVERYTHING)
    found = _meet(old, new)
    bounds[variable] = found
    return found != old


def _whole(interval: Interval) -> Interval:
    """The whole numbers of a range."""
    low, low_out, high, high_out = interval
    if low is not None:
        up = -(-low.numerator // low.denominator)
        low = up + 1 if low_out and up == low else up
    if high is not None:
        down = high.numerator // high.denominator
        high = down - 1 if high_out and down == high else down
    return low, False, high, False


# ---- Inequalities between several variables


def _extreme(bounds: Mapping[int, Interval], one: Constraint) -> tuple[Number, int, int]:
    """The highest value of Σ coefficient × variable: its finite part, how many have no end, how many leave it out."""
    total: Number = 0
    endless = left_out = 0
    for variable, coefficient in one.terms:
        low, low_out, high, high_out = bounds.get(variable, EVERYTHING)
        end, out = (high, high_out) if coefficient > 0 else (low, low_out)
        if end is None:
            endless += 1
        else:
            total += coefficient * end
            left_out += out
    return total, endless, left_out


def _known(bounds: Mapping[int, Interval], one: Constraint) -> bool | None:
    """Whether the bounds alone decide an inequality."""
    most, endless, out = _extreme(bounds, one)
    if not endless:
        rest = most + one.constant
        if rest < 0 or (rest == 0 and (one.strict or out)):
            return False
    least, endless, out = _extreme(bounds, Constraint(tuple((v, -c) for v, c in one.terms), 0, False))
    if not endless:
        rest = one.constant - least
        if rest > 0 or (rest == 0 and (out or not one.strict)):
            return True
    return None


def _propagate(bounds: dict[int, Interval], rows: Iterable[Constraint], integers: set[int]) -> bool:
    """Tighten bounds by inequalities until little changes; False where a range becomes empty."""
    for _ in range(_ROUNDS):
        changed = False
        for row in rows:
            most, endless, out = _extreme(bounds, row)
            if endless > 1:
                continue
            for variable, coefficient in row.terms:
                new = _implied(row, variable, coefficient, bounds, (most, endless, out))
                if new is None:
                    continue
                old = bounds.get(variable, EVERYTHING)
                found = _meet(old, _whole(new) if variable in integers else new)
                if found != old:
                    if _is_empty(found):
                        return False
                    bounds[variable] = found
                    changed = True
        if not changed:
            return True
    return True


def _implied(
    row: Constraint,
    variable: int,
    coefficient: int,
    bounds: Mapping[int, Interval],
    most: tuple[Number, int, int],
) -> Interval | None:
    """The range of one variable that an inequality leaves, given the highest that its sum was found to be."""
    total, endless, out = most
    low, low_out, high, high_out = bounds.get(variable, EVERYTHING)
    end, left_out = (high, high_out) if coefficient > 0 else (low, low_out)
    if endless and end is not None:
        return None  # another variable has no end
    others = total if end is None else total - coefficient * end
    # coefficient × variable ≥ −constant − others
    limit: Number = -row.constant - others
    limit = limit * coefficient if coefficient in (1, -1) else Fraction(limit) / coefficient
    strict = row.strict or out - left_out > 0
    return (limit, strict, None, False) if coefficient > 0 else (None, False, limit, strict)


_Row = tuple[dict[int, int], int, bool]


def _eliminate(rows: tuple[Constraint, ...], bounds: Mapping[int, Interval], shared: Shared) -> bool:
    """Fourier–Motzkin: eliminate variable after variable until only numbers are left to compare."""
    if not rows:
        return True
    left: list[_Row] = []
    for row in rows:
        known = _known(bounds, row)
        if known is False:
            return False
        if known is None:
            left.append(_with_fixed(row, bounds))
    variables = {variable for row in left for variable in row[0]}
    for variable in variables:
        left += _bounds_as_rows(variable, bounds.get(variable, EVERYTHING))
    while variables:
        variable = min(variables, key=lambda one: _cost(one, left))
        variables.discard(variable)
        found = _without(variable, left)
        if found is None:
            return False
        left = found
        shared.spend(len(left))
        if len(left) > _MOST:
            return True
    return True


def _with_fixed(row: Constraint, bounds: Mapping[int, Interval]) -> _Row:
    """An inequality with the variables that can have one value only replaced by it."""
    terms: dict[int, int] = {}
    rest: Number = row.constant
    for variable, coefficient in row.terms:
        low, _, high, _ = bounds.get(variable, EVERYTHING)
        if low is not None and low == high:
            rest += coefficient * low
        else:
            terms[variable] = coefficient
    if type(rest) is int:
        return terms, rest, row.strict
    scale = rest.denominator
    return {variable: value * scale for variable, value in terms.items()}, rest.numerator, row.strict


def _bounds_as_rows(variable: int, interval: Interval) -> Iterable[_Row]:
    low, low_out, high, high_out = interval
    if low is not None:
        yield {variable: low.denominator}, -low.numerator, low_out
    if high is not None:
        yield {variable: -high.denominator}, high.numerator, high_out


def _cost(variable: int, rows: list[_Row]) -> int:
    lower = sum(1 for row in rows if row[0].get(variable, 0) > 0)
    upper = sum(1 for row in rows if row[0].get(variable, 0) < 0)
    return lower * upper - lower - upper


def _without(variable: int, rows: list[_Row]) -> list[_Row] | None:
    """The rows that follow about the other variables; None where two of them contradict each other."""
    lower = [row for row in rows if row[0].get(variable, 0) > 0]
    upper = [row for row in rows if row[0].get(variable, 0) < 0]
    left = [row for row in rows if variable not in row[0]]
    for terms, rest, strict in lower:
        for other_terms, other_rest, other_strict in upper:
            a, b = -other_terms[variable], terms[variable]
            joined = {one: a * value for one, value in terms.items() if one != variable}
            for one, value in other_terms.items():
                if one != variable:
                    total = joined.get(one, 0) + b * value
                    if total:
                        joined[one] = total
                    else:
                        joined.pop(one, None)
            number = a * rest + b * other_rest
            either = strict or other_strict
            if joined:
                left.append((joined, number, either))
            elif number < 0 or (number == 0 and either):
                return None
    return left
