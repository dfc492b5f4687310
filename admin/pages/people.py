"""Accounts: who may sign in, as what, and the second factor that a role needs."""

from http import HTTPStatus
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired

from admin.current import language, office, person
from admin.fields import Form, SelectChoice, Ticks
from admin.fields import later as _l
from admin.form_errors import put_flaws
from admin.navigation import ROLE_NAMES
from admin.security.rights import needs
from engine.service import people as use
from engine.service.errors import Conflict, Invalid
from engine.service.registry import unit_names
from engine.service.roles import ROLES, Role
from engine.service.signing_in import end_visit, visits_of
from engine.wording import say

blueprint = Blueprint("people", __name__, url_prefix="/tai-khoan-nguoi-dung")


_ROLES = [SelectChoice(role, ROLE_NAMES[role]) for role in ROLES]


class PersonForm(Form):
    """What an administrator says of somebody."""

    login = StringField(_l("Tên đăng nhập"), [DataRequired(_l("phải điền"))])
    name = StringField(_l("Họ tên"), [DataRequired(_l("phải điền"))])
    roles = Ticks(_l("Vai trò"), choices=_ROLES)
    unit = SelectField(_l("Đơn vị"), validate_choice=False)
    areas = StringField(_l("Lĩnh vực thẩm định"))

    def account(self, login: str) -> use.Account:
        """The form's content."""
        areas = [one.strip() for one in str(self.areas.data or "").replace(";", ",").split(",")]
        return use.Account(
            login=login,
            name=str(self.name.data).strip(),
            roles=tuple(cast("Role", role) for role in self.roles.data or ()),
            unit=self.unit.data or None,
            areas=tuple(area for area in areas if area),
        )


class FactorForm(Form):
    """The roles that sign in with a second factor."""

    roles = Ticks(_l("Vai trò phải xác thực lần hai"), choices=_ROLES)


def _form(**given: Any) -> PersonForm:
    form = PersonForm(**given)
    with office().read() as connection:
        units = unit_names(connection)
    named = (SelectChoice(code, f"{name} ({code})") for code, name in units.items())
    form.unit.choices = [SelectChoice("", "–"), *named]
    return form


@blueprint.get("/")
@needs("manage_people")
def listing() -> ResponseReturnValue:
    """Everybody who may sign in."""
    with office().read() as connection:
        found, required = use.people(connection), use.roles_with_second_factor(connection)
    form = FactorForm(roles=sorted(required))
    return render_template("people/listing.html", people=found, form=form)


@blueprint.post("/xac-thuc")
@needs("manage_people")
def second_factor() -> ResponseReturnValue:
    """Which roles need a second factor."""
    form = FactorForm()
    if form.validate():
        use.require_second_factor(office(), person().login, form.roles.data or ())
        flash(_("Đã ghi yêu cầu xác thực lần hai."), "good")
    return redirect(url_for("people.listing"), 303)


@blueprint.get("/moi")
@needs("manage_people")
def new() -> ResponseReturnValue:
    """The form for somebody new."""
    return _new(_form())


@blueprint.post("/moi")
@needs("manage_people")
def add() -> ResponseReturnValue:
    """Register somebody; the code that they need is shown once, on this answer alone."""
    form = _form()
    if not form.validate():
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    login = str(form.login.data).strip()
    try:
        code = use.add_person(office(), person().login, form.account(login))
    except Invalid as error:
        put_flaws(form, error)
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _new(form, error), HTTPStatus.CONFLICT
    return render_template("people/code.html", login=login, code=code)


def _new(form: PersonForm, refusal: Conflict | None = None) -> str:
    return render_template("people/new.html", form=form, others=_others(form, refusal))


def _others(form: PersonForm, refusal: Conflict | None) -> list[str]:
    """What is wrong with the form as a whole."""
    return [*form.form_errors, *([] if refusal is None else [say(refusal.words, language())])]


@blueprint.get("/<login>")
@needs("manage_people")
def edit(login: str) -> ResponseReturnValue:
    """Somebody's account."""
    with office().read() as connection:
        one = use.find_person(connection, login)
    roles = [role for role in ROLES if role in one.roles]
    form = _form(login=login, name=one.name, roles=roles, unit=one.unit or "", areas=", ".join(one.areas))
    return _page(login, form)


@blueprint.post("/<login>")
@needs("manage_people")
def change(login: str) -> ResponseReturnValue:
    """Change somebody's account."""
    form = _form(login=login)
    if not form.validate():
        return _page(login, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        use.change_person(office(), person().login, form.account(login))
    except Invalid as error:
        put_flaws(form, error)
        return _page(login, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _page(login, form, error), HTTPStatus.CONFLICT
    flash(_("Đã ghi tài khoản %(login)s.", login=login), "good")
    return redirect(url_for("people.listing"), 303)


@blueprint.post("/<login>/trang-thai/<any(mo, khoa):state>")
@needs("manage_people")
def set_state(login: str, state: str) -> ResponseReturnValue:
    """Disable or enable an account."""
    use.set_state(office(), person().login, login, active=state == "mo")
    return redirect(url_for("people.edit", login=login), 303)


@blueprint.post("/<login>/kich-hoat")
@needs("manage_people")
def new_code(login: str) -> ResponseReturnValue:
    """A new code to choose a password by, shown once."""
    return render_template(
        "people/code.html", login=login, code=use.new_activation(office(), person().login, login)
    )


@blueprint.post("/<login>/go-xac-thuc")
@needs("manage_people")
def forget_factor(login: str) -> ResponseReturnValue:
    """Take a lost second factor away."""
    use.forget_second_factor(office(), person().login, login)
    flash(_("Đã gỡ xác thực lần hai của %(login)s.", login=login), "good")
    return redirect(url_for("people.edit", login=login), 303)


@blueprint.post("/<login>/phien/<digest>/ket-thuc")
@needs("manage_people")
def end(login: str, digest: str) -> ResponseReturnValue:
    """End one of somebody's visits."""
    end_visit(office(), person().login, login, digest)
    return redirect(url_for("people.edit", login=login), 303)


def _page(login: str, form: PersonForm, refusal: Conflict | None = None) -> str:
    with office().read() as connection:
        one, visits = use.find_person(connection, login), visits_of(connection, login)
    others = _others(form, refusal)
    return render_template("people/edit.html", one=one, form=form, visits=visits, others=others)
