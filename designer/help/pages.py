"""The help screens."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from designer.help.articles import ORDER, article, articles
from designer.identity.access import requires

blueprint = Blueprint("help", __name__, template_folder="templates", url_prefix="/help")


@blueprint.get("/")
@requires("help.read")
def index() -> ResponseReturnValue:
    """Lead to the first page."""
    return redirect(url_for("help.page", slug=ORDER[0]))


@blueprint.get("/<slug>")
@requires("help.read")
def page(slug: str) -> ResponseReturnValue:
    """One help page, with the others beside it."""
    return render_template("help/page.html", article=article(slug), articles=articles())
