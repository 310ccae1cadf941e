"""The pages of decisions: trying one, and why one came out as it did in an instance."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.decisions import form, service
from designer.extensions import limiter
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.identity.body_cap import accepts_up_to
from engine.errors import EngineError, InvalidModel
from engine.queries import decisions

blueprint = Blueprint("decisions", __name__, template_folder="templates")

_TRIALS = "120 per minute"
_BODY_BYTES = 256 * 1024


@blueprint.get("/decisions/<key>/try")
@requires("decisions.evaluate")
def try_out(key: str) -> ResponseReturnValue:
    """A form with the inputs of a decision; the address may fill it in."""
    return _try_page(key, request.args, is_asked=False)


@blueprint.post("/decisions/<key>/try")
@requires("decisions.evaluate")
@limiter.limit(_TRIALS, key_func=lambda: signed_in_actor().username)
@accepts_up_to(_BODY_BYTES)
def evaluate(key: str) -> ResponseReturnValue:
    """The form again, with the value and the way to it below."""
    return _try_page(key, request.form, is_asked=True)


def _try_page(key: str, given: Mapping[str, str], *, is_asked: bool) -> ResponseReturnValue:
    try:
        draft = service.draft(signed_in_actor(), key)
    except InvalidModel as error:
        return render_template("decisions/broken.html", key=key, problems=error.problems), 422
    found = draft.library.all()
    ref = request.args.get("decision") or _last_of(found)
    view = draft.library.get(ref)
    fields = form.fields(view, given)
    shown: dict[str, Any] = {}
    if is_asked:
        data, fields = form.values(fields)
        if not any(field.error for field in fields):
            shown = _outcome(draft, view.id, data)
    return render_template(
        "decisions/try.html",
        document=draft.document,
        view=view,
        fields=fields,
        tabs=[(it.name, url_for(".try_out", key=key, decision=it.id), it.id == view.id, None) for it in found],
        **shown,
    )


def _last_of(found: tuple[decisions.DecisionView, ...]) -> str:
    """The decision to begin with: the one that needs the most, which stands on top of the others."""
    return max(found, key=lambda view: len(view.inputs)).id


def _outcome(draft: service.Draft, decision_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    library = draft.library
    try:
        found = library.evaluate(decision_id, library.read(decision_id, data), trace=True)
    except EngineError as error:
        return {"refusal": error.message}
    return {"answer": decisions.answer(found)}


@blueprint.get("/instances/<int:instance_id>/decisions/<int:number>")
@requires("instances.read")
def why(instance_id: int, number: int) -> ResponseReturnValue:
    """Why a decision came out as it did: event `number` of the instance's history, worked out again."""
    found = service.explain(signed_in_actor(), instance_id, number)
    return render_template(
        "decisions/why.html", instance_id=instance_id, found=found, answer=decisions.answer(found.evaluation)
    )
