"""The cockpit API: instances, their history, and the repair of incidents."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.cockpit import edits, service
from designer.cockpit.edits import Edited, EditView
from designer.cockpit.schemas import (
    EditedSchema,
    EditSchema,
    EditViewSchema,
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
    ThrownErrorSchema,
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


@blueprint.post("/incidents/<int:incident_id>/retry-edited")
@requires("instances.repair")
@operation("Retry with another input", body=EditSchema, returns=EditedSchema)
def retry_edited(incident_id: int, body: dict[str, Any]) -> Edited:
    """Another request under a key of its own. Where it moves money it waits for the approval of a second person."""
    return edits.retry(signed_in_actor(), incident_id, input=body["input"], note=body["note"])


@blueprint.get("/incidents/<int:incident_id>/edits")
@requires("incidents.read")
@operation("List changed inputs of an incident", returns=EditViewSchema, many=True)
def edits_of(incident_id: int) -> tuple[EditView, ...]:
    """Those of money operations, the newest first."""
    return edits.of_incident(signed_in_actor(), incident_id)


@blueprint.post("/incidents/<int:incident_id>/edits/<int:edit_id>/approve")
@requires("instances.repair")
@operation("Approve a changed input", returns=EditedSchema)
def approve_edit(incident_id: int, edit_id: int) -> Edited:
    """Sends it; refused to the one who proposed it."""
    return edits.approve(signed_in_actor(), incident_id, edit_id)


@blueprint.post("/incidents/<int:incident_id>/edits/<int:edit_id>/reject")
@requires("instances.repair")
@operation("Reject a changed input", status=204)
def reject_edit(incident_id: int, edit_id: int) -> None:
    """It is not sent; another one may be proposed."""
    edits.reject(signed_in_actor(), incident_id, edit_id)


@blueprint.post("/incidents/<int:incident_id>/throw-error")
@requires("instances.repair")
@operation("Throw a BPMN error", body=ThrownErrorSchema)
def throw_error(incident_id: int, body: dict[str, str]) -> None:
    """The process goes on as if the other system had refused with this code; 409 when nothing catches it."""
    service.throw_error(signed_in_actor(), incident_id, code=body["code"], message=body["message"])


@blueprint.post("/incidents/<int:incident_id>/cancel")
@requires("instances.repair")
@operation("Cancel the instance of an incident", body=ReasonSchema)
def cancel_stuck(incident_id: int, body: dict[str, str]) -> None:
    """Ends it now. Nothing is undone in other systems."""
    service.cancel_stuck(signed_in_actor(), incident_id, reason=body["reason"])
