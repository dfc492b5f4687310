"""Signing in and out, choosing a password, the second factor, one's own visits, and the language of the pages."""

from http import HTTPStatus
from typing import Final, cast

import segno
from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from admin.current import language, office, person, visit, visitor
from admin.fields import Form
from admin.fields import later as _l
from admin.form_errors import put_flaws
from admin.security import visits
from admin.security.rights import needs
from engine.service import second_factor as factor
from engine.service import signing_in
from engine.service.errors import Invalid
from engine.service.passwords import SHORTEST
from engine.service.patience import Wait
from engine.service.people import activate as choose_by_code
from engine.service.people import set_language, set_password
from engine.service.signing_in import Refused
from engine.wording import say
from spec.keywords import Language

blueprint = Blueprint("signing_in", __name__)

_NEEDED: Final = DataRequired(_l("phải điền"))
_ENROLMENT: Final = "enrolment"


class SignInForm(Form):
    """Who, and the password."""

    login = StringField(_l("Tên đăng nhập"), [_NEEDED])
    password = PasswordField(_l("Mật khẩu"), [_NEEDED])


class ActivationForm(Form):
    """A new password by a code that an administrator gave."""

    login = StringField(_l("Tên đăng nhập"), [_NEEDED])
    code = StringField(_l("Mã kích hoạt"), [_NEEDED])
    password = PasswordField(_l("Mật khẩu mới"), [_NEEDED])


class CodeForm(Form):
    """A code of the second factor, or a recovery code."""

    code = StringField(_l("Mã xác thực 6 chữ số"), [_NEEDED])


class PasswordForm(Form):
    """A new password in place of the old one."""

    old = PasswordField(_l("Mật khẩu hiện nay"), [_NEEDED])
    password = PasswordField(_l("Mật khẩu mới"), [_NEEDED])


def _next() -> str:
    """Where to go on afterwards: a page of this site, and no other."""
    wanted = request.values.get("next", "/")
    return wanted if visits.is_own_path(wanted) else "/"


# ---- In and out


@blueprint.get("/dang-nhap")
@needs("public")
def sign_in() -> ResponseReturnValue:
    """The page to sign in on."""
    if visit() is not None:
        return redirect(_next(), 303)
    return render_template("signing_in/sign_in.html", form=SignInForm(), others=(), next=_next())


@blueprint.post("/dang-nhap")
@needs("public")
def signed_in() -> ResponseReturnValue:
    """Sign in."""
    form = SignInForm()
    if not form.validate():
        return _again("signing_in/sign_in.html", form)
    try:
        # Not the login in another case, nor with blanks around: there is one account for one login.
        login, password = str(form.login.data).strip(), str(form.password.data)
        token = signing_in.sign_in(office(), login, password, visitor(), former=visits.token())
    except Wait as error:
        page = _again("signing_in/sign_in.html", form, say(error.words, language()))
        return page[0], HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    except Refused as error:
        return _again("signing_in/sign_in.html", form, say(error.words, language()))
    visits.begin(token)
    return redirect(_next(), 303)


@blueprint.post("/dang-xuat")
@needs("visit")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    token = visits.token()
    if token is not None:
        signing_in.sign_out(office(), token)
    visits.end()
    flash(_("Bạn đã đăng xuất."), "good")
    return redirect(url_for("signing_in.sign_in"), 303)


