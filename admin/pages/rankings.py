"""Rankings: the units of each block by their index, or by one area's, with what the block comes to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office
from admin.exporting import Cell, csv_response
from admin.fields import later as _l
from admin.formats import points
from admin.security.rights import needs
from admin.standing_words import (
    VIEW_WORDS,
    care_words,
    move_words,
    obstacle_words,
    place_words,
    round_tag,
    ties_words,
)
from engine.book.entries import VIEWS, View
from engine.collation import vietnamese_key
from engine.service.round_scores import years_with_rounds
from engine.service.standings import Block, Change, Figures, Spread, Standing, Standings, standings
from spec.model import Area
from spec.model.criteria import Band

blueprint = Blueprint("rankings", __name__)

_YEAR: Final = "int(min=1900, max=9999)"
_VIEWS: Final[dict[str, View]] = {"tham-dinh": "appraised", "tu-cham": "declared"}

Direction = Literal["ascending", "descending"]
#: By what a ranking may be sorted, and which way it is at first.
_SORTS: Final[dict[str, Direction]] = {
    "hang": "ascending",
    "ten": "ascending",
    "tu-cham": "descending",
    "tham-dinh": "descending",
    "chi-so": "descending",
    "thay-doi": "descending",
}
_DIRECTIONS: Final[dict[str, Direction]] = {"tang": "ascending", "giam": "descending"}
_STATES: Final = {True: _l("tạm tính"), False: _l("đủ số liệu")}
#: Of a unit without a result in the view that is shown, by whether it has none as declared either.
_SILENT: Final = {True: _l("chưa có số liệu"), False: _l("chưa được thẩm định")}


@blueprint.context_processor
def helpers() -> dict[str, object]:
    """What rankings show things with."""
    return {
        "view_words": VIEW_WORDS,
        "obstacle_words": obstacle_words,
        "care_words": care_words,
        "move_words": move_words,
        "place_words": place_words,
    }


# ---- What is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """A ranking as the address asks for it; what makes no sense is as if it were not there."""

    view: View
    block: str | None
    area: Area | None
    sort: str
    direction: Direction

    def figures(self, standing: Standing) -> Figures:
        """What a unit is ranked by."""
        return standing.total if self.area is None else standing.areas[self.area.number]

    def change(self, standing: Standing) -> Change:
        """The same against last year."""
        return standing.change if self.area is None else standing.area_changes[self.area.number]

    def spread(self, block: Block) -> tuple[Spread | None, Spread | None]:
        """Percentage and points of a block."""
        if self.area is None:
            return block.percent, block.points
        return block.areas[self.area.number], block.area_points[self.area.number]


def _asked(found: Standings) -> Asked:
    given = request.args.get
    view = _VIEWS.get(given("xem", ""), "appraised")
    blocks = [block.name for block in found.blocks[view]]
    area = next((one for one in found.areas if one.number == given("linh-vuc")), None)
    sort = given("sap-xep", "hang")
    if sort not in _SORTS:
        sort = "hang"
    block = given("khoi")
    direction = _DIRECTIONS.get(given("chieu", ""), _SORTS[sort])
    return Asked(view, block if block in blocks else None, area, sort, direction)


# ---- One year


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in the table. ``shown``: what it is ranked by.

    ``points`` are None in a view in which nothing counts yet, which is not the same as 0.
    """

    standing: Standing
    points: Mapping[View, Decimal | None]
    shown: Figures
    change: Change

    @property
    def percent(self) -> Decimal | None:
        """What it is ranked by, in percent."""
        return None if self.standing.silent else self.shown.percent

    @property
    def band(self) -> Band | None:
        """Its band, whatever it is ranked by."""
        return None if self.standing.silent else self.standing.totals.band

    def area_points(self, number: str) -> Decimal | None:
        """Its points in an area."""
        return None if self.standing.silent else self.standing.areas[number].points

    @property
    def is_provisional(self) -> bool:
        """Whether what it is ranked by may still change, or its band."""
        return not self.shown.final or (
            self.shown is self.standing.total and self.standing.totals.provisional
        )

    @property
    def state(self) -> str:
        """How far its figures are to be trusted, in words."""
        if self.standing.silent:
            return str(_SILENT[self.points["declared"] is None])
        if self.shown.low != self.shown.high:
            low, high = points(self.shown.low), points(self.shown.high)
            return _("tạm tính, từ %(low)s đến %(high)s điểm", low=low, high=high)
        return str(_STATES[self.is_provisional])


@dataclass(frozen=True, slots=True)
class Table:
    """A block in the table; percentage and points are its mean, highest and lowest, of what is certain."""

    block: Block
    rows: list[Row]
    percent: Spread | None
    points: Spread | None
    pending: bool


@blueprint.get("/xep-hang")
@needs("read")
def latest() -> ResponseReturnValue:
    """The newest round."""
    with office().read() as connection:
        years = years_with_rounds(connection)
    if not years:
        return render_template("rankings/none.html")
    return redirect(url_for("rankings.ranking", year=years[0]))


