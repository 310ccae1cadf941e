"""The decisions API: what there is, and evaluating one."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.decisions import service
from designer.decisions.schemas import DecisionListSchema, EvaluatedSchema, EvaluateSchema, VersionSchema
from designer.decisions.service import Wanted
from designer.extensions import limiter
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor

blueprint = Blueprint("decisions_api", __name__)

_EVALUATIONS = "600 per minute"  # each may take most of a second of the processor
_BODY_BYTES = 256 * 1024


@blueprint.get("/decisions")
@requires("decisions.evaluate")
@operation("List decisions", query=VersionSchema, returns=DecisionListSchema)
def listing(query: Wanted) -> dict[str, Any]:
    """Those of the active bundle, unless another is named, each with the inputs that it needs."""
    version, found = service.listing(signed_in_actor(), query)
    return {"bundle": {"id": version.bundle_id, "name": version.bundle_name}, "decisions": found}


@blueprint.post("/decisions/<key>/evaluate")
@requires("decisions.evaluate")
@limiter.limit(_EVALUATIONS, key_func=lambda: signed_in_actor().username)
@operation("Evaluate a decision", body=EvaluateSchema, returns=EvaluatedSchema, max_bytes=_BODY_BYTES)
def evaluate(key: str, body: dict[str, Any]) -> dict[str, Any]:
    """`key` is the id or the name of a decision of the active bundle, unless another is named. Nothing is recorded.

    Where DMN says null, the value is null and `problems` says why; with `strict` that is an error (422). What takes
    too much work is refused with the name of the limit (413).
    """
    return service.evaluate(
        signed_in_actor(), key, body["input"], body["wanted"], trace=body["trace"], strict=body["strict"]
    )
