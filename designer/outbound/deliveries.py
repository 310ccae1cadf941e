"""Deliveries of webhooks as people see them: listed, tested, sent again."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row, func, insert, select, text, update

from connectors.sdk import Network
from designer.database import reading, transaction
from designer.errors import Conflict, NotFound
from designer.identity.actor import Actor
from designer.outbound import feed, sending, service
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.models import WebhookDelivery
from engine import clock
from engine.queries.page import MAX_LIMIT, Page

TEST_TOPIC = "webhook_test"
STATES = ("due", "sending", "held", "delivered", "failed")

d = WebhookDelivery.__table__.c


@dataclass(frozen=True)
class DeliveryView:
    """One event for one endpoint."""

    id: int
    endpoint_id: int
    message_id: str
    topic: str
    instance_id: int | None
    state: str
    attempt: int
    status_code: int | None
    error: str
    created_at: datetime
    due_at: datetime
    give_up_at: datetime
    finished_at: datetime | None
    body: str


@dataclass(frozen=True)
class SentAgain:
    """How many deliveries are due again."""

    deliveries: int


def send_test(actor: Actor, endpoint_id: int) -> DeliveryView:
    """Send a test now and wait for the answer; it is not tried again, and works for a disabled endpoint, too."""
    actor.require("webhooks.edit")
    at = clock.now()
    body = orjson.dumps({"type": TEST_TOPIC, "timestamp": at.isoformat(), "data": {"endpoint_id": endpoint_id}})
    with transaction() as conn:
        endpoint = service.lock(conn, endpoint_id)
        row = feed.new_delivery(endpoint_id, f"msg_{secrets.token_hex(16)}", body, at, topic=TEST_TOPIC)
        lease = {"state": "sending", "attempt": 1, "fence": 1, "give_up_at": at}
        lease["lease_until"] = at + timedelta(seconds=sending.LEASE_SECONDS)
        delivery_id = conn.execute(insert(WebhookDelivery).returning(d.id), {**row, **lease}).scalar_one()
        service.note(conn, actor, "tested", endpoint_id)
        claimed = sending.Claimed(
            delivery_id, endpoint_id, 1, 1, row["message_id"], body, endpoint.url, Network(endpoint.network),
            endpoint.sealed_secrets, endpoint.previous_until,
        )  # fmt: skip
    sending.mark_test(claimed, sending.attempt(claimed))
    return get(actor, delivery_id)


def list_page(
    actor: Actor,
    *,
    endpoint_id: int | None = None,
    state: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[DeliveryView]:
    """Deliveries, the newest first; the cursor is the id of the last one seen."""
    actor.require("webhooks.read")
    limit = min(limit, MAX_LIMIT)
    wanted: list[Any] = []
    if endpoint_id is not None:
        wanted.append(d.endpoint_id == endpoint_id)
    if state:
        wanted.append(d.state == state)
    with reading() as conn:
        total = conn.execute(select(func.count()).select_from(WebhookDelivery).where(*wanted)).scalar_one()
        if cursor and cursor.isdecimal():
            wanted.append(d.id < int(cursor))
        statement = select(WebhookDelivery.__table__).where(*wanted).order_by(d.id.desc()).limit(limit + 1)
        views = [_view(row) for row in conn.execute(statement)]
    return Page(tuple(views[:limit]), str(views[limit - 1].id) if len(views) > limit else None, total)


def get(actor: Actor, delivery_id: int) -> DeliveryView:
    """One delivery; NotFound."""
    actor.require("webhooks.read")
    with reading() as conn:
        row = conn.execute(select(WebhookDelivery.__table__).where(d.id == delivery_id)).first()
    if row is None:
        raise NotFound(f"There is no webhook delivery {delivery_id}: it may have been deleted after its time.")
    return _view(row)


def send_again(actor: Actor, delivery_id: int) -> DeliveryView:
    """Send a delivery now, under its old id, whatever became of it; Conflict while it is being sent or cannot be."""
    actor.require("webhooks.edit")
    endpoint_id = get(actor, delivery_id).endpoint_id
    with transaction() as conn:
        _require_enabled(service.lock(conn, endpoint_id))
        statement = _again(d.id == delivery_id, d.state != "sending", d.outbox_id.is_not(None))
        if conn.execute(statement).rowcount == 0:
            raise Conflict("It is being sent at this moment, or it was a test: send a new test instead.")
        service.put(conn, endpoint_id, rest_until=None)
        service.note(conn, actor, "sent_again", endpoint_id, delivery=delivery_id)
    return get(actor, delivery_id)


def send_failed_again(actor: Actor, endpoint_id: int) -> SentAgain:
    """Send everything that was given up for an endpoint."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        _require_enabled(service.lock(conn, endpoint_id))
        is_failed = (d.endpoint_id == endpoint_id, text("state = 'failed'"), d.outbox_id.is_not(None))
        count = conn.execute(_again(*is_failed)).rowcount
        service.put(conn, endpoint_id, rest_until=None)
        service.note(conn, actor, "sent_again", endpoint_id, deliveries=count)
    return SentAgain(count)


def _again(*wanted: Any) -> Any:
    at = clock.now()
    again = {"state": "due", "due_at": at, "give_up_at": at + GIVE_UP_AFTER, "finished_at": None, "lease_until": None}
    return update(WebhookDelivery).where(*wanted).values(again)


def _require_enabled(row: Row[Any]) -> None:
    if not row.is_enabled:
        raise Conflict(f"{row.name} is disabled: enable it first.")


def _view(row: Row[Any]) -> DeliveryView:
    shown = {name: getattr(row, name) for name in DeliveryView.__dataclass_fields__}
    return DeliveryView(**{**shown, "body": row.body.decode()})
