"""The head of each page: where somebody may go."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, request, url_for

from admin.fields import later as _l
from admin.security.rights import may
from engine.service.roles import Right, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A way that the head of the page shows to those who may take it."""

    endpoint: str
    words: str
    right: Right = "read"


_ENTRIES: Final = (
    Entry("home.home", _l("Việc của tôi")),
    Entry("rankings.latest", _l("Xếp hạng")),
    Entry("sets.listing", _l("Bộ tiêu chí")),
    Entry("declaring.own", _l("Khai số liệu"), "declare"),
    Entry("appraisal.queue", _l("Thẩm định"), "appraise"),
    Entry("integration.overview", _l("Kết nối"), "manage_integration"),
    Entry("units.listing", _l("Đơn vị"), "manage_units"),
    Entry("people.listing", _l("Tài khoản"), "manage_people"),
    Entry("audit.listing", _l("Nhật ký"), "read_audit"),
)


#: What roles are called.
ROLE_NAMES: Final[dict[Role, str]] = {
    "administrator": _l("quản trị viên"),
    "editor": _l("người soạn bộ tiêu chí"),
    "publisher": _l("người ban hành"),
    "appraiser": _l("người thẩm định"),
    "staff": _l("cán bộ đơn vị"),
    "leader": _l("lãnh đạo đơn vị"),
    "reader": _l("người xem"),
    "auditor": _l("kiểm toán nội bộ"),
}


def setup_navigation(app: Flask) -> None:
    """Give templates ``navigation`` (address, words, whether the page belongs there), ``here`` and ``role_names``."""

    def navigation() -> list[tuple[str, str, bool]]:
        area = (request.blueprint or "").partition(".")[0]
        return [
            (url_for(entry.endpoint), entry.words, entry.endpoint.partition(".")[0] == area)
            for entry in _ENTRIES
            if entry.endpoint in app.view_functions and may(entry.right)
        ]

    app.add_template_global(navigation)
    app.add_template_global(_here, "here")
    app.jinja_env.globals["role_names"] = ROLE_NAMES


def _here() -> str:
    """The page, to come back to it."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
