"""Serving by waitress, in one process, with settings under which a request means one thing only."""

import signal
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from waitress.server import create_server

from webhooks.routes import MAX_BATCH

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

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
    """A server that listens; ``run()`` serves until ``stop()``. Port 0 takes a free one (``effective_port``)."""
    return create_server(app, host=host, port=port, **(SETTINGS | settings))


def behind(proxy: str | None) -> dict[str, Any]:
    """Settings for a server that stands behind a proxy at an address; it is believed whom it speaks for."""
    if proxy is None:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def run_until_told(server: Any) -> None:
    """Serve until the process is told to end (SIGTERM, Ctrl+C); requests that it has begun are answered first.

    To be called in the main thread. A second signal ends it at once.
    """

    def end(_signal: int, _frame: object) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        Thread(target=stop, args=(server,), name="stop").start()

    for number in _SIGNALS:
        signal.signal(number, end)
    server.run()


def stop(server: Any) -> None:
    """End a server that runs in another thread; requests that it has begun are answered first."""

    def close() -> None:
        server.close()
        for channel in list(server.active_channels.values()):
            channel.close_when_flushed = True

    server.task_dispatcher.shutdown()
    # Only the thread that waits for its sockets may close them.
    server.trigger.pull_trigger(close)
