"""Reads incidents: what is stuck, where and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.bpmn import codec
from engine.errors import NotFound
from engine.queries.page import MAX_LIMIT, Page
from engine.store.tables import incident as t


@dataclass(frozen=True)
class IncidentView:
    """One incident; `job_id` is set when it stands on a service task."""

    id: int
    instance_id: int
    job_id: int | None
    business_key: str
    process_id: str
    element_id: str
    code: str
    message: str
    details: Mapping[str, Any]
    state: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None


def get(conn: Connection, incident_id: int) -> IncidentView:
    row = conn.execute(select(t).where(t.c.id == incident_id)).first()
    if row is None:
        raise NotFound(f"there is no incident {incident_id}")
    return _view(row)


def list_page(
    conn: Connection,
    *,
    state: str | None = "open",
    instance_id: int | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[IncidentView]:
    """Incidents, the newest first; the cursor is the id of the last one seen."""
    limit = min(limit, MAX_LIMIT)
    wanted = []
    if state:
        wanted.append(t.c.state == state)
    if instance_id is not None:
        wanted.append(t.c.instance_id == instance_id)
    total = conn.execute(select(func.count()).select_from(t).where(*wanted)).scalar_one()
    if cursor and cursor.isdecimal():
        wanted.append(t.c.id < int(cursor))
    rows = conn.execute(select(t).where(*wanted).order_by(t.c.id.desc()).limit(limit + 1)).all()
    views = tuple(_view(row) for row in rows[:limit])
    return Page(views, str(views[-1].id) if len(rows) > limit else None, int(total))


def count_open(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(t).where(t.c.state == "open")).scalar_one())


def _view(row: Row[Any]) -> IncidentView:
    return IncidentView(
        row.id, row.instance_id, row.job_id, row.business_key, row.process_id, row.element_id, row.code, row.message,
        codec.unpack(row.details), row.state, row.created_at, row.resolved_at, row.resolved_by, row.resolution,
    )  # fmt: skip
