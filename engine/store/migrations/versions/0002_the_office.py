"""The office: people who sign in, drafts with all the texts they had, and who proposed and reviewed them."""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

#: SQLite numbers rows by itself only where the key is INTEGER.
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_NEW_OF_SETS: dict[str, Any] = {
    "based_on": sa.BigInteger(),
    "proposed_by": sa.Text(),
    "proposed_at": sa.BigInteger(),
    "proposal": sa.Text(),
    "reviewed_by": sa.Text(),
    "reviewed_at": sa.BigInteger(),
    "review": sa.Text(),
    "decision": sa.Text(),
}
_NEW_TABLES = ("set_revisions", "users", "sign_ins", "sign_in_failures")


def upgrade() -> None:
    """Add what the office keeps."""
    _sets()
    _set_revisions()
    _users()
    _sign_ins()
    _sign_in_failures()
    _guard()


def downgrade() -> None:
    """Remove people, and the history of drafts."""
    for table in reversed(_NEW_TABLES):
        op.drop_table(table)
    for column in (*reversed(_NEW_OF_SETS), "text_hash"):
        op.drop_column("sets", column)


def _sets() -> None:
    # A database that has sets already needs a value for them; it is the right one a moment later.
    op.add_column("sets", sa.Column("text_hash", sa.String(64), nullable=False, server_default=""))
    for name, type_ in _NEW_OF_SETS.items():
        op.add_column("sets", sa.Column(name, type_))
    sets = sa.table("sets", sa.column("id"), sa.column("text"), sa.column("text_hash"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(sets.c.id, sets.c.text)).all():
        digest = hashlib.sha256(row.text.encode()).hexdigest()
        connection.execute(sa.update(sets).where(sets.c.id == row.id).values(text_hash=digest))


def _set_revisions() -> None:
    op.create_table(
        "set_revisions",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("set_id", _NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_set_revisions"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_set_revisions_set_id"),
    )
    op.create_index("ix_set_revisions_set_id", "set_revisions", ["set_id"])


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("login", sa.String(100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(100)),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("totp", sa.Text()),
        sa.Column("totp_step", sa.BigInteger()),
        sa.Column("activation", sa.String(64)),
        sa.Column("activation_until", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("visited_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("user", _NUMBER, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sign_ins_user"),
    )
    op.create_index("ix_sign_ins_user", "sign_ins", ["user"])


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failures"),
    )


def _guard() -> None:
    """The texts of drafts are only ever added to."""
    table = "set_revisions"
    if op.get_context().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_change()"
        for name, events, each in (
            ("change", "UPDATE OR DELETE", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {events} ON {table} FOR EACH {each} {refuse}"
            )
        return
    message = f"«{table}» chỉ được thêm vào / «{table}» is only ever added to"
    for event in ("UPDATE", "DELETE"):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {refuse}")
