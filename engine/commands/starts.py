"""Start events in force: which messages, signals, moments and conditions begin which processes of which bundle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from engine import clock
from engine.bpmn import EventDefinition, Model, begin_timer, condition_holds, next_timer, starts_of
from engine.commands import instances
from engine.commands.instances import Started
from engine.priority import Priority
from engine.runtime import bundles
from engine.store import starts as rows


@dataclass(frozen=True)
class Trigger:
    """What begins an instance: the start event `element_id` caught `payload`; the same `start_key` begins once."""

    bundle_id: int
    process_id: str
    element_id: str
    payload: Mapping[str, Any]
    start_key: str
    business_key: str
    by: str
    priority: Priority = Priority.BULK


def put_in_force(conn: Connection, bundle_id: int) -> int:
    """Let the start events of this bundle begin its processes, and those of no other bundle; returns how many."""
    compiled = bundles.compiled(conn, bundle_id)
    found = list(_subscriptions(compiled.model, bundle_id))
    executable = [process.id for process in compiled.model.processes.values() if process.is_executable]
    rows.replace(conn, executable, found)
    return len(found)


def begin(conn: Connection, trigger: Trigger) -> Started:
    """Start the instance that `trigger` begins; each top-level key of the payload is a variable unless mapped."""
    return instances.start(
        conn,
        trigger.bundle_id,
        trigger.process_id,
        {},
        business_key=trigger.business_key,
        start_key=trigger.start_key,
        by=trigger.by,
        at=trigger.element_id,
        payload=trigger.payload,
        priority=trigger.priority,
    )


def on_message(
    conn: Connection,
    name: str,
    correlation_key: str,
    payload: Mapping[str, Any],
    *,
    source: str,
    message_id: str,
    priority: Priority,
) -> int | None:
    """Begin the process that message `name` starts; its instance, or None when it starts none."""
    for row in rows.of_kind(conn, "message", name):
        key = f"message:{source}:{message_id}"[:200]
        business_key = correlation_key or message_id
        place = (row.bundle_id, row.process_id, row.element_id)
        by = f"message:{source}"[:100]
        return begin(conn, Trigger(*place, payload, key, business_key, by, priority)).instance_id
    return None


def on_conditions(conn: Connection, variables: Mapping[str, Any], *, key: str, by: str) -> list[int]:
    """Begin every process whose conditional start event holds for `variables`, once per `key`; their instances."""
    begun = []
    for row in rows.of_kind(conn, "conditional"):
        model = bundles.compiled(conn, row.bundle_id).model
        if condition_holds(model, row.process_id, row.element_id, variables):
            place = (row.bundle_id, row.process_id, row.element_id)
            start_key = f"condition:{row.process_id}:{row.element_id}:{key}"[:200]
            begun.append(begin(conn, Trigger(*place, variables, start_key, key, by)).instance_id)
    return begun


def fire_due(conn: Connection, limit: int = 20) -> int:
    """Begin the processes whose timer start event is due; any number of schedulers may do it at once."""
    return sum(_fire(conn, row) for row in rows.due(conn, clock.now(), limit))


def _fire(conn: Connection, row: Row[Any]) -> bool:
    model = bundles.compiled(conn, row.bundle_id).model
    following = next_timer(model, row.process_id, row.element_id, row.round)
    due_at, packed = following if following is not None else (None, None)
    if not rows.move_on(conn, row, due_at, packed):
        return False
    moment = row.due_at.isoformat()
    key = f"timer:{row.bundle_id}:{row.process_id}:{row.element_id}:{moment}"[:200]
    place = (row.bundle_id, row.process_id, row.element_id)
    begin(conn, Trigger(*place, {}, key, f"{row.process_id}@{moment}"[:200], "timer"))
    return True


def _subscriptions(model: Model, bundle_id: int) -> Iterator[dict[str, Any]]:
    for process_id, element_id, definition in starts_of(model):
        row = {"bundle_id": bundle_id, "process_id": process_id, "element_id": element_id, "kind": definition.kind}
        row |= {"name": _name(definition), "due_at": None, "round": None}
        if definition.kind == "timer":
            row["due_at"], row["round"] = begin_timer(model, process_id, element_id)
        yield row


def _name(definition: EventDefinition) -> str:
    if definition.message is not None:
        return definition.message.name
    return definition.signal or ""
