"""Systems that are connected to an office of tests, and events of theirs."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import text

from engine.service.office import Office
from engine.service.sources import SourceRecord, add_source
from tests.admin.site import Site
from webhooks.inbox import Arrival, Inbox, Limits
from webhooks.problems import Refusal
from webhooks.signing import new_secret, parse_key, sign

#: What somebody types who wants to do harm, in every field that takes text.
HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>"
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


class System:
    """Another system, registered as a source, which posts signed events."""

    def __init__(self, site: Site, code: str = "mot-cua", **rules: Any) -> None:
        self.code = code
        self.inbox = Inbox(site.office, Limits(remembered=0.0))
        self.secret = new_secret()
        add_source(site.office, "test", SourceRecord(code, f"Hệ thống {code}", **rules), self.secret)

    def post(self, identity: str, event: Any) -> int:
        """Post an event; gives the status of the answer."""
        body = json.dumps(event, ensure_ascii=False).encode()
        now = self.inbox.office.journal.clock() // 1_000_000
        headers = sign(identity, now, body, [parse_key(self.secret)])
        try:
            return self.inbox.one(Arrival(self.code, headers, body)).status
        except Refusal as refusal:
            return refusal.kind.status


def declared(unit: str = "so-a", year: int = 2020, **facts: Any) -> dict[str, Any]:
    """An event that declares facts."""
    data = {"unit": unit, "year": year, "facts": facts or {"so_tthc": 1}}
    return {"type": "facts.declared", "timestamp": "2020-12-31T08:00:00+07:00", "data": data}


def secrets_in(page: str) -> list[str]:
    """The secrets that a page shows."""
    return _SECRET.findall(page)


def everything_kept(office: Office) -> str:
    """The audit chain as it stands in the database."""
    with office.read() as connection:
        return repr(connection.execute(text("SELECT * FROM audit")).all())


def count(office: Office, table: str) -> int:
    with office.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


def assert_inert(page: str) -> None:
    """What is hostile stands there as text, and does nothing."""
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page
    assert "&lt;script&gt;" in page
