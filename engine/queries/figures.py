"""Figures of the whole installation, read at one moment: what monitoring asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, func, select, text

from engine import clock
from engine.priority import Priority
from engine.store.columns import constant
from engine.store.tables import inbox, incident, job, process_instance, timer

# Finished rows are not counted: their number grows for ever, and counting them would make each look slower.
_LIVE_JOBS = ("due", "leased", "incident")


@dataclass(frozen=True)
class Figures:
    """Ages and delays are seconds, 0 when nothing waits. `lock_waits` are sessions that wait for a lock now.

    What is said of due jobs is said for each priority, "interactive" and "bulk".
    """

    instances: Mapping[str, int]
    instances_with_incidents: int
    jobs: Mapping[str, int]
    jobs_overdue: Mapping[str, int]
    oldest_due_job_seconds: Mapping[str, float]
    leases_lost: int
    incidents_open: int
    timers_waiting: int
    timers_late: int
    latest_timer_seconds: float
    messages_buffered: int
    messages_expired: int
    lock_waits: int


def read(conn: Connection) -> Figures:
    """The figures of now; every count goes along an index."""
    at, j, t = clock.now(), job.c, timer.c
    late = (t.state == constant("waiting"), t.due_at <= at)
    return Figures(
        instances={"running": _count(conn, process_instance.c.status == "running")},
        instances_with_incidents=_count_instances(conn),
        jobs={state: _count(conn, j.state == constant(state)) for state in _LIVE_JOBS},
        jobs_overdue={one.word: _count(conn, *_due(one), j.due_at <= at) for one in Priority},
        oldest_due_job_seconds={one.word: _age(conn, j.due_at, at, *_due(one)) for one in Priority},
        leases_lost=_count(conn, j.state == constant("leased"), j.lease_until < at),
        incidents_open=_count(conn, incident.c.state == "open"),
        timers_waiting=_count(conn, t.state == constant("waiting")),
        timers_late=_count(conn, *late),
        latest_timer_seconds=_age(conn, t.due_at, at, *late),
        messages_buffered=_count(conn, inbox.c.state == constant("buffered")),
        messages_expired=_count(conn, inbox.c.state == constant("expired")),
        lock_waits=_lock_waits(conn),
    )


def _due(priority: Priority) -> tuple[ColumnElement[bool], ...]:
    return job.c.state == constant("due"), job.c.priority == int(priority)


def _count(conn: Connection, *wanted: Any) -> int:
    return int(conn.execute(select(func.count()).where(*wanted)).scalar_one())


def _count_instances(conn: Connection) -> int:
    open_ones = select(func.count(incident.c.instance_id.distinct())).where(incident.c.state == "open")
    return int(conn.execute(open_ones).scalar_one())


def _age(conn: Connection, moment: Column[datetime], at: datetime, *wanted: Any) -> float:
    """How long the oldest of them has been due."""
    oldest = conn.execute(select(func.min(moment)).where(*wanted)).scalar()
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def _lock_waits(conn: Connection) -> int:
    """Sessions of this database that wait; SQLite has one writer, whose waits are measured where they happen."""
    if conn.dialect.name != "postgresql":
        return 0
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return int(conn.execute(text(waiting)).scalar_one())


def overdue_jobs(conn: Connection) -> int:
    """Jobs that a worker could start now, those whose worker has fallen silent included."""
    at, j = clock.now(), job.c
    due = sum(_count(conn, *_due(one), j.due_at <= at) for one in Priority)
    return due + _count(conn, j.state == constant("leased"), j.lease_until < at)


def held_leases(conn: Connection) -> int:
    """Jobs that workers hold now."""
    return _count(conn, job.c.state == constant("leased"), job.c.lease_until >= clock.now())
