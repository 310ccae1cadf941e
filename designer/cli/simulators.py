"""`returnflow simulators`: the bundled stand-ins for ERP, WMS, carrier and CRM."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from connectors.sdk.simulator import SimulatorServer
from designer.cli.context import application

# In the order of their ports, the first at RETURNFLOW_SIMULATOR_PORT.
SIMULATED = ("erp", "wms", "carrier", "crm")


@click.command()
def simulators() -> None:
    """Start the simulators; each has a page of its own and keeps its records in the data folder."""
    with application(needs_tables=False) as app:
        config = dict(app.config)
        app.extensions["returnflow.engines"].dispose()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with running(config) as servers:
        for server in servers:
            click.echo(f"{server.connector_id}: {server.base_url}")
        stopping.wait()


@contextmanager
def running(config: Mapping[str, Any]) -> Iterator[list[SimulatorServer]]:
    """All simulators of this installation, serving; stopped at the end of the block."""
    folder = config["DATA_DIR"] / "simulators"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                SimulatorServer(
                    connector_id,
                    config["SIMULATOR_PORT"] + index,
                    folder / f"{connector_id}.db",
                    f"http://127.0.0.1:{config['PORT']}/api/v1/webhooks/{connector_id}",
                    config["SIMULATOR_SECRET"],
                )
            )
            for index, connector_id in enumerate(SIMULATED)
        ]
