"""Reads instances that were archived, with the same queries as all others: on a small database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select

from engine.queries.instances import InstanceView
from engine.queries.page import MAX_LIMIT, Page
from engine.store import archived, memory
from engine.store.prepared import Prepared
from engine.store.tables import ENGINE_TABLES, bundle, bundle_file, content, definition, process_instance
from engine.store.tables import archived_instance as t


@dataclass(frozen=True)
class Summary:
    """How many instances are archived, and how large they are together."""

    instances: int
    bytes: int


def summary(conn: Connection) -> Summary:
    count, size = conn.execute(select(func.count(), func.coalesce(func.sum(func.length(t.c.body)), 0))).one()
    return Summary(int(count), int(size))


def has(conn: Connection, instance_id: int) -> bool:
    """Whether the instance is archived."""
    return conn.execute(select(t.c.id).where(t.c.id == instance_id)).scalar() is not None


def list_page(
    conn: Connection, *, search: str | None = None, process_id: str | None = None, limit: int = 50,
    cursor: str | None = None,
) -> Page[InstanceView]:  # fmt: skip
    """Archived instances, the newest first; the cursor is the id of the last one seen."""
    limit = min(limit, MAX_LIMIT)
    wanted: list[ColumnElement[bool]] = []
    if search:
        wanted.append(func.lower(t.c.business_key).like(f"%{search.lower()}%"))
    if process_id:
        wanted.append(t.c.process_id == process_id)
    total = conn.execute(select(func.count()).select_from(t).where(*wanted)).scalar_one()
    if cursor and cursor.isdecimal():
        wanted.append(t.c.id < int(cursor))
    rows = conn.execute(select(*_HEAD).where(*wanted).order_by(t.c.id.desc()).limit(limit + 1)).all()
    views = tuple(_view(row) for row in rows[:limit])
    return Page(views, str(views[-1].id) if len(rows) > limit else None, int(total))


def ended_ids(conn: Connection, since: datetime, before: datetime, after_id: int = 0, limit: int = 100) -> list[int]:
    """Ids of archived instances that ended in a time, in the order of their ids, from above `after_id`."""
    wanted = (t.c.ended_at >= since, t.c.ended_at < before, t.c.id > after_id)
    return list(conn.execute(select(t.c.id).where(*wanted).order_by(t.c.id).limit(limit)).scalars())


_HERE = Prepared(select(process_instance.c.id).where(process_instance.c.id == bindparam("wanted")))


@contextmanager
def opened(conn: Connection, instance_id: int) -> Iterator[Connection]:
    """The connection on which the queries of this instance find it: `conn` itself unless it is archived."""
    here = _HERE.run(conn, {"wanted": instance_id}).scalar()
    row = None if here is not None else conn.execute(select(t).where(t.c.id == instance_id)).first()
    if row is None:
        yield conn
        return
    with memory.opened(ENGINE_TABLES) as small:
        _copy_bundle(conn, small, row.bundle_id)
        for name, rows in archived.unpack(row.body).items():
            _fill(small, name, rows)
        yield small


_HEAD = [column for column in t.c if column.name != "body"]
_TABLES = {table.name: table for table in ENGINE_TABLES}


def _copy_bundle(conn: Connection, small: Connection, bundle_id: int) -> None:
    hashes = select(bundle_file.c.content_hash).where(bundle_file.c.bundle_id == bundle_id)
    wanted = (
        (bundle, bundle.c.id == bundle_id),
        (content, content.c.hash.in_(hashes)),
        (bundle_file, bundle_file.c.bundle_id == bundle_id),
        (definition, definition.c.bundle_id == bundle_id),
    )
    for table, condition in wanted:
        _fill(small, table.name, [dict(row) for row in conn.execute(select(table).where(condition)).mappings()])


def _fill(small: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        small.execute(insert(_TABLES[name]), rows)


def _view(row: Row[Any]) -> InstanceView:
    return InstanceView(
        row.id, row.bundle_id, row.process_id, row.business_key, row.status, row.revision, row.created_at,
        row.created_by, row.ended_at, 0,
    )  # fmt: skip
