"""Instances that are over, each as one row: everything that the other tables had of it, packed and compressed."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgpack  # type: ignore[import-untyped]
from sqlalchemy import Connection, Table, delete, insert, select

from engine.store.columns import Moment
from engine.store.tables import (
    archived_instance,
    history,
    incident,
    job,
    process_instance,
    signal_subscription,
    subscription,
    task_candidate,
    timer,
    user_task,
)

# In the order in which they can be filled; they are emptied the other way round.
PARTS = (process_instance, user_task, task_candidate, job, timer, subscription, signal_subscription, incident, history)
_HEAD = ("id", "bundle_id", "process_id", "business_key", "start_key", "status", "revision", "created_at",
         "created_by", "ended_at")  # fmt: skip


def due_ids(conn: Connection, ended_before: datetime, limit: int) -> list[int]:
    """Locked ids of instances that ended before a moment, the oldest first; those that others hold are left out."""
    t = process_instance.c
    statement = (
        select(t.id)
        .where(t.ended_at.is_not(None), t.ended_at < ended_before, t.status != "running", t.open_incidents == 0)
        .order_by(t.ended_at, t.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(conn.execute(statement).scalars())


def move(conn: Connection, ids: Sequence[int], at: datetime) -> None:
    """Pack each instance into one row and take its rows out of the other tables."""
    found = {table.name: _rows_of(conn, table, ids) for table in PARTS}
    conn.execute(insert(archived_instance), [_packed(found, instance_id, at) for instance_id in ids])
    for table in reversed(PARTS):
        conn.execute(delete(table).where(_belongs_to(table, ids)))


def _rows_of(conn: Connection, table: Table, ids: Sequence[int]) -> Mapping[int, list[Mapping[str, Any]]]:
    """Rows by instance, each as values by column, in the order in which they were written."""
    keys = list(table.primary_key.columns)
    statement = select(table).where(_belongs_to(table, ids)).order_by(*keys)
    if table is task_candidate:
        statement = statement.add_columns(user_task.c.instance_id.label("owner")).join(user_task)
    owner = {process_instance.name: "id", task_candidate.name: "owner"}.get(table.name, "instance_id")
    rows: dict[int, list[Mapping[str, Any]]] = {instance_id: [] for instance_id in ids}
    for row in conn.execute(statement).mappings():
        rows[row[owner]].append({column.name: row[column.name] for column in table.c})
    return rows


def _belongs_to(table: Table, ids: Sequence[int]) -> Any:
    if table is process_instance:
        return table.c.id.in_(ids)
    if table is task_candidate:
        return table.c.task_id.in_(select(user_task.c.id).where(user_task.c.instance_id.in_(ids)))
    return table.c.instance_id.in_(ids)


def _packed(
    found: Mapping[str, Mapping[int, list[Mapping[str, Any]]]], instance_id: int, at: datetime
) -> dict[str, Any]:
    parts = {name: rows[instance_id] for name, rows in found.items()}
    (head,) = parts[process_instance.name]
    body = zlib.compress(msgpack.packb(parts, default=_moment), 6)
    digest = hashlib.sha256(body).hexdigest()
    return {**{name: head[name] for name in _HEAD}, "archived_at": at, "digest": digest, "body": body}


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"expected a value of a column, found {type(value).__name__}")


def unpack(body: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table as they were; columns that there are no longer are left out."""
    parts = msgpack.unpackb(zlib.decompress(body))
    return {table.name: [_read(table, row) for row in parts.get(table.name, ())] for table in PARTS}


def _read(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column.name: datetime.fromisoformat(row[column.name])
        if isinstance(column.type, Moment) and row.get(column.name)
        else row.get(column.name)
        for column in table.c
        if column.name in row or column.server_default is None
    }
