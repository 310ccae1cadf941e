"""The returns API: ask for a return, look at returns, withdraw one, fetch its label."""

from dataclasses import replace

from flask import Blueprint, Response, request, url_for

from designer.api.operation import operation
from designer.errors import Invalid
from designer.identity.access import signed_in
from designer.identity.actor import signed_in_actor
from designer.returns import label, listing, service
from designer.returns.listing import ReturnPage, ReturnQuery
from designer.returns.schemas import (
    CancelSchema,
    NoticeSchema,
    ReturnListQuerySchema,
    ReturnPageSchema,
    ReturnSchema,
    SubmissionSchema,
)
from designer.returns.submission import Submission
from designer.returns.views import ReturnView

blueprint = Blueprint("returns_api", __name__)

MAX_KEY = 200


@blueprint.post("/returns")
@signed_in
@operation("Ask for a return", body=SubmissionSchema, returns=ReturnSchema, status=201)
def create(body: Submission) -> tuple[ReturnView, dict[str, str]]:
    """Makes a return and starts the process that serves its type.

    Send an `Idempotency-Key` header: the same key makes one return, however often the request arrives. Without one, the
    same wishes of one customer on one day are one request. The header `Idempotency-Replayed: true` says that the return
    stood already. An unknown order is refused with code `unknown_order` (422), an ERP that does not answer with
    `erp_unavailable` (503); in both cases nothing was saved.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise Invalid(f"expected an Idempotency-Key of 1 to {MAX_KEY} characters, found {len(key)}", code="bad_key")
    actor = signed_in_actor()
    channel = "portal" if actor.customer_id else "api"
    submitted = service.submit(actor, replace(body, channel=channel), idempotency_key=key)
    headers = {"Location": url_for("returns_api.get", reference=submitted.view.id)}
    return submitted.view, headers | ({} if submitted.is_new else {"Idempotency-Replayed": "true"})


@blueprint.get("/returns")
@signed_in
@operation("List returns", query=ReturnListQuerySchema, returns=ReturnPageSchema)
def index(query: ReturnQuery) -> ReturnPage:
    """Staff see all returns, customers their own. Sort by no, updated, customer, order, value or credit; - descends."""
    return listing.find(signed_in_actor(), query)


@blueprint.get("/returns/<reference>")
@signed_in
@operation("Read a return", returns=ReturnSchema)
def get(reference: str) -> ReturnView:
    """`reference` is the id, the number or the RMA number."""
    return service.get(signed_in_actor(), reference)


@blueprint.post("/returns/<reference>/cancel")
@signed_in
@operation("Withdraw a return", body=CancelSchema, returns=NoticeSchema)
def cancel(reference: str, body: dict[str, str]) -> dict[str, str]:
    """Ends a return before goods have moved; what was posted for it (label, expected receipt) is undone."""
    return {"message": service.cancel(signed_in_actor(), reference, reason=body["reason"])}


@blueprint.get("/returns/<reference>/label")
@signed_in
@operation("Fetch the shipping label", produces="application/pdf")
def fetch_label(reference: str) -> Response:
    """The carrier's label as PDF; 404 while there is none."""
    return label.download(signed_in_actor(), reference)
