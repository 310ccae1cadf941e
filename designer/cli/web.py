"""`returnflow web`: the web server."""

import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from designer.cli.context import application
from designer.monitoring import folder


@click.command()
def web() -> None:
    """Start the web server; it takes the place of this process."""
    with application() as app:
        command = gunicorn_command(app.config)
        folder.share(app.config["DATA_DIR"])
        app.extensions["returnflow.engines"].dispose()
    os.execv(sys.executable, command)  # noqa: S606 - the command is ours


def gunicorn_command(config: Mapping[str, Any]) -> list[str]:
    """Threads, not processes, by default: SQLite has one writer, and the embedded mode one machine."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "designer.app:create_app()",
        f"--bind={config['HOST']}:{config['PORT']}",
        "--worker-class=designer.monitoring.gunicorn_worker.Worker",
        f"--workers={config['WEB_PROCESSES']}",
        f"--threads={config['THREADS']}",
        "--timeout=120",
        f"--graceful-timeout={config['DRAIN_SECONDS']}",
        "--keep-alive=15",
        "--log-level=warning",
        "--logger-class=designer.monitoring.gunicorn_log.Log",
    ]
