"""The address that the search box asks: JSON for the palette, the list of returns for a browser without JavaScript."""

from dataclasses import asdict

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from designer.errors import wants_json
from designer.identity.access import signed_in
from designer.identity.actor import signed_in_actor
from designer.search import service

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@signed_in
def find() -> ResponseReturnValue:
    """{"results": [{kind, title, note, href, icon}]} for `q`."""
    query = request.args.get("q", "")
    actor = signed_in_actor()
    if wants_json():
        return jsonify({"results": [asdict(hit) for hit in service.find(actor, query)]})
    page = "returns.index" if actor.may("returns.read") else "portal.index"
    return redirect(url_for(page, q=query))
