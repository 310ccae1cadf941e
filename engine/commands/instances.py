"""Starts and cancels process instances."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine import clock
from engine.bpmn import Execution
from engine.errors import NotFound
from engine.priority import Priority
from engine.runtime import bundles
from engine.runtime.advance import advance, save
from engine.runtime.cause import Cause
from engine.runtime.datastores import TableStores
from engine.store import instances as rows


@dataclass(frozen=True)
class Started:
    """A process instance; `is_new` is False when the same start key started it before."""

    instance_id: int
    is_new: bool


def start(
    conn: Connection,
    bundle_id: int,
    process_id: str,
    variables: Mapping[str, Any],
    *,
    business_key: str,
    start_key: str,
    by: str,
    at: str | None = None,
    payload: Mapping[str, Any] | None = None,
    priority: Priority = Priority.BULK,
) -> Started:
    """Start `process_id` of the bundle with FEEL values and run it to its first wait states; once per `start_key`.

    `at` is the start event to begin with and `payload` what it caught; a process with several starts needs it.
    `priority` is interactive when somebody waits for what comes next.
    """
    existing = rows.find_by_start_key(conn, start_key)
    if existing is not None:
        return Started(existing, is_new=False)
    compiled = bundles.compiled(conn, bundle_id)
    if process_id not in compiled.model.processes:
        known = ", ".join(sorted(compiled.model.processes))
        raise NotFound(f"bundle {bundle_id} has no process {process_id!r}; it has: {known}")
    execution = Execution.start(compiled.model, process_id, dict(variables), compiled.decisions, at=at, payload=payload)
    instance = rows.add(
        conn, bundle_id=bundle_id, process_id=process_id, business_key=business_key, start_key=start_key,
        status="running", revision=0, state_tag=rows.new_tag(), created_at=clock.now(), created_by=by,
        open_incidents=0, state=b"",
    )  # fmt: skip
    started = {"kind": "process_started", "process_id": process_id, "element_id": process_id, "token_id": 0,
               "data": {"business_key": business_key}}  # fmt: skip
    execution.use_stores(TableStores(conn, f"instance:{instance.id}"))
    save(conn, instance, execution, {}, Cause(by, priority), before=[started])
    return Started(int(instance.id), is_new=True)


def cancel(conn: Connection, instance_id: int, *, by: str, reason: str) -> None:
    """End a running instance now: its tasks, jobs, timers and subscriptions are closed. Conflict when it has ended."""
    note = {
        "kind": "cancel_requested", "process_id": None, "element_id": None, "token_id": 0, "data": {"reason": reason},
    }  # fmt: skip
    advance(conn, instance_id, lambda execution: execution.cancel(), Cause(by), before=[note])
