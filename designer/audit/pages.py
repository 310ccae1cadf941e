"""The audit trail on screen."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from designer.audit import service
from designer.identity.access import requires

PAGE_SIZE = 100

blueprint = Blueprint("audit", __name__, template_folder="templates")


@blueprint.get("/audit")
@requires("audit.read")
def index() -> ResponseReturnValue:
    """The newest entries first; `before` goes on from an entry."""
    before = request.args.get("before", type=int)
    entries = service.latest(PAGE_SIZE, before)
    older = entries[-1].seq if len(entries) == PAGE_SIZE else None
    return render_template(
        "audit/index.html", entries=entries, older=older, total=service.count(), broken=service.verify()
    )
