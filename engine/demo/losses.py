"""How the points that a unit loses in an area are spread over the leaves of that area.

A leaf loses in steps (`STEPS`) or by a ratio (`ratios`). Steps are tried in a random order until what is left is small
enough for one more leaf; that leaf is one with a ratio, whose numerator and denominator are looked for until its
points, rounded half up to thousandths, come out exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from engine.demo.units import Unit

ATTEMPTS = 20_000


class Lost(NamedTuple):
    """What a leaf loses in thousandths and, where a ratio decides it, the ratio."""

    points: int
    part: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Step:
    """A leaf (or two that go together) that loses one of these amounts, if at all; `often` of 1 means in most units."""

    leaf: str
    amounts: tuple[int, ...]
    often: float = 0.6


@dataclass(frozen=True)
class Ratio:
    """A leaf of maximum × part/whole that gives nothing under a share of `least` percent."""

    leaf: str
    maximum: int
    least: int
    wholes: range
    often: float = 0.4  # how often some of it is lost
    idle: float = 0.0  # how often there is nothing to do, where that is full points
    closes: bool = True  # may take what is left
    surely: int = 0  # percent that is lost by everyone: no survey ends with all answers content

    def lost(self, part: int, whole: int) -> int:
        """The thousandths lost: the maximum less the rounded points."""
        return self.maximum - (2 * self.maximum * part + whole) // (2 * whole)

    def exactly(self, rng: Random, points: int) -> Lost | None:
        """A ratio that loses exactly so much, if there is one among the denominators tried."""
        if 100 * points < self.surely * self.maximum:
            return None
        for _ in range(60):
            whole = rng.choice(self.wholes)
            fewest = whole * (self.maximum - points) // self.maximum
            for part in (fewest, fewest + 1):
                if self.lost(part, whole) == points and 100 * part >= self.least * whole:
                    return Lost(points, part, whole)
        return None

    def drawn(self, rng: Random) -> Lost:
        """Some ratio over the least, nearer to the whole than to the least."""
        whole = rng.choice(self.wholes)
        share = rng.random()
        percent = self.surely + (100 - self.least - self.surely) * share * share
        missing = int(whole * percent / 100)
        return Lost(self.lost(whole - missing, whole), whole - missing, whole)

    def full(self, rng: Random) -> Lost:
        """Nothing lost: all of it done, or nothing to do."""
        whole = 0 if rng.random() < self.idle else rng.choice(self.wholes)
        return Lost(0, whole, whole)


# 1.2 stands for 1.2.1 and 1.2.2 (a report not sent costs in both), 5.6 for 5.6.1 and 5.6.2.
STEPS: Mapping[int, tuple[Step, ...]] = {
    1: (
        Step("1.1.1", (250,), 0.3),
        Step("1.1.2", (250,), 0.3),
        Step("1.2", (250, 250, 500, 750), 0.5),
        Step("1.3.1", (500,), 0.4),
        Step("1.4.1", (500,), 0.3),
        Step("1.4.2", (250, 250, 500), 0.5),
        Step("1.4.3", (750,), 0.2),
        Step("1.5.1", (1000, 1000, 2500), 0.9),
        Step("1.6.2", (500,), 0.3),
        Step("1.7.1", (500,), 0.4),
    ),
    2: (
        Step("2.1.2", (250, 500), 0.5),
        Step("2.1.3", (500,), 0.3),
        Step("2.3.1", (500,), 0.4),
        Step("2.3.2", (500,), 0.5),
    ),
    3: (
        Step("3.1.2", (500, 500, 1000), 0.6),
        Step("3.2.1", (250, 500), 0.5),
        Step("3.2.2", (500,), 0.3),
        Step("3.2.3", (125, 250, 375, 500, 750), 0.6),
        Step("3.3.2", (500,), 0.4),
        Step("3.4.2", (1000,), 0.3),
        Step("3.4.3", (100, 200, 300), 0.5),
        Step("3.5.2", (500,), 0.2),
        Step("3.6.1", (500,), 0.2),
    ),
    4: (
        Step("4.1.1", (1000,), 0.3),
        Step("4.1.3", (1000,), 0.2),
        Step("4.1.4", (1000,), 0.6),
        Step("4.1.5", (500,), 0.4),
        Step("4.2.2", (750,), 0.6),
        Step("4.3.1", (500,), 0.6),
        Step("4.4.1", (100, 200, 300), 0.6),
    ),
    5: (
        Step("5.2.2", (500,), 0.2),
        Step("5.3.1", (500, 500, 1000), 0.6),
        Step("5.4.2", (500,), 0.3),
        Step("5.4.3", (250, 500), 0.5),
        Step("5.4.4", (250,), 0.5),
        Step("5.5.1", (500,), 0.4),
        Step("5.6", (125, 250, 1000, 1000), 0.6),
        Step("5.7.1", (500,), 0.5),
    ),
    6: (
        Step("6.1.1", (1000,), 0.2),
        Step("6.1.2", (500,), 0.6),
        Step("6.2.2", (500,), 0.5),
        Step("6.3.1", (500,), 0.4),
        Step("6.3.2", (500,), 0.4),
        Step("6.4.1", (500, 500, 1000), 0.5),
    ),
    7: (
        Step("7.2.2", (500,), 0.3),
        Step("7.3.1", (250,), 0.5),
        Step("7.3.2", (100, 100, 200, 300), 0.6),
        Step("7.4.1", (500, 500, 1000), 0.4),
        Step("7.4.2", (500,), 0.5),
        Step("7.4.3", (500, 500, 1000), 0.6),
        Step("7.5.1", (250, 500), 0.5),
        Step("7.6.1", (500,), 0.4),
    ),
}


def _about(count: int, least: int = 1) -> range:
    """Counts within a tenth of this one."""
    return range(max(least, count - count // 10), max(least, count + count // 10) + 1)


def ratios(unit: Unit, present: int) -> Mapping[int, tuple[Ratio, ...]]:
    """The leaves with a ratio, in the sizes of this unit."""
    few = range(3, 9)
    services = range(unit.services, unit.services + 1)
    return {
        1: (
            Ratio("1.1.3", 2000, 80, range(22, 61), often=0.7),
            Ratio("1.3.2", 1000, 70, few, often=0.3, idle=0.3),
            Ratio("1.6.1", 2000, 75, _about(unit.tasks), often=0.9),
            # Ballots A + B + C + D, a fifth of a ballot being the unit of the score (5·A + 3·B + C).
            Ratio("1.8.1", 1000, 72, range(5 * 84, 5 * 156, 5), often=1, surely=5),
        ),
        2: (
            Ratio("2.1.1", 1500, 70, range(unit.laws, unit.laws + 1), often=0.1),
            Ratio("2.2.1", 1500, 80, range(8, 45), often=0.3),
            Ratio("2.2.2", 1000, 80, range(2, 7), often=0, idle=0.4),
            Ratio("2.4.1", 1500, 70, range(1, 3), often=0, idle=0.8, closes=False),
            Ratio("2.5.1", 1500, 70, range(6, 20), often=0.3),
        ),
        3: (
            Ratio("3.1.1", 1500, 80, range(min(6, unit.procedures), min(25, unit.procedures) + 1)),
            Ratio("3.3.1", 1500, 80, range(unit.procedures - unit.procedures // 20, unit.procedures + 1)),
            Ratio("3.4.1", 3000, 94, _about(unit.dossiers), often=0.8),
            Ratio("3.5.1", 1000, 90, range(2, 24), often=0.3, idle=0.4),
            Ratio("3.6.2", 2500, 74, _about(60 + min(unit.dossiers // 4, 1100)), often=1, surely=4),
        ),
        4: (
            Ratio("4.1.2", 1500, 80, range(unit.mergers, unit.mergers + 1), often=0, closes=False),
            Ratio("4.3.2", 1000, 70, few, often=0, idle=0.6, closes=False),
        ),
        5: (
            Ratio("5.1.1", 2000, 95, range(present, present + 1), often=0.2),
            Ratio("5.5.2", 2000, 80, range(8, 25), often=0.2),
        ),
        6: (
            Ratio("6.2.1", 1500, 50, services, often=0.1),
            Ratio("6.4.2", 1000, 50, range(24, 800), often=0.1, idle=0.6),
        ),
        7: (
            Ratio("7.1.1", 2500, 80, range(7, 20), often=0.2),
            Ratio("7.2.1", 2000, 94, _about(unit.documents), often=0.2),
        ),
    }


def spread(rng: Random, points: int, steps: Iterable[Step], by_ratio: Iterable[Ratio]) -> dict[str, Lost]:
    """Spread these thousandths over the leaves of an area; every leaf with a ratio gets its ratio."""
    steps, by_ratio = list(steps), list(by_ratio)
    for _ in range(ATTEMPTS):
        lost = _attempt(rng, points, steps, by_ratio)
        if lost is not None and _consistent(lost):
            return lost
    raise ValueError(f"no way found to lose {points} thousandths in {[leaf.leaf for leaf in by_ratio]}")


def _consistent(lost: Mapping[str, Lost]) -> bool:
    """Letters of apology (3.4.2) are only missing where dossiers were late, answers (3.5.2) where petitions came."""
    late = "3.4.2" not in lost or lost["3.4.1"].points > 0
    return late and ("3.5.2" not in lost or lost["3.5.1"].whole > 0)


def _attempt(rng: Random, points: int, steps: list[Step], by_ratio: list[Ratio]) -> dict[str, Lost] | None:
    lost: dict[str, Lost] = {}
    rest = points
    open_ratios = [leaf for leaf in by_ratio if leaf.wholes[-1]]
    rng.shuffle(open_ratios)
    last = next((leaf for leaf in open_ratios if leaf.closes), None)
    for leaf in open_ratios:
        if leaf is last:
            continue
        draw = leaf.drawn(rng) if rng.random() < leaf.often else leaf.full(rng)
        lost[leaf.leaf] = draw
        rest -= draw.points
    rng.shuffle(steps)
    for step in steps:
        amount = rng.choice(step.amounts)
        if amount <= rest and rng.random() < step.often:
            lost[step.leaf] = Lost(amount)
            rest -= amount
    if last is None or rest < 0:
        return lost if rest == 0 else None
    closing = last.full(rng) if rest == 0 and not last.surely else last.exactly(rng, rest)
    return None if closing is None else {**lost, last.leaf: closing}
