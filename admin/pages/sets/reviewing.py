"""A second person looks at a proposed draft: what differs, what its scenarios touch, whom it would hit."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import language, office, person
from admin.editor.reading import reading_of
from admin.editor.scenarios import Outcomes, scenarios
from admin.pages.sets.area import SET, blueprint, names, refused, sentence
from admin.pages.sets.fields import ReviewForm
from admin.pages.sets.impact import impact_block
from admin.pages.sets.listing import compared
from admin.security.rights import needs
from engine.impact.compiled import compiled
from engine.output.words import share
from engine.scenarios.coverage import Line, coverage
from engine.service import drafts
from engine.service.errors import Conflict
from engine.service.sets import SetRecord, hands_of, set_record, text_of

_PAGE = "sets/review.html"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which lines of the rules the scenarios make decide something."""

    lines: int
    touched: int
    percent: str
    untouched: tuple[Line, ...]


@blueprint.get(f"/{SET}/tham-tra")
@needs("review_sets")
def review(identity: int) -> ResponseReturnValue:
    """Everything that a reviewer looks at, and the form for the verdict."""
    record, _own = _record(identity)
    return render_template(_PAGE, **_page(identity, ReviewForm(started_from=record.text_hash)))


@blueprint.post(f"/{SET}/tham-tra")
@needs("review_sets")
def reviewed(identity: int) -> ResponseReturnValue:
    """Accept it, or send it back."""
    form = ReviewForm()
    if not form.validate():
        return refused(_PAGE, **_page(identity, form))
    accepted = form.verdict.data == "accept"
    try:
        drafts.review(
            office(),
            person().login,
            identity,
            str(form.started_from.data),
            accepted,
            str(form.note.data or ""),
            impact_seen=bool(form.impact_seen.data),
        )
    except Conflict as error:
        return _again(identity, form, error)
    flash(_("Đã chấp nhận; chờ ban hành.") if accepted else _("Đã trả lại dự thảo kèm ý kiến."), "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)


def _again(identity: int, form: ReviewForm, error: Conflict) -> ResponseReturnValue:
    """The page again with what was typed; another text has not been seen yet."""
    record, _own = _record(identity)
    if form.started_from.data != record.text_hash:
        form.started_from.data = record.text_hash
        form.impact_seen.data = False
        form.verdict.data = None
    return refused(_PAGE, HTTPStatus.CONFLICT, **_page(identity, form, [sentence(error)]))


def _record(identity: int) -> tuple[SetRecord, bool]:
    """The set, and whether who is signed in has had a hand in it."""
    with office().read() as connection:
        record = set_record(connection, identity)
        return record, person().login in hands_of(connection, record)


def _page(identity: int, form: ReviewForm, others: list[str] | None = None) -> dict[str, Any]:
    record, own = _record(identity)
    with office().read() as connection:
        text = text_of(connection, identity)
    return {
        "record": record,
        "own": own,
        "form": form,
        "others": others or [],
        "outcomes": _outcomes(text),
        "coverage": _coverage(text),
        "names": names(),
        **compared(identity),
        **impact_block(identity),
    }


def _outcomes(text: str) -> Outcomes:
    return scenarios(text, language())


def _coverage(text: str) -> Coverage | None:
    """None while the text has errors."""
    reading = reading_of(text)
    criteria, _found = compiled(text)
    if criteria is None or reading.scenarios is None or reading.source is None:
        return None
    lines = coverage(criteria.program, reading.scenarios, reading.source)
    touched = sum(line.touched for line in lines)
    return Coverage(
        len(lines),
        touched,
        share(touched, len(lines), language()),
        tuple(line for line in lines if not line.touched),
    )
