"""Pages of subscriptions: who is told what, whether messages arrive, and sending them again."""

from http import HTTPStatus
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from admin import asking
from admin.current import office, person
from admin.form_errors import put_flaws
from admin.pages.integration import words
from admin.pages.integration.area import KEY, blueprint, changed_meanwhile, now, told, version_of
from admin.pages.integration.forms import KeyForm, SubscriptionForm, WishForm, subscription_form, wish_form
from admin.pages.integration.once import new_form, secret_for_form
from admin.security.rights import needs
from engine.service import deliveries as traffic
from engine.service import sources as use
from engine.service.auditing import timeline
from engine.service.errors import Conflict, Invalid
from engine.service.sources import SubscriptionStatus
from webhooks.again import send_again, send_again_since
from webhooks.guard import AddressGuard, Forbidden
from webhooks.signing import new_secret

_STATES: Final[dict[str, SubscriptionStatus]] = {"bat": "active", "tat": "disabled", "xoa": "removed"}
#: Looks at how an address is written. Which networks may be called is known to whoever sends, and checked each time.
_WRITTEN: Final = AddressGuard(("0.0.0.0/0", "::/0"), allow_http=True)


@blueprint.get("/dang-ky/moi")
@needs("manage_integration")
def new_subscription() -> ResponseReturnValue:
    """The form for a new subscription."""
    return _new(subscription_form())


@blueprint.post("/dang-ky/moi")
@needs("manage_integration")
def add_subscription() -> ResponseReturnValue:
    """Register a subscriber; the key that signs is shown once, on this answer alone."""
    form = SubscriptionForm()
    if not (form.validate() and _is_address(form)):
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    wish = form.wish()

    def make() -> str:
        secret = new_secret()
        who, url = person().login, form.address()
        number = use.subscribe(office(), who, url, secret, types=wish.types, units=wish.units, full=wish.full)
        return f"{number} {secret}"

    try:
        number, _blank, secret = secret_for_form(make).partition(" ")
    except Invalid as error:
        put_flaws(form, error)
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _new(form, told(error)), HTTPStatus.CONFLICT
    return _secret(int(number), secret)


def _is_address(form: SubscriptionForm) -> bool:
    try:
        _WRITTEN.check_url(form.address())
    except Forbidden as error:
        form.url.errors = [*form.url.errors, str(words.ADDRESSES[error.reason])]
        return False
    return True


def _new(form: SubscriptionForm, refusal: str = "") -> str:
    others = [*form.form_errors, *([refusal] if refusal else [])]
    return render_template("integration/new_subscription.html", form=form, others=others, once=new_form())


@blueprint.get(f"/dang-ky/<{KEY}:subscription>")
@needs("manage_integration")
def subscription(subscription: int) -> ResponseReturnValue:
    """One subscription."""
    return _page(subscription)


