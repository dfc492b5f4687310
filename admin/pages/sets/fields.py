"""The forms of the pages of criteria sets."""

from flask_babel import gettext as _
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from admin.days import a_day, iso_day
from admin.fields import Form, SelectChoice
from admin.fields import later as _l

_NEEDED = _l("phải điền")
#: What people write about a set is read by others: a page, not a book.
_LONGEST = 20_000


class BeginForm(Form):
    """From which set a draft begins, and for which year."""

    source = SelectField(_l("Bắt đầu từ"), coerce=int)
    year = StringField(_l("Năm"), [DataRequired(_NEEDED)])

    def validate_year(self, field: Field) -> None:
        """A year of four digits."""
        if not (field.data.isascii() and field.data.isdigit() and 1900 <= int(field.data[:5]) <= 2999):
            raise ValidationError(_("năm gồm bốn chữ số, ví dụ 2021"))


class ProposeForm(Form):
    """What is said to the reviewers. ``started_from``: the text that is meant."""

    started_from = HiddenField()
    note = TextAreaField(_l("Tờ trình"), [DataRequired(_NEEDED), Length(max=_LONGEST, message=_l("dài quá"))])


class ReviewForm(Form):
    """The verdict of a second person."""

    started_from = HiddenField()
    verdict = RadioField(
        _l("Kết luận"),
        [InputRequired(_l("phải chọn"))],
        choices=[
            SelectChoice("accept", _l("Chấp nhận, chuyển ban hành")),
            SelectChoice("return", _l("Trả lại để sửa")),
        ],
    )
    note = TextAreaField(_l("Ý kiến thẩm tra"), [Length(max=_LONGEST, message=_l("dài quá"))])
    impact_seen = BooleanField(_l("Tôi đã xem tác động"))


class PublishForm(Form):
    """By which decision a set comes into force, and from when."""

    started_from = HiddenField()
    number = StringField(_l("Số quyết định"), [DataRequired(_NEEDED), Length(max=200, message=_l("dài quá"))])
    signed = StringField(_l("Ngày quyết định"), [DataRequired(_NEEDED), a_day])
    effective = StringField(_l("Ngày có hiệu lực"), [DataRequired(_NEEDED), a_day])


class WithdrawForm(Form):
    """Why a set is taken out of force."""

    reason = TextAreaField(
        _l("Lý do thu hồi"), [DataRequired(_NEEDED), Length(max=_LONGEST, message=_l("dài quá"))]
    )


class DaysForm(Form):
    """What a round is called, and its days."""

    name = StringField(_l("Tên đợt"), [Length(max=200, message=_l("dài quá"))])
    opens = StringField(_l("Từ ngày"), [a_day])
    closes = StringField(_l("Đến ngày"), [a_day])

    @property
    def days(self) -> tuple[str | None, str | None]:
        """From and to, as ISO texts."""
        return iso_day(self.opens.data), iso_day(self.closes.data)

    def validate_closes(self, field: Field) -> None:
        """A round ends no earlier than it begins."""
        first, last = iso_day(self.opens.data), iso_day(field.data)
        if first and last and last < first:
            raise ValidationError(_("ngày kết thúc trước ngày bắt đầu"))


class RoundForm(DaysForm):
    """A round of a set's year."""

    evidence_required = BooleanField(_l("Bắt buộc có minh chứng"))
    previous = BooleanField(_l("Lấy số liệu năm trước vào đợt này"))


class CloseForm(Form):
    """That a round is closed, as it was looked at. ``mark``: where it stood then."""

    mark = HiddenField()
    seen = BooleanField(_l("Tôi đã xem những gì sẽ mất"), [InputRequired(_l("phải đánh dấu"))])

    def look_again(self, mark: str) -> None:
        """It is another by now: whoever reads the page is to look once more."""
        self.mark.data, self.seen.data = mark, False


class PlainForm(Form):
    """Nothing but the token: something is to be done."""
