"""Watching process instances and repairing the ones that are stuck."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from connectors.sdk import registry
from connectors.sdk.errors import ConnectorError
from designer.archive import service as archive
from designer.audit import service as audit
from designer.catalog import breaker
from designer.cockpit.fitting import fitting
from designer.database import reading, transaction
from designer.identity.actor import Actor
from engine.commands import incidents as repair
from engine.commands import instances as commands
from engine.queries import archive as archived
from engine.queries import bundles, incidents, instances, jobs, timers, waits
from engine.queries.incidents import IncidentView
from engine.queries.instances import Diagram, HistoryEntry, InstanceView
from engine.queries.jobs import JobView
from engine.queries.page import Page
from engine.queries.timers import TimerView
from engine.queries.waits import WaitView

ARCHIVED = "archived"


@dataclass(frozen=True)
class InstanceQuery:
    """What the list of instances shall show; status "archived" stands for those that are over and out of the way."""

    status: str | None = None
    process_id: str | None = None
    search: str = ""
    has_incidents: bool = False
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True)
class IncidentDetail:
    """An incident with the place and the job it stands on."""

    incident: IncidentView
    element_name: str
    job: JobView | None
    output_schema: Mapping[str, Any] | None
    input_schema: Mapping[str, Any] | None = None
    error_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class External:
    """A record that stands in another system."""

    system: str
    type: str
    id: str


def find(actor: Actor, query: InstanceQuery) -> Page[InstanceView]:
    """Instances, the newest first."""
    actor.require("instances.read")
    with reading() as conn:
        if query.status == ARCHIVED:
            search = query.search.strip() or None
            return archived.list_page(
                conn, search=search, process_id=query.process_id, limit=query.limit, cursor=query.cursor
            )
        return instances.list_page(
            conn,
            status=query.status,
            process_id=query.process_id,
            search=query.search.strip() or None,
            has_incidents=query.has_incidents,
            limit=query.limit,
            cursor=query.cursor,
        )


def get(actor: Actor, instance_id: int) -> InstanceView:
    """One instance."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return instances.get(conn, instance_id)


def bundle_name(actor: Actor, view: InstanceView) -> str:
    """The name of the version that an instance is pinned to."""
    actor.require("instances.read")
    with archive.reading_of(view.id) as conn:
        return bundles.get(conn, view.bundle_id).name


def diagram(actor: Actor, instance_id: int) -> Diagram:
    """Its processes with live tokens."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return instances.diagram(conn, instance_id)


def variables(actor: Actor, instance_id: int) -> Mapping[str, Any]:
    """The FEEL values of its root scope."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return instances.variables(conn, instance_id)


def history(actor: Actor, instance_id: int) -> tuple[HistoryEntry, ...]:
    """Everything that happened in it."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        instances.get(conn, instance_id)
        return instances.history(conn, instance_id)


def jobs_of(actor: Actor, instance_id: int) -> tuple[JobView, ...]:
    """What it sent to other systems."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return jobs.of_instance(conn, instance_id)


def timers_of(actor: Actor, instance_id: int) -> tuple[TimerView, ...]:
    """What will happen in it by itself."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return timers.of_instance(conn, instance_id)


def waits_of(actor: Actor, instance_id: int) -> tuple[WaitView, ...]:
    """What it waits for, oldest first."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return waits.of_instance(conn, instance_id)


def cancel(actor: Actor, instance_id: int, *, reason: str) -> None:
    """End an instance now; nothing is undone in other systems."""
    actor.require("instances.repair")
    with transaction() as conn:
        commands.cancel(conn, instance_id, by=actor.username, reason=reason)
        audit.record(conn, actor, "instances.cancel", "instance", str(instance_id), {"reason": reason[:500]})


