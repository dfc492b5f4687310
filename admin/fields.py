"""Forms and fields as the pages use them: WTForms with types, and words in the reader's language."""

from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

__all__ = ["Form", "SelectChoice", "Ticks", "later"]


def later(words: str) -> str:
    """Words that are put into the reader's language when they are shown. Import it as ``_l``."""
    return cast("str", lazy_gettext(words))


class Form(FlaskForm):
    """A form with the token that tells it from one of another site."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)  # type: ignore[no-untyped-call]


class Ticks(SelectMultipleField):
    """Several of some choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
