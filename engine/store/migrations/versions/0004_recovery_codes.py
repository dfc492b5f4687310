"""Recovery codes: for who has lost what the second factor needs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nobody has any yet."""
    op.add_column("users", sa.Column("recovery", sa.Text()))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("users", "recovery")
