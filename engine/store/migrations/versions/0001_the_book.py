"""The book of record: its tables, the beginning of its chain, and triggers that keep what is only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

#: SQLite numbers rows by itself only where the key is INTEGER.
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: What the first entry of the chain follows.
_BEGINNING = "0" * 64

_APPEND_ONLY = ("facts", "table_rows", "decisions", "scores", "audit")
#: All of a file's columns but ``removed_at``: the file itself may be removed, and not that it was there.
_KEPT_OF_EVIDENCE = ("sha256", "name", "type", "size", "year", "by", "at", "action")
#: What stays of an event, by table; its body may be removed, and never be another.
_KEPT_OF_EVENTS = {
    "inbox": ("id", "source", "message_id", "type", "sha256", "canonical", "received_at"),
    "conflicts": ("id", "source", "message_id", "sha256", "received_at"),
}


def upgrade() -> None:
    """Make an empty book."""
    for create in _TABLES.values():
        create()
    head = sa.table("audit_head", sa.column("one"), sa.column("seq"), sa.column("hash"))
    op.execute(sa.insert(head).values(one=1, seq=0, hash=_BEGINNING))
    if op.get_context().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Remove the book with everything in it."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


# ---- What refuses changes; both databases answer with an integrity error


def _guard_sqlite() -> None:
    for table in _APPEND_ONLY:
        _guard_sqlite_table(table, f"UPDATE ON {table}", "update")
        _guard_sqlite_table(table, f"DELETE ON {table}", "delete")
    columns = ", ".join(f'"{name}"' for name in _KEPT_OF_EVIDENCE)
    _guard_sqlite_table("evidence_files", f"UPDATE OF {columns} ON evidence_files", "update")
    _guard_sqlite_table("evidence_files", "DELETE ON evidence_files", "delete")
    for table, kept in _KEPT_OF_EVENTS.items():
        _guard_sqlite_table(table, f"UPDATE OF {', '.join(kept)} ON {table}", "update")
        _guard_sqlite_table(table, f"DELETE ON {table}", "delete")
        _guard_sqlite_table(table, f"UPDATE OF raw ON {table}", "other", "WHEN NEW.raw IS NOT NULL")


def _guard_sqlite_table(table: str, event: str, name: str, when: str = "") -> None:
    message = f"«{table}» chỉ được thêm vào / «{table}» is only ever added to"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    op.execute(f"CREATE TRIGGER {table}_no_{name} BEFORE {event} {when} {refuse}")


_REFUSE = "EXECUTE FUNCTION refuse_change()"


def _guard_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '«%» chỉ được thêm vào / «%» is only ever added to', TG_TABLE_NAME, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END
        $$
        """
    )
    for table in _APPEND_ONLY:
        _guard_postgresql_table(table, "UPDATE OR DELETE")
    columns = ", ".join(f'"{name}"' for name in _KEPT_OF_EVIDENCE)
    _guard_postgresql_table("evidence_files", f"DELETE OR UPDATE OF {columns}")
    for table, kept in _KEPT_OF_EVENTS.items():
        _guard_postgresql_table(table, f"DELETE OR UPDATE OF {', '.join(kept)}")
        other = f"BEFORE UPDATE OF raw ON {table} FOR EACH ROW WHEN (NEW.raw IS NOT NULL)"
        op.execute(f"CREATE TRIGGER {table}_no_other {other} {_REFUSE}")


def _guard_postgresql_table(table: str, events: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_no_change BEFORE {events} ON {table} FOR EACH ROW {_REFUSE}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {_REFUSE}")


# ---- Tables


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=False),
        sa.Column("valid_to", sa.String(10)),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(100)),
        sa.Column("ranked", sa.Boolean(), nullable=False),
        sa.Column("succeeds", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name="pk_units"),
    )


