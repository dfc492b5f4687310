"""What the audit chain's actions and objects are called, where objects are shown, and how values of its details are."""

import json
from typing import Any, Final

from flask import current_app, url_for

from admin.fields import later as _l
from engine.output.json_text import visible

#: By action: what somebody did. Every action that a use case writes stands here.
ACTIONS: Final[dict[str, str]] = {
    "council.entered": _l("nhập điểm hội đồng"),
    "entries.accepted": _l("chấp nhận số liệu"),
    "entries.rejected": _l("không chấp nhận số liệu"),
    "entries.returned": _l("yêu cầu bổ sung"),
    "event.quarantined": _l("cách ly sự kiện không đọc được"),
    "event.replayed": _l("xử lý lại sự kiện cách ly"),
    "events.received": _l("gửi sự kiện"),
    "evidence.attached": _l("đính kèm minh chứng"),
    "facts.corrected": _l("sửa số liệu khi thẩm định"),
    "facts.imported": _l("nhập số liệu từ tệp"),
    "facts.submitted": _l("khai số liệu"),
    "message.sent_again": _l("gửi lại một tin"),
    "not_applicable.entered": _l("duyệt không áp dụng"),
    "person.activated": _l("tự đặt mật khẩu bằng mã kích hoạt"),
    "person.activation": _l("cấp mã kích hoạt"),
    "person.added": _l("thêm tài khoản"),
    "person.changed": _l("sửa tài khoản"),
    "person.disabled": _l("khóa tài khoản"),
    "person.enabled": _l("mở lại tài khoản"),
    "person.password": _l("đổi mật khẩu"),
    "retention.expired": _l("xóa nội dung hết hạn lưu giữ"),
    "round.closed": _l("khóa sổ đợt chấm"),
    "round.opened": _l("mở đợt chấm"),
    "round.rebound": _l("đổi bộ tiêu chí của đợt chấm"),
    "round.rescheduled": _l("sửa tên, ngày của đợt chấm"),
    "second_factor.added": _l("cài xác thực lần hai"),
    "second_factor.forgotten": _l("gỡ xác thực lần hai"),
    "second_factor.given": _l("xác thực lần hai"),
    "second_factor.recovery": _l("lấy mã dự phòng mới"),
    "second_factor.required": _l("đổi vai trò phải xác thực lần hai"),
    "set.discarded": _l("bỏ dự thảo"),
    "set.drafted": _l("lập dự thảo bộ tiêu chí"),
    "set.proposed": _l("trình dự thảo"),
    "set.published": _l("ban hành bộ tiêu chí"),
    "set.returned": _l("trả lại dự thảo"),
    "set.reviewed": _l("thẩm tra dự thảo"),
    "set.saved": _l("lưu dự thảo"),
    "set.taken_back": _l("rút lại để soạn tiếp"),
    "set.withdrawn": _l("thu hồi bộ tiêu chí"),
    "setting.changed": _l("đổi cài đặt"),
    "sign_in.failed": _l("đăng nhập sai"),
    "signed_in": _l("đăng nhập"),
    "signed_out": _l("đăng xuất"),
    "source.active": _l("nhận lại nguồn"),
    "source.added": _l("thêm nguồn"),
    "source.changed": _l("sửa nguồn"),
    "source.key": _l("cấp khóa mới cho nguồn"),
    "source.key_revoked": _l("thu hồi khóa của nguồn"),
    "source.retired": _l("thôi nhận nguồn"),
    "source.suspended": _l("tạm dừng nguồn"),
    "subscription.active": _l("bật đăng ký nhận tin"),
    "subscription.added": _l("thêm đăng ký nhận tin"),
    "subscription.changed": _l("sửa đăng ký nhận tin"),
    "subscription.disabled": _l("tắt đăng ký nhận tin"),
    "subscription.key": _l("cấp khóa mới cho đăng ký"),
    "subscription.removed": _l("xóa đăng ký nhận tin"),
    "subscription.sent_again": _l("gửi lại các tin của đăng ký"),
    "subscription.tested": _l("gửi thử một tin"),
    "unit.registered": _l("đăng ký đơn vị"),
    "visit.ended": _l("kết thúc phiên làm việc"),
}
#: By kind of object, the first part of an action.
KINDS: Final[dict[str, str]] = {
    "council": _l("điểm hội đồng"),
    "entries": _l("thẩm định số liệu"),
    "event": _l("sự kiện"),
    "events": _l("sự kiện nhận được"),
    "evidence": _l("minh chứng"),
    "facts": _l("số liệu"),
    "message": _l("tin gửi đi"),
    "not_applicable": _l("không áp dụng"),
    "person": _l("tài khoản"),
    "retention": _l("lưu giữ"),
    "round": _l("đợt chấm"),
    "second_factor": _l("xác thực lần hai"),
    "set": _l("bộ tiêu chí"),
    "setting": _l("cài đặt"),
    "sign_in": _l("đăng nhập sai"),
    "signed_in": _l("đăng nhập"),
    "signed_out": _l("đăng xuất"),
    "source": _l("nguồn"),
    "subscription": _l("đăng ký nhận tin"),
    "unit": _l("đơn vị"),
    "visit": _l("phiên làm việc"),
}


def card_address(unit: str | None, year: Any) -> str | None:
    """The scorecard of a unit in a year, where there is such a page."""
    if not unit or not isinstance(year, int) or "scorecards.card" not in current_app.view_functions:
        return None
    return url_for("scorecards.card", year=year, unit=unit)


def action_words(what: str) -> str:
    """An action in words; its stable name where it has none."""
    return ACTIONS.get(what, what)


def kind_words(kind: str) -> str:
    """A kind of object in words."""
    return KINDS.get(kind, kind)


def shown(value: Any) -> str:
    """A value of a detail as a person reads it: texts as they are, everything else as JSON."""
    if value is None:
        return "–"
    return visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
