"""Patience with those who guess passwords and codes: each wrong try after the first few doubles the wait.

Nobody is locked out for good, and an account that is not there costs the same (OWASP ASVS 5.0, 6.3.1).
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from engine.service.errors import ServiceError
from engine.service.office import Office
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual

_SECOND: Final = 1_000_000
#: Wrong tries that cost nothing, by account and by address; each further one doubles the wait (seconds).
_FREE: Final = {"account": 5, "address": 50}
_LONGEST_WAIT: Final = 900
#: What is long ago is forgotten.
_FORGET: Final = 24 * 3600 * _SECOND


class Wait(ServiceError):
    """Too many wrong tries: the next one counts after ``seconds``."""

    def __init__(self, seconds: int) -> None:
        vi = f"đăng nhập sai nhiều lần; hãy thử lại sau {seconds} giây"
        super().__init__(Bilingual(vi, f"too many failed attempts; try again in {seconds} seconds"))
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody comes."""

    address: str
    agent: str = ""


def subjects_of(login: str, visitor: Visitor) -> dict[str, str]:
    """Whose tries are counted: the account's, and the address's."""
    # Whether there is such an account makes no difference.
    account = hashlib.sha256(login.encode()).hexdigest()
    return {"account": f"account:{account}", "address": f"address:{visitor.address}"[:200]}


def be_patient(connection: Connection, subjects: dict[str, str], at: int) -> None:
    """Raise ``Wait`` where the next try comes too early."""
    failures = t.sign_in_failures
    rows = connection.execute(select(failures).where(failures.c.subject.in_(subjects.values()))).all()
    waits = [0]
    for row in rows:
        over = row.failures - _FREE[row.subject.partition(":")[0]]
        if over >= 0:
            until = row.last_at + min(2 ** min(over, 20), _LONGEST_WAIT) * _SECOND
            waits.append(-((at - until) // _SECOND))
    if max(waits) > 0:
        raise Wait(max(waits))


def count_failure(office: Office, subjects: dict[str, str]) -> None:
    """Count a wrong try, and write it down. Tries that came too early are not, so nobody can fill the record."""

    def work(action: Action) -> None:
        failures = t.sign_in_failures
        action.connection.execute(delete(failures).where(failures.c.last_at < action.at - _FORGET))
        for subject in subjects.values():
            where = failures.c.subject == subject
            more = {"failures": failures.c.failures + 1, "last_at": action.at}
            if action.connection.execute(update(failures).where(where).values(more)).rowcount == 0:
                row = {"subject": subject, "failures": 1, "last_at": action.at}
                action.connection.execute(insert(failures), row)

    # What was typed may be a password in the wrong field: it is not written down.
    office.journal.act("?", "sign_in.failed", subjects["account"].partition(":")[2][:16], work)


def forget_failures(connection: Connection, subjects: dict[str, str]) -> None:
    """An account whose owner was right begins anew; an address does not."""
    failures = t.sign_in_failures
    connection.execute(delete(failures).where(failures.c.subject == subjects["account"]))
