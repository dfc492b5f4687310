"""How a unit stands, in words: the state of its round, its place, what changed against last year."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from admin.fields import later as _l
from engine.book.entries import View
from engine.service.round_scores import RoundInfo
from engine.service.standings import Change, Figures
from spec.model import CriteriaSet

VIEW_WORDS: Final[dict[View, str]] = {"declared": _l("Tự chấm"), "appraised": _l("Thẩm định")}

#: What a leaf came to.
STATUS_WORDS: Final[dict[str, str]] = {
    "full": _l("đạt điểm tối đa"),
    "partial": _l("đạt một phần"),
    "zero": _l("không có điểm"),
    "pending": _l("đang chờ"),
    "not_applicable": _l("không áp dụng"),
}

#: What became of what was said.
SAID_WORDS: Final[dict[str, str]] = {
    "submitted": _l("chưa thẩm định"),
    "accepted": _l("đã chấp nhận"),
    "returned": _l("yêu cầu bổ sung"),
    "rejected": _l("không chấp nhận"),
    "corrected": _l("thẩm định sửa"),
}

#: Why nothing is compared with last year.
_OBSTACLES: Final[dict[str, str]] = {
    "no_round": _l("năm trước không có đợt chấm"),
    "new": _l("năm trước chưa có đơn vị này"),
    "merged": _l("đơn vị được hợp nhất trong năm"),
    "silent": _l("chưa có số liệu năm nay"),
    "maximum": _l("tổng điểm tối đa hai năm khác nhau"),
    "rules": _l("cách tính tổng hai năm khác nhau"),
    "criteria": _l("tiêu chí đã thay đổi"),
}

_TIES: Final[dict[str, str]] = {
    "dense": _l("Đơn vị bằng chỉ số thì cùng hạng; hạng sau liền kề, không bỏ số."),
    "competition": _l("Đơn vị bằng chỉ số thì cùng hạng; hạng sau bỏ qua số hạng đã chiếm."),
    "ordinal": _l("Đơn vị bằng chỉ số vẫn xếp lần lượt, theo thứ tự mã đơn vị."),
}


def obstacle_words(obstacle: str) -> str:
    """Why nothing is compared; "" where something is."""
    return str(_OBSTACLES[obstacle]) if obstacle else ""


def place_words(figures: Figures) -> str:
    """«18/21», or a dash for what is not ranked."""
    return "–" if figures.rank is None else f"{figures.rank}/{figures.rank_of}"


def move_words(gained: int | None) -> str:
    """Places gained or lost, with an arrow; "" where that is not known."""
    if gained is None:
        return ""
    if gained == 0:
        return _("giữ nguyên hạng")
    if gained > 0:
        return "▲ " + ngettext("tăng %(num)d bậc", "tăng %(num)d bậc", gained)
    return "▼ " + ngettext("giảm %(num)d bậc", "giảm %(num)d bậc", -gained)


def care_words(change: Change) -> str:
    """What is to be minded where figures stand side by side; "" where nothing is."""
    return _("bộ tiêu chí đã đổi, so cần lưu ý") if change.comparable == "with_care" else ""


def round_tag(info: RoundInfo, *, provisional: bool) -> tuple[str, str]:
    """The class of the tag that says how far a round is, and its words."""
    if info.state == "closed":
        return "tag-good", _("Đã khóa sổ")
    if info.state == "paused":
        return "tag-bad", _("Tạm dừng")
    return ("tag-warn", _("Tạm tính")) if provisional else ("tag-info", _("Đang thẩm định"))


def ties_words(model: CriteriaSet) -> str:
    """How equal units are ranked."""
    return str(_TIES[model.ranking])
