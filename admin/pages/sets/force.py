"""A set comes into force, and is taken out of it: pages of their own, each with what it does in plain words."""

from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.days import iso_day
from admin.formats import day
from admin.pages.sets.area import SET, blueprint, names, record_of, refused, sentence
from admin.pages.sets.fields import PublishForm, WithdrawForm
from admin.security.rights import needs
from engine.service import drafts
from engine.service.errors import Conflict, ServiceError, SetRefused
from engine.service.registry import round_of
from engine.service.sets import SetRecord, all_sets, hands_of

_PUBLISH = "sets/publish.html"
_WITHDRAW = "sets/withdraw.html"


@blueprint.get(f"/{SET}/ban-hanh")
@needs("publish_sets")
def publish(identity: int) -> ResponseReturnValue:
    """What publishing does, and the decision by which it is done."""
    record = record_of(identity)
    return render_template(_PUBLISH, **_page(record, PublishForm(started_from=record.text_hash)))


@blueprint.post(f"/{SET}/ban-hanh")
@needs("publish_sets")
def published(identity: int) -> ResponseReturnValue:
    """Put it into force."""
    record, form = record_of(identity), PublishForm()
    if not form.validate():
        return refused(_PUBLISH, **_page(record, form))
    number = str(form.number.data).strip()
    decision = f"Quyết định số {number} ngày {day(iso_day(form.signed.data))}"
    try:
        drafts.publish(
            office(),
            person().login,
            identity,
            decision,
            str(iso_day(form.effective.data)),
            str(form.started_from.data),
        )
    except (Conflict, SetRefused) as error:
        return refused(_PUBLISH, HTTPStatus.CONFLICT, **_page(record, form, error))
    flash(_("Đã ban hành «%(name)s».", name=record.name), "good")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)


def _page(record: SetRecord, form: PublishForm, error: ServiceError | None = None) -> dict[str, Any]:
    with office().read() as connection:
        in_force = [one for one in all_sets(connection, record.year) if one.state == "published"]
        round_ = round_of(connection, record.year)
        own = person().login in hands_of(connection, record)
    return {
        "record": record,
        "own": own,
        "form": form,
        "former": next(iter(in_force), None),
        "round": round_,
        "others": [] if error is None else [sentence(error)],
        "names": names(),
    }


# ---- Out of force


@blueprint.get(f"/{SET}/thu-hoi")
@needs("publish_sets")
def withdraw(identity: int) -> ResponseReturnValue:
    """What withdrawing does, and the reason for it."""
    return render_template(_WITHDRAW, record=record_of(identity), form=WithdrawForm(), others=())


@blueprint.post(f"/{SET}/thu-hoi")
@needs("publish_sets")
def withdrawn(identity: int) -> ResponseReturnValue:
    """Take it out of force; its round pauses."""
    record, form = record_of(identity), WithdrawForm()
    if not form.validate():
        return refused(_WITHDRAW, record=record, form=form, others=())
    try:
        paused = drafts.withdraw(office(), person().login, identity, str(form.reason.data))
    except Conflict as error:
        return refused(_WITHDRAW, HTTPStatus.CONFLICT, record=record, form=form, others=[sentence(error)])
    flash(_("Đã thu hồi «%(name)s».", name=record.name), "good")
    if paused is not None:
        flash(_("Đợt chấm %(year)s tạm dừng; số liệu gửi đến sẽ chờ, không mất gì.", year=paused), "warn")
    return redirect(url_for("sets.show", identity=identity), HTTPStatus.SEE_OTHER)
