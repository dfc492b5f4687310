"""A new draft: from a set that was in force, or from an empty page."""

from http import HTTPStatus
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.fields import SelectChoice
from admin.form_errors import put_flaws
from admin.pages.sets.area import blueprint, refused, state_words
from admin.pages.sets.fields import BeginForm
from admin.security.rights import needs
from engine.service.drafts import begin_draft, begin_from
from engine.service.errors import Invalid
from engine.service.sets import all_sets

#: Chosen where a draft begins with nothing but its head.
_NOTHING: Final = 0
_HEAD: Final = 'bộ tiêu chí "Bộ tiêu chí năm {year}"\nnăm {year}\n'


@blueprint.get("/moi")
@needs("edit_sets")
def new() -> ResponseReturnValue:
    """Which set a draft begins from, and for which year."""
    chosen = request.args.get("tu", type=int)
    form = _form()
    usable = [identity for identity, _words in _sources()]
    form.source.data = chosen if chosen in usable else usable[0]
    form.year.data = str(_year_after(form.source.data) or "")
    return render_template("sets/new.html", form=form)


@blueprint.post("/moi")
@needs("edit_sets")
def begin() -> ResponseReturnValue:
    """Begin it, and go on to its text."""
    form = _form()
    if not form.validate():
        return refused("sets/new.html", form=form)
    year, who = int(str(form.year.data)), person().login
    try:
        if form.source.data == _NOTHING:
            identity = begin_draft(office(), who, _HEAD.format(year=year), year=year)
        else:
            identity = begin_from(office(), who, form.source.data, year)
    except Invalid as error:
        put_flaws(form, error)
        return refused("sets/new.html", form=form)
    flash(_("Đã lập dự thảo năm %(year)s.", year=year), "good")
    return redirect(url_for("editor.edit", identity=identity), HTTPStatus.SEE_OTHER)


def _form() -> BeginForm:
    form = BeginForm()
    form.source.choices = [SelectChoice(identity, words) for identity, words in _sources()]
    return form


def _sources() -> list[tuple[int, str]]:
    """What a draft can begin from: sets that are or were in force, those in force first; then nothing."""
    with office().read() as connection:
        records = all_sets(connection)
    usable = [one for one in records if one.state in ("published", "superseded", "withdrawn")]
    usable.sort(key=lambda one: one.state != "published")
    named = [
        (one.identity, f"{one.year}/{one.number} {one.name} ({state_words(one.state)})") for one in usable
    ]
    return [*named, (_NOTHING, _("trang trắng"))]


def _year_after(identity: int | None) -> int | None:
    """The year that a draft is usually for: the one after that of its set."""
    with office().read() as connection:
        return next((one.year + 1 for one in all_sets(connection) if one.identity == identity), None)
