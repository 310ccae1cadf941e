"""Figures of webhooks for monitoring; every count goes along an index of rows that still matter."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from designer.outbound.models import WebhookDelivery, WebhookEndpoint
from engine import clock

STATES = ("due", "sending", "held", "failed")
d, e = WebhookDelivery.__table__.c, WebhookEndpoint.__table__.c


@dataclass(frozen=True)
class WebhookFigures:
    """Deliveries by state, those that arrived left out; the age of the oldest that has not arrived, in seconds."""

    deliveries: Mapping[str, int]
    oldest_seconds: float
    endpoints_disabled: int


def read(conn: Connection) -> WebhookFigures:
    """The figures of now."""
    unfinished = select(d.state, func.count().label("rows")).where(d.finished_at.is_(None)).group_by(d.state)
    failed = select(func.count()).select_from(WebhookDelivery).where(text("state = 'failed'"), d.outbox_id.is_not(None))
    counts = {row.state: int(row.rows) for row in conn.execute(unfinished)}
    counts["failed"] = conn.execute(failed).scalar_one()
    oldest = conn.execute(select(func.min(d.created_at)).where(d.finished_at.is_(None))).scalar()
    disabled = select(func.count()).select_from(WebhookEndpoint).where(e.disabled_reason != "")
    return WebhookFigures(
        deliveries={state: counts.get(state, 0) for state in STATES},
        oldest_seconds=max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0,
        endpoints_disabled=int(conn.execute(disabled).scalar_one()),
    )
