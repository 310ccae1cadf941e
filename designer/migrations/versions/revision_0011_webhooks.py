"""webhooks: endpoints, deliveries, and how far the outbox was read for them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_PARTIAL = (
    (["endpoint_id", "due_at", "id"], "state = 'due'"),
    (["lease_until"], "state = 'sending'"),
    (["endpoint_id", "id"], "state = 'failed'"),
)


def upgrade() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False, comment="public, private or simulator"),
        sa.Column("topics", sa.Text(), nullable=False, comment="JSON list"),
        sa.Column("sealed_secrets", sa.LargeBinary(), nullable=False),
        sa.Column("previous_until", _MOMENT, comment="until then the previous secret signs, too"),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column(
            "disabled_reason", sa.String(length=300), nullable=False, comment="why it was disabled by itself, else empty"
        ),
        sa.Column("since_id", _ID, nullable=False, comment="outbox entries up to this one are not for it"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="attempts that failed one after the other"),
        sa.Column("failing_since", _MOMENT),
        sa.Column("rest_until", _MOMENT, comment="nothing is sent before, because attempts fail"),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", _ID, nullable=False),
        sa.Column("endpoint_id", _ID, nullable=False),
        sa.Column("outbox_id", _ID, comment="none: a test"),
        sa.Column("message_id", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=50), nullable=False),
        sa.Column("instance_id", _ID),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False, comment="due, sending, held, delivered or failed"),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="counted when it is claimed"),
        sa.Column("fence", sa.Integer(), nullable=False, comment="rises at every claim; a late sender is told by it"),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("give_up_at", _MOMENT, nullable=False),
        sa.Column("lease_until", _MOMENT),
        sa.Column("status_code", sa.Integer()),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoint.id"],
            name=op.f("fk_webhook_delivery_endpoint_id_webhook_endpoint"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("endpoint_id", "outbox_id", name=op.f("uq_webhook_delivery_endpoint_id_outbox_id")),
    )
    for columns, rows in _PARTIAL:
        name = f"ix_webhook_delivery_{'_'.join(columns)}"
        op.create_index(name, "webhook_delivery", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
    op.create_index("ix_webhook_delivery_finished_at", "webhook_delivery", ["finished_at"])
    op.create_table(
        "webhook_feed",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("top", _ID, nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False, comment="JSON list of [id, transaction]: see engine.queries.outbox"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_feed")),
    )


def downgrade() -> None:
    op.drop_table("webhook_feed")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook_endpoint")
