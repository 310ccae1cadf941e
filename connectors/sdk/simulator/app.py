"""The Flask application of a simulator: its API, its admin API, its page, its documents."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, make_response, request

from connectors.sdk.simulator import admin, api, page
from connectors.sdk.simulator.api import Runtime

MAX_BODY_BYTES = 2 * 1024 * 1024
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
_CSP = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def create_app(runtime: Runtime) -> Flask:
    """The application; it answers only requests that name the loopback host, and takes forms only from its own page."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(api.blueprint(runtime))
    app.register_blueprint(admin.blueprint(runtime))
    app.register_blueprint(page.blueprint(runtime))
    app.before_request(_refuse_strangers)
    app.after_request(_add_headers)

    @app.get("/documents/<path:name>")
    def document(name: str) -> Response:
        with runtime.store.read() as tables:
            found = runtime.simulator.document(tables, name) if runtime.simulator.document else None
        if found is None:
            abort(404)
        return make_response(found.content, 200, {"Content-Type": found.content_type})

    return app


def _refuse_strangers() -> None:
    """No other site may drive a simulator through somebody's browser (rebinding, cross-site forms)."""
    if request.host.rpartition(":")[0] not in _LOOPBACK and request.host not in _LOOPBACK:
        abort(403)
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD") and origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _add_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
