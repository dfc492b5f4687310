"""Other systems that may post facts, their keys, and subscribers that want to hear."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.service.errors import Conflict, NotFound
from engine.service.office import Office
from engine.service.submissions import Speaker
from engine.store import tables as t
from engine.store.journal import Action
from spec.diagnostics import Bilingual

#: A key stays valid for so long after a newer one was given, microseconds: one day.
OVERLAP = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A system that posts facts. ``name`` is what «nguồn» in a set calls it; patterns are as for files (``so-*``)."""

    code: str
    name: str
    trusted: bool = True
    may_post: tuple[str, ...] = ("*",)
    units: tuple[str, ...] = ("*",)
    per_minute: int = 600
    state: str = "active"


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source with the secrets that are valid at a moment."""

    record: SourceRecord
    secrets: tuple[str, ...]

    @property
    def speaker(self) -> Speaker:
        """The source as one who says something."""
        one = self.record
        return Speaker(one.code, one.name, one.trusted, one.may_post, one.units)


def add_source(office: Office, who: str, source: SourceRecord, secret: str) -> None:
    """Register a source with its first key. Raises ``Conflict`` where the code is taken."""

    def work(action: Action) -> None:
        if _row(action.connection, source.code) is not None:
            raise Conflict(Bilingual(f"đã có nguồn «{source.code}»", f"there is a source «{source.code}»"))
        action.connection.execute(insert(t.sources), _as_row(source))
        _add_key(action, office, source.code, secret)
        action.detail = _as_row(source)

    office.journal.act(who, "source.added", source.code, work)


def change_source(office: Office, who: str, source: SourceRecord) -> None:
    """Change what a source may do, or suspend or retire it."""

    def work(action: Action) -> None:
        _must(action.connection, source.code)
        where = t.sources.c.code == source.code
        action.connection.execute(update(t.sources).where(where).values(_as_row(source)))
        action.detail = _as_row(source)

    office.journal.act(who, "source.changed", source.code, work)


def rotate_key(office: Office, who: str, code: str, secret: str, overlap: int = OVERLAP) -> None:
    """Give a source a new key; the older ones stay valid for the overlap (microseconds, 0: not at all)."""

    def work(action: Action) -> None:
        _must(action.connection, code)
        keys = t.source_keys
        still = (keys.c.source == code) & (
            keys.c.not_after.is_(None) | (keys.c.not_after > action.at + overlap)
        )
        action.connection.execute(update(keys).where(still).values(not_after=action.at + overlap))
        _add_key(action, office, code, secret)
        action.detail = {"overlap": overlap}

    office.journal.act(who, "source.key", code, work)


def _add_key(action: Action, office: Office, code: str, secret: str) -> None:
    row = {"source": code, "secret": office.vault.seal(secret), "not_before": action.at}
    action.connection.execute(insert(t.source_keys), row)


def known_source(office: Office, connection: Connection, code: str, at: int) -> KnownSource | None:
    """A source with its valid keys; None where there is no such source."""
    row = _row(connection, code)
    if row is None:
        return None
    keys = t.source_keys
    query = select(keys.c.secret).where(
        keys.c.source == code,
        keys.c.not_before <= at,
        keys.c.not_after.is_(None) | (keys.c.not_after > at),
    )
    secrets = tuple(office.vault.open(sealed) for sealed in connection.execute(query).scalars())
    record = SourceRecord(
        code=row.code,
        name=row.name,
        trusted=row.trusted,
        may_post=tuple(json.loads(row.may_post)),
        units=tuple(json.loads(row.units)),
        per_minute=row.per_minute,
        state=row.state,
    )
    return KnownSource(record, secrets)


def _row(connection: Connection, code: str) -> Any | None:
    return connection.execute(select(t.sources).where(t.sources.c.code == code)).one_or_none()


def _must(connection: Connection, code: str) -> None:
    if _row(connection, code) is None:
        raise NotFound("source", code)


def _as_row(source: SourceRecord) -> dict[str, Any]:
    return {
        "code": source.code,
        "name": source.name,
        "state": source.state,
        "trusted": source.trusted,
        "may_post": json.dumps(source.may_post),
        "units": json.dumps(source.units),
        "per_minute": source.per_minute,
    }


# ---- Subscribers


def subscribe(
    office: Office,
    who: str,
    url: str,
    secret: str,
    *,
    types: Sequence[str] = ("*",),
    units: Sequence[str] = ("*",),
    full: bool = False,
) -> int:
    """Send messages of some types about some units to an address, signed; gives the subscription's number."""

    def work(action: Action) -> int:
        row = {
            "url": url,
            "types": json.dumps(list(types)),
            "units": json.dumps(list(units)),
            "full": full,
            "state": "active",
            "created_at": action.at,
        }
        query = insert(t.subscriptions).values(row).returning(t.subscriptions.c.id)
        number = int(action.connection.execute(query).scalar_one())
        key = {"subscription": number, "secret": office.vault.seal(secret)}
        action.connection.execute(insert(t.subscription_keys), key)
        action.detail = {"url": url, "types": list(types), "units": list(units), "full": full}
        return number

    return office.journal.act(who, "subscription.added", url, work)


def set_subscription(office: Office, who: str, number: int, state: str) -> None:
    """Enable (``active``) or disable (``disabled``) a subscription; its messages stay."""

    def work(action: Action) -> None:
        where = t.subscriptions.c.id == number
        values = {"state": state, "failing_since": None, "disabled_reason": None}
        if action.connection.execute(update(t.subscriptions).where(where).values(values)).rowcount == 0:
            raise NotFound("subscription", str(number))

    office.journal.act(who, f"subscription.{state}", str(number), work)
