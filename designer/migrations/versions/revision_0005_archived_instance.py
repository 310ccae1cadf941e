"""archived instance: instances that are over, one row each."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENDED = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "archived_instance",
        sa.Column("id", ID, autoincrement=False, nullable=False, comment="the id that the instance had"),
        sa.Column("bundle_id", ID, nullable=False),
        sa.Column("process_id", sa.String(200), nullable=False),
        sa.Column("business_key", sa.String(200), nullable=False),
        sa.Column(
            "start_key", sa.String(200), nullable=False, comment="the same key starts once, archived or not"
        ),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the body"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived_instance")),
        sa.UniqueConstraint("start_key", name=op.f("uq_archived_instance_start_key")),
    )
    op.create_index(op.f("ix_archived_instance_business_key"), "archived_instance", ["business_key"])
    op.create_index(op.f("ix_archived_instance_ended_at_id"), "archived_instance", ["ended_at", "id"])
    op.create_index(
        op.f("ix_process_instance_ended_at_id"), "process_instance", ["ended_at", "id"],
        sqlite_where=ENDED, postgresql_where=ENDED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_process_instance_ended_at_id"), "process_instance")
    op.drop_table("archived_instance")
