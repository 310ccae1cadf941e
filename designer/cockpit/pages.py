"""The pages of the cockpit: instances, one instance, incidents, one incident with its repair."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from designer.cockpit import edits, repair_form, service
from designer.cockpit.service import External, InstanceQuery
from designer.errors import Invalid
from designer.identity.access import requires
from designer.identity.actor import Actor, signed_in_actor
from designer.live.diagrams import island_props
from designer.returns import service as returns
from designer.returns.codes import words
from designer.returns.story import in_words
from engine.errors import EngineError
from engine.queries.instances import HistoryEntry

blueprint = Blueprint("cockpit", __name__, template_folder="templates")

_DECIDED = ("decision", "value", "rules", "problems")  # the rest is on the page behind it
_STATES = (
    ("All", ""),
    ("Running", "running"),
    ("Completed", "completed"),
    ("Cancelled", "cancelled"),
    ("Archived", service.ARCHIVED),
)
_TABS = (
    ("Diagram", ""),
    ("Waits for", "waits"),
    ("Variables", "variables"),
    ("History", "history"),
    ("Jobs", "jobs"),
    ("Timers", "timers"),
    ("Incidents", "incidents"),
)


@blueprint.get("/instances")
@requires("instances.read")
def instances() -> ResponseReturnValue:
    """The list of process instances."""
    args = request.args
    keep: dict[str, Any] = {name: args.get(name) or None for name in ("status", "q", "incidents", "process")}
    query = InstanceQuery(
        status=keep["status"] if keep["status"] in dict(_STATES).values() else None,
        process_id=keep["process"],
        search=keep["q"] or "",
        has_incidents=keep["incidents"] == "1",
        cursor=args.get("cursor") or None,
    )
    return render_template(
        "cockpit/instances.html",
        page=service.find(signed_in_actor(), query),
        query=query,
        keep=keep,
        archive_days=current_app.config["ARCHIVE_AFTER_DAYS"],
        views=[
            (text, url_for(".instances", **{**keep, "status": value or None}), (query.status or "") == value, None)
            for text, value in _STATES
        ],
    )


@blueprint.get("/instances/<int:instance_id>")
@requires("instances.read")
def instance(instance_id: int) -> ResponseReturnValue:
    """One process instance."""
    actor = signed_in_actor()
    view = service.get(actor, instance_id)
    tab = request.args.get("tab", "")
    return render_template(
        "cockpit/instance.html",
        view=view,
        tab=tab,
        tabs=[
            (text, url_for(".instance", instance_id=instance_id, tab=key or None), key == tab, None)
            for text, key in _TABS
        ],
        bundle_name=service.bundle_name(actor, view),
        of_return=returns.find_by_key(actor, view.business_key),
        incidents=service.find_incidents(actor, instance_id=instance_id).items,
        **_tab_content(actor, instance_id, tab),
    )


def _tab_content(actor: Actor, instance_id: int, tab: str) -> dict[str, Any]:
    if tab in _CONTENTS:
        return _CONTENTS[tab](actor, instance_id)
    shown = service.diagram(actor, instance_id)
    return {"diagram": island_props(shown, url_for("live.instance", instance_id=instance_id))}


def _waits(actor: Actor, instance_id: int) -> dict[str, Any]:
    return {"waits": service.waits_of(actor, instance_id)}


def _variables(actor: Actor, instance_id: int) -> dict[str, Any]:
    found = service.variables(actor, instance_id)
    return {"variables": [(name, in_words(found[name]), repair_form.as_json(found[name])) for name in sorted(found)]}


def _history(actor: Actor, instance_id: int) -> dict[str, Any]:
    entries = enumerate(service.history(actor, instance_id))
    return {"history": [_told(entry, instance_id, number) for number, entry in entries]}


def _jobs(actor: Actor, instance_id: int) -> dict[str, Any]:
    return {"jobs": service.jobs_of(actor, instance_id)}


def _timers(actor: Actor, instance_id: int) -> dict[str, Any]:
    return {"timers": service.timers_of(actor, instance_id)}


def _incidents(actor: Actor, instance_id: int) -> dict[str, Any]:
    return {"all_incidents": service.find_incidents(actor, state=None, instance_id=instance_id).items}


_CONTENTS: Mapping[str, Callable[[Actor, int], dict[str, Any]]] = {
    "waits": _waits,
    "variables": _variables,
    "history": _history,
    "jobs": _jobs,
    "timers": _timers,
    "incidents": _incidents,
}


def _told(entry: HistoryEntry, instance_id: int, number: int) -> dict[str, Any]:
    """An event in words; one of a decision leads to the page that says why it came out so."""
    is_repeatable = entry.kind == "decision_evaluated" and "inputs" in entry.data
    data = {key: value for key, value in entry.data.items() if not is_repeatable or key in _DECIDED}
    return {
        "at": entry.at,
        "revision": entry.revision,
        "actor": entry.actor,
        "kind": words(entry.kind),
        "element": entry.element_name or entry.element_id or "",
        "data": in_words(data) if data else "",
        "why": url_for("decisions.why", instance_id=instance_id, number=number) if is_repeatable else None,
    }


@blueprint.post("/instances/<int:instance_id>/cancel")
@requires("instances.repair")
def cancel(instance_id: int) -> ResponseReturnValue:
    """End an instance."""
    reason = request.form.get("reason", "").strip() or "cancelled in the cockpit"
    service.cancel(signed_in_actor(), instance_id, reason=reason)
    flash(f"Instance {instance_id} was cancelled.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))


@blueprint.get("/incidents")
@requires("incidents.read")
def incidents() -> ResponseReturnValue:
    """The list of incidents."""
    state = "resolved" if request.args.get("state") == "resolved" else "open"
    page = service.find_incidents(signed_in_actor(), state=state, cursor=request.args.get("cursor") or None)
    return render_template("cockpit/incidents.html", page=page, state=state, is_first="cursor" not in request.args)


@blueprint.get("/incidents/<int:incident_id>")
@requires("incidents.read")
def incident(incident_id: int) -> ResponseReturnValue:
    """One incident and the ways to repair it."""
    return _incident_page(incident_id)


def _incident_page(incident_id: int, error: Invalid | None = None, failed: str = "") -> str:
    """`failed` is the form that says the error, named by the field to correct unless the error names another."""
    actor = signed_in_actor()
    found = service.incident(actor, incident_id)
    return render_template(
        "cockpit/incident.html",
        it=found,
        incident=found.incident,
        may_repair=actor.may("instances.repair") and found.incident.state == "open",
        sent=repair_form.as_json(found.job.input) if found.job else "",
        fields=repair_form.fields_of(found.output_schema),
        input_fields=repair_form.fields_of(found.input_schema),
        edits=edits.of_incident(actor, incident_id),
        needs_two=found.job is not None and edits.needs_second_person(found.job),
        answer=repair_form.blank_answer(found.output_schema),
        as_json=repair_form.as_json,
        changes=lambda edit: repair_form.changes(found.job.input if found.job else {}, edit.input),
        error=error,
        failed=failed,
        wrong=repair_form.field_named_by(error) or failed,
        typed=request.form if error else MultiDict(),
    )


@blueprint.post("/incidents/<int:incident_id>/retry")
@requires("instances.repair")
def retry(incident_id: int) -> ResponseReturnValue:
    """Try the failed step again."""
    actor = signed_in_actor()
    instance_id = service.incident(actor, incident_id).incident.instance_id
    service.retry(actor, incident_id)
    flash("The step is tried again. Watch the diagram to see how it goes.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))


@blueprint.post("/incidents/<int:incident_id>/resolve")
@requires("instances.repair")
def resolve(incident_id: int) -> ResponseReturnValue:
    """Record that the effect stands in the other system."""
    form, actor = request.form, signed_in_actor()
    instance_id = service.incident(actor, incident_id).incident.instance_id
    try:
        external = External(*(repair_form.filled(form, name) for name in ("system", "type", "id")))
        output, note = repair_form.json_object(form, "output"), repair_form.filled(form, "note")
        service.resolve(actor, incident_id, output=output, external=external, note=note)
    except (Invalid, EngineError) as error:
        shown = error if isinstance(error, Invalid) else Invalid(error.message, code=error.code)
        return _incident_page(incident_id, shown, "output"), 422
    flash("The step counts as done; the process goes on.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))


@blueprint.post("/incidents/<int:incident_id>/retry-edited")
@requires("instances.repair")
def retry_edited(incident_id: int) -> ResponseReturnValue:
    """Send another request, or propose it to a second person."""
    actor = signed_in_actor()
    instance_id = service.incident(actor, incident_id).incident.instance_id
    try:
        note, values = repair_form.filled(request.form, "edit_note"), repair_form.json_object(request.form, "input")
        edited = edits.retry(actor, incident_id, input=values, note=note)
    except Invalid as error:
        return _incident_page(incident_id, error, "input"), 422
    if edited.outcome == "proposed":
        flash("It moves money, so a second person must approve it. Nothing was sent yet.", "warning")
        return redirect(url_for(".incident", incident_id=incident_id))
    flash("Another request is sent under a key of its own.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))


@blueprint.post("/incidents/<int:incident_id>/edits/<int:edit_id>/approve")
@requires("instances.repair")
def approve_edit(incident_id: int, edit_id: int) -> ResponseReturnValue:
    """Send what somebody else proposed."""
    actor = signed_in_actor()
    instance_id = service.incident(actor, incident_id).incident.instance_id
    try:
        edits.approve(actor, incident_id, edit_id)
    except Invalid as error:
        return _incident_page(incident_id, error, "approve"), 422
    flash("The changed request is sent.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))


@blueprint.post("/incidents/<int:incident_id>/edits/<int:edit_id>/reject")
@requires("instances.repair")
def reject_edit(incident_id: int, edit_id: int) -> ResponseReturnValue:
    """Do not send what was proposed."""
    edits.reject(signed_in_actor(), incident_id, edit_id)
    flash("The changed request is not sent.", "success")
    return redirect(url_for(".incident", incident_id=incident_id))


@blueprint.post("/incidents/<int:incident_id>/throw-error")
@requires("instances.repair")
def throw_error(incident_id: int) -> ResponseReturnValue:
    """Go on as when the other system refuses."""
    actor = signed_in_actor()
    instance_id = service.incident(actor, incident_id).incident.instance_id
    try:
        code = repair_form.error_code(request.form)
        service.throw_error(actor, incident_id, code=code, message=request.form.get("message", "").strip()[:500])
    except (Invalid, EngineError) as error:
        shown = error if isinstance(error, Invalid) else Invalid(error.message, code=error.code)
        return _incident_page(incident_id, shown, "code"), 422
    flash("The process goes on with the error.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))


@blueprint.post("/incidents/<int:incident_id>/cancel")
@requires("instances.repair")
def cancel_stuck(incident_id: int) -> ResponseReturnValue:
    """End the instance that is stuck."""
    actor = signed_in_actor()
    instance_id = service.incident(actor, incident_id).incident.instance_id
    try:
        service.cancel_stuck(actor, incident_id, reason=repair_form.filled(request.form, "reason")[:500])
    except Invalid as error:
        return _incident_page(incident_id, error, "reason"), 422
    flash(f"Instance {instance_id} was cancelled.", "success")
    return redirect(url_for(".instance", instance_id=instance_id))
