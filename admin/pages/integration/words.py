"""What states, causes and errors of connections are called, and how they are marked."""

from typing import Final

from admin.fields import later as _l

#: By state: in words, and the class of its mark.
Words = dict[str, tuple[str, str]]

SOURCES: Final[Words] = {
    "active": (_l("đang nhận"), "good"),
    "suspended": (_l("tạm dừng"), "warn"),
    "retired": (_l("đã thôi nhận"), "info"),
}
EVENTS: Final[Words] = {
    "applied": (_l("đã ghi nhận"), "good"),
    "pending_subject": (_l("chờ đơn vị hoặc đợt chấm"), "warn"),
    "ignored": (_l("loại tin không dùng đến"), "info"),
    "quarantined": (_l("cách ly"), "bad"),
    "conflict": (_l("trùng mã, khác nội dung"), "bad"),
    "taken": (_l("đang ghi"), "info"),
}
SUBSCRIPTIONS: Final[Words] = {
    "active": (_l("đang gửi"), "good"),
    "disabled": (_l("đang tắt"), "warn"),
    "removed": (_l("đã xóa"), "info"),
}
DELIVERIES: Final[Words] = {
    "pending": (_l("chờ gửi"), "warn"),
    "delivered": (_l("đã nhận"), "good"),
    "failed": (_l("đã thôi gửi"), "bad"),
}
#: Why a subscription was disabled where no person did it.
REASONS: Final[dict[str, str]] = {
    "gone": _l("bên nhận trả lời 410: không nhận tin nữa"),
    "failing": _l("mọi lần gửi trong năm ngày đều thất bại"),
}
#: Why there was no answer to a message, or none that counts.
ERRORS: Final[dict[str, str]] = {
    "forbidden_address": _l("địa chỉ không được phép gọi (mạng nội bộ chưa được mở cho việc gửi tin)"),
    "dns": _l("không tìm thấy máy chủ theo tên"),
    "timeout": _l("quá thời gian chờ"),
    "tls": _l("chứng thư số của bên nhận không hợp lệ"),
    "connection": _l("không kết nối được"),
    "protocol": _l("bên nhận trả lời sai giao thức HTTP"),
    "redirect": _l("bên nhận chuyển hướng; tin không đi theo"),
    "key": _l("máy chủ này không mở được khóa ký"),
}
#: Why an address cannot be one of a subscriber.
ADDRESSES: Final[dict[str, str]] = {
    "url": _l("không phải địa chỉ web"),
    "scheme": _l("địa chỉ phải bắt đầu bằng https://"),
    "userinfo": _l("địa chỉ không được chứa tên và mật khẩu"),
    "host": _l("tên máy chủ không hợp lệ"),
    "literal": _l("địa chỉ IP viết sai"),
    "port": _l("cổng không hợp lệ"),
    "address": _l("địa chỉ không được phép"),
}
#: What an event waits for.
WAITS: Final[dict[str, str]] = {
    "unit": _l("đơn vị được đăng ký"),
    "round": _l("đợt chấm của năm được mở"),
}
#: What an entry is about.
KINDS: Final[dict[str, str]] = {
    "fact": _l("số liệu"),
    "previous": _l("số liệu năm trước"),
    "council": _l("điểm hội đồng"),
    "not_applicable": _l("không áp dụng"),
    "evidence": _l("minh chứng"),
    "table": _l("bảng"),
}
VIEWS: Final[dict[str, str]] = {"declared": _l("tự chấm"), "appraised": _l("thẩm định")}
