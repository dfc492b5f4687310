"""Days in forms: typed as people write them, kept as ISO texts."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from admin.formats import day


def iso_day(written: str | None) -> str | None:
    """A day as dd/mm/yyyy, or as ISO has it, as an ISO text; None where it is no day."""
    text = (written or "").strip()
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None


def a_day(_form: Any, field: Field) -> None:
    """Let a field pass that is blank or holds a day."""
    if (field.data or "").strip() and iso_day(field.data) is None:
        raise ValidationError(_("không phải một ngày; viết dd/mm/yyyy"))


def typed_day(iso: str | None) -> str:
    """A day as somebody would type it; nothing where there is none."""
    return day(iso) if iso else ""
