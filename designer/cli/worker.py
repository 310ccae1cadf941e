"""`returnflow worker`: runs service tasks and timers."""

import click

from designer.cli.context import application
from designer.jobs import loop


@click.command()
def worker() -> None:
    """Start the worker; SIGTERM lets it finish what it is doing."""
    with application(is_server=True) as app:
        loop.run(app)
        app.extensions["returnflow.engines"].dispose()
