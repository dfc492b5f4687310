"""The page of a leaf: what it asks for, what is declared, what it comes to; and what is sent from there.

Whatever is wrong, the page comes back with everything that was typed.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import language, office, person
from admin.errors import status_of
from admin.leaf_words import Words, number_of, part_of, sentence, told
from admin.pages.declaring.area import YEAR, blueprint, round_words
from admin.pages.declaring.form import Document, LeafForm, day_typed, shown, taken
from admin.security.rights import demand, needs
from admin.uploads import ACCEPTED, megabytes
from engine.service.declaring import (
    Declaration,
    attach,
    declare,
    speaker_of,
    suppose_declared,
    use_again,
    withdraw_document,
)
from engine.service.declaring import Handing as HandedIn
from engine.service.dossier import Dossier, LeafDossier, read_dossier
from engine.service.errors import Invalid, NotFound, ServiceError
from engine.service.leaf_cards import rule_lines
from engine.service.office import Reading
from engine.service.said import Change, Stale
from engine.service.supposed import Effect
from engine.service.timeline import timeline

_ADDRESS: Final = f"/<{YEAR}:year>/<unit>/<number>"


@dataclass
class Page:
    """What the page says beside the form: refusals, what changed meanwhile, what would be, what was just done."""

    others: list[str] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    effect: Effect | None = None
    done: str = ""


@blueprint.get(_ADDRESS)
@needs("declare")
def leaf(year: int, unit: str, number: str) -> ResponseReturnValue:
    """The leaf as it is."""
    demand("declare", unit=unit)
    with office().read() as connection:
        dossier = read_dossier(office(), connection, unit, year)
        found = dossier.leaf(number_of(number))
        return _page(connection, shown(connection, dossier, found), Page())


@blueprint.post(_ADDRESS)
@needs("declare")
def save(year: int, unit: str, number: str) -> ResponseReturnValue:
    """Hand in what was typed; or look what it would come to, ask for more rows, take a document back."""
    demand("declare", unit=unit)
    if request.content_length is None:
        abort(HTTPStatus.LENGTH_REQUIRED)
    try:
        form = _sent(year, unit, number)
    except NotFound as error:
        return _nowhere(error)
    what, _colon, which = request.form.get("do", "save").partition(":")
    if what == "rows":
        for one in form.open_facts:
            if one.name == which:
                one.add_rows()
        return _again(form, Page(), HTTPStatus.OK)
    if what == "withdraw":
        return _withdraw(form, which)
    if what == "preview":
        return _preview(form)
    return _save(form)


def _sent(year: int, unit: str, number: str) -> LeafForm:
    with office().read() as connection:
        dossier = read_dossier(office(), connection, unit, year)
        return taken(connection, dossier, dossier.leaf(number_of(number)), request.form)


# ---- What can be done


def _save(form: LeafForm) -> ResponseReturnValue:
    document = form.document.read(
        [one.rule.document for one in form.leaf.documents], request.files.get("file")
    )
    declaration = form.declaration()
    if declaration is None or form.document.errors:
        return _again(form, Page(), HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.set_id != form.dossier.info.set_id:
        form.look_again()
        return _again(form, Page(others=[_other_set()]), HTTPStatus.CONFLICT)
    is_said = _says_something(declaration)
    if not is_said and document is None:
        words = _("Chưa có gì thay đổi để nộp.")
        return _again(form, Page(others=[words]), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if is_said:
            declare(office(), speaker_of(person()), declaration)
    except ServiceError as error:
        return _refused(form, error)
    if document is not None:
        try:
            _hand_in(form, document)
        except Invalid as error:
            return _document_refused(form, error, is_said=is_said)
        except ServiceError as error:
            return _document_refused(form, error, is_said=is_said)
    flash(_("Đã nộp thành phần %(number)s.", number=form.leaf.number or _("số liệu khác")), "good")
    return redirect(_address("declaring.leaf", form), 303)


def _hand_in(form: LeafForm, document: Document) -> None:
    where = (form.dossier.unit, form.dossier.year, form.leaf.number)
    speaker = speaker_of(person())
    if document.upload is not None:
        upload = document.upload
        attach(office(), speaker, document.handing(*where, upload.name), upload.type, upload.content)
    else:
        file = form.dossier.files.get(document.again)
        if file is None:
            raise NotFound("evidence", document.again[:64])
        use_again(office(), speaker, document.handing(*where, file.name), document.again)


def _withdraw(form: LeafForm, number: str) -> ResponseReturnValue:
    """Take a document back; what else was typed stays on the page."""
    handed = [(wanted, one) for wanted in form.leaf.documents for one in wanted.handed]
    found = next((pair for pair in handed if str(pair[1].said.number) == number), None)
    if found is None:
        return _again(form, Page(others=[_("Minh chứng này đã được rút hoặc thay.")]), HTTPStatus.CONFLICT)
    wanted, one = found
    handing = HandedIn(form.dossier.unit, form.dossier.year, form.leaf.number, wanted.rule.document, one.name)
    try:
        withdraw_document(office(), speaker_of(person()), handing)
    except ServiceError as error:
        return _again(form, Page(others=[told(error)]), status_of(error))
    return _again(form, Page(done=_("Đã rút minh chứng «%(name)s».", name=one.name)), HTTPStatus.OK)


def _preview(form: LeafForm) -> ResponseReturnValue:
    declaration = form.declaration()
    if declaration is None:
        return _again(form, Page(), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with office().read() as connection:
            dossier = read_dossier(office(), connection, form.dossier.unit, form.dossier.year)
            effect = suppose_declared(office(), connection, dossier, speaker_of(person()), declaration)
    except ServiceError as error:
        return _refused(form, error)
    return _again(form, Page(effect=effect), HTTPStatus.OK)


def _says_something(declaration: Declaration) -> bool:
    parts: tuple[Any, ...] = (
        declaration.facts,
        declaration.previous,
        declaration.rows,
        declaration.withdrawn,
    )
    return any(parts)


def _other_set() -> str:
    """What is said where the round got another set after the page was made."""
    return _(
        "Bộ tiêu chí của đợt chấm vừa được thay trong lúc bạn nhập. Chưa ghi gì; điều bạn nhập còn ở dưới, hãy đối "
        "chiếu với quy định mới rồi nộp lại."
    )


# ---- Refusals


def _refused(form: LeafForm, error: ServiceError) -> ResponseReturnValue:
    """The page with what was typed, and why nothing was kept of it."""
    status = status_of(error)
    if isinstance(error, Invalid):
        form.put_flaws(error)
        return _again(form, Page(), status)
    if isinstance(error, Stale):
        form.look_again()
        return _again(form, Page(others=[told(error)], changes=error.changes), status)
    return _again(form, Page(others=[told(error)]), status)


def _document_refused(form: LeafForm, error: ServiceError, *, is_said: bool) -> ResponseReturnValue:
    """Facts may be in by now; then the page says so, for whoever only reads its error."""
    page = Page()
    if isinstance(error, Invalid):
        form.document.put_flaws(error)
    else:
        page.others = [told(error)]
    if is_said:
        page.done = _("Số liệu đã nộp xong; chỉ minh chứng là chưa.")
    return _again(form, page, status_of(error))


def _nowhere(error: ServiceError) -> ResponseReturnValue:
    """The leaf, the unit or the round is not there any more: what was typed is shown, so that it is not lost."""
    skipped = ("csrf_token", "do", "set")
    typed = [
        (name, words)
        for name, words in request.form.items(multi=True)
        if words and name not in skipped and not name.startswith("seen:")
    ]
    page = render_template("declaring/gone.html", words=told(error), typed=typed)
    return page, status_of(error)


# ---- The page


def _again(form: LeafForm, page: Page, status: HTTPStatus) -> ResponseReturnValue:
    """The page with what was typed, over the leaf as it is by now."""
    with office().read() as connection:
        dossier = read_dossier(office(), connection, form.dossier.unit, form.dossier.year)
        try:
            now = dossier.leaf(form.leaf.number)
        except NotFound as error:
            return _nowhere(error)
        form.dossier, form.leaf = dossier, now
        stands = {(one.kind, one.fact.name): one for one in now.facts}
        for one in form.facts:
            one.stand = stands.get((one.stand.kind, one.fact.name), one.stand)
        return _page(connection, form, page), status


def _page(connection: Reading, form: LeafForm, page: Page) -> str:
    dossier, found = form.dossier, form.leaf
    return render_template(
        "declaring/leaf.html",
        form=form,
        page=page,
        dossier=dossier,
        leaf=found,
        words=Words(dossier),
        rules=rule_lines(found.asked.leaf) if found.asked.leaf is not None else (),
        declared=dossier.points(connection, found, "declared", language()),
        appraised=dossier.points(connection, found, "appraised", language()),
        effect=_leaf_effect(found, page.effect),
        closing=round_words(dossier.info),
        history=timeline(dossier, found),
        beside=_beside(dossier, found),
        sentence=sentence,
        day_typed=day_typed,
        accepted_files=ACCEPTED,
        megabytes=megabytes(),
    )


def _leaf_effect(found: LeafDossier, effect: Effect | None) -> Any:
    """What this leaf would come to."""
    position = found.asked.position
    return None if effect is None or position is None else effect.leaf(position)


def _beside(dossier: Dossier, found: LeafDossier) -> tuple[str | None, str | None]:
    """The leaves before and after, as parts of addresses."""
    numbers = [one.number for one in dossier.outline.leaves]
    if dossier.outline.outside.facts:
        numbers.append("")
    index = numbers.index(found.number)
    before = part_of(numbers[index - 1]) if index else None
    after = part_of(numbers[index + 1]) if index + 1 < len(numbers) else None
    return before, after


def _address(endpoint: str, form: LeafForm) -> str:
    dossier = form.dossier
    return url_for(endpoint, year=dossier.year, unit=dossier.unit, number=part_of(form.leaf.number))
