"""Score tables on the terminal, in the columns that a department receives."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.block import UnitResult
from engine.output.words import amount, clean, word
from engine.reasons import adjustment_reason, leaving_reason, loss_reason, needs_text
from engine.totals import UNLIMITED, Subtotal, Totals
from spec.keywords import Language


def ranking(results: Sequence[UnitResult], title: str = "", language: Language = "vi") -> Table:
    """Units with total, percentage, rank and band, the best first."""
    table = Table(title=_cell(title or word("ranking", language)), title_justify="left")
    for name in ("rank", "code", "unit", "points", "maximum", "percent", "band"):
        right = name in ("rank", "points", "maximum", "percent")
        table.add_column(word(name, language), justify="right" if right else "left")
    for result in sorted(results, key=lambda r: (r.placed.rank is None, r.placed.rank or 0)):
        totals = result.totals
        places = totals.program.places
        cells = (
            rank_text(result.placed.rank, result.placed.rank_of),
            result.unit.code,
            result.unit.name,
            amount(totals.points, places),
            amount(totals.maximum, places),
            _percent_text(totals, language),
            totals.band.name if totals.band else "–",
        )
        table.add_row(*(_cell(cell) for cell in cells))
    return table


def _percent_text(totals: Totals, language: Language) -> str:
    shown = _percent(totals.percent, totals)
    if not totals.provisional:
        return shown
    low, high = (_percent(bound, totals) for bound in totals.percent_bounds)
    return f"{shown} ({word('may_be', language, low=low, high=high)})"


def _percent(percent: object, totals: Totals) -> str:
    return amount(totals.published(percent), totals.program.model.published_places)  # type: ignore[arg-type]


def _cell(shown: str) -> Text:
    """Text as it is: what stands in square brackets is no markup."""
    return Text("\n".join(clean(line) for line in shown.split("\n")))


def rank_text(rank: int | None, rank_of: int | None) -> str:
    """«18/21», or a dash for what is not ranked."""
    return "–" if rank is None else f"{rank}/{rank_of}"


# ---- One unit


def scorecard(result: UnitResult, language: Language = "vi") -> Table:
    """One unit's table: areas with points, rank and the reason of every lost point."""
    totals = result.totals
    title = word("scorecard", language, name=result.unit.name, year=totals.program.model.year)
    table = Table(title=_cell(title), title_justify="left", show_lines=True)
    table.add_column(word("number", language))
    table.add_column(word("criterion", language), ratio=2)
    for name in ("area_maximum", "area_points", "area_rank"):
        table.add_column(word(name, language), justify="right")
    table.add_column(word("notes", language), ratio=3)
    for area in totals.areas:
        table.add_row(*(_cell(cell) for cell in _area_row(result, area, language)))
    _adjustment_rows(table, totals, language)
    places = totals.program.places
    rank = rank_text(result.placed.rank, result.placed.rank_of)
    figures = (amount(totals.maximum, places), amount(totals.points, places), rank, _end(result, language))
    table.add_row("", *(_cell(cell) for cell in (word("total", language), *figures)))
    return table


def _area_row(result: UnitResult, area: Subtotal, language: Language) -> tuple[str, ...]:
    places = result.totals.program.places
    item = area.group.item
    rank, rank_of = result.placed.areas.get(item.number, (None, None))
    told = notes(result, area, language) or [word("all_points" if area.maximum else "all_out", language)]
    points, maximum = amount(area.points, places), amount(area.maximum, places)
    return item.number, item.name, maximum, points, rank_text(rank, rank_of), "\n".join(told)


def _adjustment_rows(table: Table, totals: Totals, language: Language) -> None:
    """Bonuses and penalties that count, or may still count."""
    places = totals.program.places
    for one in totals.adjustments:
        if not one.high:
            continue
        sign = "+" if one.adjustment.kind == "bonus" else "−"
        points = sign + amount(one.points, places) if one.points else "0"
        told = [adjustment_reason(totals.scored, one.adjustment, language)] if one.points else []
        if one.low != one.high:
            low, high = (amount(bound, places) if bound < UNLIMITED else "∞" for bound in (one.low, one.high))
            told.append(word("still_open", language, low=low, high=high))
        table.add_row("", *(_cell(cell) for cell in (one.adjustment.name, "", points, "", "\n".join(told))))


def _end(result: UnitResult, language: Language) -> str:
    totals = result.totals
    if totals.percent is None:
        return word("no_index", language)
    parts = [word("index", language, percent=_percent(totals.percent, totals))]
    parts += [totals.band.name] if totals.band else []
    return "; ".join([*parts, *not_certain(totals, language)])


def not_certain(totals: Totals, language: Language) -> list[str]:
    """Between what total and percentage may still come out, where something is pending."""
    if not totals.provisional:
        return []
    places = totals.program.places
    percent_low, percent_high = (_percent(bound, totals) for bound in totals.percent_bounds)
    bounds = {"low": amount(totals.low, places), "high": amount(totals.high, places)}
    return [word("not_certain", language, **bounds, percent_low=percent_low, percent_high=percent_high)]


def notes(result: UnitResult, area: Subtotal, language: Language = "vi") -> list[str]:
    """A line for every loss, pending leaf and leaf that does not apply in an area."""
    scored = result.scored
    places = scored.program.places
    lines = []
    for position in range(area.group.start, area.group.end):
        number = scored.program.leaves[position].number
        _, status, losses = scored.outcomes[position]
        if status == "not_applicable":
            why = leaving_reason(scored, position, language)
            lines.append(word("out", language, number=number) + (f": {why}" if why else ""))
        for points, rule in losses:
            reason = loss_reason(scored, position, rule, language)
            lines.append(word("loss", language, number=number, points=amount(points, places), reason=reason))
        if status == "pending":
            bounds = scored.open[position]
            needs = needs_text(bounds.needs, scored.program.layout, language)
            low, high = amount(bounds.low, places), amount(bounds.high, places)
            lines.append(word("pending", language, number=number, low=low, high=high, needs=needs))
    return lines


# ---- All together


def print_scorecards(console: Console, results: Sequence[UnitResult], language: Language = "vi") -> None:
    """The table of each unit, with the warnings about its facts."""
    for result in results:
        console.print(scorecard(result, language))
        for warning in result.unit.warnings:
            _say(console, word("warning", language, warning=warning))


def print_rankings(console: Console, results: Sequence[UnitResult], language: Language = "vi") -> None:
    """The ranking of each block, and the warnings about all units."""
    blocks = dict.fromkeys(result.unit.block for result in results)
    for block in blocks:
        title = word("ranking_of", language, block=block) if len(blocks) > 1 else ""
        console.print(ranking([one for one in results if one.unit.block == block], title, language))
    for result in results:
        for warning in result.unit.warnings:
            _say(console, word("unit_warning", language, unit=result.unit.code, warning=warning))
    _say(console, word("see_unit", language))


def _say(console: Console, shown: str) -> None:
    console.print(_cell(shown), soft_wrap=True)
