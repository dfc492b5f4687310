"""Serving by waitress, in one process, with settings under which a request means one thing only."""

from typing import TYPE_CHECKING, Any, Final

from waitress.server import create_server

from webhooks.routes import MAX_BATCH

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Waitress refuses a body of just its limit.
SETTINGS: Final[dict[str, Any]] = {
    "threads": 16,
    "max_request_body_size": MAX_BATCH + 1,
    "max_request_header_size": 16 * 1024,
    # With the usual 100, two hundred slow senders shut everybody out.
    "connection_limit": 1000,
    "channel_timeout": 30,
    # More than 1,024 open files are beyond `select`.
    "asyncore_use_poll": True,
    "expose_tracebacks": False,
    "clear_untrusted_proxy_headers": True,
    "ident": "",
}


def make_server(app: "WSGIApplication", host: str = "127.0.0.1", port: int = 8000, **settings: Any) -> Any:
    """A server that listens; ``run()`` serves until ``close()``. Port 0 takes a free one (``effective_port``)."""
    return create_server(app, host=host, port=port, **(SETTINGS | settings))


def serve(app: "WSGIApplication", host: str = "127.0.0.1", port: int = 8000, **settings: Any) -> None:
    """Serve until interrupted. ``settings`` are waitress's own, such as ``trusted_proxy``, and win over these."""
    server = make_server(app, host, port, **settings)
    try:
        server.run()
    finally:
        server.close()


def stop(server: Any) -> None:
    """End a server that runs in another thread; requests that it has begun are answered first."""

    def close() -> None:
        server.close()
        for channel in list(server.active_channels.values()):
            channel.close_when_flushed = True

    server.task_dispatcher.shutdown()
    # Only the thread that waits for its sockets may close them.
    server.trigger.pull_trigger(close)
