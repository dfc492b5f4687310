"""The criteria editor: a draft's text, what is wrong with it, and what it comes to. Works without scripts."""

from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin import api
from admin.api import sentence
from admin.current import language, office, person
from admin.editor.annex import annex_of
from admin.editor.compare import Differences, differences
from admin.editor.diagnose import Finding, diagnose
from admin.editor.format import format_text
from admin.editor.insertion import FORMS, Inserted, fields_of, insert, offer
from admin.editor.outline import outline_of
from admin.editor.reading import reading_of
from admin.editor.said import counted, trial_form
from admin.editor.scenarios import Outcomes, scenarios
from admin.editor.versions import former_text, side_by_side
from admin.pages.editor.script_data import script_data
from admin.security.rights import needs
from engine.service.drafts import Stale, save_draft
from engine.service.errors import Conflict, NotFound, SetRefused
from engine.service.impact import fact_years, usual_year
from engine.service.round_scores import members_of, round_info
from engine.service.sets import STATES, SetRecord, set_record, text_of
from engine.service.trial import trial
from engine.wording import say
from spec.source import normalise

blueprint = Blueprint("editor", __name__)
blueprint.register_blueprint(api.blueprint)

#: What the buttons of the page do with the text that it holds.
_ACTIONS: Final = ("save", "check", "format", "insert", "trial", "difference", "back")


