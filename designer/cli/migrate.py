"""`returnflow migrate`: the database at its newest revision."""

import click

from designer import migrations
from designer.cli.context import application
from designer.database import db


@click.command()
def migrate() -> None:
    """Bring the database to the newest revision; doing it again changes nothing."""
    with application(needs_tables=False):
        say_applied(migrations.upgrade(db.engine))


def say_applied(revisions: list[str]) -> None:
    """Say what an upgrade did."""
    click.echo(f"Database: {len(revisions)} revision(s) applied" if revisions else "Database: up to date")
