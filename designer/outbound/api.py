"""The webhooks API: endpoints and deliveries."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.outbound import deliveries, service
from designer.outbound.deliveries import DeliveryView, SentAgain
from designer.outbound.schemas import (
    DeliveryPageSchema,
    DeliveryQuerySchema,
    DeliverySchema,
    EndpointDraftSchema,
    EndpointMadeSchema,
    EndpointSchema,
    NewEndpointSchema,
    SentAgainSchema,
)
from designer.outbound.service import EndpointDraft, EndpointMade, EndpointView
from engine.queries.page import Page

blueprint = Blueprint("outbound_api", __name__)


@blueprint.get("/webhook-endpoints")
@requires("webhooks.read")
@operation("List webhook endpoints", returns=EndpointSchema, many=True, tag="webhooks")
def endpoints() -> tuple[EndpointView, ...]:
    """By name, with how many deliveries wait and failed."""
    return service.list_endpoints(signed_in_actor())


@blueprint.post("/webhook-endpoints")
@requires("webhooks.edit")
@operation("Register an endpoint", body=NewEndpointSchema, returns=EndpointMadeSchema, status=201, tag="webhooks")
def create(body: tuple[EndpointDraft, str]) -> EndpointMade:
    """It is told of what happens from now on. The answer has its secret, which is shown this once."""
    return service.create(signed_in_actor(), *body)


@blueprint.get("/webhook-endpoints/<int:endpoint_id>")
@requires("webhooks.read")
@operation("Read a webhook endpoint", returns=EndpointSchema, tag="webhooks")
def endpoint(endpoint_id: int) -> EndpointView:
    """Where it is, what it is told of, and how it does."""
    return service.get(signed_in_actor(), endpoint_id)


@blueprint.put("/webhook-endpoints/<int:endpoint_id>")
@requires("webhooks.edit")
@operation("Change a webhook endpoint", body=EndpointDraftSchema, returns=EndpointSchema, tag="webhooks")
def change(endpoint_id: int, body: EndpointDraft) -> EndpointView:
    """What is waiting goes to the new address."""
    return service.change(signed_in_actor(), endpoint_id, body)


@blueprint.delete("/webhook-endpoints/<int:endpoint_id>")
@requires("webhooks.edit")
@operation("Remove a webhook endpoint", tag="webhooks")
def remove(endpoint_id: int) -> None:
    """Its deliveries go with it."""
    service.remove(signed_in_actor(), endpoint_id)


@blueprint.post("/webhook-endpoints/<int:endpoint_id>/secret")
@requires("webhooks.edit")
@operation("Change the secret of a webhook endpoint", returns=EndpointMadeSchema, tag="webhooks")
def rotate(endpoint_id: int) -> EndpointMade:
    """For 24 hours the old one signs as well. The new one is shown this once."""
    return service.rotate(signed_in_actor(), endpoint_id)


@blueprint.post("/webhook-endpoints/<int:endpoint_id>/enable")
@requires("webhooks.edit")
@operation("Enable a webhook endpoint", returns=EndpointSchema, tag="webhooks")
def enable(endpoint_id: int) -> EndpointView:
    """What was held is sent, and what happens from now on."""
    return service.enable(signed_in_actor(), endpoint_id)


@blueprint.post("/webhook-endpoints/<int:endpoint_id>/disable")
@requires("webhooks.edit")
@operation("Disable a webhook endpoint", returns=EndpointSchema, tag="webhooks")
def disable(endpoint_id: int) -> EndpointView:
    """What waits is held; what happens until it is enabled again is not sent to it."""
    return service.disable(signed_in_actor(), endpoint_id)


@blueprint.post("/webhook-endpoints/<int:endpoint_id>/test")
@requires("webhooks.edit")
@operation("Send a test webhook", returns=DeliverySchema, tag="webhooks")
def test(endpoint_id: int) -> DeliveryView:
    """Posts an event of type webhook_test now; `state` says whether it arrived."""
    return deliveries.send_test(signed_in_actor(), endpoint_id)


@blueprint.post("/webhook-endpoints/<int:endpoint_id>/send-failed-again")
@requires("webhooks.edit")
@operation("Send failed webhooks of an endpoint again", returns=SentAgainSchema, tag="webhooks")
def send_failed_again(endpoint_id: int) -> SentAgain:
    """Everything that was given up and not deleted yet, each under its old id."""
    return deliveries.send_failed_again(signed_in_actor(), endpoint_id)


@blueprint.get("/webhook-deliveries", endpoint="deliveries")
@requires("webhooks.read")
@operation("List webhook deliveries", query=DeliveryQuerySchema, returns=DeliveryPageSchema, tag="webhooks")
def list_deliveries(query: dict[str, Any]) -> Page[DeliveryView]:
    """The newest first."""
    return deliveries.list_page(signed_in_actor(), **query)


@blueprint.get("/webhook-deliveries/<int:delivery_id>")
@requires("webhooks.read")
@operation("Read a webhook delivery", returns=DeliverySchema, tag="webhooks")
def delivery(delivery_id: int) -> DeliveryView:
    """With what is sent and what came of the last attempt."""
    return deliveries.get(signed_in_actor(), delivery_id)


@blueprint.post("/webhook-deliveries/<int:delivery_id>/send-again")
@requires("webhooks.edit")
@operation("Send a webhook again", returns=DeliverySchema, tag="webhooks")
def send_again(delivery_id: int) -> DeliveryView:
    """Now, under its old id; who has taken it before can tell by the id."""
    return deliveries.send_again(signed_in_actor(), delivery_id)
