"""The tables of the book of record.

What a score rests on is only ever added to: ``facts``, ``table_rows``, ``decisions``, ``scores``, ``audit``. The tables
``books`` and ``figures`` are working copies that can be worked out again from those, and ``chamdiem verify`` does.

Instants are whole microseconds since 1970 in UTC, days are ISO texts, amounts are exact decimals or fractions as text,
so that both databases keep and order them alike. JSON is text in canonical form.

The bodies in ``inbox`` and ``conflicts`` and the files of ``evidence_files`` are removed when their time is over; what
says that they were there stays.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite numbers rows by itself only where the key is INTEGER.
_Number = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", _Number, primary_key=True, autoincrement=True)


def _action() -> Column[str]:
    """The audit entry under which a row was written; its content is part of that entry's digest."""
    return Column("action", String(32), nullable=False)


# ---- Units, sets, rounds

units = Table(
    "units",
    metadata,
    Column("code", String(100), primary_key=True),
    Column("valid_from", String(10), primary_key=True),
    Column("valid_to", String(10)),
    Column("name", Text, nullable=False),
    Column("block", Text, nullable=False),
    Column("parent", String(100)),
    Column("ranked", Boolean, nullable=False),
    Column("succeeds", Text, nullable=False),
)

sets = Table(
    "sets",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("scoring_hash", String(64), nullable=False),
    Column("semantics", Integer, nullable=False),
    Column("effective_from", String(10)),
    Column("written_by", Text, nullable=False),
    Column("written_at", BigInteger, nullable=False),
    Column("published_by", Text),
    Column("published_at", BigInteger),
    #: SHA-256 of the text as it stands: a save names the one that it started from.
    Column("text_hash", String(64), nullable=False, server_default=""),
    #: The set that a draft was begun from.
    Column("based_on", BigInteger),
    Column("proposed_by", Text),
    Column("proposed_at", BigInteger),
    Column("proposal", Text),
    Column("reviewed_by", Text),
    Column("reviewed_at", BigInteger),
    Column("review", Text),
    #: Number and day of the decision that puts it into force, as written there.
    Column("decision", Text),
    UniqueConstraint("year", "number"),
)

