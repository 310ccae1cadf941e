"""`returnflow worker`: runs service tasks and timers."""

import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from designer.cli.context import application
from designer.jobs import loop
from designer.monitoring import folder, side_door


@click.command()
@click.option("--celery", "by_celery", is_flag=True, help="Be woken by Celery instead of polling; needs a scheduler.")
def worker(by_celery: bool) -> None:
    """Start the worker; SIGTERM lets it finish what it is doing."""
    with application(is_server=True) as app:
        if not by_celery:
            side_door.open_for(app)
            loop.run(app)
        elif not app.config["REDIS_URL"]:
            raise click.ClickException("expected RETURNFLOW_REDIS_URL to name a Redis; without --celery none is needed")
        app.extensions["returnflow.engines"].dispose()
    if by_celery:
        folder.share(app.config["DATA_DIR"])
        os.execv(sys.executable, celery_command(app.config))  # noqa: S606 - the command is ours


def celery_command(config: Mapping[str, Any]) -> list[str]:
    """Celery takes the place of this process."""
    return [
        sys.executable,
        "-m",
        "celery",
        "--app=designer.worker:celery",
        "worker",
        f"--concurrency={config['WORKER_THREADS']}",
        f"--loglevel={config['LOG_LEVEL']}",
        "--without-gossip",
        "--without-mingle",
    ]
