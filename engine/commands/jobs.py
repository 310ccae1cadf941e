"""Jobs of service tasks: claim with a lease, report the result once, decide the fate of a failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row

from engine import clock
from engine.bpmn import Execution, codec
from engine.priority import Priority
from engine.runtime import incidents, lifecycle, retry
from engine.runtime.advance import advance, advance_locked
from engine.runtime.cause import Cause
from engine.store import instances
from engine.store import jobs as rows

Fate = Literal["retry", "error", "incident", "stale"]
FailureKind = Literal["retry", "rate_limited", "ambiguous", "business", "auth", "bug"]

# A time-out is tried again too: the connector looks up by key before it sends anything a second time.
DELAYED = rows.DELAYED
RETRIED_KINDS = frozenset({"retry", "rate_limited", "ambiguous"})

# Nobody sits before a screen longer than this: a job that is tried again later than that is bulk from then on.
PATIENCE = timedelta(seconds=60)


class _Uncaught(Exception):
    """Nothing in the process catches this error."""


@dataclass(frozen=True)
class ClaimedJob:
    """A job that this worker may run until `lease_until`; `input` are FEEL values, the key never changes."""

    id: int
    instance_id: int
    business_key: str
    process_id: str
    element_id: str
    token_id: int
    connector: str
    operation: str
    connection: str
    input: Mapping[str, Any]
    idempotency_key: str
    attempt: int
    max_attempts: int
    priority: Priority
    fence: int
    lease_until: datetime
    worker: str


@dataclass(frozen=True)
class JobFailure:
    """Why a job failed; `kind` decides its fate, `code` is what an error boundary event may catch."""

    kind: FailureKind
    code: str
    message: str
    retry_after_seconds: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def claim(
    conn: Connection,
    worker: str,
    limit: int,
    lease_seconds: int = 60,
    *,
    is_turn_of_bulk: bool = False,
    with_lost: bool = True,
) -> list[ClaimedJob]:
    """Lease up to `limit` due jobs to `worker`, the most urgent first; the caller commits before it calls anything.

    A caller whose claims are all filled with interactive jobs gives the bulk its turn now and then, lest it starve:
    such a claim takes bulk jobs only, if any are due. A caller who claims in each commit of a result need not look
    each time for jobs whose lease ran out: `with_lost`.
    """
    at = clock.now()
    until = at + timedelta(seconds=lease_seconds)
    leased = rows.claim(
        conn, worker=worker, limit=limit, at=at, lease_until=until, is_turn_of_bulk=is_turn_of_bulk,
        with_lost=with_lost,
    )  # fmt: skip
    return [_claimed(row, worker, until) for row in leased]


def complete(conn: Connection, job: ClaimedJob, output: Mapping[str, Any], external: Mapping[str, Any] | None) -> bool:
    """Record the result and run the instance on, in one commit; False (nothing done) when the lease was lost."""
    instance = instances.lock(conn, job.instance_id)
    if instance.status != "running":
        return False
    packed, reference = codec.pack(dict(output)), codec.pack(dict(external)) if external else None
    if not rows.finish(conn, job.id, job.fence, at=clock.now(), output=packed, external=reference):
        return False
    note = _note("job_completed", job, {"external": dict(external or {}), "attempt": job.attempt})

    def act(execution: Execution) -> None:
        execution.complete(job.token_id, dict(output))

    cause = Cause(f"worker:{job.worker}", job.priority)
    advance_locked(conn, instance, act, cause, before=[note], closed=job.token_id)
    return True


def fail(conn: Connection, job: ClaimedJob, failure: JobFailure) -> Fate:
    """Decide what becomes of a failed attempt: another try, a BPMN error, or an incident for a person."""
    locked = _lock_in_order(conn, job)
    if locked is None:
        return "stale"
    _, row = locked
    seen = {"error_kind": failure.kind, "error_code": failure.code, "error_message": failure.message[:2000]}
    if failure.kind in RETRIED_KINDS and row.attempt < row.max_attempts:
        pause = retry.delay(row.attempt, at_least_seconds=failure.retry_after_seconds or 0.0)
        priority = row.priority if pause <= PATIENCE else int(Priority.BULK)
        rows.change(conn, job.id, state="due", due_at=clock.now() + pause, priority=priority, lease_until=None, **seen)
        return "retry"
    if failure.kind == "business" and _throw(conn, row, failure, seen):
        return "error"
    _raise_incident(conn, row, failure, seen)
    return "incident"


def release(conn: Connection, job: ClaimedJob) -> bool:
    """Give back a job that was not started, its attempt uncounted."""
    return rows.change_leased(
        conn, job.id, job.fence, state="due", lease_until=None, attempt=max(job.attempt - 1, 0), worker=None
    )


def delay(conn: Connection, job: ClaimedJob, until: datetime, *, reason: str, others: int = 500) -> bool:
    """Let a claimed job that was not sent wait, and with it up to `others` due ones of its connection.

    Neither attempt nor fence stays counted: both tell later attempts that something may have been sent, and nothing
    was. That is safe because whoever delays has ended with this claim. False when the lease was lost.
    """
    seen = {"error_kind": None, "error_code": DELAYED, "error_message": reason[:2000]}
    if not rows.take_back_claim(conn, job.id, job.fence, due_at=until, **seen):
        return False
    rows.postpone_due(conn, job.connection, at=clock.now(), limit=others, due_at=until, **seen)
    return True


def bring_forward(conn: Connection, connection: str) -> int:
    """Make the delayed jobs of a connection due now; returns how many."""
    return rows.bring_forward(conn, connection, DELAYED, at=clock.now())


def sweep(conn: Connection, limit: int = 100) -> int:
    """Turn jobs whose worker died with the last attempt into incidents; returns how many."""
    at = clock.now()
    stuck = rows.exhausted_ids(conn, at, limit)
    count = 0
    for job_id in stuck:
        instances.lock(conn, rows.instance_of(conn, job_id))
        row = rows.lock(conn, job_id)
        if row.state == "leased" and row.lease_until < at:
            message = f"the worker stopped during attempt {row.attempt} of {row.max_attempts}; the outcome is unknown"
            failure = JobFailure("ambiguous", "WORKER_LOST", message)
            seen = {"error_kind": failure.kind, "error_code": failure.code, "error_message": message}
            _raise_incident(conn, row, failure, seen)
            count += 1
    return count


def _claimed(row: Row[Any], worker: str, until: datetime) -> ClaimedJob:
    return ClaimedJob(
        row.id, row.instance_id, row.business_key, row.process_id, row.element_id, row.token_id, row.connector,
        row.operation, row.connection, codec.unpack(row.input), row.idempotency_key, row.attempt, row.max_attempts,
        Priority(row.priority), row.fence, until, worker,
    )  # fmt: skip


def _lock_in_order(conn: Connection, job: ClaimedJob) -> tuple[Row[Any], Row[Any]] | None:
    """(instance, job), locked in this order (the other one deadlocks); None when the job is no longer ours."""
    instance = instances.lock(conn, job.instance_id)
    row = rows.lock(conn, job.id)
    is_ours = row.state == "leased" and row.fence == job.fence and instance.status == "running"
    return (instance, row) if is_ours else None


def _throw(conn: Connection, row: Row[Any], failure: JobFailure, seen: dict[str, Any]) -> bool:
    """Throw the BPMN error; nothing is written when no boundary event or event sub-process catches it."""
    rows.change(conn, row.id, state="failed", finished_at=clock.now(), lease_until=None, **seen)
    note = _note("job_failed", row, {"code": failure.code, "message": failure.message, "attempt": row.attempt})

    def act(execution: Execution) -> None:
        if not execution.throw_error(row.token_id, failure.code, failure.message):
            raise _Uncaught

    with conn.begin_nested() as savepoint:
        try:
            cause = Cause(f"worker:{row.worker}", Priority(row.priority))
            advance(conn, row.instance_id, act, cause, before=[note])
        except _Uncaught:
            savepoint.rollback()
            return False
    return True


def _raise_incident(conn: Connection, row: Row[Any], failure: JobFailure, seen: dict[str, Any]) -> None:
    lifecycle.check(lifecycle.JOB, f"job {row.id}", row.state, "incident")
    rows.change(conn, row.id, state="incident", lease_until=None, **seen)
    instance = instances.lock(conn, row.instance_id)
    incidents.raise_one(
        conn, instance, row.element_id, row.process_id, row.token_id, code=failure.code, message=failure.message,
        details={"kind": failure.kind, "attempt": row.attempt, **failure.details}, at=clock.now(), job_id=row.id,
    )  # fmt: skip
    instances.add_open_incident(conn, row.instance_id)
    note = incidents.event(row.process_id, row.element_id, row.token_id, failure.code, failure.message)
    advance(conn, row.instance_id, lambda _execution: None, Cause(f"worker:{row.worker}"), before=[note])


def _note(kind: str, row: Row[Any] | ClaimedJob, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind, "process_id": row.process_id, "element_id": row.element_id, "token_id": row.token_id,
        "data": {"job_id": row.id, "connector": row.connector, "operation": row.operation, **data},
    }  # fmt: skip
