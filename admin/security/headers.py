"""What every answer says to browsers: what may run in a page, who may frame it, what is kept."""

import secrets
from typing import Final

from flask import Flask, Response, g, request

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: One year.
_HSTS: Final = "max-age=31536000"
_UNCHANGING: Final = 3600


def style_nonce() -> str:
    """A number for the styles that a script of this page adds, fresh for each answer."""
    if "style_nonce" not in g:
        g.style_nonce = secrets.token_urlsafe(16)
    return str(g.style_nonce)


def setup_headers(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer."""

    @app.after_request
    def protect(response: Response) -> Response:
        policy = dict(_POLICY)
        if "style_nonce" in g:
            policy["style-src"] += f" 'nonce-{g.style_nonce}'"
        # A file from outside brings a stricter policy of its own.
        response.headers.setdefault("Content-Security-Policy", "; ".join(map(" ".join, policy.items())))
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
        if secure:
            response.headers["Strict-Transport-Security"] = _HSTS
        if request.endpoint == "static":
            # Its address holds the digest of its content.
            fresh = "v" in request.args
            response.headers["Cache-Control"] = f"public, max-age={_UNCHANGING if fresh else 0}"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
