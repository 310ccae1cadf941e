"""The webhooks pages: endpoints, the form of one, its deliveries."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from connectors.sdk import Network
from designer.errors import DomainError, Invalid
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.outbound import deliveries, service
from designer.outbound.service import EndpointDraft, EndpointView

blueprint = Blueprint("outbound", __name__, template_folder="templates")

TOPICS: Mapping[str, str] = {
    "task_created": "A task is waiting for somebody",
    "task_completed": "A task was completed",
    "milestone_reached": "A return has reached a status",
    "process_completed": "A process has ended",
    "process_cancelled": "A process was cancelled",
    "incident_raised": "A step needs a person to repair it",
}


@blueprint.get("/webhooks")
@requires("webhooks.read")
def index() -> ResponseReturnValue:
    """All endpoints with how they do."""
    return render_template("outbound/index.html", endpoints=service.list_endpoints(signed_in_actor()))


@blueprint.get("/webhooks/new")
@requires("webhooks.edit")
def ask() -> ResponseReturnValue:
    """An empty form."""
    return _form(None)


@blueprint.post("/webhooks")
@requires("webhooks.edit")
def create() -> ResponseReturnValue:
    """Register an endpoint and show its secret, this once."""
    form = request.form
    try:
        made = service.create(signed_in_actor(), _draft(form), form.get("secret", "").strip())
    except DomainError as error:
        return _form(None, form, error.message), error.status
    return _secret_page(made.endpoint, made.secret, is_new=True)


@blueprint.get("/webhooks/<int:endpoint_id>")
@requires("webhooks.read")
def endpoint(endpoint_id: int) -> ResponseReturnValue:
    """One endpoint: its deliveries by state."""
    actor = signed_in_actor()
    view = service.get(actor, endpoint_id)
    state = request.args.get("state") if request.args.get("state") in deliveries.STATES else None
    page = deliveries.list_page(actor, endpoint_id=endpoint_id, state=state, cursor=request.args.get("cursor") or None)
    return render_template(
        "outbound/endpoint.html",
        view=view,
        page=page,
        state=state,
        words=TOPICS,
        indented=_indented,
        is_first="cursor" not in request.args,
        tabs=[
            (text, url_for(".endpoint", endpoint_id=endpoint_id, state=value or None), (state or "") == value, None)
            for text, value in (("All", ""), *((one.capitalize(), one) for one in deliveries.STATES))
        ],
    )


@blueprint.get("/webhooks/<int:endpoint_id>/edit")
@requires("webhooks.edit")
def edit(endpoint_id: int) -> ResponseReturnValue:
    """The form of an endpoint."""
    return _form(service.get(signed_in_actor(), endpoint_id))


@blueprint.post("/webhooks/<int:endpoint_id>")
@requires("webhooks.edit")
def change(endpoint_id: int) -> ResponseReturnValue:
    """Save name, address and topics."""
    actor = signed_in_actor()
    try:
        view = service.change(actor, endpoint_id, _draft(request.form))
    except Invalid as error:
        return _form(service.get(actor, endpoint_id), request.form, error.message), error.status
    flash(f"{view.name} was saved.", "success")
    return _back(endpoint_id)


@blueprint.post("/webhooks/<int:endpoint_id>/secret")
@requires("webhooks.edit")
def rotate(endpoint_id: int) -> ResponseReturnValue:
    """A new secret, shown this once."""
    made = service.rotate(signed_in_actor(), endpoint_id)
    return _secret_page(made.endpoint, made.secret, is_new=False)


@blueprint.post("/webhooks/<int:endpoint_id>/enable")
@requires("webhooks.edit")
def enable(endpoint_id: int) -> ResponseReturnValue:
    """Send to it again."""
    flash(f"{service.enable(signed_in_actor(), endpoint_id).name} is told of events again.", "success")
    return _back(endpoint_id)


@blueprint.post("/webhooks/<int:endpoint_id>/disable")
@requires("webhooks.edit")
def disable(endpoint_id: int) -> ResponseReturnValue:
    """Send it nothing more."""
    flash(f"{service.disable(signed_in_actor(), endpoint_id).name} is disabled; what waits is held.", "success")
    return _back(endpoint_id)


@blueprint.post("/webhooks/<int:endpoint_id>/remove")
@requires("webhooks.edit")
def remove(endpoint_id: int) -> ResponseReturnValue:
    """Take it away with its deliveries."""
    service.remove(signed_in_actor(), endpoint_id)
    flash("The endpoint and its deliveries were removed.", "success")
    return redirect(url_for(".index"))


@blueprint.post("/webhooks/<int:endpoint_id>/test")
@requires("webhooks.edit")
def test(endpoint_id: int) -> ResponseReturnValue:
    """Send a test and say what came of it."""
    sent = deliveries.send_test(signed_in_actor(), endpoint_id)
    if sent.error:
        flash(f"The test did not arrive: {sent.error}.", "error")
    else:
        flash(f"The test arrived: it was answered {sent.status_code}.", "success")
    return _back(endpoint_id)


@blueprint.post("/webhooks/<int:endpoint_id>/send-failed-again")
@requires("webhooks.edit")
def send_failed_again(endpoint_id: int) -> ResponseReturnValue:
    """Send everything that was given up."""
    sent = deliveries.send_failed_again(signed_in_actor(), endpoint_id)
    words = "1 failed webhook is" if sent.deliveries == 1 else f"{sent.deliveries} failed webhooks are"
    flash(f"{words} sent again.", "success")
    return _back(endpoint_id)


@blueprint.post("/webhooks/deliveries/<int:delivery_id>/send-again")
@requires("webhooks.edit")
def send_again(delivery_id: int) -> ResponseReturnValue:
    """Send one delivery now."""
    sent = deliveries.send_again(signed_in_actor(), delivery_id)
    flash(f"{sent.message_id} is sent again under the same id.", "success")
    return _back(sent.endpoint_id)


def _indented(body: str) -> str:
    """The JSON that is sent, for people to read: what is signed has no space in it."""
    return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()


def _back(endpoint_id: int) -> ResponseReturnValue:
    return redirect(url_for(".endpoint", endpoint_id=endpoint_id))


def _draft(form: "MultiDict[str, str]") -> EndpointDraft:
    try:
        network = Network(form.get("network", ""))
    except ValueError as error:
        raise Invalid("expected a network of public or private") from error
    topics = tuple(form.getlist("topics"))
    return EndpointDraft(form.get("name", "").strip(), form.get("url", "").strip(), network, topics)


def _form(view: EndpointView | None, typed: "MultiDict[str, str] | None" = None, problem: str = "") -> str:
    shown: dict[str, Any] = {"name": "", "url": "", "network": "public", "topics": ("milestone_reached",)}
    if view:
        shown = {"name": view.name, "url": view.url, "network": view.network, "topics": view.topics}
    if typed is not None:
        shown |= {**typed.to_dict(), "topics": typed.getlist("topics")}
    return render_template("outbound/form.html", view=view, shown=shown, problem=problem, topics=TOPICS)


def _secret_page(view: EndpointView, secret: str, *, is_new: bool) -> str:
    return render_template("outbound/secret.html", view=view, secret=secret, is_new=is_new)
