"""Entries of the audit chain are found by the object that they are about, however many events arrive."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INDEX = "ix_audit_subject_seq"


def upgrade() -> None:
    """Index what is not the arrival of events: that would be nearly all of them, and nobody looks for it so."""
    which = sa.text("what <> 'events.received'")
    op.create_index(_INDEX, "audit", ["subject", "seq"], sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    """Find them by going through all again."""
    op.drop_index(_INDEX, "audit")
