"""deliveries: signals, messages between instances, and start events in force."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signal_subscription",
        sa.Column("id", Id, nullable=False),
        sa.Column("instance_id", Id, nullable=False),
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("signal", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_signal_subscription_instance_id_process_instance"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_subscription")),
        sa.UniqueConstraint("instance_id", "token_id", name=op.f("uq_signal_subscription_instance_id_token_id")),
    )
    op.create_index(op.f("ix_signal_subscription_signal_instance_id"), "signal_subscription", ["signal", "instance_id"])
    op.create_table(
        "start_subscription",
        sa.Column("id", Id, nullable=False),
        sa.Column("bundle_id", Id, nullable=False),
        sa.Column("process_id", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="message, signal, timer or conditional"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="of the message or signal, else empty"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="of a timer"),
        sa.Column("round", sa.LargeBinary(), nullable=True, comment="of a timer that repeats: the round that is due"),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name=op.f("fk_start_subscription_bundle_id_bundle"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_subscription")),
    )
    op.create_index(op.f("ix_start_subscription_kind_name"), "start_subscription", ["kind", "name"])
    op.create_index(op.f("ix_start_subscription_kind_due_at"), "start_subscription", ["kind", "due_at"])
    op.create_index(op.f("ix_start_subscription_process_id"), "start_subscription", ["process_id"])
    op.create_table(
        "delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="signal, message, start, call, return, error or cancel"),
        sa.Column("source", sa.String(length=100), nullable=False, comment="what threw it, for the history of who gets it"),
        sa.Column("instance_id", Id, nullable=True, comment="who gets it; none for what starts an instance"),
        sa.Column("token_id", sa.BigInteger(), nullable=True),
        sa.Column("bundle_id", Id, nullable=True),
        sa.Column("process_id", sa.String(length=200), nullable=True),
        sa.Column("element_id", sa.String(length=200), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False, comment="due, or failed with its error; carried out, the row is gone"),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_state_id"), "delivery", ["state", "id"])


def downgrade() -> None:
    for table in ("delivery", "start_subscription", "signal_subscription"):
        op.drop_table(table)
