"""The log: from where an action came, and an index by which the entries of an object are found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INDEX = "ix_audit_subject_seq"
#: Of entries that were there before, nobody knows; their hashes hold without.
_NEW = {"address": sa.Text(), "request": sa.String(64)}


def upgrade() -> None:
    """Add both. Not indexed is the arrival of events: that is nearly all of them, and nobody looks for it so."""
    for name, type_ in _NEW.items():
        op.add_column("audit", sa.Column(name, type_))
    which = sa.text("what <> 'events.received'")
    op.create_index(_INDEX, "audit", ["subject", "seq"], sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    """Remove both: entries that say from where they came are not what their hashes say then."""
    op.drop_index(_INDEX, "audit")
    for name in reversed(_NEW):
        op.drop_column("audit", name)
