"""What is said when something cannot be done: a page in the reader's words, or a problem document for scripts."""

import logging
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from admin.current import language
from admin.formats import capital
from engine.service import errors
from engine.service.patience import Wait
from engine.store.database import Unavailable
from engine.wording import say

_LOG = logging.getLogger(__name__)
#: Seconds after which a database that does not answer may be asked again.
_TRY_AGAIN: Final = 5
_STATUS: Final[tuple[tuple[type[errors.ServiceError], HTTPStatus], ...]] = (
    (Wait, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.NotFound, HTTPStatus.NOT_FOUND),
    (errors.NotPermitted, HTTPStatus.FORBIDDEN),
    (errors.Gone, HTTPStatus.GONE),
    (errors.Conflict, HTTPStatus.CONFLICT),
    (errors.Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.SetRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.NotStored, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.Damaged, HTTPStatus.INTERNAL_SERVER_ERROR),
)


def setup_errors(app: Flask) -> None:
    """One place for everything that goes wrong."""
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(HTTPException, _by_framework)
    app.register_error_handler(errors.ServiceError, _by_service)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Exception, _fault)


def status_of(error: errors.ServiceError) -> HTTPStatus:
    """The status of a refusal."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    words = _("Trang này đã cũ hoặc được mở từ nơi khác. Hãy quay lại, tải lại trang rồi làm lại.")
    return _answer(HTTPStatus.BAD_REQUEST, words)


def _by_framework(error: HTTPException) -> ResponseReturnValue:
    given = error.get_response()
    # Under a name that is not ours there are no addresses that a page could be made of.
    if error.code is None or error.code < 400 or isinstance(error, SecurityError):
        return given
    status = HTTPStatus(error.code)
    response = _answer(status, _words(status))
    if "Allow" in given.headers:
        response.headers["Allow"] = given.headers["Allow"]
    return response


def _words(status: HTTPStatus) -> str:
    found = {
        HTTPStatus.UNAUTHORIZED: _("Phiên làm việc đã hết. Hãy đăng nhập lại."),
        HTTPStatus.FORBIDDEN: _("Tài khoản của bạn không có quyền làm việc này."),
        HTTPStatus.NOT_FOUND: _("Không có trang này."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("Trang này không nhận cách gửi đó."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Nội dung gửi lên quá lớn."),
    }
    return str(found.get(status) or _("Yêu cầu không thực hiện được."))


def _by_service(error: errors.ServiceError) -> ResponseReturnValue:
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("%s: %s", g.get("request_id"), error)
    words = say(error.words, language())
    response = _answer(status, f"{capital(words)}.")
    if isinstance(error, Wait):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _unavailable(error: Unavailable) -> ResponseReturnValue:
    _LOG.warning("%s: %s", g.get("request_id"), error)
    words = _("Cơ sở dữ liệu chưa trả lời. Hãy thử lại sau ít giây; điều bạn vừa gửi chưa được ghi.")
    response = _answer(HTTPStatus.SERVICE_UNAVAILABLE, words)
    response.headers["Retry-After"] = str(_TRY_AGAIN)
    return response


def _fault(error: Exception) -> ResponseReturnValue:
    _LOG.error("%s failed", g.get("request_id"), exc_info=error)
    words = _("Máy chủ gặp lỗi. Hãy báo người quản trị mã yêu cầu dưới đây.")
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, words)


def wants_json() -> bool:
    """Whether a script asks, and not a person."""
    return request.accept_mimetypes.best == "application/json" or request.is_json


def _answer(status: HTTPStatus, words: str) -> Response:
    identity = g.get("request_id", "")
    if wants_json():
        problem = {
            "type": "about:blank",
            "title": words,
            "status": int(status),
            "instance": f"urn:uuid:{identity}",
        }
        response = jsonify(problem)
        response.content_type = "application/problem+json"
    else:
        response = Response(
            render_template("errors/error.html", words=words, status=status, identity=identity)
        )
    response.status_code = status
    return response
