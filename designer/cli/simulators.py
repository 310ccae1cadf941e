"""`returnflow simulators`: the bundled stand-ins for ERP, WMS, carrier and CRM."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click
from flask import Flask

from connectors.sdk.simulator import SimulatorServer
from designer.catalog import simulators as simulated
from designer.cli.context import application


@click.command()
def simulators() -> None:
    """Start the simulators; each has a page of its own and keeps its records in the data folder."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with application() as app, running(app) as servers:
        for server in servers:
            click.echo(f"{server.connector_id}: {server.base_url}")
        stopping.wait()


@contextmanager
def running(app: Flask) -> Iterator[list[SimulatorServer]]:
    """The simulators that connections lead to, serving; stopped at the end of the block."""
    (app.config["DATA_DIR"] / "simulators").mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        yield [stack.enter_context(server) for server in simulated.build(app.config)]
