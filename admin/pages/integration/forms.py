"""The forms of connections."""

import unicodedata
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from admin.fields import Form, SelectChoice
from admin.fields import later as _l
from admin.pages.integration.area import patterns
from engine.service.sources import SourceRecord, Wish

_DAY = 24 * 3600 * 1_000_000
_NEEDED = DataRequired(_l("phải điền"))


class _Whole(IntegerField):
    """A whole number, whose fault is told in the reader's words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("phải là số nguyên")) from None


class SourceForm(Form):
    """What a source is called, and what it may do."""

    code = StringField(_l("Mã nguồn"), [_NEEDED])
    name = StringField(_l("Tên gọi trong bộ tiêu chí"), [_NEEDED])
    trusted = BooleanField(_l("Số liệu được tính ngay vào điểm thẩm định"))
    may_post = TextAreaField(_l("Số liệu được gửi"))
    units = TextAreaField(_l("Đơn vị được gửi"))
    per_minute = _Whole(_l("Số yêu cầu mỗi phút"), [InputRequired(_l("phải điền"))])

    def record(self, code: str, state: str = "active") -> SourceRecord:
        """The form's content."""
        return SourceRecord(
            code=_nfc(code),
            name=_nfc(str(self.name.data)),
            trusted=bool(self.trusted.data),
            may_post=_lines(self.may_post.data),
            units=_lines(self.units.data),
            per_minute=int(self.per_minute.data or 0),
            state=state,
        )


def source_form(record: SourceRecord | None = None) -> SourceForm:
    """The form as a source stands, or for a new one."""
    one = record or SourceRecord("", "")
    return SourceForm(
        code=one.code,
        name=one.name,
        trusted=one.trusted,
        may_post=patterns(one.may_post),
        units=patterns(one.units),
        per_minute=one.per_minute,
    )


class WishForm(Form):
    """What a subscriber wants to hear."""

    types = TextAreaField(_l("Loại tin"))
    units = TextAreaField(_l("Đơn vị"))
    full = BooleanField(_l("Gửi cả điểm và lý do, không chỉ mã và số lần"))

    def wish(self) -> Wish:
        """The form's content."""
        return Wish(_lines(self.types.data), _lines(self.units.data), bool(self.full.data))


class SubscriptionForm(WishForm):
    """The same with the address."""

    url = StringField(_l("Địa chỉ nhận tin"), [_NEEDED])

    def address(self) -> str:
        """Where messages go."""
        return str(self.url.data).strip()


def wish_form(wish: Wish) -> WishForm:
    """The form as a subscription stands."""
    return WishForm(types=patterns(wish.types), units=patterns(wish.units), full=wish.full)


def subscription_form() -> SubscriptionForm:
    """The form for a new subscription."""
    wish = Wish()
    return SubscriptionForm(types=patterns(wish.types), units=patterns(wish.units), full=wish.full)


class KeyForm(Form):
    """How long the keys before it are valid beside a new one."""

    overlap = RadioField(
        _l("Các khóa đang dùng"),
        choices=[
            SelectChoice("1", _l("còn dùng được một ngày")),
            SelectChoice("7", _l("còn dùng được bảy ngày")),
            SelectChoice("0", _l("hết hiệu lực ngay")),
        ],
        default="1",
    )

    def microseconds(self) -> int:
        """The overlap."""
        return int(self.overlap.data) * _DAY


def _lines(written: Any) -> tuple[str, ...]:
    """One for each line; whoever sets commas means the same."""
    parts = _nfc(str(written or "")).replace(",", "\n").split("\n")
    return tuple(part.strip() for part in parts if part.strip())


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
