"""A draft is handed to the reviewers, taken back from them, or put aside."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.pages.sets.area import SET, blueprint, record_of, refused, sentence
from admin.pages.sets.fields import ProposeForm
from admin.security.rights import needs
from engine.service import drafts
from engine.service.errors import Conflict, SetRefused
from engine.service.office import Office
from spec.diagnostics import Diagnostic

_PAGE = "sets/propose.html"


@blueprint.get(f"/{SET}/trinh")
@needs("edit_sets")
def propose(identity: int) -> ResponseReturnValue:
    """The form for the note that goes with a draft."""
    record = record_of(identity)
    form = ProposeForm(started_from=record.text_hash)
    return render_template(_PAGE, record=record, form=form, others=(), findings=())


@blueprint.post(f"/{SET}/trinh")
@needs("edit_sets")
def proposed(identity: int) -> ResponseReturnValue:
    """Hand it on; refused while anything in it is wrong."""
    record, form = record_of(identity), ProposeForm()
    if not form.validate():
        return refused(_PAGE, record=record, form=form, others=(), findings=())
    try:
        drafts.propose(office(), person().login, identity, str(form.started_from.data), str(form.note.data))
    except SetRefused as error:
        return refused(_PAGE, record=record, form=form, others=[sentence(error)], findings=_errors(error))
    except Conflict as error:
        form.started_from.data = record.text_hash
        return refused(
            _PAGE, HTTPStatus.CONFLICT, record=record, form=form, others=[sentence(error)], findings=()
        )
    flash(_("Đã trình dự thảo «%(name)s».", name=record.name), "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)


def _errors(error: SetRefused) -> list[Diagnostic]:
    return [one for one in error.diagnostics if one.severity == "error"]


@blueprint.post(f"/{SET}/rut-lai")
@needs("edit_sets")
def take_back(identity: int) -> ResponseReturnValue:
    """Make it a draft again."""
    return _done(identity, drafts.take_back, _("Đã rút lại; dự thảo lại sửa được."))


@blueprint.post(f"/{SET}/bo")
@needs("edit_sets")
def discard(identity: int) -> ResponseReturnValue:
    """Put a draft aside; nothing of it is lost."""
    return _done(identity, drafts.discard, _("Đã bỏ dự thảo; chọn «Soạn tiếp» thì lại sửa được."))


def _done(identity: int, step: Callable[[Office, str, int], None], words: str) -> ResponseReturnValue:
    """Take a step that needs no form, and say what came of it on the page of the set."""
    try:
        step(office(), person().login, identity)
    except Conflict as error:
        flash(sentence(error), "bad")
    else:
        flash(words, "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)
