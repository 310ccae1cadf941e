"""A desk with a small return process and the simulated systems that it calls."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from connectors.sdk import Network, registry
from connectors.sdk.simulator import SimulatorServer
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.identity import service as identity
from designer.identity.actor import SYSTEM
from designer.returns.testing import Desk

LITTLE = Path(__file__).parent / "little"


@pytest.fixture
def servers(app: Flask, tmp_path: Path) -> Iterator[dict[str, SimulatorServer]]:
    """ERP and carrier with their sample records, and the connections that lead to them."""
    found = {name: SimulatorServer(name, 0, tmp_path / f"{name}.db", secret="known") for name in ("erp", "carrier")}
    for name, server in found.items():
        server.start()
        server.seed(server.simulator.samples)
        connection = server.connection()
        wanted = registry.get(name).manifest.secrets
        kept = {key: value for key, value in connection.secrets.items() if key in wanted}
        draft = ConnectionDraft(name, name, connection.base_url, Network.SIMULATOR, {}, kept)
        catalog.save(SYSTEM, name, draft)
    yield found
    for server in found.values():
        server.stop()


@pytest.fixture
def revive(servers: dict[str, SimulatorServer], tmp_path: Path) -> Callable[[str], None]:
    """`revive("erp")` starts a stopped system again, at its old address and with its old records."""

    def start(name: str) -> None:
        port = servers[name].port
        servers[name] = SimulatorServer(name, port, tmp_path / f"{name}.db", secret="known").start()

    return start


@pytest.fixture
def desk(servers: dict[str, SimulatorServer]) -> Desk:
    """The little return is active for REMORSE; beside the demo's customer there is a second one, c101."""
    identity.save_user(SYSTEM, "c101", name="Another customer", roles=["customer"], customer_id="C101")
    desk = Desk(servers)
    desk.deploy(LITTLE, "little_return")
    return desk
