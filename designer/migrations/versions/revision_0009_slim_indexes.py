"""slim indexes: tasks without a due date or an assignee are in no index of these; candidates are one tree."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_IS_DUE = "state = 'open' AND due_at IS NOT NULL"
_IS_HELD = "state = 'open' AND assignee IS NOT NULL"


def upgrade() -> None:
    op.drop_index("ix_user_task_due_at_id", "user_task")
    op.drop_index("ix_user_task_assignee_state", "user_task")
    _create("ix_user_task_due_at_id", ["due_at", "id"], _IS_DUE)
    _create("ix_user_task_assignee", ["assignee"], _IS_HELD)
    _rebuild_candidates(with_rowid=False)


def downgrade() -> None:
    _rebuild_candidates(with_rowid=True)
    op.drop_index("ix_user_task_assignee", "user_task")
    op.drop_index("ix_user_task_due_at_id", "user_task")
    op.create_index("ix_user_task_assignee_state", "user_task", ["assignee", "state"])
    _create("ix_user_task_due_at_id", ["due_at", "id"], "state = 'open'")


def _create(name: str, columns: list[str], rows: str) -> None:
    op.create_index(name, "user_task", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def _rebuild_candidates(*, with_rowid: bool) -> None:
    """SQLite only: PostgreSQL keeps rows and keys apart in any case."""
    if op.get_bind().dialect.name == "sqlite":
        table_options = {"sqlite_with_rowid": with_rowid}
        with op.batch_alter_table("task_candidate", recreate="always", table_kwargs=table_options):
            pass