def find_incidents(
    actor: Actor,
    *,
    state: str | None = "open",
    instance_id: int | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[IncidentView]:
    """Incidents, the newest first."""
    actor.require("incidents.read")
    where = reading() if instance_id is None else archive.reading_of(instance_id)
    with where as conn:
        return incidents.list_page(conn, state=state, instance_id=instance_id, limit=limit, cursor=cursor)


def incident(actor: Actor, incident_id: int) -> IncidentDetail:
    """One incident with what is needed to repair it."""
    actor.require("incidents.read")
    with reading() as conn:
        found = incidents.get(conn, incident_id)
        job = jobs.get(conn, found.job_id) if found.job_id is not None else None
        bundle_id = instances.get(conn, found.instance_id).bundle_id
        process = bundles.model(conn, bundle_id).processes.get(found.process_id)
    element = process.elements.get(found.element_id) if process else None
    name = element.name if element and element.name else found.element_id
    described = _described(job) if job else {}
    codes = dict.fromkeys(code for error in described.get("errors", ()) for code in (error["code"], error["class"]))
    return IncidentDetail(found, name, job, described.get("output"), described.get("input"), tuple(codes))


def _described(job: JobView) -> Mapping[str, Any]:
    try:
        return registry.get(job.connector).operation(job.operation).json_schema()
    except ConnectorError:
        return {}  # the connector was taken out since; a person may still write down what they know


def retry(actor: Actor, incident_id: int) -> None:
    """Try the failed step again under its old key."""
    actor.require("instances.repair")
    with transaction() as conn:
        repair.retry(conn, incident_id, by=actor.username, priority=actor.priority)
        _let_probe(conn, actor, incident_id)
        audit.record(conn, actor, "incidents.retry", "incident", str(incident_id), {})


def resolve(actor: Actor, incident_id: int, *, output: Mapping[str, Any], external: External, note: str) -> None:
    """Record that the effect stands in the other system, with the reference and why one knows, and go on.

    `output` is what the operation would have answered; Invalid names each field that does not fit its schema.
    """
    actor.require("instances.repair")
    with reading() as conn:
        found = incidents.get(conn, incident_id)
        job = jobs.get(conn, found.job_id) if found.job_id is not None else None
    values = _loaded(job, output) if job else dict(output)
    reference = {"system": external.system, "type": external.type, "id": external.id}
    with transaction() as conn:
        repair.resolve_job(conn, incident_id, by=actor.username, output=values, external=reference, note=note)
        detail = {"external": reference, "note": note[:500]}
        audit.record(conn, actor, "incidents.resolve", "incident", str(incident_id), detail)


def _loaded(job: JobView, output: Mapping[str, Any]) -> dict[str, Any]:
    try:
        schema = registry.get(job.connector).operation(job.operation).output_schema
    except ConnectorError:
        return dict(output)  # the connector was taken out since: nobody can say what it would have answered
    return fitting(schema, output, "output", job)


def throw_error(actor: Actor, incident_id: int, *, code: str, message: str) -> None:
    """Go on as the process does when the other system refuses with `code`; Conflict when nothing catches it."""
    actor.require("instances.repair")
    with transaction() as conn:
        repair.throw_error(conn, incident_id, by=actor.username, code=code, message=message)
        detail = {"code": code, "message": message[:500]}
        audit.record(conn, actor, "incidents.throw_error", "incident", str(incident_id), detail)


def cancel_stuck(actor: Actor, incident_id: int, *, reason: str) -> None:
    """End the instance of an incident now; nothing is undone in other systems."""
    actor.require("instances.repair")
    with transaction() as conn:
        repair.cancel(conn, incident_id, by=actor.username, reason=reason)
        audit.record(conn, actor, "incidents.cancel", "incident", str(incident_id), {"reason": reason[:500]})


def _let_probe(conn: Connection, actor: Actor, incident_id: int) -> None:
    """Whoever repairs a job has mended the cause: a pause of its connection must not keep it waiting."""
    job_id = incidents.get(conn, incident_id).job_id
    if job_id is not None:
        breaker.let_probe(conn, jobs.get(conn, job_id).connection, actor, f"incident {incident_id} is retried")
