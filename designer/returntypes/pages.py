"""The deployments page: what serves each return type, what was deployed, and the ways to change it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.database import reading
from designer.errors import DomainError, Invalid
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.modeler import service as modeler
from designer.returntypes import deploying, overview, service
from designer.returntypes.deploying import Deployed
from designer.returntypes.service import TypeView
from engine import clock
from engine.errors import EngineError, Problem

blueprint = Blueprint("returntypes", __name__, template_folder="templates")


@blueprint.get("/deployments")
@requires("deployments.read")
def index() -> ResponseReturnValue:
    """Return types with what serves them, and the bundles."""
    actor = signed_in_actor()
    types = service.list_types(actor)
    pending = modeler.workspace(actor).pending
    return render_template(
        "returntypes/index.html",
        types=types,
        running=_running(types),
        bundles=overview.bundles_page(actor),
        history=service.history(actor, limit=20),
        pending=pending,
    )


def _running(types: Sequence[TypeView]) -> dict[str, dict[int, int]]:
    """Running returns by return type and bundle."""
    with reading() as conn:
        return {kind.code: overview.running_on(conn, kind) for kind in types}


@blueprint.get("/deployments/new")
@requires("deployments.read")
def review() -> ResponseReturnValue:
    """What a deployment would take, whether anything hinders it, and which return types may follow at once."""
    return _review_page()


@blueprint.post("/deployments/new")
@requires("deployments.deploy")
def deploy() -> ResponseReturnValue:
    """Deploy the drafts and activate the new bundle for the chosen return types."""
    name = request.form.get("name", "").strip()
    try:
        if not name:
            raise Invalid("Nothing was deployed: say in a few words what changes.", code="no_name")
        done = deploying.deploy(
            signed_in_actor(),
            name=name[:200],
            activate=request.form.getlist("activate"),
            as_executable=request.form.getlist("as_executable"),
        )
    except (DomainError, EngineError) as error:
        return _review_page(error, name)
    _tell(done)
    return redirect(url_for("returntypes.index"))


def _tell(done: Deployed) -> None:
    followers = ", ".join(activation.return_type for activation in done.activations)
    then = f" New returns of {followers} follow it." if followers else " No return type follows it yet."
    verb = "was deployed" if done.is_new else "has this very content and is the library again"
    flash(f"Bundle {done.bundle_id} {verb}.{then}", "success")
    if done.alone:
        names = ", ".join(edit.key for edit in done.alone)
        flash(f"You deployed what you had edited yourself: {names}. A second person should look at it.", "warning")


def _review_page(error: DomainError | EngineError | None = None, name: str = "") -> ResponseReturnValue:
    actor = signed_in_actor()
    here = modeler.workspace(actor)
    types = service.list_types(actor)
    forced = request.values.getlist("as_executable")
    problems = modeler.validate_all(actor, forced) if here.pending else ()
    page = render_template(
        "returntypes/review.html",
        pending=here.pending,
        drawings=here.drawings,
        forced=forced,
        base=here.base,
        problems=problems,
        hinders=any(problem.severity == "error" for problem in problems),
        alone=[document for document in here.pending if document.saved_by == actor.username],
        types=types,
        running=_running(types),
        error=error,
        name=name,
    )
    return page, 422 if error else 200


@blueprint.get("/deployments/activate")
@requires("deployments.activate")
def ask_activation() -> ResponseReturnValue:
    """Ask which return type shall follow which bundle, from when and for which share."""
    return _activation_page(None)


@blueprint.post("/deployments/activate")
@requires("deployments.activate")
def activate() -> ResponseReturnValue:
    """Activate a bundle for a return type."""
    form = request.form
    try:
        done = service.activate(
            signed_in_actor(),
            form.get("type", ""),
            _number(form.get("bundle", ""), "bundle"),
            effective_at=_moment(form.get("effective_at", "")),
            note=form.get("note", ""),
            canary_share=_number(form.get("canary_share", "100"), "share"),
        )
    except (DomainError, EngineError) as error:
        return _activation_page(error)
    share = "New" if done.canary_share == service.FULL else f"{done.canary_share} percent of the new"
    when = "" if done.effective_at <= clock.now() else f" from {done.effective_at:%d %b %Y, %H:%M} UTC on"
    flash(f"{share} returns of {done.return_type} follow bundle {done.bundle_id}{when}. Running ones stay.", "success")
    return redirect(url_for("returntypes.index"))


def _activation_page(error: DomainError | EngineError | None) -> ResponseReturnValue:
    actor = signed_in_actor()
    chosen = request.form if request.method == "POST" else request.args
    types = service.list_types(actor)
    page = render_template(
        "returntypes/activate.html",
        types=types,
        running=_running(types),
        bundles=overview.bundles_page(actor),
        chosen=chosen,
        error=error,
    )
    return page, 422 if error else 200


@blueprint.post("/deployments/<code>/rollback")
@requires("deployments.activate")
def rollback(code: str) -> ResponseReturnValue:
    """Activate again what served the type before."""
    done = service.rollback(signed_in_actor(), code)
    flash(f"New returns of {code} follow bundle {done.bundle_id} again. Running ones stay.", "success")
    return redirect(url_for("returntypes.index"))


def _number(text: str, name: str) -> int:
    if not text.strip().isdecimal():
        message = f"expected a number for the {name}, found {text or 'nothing'}"
        raise Invalid(f"Nothing was activated: {message}.", problems=[Problem(name, message, element_id=name)])
    return int(text)


def _moment(text: str) -> datetime | None:
    """A moment as the browser's date field sends it, read as UTC; None for none."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"Nothing was activated: expected a date and time, found {text}.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
