"""The deployments API: bundles, deploying, return types and their activations."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.returntypes import deploying, overview, service
from designer.returntypes.deploying import Deployed
from designer.returntypes.schemas import (
    ActivateSchema,
    ActivationSchema,
    BundleListSchema,
    DeployedSchema,
    DeploySchema,
    ReturnTypeListSchema,
)
from designer.returntypes.service import ActivationView

blueprint = Blueprint("returntypes_api", __name__)


@blueprint.get("/bundles")
@requires("deployments.read")
@operation("List bundles", returns=BundleListSchema, tag="deployments")
def bundles() -> dict[str, Any]:
    """The newest first, each with what changed and which return types it serves."""
    return {"bundles": overview.bundles_page(signed_in_actor())}


@blueprint.post("/deployments")
@requires("deployments.deploy")
@operation("Deploy the drafts", body=DeploySchema, returns=DeployedSchema, status=201, tag="deployments")
def deploy(body: dict[str, Any]) -> Deployed:
    """All drafts and the rest of the library become one bundle; optionally return types follow it at once."""
    return deploying.deploy(signed_in_actor(), **body)


@blueprint.get("/return-types")
@requires("deployments.read")
@operation("List return types", returns=ReturnTypeListSchema, tag="deployments")
def return_types() -> dict[str, Any]:
    """Each with the bundles that serve it."""
    return {"return_types": service.list_types(signed_in_actor())}


@blueprint.post("/return-types/<code>/activations")
@requires("deployments.activate")
@operation("Activate a bundle", body=ActivateSchema, returns=ActivationSchema, status=201, tag="deployments")
def activate(code: str, body: dict[str, Any]) -> ActivationView:
    """New returns of the type follow the bundle; running ones stay on theirs."""
    return service.activate(signed_in_actor(), code, body.pop("bundle_id"), **body)


@blueprint.post("/return-types/<code>/rollback")
@requires("deployments.activate")
@operation("Roll back", returns=ActivationSchema, status=201, tag="deployments")
def rollback(code: str) -> ActivationView:
    """Activate again what served the type before."""
    return service.rollback(signed_in_actor(), code)
