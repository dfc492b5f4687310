"""Score tables on the terminal, in the columns that a department receives."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from engine.block import UnitResult
from engine.reasons import loss_reason
from engine.rounding import text
from engine.totals import Subtotal, Totals


def _vi(amount: int | None, places: int) -> str:
    return "–" if amount is None else text(amount, places).replace(".", ",")


def ranking(results: Sequence[UnitResult]) -> Table:
    """All units with total, percentage, rank and band."""
    table = Table(title="Bảng xếp hạng", title_justify="left")
    for name, right in (
        ("Hạng", True),
        ("Đơn vị", False),
        ("Điểm", True),
        ("Tối đa", True),
        ("Chỉ số %", True),
    ):
        table.add_column(name, justify="right" if right else "left")
    table.add_column("Xếp loại")
    order = sorted(results, key=lambda r: (r.placed.rank is None, r.placed.rank or 0))
    for result in order:
        totals = result.totals
        places, published = totals.program.places, totals.program.model.published_places
        band = totals.band.name if totals.band else "–"
        mark = " (tạm tính)" if totals.provisional else ""
        table.add_row(
            rank_text(result.placed.rank, result.placed.rank_of),
            result.unit.name,
            _vi(totals.points, places),
            _vi(totals.maximum, places),
            _vi(totals.published(totals.percent), published) + mark,
            band,
        )
    return table


def rank_text(rank: int | None, rank_of: int | None) -> str:
    """«18/21», or a dash for what is not ranked."""
    return "–" if rank is None else f"{rank}/{rank_of}"


def scorecard(result: UnitResult) -> Table:
    """One unit's table: areas with points, rank and the reason of every lost point."""
    totals = result.totals
    places = totals.program.places
    table = Table(
        title=f"{result.unit.name} – năm {totals.program.model.year}", title_justify="left", show_lines=True
    )
    table.add_column("STT")
    table.add_column("Tiêu chí", ratio=2)
    table.add_column("Điểm tối đa", justify="right")
    table.add_column("Điểm đạt được", justify="right")
    table.add_column("Xếp hạng", justify="right")
    table.add_column("Ghi chú", ratio=3)
    for area in totals.areas:
        rank, rank_of = result.placed.areas.get(area.group.item.number, (None, None))
        table.add_row(
            area.group.item.number,
            area.group.item.name,
            _vi(area.maximum, places),
            _vi(area.points, places),
            rank_text(rank, rank_of),
            "\n".join(notes(result, area)) or "Đạt điểm tối đa",
        )
    _adjustment_rows(table, totals)
    table.add_row("", "Tổng cộng", _vi(totals.maximum, places), _vi(totals.points, places), *_end(result))
    return table


def _adjustment_rows(table: Table, totals: Totals) -> None:
    for one in totals.adjustments:
        sign = "+" if one.adjustment.kind == "bonus" else "−"
        table.add_row("", one.adjustment.name, "", sign + _vi(one.points, totals.program.places), "", "")


def _end(result: UnitResult) -> tuple[str, str]:
    totals = result.totals
    percent = _vi(totals.published(totals.percent), totals.program.model.published_places)
    band = f"; {totals.band.name}" if totals.band else ""
    return rank_text(result.placed.rank, result.placed.rank_of), f"Chỉ số {percent} %{band}"


def notes(result: UnitResult, area: Subtotal) -> list[str]:
    """A line for every loss, pending leaf and leaf that does not apply in an area."""
    scored = result.scored
    program = scored.program
    lines = []
    for position in range(area.group.start, area.group.end):
        number = program.leaves[position].number
        _, status, losses = scored.outcomes[position]
        if status == "not_applicable":
            lines.append(f"{number}: không áp dụng")
        for points, rule in losses:
            lines.append(f"{number}: −{_vi(points, program.places)}: {loss_reason(scored, position, rule)}")
        if status == "pending":
            bounds = scored.open[position]
            between = f"{_vi(bounds.low, program.places)} đến {_vi(bounds.high, program.places)}"
            lines.append(f"{number}: đang chờ (từ {between} điểm): {', '.join(sorted(bounds.needs))}")
    return lines


def print_scores(console: Console, results: Sequence[UnitResult], shown: Sequence[UnitResult]) -> None:
    """The ranking where there are several units, then the scorecards that were asked for."""
    if len(results) > 1:
        console.print(ranking(results))
    for result in shown:
        console.print()
        console.print(scorecard(result))
        for warning in result.unit.warnings:
            console.print(f"Cảnh báo: {warning}", style="yellow", highlight=False, markup=False)
