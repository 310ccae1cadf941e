"""Rows of bundles: content by hash, files and what they define."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from engine.store.prepared import Prepared
from engine.store.tables import bundle, bundle_file, content, definition

_HASH_OF = Prepared(select(bundle.c.hash).where(bundle.c.id == bindparam("bundle_id")))


def hash_of(conn: Connection, bundle_id: int) -> str | None:
    """What the bundle with this id contains, as its hash."""
    found: str | None = _HASH_OF.run(conn, {"bundle_id": bundle_id}).scalar()
    return found


def find_by_hash(conn: Connection, digest: str) -> int | None:
    return conn.execute(select(bundle.c.id).where(bundle.c.hash == digest)).scalar()


def add(conn: Connection, *, digest: str, name: str, by: str, at: datetime) -> int:
    values = {"hash": digest, "name": name, "created_at": at, "created_by": by}
    return int(conn.execute(insert(bundle).returning(bundle.c.id), values).scalar_one())


def add_content(conn: Connection, blobs: Mapping[str, bytes]) -> None:
    """Store bytes under their hash; those that are there already stay."""
    known = set(conn.execute(select(content.c.hash).where(content.c.hash.in_(blobs))).scalars())
    rows = [{"hash": digest, "bytes": blob} for digest, blob in blobs.items() if digest not in known]
    if rows:
        conn.execute(insert(content), rows)


def add_files(conn: Connection, bundle_id: int, files: Iterable[tuple[str, str, str]]) -> None:
    """Files as (kind, name, content hash)."""
    rows = [{"bundle_id": bundle_id, "kind": k, "name": n, "content_hash": h} for k, n, h in files]
    conn.execute(insert(bundle_file), rows)


def add_definitions(conn: Connection, bundle_id: int, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Definitions as (kind, key, name, file name)."""
    values = [{"bundle_id": bundle_id, "kind": k, "key": key, "name": n, "file_name": f} for k, key, n, f in rows]
    if values:
        conn.execute(insert(definition), values)


def files(conn: Connection, bundle_id: int) -> Sequence[Any]:
    """Rows of (kind, name, content_hash, bytes), ordered by kind and name."""
    statement = (
        select(bundle_file.c.kind, bundle_file.c.name, bundle_file.c.content_hash, content.c.bytes)
        .join(content, content.c.hash == bundle_file.c.content_hash)
        .where(bundle_file.c.bundle_id == bundle_id)
        .order_by(bundle_file.c.kind, bundle_file.c.name)
    )
    return conn.execute(statement).all()


def latest_with(conn: Connection, process_id: str) -> int | None:
    """The newest bundle that defines the process."""
    d = definition.c
    statement = select(func.max(d.bundle_id)).where(d.kind == "process", d.key == process_id)
    return conn.execute(statement).scalar()
