"""Endpoints of webhooks and their deliveries: registered, tested, rotated, repaired; secrets are shown once."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from connectors.sdk import Network
from designer.audit import service as audit
from designer.catalog import vault
from designer.errors import Conflict, Forbidden, Invalid, NotFound
from designer.extensions import reading, transaction
from designer.identity.actor import Actor
from designer.outbound import feed, post, sending
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.models import WebhookDelivery, WebhookEndpoint
from engine import clock
from engine.queries import outbox
from engine.queries.page import MAX_LIMIT, Page

TOPICS = outbox.TOPICS
TEST_TOPIC = "webhook_test"
STATES = ("due", "sending", "held", "delivered", "failed")
PREVIOUS_SIGNS_FOR = timedelta(hours=24)

_PREFIX = "whsec_"
_KEY_BYTES, _FEWEST_BYTES, _MOST_BYTES = 32, 24, 64  # Standard Webhooks 1.0: between 24 and 64 bytes
d, e = WebhookDelivery.__table__.c, WebhookEndpoint.__table__.c


@dataclass(frozen=True)
class EndpointDraft:
    """What an administrator enters for an endpoint."""

    name: str
    url: str
    network: Network
    topics: tuple[str, ...]


@dataclass(frozen=True)
class EndpointView:
    """An endpoint as screens show it; `waiting` and `failed` count deliveries."""

    id: int
    name: str
    url: str
    network: str
    topics: tuple[str, ...]
    is_enabled: bool
    disabled_reason: str
    failures: int
    failing_since: datetime | None
    rest_until: datetime | None
    previous_until: datetime | None
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    waiting: int
    failed: int


@dataclass(frozen=True)
class EndpointMade:
    """A new endpoint, or one with a new secret; nobody is shown the secret again."""

    endpoint: EndpointView
    secret: str


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


def list_endpoints(actor: Actor) -> tuple[EndpointView, ...]:
    """All endpoints by name."""
    actor.require("webhooks.read")
    with reading() as conn:
        rows = conn.execute(select(WebhookEndpoint.__table__).order_by(e.name, e.id)).all()
        return tuple(_view(conn, row) for row in rows)


def get(actor: Actor, endpoint_id: int) -> EndpointView:
    """One endpoint; NotFound."""
    actor.require("webhooks.read")
    with reading() as conn:
        return _view(conn, _row(conn, endpoint_id))


def create(actor: Actor, draft: EndpointDraft, secret: str = "") -> EndpointMade:
    """Register an endpoint, enabled: it is told of what happens from now on. Without a `secret` one is made."""
    actor.require("webhooks.edit")
    values = _checked(actor, draft)
    secret = _checked_secret(secret) if secret else _new_secret()
    at = clock.now()
    with transaction() as conn:
        made = {"created_at": at, "created_by": actor.username, "changed_at": at, "changed_by": actor.username}
        calm = {"disabled_reason": "", "failures": 0, "is_enabled": True, "since_id": feed.begin(conn)}
        row = {**values, **made, **calm, "sealed_secrets": b""}
        endpoint_id = conn.execute(insert(WebhookEndpoint).returning(e.id), row).scalar_one()
        _set(conn, endpoint_id, sealed_secrets=_sealed(endpoint_id, {"current": secret}))
        _note(conn, actor, "created", endpoint_id, url=_without_query(draft.url), topics=sorted(draft.topics))
        return EndpointMade(_view(conn, _row(conn, endpoint_id)), secret)


def change(actor: Actor, endpoint_id: int, draft: EndpointDraft) -> EndpointView:
    """Change name, address and topics; what is waiting goes to the new address."""
    actor.require("webhooks.edit")
    values = _checked(actor, draft)
    with transaction() as conn:
        _lock(conn, endpoint_id)
        _set(conn, endpoint_id, **values, **_changed(actor), rest_until=None)
        _note(conn, actor, "changed", endpoint_id, url=_without_query(draft.url), topics=sorted(draft.topics))
        return _view(conn, _row(conn, endpoint_id))


def rotate(actor: Actor, endpoint_id: int) -> EndpointMade:
    """Give it a new secret; for a day the old one signs as well, so that the receiver can change over."""
    actor.require("webhooks.edit")
    secret = _new_secret()
    with transaction() as conn:
        row = _lock(conn, endpoint_id)
        known = vault.of(current_app.config).open(sending.sealing_context(endpoint_id), row.sealed_secrets)
        sealed = _sealed(endpoint_id, {"current": secret, "previous": known["current"]})
        until = clock.now() + PREVIOUS_SIGNS_FOR
        _set(conn, endpoint_id, sealed_secrets=sealed, previous_until=until, **_changed(actor))
        _note(conn, actor, "secret_changed", endpoint_id)
        return EndpointMade(_view(conn, _row(conn, endpoint_id)), secret)


def enable(actor: Actor, endpoint_id: int) -> EndpointView:
    """Send to it again: what was waiting, and what happens from now on. Nothing was kept of the time in between."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        row = _lock(conn, endpoint_id)
        if not row.is_enabled:
            since_id, at = feed.begin(conn), clock.now()
            calm = {"disabled_reason": "", "failures": 0, "failing_since": None, "rest_until": None}
            _set(conn, endpoint_id, is_enabled=True, since_id=since_id, **calm, **_changed(actor))
            held = update(WebhookDelivery).where(d.endpoint_id == endpoint_id, d.state == "held")
            conn.execute(held.values(state="due", due_at=at, give_up_at=at + GIVE_UP_AFTER))
            _note(conn, actor, "enabled", endpoint_id)
        return _view(conn, _row(conn, endpoint_id))


def disable(actor: Actor, endpoint_id: int) -> EndpointView:
    """Send it nothing more; what waits is held."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        if _lock(conn, endpoint_id).is_enabled:
            _set(conn, endpoint_id, is_enabled=False, disabled_reason="", **_changed(actor))
            sending.hold(conn, endpoint_id)
            _note(conn, actor, "disabled", endpoint_id)
        return _view(conn, _row(conn, endpoint_id))


def remove(actor: Actor, endpoint_id: int) -> None:
    """Take an endpoint away, with its deliveries."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        row = _lock(conn, endpoint_id)
        conn.execute(delete(WebhookEndpoint).where(e.id == endpoint_id))
        _note(conn, actor, "removed", endpoint_id, name=row.name, url=_without_query(row.url))


def test(actor: Actor, endpoint_id: int) -> DeliveryView:
    """Send a test now and wait for the answer; it is not tried again, and works for a disabled endpoint, too."""
    actor.require("webhooks.edit")
    at = clock.now()
    body = orjson.dumps({"type": TEST_TOPIC, "timestamp": at.isoformat(), "data": {"endpoint_id": endpoint_id}})
    with transaction() as conn:
        endpoint = _lock(conn, endpoint_id)
        row = feed.new_delivery(endpoint_id, f"msg_{secrets.token_hex(16)}", body, at, topic=TEST_TOPIC)
        lease = {"state": "sending", "attempt": 1, "fence": 1, "give_up_at": at}
        lease["lease_until"] = at + timedelta(seconds=sending.LEASE_SECONDS)
        delivery_id = conn.execute(insert(WebhookDelivery).returning(d.id), {**row, **lease}).scalar_one()
        _note(conn, actor, "tested", endpoint_id)
        claimed = sending.Claimed(
            delivery_id, endpoint_id, 1, 1, row["message_id"], body, endpoint.url, Network(endpoint.network),
            endpoint.sealed_secrets, endpoint.previous_until,
        )  # fmt: skip
    sending.mark_test(claimed, sending.attempt(claimed))
    return delivery(actor, delivery_id)


def deliveries(
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
        views = [_delivery(row) for row in conn.execute(statement)]
    return Page(tuple(views[:limit]), str(views[limit - 1].id) if len(views) > limit else None, total)


def delivery(actor: Actor, delivery_id: int) -> DeliveryView:
    """One delivery; NotFound."""
    actor.require("webhooks.read")
    with reading() as conn:
        row = conn.execute(select(WebhookDelivery.__table__).where(d.id == delivery_id)).first()
    if row is None:
        raise NotFound(f"There is no webhook delivery {delivery_id}: it may have been deleted after its time.")
    return _delivery(row)


def send_again(actor: Actor, delivery_id: int) -> DeliveryView:
    """Send a delivery now, under its old id, whatever became of it; Conflict while it is being sent or cannot be."""
    actor.require("webhooks.edit")
    endpoint_id = delivery(actor, delivery_id).endpoint_id
    with transaction() as conn:
        _require_enabled(_lock(conn, endpoint_id))
        statement = _again(d.id == delivery_id, d.state != "sending", d.outbox_id.is_not(None))
        if conn.execute(statement).rowcount == 0:
            raise Conflict("It is being sent at this moment, or it was a test: send a new test instead.")
        _set(conn, endpoint_id, rest_until=None)
        _note(conn, actor, "sent_again", endpoint_id, delivery=delivery_id)
    return delivery(actor, delivery_id)


def send_failed_again(actor: Actor, endpoint_id: int) -> SentAgain:
    """Send everything that was given up for an endpoint."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        _require_enabled(_lock(conn, endpoint_id))
        is_failed = (d.endpoint_id == endpoint_id, text("state = 'failed'"), d.outbox_id.is_not(None))
        count = conn.execute(_again(*is_failed)).rowcount
        _set(conn, endpoint_id, rest_until=None)
        _note(conn, actor, "sent_again", endpoint_id, deliveries=count)
    return SentAgain(count)


def _again(*wanted: Any) -> Any:
    at = clock.now()
    again = {"state": "due", "due_at": at, "give_up_at": at + GIVE_UP_AFTER, "finished_at": None, "lease_until": None}
    return update(WebhookDelivery).where(*wanted).values(again)


def _checked(actor: Actor, draft: EndpointDraft) -> dict[str, Any]:
    if draft.network is Network.SIMULATOR and not actor.is_system:
        raise Forbidden("Webhooks to this machine are for tests alone.", code="simulator_network")
    if not draft.name.strip():
        raise Invalid("A name is needed: it tells people whom this endpoint belongs to.")
    if len(draft.url) > 500:
        raise Invalid("expected an address of at most 500 characters")
    post.parts_of(draft.url, draft.network)
    unknown = sorted(set(draft.topics) - set(TOPICS))
    if unknown or not draft.topics:
        found = ", ".join(unknown) or "none"
        raise Invalid(f"expected at least one of the topics {', '.join(TOPICS)}; found {found}")
    return {
        "name": draft.name.strip()[:100],
        "url": draft.url,
        "network": draft.network.value,
        "topics": orjson.dumps(sorted(set(draft.topics))).decode(),
    }


def _checked_secret(secret: str) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or not _FEWEST_BYTES <= len(key) <= _MOST_BYTES:
        raise Invalid(f"expected a secret of {_PREFIX} and {_FEWEST_BYTES} to {_MOST_BYTES} bytes in base64")
    return secret


def _new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def _sealed(endpoint_id: int, values: Mapping[str, str]) -> bytes:
    return vault.of(current_app.config).seal(sending.sealing_context(endpoint_id), values)


def _row(conn: Connection, endpoint_id: int) -> Row[Any]:
    return _found(conn.execute(select(WebhookEndpoint.__table__).where(e.id == endpoint_id)).first(), endpoint_id)


def _lock(conn: Connection, endpoint_id: int) -> Row[Any]:
    statement = select(WebhookEndpoint.__table__).where(e.id == endpoint_id).with_for_update()
    return _found(conn.execute(statement).first(), endpoint_id)


def _found(row: Row[Any] | None, endpoint_id: int) -> Row[Any]:
    if row is None:
        raise NotFound(f"There is no webhook endpoint {endpoint_id}.")
    return row


def _require_enabled(row: Row[Any]) -> None:
    if not row.is_enabled:
        raise Conflict(f"{row.name} is disabled: enable it first.")


def _set(conn: Connection, endpoint_id: int, **values: Any) -> None:
    conn.execute(update(WebhookEndpoint).where(e.id == endpoint_id).values(values))


def _changed(actor: Actor) -> dict[str, Any]:
    return {"changed_at": clock.now(), "changed_by": actor.username}


def _note(conn: Connection, actor: Actor, verb: str, endpoint_id: int, **detail: Any) -> None:
    audit.record(conn, actor, f"webhook.{verb}", "webhook_endpoint", str(endpoint_id), detail)


def _without_query(url: str) -> str:
    """For the audit trail: what stands behind the question mark may be a password."""
    return url.partition("?")[0]


def _view(conn: Connection, row: Row[Any]) -> EndpointView:
    mine = select(func.count()).select_from(WebhookDelivery).where(d.endpoint_id == row.id)
    shown = {name: getattr(row, name) for name in EndpointView.__dataclass_fields__ if hasattr(row, name)}
    return EndpointView(
        **{**shown, "topics": tuple(orjson.loads(row.topics))},
        waiting=conn.execute(mine.where(d.finished_at.is_(None))).scalar_one(),
        failed=conn.execute(mine.where(text("state = 'failed'"), d.outbox_id.is_not(None))).scalar_one(),
    )


def _delivery(row: Row[Any]) -> DeliveryView:
    shown = {name: getattr(row, name) for name in DeliveryView.__dataclass_fields__}
    return DeliveryView(**{**shown, "body": row.body.decode()})
