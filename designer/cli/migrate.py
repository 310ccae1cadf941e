"""`returnflow migrate`: the database at its newest revision."""

import click

from designer import migrations
from designer.cli.context import application
from designer.extensions import db


@click.command()
def migrate() -> None:
    """Bring the database to the newest revision; doing it again changes nothing."""
    with application(needs_tables=False):
        applied = migrations.upgrade(db.engine)
    click.echo(f"Database: {len(applied)} revision(s) applied" if applied else "Database: up to date")
