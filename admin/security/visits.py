"""The visit of each request: its cookie, its end, and whether what it asks for may be asked."""

import logging
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from admin.current import office
from admin.security.rights import check_views, is_passive, need_of
from engine.service.roles import may as _may
from engine.service.secret_keys import cookie_key
from engine.service.signing_in import Visit, visit_of

_LOG = logging.getLogger(__name__)
_TOKEN: Final = "token"  # noqa: S105  (the name of a member, no secret)
_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def setup_visits(app: Flask, *, secure: bool) -> None:
    """Cookies, protection against requests that other sites make, and the gate before every page."""
    with app.app_context():
        app.secret_key = cookie_key(office())
    app.config.update(
        # The prefix makes browsers insist on Secure, on the path and on this very host.
        SESSION_COOKIE_NAME="__Host-chamdiem" if secure else "chamdiem",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # ``Origin`` and ``Sec-Fetch-Site`` say it more reliably than ``Referer``
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )
    app.before_request(_refuse_other_sites)
    CSRFProtect(app)  # type: ignore[no-untyped-call]
    app.before_request(_gate)
    check_views(app)


def begin(token: str) -> None:
    """Put a new visit into the cookie. Nothing of what was before stays, but for the language."""
    language = session.get("language")
    session.clear()
    session[_TOKEN] = token
    if language is not None:
        session["language"] = language


def end() -> None:
    """Forget the visit."""
    session.clear()


def token() -> str | None:
    """The token that the cookie holds."""
    found = session.get(_TOKEN)
    return found if isinstance(found, str) else None


def _refuse_other_sites() -> None:
    """A second line behind the token in each form."""
    if request.method not in _UNSAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if site is None and origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _gate() -> ResponseReturnValue | None:
    """Let a request through where its right is there; ask to sign in where nobody is."""
    g.visit = _visit()
    if request.endpoint is None:
        return None  # 404 or 405
    need = need_of(current_app, request.endpoint)
    if need == "public":
        return None
    if g.visit is None:
        return _to_sign_in()
    if need == "visit":
        return None
    if g.visit.needs != "nothing":
        return redirect(url_for("signing_in.second_factor", next=_here()), 303)
    if not _may(g.visit.person, need):
        _LOG.warning("%s may not %s (%s)", g.visit.person.login, need, request.endpoint)
        abort(403)
    return None


def _visit() -> Visit | None:
    found = token()
    if found is None or request.endpoint == "static":
        return None
    visit = visit_of(office(), found, passive=is_passive(current_app, request.endpoint))
    if visit is None:
        session.pop(_TOKEN)
    return visit


def _to_sign_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("signing_in.sign_in", next=_here()), 303)


def _here() -> str:
    """The page that was asked for, to come back to; what was sent to it is not sent again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def is_own_path(path: str) -> bool:
    """Whether a path leads to this site and nowhere else, whatever browsers make of it."""
    if not path.startswith("/") or path[1:2] in ("/", "\\") or not path.isprintable() or "\\" in path:
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc
