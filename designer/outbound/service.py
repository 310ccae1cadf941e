"""Endpoints of webhooks: registered, changed, enabled and disabled; secrets are shown once."""

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
from designer.database import reading, transaction
from designer.errors import Forbidden, Invalid, NotFound
from designer.identity.actor import Actor
from designer.outbound import feed, post, sending
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.models import WebhookDelivery, WebhookEndpoint
from engine import clock
from engine.queries import outbox

TOPICS = outbox.TOPICS
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
        put(conn, endpoint_id, sealed_secrets=_sealed(endpoint_id, {"current": secret}))
        note(conn, actor, "created", endpoint_id, url=_without_query(draft.url), topics=sorted(draft.topics))
        return EndpointMade(_view(conn, _row(conn, endpoint_id)), secret)


def change(actor: Actor, endpoint_id: int, draft: EndpointDraft) -> EndpointView:
    """Change name, address and topics; what is waiting goes to the new address."""
    actor.require("webhooks.edit")
    values = _checked(actor, draft)
    with transaction() as conn:
        lock(conn, endpoint_id)
        put(conn, endpoint_id, **values, **_changed(actor), rest_until=None)
        note(conn, actor, "changed", endpoint_id, url=_without_query(draft.url), topics=sorted(draft.topics))
        return _view(conn, _row(conn, endpoint_id))


def rotate(actor: Actor, endpoint_id: int) -> EndpointMade:
    """Give it a new secret; for a day the old one signs as well, so that the receiver can change over."""
    actor.require("webhooks.edit")
    secret = _new_secret()
    with transaction() as conn:
        row = lock(conn, endpoint_id)
        known = vault.of(current_app.config).open(sending.sealing_context(endpoint_id), row.sealed_secrets)
        sealed = _sealed(endpoint_id, {"current": secret, "previous": known["current"]})
        until = clock.now() + PREVIOUS_SIGNS_FOR
        put(conn, endpoint_id, sealed_secrets=sealed, previous_until=until, **_changed(actor))
        note(conn, actor, "secret_changed", endpoint_id)
        return EndpointMade(_view(conn, _row(conn, endpoint_id)), secret)


def enable(actor: Actor, endpoint_id: int) -> EndpointView:
    """Send to it again: what was waiting, and what happens from now on. Nothing was kept of the time in between."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        row = lock(conn, endpoint_id)
        if not row.is_enabled:
            since_id, at = feed.begin(conn), clock.now()
            calm = {"disabled_reason": "", "failures": 0, "failing_since": None, "rest_until": None}
            put(conn, endpoint_id, is_enabled=True, since_id=since_id, **calm, **_changed(actor))
            held = update(WebhookDelivery).where(d.endpoint_id == endpoint_id, d.state == "held")
            conn.execute(held.values(state="due", due_at=at, give_up_at=at + GIVE_UP_AFTER))
            note(conn, actor, "enabled", endpoint_id)
        return _view(conn, _row(conn, endpoint_id))


def disable(actor: Actor, endpoint_id: int) -> EndpointView:
    """Send it nothing more; what waits is held."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        if lock(conn, endpoint_id).is_enabled:
            put(conn, endpoint_id, is_enabled=False, disabled_reason="", **_changed(actor))
            sending.hold(conn, endpoint_id)
            note(conn, actor, "disabled", endpoint_id)
        return _view(conn, _row(conn, endpoint_id))


def remove(actor: Actor, endpoint_id: int) -> None:
    """Take an endpoint away, with its deliveries."""
    actor.require("webhooks.edit")
    with transaction() as conn:
        row = lock(conn, endpoint_id)
        conn.execute(delete(WebhookEndpoint).where(e.id == endpoint_id))
        note(conn, actor, "removed", endpoint_id, name=row.name, url=_without_query(row.url))


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


def lock(conn: Connection, endpoint_id: int) -> Row[Any]:
    """The row of an endpoint, locked until the transaction ends; NotFound."""
    statement = select(WebhookEndpoint.__table__).where(e.id == endpoint_id).with_for_update()
    return _found(conn.execute(statement).first(), endpoint_id)


def _found(row: Row[Any] | None, endpoint_id: int) -> Row[Any]:
    if row is None:
        raise NotFound(f"There is no webhook endpoint {endpoint_id}.")
    return row


def put(conn: Connection, endpoint_id: int, **values: Any) -> None:
    """Write these columns of an endpoint."""
    conn.execute(update(WebhookEndpoint).where(e.id == endpoint_id).values(values))


def _changed(actor: Actor) -> dict[str, Any]:
    return {"changed_at": clock.now(), "changed_by": actor.username}


def note(conn: Connection, actor: Actor, verb: str, endpoint_id: int, **detail: Any) -> None:
    """Record on the audit trail what somebody did to an endpoint."""
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
