"""Rounds by the set that they are scored by: opening one, its days, scoring it again, closing it."""

from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.days import typed_day
from admin.pages.sets.area import SET, blueprint, record_of, refused, sentence
from admin.pages.sets.fields import CloseForm, DaysForm, PlainForm, RoundForm
from admin.security.rights import needs
from engine.service import registry
from engine.service.closing import Closing, close_as_seen, closing_of
from engine.service.errors import Conflict, NotFound
from engine.service.round_scores import RoundInfo, round_info
from engine.service.rounds import rebind_round, reschedule_round
from engine.service.sets import SetRecord, set_record

_OPEN = "sets/open_round.html"
_DAYS = "sets/round_days.html"
_REBIND = "sets/rebind.html"
_CLOSE = "sets/close_round.html"


@blueprint.get(f"/{SET}/mo-dot")
@needs("manage_rounds")
def open_round(identity: int) -> ResponseReturnValue:
    """The form for a round of the set's year."""
    record = record_of(identity)
    form = RoundForm(name=_("Năm %(year)s", year=record.year), previous=True)
    return render_template(_OPEN, record=record, form=form, others=())


@blueprint.post(f"/{SET}/mo-dot")
@needs("manage_rounds")
def opened(identity: int) -> ResponseReturnValue:
    """Open it; what waited for it is applied."""
    record, form = record_of(identity), RoundForm()
    if not form.validate():
        return refused(_OPEN, record=record, form=form, others=())
    try:
        registry.open_round(
            office(),
            person().login,
            identity,
            name=str(form.name.data or "").strip(),
            days=form.days,
            evidence_required=bool(form.evidence_required.data),
            previous=bool(form.previous.data),
        )
    except Conflict as error:
        return refused(_OPEN, HTTPStatus.CONFLICT, record=record, form=form, others=[sentence(error)])
    flash(_("Đã mở đợt chấm năm %(year)s.", year=record.year), "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)


@blueprint.get(f"/{SET}/sua-dot")
@needs("manage_rounds")
def round_days(identity: int) -> ResponseReturnValue:
    """The form for the name and the days of the round that is scored by the set."""
    record = record_of(identity)
    info = _round_of(record)
    form = DaysForm(name=info.name, opens=typed_day(info.opens), closes=typed_day(info.closes))
    return render_template(_DAYS, record=record, form=form, others=())


@blueprint.post(f"/{SET}/sua-dot")
@needs("manage_rounds")
def rescheduled(identity: int) -> ResponseReturnValue:
    """Change them."""
    record, form = record_of(identity), DaysForm()
    _round_of(record)
    if not form.validate():
        return refused(_DAYS, record=record, form=form, others=())
    try:
        reschedule_round(office(), person().login, record.year, str(form.name.data or ""), form.days)
    except Conflict as error:
        return refused(_DAYS, HTTPStatus.CONFLICT, record=record, form=form, others=[sentence(error)])
    flash(_("Đã sửa đợt chấm năm %(year)s.", year=record.year), "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)


def _round_of(record: SetRecord) -> RoundInfo:
    """The round that is scored by a set. Raises ``NotFound`` where none is."""
    with office().read() as connection:
        info = round_info(connection, record.year)
    if info.set_id != record.identity:
        raise NotFound("round", str(record.year))
    return info


@blueprint.get(f"/{SET}/cham-lai")
@needs("manage_rounds")
def rebind(identity: int) -> ResponseReturnValue:
    """What scoring a round again does."""
    return render_template(_REBIND, **_page(record_of(identity)))


@blueprint.post(f"/{SET}/cham-lai")
@needs("manage_rounds")
def rebound(identity: int) -> ResponseReturnValue:
    """Score it again."""
    record = record_of(identity)
    if not PlainForm().validate():
        return refused(_REBIND, **_page(record))
    try:
        changes = rebind_round(office(), person().login, record.year, identity)
    except Conflict as error:
        return refused(_REBIND, HTTPStatus.CONFLICT, **_page(record, [sentence(error)]))
    units = len({change.unit for change in changes})
    flash(_("Đã chấm lại đợt %(year)s theo bộ này: %(units)s đơn vị.", year=record.year, units=units), "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)


def _page(record: SetRecord, others: list[str] | None = None) -> dict[str, Any]:
    with office().read() as connection:
        round_ = registry.round_of(connection, record.year)
        if round_ is None:
            raise NotFound("round", str(record.year))
        former = set_record(connection, round_.set_id)
    return {"record": record, "round": round_, "former": former, "others": others or []}


# ---- Closing


@blueprint.get(f"/{SET}/khoa-so")
@needs("manage_rounds")
def close(identity: int) -> ResponseReturnValue:
    """What closing settles, unit by unit."""
    record = record_of(identity)
    closing = _closing(record)
    return render_template(
        _CLOSE, record=record, closing=closing, form=CloseForm(mark=closing.mark), others=()
    )


@blueprint.post(f"/{SET}/khoa-so")
@needs("manage_rounds")
def closed(identity: int) -> ResponseReturnValue:
    """Close it, as it was looked at."""
    record, form = record_of(identity), CloseForm()
    closing = _closing(record)
    page: dict[str, Any] = {"record": record, "closing": closing, "form": form}
    if not form.validate():
        return refused(_CLOSE, **page, others=())
    try:
        close_as_seen(office(), person().login, record.year, str(form.mark.data))
    except Conflict as error:
        form.look_again(closing.mark)
        return refused(_CLOSE, HTTPStatus.CONFLICT, **page, others=[sentence(error)])
    units = len(closing.units)
    flash(_("Đã khóa sổ đợt chấm năm %(year)s: %(units)s đơn vị.", year=record.year, units=units), "good")
    return redirect(url_for("rankings.ranking", year=record.year), HTTPStatus.SEE_OTHER)


def _closing(record: SetRecord) -> Closing:
    _round_of(record)
    with office().read() as connection:
        return closing_of(office(), connection, record.year)
