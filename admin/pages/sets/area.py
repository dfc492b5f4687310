"""What the pages of criteria sets share: the blueprint, the words of states and reasons, names of people."""

from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from admin.current import language, office
from admin.fields import later as _l
from admin.formats import capital
from engine.impact.carry import LeftReason
from engine.impact.result import Effect
from engine.service.errors import ServiceError
from engine.service.people import names_of_people
from engine.service.sets import STATES, SetRecord, State, set_record
from engine.wording import say

blueprint = Blueprint("sets", __name__, url_prefix="/bo-tieu-chi")

#: Numbers in addresses: what is larger is no key.
_KEY: Final = "int(max=9007199254740991)"
SET: Final = f"<{_KEY}:identity>"
NUMBER: Final = f"<{_KEY}:number>"
#: The colour beside the word of a state.
_TAGS: Final[dict[State, str]] = {
    "draft": "tag-info",
    "discarded": "",
    "proposed": "tag-warn",
    "reviewed": "tag-warn",
    "published": "tag-good",
    "superseded": "",
    "withdrawn": "tag-bad",
}
#: What a draft does to a unit.
EFFECTS: Final[dict[Effect, str]] = {
    "loses": _l("mất điểm"),
    "gains": _l("thêm điểm"),
    "open": _l("tùy số liệu còn thiếu"),
    "unaffected": _l("không đổi"),
}
#: Why what was said is not carried over, or was not said.
REASONS: Final[dict[LeftReason | str, str]] = {
    "type": _l("dự thảo khai kiểu khác"),
    "unit": _l("dự thảo dùng đơn vị tính khác"),
    "key": _l("bảng có khóa và bảng không khóa không đổi cho nhau"),
    "gone": _l("dự thảo không còn hỏi"),
    "new": _l("dự thảo mới hỏi, chưa ai được hỏi"),
    "unfit": _l("giá trị không đúng với điều dự thảo hỏi"),
    "outside": _l("giá trị ngoài miền của dự thảo"),
    "contradicts": _l("trái với ràng buộc của dự thảo"),
    "undeclared": _l("chưa đơn vị nào khai"),
}
#: What a round is called by its state.
ROUND_STATES: Final = {
    "open": _l("đang mở"),
    "paused": _l("tạm dừng"),
    "closed": _l("đã khóa sổ"),
}


@blueprint.context_processor
def helpers() -> dict[str, object]:
    """What the pages of sets show things with."""
    return {
        "state_words": state_words,
        "state_tag": _TAGS.__getitem__,
        "effects": EFFECTS,
        "reasons": REASONS,
        "round_states": ROUND_STATES,
    }


def state_words(state: State) -> str:
    """A state in words."""
    return say(STATES[state], language())


def sentence(error: ServiceError) -> str:
    """Why something was refused, as a sentence of the page."""
    return f"{capital(say(error.words, language()))}."


def record_of(identity: int) -> SetRecord:
    """A set. Raises ``NotFound``."""
    with office().read() as connection:
        return set_record(connection, identity)


def names() -> dict[str, str]:
    """What the people of the office are called, by login."""
    with office().read() as connection:
        return names_of_people(connection)


def refused(
    page: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY, **given: Any
) -> ResponseReturnValue:
    """A page again, with what was wrong."""
    return render_template(page, **given), status
