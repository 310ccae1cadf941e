"""Health and metrics of processes that serve no pages: workers and schedulers."""

import logging
import threading
from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


def open_for(app: Flask) -> None:
    """Answer these three on RETURNFLOW_WORKER_PORT, from a thread of its own; nothing when it is 0."""
    port = app.config["WORKER_PORT"]
    if not port:
        return

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in _PATHS:
            return app.wsgi_app(environ, start_response)
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"only /healthz, /readyz and /metrics\n"]

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server(app.config["HOST"], port, serve, threaded=True)
    threading.Thread(target=server.serve_forever, name="side-door", daemon=True).start()
