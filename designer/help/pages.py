"""The help screens."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.extensions import limiter
from designer.help import service
from designer.help.articles import ORDER, article, articles
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.identity.body_cap import accepts_up_to

blueprint = Blueprint("help", __name__, template_folder="templates", url_prefix="/help")

_TRIALS = "120 per minute"  # an evaluation may take most of a second of the processor
_BODY_BYTES = 64 * 1024


@blueprint.get("/")
@requires("help.read")
def index() -> ResponseReturnValue:
    """Lead to the first page."""
    return redirect(url_for("help.page", slug=ORDER[0]))


@blueprint.get("/<slug>")
@requires("help.read")
def page(slug: str) -> ResponseReturnValue:
    """One help page, with the others beside it; whoever may evaluate expressions can try its examples."""
    try_url = url_for("help.try_feel") if signed_in_actor().may("decisions.evaluate") else None
    return render_template("help/page.html", article=article(slug, try_url), articles=articles())


@blueprint.get("/try")
@requires("decisions.evaluate")
def try_feel() -> ResponseReturnValue:
    """A form for an expression and its input; the address may fill it in."""
    return _try_page(service.Trial.of(request.args), None)


@blueprint.post("/try")
@requires("decisions.evaluate")
@limiter.limit(_TRIALS, key_func=lambda: signed_in_actor().username)
@accepts_up_to(_BODY_BYTES)
def evaluate() -> ResponseReturnValue:
    """The form again, with the value below it."""
    trial = service.Trial.of(request.form)
    return _try_page(trial, service.evaluate(signed_in_actor(), trial))


def _try_page(trial: service.Trial, outcome: service.Outcome | None) -> ResponseReturnValue:
    return render_template("help/try.html", trial=trial, outcome=outcome, articles=articles())
