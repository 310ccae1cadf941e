"""Starts processes and publishes messages for other programs, each once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.audit import service as audit
from designer.database import reading, transaction
from designer.errors import NotFound
from designer.identity.actor import Actor
from engine.commands import datastores as stores
from engine.commands import instances, messages, signals, starts
from engine.commands.instances import Started
from engine.commands.messages import Published
from engine.priority import Priority
from engine.queries import bundles, deliveries
from engine.queries import datastores as store_queries
from engine.queries.datastores import DataStoreView
from engine.queries.deliveries import StartView

_PREFIX = "api:"
_KEY_LENGTH = 200  # as the table has it


@dataclass(frozen=True)
class SignalThrown:
    """What became of a signal: "thrown" to that many receivers, or a "duplicate" of one thrown before."""

    outcome: str
    receivers: int


@dataclass(frozen=True)
class ConditionsEvaluated:
    """The instances that began, or had begun with the same key."""

    instance_ids: tuple[int, ...]


def start(
    actor: Actor,
    *,
    process_id: str,
    business_key: str,
    bundle_id: int | None,
    start_key: str | None,
    start_event: str | None,
    variables: Mapping[str, Any],
    priority: Priority | None = None,
) -> Started:
    """Start a process of `bundle_id`, else of the newest bundle; the same start key starts once.

    With `start_event` the variables are what that event caught. Without `priority` it is as urgent as the actor.
    """
    actor.require("instances.start")
    with transaction() as conn:
        chosen = bundle_id or bundles.latest_id(conn)
        if chosen is None:
            raise NotFound("Nothing is deployed yet: deploy a bundle first.")
        started = instances.start(
            conn,
            chosen,
            process_id,
            {} if start_event else variables,
            business_key=business_key,
            start_key=_own(start_key or f"{process_id}:{business_key}"),
            by=actor.username,
            at=start_event,
            payload=variables if start_event else None,
            priority=priority if priority is not None else actor.priority,
        )
        if started.is_new:
            detail = {"process_id": process_id, "business_key": business_key}
            audit.record(conn, actor, "instance.started", "instance", str(started.instance_id), detail)
    return started


def _own(key: str) -> str:
    """A start key that no other part of the application uses, however a program chose it: one shortened by its hash.

    Returns, called processes and start events have keys of their own; who could take one would stand in for them.
    """
    own = f"{_PREFIX}{key}"
    if len(own) <= _KEY_LENGTH:
        return own
    return f"{_PREFIX}{key[: _KEY_LENGTH // 2]}#{hashlib.sha256(key.encode()).hexdigest()}"


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
            conn, name, correlation_key, payload, source=source, message_id=message_id, ttl_seconds=ttl_seconds,
            priority=actor.priority,
        )  # fmt: skip


def throw_signal(actor: Actor, *, name: str, signal_id: str, payload: Mapping[str, Any]) -> SignalThrown:
    """Throw a signal to everybody who waits for it now; the same signal id of the same actor is thrown once."""
    actor.require("messages.publish")
    with transaction() as conn:
        source = f"api:{actor.username}"
        receivers = signals.broadcast(conn, name, payload, source=source, signal_id=signal_id)
        if receivers is not None:
            audit.record(conn, actor, "signal.thrown", "signal", name, {"id": signal_id, "receivers": receivers})
    return SignalThrown("duplicate" if receivers is None else "thrown", receivers or 0)


def evaluate_conditions(actor: Actor, *, key: str, variables: Mapping[str, Any]) -> ConditionsEvaluated:
    """Begin the processes whose conditional start event holds for `variables`, each once per `key`."""
    actor.require("instances.start")
    with transaction() as conn:
        begun = starts.on_conditions(conn, variables, key=key, by=actor.username)
        for instance_id in begun:
            audit.record(conn, actor, "instance.started", "instance", str(instance_id), {"condition": key})
    return ConditionsEvaluated(tuple(begun))


def put_starts_in_force(actor: Actor, *, bundle_id: int) -> tuple[StartView, ...]:
    """Let messages, signals, timers and conditions begin the processes of this bundle; all that are in force then."""
    actor.require("deployments.activate")
    with transaction() as conn:
        count = starts.put_in_force(conn, bundle_id)
        audit.record(conn, actor, "starts.put_in_force", "bundle", str(bundle_id), {"starts": count})
        return deliveries.starts_in_force(conn)


def starts_in_force(actor: Actor) -> tuple[StartView, ...]:
    """What begins processes at present."""
    actor.require("deployments.read")
    with reading() as conn:
        return deliveries.starts_in_force(conn)


def data_stores(actor: Actor) -> tuple[DataStoreView, ...]:
    """What instances share."""
    actor.require("instances.read")
    with reading() as conn:
        return store_queries.list_all(conn)


def data_store(actor: Actor, name: str) -> DataStoreView:
    """One data store; NotFound before anything was written to it."""
    actor.require("instances.read")
    with reading() as conn:
        return store_queries.get(conn, name)


def put_data_store(actor: Actor, name: str, *, value: Any) -> DataStoreView:
    """Set a data store: a first value, or a correction."""
    actor.require("instances.repair")
    with transaction() as conn:
        stores.put(conn, name, value, by=actor.username)
        audit.record(conn, actor, "datastore.put", "data_store", name, {})
        return store_queries.get(conn, name)
