"""Reads process instances: list, variables, history, and the diagram with its live tokens."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from engine.bpmn import Execution, Model, Wait
from engine.errors import NotFound
from engine.queries import bundles as bundle_queries
from engine.queries.page import MAX_LIMIT, Page
from engine.runtime import bundles, journal
from engine.store.prepared import Prepared
from engine.store.tables import history as history_table
from engine.store.tables import incident
from engine.store.tables import process_instance as t


@dataclass(frozen=True)
class InstanceView:
    """One process instance."""

    id: int
    bundle_id: int
    process_id: str
    business_key: str
    status: str
    revision: int
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    open_incidents: int


@dataclass(frozen=True)
class HistoryEntry:
    """One event of one commit; `data` are FEEL values, `element_name` is the label in the diagram."""

    at: datetime
    revision: int
    actor: str
    kind: str
    process_id: str | None
    element_id: str | None
    element_name: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class DiagramPart:
    """One process of an instance with what happened in it, by original element ids."""

    process_id: str
    name: str
    xml: str
    tokens: Mapping[str, int]
    done: Mapping[str, int]
    taken_flows: tuple[str, ...]
    incidents: Mapping[str, str]


@dataclass(frozen=True)
class Diagram:
    """The processes that an instance has entered, the called ones after their callers."""

    instance_id: int
    revision: int
    parts: tuple[DiagramPart, ...]


_COLUMNS = [column for column in t.c if column.name not in ("state", "state_tag", "start_key")]
_GET = Prepared(select(*_COLUMNS).where(t.c.id == bindparam("wanted")))


def get(conn: Connection, instance_id: int) -> InstanceView:
    row = _GET.run(conn, {"wanted": instance_id}).first()
    if row is None:
        raise NotFound(f"there is no process instance {instance_id}")
    return _view(row)


def find(conn: Connection, business_key: str) -> tuple[InstanceView, ...]:
    """All instances under a business key, the newest first."""
    statement = select(*_COLUMNS).where(t.c.business_key == business_key).order_by(t.c.id.desc())
    return tuple(_view(row) for row in conn.execute(statement))


def list_page(
    conn: Connection,
    *,
    status: str | None = None,
    process_id: str | None = None,
    search: str | None = None,
    has_incidents: bool = False,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[InstanceView]:
    """Instances, the newest first; the cursor is the id of the last one seen."""
    limit = min(limit, MAX_LIMIT)
    wanted = []
    if status:
        wanted.append(t.c.status == status)
    if process_id:
        wanted.append(t.c.process_id == process_id)
    if search:
        wanted.append(func.lower(t.c.business_key).like(f"%{search.lower()}%"))
    if has_incidents:
        wanted.append(t.c.open_incidents > 0)
    total = conn.execute(select(func.count()).select_from(t).where(*wanted)).scalar_one()
    if cursor and cursor.isdecimal():
        wanted.append(t.c.id < int(cursor))
    rows = conn.execute(select(*_COLUMNS).where(*wanted).order_by(t.c.id.desc()).limit(limit + 1)).all()
    views = tuple(_view(row) for row in rows[:limit])
    return Page(views, str(views[-1].id) if len(rows) > limit else None, int(total))


def revision(conn: Connection, instance_id: int) -> int:
    """The revision alone: what a live view polls."""
    found = conn.execute(select(t.c.revision).where(t.c.id == instance_id)).scalar()
    if found is None:
        raise NotFound(f"there is no process instance {instance_id}")
    return int(found)


def variables(conn: Connection, instance_id: int) -> Mapping[str, Any]:
    """The FEEL values of the root scope."""
    return _execution(conn, instance_id).variables


def waits(conn: Connection, instance_id: int) -> tuple[Wait, ...]:
    """Everything that the instance waits for; nothing when it is over."""
    return _execution(conn, instance_id).waits if get(conn, instance_id).status == "running" else ()


def history(conn: Connection, instance_id: int) -> tuple[HistoryEntry, ...]:
    """Everything that happened, in order."""
    names = _element_names(conn, instance_id)
    entries = []
    for row in _history_rows(conn, instance_id):
        for event in journal.unpack(row.events):
            name = names.get((event["process_id"], event["element_id"]))
            entries.append(
                HistoryEntry(
                    row.at, row.revision, row.actor, event["kind"], event["process_id"], event["element_id"], name,
                    event["data"],
                )
            )
    return tuple(entries)


def diagram(conn: Connection, instance_id: int) -> Diagram:
    """Each process that was entered, with live tokens, done elements, flows taken and incidents."""
    instance = get(conn, instance_id)
    compiled = bundles.compiled(conn, instance.bundle_id)
    xml = {
        file.name: file.content.decode("utf-8", "replace")
        for file in bundle_queries.files(conn, instance.bundle_id)
        if file.kind == "bpmn"
    }
    done, flows = _walked(conn, instance_id)
    tokens = _tokens(conn, instance, compiled.model)
    troubles = _troubles(conn, instance_id)
    entered = list(dict.fromkeys([instance.process_id, *(process for process, _ in done), *(p for p, _ in tokens)]))
    parts = []
    for process_id in entered:
        process = compiled.model.processes.get(process_id)
        if process is not None:
            parts.append(
                DiagramPart(
                    process_id, process.name or process_id, xml[process.file],
                    _of(tokens, process_id), _of(done, process_id), tuple(_of(flows, process_id)),
                    _of(troubles, process_id),
                )
            )
    return Diagram(instance_id, instance.revision, tuple(parts))


def _of(found: Mapping[tuple[str, str], Any], process_id: str) -> dict[str, Any]:
    return {element: value for (process, element), value in found.items() if process == process_id}


def _walked(conn: Connection, instance_id: int) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], int]]:
    done: Counter[tuple[str, str]] = Counter()
    flows: dict[tuple[str, str], int] = {}
    for row in _history_rows(conn, instance_id):
        for event in journal.unpack(row.events):
            if event["kind"] == "element_completed":
                done[event["process_id"], event["element_id"]] += 1
            elif event["kind"] == "flow_taken":
                flows[event["process_id"], event["data"]["flow_id"]] = 1
    return done, flows


def _tokens(conn: Connection, instance: InstanceView, model: Model) -> Counter[tuple[str, str]]:
    if instance.status != "running":
        return Counter()
    execution = _execution(conn, instance.id)
    waiting = {w.token_id: (w.process_id, w.element_id) for w in execution.waits}
    waiting |= {f.token_id: (f.process_id, f.element_id) for f in execution.failures}
    # An armed boundary event or start of an event sub-process listens; no token stands on it.
    listening = {
        (process.id, element.id)
        for process in model.processes.values()
        for element in process.elements.values()
        if element.kind in ("boundaryEvent", "startEvent")
    }
    return Counter(place for place in waiting.values() if place not in listening)


def _troubles(conn: Connection, instance_id: int) -> dict[tuple[str, str], str]:
    columns = (incident.c.process_id, incident.c.element_id, incident.c.message)
    statement = select(*columns).where(incident.c.instance_id == instance_id, incident.c.state == "open")
    return {(row.process_id, row.element_id): row.message for row in conn.execute(statement)}


def _execution(conn: Connection, instance_id: int) -> Execution:
    row = conn.execute(select(t.c.bundle_id, t.c.state).where(t.c.id == instance_id)).first()
    if row is None:
        raise NotFound(f"there is no process instance {instance_id}")
    compiled = bundles.compiled(conn, row.bundle_id)
    return Execution.restore(compiled.model, compiled.decisions, row.state)


def _element_names(conn: Connection, instance_id: int) -> dict[tuple[str | None, str | None], str]:
    instance = get(conn, instance_id)
    model = bundles.compiled(conn, instance.bundle_id).model
    return {
        (process.id, element.id): element.name or element.id
        for process in model.processes.values()
        for element in process.elements.values()
    }


def _history_rows(conn: Connection, instance_id: int) -> list[Row[Any]]:
    statement = select(history_table).where(history_table.c.instance_id == instance_id).order_by(history_table.c.id)
    return list(conn.execute(statement))


def _view(row: Row[Any]) -> InstanceView:
    return InstanceView(
        row.id, row.bundle_id, row.process_id, row.business_key, row.status, row.revision, row.created_at,
        row.created_by, row.ended_at, row.open_incidents,
    )  # fmt: skip
