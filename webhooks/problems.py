"""Refusals as RFC 9457 answers: a stable type, words in Vietnamese and English, what is wrong where, and nothing else.

An answer repeats nothing of the body and tells nothing of the inside: what an operator needs is in the log, under the
id of the request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from spec.diagnostics import Bilingual

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (a JSON pointer from the top of the body), a stable code, words."""

    pointer: str
    code: str
    words: Bilingual

    def as_json(self) -> dict[str, str]:
        """As a member of ``errors``."""
        return {"pointer": self.pointer, "code": self.code, "vi": self.words.vi, "en": self.words.en}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status and its words, which are the same for every occurrence."""

    slug: str
    status: int
    title: Bilingual
    detail: Bilingual

    @property
    def type(self) -> str:
        """The URI that stands for it."""
        return f"/problems/{self.slug}"


def _kind(slug: str, status: int, title: tuple[str, str], detail: tuple[str, str]) -> Kind:
    return Kind(slug, status, Bilingual(*title), Bilingual(*detail))


BAD_REQUEST = _kind(
    "bad-request",
    400,
    ("Yêu cầu không đúng dạng", "Malformed request"),
    ("Yêu cầu HTTP không đọc được", "the HTTP request cannot be read"),
)
BAD_JSON = _kind(
    "bad-json",
    400,
    ("JSON không đúng dạng", "Malformed JSON"),
    (
        "Nội dung không phải JSON theo RFC 7493, mã hóa UTF-8",
        "the body is no JSON as RFC 7493 has it, in UTF-8",
    ),
)
NOT_AUTHENTIC = _kind(
    "not-authentic",
    401,
    ("Chưa xác thực", "Not authentic"),
    ("Không xác thực được nguồn gửi", "the sender is not proved"),
)
SUSPENDED = _kind(
    "source-suspended",
    403,
    ("Nguồn đang tạm dừng", "Source suspended"),
    ("Nguồn này đang bị tạm dừng", "this source is suspended"),
)
NOT_PERMITTED = _kind(
    "not-permitted",
    403,
    ("Không được phép", "Not permitted"),
    ("Nguồn này không được gửi số liệu đó", "this source may not post that"),
)
NOT_FOUND = _kind(
    "not-found",
    404,
    ("Không tìm thấy", "Not found"),
    ("Không có địa chỉ này", "there is nothing at this address"),
)
METHOD = _kind(
    "method-not-allowed",
    405,
    ("Sai phương thức", "Method not allowed"),
    ("Địa chỉ này không nhận phương thức đó", "this address does not take that method"),
)
ID_REUSED = _kind(
    "id-reused",
    409,
    ("Mã tin đã dùng", "Id reused"),
    ("Mã tin này đã được dùng cho nội dung khác", "this id was used for other content"),
)
RETIRED = _kind(
    "source-retired",
    410,
    ("Nguồn đã ngừng", "Source retired"),
    ("Nguồn này đã ngừng hẳn", "this source is retired for good"),
)
TOO_LARGE = _kind(
    "too-large",
    413,
    ("Quá lớn", "Too large"),
    ("Nội dung vượt giới hạn", "the body is beyond the limit"),
)
MEDIA = _kind(
    "unsupported-media-type",
    415,
    ("Kiểu nội dung không nhận", "Unsupported media type"),
    (
        "Chỉ nhận application/json hoặc application/cloudevents+json, UTF-8, không nén",
        "only application/json or application/cloudevents+json, in UTF-8, not compressed",
    ),
)
INVALID = _kind(
    "invalid-event",
    422,
    ("Sự kiện không hợp lệ", "Invalid event"),
    (
        "Sự kiện được giữ lại để xem xét; xem «errors»",
        "the event is kept aside to be looked at; see «errors»",
    ),
)
NONE_TAKEN = _kind(
    "no-event-taken",
    422,
    ("Không nhận sự kiện nào", "No event taken"),
    ("Không sự kiện nào trong lô được nhận; xem «items»", "no event of the batch was taken; see «items»"),
)
TOO_MANY = _kind(
    "too-many-requests",
    429,
    ("Quá nhiều yêu cầu", "Too many requests"),
    ("Hãy gửi lại sau thời gian ghi ở Retry-After", "send it again after the time in Retry-After"),
)
INTERNAL = _kind(
    "internal-error",
    500,
    ("Lỗi máy chủ", "Internal error"),
    ("Lỗi của máy chủ, đã ghi lại", "a fault of the server, which was logged"),
)
UNAVAILABLE = _kind(
    "unavailable",
    503,
    ("Tạm thời không phục vụ", "Unavailable"),
    (
        "Chưa nhận được; hãy gửi lại sau thời gian ghi ở Retry-After",
        "not taken; send it again after the time in Retry-After",
    ),
)

#: What the framework refuses by itself, by status.
BY_STATUS: Final = {
    kind.status: kind
    for kind in (BAD_REQUEST, NOT_FOUND, METHOD, TOO_LARGE, MEDIA, TOO_MANY, INTERNAL, UNAVAILABLE)
}
#: All kinds, for the published document.
KINDS: Final = (
    *BY_STATUS.values(),
    BAD_JSON,
    NOT_AUTHENTIC,
    SUSPENDED,
    NOT_PERMITTED,
    ID_REUSED,
    RETIRED,
    INVALID,
    NONE_TAKEN,
)


class Refusal(Exception):
    """A request that is refused. ``reason`` is one word for the own log; ``retry_after`` is in seconds."""

    def __init__(
        self,
        kind: Kind,
        reason: str = "",
        *,
        errors: Sequence[dict[str, str]] = (),
        items: Sequence[dict[str, Any]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(kind.slug)
        self.kind = kind
        self.reason = reason or kind.slug
        self.errors = list(errors)
        self.items = items
        self.retry_after = retry_after


def problem(refusal: Refusal, instance: str) -> dict[str, Any]:
    """The members of the answer; ``instance`` is the id of the request."""
    kind = refusal.kind
    found: dict[str, Any] = {
        "type": kind.type,
        "title": f"{kind.title.vi} / {kind.title.en}",
        "status": kind.status,
        "detail": f"{kind.detail.vi} / {kind.detail.en}",
        "instance": instance,
    }
    if refusal.errors:
        found["errors"] = refusal.errors
    if refusal.items is not None:
        found["items"] = list(refusal.items)
    return found
