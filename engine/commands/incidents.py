"""What a person does about an incident: retry, also with other input, mark done, throw a BPMN error, cancel."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from engine import clock
from engine.bpmn import Execution, codec
from engine.errors import Conflict, NotFound
from engine.priority import Priority
from engine.runtime import keys, lifecycle
from engine.runtime.advance import Act, advance
from engine.runtime.cause import Cause
from engine.store import instances, records
from engine.store import jobs as job_rows
from engine.store.tables import incident as t

MORE_ATTEMPTS = 8


def retry(conn: Connection, incident_id: int, *, by: str, priority: Priority = Priority.INTERACTIVE) -> None:
    """Try the failed step again: a job gets new attempts under its old key, an element is run again.

    `priority` is interactive for a person who looks at this one, bulk for many at once.
    """
    found = _locked(conn, incident_id)
    if found.job_id is not None:
        job = job_rows.lock(conn, found.job_id)
        lifecycle.check(lifecycle.JOB, f"job {job.id}", job.state, "due")
        job_rows.change(
            conn, job.id, state="due", due_at=clock.now(), max_attempts=job.attempt + MORE_ATTEMPTS, worker=None,
            priority=int(priority),
        )  # fmt: skip
        _resolve(conn, found, Cause(by, priority), "retried", lambda _execution: None)
        return

    def act(execution: Execution) -> None:
        execution.retry(found.token_id)

    _resolve(conn, found, Cause(by, priority), "retried", act)


def retry_edited(
    conn: Connection,
    incident_id: int,
    *,
    by: str,
    input: Mapping[str, Any],
    note: str,
    proposed_by: str | None = None,
    priority: Priority = Priority.INTERACTIVE,
) -> int:
    """Send another request in place of the failed one, under a key of its own; returns the id of its job.

    The old job stays as it was sent, cancelled. Whether its request had an effect is for people to find out before.
    """
    found = _locked(conn, incident_id)
    if found.job_id is None:
        raise Conflict(f"incident {incident_id} is not about a job; change the variables and retry it")
    job = job_rows.lock(conn, found.job_id)
    lifecycle.check(lifecycle.JOB, f"job {job.id}", job.state, "cancelled")
    payload = codec.pack(dict(input))
    if payload == job.input:
        raise Conflict(f"the input of job {job.id} is the same as before: retry it under its old key")
    at = clock.now()
    job_rows.change(conn, job.id, state="cancelled", finished_at=at)
    new_id = job_rows.replace(
        conn, job, input=payload, idempotency_key=keys.key_of_edit(job.idempotency_key, payload),
        request_hash=keys.request_hash(payload), due_at=at, created_at=at, priority=int(priority),
        max_attempts=max(job.max_attempts - job.attempt, MORE_ATTEMPTS),
    )  # fmt: skip
    about = {"note": note, "old_job_id": job.id, "job_id": new_id, "proposed_by": proposed_by or by}
    _resolve(conn, found, Cause(by, priority), "retried_edited", lambda _execution: None, about)
    return new_id


def resolve_job(
    conn: Connection,
    incident_id: int,
    *,
    by: str,
    output: Mapping[str, Any],
    external: Mapping[str, Any],
    note: str,
) -> None:
    """Record that the effect stands in the other system (`external`: system, type, id) and go on with `output`."""
    found = _locked(conn, incident_id)
    if found.job_id is None:
        raise Conflict(f"incident {incident_id} is not about a job; retry it after the cause is mended")
    job = job_rows.lock(conn, found.job_id)
    lifecycle.check(lifecycle.JOB, f"job {job.id}", job.state, "done")
    job_rows.change(
        conn, job.id, state="done", finished_at=clock.now(),
        output=codec.pack(dict(output)), external=codec.pack(dict(external)),
    )  # fmt: skip

    def act(execution: Execution) -> None:
        execution.complete(found.token_id, dict(output), actor=by)

    _resolve(conn, found, Cause.person(by), "done_by_hand", act, {"external": dict(external), "note": note})


def throw_error(conn: Connection, incident_id: int, *, by: str, code: str, message: str) -> None:
    """Turn the incident into a BPMN error; Conflict when nothing in the process catches `code`."""
    found = _locked(conn, incident_id)
    if found.job_id is not None:
        job_rows.change(conn, found.job_id, state="failed", finished_at=clock.now())

    def act(execution: Execution) -> None:
        if not execution.throw_error(found.token_id, code, message):
            raise Conflict(
                f"nothing in the process catches the error {code!r} at {found.element_id!r}: "
                "choose a code that an error event around it names, or another way out"
            )

    _resolve(conn, found, Cause.person(by), "error_thrown", act, {"code": code, "message": message})


def cancel(conn: Connection, incident_id: int, *, by: str, reason: str) -> None:
    """End the instance that is stuck; nothing is undone in other systems."""
    found = _locked(conn, incident_id)
    _resolve(conn, found, Cause.person(by), "cancelled", lambda execution: execution.cancel(), {"reason": reason})


def _locked(conn: Connection, incident_id: int) -> Row[Any]:
    instance_id = conn.execute(select(t.c.instance_id).where(t.c.id == incident_id)).scalar()
    if instance_id is None:
        raise NotFound(f"there is no incident {incident_id}")
    instances.lock(conn, instance_id)
    found = conn.execute(select(t).where(t.c.id == incident_id)).one()
    if found.state != "open":
        raise Conflict(
            f"incident {incident_id} was resolved by {found.resolved_by} ({found.resolution})", code="incident_resolved"
        )
    return found


def _resolve(
    conn: Connection,
    found: Row[Any],
    cause: Cause,
    resolution: str,
    act: Act,
    data: Mapping[str, Any] | None = None,
) -> None:
    records.resolve_incidents(conn, [found.id], at=clock.now(), by=cause.actor, resolution=resolution)
    note = {
        "kind": "incident_resolved", "process_id": found.process_id, "element_id": found.element_id,
        "token_id": found.token_id, "data": {"incident_id": found.id, "resolution": resolution, **(data or {})},
    }  # fmt: skip
    advance(conn, found.instance_id, act, cause, before=[note])
