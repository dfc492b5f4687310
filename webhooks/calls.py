"""Each request has an id, and for as long as it lasts the journal knows from where it came."""

from collections.abc import Callable
from uuid import UUID, uuid4

from flask import Flask, g, request

from engine.caller import Caller, begin_call, end_call


def setup_calls(app: Flask, named: Callable[[UUID], str]) -> None:
    """Name the requests of an application, before anything else sees them: ``g.request_id``."""

    @app.before_request
    def begin() -> None:
        g.request_id = named(uuid4())
        g.call = begin_call(Caller(request.remote_addr, g.request_id))

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        # Not every request comes as far as its beginning.
        if "call" in g:
            end_call(g.pop("call"))
