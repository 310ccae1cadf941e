"""The tables of outbound webhooks: where they go, what is to be sent, and how far the outbox was read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from designer.database import Id, Model


def _partial(*columns: str, where: str) -> Index:
    """An index of the rows that still matter; a query that uses it has `where` in its text."""
    return Index(None, *columns, sqlite_where=text(where), postgresql_where=text(where))


class WebhookEndpoint(Model):
    """An address that is told of events; `sealed_secrets` holds `current` and, for a day after a change, `previous`."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(500))
    network: Mapped[str] = mapped_column(String(20), comment="public, private or simulator")
    topics: Mapped[str] = mapped_column(Text, comment="JSON list")
    sealed_secrets: Mapped[bytes] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None] = mapped_column(comment="until then the previous secret signs, too")
    is_enabled: Mapped[bool]
    disabled_reason: Mapped[str] = mapped_column(String(300), comment="why it was disabled by itself, else empty")
    since_id: Mapped[int] = mapped_column(Id, comment="outbox entries up to this one are not for it")
    failures: Mapped[int] = mapped_column(comment="attempts that failed one after the other")
    failing_since: Mapped[datetime | None]
    rest_until: Mapped[datetime | None] = mapped_column(comment="nothing is sent before, because attempts fail")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(100))


class WebhookDelivery(Model):
    """One event for one endpoint: `message_id` and `body` are the same at each attempt."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "outbox_id"),
        _partial("endpoint_id", "due_at", "id", where="state = 'due'"),
        _partial("lease_until", where="state = 'sending'"),
        _partial("endpoint_id", "id", where="state = 'failed'"),
        Index(None, "finished_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    outbox_id: Mapped[int | None] = mapped_column(Id, comment="none: a test")
    message_id: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(50))
    instance_id: Mapped[int | None] = mapped_column(Id)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), comment="due, sending, held, delivered or failed")
    attempt: Mapped[int] = mapped_column(comment="counted when it is claimed")
    fence: Mapped[int] = mapped_column(comment="rises at every claim; a late sender is told by it")
    due_at: Mapped[datetime]
    give_up_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    status_code: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class WebhookFeed(Model):
    """How far the outbox was read; one row."""

    __tablename__ = "webhook_feed"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    top: Mapped[int] = mapped_column(Id)
    gaps: Mapped[str] = mapped_column(Text, comment="JSON list of [id, transaction]: see engine.queries.outbox")
