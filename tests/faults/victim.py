"""The process that is killed: ``chamdiem serve``, as a child of a process that has everything imported already."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import iter_modules
from threading import Thread
from time import sleep
from typing import Any

from admin import pages

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        *("cli", "engine.service.opening", "admin.serving", "webhooks.deliver", "webhooks.serving"),
        # An application imports its pages when it is made.
        *(f"admin.pages.{module.name}" for module in iter_modules(pages.__path__)),
    ]
)


@dataclass(frozen=True)
class Served:
    """What is served where. ``early``: events are acknowledged before they are committed, which is the fault."""

    home: Path
    database: str
    port: int
    early: bool = False

    def start(self) -> BaseProcess:
        """Start serving."""
        process = _CONTEXT.Process(target=_serve, args=(self,), daemon=True)
        process.start()
        return process


def _serve(served: Served) -> None:
    log = os.open(served.home / "serve.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if served.early:
        _acknowledge_early()
    from cli import main

    where = ["--home", str(served.home), "--database", served.database, "--port", str(served.port)]
    main(["serve", *where, "--allow-network", "127.0.0.0/8", "--allow-http"], standalone_mode=False)


def _acknowledge_early() -> None:
    from engine.service import intake

    real: Callable[..., Any] = intake.receive

    def receive(*arguments: Any) -> Any:
        def later() -> None:
            sleep(0.05)
            real(*arguments)

        Thread(target=later, daemon=True).start()
        return [intake.Outcome(202, "applied", {"scores": []}) for _ in arguments[-1]]

    vars(intake)["receive"] = receive
