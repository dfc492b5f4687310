"""The queue: which leaves of which units wait, the oldest first, with filters that stand in the address."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.current import office
from admin.pages.appraisal.area import blueprint, kept, wanted
from admin.security.rights import needs
from engine.service.appraisal_queue import Filter, Queue, queue
from engine.service.round_scores import round_info, years_with_rounds
from spec.model.criteria import Area

#: Items on one page: as many as can be looked at, and accepted together.
_ITEMS: Final = 50
_DAY: Final = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of a list this is, and where those beside it are."""

    number: int
    count: int
    before: str | None
    after: str | None


@blueprint.get("/", endpoint="queue")
@needs("appraise")
def show() -> ResponseReturnValue:
    """What waits in a year; of the newest open round where no year is named."""
    filter_ = wanted()
    asked = request.args.get("year", type=int)
    with office().read() as connection:
        years = years_with_rounds(connection)
        running = [year for year in years if round_info(connection, year).is_open]
        year = asked if asked in years else next(iter(running or years), None)
        if year is None:
            return render_template("appraisal/nothing.html")
        found = queue(office(), connection, year, filter_)
    pages = _pages(found, filter_)
    begin = (pages.number - 1) * _ITEMS
    return render_template(
        "appraisal/queue.html",
        found=found,
        filter=filter_,
        kept=kept(filter_),
        items=found.items[begin : begin + _ITEMS],
        pages=pages,
        years=years,
        units=_by_name(found, filter_),
        areas=[area for area in _areas(found) if not filter_.areas or area.number in filter_.areas],
        days=_days,
    )


def _pages(found: Queue, filter_: Filter) -> Pages:
    count = max(1, ceil(len(found.items) / _ITEMS))
    number = min(max(request.args.get("page", 1, type=int), 1), count)

    def address(page: int) -> str | None:
        if not 1 <= page <= count:
            return None
        return url_for("appraisal.queue", year=found.info.year, page=page, **kept(filter_))

    return Pages(number, count, address(number - 1), address(number + 1))


def _by_name(found: Queue, filter_: Filter) -> list[tuple[str, str]]:
    units = [(code, name) for code, name in found.units.items() if code != filter_.but]
    return sorted(units, key=lambda one: one[1].casefold())


def _areas(found: Queue) -> list[Area]:
    areas = {asked.area_number: asked.area for asked in found.outline.leaves}
    return [area for area in areas.values() if area is not None]


def _days(since: int) -> int:
    """For how many days something has waited."""
    return max(0, (office().journal.clock() - since) // _DAY)
