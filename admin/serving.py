"""Both applications behind one address: what other systems post to, and the pages that people see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Flask

from admin.app import LARGEST, create_app
from admin.settings import Settings
from engine.service.office import Office
from webhooks.app import create_app as create_hooks
from webhooks.inbox import Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: The server refuses what is larger before anything reads it.
LARGEST_REQUEST: Final = LARGEST + 1


@dataclass(frozen=True, slots=True)
class WholeApp:
    """A WSGI application. What is signed reads no cookie, and what reads cookies takes no signed event."""

    hooks: Flask
    pages: Flask

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        to = self.hooks if path == "/hooks" or path.startswith("/hooks/") else self.pages
        return to(environ, start_response)


def whole_app(office: Office, settings: Settings, limits: Limits | None = None) -> WholeApp:
    """Both over an open book of record."""
    return WholeApp(create_hooks(office, limits), create_app(office, settings))
