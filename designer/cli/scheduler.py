"""`returnflow scheduler`: timers and sweeps, for installations whose jobs Celery runs."""

import click

from designer.cli.context import application
from designer.jobs import scheduler as scheduling
from designer.monitoring import side_door


@click.command()
def scheduler() -> None:
    """Start a scheduler; several are harmless. `returnflow worker` needs none."""
    with application(is_server=True) as app:
        side_door.open_for(app)
        scheduling.run(app)
        app.extensions["returnflow.engines"].dispose()
