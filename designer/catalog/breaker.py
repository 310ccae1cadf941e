"""The circuit breaker of a connection: whether jobs may call it, shared by all workers through one row.

Closed: jobs call. Open, after failures in a row or one refused log-in: jobs wait, none of their attempts is used.
When the pause is over it is half open: one job is let through as a probe; its success closes the breaker.
Source: M. Nygard, "Release It!", 2nd ed., 5.2; ASVS 5.0 16.5.2.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from designer.audit import service as audit
from designer.catalog.models import BreakerRow
from designer.database import reading, transaction
from designer.identity.actor import SYSTEM, Actor
from engine import clock
from engine.commands import jobs
from engine.commands.jobs import RETRIED_KINDS, ClaimedJob, JobFailure
from engine.queries import jobs as job_queries

log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 600.0
PROBE_SECONDS = 60.0  # as long as the lease of the job that probes: a probe whose worker died is given to another
WHILE_PROBING_SECONDS = 2.0
CLEAN_SECONDS = 1.0  # a worker that has just seen no trouble asks again after this time, not before each job
_CLEAN = "returnflow.clean_connections"

b = BreakerRow.__table__.c


@dataclass(frozen=True)
class Gate:
    """Whether a job may call: `until` says when to ask again where not; `is_clean` that nothing is to be reset."""

    may_call: bool
    is_clean: bool = False
    is_probe: bool = False
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class BreakerView:
    """A breaker as screens show it; `delayed` are the jobs that wait for it."""

    state: str
    failures: int
    changed_at: datetime
    changed_by: str
    code: str
    message: str
    retry_at: datetime | None
    delayed: int


def admit(connection_id: str) -> Gate:
    """Ask before a call; a Gate that is the probe must be told how the call went, by `succeeded` or `failed`."""
    seen = _clean()
    if time.monotonic() - seen.get(connection_id, -CLEAN_SECONDS) < CLEAN_SECONDS:
        return Gate(may_call=True, is_clean=True)
    with reading() as conn:
        row = _row(conn, connection_id)
    if row is None or (row.state == "closed" and not row.failures):
        seen[connection_id] = time.monotonic()
        return Gate(may_call=True, is_clean=True)
    if row.state == "closed":
        return Gate(may_call=True)
    if _take_probe(connection_id):
        return Gate(may_call=True, is_probe=True)
    with reading() as conn:
        row = _row(conn, connection_id)
    return _shut(row) if row is not None and row.state != "closed" else Gate(may_call=True)


def delay(conn: Connection, job: ClaimedJob, gate: Gate) -> bool:
    """Let `job` and what else is due over its connection wait; False when the lease was lost."""
    return jobs.delay(conn, job, gate.until or clock.now(), reason=gate.reason)


def succeeded(conn: Connection, connection_id: str, gate: Gate) -> None:
    """The system answered, with a result or a refusal for a business reason; nothing that waits may follow it."""
    if gate.is_clean:
        return
    row = _lock(conn, connection_id)
    if row is None:
        return
    if gate.is_probe and row.state == "half_open":
        _close(conn, row, SYSTEM, "a probe succeeded")
    elif row.state == "closed" and row.failures:
        _set(conn, connection_id, failures=0)


def failed(conn: Connection, job: ClaimedJob, gate: Gate, failure: JobFailure) -> None:
    """A call failed; nothing that waits may follow. Failures that the system is not to blame for do not count."""
    is_auth = failure.kind == "auth"
    if failure.kind == "business":
        succeeded(conn, job.connection, gate)
        return
    if not is_auth and failure.kind not in RETRIED_KINDS:
        _give_up_probe(conn, job.connection, gate)
        return
    limit = int(current_app.config["BREAKER_FAILURES"])
    _clean().pop(job.connection, None)
    if not limit:
        return
    row = _lock(conn, job.connection) or _add(conn, job.connection)
    failures = row.failures + 1
    _set(conn, job.connection, failures=failures)
    is_failed_probe = gate.is_probe and row.state == "half_open"
    if is_failed_probe or (row.state == "closed" and (is_auth or failures >= limit)):
        _open(conn, row, job, failure, failures)


def _give_up_probe(conn: Connection, connection_id: str, gate: Gate) -> None:
    """The probe told nothing about the system: another job may try at once."""
    row = _lock(conn, connection_id) if gate.is_probe else None
    if row is not None and row.state == "half_open":
        _set(conn, connection_id, state="open", retry_at=clock.now(), probe_until=None)


def let_probe(conn: Connection, connection_id: str, actor: Actor, why: str) -> bool:
    """Let the next job probe at once, instead of after the pause; False when the breaker is not open."""
    row = _lock(conn, connection_id)
    if row is None or row.state == "closed":
        return False
    if row.state == "open":
        _set(conn, connection_id, retry_at=clock.now())
    jobs.bring_forward(conn, connection_id)
    audit.record(conn, actor, "breaker.try_now", "connection", connection_id, {"reason": why})
    return True


def close(conn: Connection, connection_id: str, actor: Actor, why: str) -> None:
    """Close it because the system is known to answer; nothing when it is closed."""
    row = _lock(conn, connection_id)
    if row is not None and row.state != "closed":
        _close(conn, row, actor, why)


def views(conn: Connection) -> Mapping[str, BreakerView]:
    """All breakers that ever counted a failure, by connection."""
    delayed = job_queries.count_delayed(conn)
    rows = conn.execute(select(BreakerRow.__table__))
    return {
        row.connection_id: BreakerView(
            row.state, row.failures, row.changed_at, row.changed_by, row.code, row.message, row.retry_at,
            delayed.get(row.connection_id, 0),
        )
        for row in rows
    }  # fmt: skip


def _clean() -> dict[str, float]:
    found: dict[str, float] = current_app.extensions.setdefault(_CLEAN, {})
    return found


def _shut(row: Row[Any]) -> Gate:
    at = clock.now()
    soon = at + timedelta(seconds=WHILE_PROBING_SECONDS)
    until = max(row.retry_at or at, at + timedelta(seconds=1)) if row.state == "open" else soon
    reason = f"connection {row.connection_id!r} is paused since {row.changed_at:%H:%M:%S} UTC ({row.code})"
    return Gate(may_call=False, until=until, reason=reason)


def _take_probe(connection_id: str) -> bool:
    """Be the one job that probes: when the pause is over, or the probe before has fallen silent."""
    at = clock.now()
    is_over = (b.state == "open") & (b.retry_at <= at)
    is_lost = (b.state == "half_open") & (b.probe_until < at)
    wanted = (b.connection_id == connection_id, or_(is_over, is_lost))
    with reading() as conn:
        if conn.execute(select(b.connection_id).where(*wanted)).first() is None:
            return False
    taken = {"state": "half_open", "probe_until": at + timedelta(seconds=PROBE_SECONDS)}
    with transaction() as conn:
        return conn.execute(update(BreakerRow).where(*wanted).values(taken)).rowcount == 1


def _open(conn: Connection, row: Row[Any], job: ClaimedJob, failure: JobFailure, failures: int) -> None:
    at = clock.now()
    first = float(current_app.config["BREAKER_SECONDS"])
    seconds = LONGEST_PAUSE_SECONDS if failure.kind == "auth" else min(LONGEST_PAUSE_SECONDS, first * 2**row.openings)
    seconds = max(seconds, min(failure.retry_after_seconds or 0.0, LONGEST_PAUSE_SECONDS))
    _set(
        conn, row.connection_id, state="open", openings=min(row.openings + 1, 16), probe_until=None, changed_at=at,
        changed_by=f"worker:{job.worker}"[:100], code=failure.code[:100], message=failure.message[:300],
        retry_at=at + timedelta(seconds=seconds),
    )  # fmt: skip
    detail = {"code": failure.code, "failures": failures, "job_id": job.id, "seconds": round(seconds)}
    audit.record(conn, SYSTEM, "breaker.opened", "connection", row.connection_id, detail)
    log.warning("connection %s is paused for %.0f s: %s", row.connection_id, seconds, failure.code)


def _close(conn: Connection, row: Row[Any], actor: Actor, why: str) -> None:
    _set(
        conn, row.connection_id, state="closed", failures=0, openings=0, retry_at=None, probe_until=None,
        changed_at=clock.now(), changed_by=actor.username,
    )  # fmt: skip
    count = jobs.bring_forward(conn, row.connection_id)
    detail = {"reason": why, "jobs": count}
    audit.record(conn, actor, "breaker.closed", "connection", row.connection_id, detail)
    log.info("connection %s is in use again: %s", row.connection_id, why)


def _add(conn: Connection, connection_id: str) -> Any:
    row = {
        "connection_id": connection_id, "state": "closed", "failures": 0, "openings": 0, "changed_at": clock.now(),
        "changed_by": SYSTEM.username, "code": "", "message": "",
    }  # fmt: skip
    with conn.begin_nested() as savepoint:
        try:
            conn.execute(insert(BreakerRow), row)
        except IntegrityError:  # another worker counted its first failure at the same moment
            savepoint.rollback()
    return _lock(conn, connection_id)


def _row(conn: Connection, connection_id: str) -> Any:
    return conn.execute(select(BreakerRow.__table__).where(b.connection_id == connection_id)).first()


def _lock(conn: Connection, connection_id: str) -> Any:
    return conn.execute(select(BreakerRow.__table__).where(b.connection_id == connection_id).with_for_update()).first()


def _set(conn: Connection, connection_id: str, **values: Any) -> None:
    conn.execute(update(BreakerRow).where(b.connection_id == connection_id).values(values))
