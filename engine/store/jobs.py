"""Rows of jobs: claiming with lease and fence, and the moves of one locked job."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from engine.errors import NotFound
from engine.store.tables import job as t


def claim(conn: Connection, *, worker: str, limit: int, at: datetime, lease_until: datetime) -> Sequence[Row[Any]]:
    """Lease up to `limit` jobs that are due or whose lease ran out; attempt and fence count up now, not later."""
    runnable = or_(
        and_(t.c.state == "due", t.c.due_at <= at),
        and_(t.c.state == "leased", t.c.lease_until < at),
    )
    ids = list(
        conn.execute(
            select(t.c.id)
            .where(runnable, t.c.attempt < t.c.max_attempts)
            .order_by(t.c.due_at, t.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    if not ids:
        return []
    leased = {
        "state": "leased", "worker": worker, "lease_until": lease_until,
        "attempt": t.c.attempt + 1, "fence": t.c.fence + 1,
    }  # fmt: skip
    conn.execute(update(t).where(t.c.id.in_(ids)).values(leased))
    return conn.execute(select(t).where(t.c.id.in_(ids)).order_by(t.c.due_at, t.c.id)).all()


def exhausted_ids(conn: Connection, at: datetime, limit: int) -> list[int]:
    """Jobs whose last worker died with the last attempt: nobody may claim them again."""
    statement = select(t.c.id).where(
        t.c.state == "leased", t.c.lease_until < at, t.c.attempt >= t.c.max_attempts
    )
    return list(conn.execute(statement.order_by(t.c.id).limit(limit)).scalars())


def instance_of(conn: Connection, job_id: int) -> int:
    found = conn.execute(select(t.c.instance_id).where(t.c.id == job_id)).scalar()
    if found is None:
        raise NotFound(f"there is no job {job_id}")
    return int(found)


def lock(conn: Connection, job_id: int) -> Row[Any]:
    """The job row, locked; its instance must be locked before."""
    return conn.execute(select(t).where(t.c.id == job_id).with_for_update()).one()


def change(conn: Connection, job_id: int, **values: Any) -> None:
    conn.execute(update(t).where(t.c.id == job_id).values(values))


def change_leased(conn: Connection, job_id: int, fence: int, **values: Any) -> bool:
    """Change a job only if it is still leased under this fence; False when it is somebody else's now."""
    statement = update(t).where(t.c.id == job_id, t.c.fence == fence, t.c.state == "leased").values(values)
    return conn.execute(statement).rowcount == 1
