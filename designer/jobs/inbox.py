"""Takes what other systems tell us: checks who says it, and publishes it as a process message, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.sdk import registry, webhook
from connectors.sdk.errors import ConnectorError, InvalidResponse
from designer.catalog import service as catalog
from designer.database import transaction
from designer.errors import DomainError, Invalid, NotFound
from designer.jobs import failpoints
from engine import clock
from engine.commands import messages
from engine.errors import Problem


class UnsignedError(DomainError):
    """The sender could not prove who it is."""

    status = 401
    code = "bad_signature"


@dataclass(frozen=True)
class Received:
    """What became of a webhook: "correlated", "buffered" until somebody waits for it, or "duplicate"."""

    outcome: str
    message: str
    message_id: str


def verify(source: str, headers: Mapping[str, str], body: bytes) -> str:
    """The message id of a webhook of connection `source`; UnsignedError when it is not signed by it, or too old."""
    try:
        secret = catalog.resolve(source).secrets.get("webhook_secret")
    except ConnectorError as error:
        raise NotFound(f"There is no connection {source!r} that sends webhooks.") from error
    if not secret:
        raise NotFound(f"Connection {source!r} has no webhook_secret: enter it on the connection's page.")
    lowered = {name.lower(): value for name, value in headers.items()}
    try:
        message_id = webhook.verify(secret, lowered, body, clock.now())
    except webhook.BadSignatureError as error:
        raise UnsignedError(f"{error}. Nothing was taken.") from error
    return message_id[:200]


def receive(source: str, message_id: str, event: str, data: Mapping[str, Any]) -> Received:
    """Publish event `event` of connection `source`; the same message id again changes nothing.

    Invalid names the events that the connector knows, or the fields that do not fit.
    """
    connector = registry.get(catalog.connector_of(source).id)
    trigger = connector.triggers.get(event)
    if trigger is None:
        known = ", ".join(connector.triggers) or "none"
        raise Invalid(f"expected an event of {known}, found {event!r}", code="unknown_event")
    try:
        payload = trigger.payload(data)
    except InvalidResponse as error:
        raise Invalid(error.message, problems=[Problem("payload", error.message, element_id="/data")]) from error
    # Goods without a number wait under a key of their own: nothing can be mistaken for them, and they are not lost.
    key = str(payload[trigger.key] or f"{source}:{message_id}")
    with transaction() as conn:
        published = messages.publish(conn, trigger.message, key, payload, source=source, message_id=message_id)
        failpoints.reached(failpoints.MESSAGE)
    return Received(published.outcome, trigger.message, message_id)
