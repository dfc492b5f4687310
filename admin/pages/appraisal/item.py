"""The page of a leaf of a unit: rule, facts, documents, history; what a decision would do, and deciding."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import language, office, person
from admin.errors import status_of
from admin.leaf_words import Words, number_of, part_of, sentence, told
from admin.pages.appraisal.area import YEAR, blueprint, demand_leaf, kept, wanted
from admin.pages.appraisal.form import REASONS, VERDICTS, VerdictForm, shown, taken
from admin.pages.declaring.form import day_typed
from admin.security.rights import demand, needs
from admin.values import Unreadable, read_number
from engine.service.appraisal_queue import queue
from engine.service.appraising import (
    Judgement,
    acceptance_of,
    effects,
    give_council_points,
    judge,
    settle_applicability,
)
from engine.service.dossier import read_dossier
from engine.service.errors import Invalid, ServiceError
from engine.service.leaf_cards import rule_lines
from engine.service.office import Reading
from engine.service.said import Change, Stale
from engine.service.supposed import Effect
from engine.service.timeline import timeline

_ADDRESS: Final = f"/<{YEAR}:year>/<unit>/<number>"


@dataclass
class Page:
    """What the page says beside the form: refusals, what changed meanwhile, what would be."""

    others: list[str] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    effect: Effect | None = None


@blueprint.get(_ADDRESS)
@needs("appraise")
def item(year: int, unit: str, number: str) -> ResponseReturnValue:
    """The leaf as it is."""
    demand("appraise", unit=unit)
    with office().read() as connection:
        dossier = read_dossier(office(), connection, unit, year)
        leaf = dossier.leaf(number_of(number))
        demand_leaf(unit, leaf)
        return _page(connection, shown(connection, dossier, leaf), Page())


@blueprint.post(_ADDRESS)
@needs("appraise")
def decide(year: int, unit: str, number: str) -> ResponseReturnValue:
    """Decide; or look what a decision would do."""
    demand("appraise", unit=unit)
    with office().read() as connection:
        dossier = read_dossier(office(), connection, unit, year)
        leaf = dossier.leaf(number_of(number))
        demand_leaf(unit, leaf)
        form = taken(connection, dossier, leaf, request.form)
    what = request.form.get("do", "preview")
    if what in ("council", "council-none"):
        return _council(form, take_back=what == "council-none")
    if what in ("not-applicable", "applies"):
        return _applicability(form, applies=what == "applies")
    judgement = form.judgement()
    if judgement is None:
        return _again(form, Page(), HTTPStatus.UNPROCESSABLE_ENTITY)
    if what in ("save", "next"):
        return _save(form, judgement, then_next=what == "next")
    return _preview(form, judgement)


# ---- What can be done


def _save(form: VerdictForm, judgement: Judgement, *, then_next: bool) -> ResponseReturnValue:
    next_ = _next(form) if then_next else None
    try:
        judge(office(), person().login, judgement)
    except ServiceError as error:
        return _refused(form, error)
    words = VERDICTS[judgement.verdict]
    number, unit = form.leaf.number or _("số liệu khác"), form.dossier.header.name
    flash(_("Đã ghi: %(words)s – %(number)s, %(unit)s.", words=words, number=number, unit=unit), "good")
    if not then_next:
        return redirect(_address(form), 303)
    if next_ is None:
        flash(_("Không còn mục nào chờ theo bộ lọc này."), "good")
        return redirect(url_for("appraisal.queue", year=form.dossier.year, **kept(wanted())), 303)
    return redirect(next_, 303)


def _next(form: VerdictForm) -> str | None:
    """The address of the item that comes after this one in the queue."""
    filter_ = wanted()
    with office().read() as connection:
        found = queue(office(), connection, form.dossier.year, filter_)
    here = (form.dossier.unit, form.leaf.number)
    key = next((one.key for one in found.items if (one.unit, one.number) == here), (0, "", ""))
    others = [one for one in found.items if (one.unit, one.number) != here]
    one = next((one for one in others if one.key > key), others[0] if others else None)
    if one is None:
        return None
    return address_of(form.dossier.year, one.unit, one.number, kept(filter_))


def _preview(form: VerdictForm, judgement: Judgement) -> ResponseReturnValue:
    try:
        with office().read() as connection:
            ((_dossier, effect),) = effects(office(), connection, [judgement])
    except ServiceError as error:
        return _refused(form, error)
    return _again(form, Page(effect=effect), HTTPStatus.OK)


def _council(form: VerdictForm, *, take_back: bool) -> ResponseReturnValue:
    points = None
    if not take_back:
        try:
            points = str(read_number(form.council))
        except Unreadable as error:
            form.own_errors.append(("council", str(error)))
    about = form.about_leaf()
    if about is None:
        return _again(form, Page(), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        give_council_points(office(), person().login, about, points)
    except ServiceError as error:
        return _refused(form, error)
    flash(_("Đã rút điểm hội đồng.") if take_back else _("Đã ghi điểm hội đồng."), "good")
    return redirect(_address(form), 303)


def _applicability(form: VerdictForm, *, applies: bool) -> ResponseReturnValue:
    about = form.about_leaf()
    if about is None:
        return _again(form, Page(), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        settle_applicability(office(), person().login, about, applies=applies)
    except ServiceError as error:
        return _refused(form, error)
    words = _("Đã ghi là có áp dụng.") if applies else _("Đã duyệt không áp dụng.")
    flash(words, "good")
    return redirect(_address(form), 303)


def _refused(form: VerdictForm, error: ServiceError) -> ResponseReturnValue:
    """The page with what was typed, and why nothing was kept of it."""
    status = status_of(error)
    if isinstance(error, Invalid):
        form.put_flaws(error)
        return _again(form, Page(), status)
    if isinstance(error, Stale):
        return _again(form, Page([told(error)], error.changes), status, look_again=True)
    return _again(form, Page([told(error)]), status)


# ---- The page


def _again(
    form: VerdictForm, page: Page, status: HTTPStatus, *, look_again: bool = False
) -> ResponseReturnValue:
    """The page with what was typed, over the leaf as it is by now."""
    with office().read() as connection:
        dossier = read_dossier(office(), connection, form.dossier.unit, form.dossier.year)
        form.dossier, form.leaf = dossier, dossier.leaf(form.leaf.number)
        if look_again:
            form.look_again()
        return _page(connection, form, page), status


def _page(connection: Reading, form: VerdictForm, page: Page) -> str:
    dossier, leaf = form.dossier, form.leaf
    return render_template(
        "appraisal/item.html",
        form=form,
        page=page,
        dossier=dossier,
        leaf=leaf,
        words=Words(dossier),
        rules=rule_lines(leaf.asked.leaf) if leaf.asked.leaf is not None else (),
        declared=dossier.points(connection, leaf, "declared", language()),
        appraised=dossier.points(connection, leaf, "appraised", language()),
        effects=_usual_effects(connection, form),
        verdicts=VERDICTS,
        reasons=REASONS,
        history=timeline(dossier, leaf),
        kept=kept(wanted()),
        sentence=sentence,
        day_typed=day_typed,
    )


def _usual_effects(connection: Reading, form: VerdictForm) -> list[tuple[str, Effect]]:
    """What accepting all that waits would do, and rejecting it."""
    if not (form.leaf.waiting or form.leaf.waiting_tables):
        return []
    all_ = acceptance_of(form.dossier, form.leaf)
    rejected = Judgement(
        all_.unit, all_.year, all_.leaf, "reject", all_.entries, all_.tables, reason="–", seen=all_.seen
    )
    found = []
    for words, judgement in ((VERDICTS["accept"], all_), (VERDICTS["reject"], rejected)):
        ((_dossier, effect),) = effects(office(), connection, [judgement])
        found.append((str(words), effect))
    return found


def _address(form: VerdictForm) -> str:
    return address_of(form.dossier.year, form.dossier.unit, form.leaf.number, kept(wanted()))


def address_of(year: int, unit: str, number: str, filter_: dict[str, Any]) -> str:
    """The address of an item, with the filter under which it was found."""
    return url_for("appraisal.item", year=year, unit=unit, number=part_of(number), **filter_)
