"""job priority: what people wait for goes before bulk, along an index of due jobs by priority and age."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("job", "delivery")
IS_DUE = sa.text("state = 'due'")
BY_AGE, BY_URGENCY = "ix_job_due_at_id", "ix_job_priority_due_at_id"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("priority", sa.SmallInteger(), nullable=False, server_default=sa.text("1")))
    op.drop_index(BY_AGE, "job")
    op.create_index(BY_URGENCY, "job", ["priority", "due_at", "id"], sqlite_where=IS_DUE, postgresql_where=IS_DUE)


def downgrade() -> None:
    op.drop_index(BY_URGENCY, "job")
    op.create_index(BY_AGE, "job", ["due_at", "id"], sqlite_where=IS_DUE, postgresql_where=IS_DUE)
    for table in TABLES:
        op.drop_column(table, "priority")
