"""`returnflow backup`: a consistent state of the database, while everything runs on."""

from pathlib import Path

import click

from designer.cli.context import application, plain_errors
from designer.cli.progress import Progress
from designer.database import READ, db
from designer.transfer import backups


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--portable", is_flag=True, help="Our own format on SQLite too, to restore it on PostgreSQL.")
@plain_errors
def backup(place: Path, portable: bool) -> None:
    """Write a backup to PLACE, a new file or a folder.

    It holds no keys: keep secret_key and the keys of RETURNFLOW_SECRET_KEY_FILE elsewhere.
    """
    with application() as app:
        progress = Progress()
        path = backups.backup(db.engines[READ], place, progress, is_portable=portable)
        click.echo(f"{path}: {path.stat().st_size:,} bytes")
        app.extensions["returnflow.engines"].dispose()