@blueprint.post("/tiep-tuc")
@needs("visit")
def carry_on() -> ResponseReturnValue:
    """Go on with a visit that was about to end."""
    current = visit()
    assert current is not None
    return jsonify({"remaining": current.remaining // 1000})


# ---- Activation


@blueprint.get("/kich-hoat")
@needs("public")
def activation() -> ResponseReturnValue:
    """The page on which a password is chosen."""
    return render_template("signing_in/activation.html", form=ActivationForm(), shortest=SHORTEST)


@blueprint.post("/kich-hoat")
@needs("public")
def activated() -> ResponseReturnValue:
    """Choose a password."""
    form = ActivationForm()
    if not form.validate():
        return _again("signing_in/activation.html", form)
    try:
        choose_by_code(office(), str(form.login.data).strip(), str(form.code.data), str(form.password.data))
    except Invalid as error:
        put_flaws(form, error)
        return _again("signing_in/activation.html", form)
    flash(_("Đã đặt mật khẩu. Hãy đăng nhập."), "good")
    return redirect(url_for("signing_in.sign_in"), 303)


# ---- The second factor


@blueprint.get("/xac-thuc")
@needs("visit")
def second_factor() -> ResponseReturnValue:
    """The page that asks for the second factor, or sets one up."""
    current = visit()
    assert current is not None
    if current.needs == "code":
        return render_template("signing_in/code.html", form=CodeForm(), next=_next())
    if current.person.has_second_factor:
        return redirect(_next(), 303)
    return _enrolment_page(CodeForm())


@blueprint.post("/xac-thuc")
@needs("visit")
def second_factor_given() -> ResponseReturnValue:
    """Give the second factor, or set one up by its first code."""
    current, token, form = visit(), visits.token(), CodeForm()
    assert current is not None
    assert token is not None
    enrols = current.needs != "code"
    try:
        if form.validate() and enrols:
            secret = session.get(_ENROLMENT, "")
            codes = factor.enrol(office(), current.person, token, secret, str(form.code.data))
            session.pop(_ENROLMENT, None)
            return _recovery_page(codes)
        if form.validate():
            factor.confirm(office(), current.person, token, str(form.code.data), visitor())
            return redirect(_next(), 303)
    except Invalid as error:
        put_flaws(form, error)
    if enrols:
        return _enrolment_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _again("signing_in/code.html", form)


def _enrolment_page(form: CodeForm) -> str:
    """A secret that is not kept before a code of it was seen. Until then the signed cookie holds it, for its owner."""
    known = session.get(_ENROLMENT)
    one = factor.enrolment_of(person(), known) if known else factor.new_enrolment(person())
    session[_ENROLMENT] = one.secret
    return render_template(
        "signing_in/enrolment.html",
        form=form,
        next=_next(),
        secret=" ".join(one.secret[at : at + 4] for at in range(0, len(one.secret), 4)),
        picture=segno.make(one.uri, error="m").png_data_uri(scale=5),
    )


def _recovery_page(codes: list[str]) -> str:
    """Codes that are shown this once."""
    return render_template("signing_in/recovery.html", codes=codes, next=_next())


# ---- One's own account


@blueprint.get("/tai-khoan")
@needs("read")
def account() -> ResponseReturnValue:
    """One's own account: visits, password, second factor."""
    return _account_page(PasswordForm())


@blueprint.post("/tai-khoan/mat-khau")
@needs("read")
def password() -> ResponseReturnValue:
    """Another password: all visits end, this one too."""
    form = PasswordForm()
    if not form.validate():
        return _account_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        signing_in.check_password(office(), person(), str(form.old.data), visitor())
        set_password(office(), person().login, person().login, str(form.password.data))
    except Invalid as error:
        put_flaws(form, error)
        return _account_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    visits.end()
    flash(_("Đã đổi mật khẩu. Hãy đăng nhập lại."), "good")
    return redirect(url_for("signing_in.sign_in"), 303)


@blueprint.post("/tai-khoan/ma-du-phong")
@needs("read")
def recovery() -> ResponseReturnValue:
    """Other recovery codes in place of the former."""
    return _recovery_page(factor.new_recovery_codes(office(), person()))


@blueprint.post("/tai-khoan/phien/<digest>/ket-thuc")
@needs("read")
def end_visit(digest: str) -> ResponseReturnValue:
    """End one of one's own visits."""
    signing_in.end_visit(office(), person().login, person().login, digest)
    return redirect(url_for("signing_in.account"), 303)


def _account_page(form: PasswordForm) -> str:
    with office().read() as connection:
        found = signing_in.visits_of(connection, person().login)
        codes = factor.recovery_codes_left(connection, person())
    return render_template(
        "signing_in/account.html",
        form=form,
        visits=found,
        current=signing_in.digest_of_token(visits.token() or ""),
        codes=codes,
        shortest=SHORTEST,
    )


# ---- Language


@blueprint.post("/ngon-ngu")
@needs("public")
def choose_language() -> ResponseReturnValue:
    """Read the pages in another language from now on."""
    wanted = request.form.get("language")
    if wanted in ("vi", "en"):
        session["language"] = wanted
        current = visit()
        if current is not None:
            set_language(office(), current.person.login, cast("Language", wanted))
    return redirect(_next(), 303)


def _again(template: str, form: Form, *others: str) -> tuple[str, int]:
    page = render_template(template, form=form, others=others, next=_next(), shortest=SHORTEST)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