@dataclass(slots=True)
class Page:
    """The page: the set, the text on it and what it was made from, and what was asked about it."""

    record: SetRecord
    text: str
    started_from: str
    findings: list[Finding] | None = None
    outcomes: Outcomes | None = None
    difference: Differences | None = None
    against: str = ""
    trial: dict[str, Any] | None = None
    unit: str = ""
    note: str = ""
    line: int | None = None
    changed: bool = False

    def line_text(self, line: int) -> str:
        """A line of the text."""
        source = reading_of(self.text).offsets.source
        return source.line_text(line) if 1 <= line <= source.line_count else ""

    def check(self) -> None:
        """Ask what is wrong with the text, and what its scenarios come to."""
        self.findings = diagnose(self.text, language())
        if all(one.severity != "error" for one in self.findings):
            self.outcomes = scenarios(self.text, language())

    def answer(self, status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
        """The page itself."""
        reading = reading_of(self.text)
        units, year = self._units()
        errors = self.findings is not None and any(one.severity == "error" for one in self.findings)
        page = render_template(
            "editor/edit.html",
            page=self,
            errors=errors,
            state=say(STATES[self.record.state], language()),
            read_only=self.record.state != "draft",
            summary="" if self.findings is None else counted(self.findings, language()),
            outline=outline_of(reading),
            annex=annex_of(reading),
            units=units,
            year_of_facts=year,
            impact=_address("sets.impact", self.record.identity),
            overview=_address("sets.show", self.record.identity),
            data=script_data(self.record, reading.table, units, year, changed=self.changed),
        )
        return page, status

    def _units(self) -> tuple[list[dict[str, str]], int | None]:
        """The units that the text can be tried on, and the year of their facts."""
        with office().read() as connection:
            year = usual_year(fact_years(connection), self.record.year)
            if year is None:
                return [], None
            members = members_of(connection, round_info(connection, year))
        return [{"code": one.code, "name": one.header.name} for one in members.values()], year


def _address(endpoint: str, identity: int) -> str | None:
    """The address of a page about the set; None where the office has no such page."""
    return url_for(endpoint, identity=identity) if endpoint in current_app.view_functions else None


# ---- Reading


@blueprint.get("/soan-thao/<int:identity>")
@needs("edit_sets")
def edit(identity: int) -> ResponseReturnValue:
    """The text of a draft."""
    return _stored(identity).answer()


def _stored(identity: int) -> Page:
    with office().read() as connection:
        record, text = set_record(connection, identity), text_of(connection, identity)
    return Page(record, text, record.text_hash)


# ---- What the buttons do


@blueprint.post("/soan-thao/<int:identity>")
@needs("edit_sets")
def act(identity: int) -> ResponseReturnValue:
    """What a button does with the text; nothing is stored but by «Lưu nháp»."""
    wanted = request.form.get("do", "check")
    if wanted not in _ACTIONS:
        abort(HTTPStatus.BAD_REQUEST)
    page = _posted(identity)
    match wanted:
        case "save":
            return _save(page)
        case "insert":
            return _choose_form(page)
        case "format":
            return _format(page)
        case "trial":
            return _trial(page)
        case "difference":
            return _difference(page)
        case "check":
            page.check()
        case _:
            pass  # back from somewhere else, with the text as it is
    return page.answer()


def _posted(identity: int) -> Page:
    """The page with the text that was sent, line ends as they are stored."""
    stored = _stored(identity)
    sent = request.form.get("source")
    started_from = request.form.get("started_from")
    if sent is None or started_from is None:
        abort(HTTPStatus.BAD_REQUEST)
    text = sent.replace("\r\n", "\n").replace("\r", "\n")
    return Page(stored.record, text, started_from, changed=text != stored.text)


def _save(page: Page) -> ResponseReturnValue:
    try:
        saved = save_draft(office(), person().login, page.record.identity, page.text, page.started_from)
    except Stale as stale:
        return _both(page, stale)
    except SetRefused:
        page.check()
        return page.answer(HTTPStatus.UNPROCESSABLE_ENTITY)
    except Conflict as conflict:
        page.note = sentence(say(conflict.words, language()))
        return page.answer(HTTPStatus.CONFLICT)
    words = _("Đã lưu nháp; còn %(count)s lỗi.", count=saved.errors) if saved.errors else _("Đã lưu nháp.")
    flash(words, "warn" if saved.errors else "good")
    return redirect(url_for("editor.edit", identity=page.record.identity), 303)


def _both(page: Page, stale: Stale) -> ResponseReturnValue:
    """Two texts of one draft: the stored one and what differs; what is saved next is the person's choice."""
    rows = side_by_side(normalise(stale.text), normalise(page.text))
    html = render_template(
        "editor/both.html", page=page, stale=stale, rows=rows, words=sentence(say(stale.words, language()))
    )
    return html, HTTPStatus.CONFLICT


def _format(page: Page) -> ResponseReturnValue:
    found = format_text(page.text, language())
    if found.text is None:
        page.findings = list(found.findings)
        return page.answer(HTTPStatus.UNPROCESSABLE_ENTITY)
    page.note = _("Văn bản đã đúng định dạng.") if found.text == page.text else _("Đã định dạng, chưa lưu.")
    page.changed = page.changed or found.text != page.text
    page.text = found.text
    return page.answer()


def _trial(page: Page) -> ResponseReturnValue:
    page.unit = request.form.get("unit", "")
    page.check()
    with office().read() as connection:
        year = usual_year(fact_years(connection), page.record.year)
        try:
            if year is not None:
                found = trial(office(), connection, page.text, year, page.unit, language=language())
                page.trial = trial_form(found, language())
        except (SetRefused, NotFound):
            page.trial = None
    return page.answer()


def _difference(page: Page) -> ResponseReturnValue:
    with office().read() as connection:
        former = former_text(connection, page.record, language())
    if former is None:
        page.against = _("Chưa có bộ tiêu chí nào đang có hiệu lực để so sánh.")
        return page.answer()
    page.against = former.words
    page.difference = differences(former.text, page.text, language())
    if page.difference is None:
        page.check()
    return page.answer()


# ---- Guided insertion without scripts


def _choose_form(page: Page) -> ResponseReturnValue:
    return render_template("editor/forms.html", page=page, forms_list=list(FORMS.values()), say=_said)


@blueprint.post("/soan-thao/<int:identity>/them-thanh-phan")
@needs("edit_sets")
def insertion(identity: int) -> ResponseReturnValue:
    """The questions of a form; once they are answered, the page with the text in which the answer stands."""
    page = _posted(identity)
    form = FORMS.get(request.form.get("form", ""))
    if form is None:
        return _choose_form(page)
    values = {name: value for name, value in request.form.items() if name not in ("source", "csrf_token")}
    if request.form.get("do") != "put":
        return _questions(page, form.code, values={}, result=None)
    result = insert(page.text, form.code, values, language())
    if result.errors:
        return _questions(page, form.code, values, result), HTTPStatus.UNPROCESSABLE_ENTITY
    page.text, page.line, page.changed = result.text, result.line, True
    page.note = _("Đã chèn ở dòng %(line)s, chưa lưu.", line=result.line)
    page.check()
    return page.answer()


def _questions(page: Page, code: str, values: dict[str, str], result: Inserted | None) -> str:
    form = FORMS[code]
    return render_template(
        "editor/questions.html",
        page=page,
        form=form,
        fields=fields_of(form),
        offer=offer(page.text),
        fresh=not values,
        values=defaultdict(str, values),
        errors=defaultdict(str, {} if result is None else result.errors),
        say=_said,
    )


def _said(words: Any) -> str:
    return say(words, language())
