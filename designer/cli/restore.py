"""`returnflow restore`: an empty database from a backup."""

from pathlib import Path

import click

from designer.cli.context import application, plain_errors
from designer.cli.progress import Progress
from designer.database import db
from designer.supervisor import lock
from designer.transfer import backups


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--skip-numbers", default=1000, show_default=True, help="Return numbers to leave out from now on.")
@plain_errors
def restore(path: Path, skip_numbers: int) -> None:
    """Fill the empty database of RETURNFLOW_DATABASE_URL from FILE. Stop web and workers first.

    Effects that stand in other systems since the backup are looked for before anything is sent; everybody signs in
    again.
    """
    with application(needs_tables=False) as app:
        progress = Progress()
        try:
            with lock.held(app.config["DATA_DIR"]):
                found = backups.restore(db.engine, path, progress, skip_numbers=skip_numbers)
        except lock.AlreadyRunning as other:
            raise click.ClickException(f"Returnflow runs here as process {other.pid}: stop it first") from other
        progress.done("Restored")
        click.echo(f"The state is that of {found.taken_at:%Y-%m-%d %H:%M:%S} UTC; {found.jobs} job(s) look first.")
        app.extensions["returnflow.engines"].dispose()
