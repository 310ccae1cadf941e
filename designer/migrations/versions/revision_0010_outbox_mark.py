"""outbox mark: who reads the outbox remembers how far; a column that nobody set and its index go."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UNPUBLISHED = sa.text("NOT is_published")


def upgrade() -> None:
    op.drop_index("ix_outbox_id", "outbox")
    op.drop_column("outbox", "is_published")


def downgrade() -> None:
    op.add_column("outbox", sa.Column("is_published", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_outbox_id", "outbox", ["id"], sqlite_where=_UNPUBLISHED, postgresql_where=_UNPUBLISHED)
