"""The connectors pages: what can be called, over which connections, and the form for a connection."""

import json
import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connectors.sdk import Connector, Network, registry
from designer.catalog import service
from designer.catalog.service import ConnectionDraft, ConnectionView
from designer.errors import Conflict, DomainError, Invalid, NotFound
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from engine import clock

blueprint = Blueprint("catalog", __name__, template_folder="templates")

_ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_SECRET = "secret."  # noqa: S105 - the prefix of form fields


@blueprint.get("/connectors")
@requires("connectors.read")
def index() -> ResponseReturnValue:
    """Connections with their state, and the installed connectors."""
    return render_template(
        "catalog/index.html",
        connections=service.list_connections(signed_in_actor()),
        connectors=registry.all(),
        names={connector.id: connector.manifest.name for connector in registry.all()},
    )


@blueprint.get("/connectors/<connector_id>")
@requires("connectors.read")
def connector(connector_id: str) -> ResponseReturnValue:
    """What a connector can do: operations with effect, inputs, outputs, errors; events it tells about."""
    found = _connector(connector_id)
    over = [view for view in service.list_connections(signed_in_actor()) if view.connector == found.id]
    return render_template("catalog/connector.html", connector=found, described=found.json_schema(), connections=over)


@blueprint.get("/connections/new")
@requires("connectors.edit")
def ask_connection() -> ResponseReturnValue:
    """An empty form; the connector is chosen in the address."""
    return _form(_connector(request.args.get("connector", "")), None, {})


@blueprint.get("/connections/<connection_id>")
@requires("connectors.read")
def connection(connection_id: str) -> ResponseReturnValue:
    """A connection with its form; secrets are only ever entered."""
    view = service.get(signed_in_actor(), connection_id)
    return _form(_connector(view.connector), view, {})


@blueprint.post("/connections")
@requires("connectors.edit")
def save() -> ResponseReturnValue:
    """Save what was entered, then test it."""
    form, actor = request.form.to_dict(), signed_in_actor()
    found = _connector(form.get("connector", ""))
    connection_id = form.get("id", "")
    try:
        if not _ID.fullmatch(connection_id):
            raise Invalid("expected an id of small letters, digits, _ and -, beginning with a letter")
        if form.get("is_new") and connection_id in {view.id for view in service.known_connections()}:
            raise Conflict(f"There is a connection {connection_id!r} already: change that one, or choose another id.")
        service.save(actor, connection_id, _draft(found, form))
    except DomainError as error:
        views = {} if form.get("is_new") else {view.id: view for view in service.known_connections()}
        known = views.get(connection_id)
        return _form(found, known, form, error.message), error.status
    return _checked(connection_id)


@blueprint.post("/connections/<connection_id>/test")
@requires("connectors.edit")
def check(connection_id: str) -> ResponseReturnValue:
    """Call the system without changing anything."""
    return _checked(connection_id)


@blueprint.post("/connections/<connection_id>/try-now")
@requires("connectors.edit")
def try_now(connection_id: str) -> ResponseReturnValue:
    """Let one job call a paused connection now."""
    view = service.try_now(signed_in_actor(), connection_id)
    flash(f"The next job tries {view.name}. When it answers, the others follow.", "success")
    return redirect(url_for("catalog.connection", connection_id=connection_id))


def _checked(connection_id: str) -> ResponseReturnValue:
    view = service.check(signed_in_actor(), connection_id)
    if view.check_result:
        flash(f"{view.name} does not answer as it should. {view.check_result}", "error")
    else:
        flash(f"{view.name} answers.", "success")
    return redirect(url_for("catalog.index"))


def _draft(found: Connector, form: dict[str, str]) -> ConnectionDraft:
    try:
        network = Network(form.get("network", ""))
        settings = json.loads(form.get("settings") or "{}")
    except ValueError as error:
        raise Invalid("expected settings as a JSON object, and a network of public or private") from error
    if not isinstance(settings, dict):
        raise Invalid('expected settings as a JSON object such as {"auth": "bearer"}')
    return ConnectionDraft(
        connector=found.id,
        name=form.get("name", "").strip()[:200] or found.manifest.name,
        base_url=form.get("base_url", "").strip()[:500],
        network=network,
        settings=settings,
        secrets={name: form.get(_SECRET + name, "") for name in found.manifest.secrets},
    )


def _form(found: Connector, view: ConnectionView | None, entered: dict[str, Any], problem: str = "") -> str:
    return render_template(
        "catalog/connection.html",
        connector=found,
        view=view,
        entered=entered,
        problem=problem,
        now=clock.now(),
        settings=entered.get("settings") or json.dumps(dict(view.settings) if view else {}),
    )


def _connector(connector_id: str) -> Connector:
    for found in registry.all():
        if found.id == connector_id:
            return found
    raise NotFound(f"There is no connector {connector_id!r}.")
