"""withdrawn calls: the call that an activity asked for is found among many deliveries when the activity is left."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CALLS = "ix_delivery_instance_id_token_id"


def upgrade() -> None:
    is_call = sa.text("kind = 'call'")
    op.create_index(CALLS, "delivery", ["instance_id", "token_id"], sqlite_where=is_call, postgresql_where=is_call)


def downgrade() -> None:
    op.drop_index(CALLS, "delivery")
