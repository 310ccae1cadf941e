"""data store: values that instances share."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_store",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False, comment="the instance, or a person"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_data_store")),
    )


def downgrade() -> None:
    op.drop_table("data_store")
