"""Starts processes and publishes messages for other programs, each once."""

from collections.abc import Mapping
from typing import Any

from designer.audit import service as audit
from designer.errors import NotFound
from designer.extensions import transaction
from designer.identity.actor import Actor
from engine.commands import instances, messages
from engine.commands.instances import Started
from engine.commands.messages import Published
from engine.queries import bundles


def start(
    actor: Actor,
    *,
    process_id: str,
    business_key: str,
    bundle_id: int | None,
    start_key: str | None,
    variables: Mapping[str, Any],
) -> Started:
    """Start a process of `bundle_id`, else of the newest bundle; the same start key starts once."""
    actor.require("instances.start")
    with transaction() as conn:
        latest = bundles.latest(conn)
        if latest is None:
            raise NotFound("Nothing is deployed yet: deploy a bundle first.")
        started = instances.start(
            conn,
            bundle_id or latest.id,
            process_id,
            variables,
            business_key=business_key,
            start_key=start_key or f"{process_id}:{business_key}",
            by=actor.username,
        )
        if started.is_new:
            detail = {"process_id": process_id, "business_key": business_key}
            audit.record(conn, actor, "instance.started", "instance", str(started.instance_id), detail)
    return started


def publish(
    actor: Actor,
    *,
    name: str,
    correlation_key: str,
    message_id: str,
    payload: Mapping[str, Any],
    ttl_seconds: int,
) -> Published:
    """Publish a message as `actor`; the same message id of the same actor is taken once."""
    actor.require("messages.publish")
    with transaction() as conn:
        source = f"api:{actor.username}"
        return messages.publish(
            conn, name, correlation_key, payload, source=source, message_id=message_id, ttl_seconds=ttl_seconds
        )
