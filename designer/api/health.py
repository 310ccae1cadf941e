"""Whether this process can answer: for the supervisor and for load balancers."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from designer.database import reading
from designer.extensions import limiter
from designer.identity.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
@limiter.exempt
def health() -> ResponseReturnValue:
    """200 when the database answers; an error otherwise."""
    with reading() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify({"status": "ok"})
