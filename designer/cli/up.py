"""`returnflow up`: everything on this machine, supervised by this process."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

import click

from designer import migrations
from designer.catalog.simulators import CONNECTORS
from designer.cli.context import application
from designer.cli.demo import is_loaded
from designer.cli.migrate import say_applied
from designer.database import db
from designer.identity.demo_logins import DEMO_LOGINS, PASSWORD
from designer.supervisor import lock, ports
from designer.supervisor.child import Role
from designer.supervisor.supervise import Supervisor

STALE_SECONDS = 15.0
DRAIN_MARGIN_SECONDS = 3.0


@click.command()
@click.option("--simulators/--no-simulators", default=True, help="Whether to start the simulators too.")
@click.option("--demo", is_flag=True, help="Migrate the database and load the demo first, where that is still to do.")
def up(simulators: bool, demo: bool) -> None:
    """Start web server, worker and simulators, start again what fails, end all with Ctrl-C."""
    started = time.monotonic()
    with application(needs_tables=not demo) as app:
        if demo:
            prepare_demo()
        config = dict(app.config)
        app.extensions["returnflow.engines"].dispose()
    try:
        with lock.held(config["DATA_DIR"]):
            _refuse_taken_ports(config, simulators)
            supervisor = Supervisor(
                _roles(simulators), config["DATA_DIR"] / "logs", _say, config["DRAIN_SECONDS"] + DRAIN_MARGIN_SECONDS
            )
            supervisor.run(lambda: _answers(config), lambda: _announce(config, time.monotonic() - started))
    except lock.AlreadyRunning as other:
        raise click.ClickException(
            f"Returnflow already runs here as process {other.pid}: end it, or set another RETURNFLOW_DATA_DIR"
        ) from other


def prepare_demo() -> None:
    """What `returnflow migrate` and `returnflow demo` do, without starting them when nothing is to do."""
    say_applied(migrations.upgrade(db.engine))
    if is_loaded():
        click.echo("Demo: loaded before")
        return
    # A process of its own, because the supervisor must have no threads when it starts its children.
    done = subprocess.run([sys.executable, "-m", "designer.cli", "demo"], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _say(text: str) -> None:
    click.echo(f"  {text}")


def _roles(simulators: bool) -> list[Role]:
    names = ["simulators"] if simulators else []
    return [Role(name, [sys.executable, "-m", "designer.cli", name]) for name in [*names, "web", "worker"]]


def _refuse_taken_ports(config: Mapping[str, Any], simulators: bool) -> None:
    first = config["SIMULATOR_PORT"]
    wanted = [config["PORT"], *(range(first, first + len(CONNECTORS)) if simulators else ())]
    taken = ports.wait_until_free(wanted, STALE_SECONDS)
    if taken:
        numbers = ", ".join(map(str, taken))
        raise click.ClickException(
            f"expected port(s) {numbers} to be free, but another program listens there: "
            "end it, or set RETURNFLOW_PORT or RETURNFLOW_SIMULATOR_PORT"
        )


def _answers(config: Mapping[str, Any]) -> bool:
    try:
        with urllib.request.urlopen(f"{_address(config)}/health", timeout=2) as reply:  # noqa: S310 - always http
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _address(config: Mapping[str, Any]) -> str:
    return f"http://{config['HOST']}:{config['PORT']}"


def _announce(config: Mapping[str, Any], seconds: float) -> None:
    click.echo(f"\nReturnflow answers at {_address(config)} ({seconds:.1f} s)\n")
    if config["DEMO"]:
        click.echo(f"Demo logins, all with the password {PASSWORD}:")
        for login in DEMO_LOGINS:
            click.echo(f"  {login.username:<10} {login.role}")
    click.echo("\nCtrl-C stops everything.")
