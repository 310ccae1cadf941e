"""`returnflow demo`: people, the shipped library, records in the simulators, and returns in every state."""

import click

from designer.audit import service as audit
from designer.cli.context import application, plain_errors
from designer.cli.demo.player import begins_at, play
from designer.cli.simulators import running
from designer.database import transaction
from designer.identity import demo_logins
from designer.identity.actor import SYSTEM
from designer.returntypes import shipped
from engine import clock

_LOADED = "demo.loaded"


@click.command()
@plain_errors
def demo() -> None:
    """Load the demo; doing it again changes nothing, and one that was interrupted is finished."""
    with application() as app:
        if is_loaded():
            click.echo("Demo: loaded before")
            return
        until = clock.now()
        with clock.use(clock.VirtualClock(begins_at(until))) as time:
            click.echo("Demo: people")
            demo_logins.load(SYSTEM)
            click.echo("Demo: process library")
            shipped.install(SYSTEM)
            click.echo("Demo: returns, played through the engine")
            with running(app) as servers:
                for line in play(servers, time, until):
                    click.echo(f"  {line}")
            with transaction() as connection:
                audit.record(connection, SYSTEM, _LOADED, "demo", "demo", {})


def is_loaded() -> bool:
    """Whether the demo was loaded to its end."""
    return audit.has_happened(_LOADED)


__all__ = ["demo", "is_loaded"]