def _sets() -> None:
    op.create_table(
        "sets",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("scoring_hash", sa.String(64), nullable=False),
        sa.Column("semantics", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.String(10)),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text()),
        sa.Column("published_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
        sa.UniqueConstraint("year", "number", name="uq_sets_year_number"),
    )


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("set_id", _NUMBER, nullable=False),
        sa.Column("opens", sa.String(10)),
        sa.Column("closes", sa.String(10)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("evidence_required", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_rounds_set_id"),
        sa.UniqueConstraint("year", name="uq_rounds_year"),
    )


def _books() -> None:
    op.create_table(
        "books",
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("unit", "year", name="pk_books"),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("accepted", sa.Boolean()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_unit_year_kind_name", "facts", ["unit", "year", "kind", "name"])


def _table_rows() -> None:
    op.create_table(
        "table_rows",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_table_rows"),
    )
    op.create_index(
        "ix_table_rows_unit_year_table_name_key", "table_rows", ["unit", "year", "table_name", "key"]
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("entry_kind", sa.String(8), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_entry_kind_entry", "decisions", ["entry_kind", "entry"])
    op.create_index("ix_decisions_unit_year", "decisions", ["unit", "year"])


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("view", sa.String(10), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("figure", sa.String(64), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "year", "view", "table_name", "figure", name="pk_figures"),
    )


def _scores() -> None:
    op.create_table(
        "scores",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(10), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("set_id", _NUMBER, nullable=False),
        sa.Column("scoring_hash", sa.String(64), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("maximum", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text()),
        sa.Column("low", sa.Text(), nullable=False),
        sa.Column("high", sa.Text(), nullable=False),
        sa.Column("band", sa.Text()),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("best", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scores"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_scores_set_id"),
    )
    op.create_index("ix_scores_unit_year_view_version", "scores", ["unit", "year", "view", "version"])


def _evidence_files() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.Column("action", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence_files"),
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("may_post", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_sources"),
    )


def _source_keys() -> None:
    op.create_table(
        "source_keys",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("not_after", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_source_keys"),
        sa.ForeignKeyConstraint(["source"], ["sources.code"], name="fk_source_keys_source"),
    )
    op.create_index("ix_source_keys_source", "source_keys", ["source"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(256), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("canonical", sa.String(64), nullable=False),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("year", sa.Integer()),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("source", "message_id", name="uq_inbox_source_message_id"),
    )
    op.create_index("ix_inbox_state", "inbox", ["state"])


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(256), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
        sa.UniqueConstraint("source", "message_id", "sha256", name="uq_conflicts_source_message_id_sha256"),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("disabled_reason", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )


def _subscription_keys() -> None:
    op.create_table(
        "subscription_keys",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("subscription", _NUMBER, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("not_after", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_subscription_keys"),
        sa.ForeignKeyConstraint(
            ["subscription"], ["subscriptions.id"], name="fk_subscription_keys_subscription"
        ),
    )
    op.create_index("ix_subscription_keys_subscription", "subscription_keys", ["subscription"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("subscription", _NUMBER, nullable=False),
        sa.Column("message_id", sa.String(256), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger()),
        sa.Column("leased_until", sa.BigInteger()),
        sa.Column("replay", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["subscription"], ["subscriptions.id"], name="fk_outbox_subscription"),
        sa.UniqueConstraint("subscription", "message_id", name="uq_outbox_subscription_message_id"),
    )
    op.create_index(
        "ix_outbox_subscription_state_next_attempt_at", "outbox", ["subscription", "state", "next_attempt_at"]
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("outbox", _NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("replay", sa.Boolean(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(["outbox"], ["outbox.id"], name="fk_attempts_outbox"),
    )
    op.create_index("ix_attempts_outbox", "attempts", ["outbox"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("action", name="uq_audit_action"),
    )


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_audit_head"),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )


#: In the order in which each may refer to those before it.
_TABLES = {
    "units": _units,
    "sets": _sets,
    "rounds": _rounds,
    "books": _books,
    "facts": _facts,
    "table_rows": _table_rows,
    "decisions": _decisions,
    "figures": _figures,
    "scores": _scores,
    "evidence_files": _evidence_files,
    "sources": _sources,
    "source_keys": _source_keys,
    "inbox": _inbox,
    "conflicts": _conflicts,
    "subscriptions": _subscriptions,
    "subscription_keys": _subscription_keys,
    "outbox": _outbox,
    "attempts": _attempts,
    "audit": _audit,
    "audit_head": _audit_head,
    "settings": _settings,
}
