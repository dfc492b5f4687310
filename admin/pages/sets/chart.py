"""The chart of an impact: a bar for each unit, to the left of the line where it loses, to the right where it gains."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from engine.impact.result import UnitImpact

#: Beyond so many units a chart is no picture any more: the largest changes are drawn, the table has all.
MOST: Final = 30

_NAMES: Final = 260
_WIDTH: Final = 720
_ROW: Final = 24
_TOP: Final = 8
_LABEL: Final = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit: where its bar begins and how wide it is, and where the figure stands."""

    name: str
    amount: Decimal
    x: int
    width: int
    y: int
    label_x: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars. ``zero``: where the line stands; ``widest``: the amount that the longest bar is drawn for.

    ``is_whole``: whether every unit whose points change is drawn.
    """

    bars: tuple[Bar, ...]
    width: int
    height: int
    names: int
    zero: int
    widest: Decimal
    row: int
    is_whole: bool


def chart_of(units: Sequence[UnitImpact]) -> Chart | None:
    """The units with the largest changes, losses on top; None where nobody's points change."""
    changed = [unit for unit in units if unit.points]
    largest = sorted(changed, key=lambda unit: -abs(unit.points))[:MOST]
    chosen = [unit for unit in changed if unit in largest]
    if not chosen:
        return None
    chosen.sort(key=lambda unit: unit.points)
    widest = max(abs(unit.points) for unit in chosen)
    losses = max(-chosen[0].points, Decimal(0))
    gains = max(chosen[-1].points, Decimal(0))
    room = _WIDTH - _NAMES - 2 * _LABEL
    spread = losses + gains
    zero = _NAMES + _LABEL + _scaled(losses, spread, room)
    bars = tuple(_bar(unit, number, zero, spread, room) for number, unit in enumerate(chosen))
    height = _TOP * 2 + _ROW * len(bars)
    return Chart(bars, _WIDTH, height, _NAMES, zero, widest, _ROW, len(chosen) == len(changed))


def _bar(unit: UnitImpact, number: int, zero: int, spread: Decimal, room: int) -> Bar:
    width = max(_scaled(abs(unit.points), spread, room), 1)
    loses = unit.points < 0
    x = zero - width if loses else zero
    return Bar(
        name=_short(unit.name),
        amount=unit.points,
        x=x,
        width=width,
        y=_TOP + _ROW * number,
        label_x=x - 6 if loses else x + width + 6,
        anchor="end" if loses else "start",
    )


def _scaled(amount: Decimal, spread: Decimal, room: int) -> int:
    return int((amount * room / spread).to_integral_value(ROUND_HALF_UP))


def _short(name: str, most: int = 32) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
