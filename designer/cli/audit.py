"""`returnflow audit`: the tamper-evident trail."""

import click

from designer.audit import service
from designer.cli.context import application


@click.group()
def audit() -> None:
    """Verify the audit trail."""


@audit.command()
def verify() -> None:
    """Walk the hash chain from the first entry; ends with 1 at the first entry that does not hold."""
    with application():
        broken, count = service.verify(), service.count()
    if broken is not None:
        raise click.ClickException(f"entry {broken.seq}: {broken.reason}")
    click.echo(f"{count} entries, every link holds")
