"""The register of units: names, blocks, mergers, each from a day on."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import BooleanField, StringField

from admin.current import office, person
from admin.days import a_day, iso_day, typed_day
from admin.fields import Form, SelectChoice, Ticks
from admin.fields import later as _l
from admin.form_errors import put_flaws
from admin.security.rights import needs
from admin.values import clean
from engine.service import units as use
from engine.service.errors import Invalid
from engine.service.registry import EVER, UnitRecord

blueprint = Blueprint("units", __name__, url_prefix="/don-vi")


class UnitForm(Form):
    """What an administrator says of a unit. No first day: it always was there."""

    code = StringField(_l("Mã"))
    name = StringField(_l("Tên"))
    block = StringField(_l("Khối"))
    ranked = BooleanField(_l("Được xếp hạng"))
    valid_from = StringField(_l("Từ ngày"), [a_day])
    valid_to = StringField(_l("Đến ngày"), [a_day])
    succeeds = Ticks(_l("Hợp nhất, tách ra từ"), validate_choice=False)

    def record(self, code: str, parent: str | None) -> UnitRecord:
        """The form's content."""
        return UnitRecord(
            code=code,
            name=clean(str(self.name.data or "")),
            block=clean(str(self.block.data or "")),
            valid_from=iso_day(self.valid_from.data) or EVER,
            valid_to=iso_day(self.valid_to.data),
            parent=parent,
            ranked=bool(self.ranked.data),
            succeeds=tuple(self.succeeds.data or ()),
        )


@blueprint.get("/")
@needs("manage_units")
def listing() -> ResponseReturnValue:
    """All units that were ever registered."""
    with office().read() as connection:
        found = use.all_units(connection)
    shown = sorted(found, key=lambda one: (one.latest.valid_to is not None, one.latest.block, one.code))
    return render_template("units/listing.html", units=shown, ever=EVER)


@blueprint.get("/moi")
@needs("manage_units")
def new() -> ResponseReturnValue:
    """The form for a new unit."""
    with office().read() as connection:
        first = use.first_day(connection)
    return _page(UnitForm(ranked=True, valid_from=_first_typed(first)))


@blueprint.post("/moi")
@needs("manage_units")
def add() -> ResponseReturnValue:
    """Register one."""
    form = UnitForm()
    return _entered(form, clean(str(form.code.data or "")), None)


@blueprint.get("/<unit>/sua")
@needs("manage_units")
def edit(unit: str) -> ResponseReturnValue:
    """A unit with its history, and the form for what it is from a day on."""
    with office().read() as connection:
        found, first = use.one_unit(connection, unit), use.first_day(connection)
    latest = found.latest
    given = {
        "code": unit,
        "name": latest.name,
        "block": latest.block,
        "ranked": latest.ranked,
        "valid_from": _first_typed(max(latest.valid_from, first)),
        "valid_to": typed_day(latest.valid_to),
        "succeeds": list(latest.succeeds) if latest.valid_from >= first else [],
    }
    return _page(UnitForm(**given), found)


@blueprint.post("/<unit>/sua")
@needs("manage_units")
def change(unit: str) -> ResponseReturnValue:
    """Register what it is from a day on."""
    with office().read() as connection:
        found = use.one_unit(connection, unit)
    return _entered(UnitForm(code=unit), unit, found)


def _entered(form: UnitForm, code: str, unit: use.UnitHistory | None) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, unit), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        record = form.record(code, None if unit is None else unit.latest.parent)
        use.enter_unit(office(), person().login, record, new=unit is None)
    except Invalid as error:
        put_flaws(form, error)
        return _page(form, unit), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Đã ghi đơn vị %(name)s.", name=record.name), "good")
    return redirect(url_for("units.listing"), HTTPStatus.SEE_OTHER)


def _page(form: UnitForm, unit: use.UnitHistory | None = None) -> str:
    with office().read() as connection:
        known = use.all_units(connection)
    form.succeeds.choices = [
        SelectChoice(one.code, f"{one.latest.name} ({one.code})")
        for one in known
        if unit is None or one.code != unit.code
    ]
    blocks = sorted({one.latest.block for one in known})
    return render_template("units/form.html", form=form, unit=unit, blocks=blocks, ever=EVER)


def _first_typed(iso: str) -> str:
    """A first day as somebody would type it; nothing where the unit always was there."""
    return "" if iso == EVER else typed_day(iso)
