"""Running simulators and the shortest way to call an operation of theirs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.sdk import Context, Outcome, invoke, registry
from connectors.sdk.simulator import SimulatorServer

SECRET = "whsec_c2VjcmV0IG9mIHRlc3Rz"
Call = Callable[..., Outcome]


@pytest.fixture
def simulate(tmp_path: Path) -> Iterator[Callable[..., SimulatorServer]]:
    """`simulate("erp")` starts a simulator with its sample records; it is stopped after the test."""
    started: list[SimulatorServer] = []

    def start(connector_id: str, **options: Any) -> SimulatorServer:
        server = SimulatorServer(connector_id, 0, tmp_path / f"{connector_id}.db", secret=SECRET, **options).start()
        server.seed(server.simulator.samples)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def call() -> Call:
    """`call(server, "get_order", {...}, key="k")` invokes an operation of the simulator's connector."""

    def run(
        server: SimulatorServer, operation: str, data: dict[str, Any], key: str = "key", attempt: int = 1
    ) -> Outcome:
        context = Context(server.connection(), key, "R-1", attempt=attempt)
        return invoke(registry.get(server.connector_id), operation, data, context)

    return run
