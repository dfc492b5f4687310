"""The web application that other systems talk to."""

import logging
from typing import Final

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from engine.service.office import Office
from engine.store.database import Unavailable
from webhooks import problems
from webhooks.calls import setup_calls
from webhooks.inbox import TRY_AGAIN, Inbox, Limits
from webhooks.problems import Kind, Refusal, problem
from webhooks.routes import hooks

_LOG = logging.getLogger(__name__)
#: What every answer says to browsers.
_PROTECTING: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
)


def create_app(office: Office, limits: Limits | None = None) -> Flask:
    """The application over an open book of record."""
    app = Flask(__name__, static_folder=None)
    _setup_routing(app)
    _setup_requests(app)
    _setup_problems(app)
    _setup_routes(app, Inbox(office, limits))
    return app


def _setup_routing(app: Flask) -> None:
    # Each thing has one address. «//hooks» is not «/hooks»: what stands in front may have rules for one of them only.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _setup_requests(app: Flask) -> None:
    setup_calls(app, lambda identity: identity.urn)

    @app.before_request
    def has_one_address() -> None:
        # The server takes slashes away from the front and the host out of an absolute address; what was asked for
        # stands here.
        asked = request.environ.get("REQUEST_URI", "/")
        if not asked.startswith("/") or asked.startswith("//"):
            raise Refusal(problems.NOT_FOUND)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.extend([*_PROTECTING, ("X-Request-Id", g.request_id)])
        return response


def _setup_problems(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        return _response(refusal)

    @app.errorhandler(HTTPException)
    def by_framework(error: HTTPException) -> Response:
        response = _response(Refusal(_kind_of(error.code or 500)))
        if "Allow" in (given := error.get_response().headers):
            response.headers["Allow"] = given["Allow"]
        return response

    @app.errorhandler(Unavailable)
    def unavailable(error: Unavailable) -> Response:
        _LOG.warning("%s: %s", g.request_id, error)
        return _response(Refusal(problems.UNAVAILABLE, retry_after=TRY_AGAIN))

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        _LOG.error("%s failed", g.request_id, exc_info=error)
        if request.blueprint == "hooks":  # a sender is to send it again
            return _response(Refusal(problems.UNAVAILABLE, retry_after=TRY_AGAIN))
        return _response(Refusal(problems.INTERNAL))


def _kind_of(status: int) -> Kind:
    if status in problems.BY_STATUS:
        return problems.BY_STATUS[status]
    return problems.BAD_REQUEST if status < 500 else problems.INTERNAL


def _response(refusal: Refusal) -> Response:
    response = jsonify(problem(refusal, g.request_id))
    response.status_code = refusal.kind.status
    response.content_type = problems.MEDIA_TYPE
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _setup_routes(app: Flask, inbox: Inbox) -> None:
    app.register_blueprint(hooks(inbox))

    @app.get("/healthz")
    def healthz() -> Response:
        """That the process answers; whether the database does is told by 503 where it matters."""
        return jsonify({"status": "ok"})
