"""breakers: which connections are paused, since when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "connection_breaker",
        sa.Column("connection_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False, comment="closed, open or half_open"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="calls that failed one after the other"),
        sa.Column(
            "openings", sa.Integer(), nullable=False, comment="how often it opened without a success: the pause doubles"
        ),
        sa.Column("changed_at", _MOMENT, nullable=False, comment="when it opened or closed"),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False, comment="of the failure that opened it"),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("retry_at", _MOMENT, comment="open: from then on one job may probe"),
        sa.Column("probe_until", _MOMENT, comment="half open: whoever probes has answered by then"),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_connection_breaker")),
    )


def downgrade() -> None:
    op.drop_table("connection_breaker")
