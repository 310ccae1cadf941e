"""A running ERP simulator and a connection that leads to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from connectors.sdk import Network
from connectors.sdk.simulator import SimulatorServer
from designer.catalog import service
from designer.catalog.service import ConnectionDraft
from designer.identity.actor import SYSTEM

TOKEN = "canary-5d20-token"


def draft(base_url: str, token: str = TOKEN, network: Network = Network.SIMULATOR) -> ConnectionDraft:
    return ConnectionDraft("erp", "Main ERP", base_url, network, {}, {"token": token})


@pytest.fixture
def erp(app: Flask, tmp_path: Path) -> Iterator[SimulatorServer]:
    with SimulatorServer("erp", 0, tmp_path / "erp.db", token=TOKEN) as server:
        server.seed(server.simulator.samples)
        service.save(SYSTEM, "erp", draft(server.base_url))
        yield server
