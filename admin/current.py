"""What a request works with: the open office, who is asking, and in which language they read."""

from typing import cast

from flask import current_app, g, has_request_context, request, session

from engine.service.office import Office
from engine.service.patience import Visitor
from engine.service.people import Person
from engine.service.signing_in import Visit
from spec.keywords import Language

OFFICE = "chamdiem.office"


def office() -> Office:
    """The open office."""
    return cast("Office", current_app.extensions[OFFICE])


def visit() -> Visit | None:
    """The visit that the request belongs to; None where nobody is signed in."""
    return cast("Visit | None", g.get("visit"))


def person() -> Person:
    """Who is signed in. Only for pages that nobody else sees."""
    current = visit()
    assert current is not None
    return current.person


def visitor() -> Visitor:
    """From where the request comes."""
    return Visitor(request.remote_addr or "", request.headers.get("User-Agent", ""))


def language() -> Language:
    """The language of the page."""
    if not has_request_context():
        return "vi"
    chosen = session.get("language")
    if chosen in ("vi", "en"):
        return cast("Language", chosen)
    current = visit()
    return current.person.language if current is not None else "vi"
