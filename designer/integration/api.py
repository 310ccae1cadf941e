"""The API for other programs: start a process, publish a message."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.integration import service
from designer.integration.schemas import (
    ConditionsEvaluatedSchema,
    ConditionsSchema,
    DataStoreSchema,
    DataStoreValueSchema,
    MessageSchema,
    PublishedSchema,
    SignalSchema,
    SignalThrownSchema,
    StartedSchema,
    StartSchema,
    StartsSchema,
    StartViewSchema,
)
from engine.commands.instances import Started
from engine.commands.messages import Published
from engine.queries.datastores import DataStoreView
from engine.queries.deliveries import StartView

blueprint = Blueprint("integration_api", __name__)


@blueprint.post("/instances")
@requires("instances.start")
@operation("Start a process", body=StartSchema, returns=StartedSchema, status=201)
def start(body: dict[str, Any]) -> Started:
    """Starts any executable process of a bundle. Returns have an endpoint of their own, which checks the order."""
    return service.start(signed_in_actor(), **body)


@blueprint.post("/messages")
@requires("messages.publish")
@operation("Publish a message", body=MessageSchema, returns=PublishedSchema)
def publish(body: dict[str, Any]) -> Published:
    """Reaches the instance that waits for `name` under the correlation key, now or within the time to live."""
    return service.publish(signed_in_actor(), **body)


@blueprint.post("/signals")
@requires("messages.publish")
@operation("Throw a signal", body=SignalSchema, returns=SignalThrownSchema)
def throw_signal(body: dict[str, Any]) -> service.SignalThrown:
    """Reaches every instance that waits for it now, and begins each process that it starts; it is not kept."""
    return service.throw_signal(signed_in_actor(), **body)


@blueprint.post("/conditions/evaluate")
@requires("instances.start")
@operation("Evaluate conditional start events", body=ConditionsSchema, returns=ConditionsEvaluatedSchema)
def evaluate_conditions(body: dict[str, Any]) -> service.ConditionsEvaluated:
    """Begins every process whose conditional start event holds for the variables, once per key."""
    return service.evaluate_conditions(signed_in_actor(), **body)


@blueprint.get("/starts")
@requires("deployments.read")
@operation("List the start events in force", returns=StartViewSchema, many=True)
def list_starts() -> tuple[StartView, ...]:
    """Messages, signals, timers and conditions that begin processes."""
    return service.starts_in_force(signed_in_actor())


@blueprint.put("/starts")
@requires("deployments.activate")
@operation("Put start events in force", body=StartsSchema, returns=StartViewSchema, many=True)
def put_starts(body: dict[str, Any]) -> tuple[StartView, ...]:
    """Those of this bundle take over from those of the bundle before. Activating it for a return type does the same."""
    return service.put_starts_in_force(signed_in_actor(), **body)


@blueprint.get("/data-stores")
@requires("instances.read")
@operation("List the data stores", returns=DataStoreSchema, many=True)
def list_data_stores() -> tuple[DataStoreView, ...]:
    """Values that instances share, by name."""
    return service.data_stores(signed_in_actor())


@blueprint.get("/data-stores/<string:name>")
@requires("instances.read")
@operation("Read a data store", returns=DataStoreSchema)
def read_data_store(name: str) -> DataStoreView:
    """Its value, and who changed it last."""
    return service.data_store(signed_in_actor(), name)


@blueprint.put("/data-stores/<string:name>")
@requires("instances.repair")
@operation("Set a data store", body=DataStoreValueSchema, returns=DataStoreSchema)
def put_data_store(name: str, body: dict[str, Any]) -> DataStoreView:
    """A first value, or a correction; instances that read it afterwards see it."""
    return service.put_data_store(signed_in_actor(), name, **body)