@blueprint.get(f"/xep-hang/<{_YEAR}:year>")
@needs("read")
def ranking(year: int) -> ResponseReturnValue:
    """A round, block by block."""
    with office().read() as connection:
        found = standings(office(), connection, year)
        years = years_with_rounds(connection)
    asked = _asked(found)
    tables = list(_tables(found, asked))
    provisional = any(row.is_provisional for table in tables for row in table.rows)
    return render_template(
        "rankings/ranking.html",
        found=found,
        info=found.info,
        years=years,
        asked=asked,
        tables=tables,
        blocks=[block.name for block in found.blocks[asked.view]],
        view_name=next(name for name, view in _VIEWS.items() if view == asked.view),
        view_names=_VIEWS,
        tag=round_tag(found.info, provisional=provisional),
        ties=ties_words(found.model),
        sorting=_sorting(asked, year),
        export=_address("rankings.export", year, _filters(asked)),
        at=office().journal.clock(),
    )


def _tables(found: Standings, asked: Asked) -> Iterator[Table]:
    for block in found.blocks[asked.view]:
        if asked.block in (None, block.name):
            pending = (None if asked.area is None else asked.area.number) in block.pending
            yield Table(block, _rows(found, asked, block.name), *asked.spread(block), pending)


def _rows(found: Standings, asked: Asked, block: str) -> list[Row]:
    rows = []
    for code, standing in found.views[asked.view].items():
        if standing.member.header.block == block:
            both = {view: found.of(view, code) for view in VIEWS}
            points = {view: None if one.silent else asked.figures(one).points for view, one in both.items()}
            rows.append(Row(standing, points, asked.figures(standing), asked.change(standing)))
    return _sorted(rows, asked.sort, asked.direction)


def _sorted(rows: list[Row], by: str, direction: Direction) -> list[Row]:
    """In order; what has no figure comes last either way, and equals stand by name."""
    key = _KEYS[by]
    by_name = sorted(rows, key=lambda row: vietnamese_key(row.standing.result.unit.name))
    known = [row for row in by_name if key(row) is not None]
    known.sort(key=lambda row: cast("Any", key(row)), reverse=direction == "descending")
    return [*known, *(row for row in by_name if key(row) is None)]


_KEYS: Final[dict[str, Callable[[Row], Any]]] = {
    "hang": lambda row: row.shown.rank,
    "ten": lambda row: vietnamese_key(row.standing.result.unit.name),
    "tu-cham": lambda row: row.points["declared"],
    "tham-dinh": lambda row: row.points["appraised"],
    "chi-so": lambda row: row.percent,
    "thay-doi": lambda row: row.change.percent,
}


def _filters(asked: Asked) -> dict[str, str]:
    """The part of the address that says which units, which area and which view."""
    found = {} if asked.view == "appraised" else {"xem": "tu-cham"}
    if asked.block is not None:
        found["khoi"] = asked.block
    if asked.area is not None:
        found["linh-vuc"] = asked.area.number
    return found


def _sorting(asked: Asked, year: int) -> dict[str, tuple[str, Direction | None]]:
    """By column: the address that sorts by it (the other way, where it does so already), and how it is sorted now."""
    found: dict[str, tuple[str, Direction | None]] = {}
    for name, at_first in _SORTS.items():
        now = asked.direction if name == asked.sort else None
        wanted = {"ascending": "descending", "descending": "ascending"}[now] if now else at_first
        direction = "tang" if wanted == "ascending" else "giam"
        given = {**_filters(asked), "sap-xep": name, "chieu": direction}
        found[name] = (_address("rankings.ranking", year, given), now)
    return found


def _address(endpoint: str, year: int, given: dict[str, str]) -> str:
    parts: dict[str, Any] = {"year": year, **given}
    return url_for(endpoint, **parts)


# ---- As a file


@blueprint.get(f"/xep-hang/<{_YEAR}:year>/tep")
@needs("read")
def export(year: int) -> ResponseReturnValue:
    """The same table as a file for spreadsheets, where «5/12» is a day: place and number of places stand apart."""
    with office().read() as connection:
        found = standings(office(), connection, year)
    asked = _asked(found)
    header = [
        _("Khối"),
        _("Hạng"),
        _("Trên tổng số hạng"),
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Điểm tối đa áp dụng"),
        _("Tự chấm"),
        _("Thẩm định"),
        _("Chỉ số (phần trăm)"),
        _("Xếp loại"),
        _("Tăng giảm điểm, ít nhất"),
        _("Tăng giảm điểm, nhiều nhất"),
        _("Tăng giảm chỉ số"),
        _("Tăng giảm hạng"),
        _("So với năm trước"),
        _("Tình trạng"),
        *(f"{area.number}. {area.name}" for area in _areas(found, asked)),
    ]
    tables = _tables(found, asked)
    rows = (_cells(table.block.name, row, found, asked) for table in tables for row in table.rows)
    return csv_response(f"xep-hang-{year}.csv", header, rows)


def _areas(found: Standings, asked: Asked) -> Iterable[Area]:
    """The areas that have a column of their own."""
    return found.areas if asked.area is None else ()


def _cells(block: str, row: Row, found: Standings, asked: Asked) -> list[Cell]:
    band = row.band if asked.area is None else None
    obstacle, gained = row.change.obstacle, row.change.points
    compared = _("không so sánh được: %(why)s", why=obstacle_words(obstacle)) if obstacle else ""
    return [
        block,
        row.shown.rank,
        row.shown.rank_of,
        row.standing.member.code,
        row.standing.result.unit.name,
        row.shown.maximum,
        row.points["declared"],
        row.points["appraised"],
        row.percent,
        band.name if band else "",
        None if gained is None else gained.low,
        None if gained is None else gained.high,
        row.change.percent,
        row.change.rank,
        compared or care_words(row.change),
        row.state,
        *(row.area_points(area.number) for area in _areas(found, asked)),
    ]
