"""partial indexes: only rows that still matter are indexed by their state."""

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Columns = tuple[str, ...]

PARTIAL: tuple[tuple[str, Columns, str], ...] = (
    ("job", ("due_at", "id"), "state = 'due'"),
    ("job", ("lease_until",), "state = 'leased'"),
    ("job", ("id",), "state = 'incident'"),
    ("timer", ("due_at", "id"), "state = 'waiting'"),
    ("user_task", ("created_at", "id"), "state = 'open'"),
    ("user_task", ("due_at", "id"), "state = 'open'"),
    ("inbox", ("message", "correlation_key"), "state = 'buffered'"),
    ("inbox", ("expires_at",), "state = 'buffered'"),
    ("inbox", ("id",), "state = 'expired'"),
    ("outbox", ("id",), "NOT is_published"),
)
WHOLE: tuple[tuple[str, Columns], ...] = (
    ("job", ("state", "due_at")),
    ("timer", ("state", "due_at")),
    ("user_task", ("state", "created_at", "id")),
    ("inbox", ("message", "correlation_key", "state")),
    ("inbox", ("state", "expires_at")),
    ("outbox", ("is_published", "id")),
)


def upgrade() -> None:
    for table, columns in WHOLE:
        op.drop_index(_name(table, columns), table)
    for table, columns, rows in PARTIAL:
        op.create_index(_name(table, columns), table, list(columns), sqlite_where=text(rows), postgresql_where=text(rows))


def downgrade() -> None:
    for table, columns, _ in PARTIAL:
        op.drop_index(_name(table, columns), table)
    for table, columns in WHOLE:
        op.create_index(_name(table, columns), table, list(columns))


def _name(table: str, columns: Columns) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
