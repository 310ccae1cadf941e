"""`returnflow archive`: instances that are over, out of the way and still there."""

from datetime import UTC, datetime
from pathlib import Path

import click

from designer.archive import export as exports
from designer.archive import service
from designer.cli.context import application, plain_errors
from designer.database import reading
from engine.queries import archive as queries

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def archive() -> None:
    """Archive instances that are over, count and export them."""


@archive.command()
@click.option("--days", type=click.IntRange(1), help="Instead of RETURNFLOW_ARCHIVE_AFTER_DAYS.")
@plain_errors
def run(days: int | None) -> None:
    """Archive now what workers would archive by and by."""
    with application() as app:
        moved = service.sweep(seconds=float("inf"), days=days)
        after = days or app.config["ARCHIVE_AFTER_DAYS"]
    click.echo(f"{moved} instance(s) that ended more than {after} days ago went to the archive")


@archive.command()
@plain_errors
def status() -> None:
    """How many instances are archived, and how large they are."""
    with application(), reading() as conn:
        found = queries.summary(conn)
    mean = f", {found.bytes / found.instances:,.0f} bytes each" if found.instances else ""
    click.echo(f"{found.instances} archived instance(s), {found.bytes:,} bytes{mean}")


@archive.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(exports.FORMATS), default="jsonl", show_default=True)
@click.option("--since", type=_DAY, default="1970-01-01", help="First day of their end.")
@click.option("--before", type=_DAY, default="9999-12-31", help="First day of the end that is not exported any more.")
@plain_errors
def export(path: Path, kind: str, since: datetime, before: datetime) -> None:
    """Write archived instances to FILE, with everything that happened in them. It holds personal data."""
    if path.exists():
        raise click.ClickException(f"{path} exists: name another file")
    with application():
        count = exports.write(path, kind, since.replace(tzinfo=UTC), before.replace(tzinfo=UTC))
    click.echo(f"{path}: {count} instance(s), {path.stat().st_size:,} bytes")
