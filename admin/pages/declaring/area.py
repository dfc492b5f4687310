"""The area where units declare: its address, and what its pages share."""

from datetime import date, datetime
from typing import Final

from flask import Blueprint
from flask_babel import gettext as _

from admin import leaf_words
from admin.current import office
from admin.formats import day
from engine.service.round_scores import RoundInfo
from engine.service.submissions import VIETNAM

blueprint = Blueprint("declaring", __name__, url_prefix="/khai")

#: For years in addresses.
YEAR: Final = "int(min=1900, max=2999)"


@blueprint.context_processor
def shared() -> dict[str, object]:
    """What all pages of the area show things with."""
    return {
        "statuses": leaf_words.STATUSES,
        "states": leaf_words.STATES,
        "tags": leaf_words.TAGS,
        "part_of": leaf_words.part_of,
    }


def today() -> date:
    """The day in Vietnam."""
    return datetime.fromtimestamp(office().journal.clock() / 1e6, VIETNAM).date()


def round_words(info: RoundInfo) -> str:
    """How long the round takes what is handed in."""
    if info.state == "paused":
        return _("Đợt chấm đang tạm dừng vì bộ tiêu chí đã bị thu hồi; hiện chỉ xem được.")
    if not info.is_open:
        return _("Đợt chấm đã khóa sổ; hiện chỉ xem được.")
    if not info.closes:
        return _("Đợt chấm đang mở, chưa định ngày kết thúc.")
    left = (date.fromisoformat(info.closes) - today()).days
    if left < 0:
        return _("Đã quá hạn nộp %(day)s, nhưng đợt chấm chưa khóa sổ.", day=day(info.closes))
    if left == 0:
        return _("Hôm nay (%(day)s) là ngày cuối để nộp.", day=day(info.closes))
    return _("Còn %(left)d ngày để nộp, đến hết %(day)s.", left=left, day=day(info.closes))
