"""Rows of jobs: claiming with lease and fence, and the moves of one leased job.

Statements are built once: building them anew costs more than running them.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, insert, select, tuple_, update

from engine.errors import NotFound
from engine.priority import Priority
from engine.store.columns import Moment, constant
from engine.store.prepared import Prepared, first
from engine.store.tables import job as t

# The code of a due job that waits because its connection is paused.
DELAYED = "CONNECTION_PAUSED"

_AT = bindparam("at", type_=Moment())
_IS_DUE = (t.c.state == "due", t.c.due_at <= _AT)
# A database goes along the index by urgency only to the last row that is due, because both columns are bounded at once.
_UP_TO_NOW = tuple_(t.c.priority, t.c.due_at) <= tuple_(int(Priority.BULK), _AT)
_IS_BULK = t.c.priority == int(Priority.BULK)
_IS_LOST = (t.c.state == "leased", t.c.lease_until < _AT)


def _runnable(wanted: tuple[ColumnElement[bool], ...], order: tuple[ColumnElement[Any], ...], limit: int) -> Prepared:
    columns = (
        t.c.id, t.c.instance_id, t.c.business_key, t.c.process_id, t.c.element_id, t.c.token_id, t.c.connector,
        t.c.operation, t.c.connection, t.c.input, t.c.idempotency_key, t.c.max_attempts, t.c.priority,
        (t.c.attempt + 1).label("attempt"), (t.c.fence + 1).label("fence"),
    )  # fmt: skip
    chosen = select(*columns).where(*wanted, t.c.attempt < t.c.max_attempts).order_by(*order)
    return Prepared(first(chosen, limit).with_for_update(skip_locked=True))


@cache
def _lost(limit: int) -> Prepared:
    return _runnable(_IS_LOST, (t.c.lease_until, t.c.id), limit)


@cache
def _due(limit: int) -> Prepared:
    return _runnable((*_IS_DUE, _UP_TO_NOW), (t.c.priority, t.c.due_at, t.c.id), limit)


@cache
def _due_bulk(limit: int) -> Prepared:
    return _runnable((*_IS_DUE, _IS_BULK), (t.c.due_at, t.c.id), limit)


# By id, after the rows were locked: one UPDATE with the query inside takes SQLite five times as long.
_LEASE = Prepared(
    update(t)
    .where(t.c.id == bindparam("job"))
    .values(
        state="leased",
        worker=bindparam("new_worker"),
        lease_until=bindparam("until"),
        attempt=t.c.attempt + 1,
        fence=t.c.fence + 1,
    )
)
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
_LOCK = select(t).where(t.c.id == bindparam("job")).with_for_update()


@cache
def _exhausted(limit: int) -> Prepared:
    return Prepared(first(select(t.c.id).where(*_IS_LOST, t.c.attempt >= t.c.max_attempts).order_by(t.c.id), limit))


def claim(
    conn: Connection,
    *,
    worker: str,
    limit: int,
    at: datetime,
    lease_until: datetime,
    is_turn_of_bulk: bool,
    with_lost: bool,
) -> Sequence[Row[Any]]:
    """Lease up to `limit` jobs that are due or, `with_lost`, whose lease ran out; attempt and fence count up now.

    The most urgent are first; in a turn of the bulk only bulk jobs are leased, if there are any.
    """
    found = list(_due_bulk(limit).run(conn, {"at": at}).rows) if is_turn_of_bulk else []
    if not found:
        # Lost ones first, or a long queue of due jobs would keep them waiting.
        if with_lost:
            found = list(_lost(limit).run(conn, {"at": at}).rows)
        if len(found) < limit:
            found += _due(limit - len(found)).run(conn, {"at": at}).rows
    if found:
        _LEASE.post(conn, [{"job": row.id, "new_worker": worker, "until": lease_until} for row in found])
    return sorted(found, key=lambda row: (row.priority, row.id))


def finish(conn: Connection, job_id: int, fence: int, *, at: datetime, output: bytes, external: bytes | None) -> bool:
    """Record the result of a job that is still leased under this fence; False when it is somebody else's now."""
    values = {"job": job_id, "expected_fence": fence, "at": at, "new_output": output, "new_external": external}
    return _FINISH.run(conn, values).rowcount == 1


def take_back_claim(conn: Connection, job_id: int, fence: int, **values: Any) -> bool:
    """Make a leased job due as if it had not been claimed; False when it is somebody else's now."""
    statement = update(t).where(t.c.id == job_id, t.c.fence == fence, t.c.state == "leased")
    as_before = {"state": "due", "lease_until": None, "worker": None, "attempt": t.c.attempt - 1, "fence": fence - 1}
    return conn.execute(statement.values(**as_before, **values)).rowcount == 1


def postpone_due(conn: Connection, connection: str, *, at: datetime, limit: int, **values: Any) -> int:
    """Change due jobs of a connection, the most urgent first; those that others hold at the moment are left out."""
    wanted = (t.c.state == constant("due"), t.c.due_at <= at, t.c.connection == connection)
    chosen = select(t.c.id).where(*wanted).order_by(t.c.priority, t.c.due_at).limit(limit)
    ids = list(conn.execute(chosen.with_for_update(skip_locked=True)).scalars())
    return conn.execute(update(t).where(t.c.id.in_(ids)).values(values)).rowcount if ids else 0


def bring_forward(conn: Connection, connection: str, code: str, *, at: datetime) -> int:
    """Make jobs of a connection that wait with this code due at `at`, without the code; returns how many."""
    wanted = (t.c.state == constant("due"), t.c.connection == connection, t.c.error_code == code)
    return conn.execute(update(t).where(*wanted).values(due_at=at, error_code=None, error_message=None)).rowcount


def exhausted_ids(conn: Connection, at: datetime, limit: int) -> list[int]:
    """Jobs whose last worker died with the last attempt: nobody may claim them again."""
    return _exhausted(limit).run(conn, {"at": at}).scalars()


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


def replace(conn: Connection, job: Row[Any], **changes: Any) -> int:
    """Add a job for the same step as `job`, due and never claimed; returns its id."""
    place = ("instance_id", "token_id", "business_key", "process_id", "element_id")
    kept = (*place, "connector", "operation", "connection")
    row = {name: getattr(job, name) for name in kept} | {"state": "due", "attempt": 0, "fence": 0} | changes
    return int(conn.execute(insert(t).returning(t.c.id), row).scalar_one())


def change_leased(conn: Connection, job_id: int, fence: int, **values: Any) -> bool:
    """Change a job only if it is still leased under this fence; False when it is somebody else's now."""
    statement = update(t).where(t.c.id == job_id, t.c.fence == fence, t.c.state == "leased").values(values)
    return conn.execute(statement).rowcount == 1
