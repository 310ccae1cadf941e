"""The API for other programs: start a process, publish a message."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.integration import service
from designer.integration.schemas import MessageSchema, PublishedSchema, StartedSchema, StartSchema
from engine.commands.instances import Started
from engine.commands.messages import Published

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