@blueprint.post(f"/dang-ky/<{KEY}:subscription>")
@needs("manage_integration")
def change_subscription(subscription: int) -> ResponseReturnValue:
    """Change what a subscriber hears from now on."""
    with office().read() as connection:
        before = traffic.subscription(connection, subscription, now()).wish
    form = WishForm()
    if not form.validate():
        return _page(subscription, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("was") != version_of(before):
        return _page(subscription, form, changed_meanwhile()), HTTPStatus.CONFLICT
    try:
        use.change_subscription(office(), person().login, subscription, form.wish(), before)
    except Invalid as error:
        put_flaws(form, error)
        return _page(subscription, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _page(subscription, form, told(error)), HTTPStatus.CONFLICT
    flash(_("Đã ghi đăng ký số %(number)s.", number=subscription), "good")
    return redirect(url_for("integration.subscription", subscription=subscription), 303)


@blueprint.post(f"/dang-ky/<{KEY}:subscription>/trang-thai/<any(bat, tat, xoa):state>")
@needs("manage_integration")
def set_subscription(subscription: int, state: str) -> ResponseReturnValue:
    """Enable, disable or remove a subscription."""
    use.set_subscription(office(), person().login, subscription, _STATES[state])
    return redirect(url_for("integration.subscription", subscription=subscription), 303)


@blueprint.post(f"/dang-ky/<{KEY}:subscription>/khoa")
@needs("manage_integration")
def rotate_subscription_key(subscription: int) -> ResponseReturnValue:
    """Sign with a new key, shown once; for the overlap the others sign too."""
    form = KeyForm()
    if not form.validate():
        return _page(subscription, keys=form), HTTPStatus.UNPROCESSABLE_ENTITY
    overlap = form.microseconds()

    def make() -> str:
        secret = new_secret()
        newest = request.form.get("newest", type=int)
        use.rotate_subscription_key(office(), person().login, subscription, secret, overlap, newest)
        return secret

    try:
        secret = secret_for_form(make)
    except Conflict as error:
        return _page(subscription, refusal=told(error)), HTTPStatus.CONFLICT
    return _secret(subscription, secret)


@blueprint.post(f"/dang-ky/<{KEY}:subscription>/gui-thu")
@needs("manage_integration")
def try_subscription(subscription: int) -> ResponseReturnValue:
    """Send a message that only says that messages arrive."""
    try:
        use.try_subscription(office(), person().login, subscription)
    except Conflict as error:
        return _page(subscription, refusal=told(error)), HTTPStatus.CONFLICT
    flash(_("Đã xếp một tin thử vào hàng chờ; kết quả hiện ở danh sách dưới đây."), "good")
    return redirect(url_for("integration.messages", subscription=subscription), 303)


@blueprint.post(f"/dang-ky/<{KEY}:subscription>/gui-lai")
@needs("manage_integration")
def send_all_again(subscription: int) -> ResponseReturnValue:
    """Send all messages again that were written since a time."""
    since = asking.instant(request.form.get("since", ""))
    if since is None:
        refusal = _("Hãy chọn ngày giờ, ví dụ 31/12/2026 17:00.")
        return _page(subscription, refusal=refusal), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        count = send_again_since(office(), person().login, subscription, since)
    except Conflict as error:
        return _page(subscription, refusal=told(error)), HTTPStatus.CONFLICT
    flash(ngettext("%(num)d tin sẽ được gửi lại.", "%(num)d tin sẽ được gửi lại.", count), "good")
    return redirect(url_for("integration.messages", subscription=subscription), 303)


def _page(
    number: int, form: WishForm | None = None, refusal: str = "", *, keys: KeyForm | None = None
) -> str:
    with office().read() as connection:
        one = traffic.subscription(connection, number, now())
        history = timeline(connection, "subscription", str(number))
    shown = form or wish_form(one.wish)
    return render_template(
        "integration/subscription.html",
        one=one,
        form=shown,
        keys=keys or KeyForm(),
        others=[*shown.form_errors, *([refusal] if refusal else [])],
        now_written=one.wish if refusal and form is not None else None,
        was=version_of(one.wish),
        history=history,
        once=new_form(),
    )


def _secret(number: int, secret: str) -> str:
    with office().read() as connection:
        one = traffic.subscription(connection, number, now())
    return render_template("integration/subscription_secret.html", one=one, secret=secret)


# ---- Messages


@blueprint.get(f"/dang-ky/<{KEY}:subscription>/tin")
@needs("manage_integration")
def messages(subscription: int) -> ResponseReturnValue:
    """The messages of a subscription, the newest first, each with its attempts."""
    state = asking.text("ket-qua")
    chosen = state if state in words.DELIVERIES else None
    with office().read() as connection:
        one = traffic.subscription(connection, subscription, now())
        page = traffic.deliveries(connection, subscription, chosen, asking.place())
    return render_template(
        "integration/messages.html",
        one=one,
        rows=page.items,
        ways=asking.ways(page),
        state=chosen,
        chips=asking.chips({"ket-qua": (_("Kết quả"), chosen and str(words.DELIVERIES[chosen][0]))}),
    )


@blueprint.get(f"/tin/<{KEY}:message>")
@needs("manage_integration")
def message(message: int) -> ResponseReturnValue:
    """One message: what it says, and every attempt."""
    with office().read() as connection:
        one = traffic.delivery(connection, message)
        to = traffic.subscription(connection, one.delivery.subscription, now())
    return render_template("integration/message.html", one=one, row=one.delivery, to=to)


@blueprint.post(f"/tin/<{KEY}:message>/gui-lai")
@needs("manage_integration")
def send_message_again(message: int) -> ResponseReturnValue:
    """Send one message again."""
    send_again(office(), person().login, message)
    flash(_("Tin sẽ được gửi lại."), "good")
    return redirect(url_for("integration.message", message=message), 303)
