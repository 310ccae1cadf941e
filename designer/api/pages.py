"""The API's document for programs and its page for people."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from designer.api import openapi
from designer.identity.access import requires

blueprint = Blueprint("api", __name__, template_folder="templates")


@blueprint.get("/api/v1/openapi.json")
@requires("api.docs")
def openapi_json() -> ResponseReturnValue:
    """The OpenAPI document."""
    return jsonify(openapi.document(current_app))


@blueprint.get("/api/docs")
@requires("api.docs")
def docs() -> ResponseReturnValue:
    """Every operation by room, with its parameters, body and answer."""
    document = openapi.document(current_app)
    rooms: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            rooms[operation["tags"][0]].append({"path": path, "method": method.upper(), **operation})
    schemas = document.get("components", {}).get("schemas", {})
    return render_template("api/docs.html", rooms=rooms, schemas=schemas, info=document["info"])
