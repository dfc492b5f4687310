"""Pages of sources: what each may post, its keys, and whether it does as usual."""

from http import HTTPStatus
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.current import office, person
from admin.form_errors import put_flaws
from admin.pages.integration.area import KEY, blueprint, changed_meanwhile, known, now, told, version_of
from admin.pages.integration.forms import KeyForm, SourceForm, source_form
from admin.pages.integration.once import new_form, secret_for_form
from admin.security.rights import needs
from engine.service import sources as use
from engine.service import traffic
from engine.service.auditing import timeline
from engine.service.deliveries import subscriptions
from engine.service.errors import Conflict, Invalid
from engine.service.sources import SourceStatus
from webhooks.signing import new_secret

_STATES: Final[dict[str, SourceStatus]] = {"mo": "active", "dung": "suspended", "thoi": "retired"}


@blueprint.get("/")
@needs("manage_integration")
def overview() -> ResponseReturnValue:
    """All connections, and what is wrong with any of them."""
    at = now()
    with office().read() as connection:
        return render_template(
            "integration/overview.html",
            sources=traffic.sources_with_traffic(connection, at),
            subscriptions=subscriptions(connection, at),
            quarantined=traffic.quarantined(connection),
        )


@blueprint.get("/nguon/moi")
@needs("manage_integration")
def new_source() -> ResponseReturnValue:
    """The form for a new source."""
    return _new(source_form())


@blueprint.post("/nguon/moi")
@needs("manage_integration")
def add_source() -> ResponseReturnValue:
    """Register a source; its key is shown once, on this answer alone."""
    form = SourceForm()
    if not form.validate():
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    record = form.record(str(form.code.data))

    def make() -> str:
        secret = new_secret()
        use.add_source(office(), person().login, record, secret)
        return secret

    try:
        secret = secret_for_form(make)
    except Invalid as error:
        put_flaws(form, error)
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _new(form, told(error)), HTTPStatus.CONFLICT
    return _secret(record.code, secret)


def _new(form: SourceForm, refusal: str = "") -> str:
    others = [*form.form_errors, *([refusal] if refusal else [])]
    return render_template("integration/new_source.html", form=form, others=others, once=new_form())


@blueprint.get("/nguon/<code>")
@needs("manage_integration")
def source(code: str) -> ResponseReturnValue:
    """One source."""
    return _page(known(code))


@blueprint.post("/nguon/<code>")
@needs("manage_integration")
def change_source(code: str) -> ResponseReturnValue:
    """Change what a source may do."""
    with office().read() as connection:
        before = traffic.source_with_traffic(connection, known(code), now()).record
    form = SourceForm(code=code)
    if not form.validate():
        return _page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("was") != version_of(before):
        return _page(code, form, changed_meanwhile()), HTTPStatus.CONFLICT
    try:
        use.change_source(office(), person().login, form.record(code, before.state), before)
    except Invalid as error:
        put_flaws(form, error)
        return _page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _page(code, form, told(error)), HTTPStatus.CONFLICT
    flash(_("Đã ghi nguồn %(code)s.", code=code), "good")
    return redirect(url_for("integration.source", code=code), 303)


@blueprint.post("/nguon/<code>/trang-thai/<any(mo, dung, thoi):state>")
@needs("manage_integration")
def set_source(code: str, state: str) -> ResponseReturnValue:
    """Take events of a source again, or not."""
    use.set_source(office(), person().login, known(code), _STATES[state])
    return redirect(url_for("integration.source", code=code), 303)


@blueprint.post("/nguon/<code>/khoa")
@needs("manage_integration")
def rotate_source_key(code: str) -> ResponseReturnValue:
    """Give a source a new key, shown once; the others end after the overlap."""
    form = KeyForm()
    if not form.validate():
        return _page(known(code), keys=form), HTTPStatus.UNPROCESSABLE_ENTITY
    overlap = form.microseconds()

    def make() -> str:
        secret = new_secret()
        newest = request.form.get("newest", type=int)
        use.rotate_key(office(), person().login, known(code), secret, overlap, newest)
        return secret

    try:
        secret = secret_for_form(make)
    except Conflict as error:
        return _page(code, refusal=told(error)), HTTPStatus.CONFLICT
    return _secret(code, secret)


@blueprint.post(f"/nguon/<code>/khoa/<{KEY}:key>/thu-hoi")
@needs("manage_integration")
def revoke_source_key(code: str, key: int) -> ResponseReturnValue:
    """Take a key back at once."""
    try:
        use.revoke_key(office(), person().login, known(code), key)
    except Conflict as error:
        return _page(code, refusal=told(error)), HTTPStatus.CONFLICT
    flash(_("Đã thu hồi khóa %(key)s.", key=key), "good")
    return redirect(url_for("integration.source", code=code), 303)


def _page(
    code: str, form: SourceForm | None = None, refusal: str = "", *, keys: KeyForm | None = None
) -> str:
    with office().read() as connection:
        one = traffic.source_with_traffic(connection, code, now())
        history = timeline(connection, "source", code)
    shown = form or source_form(one.record)
    return render_template(
        "integration/source.html",
        one=one,
        form=shown,
        keys=keys or KeyForm(),
        others=[*shown.form_errors, *([refusal] if refusal else [])],
        now_written=one.record if refusal and form is not None else None,
        was=version_of(one.record),
        history=history,
        once=new_form(),
    )


def _secret(code: str, secret: str) -> str:
    with office().read() as connection:
        one = traffic.source_with_traffic(connection, code, now())
    return render_template("integration/source_secret.html", one=one, secret=secret)
