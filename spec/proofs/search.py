"""Facts that satisfy a system: values for its variables, readable ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from spec.proofs.linear import Form, Number, constant, variable
from spec.proofs.space import Assignment, Space
from spec.proofs.system import Interval, System

#: How many values are tried in all before the search gives up.
_MOST_TRIED = 600
#: Round numbers that make a readable example, for what stands in a relation to something else.
_ROUND = (100, 10, 20, 50, 1, 200, 1000, 10_000, 1_000_000)
_SHARES = (Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(9, 10), Fraction(1, 100), Fraction(2))
#: So many days from the set's own year an end of a range is one that the rules name.
_NEARBY = 1000
#: The finest decimals that are tried.
_FINEST = 9


class _Budget:
    def __init__(self) -> None:
        self.left = _MOST_TRIED

    def spend(self) -> bool:
        """Whether one more value may be tried."""
        self.left -= 1
        return self.left >= 0


def find(system: System, order: Sequence[int], space: Space) -> Assignment | None:
    """Values for the variables of ``order`` (and all that follow from them) that satisfy a system; None if unfound."""
    if not system.possible:
        return None
    wanted = [one for one in dict.fromkeys(order) if one not in space.derived]
    wanted += sorted(one for one in _asked(system) if one not in wanted and one not in space.derived)
    return _assign(system, wanted, {}, space, _Budget())


def _asked(system: System) -> set[int]:
    return {one for row in system.rows for one, _ in row.terms}


def _assign(
    system: System, left: list[int], known: Assignment, space: Space, budget: _Budget
) -> Assignment | None:
    settled = _with_derived(system, known, space)
    if settled is None:
        return None
    if not left:
        return known if settled.possible else None
    chosen, rest = left[0], left[1:]
    related = any(any(one == chosen for one, _ in row.terms) and len(row.terms) > 1 for row in settled.rows)
    for value in _candidates(chosen, settled.interval(chosen), space, related=related):
        if not budget.spend():
            return None
        narrowed = settled.with_zero(variable(chosen).plus(constant(value), -1))
        if narrowed is None or not narrowed.possible:
            continue
        found = _assign(narrowed, rest, {**known, chosen: value}, space, budget)
        if found is not None:
            return found
    return None


def _with_derived(system: System, known: Assignment, space: Space) -> System | None:
    """The system with the values of what follows from what is known; ``known`` gains them."""
    found: System | None = system
    for place, derived in space.derived.items():
        if place not in known and derived.inputs <= known.keys() and found is not None:
            try:
                known[place] = derived.value(known)
            except ZeroDivisionError:
                return None  # a quotient that has no value with these
            found = found.with_zero(Form({place: 1}, -known[place]))
    return found


def _candidates(chosen: int, interval: Interval, space: Space, *, related: bool) -> Iterator[Number]:
    """Values inside a range: round ones first where the variable is related to others, else the lowest."""
    low, low_out, high, high_out = interval
    whole = chosen in space.integers
    proposed = (
        _days(interval, space.model.year)
        if chosen in space.days
        else _proposed(interval, whole=whole, round_first=_round_first(chosen, space, related))
    )
    if space.keys[chosen][0] == "empty":
        proposed = (1, 0)  # no value that nobody asks for needs to be inside its domain
    seen: set[Number] = set()
    for value in proposed:
        above = low is None or value > low or (value == low and not low_out)
        below = high is None or value < high or (value == high and not high_out)
        if above and below and value not in seen and (not whole or value.denominator == 1):
            seen.add(value)
            yield value


def _days(interval: Interval, year: int) -> Iterator[Number]:
    """An end of the range that something asks for, else a day of the set's own year."""
    low, _, high, _ = interval
    first = date(year, 1, 1).toordinal()
    for end, inwards in ((high, -1), (low, 1)):
        if end is not None and -_NEARBY < end - first < _NEARBY:
            yield end
            yield end + inwards
    yield from (first + 165, first, first + 364)
    if low is not None and high is not None:
        yield from (low, high, (low + high) // 2)


def _round_first(chosen: int, space: Space, related: bool) -> tuple[Number, ...]:
    """The round numbers that are tried first."""
    if not related or chosen in space.few:
        return ()
    return _SHARES if chosen in space.ratios else _ROUND


def _proposed(interval: Interval, *, whole: bool, round_first: tuple[Number, ...]) -> Iterable[Number]:
    low, _, high, _ = interval
    yield from round_first
    if low is None and high is None:
        yield 0
    for end in (low, high):
        if end is not None:
            yield end
            yield from ((end + 1, end - 1) if whole else ())
    if not whole:
        yield from _decimals(interval)
    if low is not None and high is not None:
        yield (low + high) // 2
    yield from _ROUND
    yield from (end + 2 for end in (low,) if end is not None)


def _decimals(interval: Interval) -> Iterator[Number]:
    """The shortest decimals next to the ends of a range."""
    low, _, high, _ = interval
    for places in range(_FINEST + 1):
        unit = Fraction(1, 10**places)
        if low is not None:
            yield (low // unit + 1) * unit
        if high is not None:
            yield -(-high // unit + 1) * unit
