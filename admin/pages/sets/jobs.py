"""Impacts that are worked out beside the pages: one at a time, kept in memory until facts or text are others.

Nothing is lost with them: after a restart they are worked out again.
"""

import hashlib
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Final
from weakref import WeakKeyDictionary

from engine.book.entries import View
from engine.impact.result import Impact
from engine.service.impact import facts_mark, impact_of
from engine.service.office import Office
from engine.service.sets import set_record
from engine.store.journal import Journal

_LOG = logging.getLogger(__name__)

#: Up to so many units an answer waits for the result; beyond, the page tells how far it is.
AT_ONCE: Final = 30
_KEPT: Final = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be worked out: which set over whose facts. ``mark``: as the text and the facts are now."""

    identity: int
    year: int
    view: View
    mark: str

    @property
    def name(self) -> str:
        """A short name for addresses."""
        written = f"{self.identity}/{self.year}/{self.view}/{self.mark}"
        return hashlib.sha256(written.encode()).hexdigest()[:20]


@dataclass(slots=True)
class Job:
    """An impact that is being worked out, or is there."""

    asked: Asked
    done: int = 0
    all: int = 0
    result: Impact | None = None
    failed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.failed or self.result is not None


@dataclass(slots=True)
class _Jobs:
    """The jobs of one office; the one that was not asked for longest goes first."""

    known: "OrderedDict[str, Job]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)
    #: Held by the one that works: the processor has others to serve.
    turn: Lock = field(default_factory=Lock)


_OFFICES: "WeakKeyDictionary[Journal, _Jobs]" = WeakKeyDictionary()
_LOCK: Final = Lock()


def asked_for(office: Office, identity: int, year: int, view: View) -> Asked:
    """What somebody asks for, as text and facts are now. Raises ``NotFound``."""
    with office.read() as connection:
        mark = f"{set_record(connection, identity).text_hash}/{facts_mark(connection, year)}"
    return Asked(identity, year, view, mark)


def job_of(office: Office, asked: Asked, units: int, *, again: bool = False) -> Job:
    """The job for what is asked for: done already, or done now where that is quick, or begun.

    ``again``: one that failed is tried once more. Raises what a quick one raises.
    """
    jobs, quick = _jobs(office), units <= AT_ONCE
    with jobs.lock:
        job = jobs.known.get(asked.name)
        begin = job is None or (job.failed and (again or quick))
        if job is None or begin:
            job = jobs.known[asked.name] = Job(asked, all=units)
        jobs.known.move_to_end(asked.name)
        if len(jobs.known) > _KEPT:
            jobs.known.popitem(last=False)
    if quick and not job.is_over:
        _work(office, jobs, job)
    elif begin and not quick:
        Thread(target=_work_aside, args=(office, jobs, job), daemon=True).start()
    return job


def known_job(office: Office, name: str) -> Job | None:
    """A job by its name; None where it is not known any more."""
    jobs = _jobs(office)
    with jobs.lock:
        return jobs.known.get(name)


def _jobs(office: Office) -> _Jobs:
    with _LOCK:
        return _OFFICES.setdefault(office.journal, _Jobs())


def _work_aside(office: Office, jobs: _Jobs, job: Job) -> None:
    try:
        _work(office, jobs, job)
    except Exception:  # noqa: BLE001  (whatever it is, the page says that it has failed)
        _LOG.exception("the impact of set %s over %s failed", job.asked.identity, job.asked.year)


def _work(office: Office, jobs: _Jobs, job: Job) -> None:
    def tell(done: int, units: int) -> None:
        job.done, job.all = done, units

    asked = job.asked
    try:
        with jobs.turn, office.read() as connection:
            if job.result is None:  # nobody else was quicker
                job.result = impact_of(office, connection, asked.identity, asked.year, asked.view, tell)
    except BaseException:
        job.failed = True
        raise
