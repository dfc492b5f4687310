"""What the scripts of the editor ask: JSON in, JSON out, refusals as problem documents (RFC 9457).

Only carries: the answers are those of ``admin.editor`` and of the services.
"""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from admin.current import language, office, person
from admin.editor.annex import annex_of
from admin.editor.compare import differences
from admin.editor.complete import completions
from admin.editor.diagnose import diagnose
from admin.editor.format import format_text
from admin.editor.hover import definition, hover
from admin.editor.insertion import FORMS, catalogue, insert, offer
from admin.editor.outline import as_json, outline_of
from admin.editor.reading import reading_of
from admin.editor.said import counted, fact_list, trial_form
from admin.editor.scenarios import scenarios
from admin.editor.versions import former_text
from admin.formats import capital, moment
from admin.security.rights import needs
from engine.service.drafts import Stale, save_draft
from engine.service.errors import NotFound, SetRefused
from engine.service.impact import fact_years, usual_year
from engine.service.sets import set_record
from engine.service.trial import trial
from engine.wording import say
from spec.diagnostics import has_errors

blueprint = Blueprint("api", __name__, url_prefix="/api/editor")

#: A text of 1 MiB in JSON, where marks and quotes take more.
_LARGEST: Final = 4 * 1024 * 1024


@blueprint.before_request
def limit() -> None:
    """Refuse what is longer than any text before it is read."""
    if (request.content_length or 0) > _LARGEST:
        raise RequestEntityTooLarge


# ---- Questions about a text


@blueprint.post("/check")
@needs("edit_sets")
def check() -> ResponseReturnValue:
    """What is wrong with a text, its outline, its annex, its facts: all that stands beside it."""
    text = _text()
    found, reading = diagnose(text, language()), reading_of(text)
    return jsonify(
        {
            "hash": reading.hash,
            "counts": {
                kind: sum(one.severity == kind for one in found) for kind in ("error", "warning", "note")
            },
            "summary": counted(found, language()),
            "diagnostics": [one.as_json() for one in found],
            "outline": as_json(outline_of(reading)),
            "annex": annex_of(reading).as_json(),
            "facts": fact_list(reading),
        }
    )


@blueprint.post("/scenarios")
@needs("edit_sets")
def run_scenarios() -> ResponseReturnValue:
    """What the scenarios of a text come to."""
    return jsonify(scenarios(_text(), language()).as_json())


@blueprint.post("/format")
@needs("edit_sets")
def format_() -> ResponseReturnValue:
    """The edits that bring a text into its canonical layout."""
    return jsonify(asdict(format_text(_text(), language())))


@blueprint.post("/complete")
@needs("edit_sets")
def complete() -> ResponseReturnValue:
    """What may be written at a place."""
    return jsonify(completions(_text(), _offset(), language()).as_json())


@blueprint.post("/hover")
@needs("edit_sets")
def meaning() -> ResponseReturnValue:
    """What the word at a place means; nothing where there is none."""
    found = hover(_text(), _offset(), language())
    return jsonify({} if found is None else found.as_json())


@blueprint.post("/definition")
@needs("edit_sets")
def declaration() -> ResponseReturnValue:
    """Where the word at a place is declared; nothing where it is not."""
    found = definition(_text(), _offset())
    return jsonify({} if found is None else found.as_json())


# ---- Guided insertion


@blueprint.post("/forms")
@needs("edit_sets")
def forms() -> ResponseReturnValue:
    """The forms of rules with their questions."""
    return jsonify({"forms": catalogue(language())})


@blueprint.post("/offer")
@needs("edit_sets")
def offered() -> ResponseReturnValue:
    """What can be chosen in a text: criteria and facts."""
    return jsonify(offer(_text()).as_json())


