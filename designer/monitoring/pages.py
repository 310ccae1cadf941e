"""What supervisors, load balancers and Prometheus ask: /healthz, /readyz, /metrics."""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from designer.errors import Forbidden
from designer.extensions import limiter
from designer.identity import tokens
from designer.identity.access import program
from designer.monitoring import exposition, readiness

blueprint = Blueprint("monitoring", __name__)

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@blueprint.get("/healthz")
@program
@limiter.exempt
def healthz() -> ResponseReturnValue:
    """200 as long as this process answers, whatever has become of the database."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@program
@limiter.exempt
def readyz() -> ResponseReturnValue:
    """200 when requests can be served, "degraded" where something is away that they can do without; 503 otherwise."""
    checks = readiness.checks(current_app.config)
    is_ready = all(check.is_met for check in checks if check.is_needed)
    is_whole = all(check.is_met for check in checks)
    body = {
        "status": ("ready" if is_whole else "degraded") if is_ready else "not ready",
        "checks": {check.name: check.reason or "ok" for check in checks},
        "reasons": [f"{check.name}: {check.reason}" for check in checks if not check.is_met],
    }
    return jsonify(body), 200 if is_ready else 503


@blueprint.get("/metrics")
@program
@limiter.exempt
def metrics() -> ResponseReturnValue:
    """Metrics in Prometheus' text format, for who has RETURNFLOW_METRICS_TOKEN or, without one, for this machine."""
    _check_caller(current_app.config["METRICS_TOKEN"])
    return Response(exposition.text(), content_type=exposition.CONTENT_TYPE)


def _check_caller(token: str) -> None:
    if token:
        if not hmac.compare_digest((tokens.bearer() or "").encode(), token.encode()):
            raise Forbidden("The metrics need the token of RETURNFLOW_METRICS_TOKEN.")
        return
    # A proxy on this machine also calls from loopback; where none of ours is configured its header gives it away.
    is_forwarded = not current_app.config["PROXIES"] and any(name in request.headers for name in _FORWARDING)
    if is_forwarded or request.remote_addr not in _LOOPBACK:
        raise Forbidden("The metrics are for this machine alone: set RETURNFLOW_METRICS_TOKEN to read them elsewhere.")
