"""What a use case refuses, put to the field that it is about."""

from flask_wtf import FlaskForm

from admin.current import language
from engine.service.errors import Invalid
from engine.wording import say


def put_flaws(form: FlaskForm, error: Invalid) -> None:
    """Add each flaw to the field that its pointer names; the others to the form as a whole."""
    for flaw in error.flaws:
        name, words = flaw.pointer.strip("/").partition("/")[0], say(flaw.words, language())
        field = form._fields.get(name)
        if field is None:
            form.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]
