"""Two years side by side: a block or one of its units, the whole and each area, in percent."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from admin.current import office
from admin.fields import later as _l
from admin.formats import points, signed
from admin.security.rights import needs
from admin.standing_words import VIEW_WORDS
from engine.book.entries import View
from engine.collation import vietnamese_key
from engine.service.comparison import Pair, SideBySide, side_by_side
from engine.service.round_scores import years_with_rounds
from engine.service.standings import Standings, standings

blueprint = Blueprint("comparing", __name__)

_VIEWS: Final[dict[str, View]] = {"tham-dinh": "appraised", "tu-cham": "declared"}
#: What the two kinds of subjects are called in an address.
_BLOCK, _UNIT = "khoi:", "don-vi:"
_OBSTACLES: Final[dict[str, str]] = {
    "new": _l("chưa có trong đợt chấm cũ"),
    "merged": _l("đơn vị được hợp nhất giữa hai đợt"),
    "silent": _l("chưa có số liệu của đợt mới"),
    "maximum": _l("tổng điểm tối đa khác nhau"),
    "rules": _l("cách tính tổng khác nhau"),
    "criteria": _l("tiêu chí đã thay đổi"),
    "pending": _l("còn điểm đang chờ"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart."""

    series: int
    percent: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one area."""

    name: str
    bars: list[Bar]


@blueprint.context_processor
def helpers() -> dict[str, object]:
    """What the page shows things with."""
    return {"obstacles": _OBSTACLES, "view_words": VIEW_WORDS, "pair_name": _name}


@blueprint.get("/so-sanh")
@needs("read")
def years() -> ResponseReturnValue:
    """A block, or one of its units, in two years."""
    with office().read() as connection:
        known = years_with_rounds(connection)
        chosen = _two(known)
        if chosen is None:
            return render_template("rankings/one_year.html", known=known)
        view = _VIEWS.get(request.args.get("xem", ""), "appraised")
        new = standings(office(), connection, chosen[1])
        block, unit = _subject(new, view)
        found = side_by_side(office(), connection, chosen, view, block=block, unit=unit)
    return render_template(
        "rankings/years.html",
        known=known,
        found=found,
        view_names=_VIEWS,
        subjects=_subjects(new, view),
        chosen=(_UNIT + found.subject.unit) if found.subject.unit else (_BLOCK + found.subject.block),
        message=_message(found),
        series=[str(year) for year in chosen],
        groups=[_group(pair, found) for pair in found.pairs],
    )


# ---- What is asked for


def _two(known: list[int]) -> tuple[int, int] | None:
    """The older and the newer year that are asked for: by default the newest two. None where there is one at most."""
    if len(known) < 2:
        return None
    asked = [request.args.get(name, type=int) for name in ("voi", "nam")]
    older, newer = (year if year in known else None for year in asked)
    if newer is None or newer == known[-1]:
        newer = next(year for year in known if older is None or year != older)
    if older is None or older == newer:
        older = next((year for year in known if year < newer), known[-1])
    return min(older, newer), max(older, newer)


def _subject(new: Standings, view: View) -> tuple[str | None, str | None]:
    """The block or the unit that is asked for, where there is such a one."""
    given = request.args.get("doi-tuong", "")
    if given.startswith(_UNIT) and (unit := given.removeprefix(_UNIT)) in new.views[view]:
        return None, unit
    block = given.removeprefix(_BLOCK)
    return (block if block in {one.name for one in new.blocks[view]} else None), None


def _subjects(new: Standings, view: View) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What may be chosen, as value and name: blocks, and units in the order of their names."""
    blocks = [(_BLOCK + one.name, one.name) for one in new.blocks[view]]
    units = [(_UNIT + code, one.result.unit.name) for code, one in new.views[view].items()]
    return blocks, sorted(units, key=lambda unit: vietnamese_key(unit[1]))


# ---- What it says


def _name(pair: Pair) -> str:
    return _("Toàn bộ chỉ số") if pair.number is None else f"{pair.number}. {pair.name}"


def _message(found: SideBySide) -> str:
    """What the chart shows, in a sentence."""
    whole, areas = found.pairs[0], found.pairs[1:]
    years = {"old": found.old.info.year, "new": found.new.info.year}
    if whole.difference is None:
        reason = _OBSTACLES.get(whole.obstacle)
        first = _("Chỉ số năm %(new)s và năm %(old)s không so sánh được", **years)
        first += f" ({reason})" if reason else ""
    elif whole.difference == 0:
        first = _("Chỉ số năm %(new)s bằng năm %(old)s", **years)
    elif whole.difference > 0:
        by = points(whole.difference)
        first = _("Chỉ số năm %(new)s tăng %(by)s điểm phần trăm so với năm %(old)s", by=by, **years)
    else:
        by = points(-whole.difference)
        first = _("Chỉ số năm %(new)s giảm %(by)s điểm phần trăm so với năm %(old)s", by=by, **years)
    differences = [pair.difference for pair in areas]
    up = sum(one is not None and one > 0 for one in differences)
    down = sum(one is not None and one < 0 for one in differences)
    apart = sum(one is None for one in differences)
    parts = [
        ngettext("tăng ở %(num)d lĩnh vực", "tăng ở %(num)d lĩnh vực", up),
        ngettext("giảm ở %(num)d lĩnh vực", "giảm ở %(num)d lĩnh vực", down),
        ngettext("không so sánh được ở %(num)d lĩnh vực", "không so sánh được ở %(num)d lĩnh vực", apart),
    ]
    return f"{first}; {', '.join(parts)}."


def _group(pair: Pair, found: SideBySide) -> Group:
    """An area's bars; where it cannot be compared, words stand in place of the older one."""
    older, newer = found.old.info.year, found.new.info.year
    if pair.comparable == "no":
        first = Bar(0, None, _("%(year)s: không so sánh được", year=older))
    else:
        first = Bar(0, pair.old, _figure(older, pair.old))
    silent = pair.obstacle == "silent"
    words = _("%(year)s: chưa có số liệu", year=newer) if silent else _figure(newer, pair.new)
    if pair.pending:
        words += f" ({_OBSTACLES['pending']})"
    if pair.difference is not None:
        words += f" ({signed(pair.difference)})"
    return Group(_name(pair), [first, Bar(1, pair.new, words)])


def _figure(year: int, percent: Decimal | None) -> str:
    return _("%(year)s: không áp dụng", year=year) if percent is None else f"{year}: {points(percent)}%"
