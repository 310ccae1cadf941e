"""Reads bundles, their files, forms and decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.bpmn import Model
from engine.dmn import Evaluation
from engine.errors import NotFound
from engine.runtime import bundles
from engine.runtime.forms import Form
from engine.store import bundles as rows
from engine.store import instances
from engine.store.prepared import Prepared, first
from engine.store.tables import bundle as t
from engine.store.tables import definition

_LATEST_ID = Prepared(first(select(t.c.id).order_by(t.c.id.desc()), 1))


@dataclass(frozen=True)
class BundleView:
    """One deployed bundle."""

    id: int
    hash: str
    name: str
    created_at: datetime
    created_by: str
    running: int


@dataclass(frozen=True)
class FileView:
    """One file of a bundle, by content."""

    kind: str
    name: str
    hash: str
    content: bytes


@dataclass(frozen=True)
class DefinitionView:
    """A process, decision or form that a bundle defines."""

    kind: str
    key: str
    name: str
    file_name: str


def get(conn: Connection, bundle_id: int) -> BundleView:
    row = conn.execute(select(t).where(t.c.id == bundle_id)).first()
    if row is None:
        raise NotFound(f"there is no bundle {bundle_id}")
    return _view(conn, row)


def list_all(conn: Connection, limit: int = 100) -> tuple[BundleView, ...]:
    """The newest bundles first."""
    return tuple(_view(conn, row) for row in conn.execute(select(t).order_by(t.c.id.desc()).limit(limit)))


def latest_id(conn: Connection) -> int | None:
    """The bundle that was deployed last."""
    return _LATEST_ID.run(conn, {}).scalar()


def latest(conn: Connection) -> BundleView | None:
    row = conn.execute(select(t).order_by(t.c.id.desc()).limit(1)).first()
    return _view(conn, row) if row else None


def files(conn: Connection, bundle_id: int) -> tuple[FileView, ...]:
    """All files, ordered by kind and name."""
    return tuple(FileView(r.kind, r.name, r.content_hash, r.bytes) for r in rows.files(conn, bundle_id))


def file(conn: Connection, bundle_id: int, kind: str, name: str) -> FileView:
    for found in files(conn, bundle_id):
        if (found.kind, found.name) == (kind, name):
            return found
    raise NotFound(f"bundle {bundle_id} has no {kind} file {name!r}")


def definitions(conn: Connection, bundle_id: int, kind: str | None = None) -> tuple[DefinitionView, ...]:
    d = definition.c
    statement = select(definition).where(d.bundle_id == bundle_id).order_by(d.kind, d.name)
    if kind is not None:
        statement = statement.where(d.kind == kind)
    return tuple(DefinitionView(r.kind, r.key, r.name, r.file_name) for r in conn.execute(statement))


def form(conn: Connection, bundle_id: int, key: str) -> Form:
    """The form `key` of the bundle: key, title, schema, ui_schema."""
    return bundles.compiled(conn, bundle_id).form(key)


def model(conn: Connection, bundle_id: int) -> Model:
    """The processes of the bundle, with every element."""
    return bundles.compiled(conn, bundle_id).model


def evaluate(
    conn: Connection, bundle_id: int, decision: str, context: Mapping[str, Any], *, trace: bool = False
) -> Evaluation:
    """Evaluate a decision of the bundle; nothing is recorded."""
    return bundles.compiled(conn, bundle_id).decisions.evaluate(decision, context, trace=trace)


def changes(before: Collection[FileView], after: Sequence[FileView]) -> dict[str, list[str]]:
    """Names of files {added, changed, removed} between two bundles, as `kind/name`."""
    old = {f"{f.kind}/{f.name}": f.hash for f in before}
    new = {f"{f.kind}/{f.name}": f.hash for f in after}
    return {
        "added": sorted(new.keys() - old.keys()),
        "changed": sorted(key for key in new.keys() & old.keys() if new[key] != old[key]),
        "removed": sorted(old.keys() - new.keys()),
    }


def _view(conn: Connection, row: Row[Any]) -> BundleView:
    running = instances.count_running(conn, row.id)
    return BundleView(row.id, row.hash, row.name, row.created_at, row.created_by, running)
