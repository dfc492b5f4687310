"""Places within a block, on the published figure or the exact one as the set says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from engine.program import Program
from engine.totals import Totals


@dataclass(slots=True)
class Placed:
    """A unit's rank with what it is out of, and the same for each area by its number; None where unranked.

    Out of: the last rank if ranks are dense, else the number of ranked units.
    """

    rank: int | None = None
    rank_of: int | None = None
    areas: dict[str, tuple[int, int]] = field(default_factory=dict)


#: What pandas calls the ways of ranking.
_METHODS: dict[str, Literal["dense", "min", "first"]] = {
    "dense": "dense",
    "competition": "min",
    "ordinal": "first",
}


def place(program: Program, totals: Sequence[Totals]) -> list[Placed]:
    """The places of all units, each within its block; ordinal ranks of equals follow the order of the document."""
    placed = [Placed() for _ in totals]
    model = program.model
    for block in dict.fromkeys(one.scored.unit.block for one in totals):
        if block in model.unranked_blocks:
            continue
        members = [
            index
            for index, one in enumerate(totals)
            if one.scored.unit.block == block
            and one.scored.unit.ranked
            and one.scored.unit.code not in model.unranked_units
        ]
        ranks, last = _ranks(program, [totals[index].percent for index in members], totals)
        for index, rank in zip(members, ranks, strict=True):
            if rank is not None:
                placed[index].rank, placed[index].rank_of = rank, last
        for position, group in enumerate(program.areas):
            percents = [totals[index].areas[position].percent for index in members]
            ranks, last = _ranks(program, percents, totals)
            for index, rank in zip(members, ranks, strict=True):
                if rank is not None:
                    placed[index].areas[group.item.number] = (rank, last)
    return placed


def _ranks(
    program: Program, percents: Sequence[Fraction | None], totals: Sequence[Totals]
) -> tuple[list[int | None], int]:
    """The rank of each figure, the highest first, and what they are out of; None has none."""
    import pandas as pd  # costs as much as everything else together, and only ranking needs it

    if program.model.compare_exact:
        figures: list[Fraction | int | None] = list(percents)
    else:
        figures = [one.published(percent) for one, percent in zip(totals, percents, strict=False)]
    known = [(index, figure) for index, figure in enumerate(figures) if figure is not None]
    found: list[int | None] = [None] * len(figures)
    if not known:
        return found, 0
    # Exact figures become their place among the distinct ones, so that no float ever decides a tie.
    order = {figure: number for number, figure in enumerate(sorted({figure for _, figure in known}))}
    keys = pd.Series([order[figure] for _, figure in known])
    method = _METHODS[program.model.ranking]
    ranks = [int(rank) for rank in keys.rank(method=method, ascending=False)]
    for (index, _), rank in zip(known, ranks, strict=True):
        found[index] = rank
    return found, max(ranks) if program.model.ranking == "dense" else len(ranks)
