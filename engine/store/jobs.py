"""Rows of jobs: claiming with lease and fence, and the moves of one leased job.

Statements are built once: building them anew costs more than running them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update

from engine.errors import NotFound
from engine.store.prepared import Prepared
from engine.store.tables import job as t


def _claim(*runnable: ColumnElement[bool], order: ColumnElement[Any]) -> Prepared:
    chosen = (
        select(t.c.id)
        .where(*runnable, t.c.attempt < t.c.max_attempts)
        .order_by(order, t.c.id)
        .limit(bindparam("how_many"))
        .with_for_update(skip_locked=True)
        # MATERIALIZED: inside an IN the planner may run the locking query again and lease more than the limit.
        .cte("runnable")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return Prepared(
        update(t)
        .where(t.c.id.in_(select(chosen.c.id)))
        .values(
            state="leased",
            worker=bindparam("new_worker"),
            lease_until=bindparam("until"),
            attempt=t.c.attempt + 1,
            fence=t.c.fence + 1,
        )
        .returning(
            t.c.id, t.c.instance_id, t.c.business_key, t.c.process_id, t.c.element_id, t.c.token_id, t.c.connector,
            t.c.operation, t.c.connection, t.c.input, t.c.idempotency_key, t.c.attempt, t.c.max_attempts, t.c.fence,
        )
    )  # fmt: skip


# Two statements, each over its own small index: with an OR between them SQLite takes six times as long.
_CLAIM_LOST = _claim(t.c.state == "leased", t.c.lease_until < bindparam("at"), order=t.c.lease_until)
_CLAIM_DUE = _claim(t.c.state == "due", t.c.due_at <= bindparam("at"), order=t.c.due_at)
_LEASED = (t.c.id == bindparam("job"), t.c.fence == bindparam("expected_fence"), t.c.state == "leased")
_FINISH = Prepared(
    update(t)
    .where(*_LEASED)
    .values(
        state="done",
        finished_at=bindparam("at"),
        output=bindparam("new_output"),
        external=bindparam("new_external"),
        lease_until=None,
    )
)
_EXHAUSTED = Prepared(
    select(t.c.id)
    .where(t.c.state == "leased", t.c.lease_until < bindparam("at"), t.c.attempt >= t.c.max_attempts)
    .order_by(t.c.id)
    .limit(bindparam("how_many"))
)
_LOCK = select(t).where(t.c.id == bindparam("job")).with_for_update()


def claim(conn: Connection, *, worker: str, limit: int, at: datetime, lease_until: datetime) -> Sequence[Row[Any]]:
    """Lease up to `limit` jobs that are due or whose lease ran out; attempt and fence count up now, not later."""
    values = {"at": at, "how_many": limit, "new_worker": worker, "until": lease_until}
    leased = list(_CLAIM_LOST.run(conn, values).rows)
    if len(leased) < limit:
        leased += _CLAIM_DUE.run(conn, {**values, "how_many": limit - len(leased)}).rows
    return sorted(leased, key=lambda row: int(row.id))


def finish(
    conn: Connection, job_id: int, fence: int, *, at: datetime, output: bytes, external: bytes | None
) -> bool:
    """Record the result of a job that is still leased under this fence; False when it is somebody else's now."""
    values = {"job": job_id, "expected_fence": fence, "at": at, "new_output": output, "new_external": external}
    return _FINISH.run(conn, values).rowcount == 1


def exhausted_ids(conn: Connection, at: datetime, limit: int) -> list[int]:
    """Jobs whose last worker died with the last attempt: nobody may claim them again."""
    return _EXHAUSTED.run(conn, {"at": at, "how_many": limit}).scalars()


def instance_of(conn: Connection, job_id: int) -> int:
    found = conn.execute(select(t.c.instance_id).where(t.c.id == job_id)).scalar()
    if found is None:
        raise NotFound(f"there is no job {job_id}")
    return int(found)


def lock(conn: Connection, job_id: int) -> Row[Any]:
    """The job row, locked; its instance must be locked before."""
    return conn.execute(_LOCK, {"job": job_id}).one()


def change(conn: Connection, job_id: int, **values: Any) -> None:
    conn.execute(update(t).where(t.c.id == job_id).values(values))


def change_leased(conn: Connection, job_id: int, fence: int, **values: Any) -> bool:
    """Change a job only if it is still leased under this fence; False when it is somebody else's now."""
    statement = update(t).where(t.c.id == job_id, t.c.fence == fence, t.c.state == "leased").values(values)
    return conn.execute(statement).rowcount == 1