@blueprint.post("/insert")
@needs("edit_sets")
def insertion() -> ResponseReturnValue:
    """The edits that put what a form makes of some answers into a text, or what is wrong with the answers."""
    body = _body()
    form, values = body.get("form"), body.get("values")
    if (
        not isinstance(form, str)
        or form not in FORMS
        or not isinstance(values, dict)
        or not _is_texts(values)
    ):
        raise BadRequest
    found = insert(_text(), form, values, language())
    return jsonify(
        {
            "edits": [asdict(edit) for edit in found.edits],
            "written": found.written,
            "line": found.line,
            "errors": dict(found.errors),
        }
    )


# ---- Questions about a draft


@blueprint.post("/<int:identity>/save")
@needs("edit_sets")
def save(identity: int) -> ResponseReturnValue:
    """Save a draft; where somebody else has saved since, 409 with the text that is stored."""
    text, started_from = _text(), _body().get("started_from")
    if not isinstance(started_from, str):
        raise BadRequest
    try:
        saved = save_draft(office(), person().login, identity, text, started_from)
    except Stale as stale:
        return _stale(stale)
    except SetRefused as refused:
        return _refused(refused)
    words = _("Đã lưu nháp.")
    if saved.errors:
        words = _("Đã lưu nháp; còn %(count)s lỗi.", count=saved.errors)
    return jsonify(
        {
            "text_hash": saved.text_hash,
            "errors": saved.errors,
            "message": words,
            "saved": f"{person().login}, {moment(saved.at)}",
        }
    )


@blueprint.post("/<int:identity>/difference")
@needs("edit_sets")
def difference(identity: int) -> ResponseReturnValue:
    """What differs from the set in force."""
    text = _text()
    with office().read() as connection:
        former = former_text(connection, set_record(connection, identity), language())
    if former is None:
        return jsonify({"figures": [_("Chưa có bộ tiêu chí nào đang có hiệu lực để so sánh.")], "groups": []})
    found = differences(former.text, text, language())
    if found is None:
        return jsonify({"figures": [_("Sửa hết lỗi rồi mới so sánh được.")], "groups": []})
    return jsonify({**found.as_json(), "figures": [former.words, *found.figures]})


@blueprint.post("/<int:identity>/trial")
@needs("edit_sets")
def try_unit(identity: int) -> ResponseReturnValue:
    """What a unit would come to under a text."""
    text, unit = _text(), _body().get("unit")
    if not isinstance(unit, str):
        raise BadRequest
    with office().read() as connection:
        record = set_record(connection, identity)
        year = usual_year(fact_years(connection), record.year)
        if year is None:
            raise NotFound("round", str(record.year))
        try:
            found = trial(office(), connection, text, year, unit, language=language())
        except SetRefused:
            return jsonify({})
    return jsonify(trial_form(found, language()))


# ---- What came


def _body() -> Mapping[str, Any]:
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest
    return body


def _text() -> str:
    text = _body().get("text")
    if not isinstance(text, str):
        raise BadRequest
    return text


def _offset() -> int:
    offset = _body().get("offset")
    if not isinstance(offset, int) or isinstance(offset, bool):
        raise BadRequest
    return offset


def _is_texts(values: Mapping[Any, Any]) -> bool:
    return all(isinstance(one, str) for pair in values.items() for one in pair)


# ---- Refusals that say more than words


def _problem(status: HTTPStatus, title: str, **more: object) -> Response:
    response = jsonify({"type": "about:blank", "title": title, "status": int(status), **more})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _stale(stale: Stale) -> Response:
    title = sentence(say(stale.words, language()))
    about = {"text": stale.text, "text_hash": stale.text_hash, "by": stale.by, "at": stale.at}
    return _problem(HTTPStatus.CONFLICT, title, **about)


def _refused(refused: SetRefused) -> Response:
    found = [one.as_json(language()) for one in refused.diagnostics]
    title = found[0]["message"] if has_errors(refused.diagnostics) else say(refused.words, language())
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence(title), diagnostics=found)


def sentence(words: str) -> str:
    """Words as a sentence."""
    return f"{capital(words)}."