#: Every text that a draft ever had.
set_revisions = Table(
    "set_revisions",
    metadata,
    _id(),
    Column("set_id", ForeignKey("sets.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    _id(),
    Column("year", Integer, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("set_id", ForeignKey("sets.id"), nullable=False),
    Column("opens", String(10)),
    Column("closes", String(10)),
    Column("state", String(8), nullable=False),
    Column("evidence_required", Boolean, nullable=False),
    Column("closed_at", BigInteger),
)

# ---- The ledger of facts

books = Table(
    "books",
    metadata,
    Column("unit", String(100), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("tick", BigInteger, nullable=False),
    #: The action of this tick: what is kept in memory is true as long as it is still this one.
    Column("action", String(32), nullable=False),
)

facts = Table(
    "facts",
    metadata,
    _id(),
    Column("unit", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("origin", String(10), nullable=False),
    Column("accepted", Boolean),
    Column("received_at", BigInteger, nullable=False),
    Column("tick", BigInteger, nullable=False),
    _action(),
    Index(None, "unit", "year", "kind", "name"),
)

table_rows = Table(
    "table_rows",
    metadata,
    _id(),
    Column("unit", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("accepted", Boolean),
    Column("received_at", BigInteger, nullable=False),
    Column("tick", BigInteger, nullable=False),
    _action(),
    Index(None, "unit", "year", "table_name", "key"),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    Column("unit", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Column("entry_kind", String(8), nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("tick", BigInteger, nullable=False),
    _action(),
    Index(None, "unit", "year"),
    Index(None, "entry_kind", "entry"),
)

figures = Table(
    "figures",
    metadata,
    Column("unit", String(100), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("view", String(10), primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("figure", String(64), primary_key=True),
    Column("amount", Text, nullable=False),
)

scores = Table(
    "scores",
    metadata,
    _id(),
    Column("unit", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Column("view", String(10), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("set_id", ForeignKey("sets.id"), nullable=False),
    Column("scoring_hash", String(64), nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("points", Text, nullable=False),
    Column("maximum", Text, nullable=False),
    Column("percent", Text),
    Column("low", Text, nullable=False),
    Column("high", Text, nullable=False),
    Column("band", Text),
    Column("changes", Text, nullable=False),
    Column("best", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("cause", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    _action(),
    Index(None, "unit", "year", "view", "version"),
)

evidence_files = Table(
    "evidence_files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("year", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("removed_at", BigInteger),
    _action(),
)

# ---- Other systems

sources = Table(
    "sources",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("trusted", Boolean, nullable=False),
    Column("may_post", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("per_minute", Integer, nullable=False),
)

source_keys = Table(
    "source_keys",
    metadata,
    _id(),
    Column("source", ForeignKey("sources.code"), nullable=False, index=True),
    Column("secret", Text, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("not_after", BigInteger),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("message_id", String(256), nullable=False),
    Column("type", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("canonical", String(64), nullable=False),
    Column("raw", LargeBinary),
    Column("received_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("unit", Text),
    Column("year", Integer),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("submission", Text),
    UniqueConstraint("source", "message_id"),
    Index(None, "state"),
)

conflicts = Table(
    "conflicts",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("message_id", String(256), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("raw", LargeBinary),
    Column("received_at", BigInteger, nullable=False),
    UniqueConstraint("source", "message_id", "sha256"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("types", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("failing_since", BigInteger),
    Column("disabled_reason", Text),
    Column("created_at", BigInteger, nullable=False),
)

subscription_keys = Table(
    "subscription_keys",
    metadata,
    _id(),
    Column("subscription", ForeignKey("subscriptions.id"), nullable=False, index=True),
    Column("secret", Text, nullable=False),
    Column("not_after", BigInteger),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("subscription", ForeignKey("subscriptions.id"), nullable=False),
    Column("message_id", String(256), nullable=False),
    Column("type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", BigInteger),
    Column("leased_until", BigInteger),
    #: The next attempt is one that somebody asked for, and not the schedule.
    Column("replay", Boolean, nullable=False, default=False),
    UniqueConstraint("subscription", "message_id"),
    Index(None, "subscription", "state", "next_attempt_at"),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("outbox", ForeignKey("outbox.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("replay", Boolean, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer),
    Column("error", Text),
    Column("address", Text),
    Column("answer", Text, nullable=False),
)

# ---- People

users = Table(
    "users",
    metadata,
    _id(),
    Column("login", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    #: argon2id; none until its owner has chosen one.
    Column("password", Text),
    Column("state", String(10), nullable=False),
    Column("roles", Text, nullable=False),
    #: Whose unit it is, for a unit's people.
    Column("unit", String(100)),
    #: Numbers of the areas that an appraiser judges; none: all.
    Column("areas", Text, nullable=False),
    Column("language", String(2), nullable=False),
    #: The sealed secret of the second factor, and the last step of it that was used (RFC 6238).
    Column("totp", Text),
    Column("totp_step", BigInteger),
    #: JSON list of SHA-256 of the recovery codes that were not used.
    Column("recovery", Text),
    #: SHA-256 of the code by which a password is chosen, and until when it holds.
    Column("activation", String(64)),
    Column("activation_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    #: When the visit before the current one ended.
    Column("visited_at", BigInteger),
)

#: Who is signed in. ``token``: SHA-256 of what the cookie holds.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    #: Whether the second factor was given.
    Column("confirmed", Boolean, nullable=False),
)

#: Failed sign-ins in a row, by account and by address.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("subject", String(200), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

# ---- Who did what

#: The action of nearly all entries: events that arrived.
ARRIVAL = "events.received"
#: All other entries, in the very words of the index: a database uses it only where it sees them.
NO_ARRIVAL = text(f"what <> '{ARRIVAL}'")

audit = Table(
    "audit",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("action", String(32), nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("content", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    #: From where it came, where a request began it: the address of the other side, and the id of the request.
    Column("address", Text),
    Column("request", String(64)),
    # The timeline of an object. Nearly all entries tell that events arrived, and those are not looked for so.
    Index(None, "subject", "seq", sqlite_where=NO_ARRIVAL, postgresql_where=NO_ARRIVAL),
)

#: The end of the chain, locked while an entry is added, so that no two entries follow the same one.
audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
