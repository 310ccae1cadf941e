"""The cockpit API: instances, their history, and the repair of incidents."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.cockpit import service
from designer.cockpit.schemas import (
    HistoryEntrySchema,
    IncidentPageSchema,
    IncidentQuerySchema,
    IncidentSchema,
    InstancePageSchema,
    InstanceQuerySchema,
    InstanceSchema,
    JobSchema,
    ReasonSchema,
    ResolutionSchema,
    VariablesSchema,
)
from designer.cockpit.service import InstanceQuery
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from engine.queries.incidents import IncidentView
from engine.queries.instances import HistoryEntry, InstanceView
from engine.queries.jobs import JobView
from engine.queries.page import Page

blueprint = Blueprint("cockpit_api", __name__)


@blueprint.get("/instances")
@requires("instances.read")
@operation("List process instances", query=InstanceQuerySchema, returns=InstancePageSchema)
def instances(query: InstanceQuery) -> Page[InstanceView]:
    """The newest first."""
    return service.find(signed_in_actor(), query)


@blueprint.get("/instances/<int:instance_id>")
@requires("instances.read")
@operation("Read a process instance", returns=InstanceSchema)
def instance(instance_id: int) -> InstanceView:
    """Its state without its variables."""
    return service.get(signed_in_actor(), instance_id)


@blueprint.get("/instances/<int:instance_id>/variables")
@requires("instances.read")
@operation("Read the variables of an instance", returns=VariablesSchema)
def variables(instance_id: int) -> dict[str, Any]:
    """The root scope; decimals as text."""
    return {"variables": service.variables(signed_in_actor(), instance_id)}


@blueprint.get("/instances/<int:instance_id>/history")
@requires("instances.read")
@operation("Read the history of an instance", returns=HistoryEntrySchema, many=True)
def history(instance_id: int) -> tuple[HistoryEntry, ...]:
    """Every event of every commit, in order."""
    return service.history(signed_in_actor(), instance_id)


@blueprint.get("/instances/<int:instance_id>/jobs")
@requires("instances.read")
@operation("Read the jobs of an instance", returns=JobSchema, many=True)
def jobs(instance_id: int) -> tuple[JobView, ...]:
    """What it called in other systems, in the order in which it came to it; interactive jobs are done before bulk."""
    return service.jobs_of(signed_in_actor(), instance_id)


@blueprint.post("/instances/<int:instance_id>/cancel")
@requires("instances.repair")
@operation("Cancel a process instance", body=ReasonSchema)
def cancel(instance_id: int, body: dict[str, str]) -> None:
    """Ends it now. Nothing is undone in other systems: to withdraw a return, cancel the return."""
    service.cancel(signed_in_actor(), instance_id, reason=body["reason"])


@blueprint.get("/incidents")
@requires("incidents.read")
@operation("List incidents", query=IncidentQuerySchema, returns=IncidentPageSchema)
def incidents(query: dict[str, Any]) -> Page[IncidentView]:
    """The newest first."""
    return service.find_incidents(signed_in_actor(), **query)


@blueprint.get("/incidents/<int:incident_id>")
@requires("incidents.read")
@operation("Read an incident", returns=IncidentSchema)
def incident(incident_id: int) -> IncidentView:
    """What is stuck, where and why."""
    return service.incident(signed_in_actor(), incident_id).incident


@blueprint.post("/incidents/<int:incident_id>/retry")
@requires("instances.repair")
@operation("Retry the failed step", status=204)
def retry(incident_id: int) -> None:
    """A job gets new attempts under its old key, so that nothing is done twice; another element is run again."""
    service.retry(signed_in_actor(), incident_id)


@blueprint.post("/incidents/<int:incident_id>/resolve")
@requires("instances.repair")
@operation("Mark a job as done outside", body=ResolutionSchema)
def resolve(incident_id: int, body: dict[str, Any]) -> None:
    """Records the document that stands in the other system and goes on with `output`, which must fit the operation."""
    service.resolve(signed_in_actor(), incident_id, output=body["output"], external=body["external"], note=body["note"])
