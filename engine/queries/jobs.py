"""Reads jobs: what was sent, what came back, what is to be tried again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, ScalarSelect, bindparam, func, select

from engine.bpmn import codec
from engine.errors import NotFound
from engine.priority import Priority
from engine.store.columns import constant
from engine.store.jobs import DELAYED
from engine.store.prepared import Prepared, first
from engine.store.tables import job as t


def _next_due(priority: Priority) -> ScalarSelect[datetime]:
    due = select(t.c.due_at).where(t.c.state == "due", t.c.priority == int(priority)).order_by(t.c.due_at)
    return first(due, 1).scalar_subquery()


_NEXT_LOST = first(select(t.c.lease_until).where(t.c.state == "leased").order_by(t.c.lease_until), 1)
_NEXT = Prepared(
    select(*(_next_due(one).label(one.word) for one in Priority), _NEXT_LOST.scalar_subquery().label("lost"))
)
_DUE_OF = Prepared(
    select(t.c.id, t.c.priority).where(t.c.instance_id == bindparam("instance"), t.c.state == "due")
)


@dataclass(frozen=True)
class JobView:
    """A job; `input` and `output` are FEEL values, `external` names the document in the other system.

    `priority` is "interactive" or "bulk".
    """

    id: int
    instance_id: int
    business_key: str
    process_id: str
    element_id: str
    connector: str
    operation: str
    connection: str
    state: str
    attempt: int
    max_attempts: int
    priority: str
    due_at: datetime
    lease_until: datetime | None
    idempotency_key: str
    input: Mapping[str, Any]
    output: Mapping[str, Any] | None
    external: Mapping[str, Any] | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    finished_at: datetime | None


def get(conn: Connection, job_id: int) -> JobView:
    row = conn.execute(select(t).where(t.c.id == job_id)).first()
    if row is None:
        raise NotFound(f"there is no job {job_id}")
    return _view(row)


def of_instance(conn: Connection, instance_id: int) -> tuple[JobView, ...]:
    """The jobs of one instance, in the order in which they were reached."""
    return tuple(_view(row) for row in conn.execute(select(t).where(t.c.instance_id == instance_id).order_by(t.c.id)))


def due_of_instance(conn: Connection, instance_id: int) -> Mapping[int, Priority]:
    """The ids of its due jobs with their priorities: what workers are woken for."""
    return {row.id: Priority(row.priority) for row in _DUE_OF.run(conn, {"instance": instance_id}).rows}


def count_by_state(conn: Connection) -> Mapping[str, int]:
    return {row.state: row.n for row in conn.execute(select(t.c.state, func.count().label("n")).group_by(t.c.state))}


def count_delayed(conn: Connection) -> Mapping[str, int]:
    """Due jobs that wait because their connection is paused, by connection."""
    wanted = (t.c.state == constant("due"), t.c.error_code == DELAYED)
    counted = select(t.c.connection, func.count().label("n")).where(*wanted).group_by(t.c.connection)
    return {row.connection: row.n for row in conn.execute(counted)}


def next_due_at(conn: Connection) -> datetime | None:
    """When the next job can be claimed: what an idle worker sleeps towards."""
    moments = [moment for moment in _NEXT.run(conn, {}).one() if moment is not None]
    return min(moments) if moments else None


def _view(row: Row[Any]) -> JobView:
    return JobView(
        row.id, row.instance_id, row.business_key, row.process_id, row.element_id, row.connector, row.operation,
        row.connection, row.state, row.attempt, row.max_attempts, Priority(row.priority).word, row.due_at,
        row.lease_until, row.idempotency_key, codec.unpack(row.input), codec.unpack(row.output) if row.output else None,
        codec.unpack(row.external) if row.external else None, row.error_code, row.error_message, row.created_at,
        row.finished_at,
    )  # fmt: skip
