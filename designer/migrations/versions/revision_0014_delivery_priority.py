"""delivery priority: what people wait for is found first among the deliveries that are due."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BY_AGE, BY_URGENCY = "ix_delivery_state_id", "ix_delivery_state_priority_id"


def upgrade() -> None:
    op.drop_index(BY_AGE, "delivery")
    op.create_index(BY_URGENCY, "delivery", ["state", "priority", "id"])


def downgrade() -> None:
    op.drop_index(BY_URGENCY, "delivery")
    op.create_index(BY_AGE, "delivery", ["state", "id"])
