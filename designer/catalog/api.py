"""The catalog API: connectors with their operations, and connections."""

from typing import Any

from flask import Blueprint

from connectors.sdk import registry
from designer.api.operation import operation
from designer.catalog import service
from designer.catalog.schemas import CatalogSchema, ConnectionListSchema, ConnectionSchema
from designer.catalog.service import ConnectionView
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor

blueprint = Blueprint("catalog_api", __name__)


@blueprint.get("/connectors")
@requires("modeler.read")
@operation("List connectors", returns=CatalogSchema, tag="connectors")
def connectors() -> dict[str, Any]:
    """Manifest and operations of each installed connector: what a service task can be set to."""
    return {
        "connectors": [connector.json_schema() for connector in registry.all()],
        "connections": [
            {"id": view.id, "connector": view.connector, "name": view.name} for view in service.known_connections()
        ],
    }


@blueprint.get("/connections")
@requires("connectors.read")
@operation("List connections", returns=ConnectionListSchema, tag="connectors")
def connections() -> dict[str, Any]:
    """Where each connector's system is, which secrets are set, and what the last test said."""
    return {"connections": service.list_connections(signed_in_actor())}


@blueprint.post("/connections/<connection_id>/test")
@requires("connectors.edit")
@operation("Test a connection", returns=ConnectionSchema, tag="connectors")
def check(connection_id: str) -> ConnectionView:
    """Calls the system without changing anything; `check_result` is empty when it worked."""
    return service.check(signed_in_actor(), connection_id)


@blueprint.post("/connections/<connection_id>/try-now")
@requires("connectors.edit")
@operation("Try a paused connection now", returns=ConnectionSchema, tag="connectors")
def try_now(connection_id: str) -> ConnectionView:
    """The next job that is due calls it, before the pause is over; the others wait for what comes of it."""
    return service.try_now(signed_in_actor(), connection_id)
